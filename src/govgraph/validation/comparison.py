"""What compares records with each other, outside of memory: a part of the records at a time.

Each query compares only what shares a value: figures and targets of one area, quotes from one
snapshot. So lines go into buckets by that value, and buckets are read together as far as a budget
of memory goes. What has no such value, the data of reference, is read with every part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from govgraph import ntriples
from govgraph.namespaces import GG, OA
from govgraph.validation.triples import Triples

# By what the things that a query compares are parted, by the local name of the query.
SHARED = {
    "#Growth-fits-level-query": f"<{GG}area>",
    "#Observation-once-query": f"<{GG}area>",
    "#TextSnapshot-quote-budget-query": f"<{OA}hasSource>",
}
BUCKETS = 64
_KEYS = frozenset(predicate.encode() for predicate in SHARED.values())
# A property whose values go where the thing goes that has them.
_ALONG = f"<{OA}hasSelector>".encode()


class Comparison:
    """Takes the lines of batches for the queries that compare, and gives them back by parts."""

    def __init__(self, folder: Path) -> None:
        """Take a folder of its own for what is spooled."""
        folder.mkdir(parents=True, exist_ok=True)
        self._common = folder / "common.nt"
        self._paths = [folder / f"bucket-{number}.nt" for number in range(BUCKETS)]
        self._files = [path.open("wb") for path in (*self._paths, self._common)]

    def take(self, lines: Iterable[bytes]) -> None:
        """Take the lines of N-Triples of one batch, each with its end."""
        parted = [(line, *line.split(b" ", 2)) for line in lines]
        homes: dict[bytes, set[int]] = defaultdict(set)
        for _, subject, predicate, value in parted:
            if predicate in _KEYS:
                homes[subject].add(crc32(value) % BUCKETS)
        for _, subject, predicate, value in parted:
            if predicate == _ALONG and subject in homes:
                homes[value[:-3]] |= homes[subject]
        common = {BUCKETS}
        for line, subject, *_ in parted:
            for number in homes.get(subject, common):
                self._files[number].write(line)

    def parts(self, budget: int) -> Iterator[Triples]:
        """Yield all that was taken, about `budget` bytes of lines at a time."""
        for file in self._files:
            file.close()
        group: list[Path] = []
        size = 0
        for path in self._paths:
            more = path.stat().st_size
            if group and size + more > budget:
                yield _read(self._common, *group)
                group, size = [], 0
            group.append(path)
            size += more
        yield _read(self._common, *group)


def _read(*paths: Path) -> Triples:
    def lines() -> Iterator[str]:
        for path in paths:
            with path.open(encoding="utf-8", newline="\n") as stream:
                yield from stream

    return Triples(ntriples.read(lines()))
