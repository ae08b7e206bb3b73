"""The cache of whole answers: a sealed release never changes, so neither do they."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Field = tuple[bytes, bytes]
Key = tuple[str, bytes, bytes, bytes]
OVERHEAD = 1_000


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """One answer, ready to be sent."""

    status: int
    headers: Sequence[Field]
    etag: str
    body: bytes
    route: str


class Answers:
    """The answers of one generation, the least recently used leaving first.

    `pending` holds what is being made just now: whoever asks the same waits for it once, instead
    of having it made again. If nothing comes of it, he has it made himself.
    """

    def __init__(self, size: int) -> None:
        self.hits = 0
        self.misses = 0
        self.pending: dict[Key, asyncio.Event] = {}
        self._left = size
        self._answers: OrderedDict[Key, CachedAnswer] = OrderedDict()

    def get(self, key: Key) -> CachedAnswer | None:
        """Return an answer, if it is held."""
        found = self._answers.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._answers.move_to_end(key)
        return found

    def put(self, key: Key, answer: CachedAnswer) -> None:
        """Hold an answer, letting go of others until it fits."""
        if key in self._answers:
            return
        self._answers[key] = answer
        self._left -= _cost(key, answer)
        while self._left < 0 and self._answers:
            self._left += _cost(*self._answers.popitem(last=False))

    @contextmanager
    def making(self, key: Key) -> Iterator[None]:
        """Let others wait while an answer is made."""
        if key in self.pending:
            yield
            return
        event = self.pending[key] = asyncio.Event()
        try:
            yield
        finally:
            del self.pending[key]
            event.set()

    def __len__(self) -> int:
        """Return the number of answers held."""
        return len(self._answers)


def _cost(key: Key, answer: CachedAnswer) -> int:
    return len(answer.body) + sum(len(part) for part in key) + OVERHEAD
