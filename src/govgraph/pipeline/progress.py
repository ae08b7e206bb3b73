"""How a long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Called with the name of a stage, how much of it is done, and how much there is (None: unknown).
Progress = Callable[[str, int, int | None], None]


def quiet(stage: str, done: int, total: int | None) -> None:
    """Report no progress."""


@contextmanager
def timed(progress: Progress, stage: str) -> Iterator[None]:
    """Report a stage that has no steps of its own."""
    progress(stage, 0, 1)
    yield
    progress(stage, 1, 1)
