"""The dataset at rest: distinct lines of N-Quads, sorted outside memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from govgraph.graph import sorting
from govgraph.workers import Workers

if TYPE_CHECKING:
    from govgraph.validation.streamed import Streamed

SORT_FAN_IN = 64


class Dataset:
    """Collects lines and gives them back sorted and distinct.

    At most `budget` bytes of lines are held; beyond, sorted runs are spooled into `folder`,
    which is removed at the end.
    """

    def __init__(self, folder: Path, budget: int) -> None:
        self.folder = folder
        self.budget = budget
        self.validator: Streamed | None = None  # what judged the batches as they came in
        self.runs: list[Path] = []
        self.adopted: list[Path] = []
        self._lines: set[str] = set()
        self._held = 0
        self._made = 0

    def __enter__(self) -> Dataset:
        """Make the spool folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the spool folder."""
        for run in self.folder.iterdir():
            run.unlink()
        self.folder.rmdir()

    def add(self, lines: Iterable[str]) -> None:
        """Take in lines of N-Quads, without line ends."""
        for line in lines:
            if line not in self._lines:
                self._lines.add(line)
                self._held += len(line) + 100  # what a str and its place in the set cost
        if self._held > self.budget:
            self._spool(sorted(self._lines))
            self._lines.clear()
            self._held = 0

    def adopt(self, run: Path) -> None:
        """Take in a file of sorted distinct lines; it stays where it is."""
        self.adopted.append(run)

    def __iter__(self) -> Iterator[str]:
        """Yield all lines, sorted by code point and distinct, without line ends."""
        if self.adopted:
            for part in sorting.parts(self._all(), Workers()):
                for line in sorting.merged(part):
                    yield line.decode()
            return
        while len(self.runs) > SORT_FAN_IN:
            merged, self.runs = self.runs[:SORT_FAN_IN], self.runs[SORT_FAN_IN:]
            self._spool(_distinct(heapq.merge(*map(_read, merged))))
            for run in merged:
                run.unlink()
        yield from _distinct(heapq.merge(*map(_read, self.runs), sorted(self._lines)))

    def blocks(self, workers: Workers) -> Iterator[bytes]:
        """Yield all lines as `__iter__` does, in blocks of whole lines with their ends."""
        if not self.adopted:
            yield from (line.encode() + b"\n" for line in self)
            return
        yield from workers.map(sorting.block, sorting.parts(self._all(), workers))

    def _all(self) -> list[Path]:
        if self._lines:
            self._spool(sorted(self._lines))
            self._lines.clear()
            self._held = 0
        return [*self.runs, *self.adopted]

    def _spool(self, lines: Iterable[str]) -> None:
        run = self.folder / f"run-{self._made:06d}"
        self._made += 1
        with run.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(line + "\n" for line in lines)
        self.runs.append(run)


def _read(run: Path) -> Iterator[str]:
    with run.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line[:-1]


def _distinct(lines: Iterable[str]) -> Iterator[str]:
    last = None
    for line in lines:
        if line != last:
            yield line
            last = line
