"""Many sorted files to one order: the lines are parted by value, each part is sorted in memory.

Where to cut is read off samples of the files, so the parts are about equal and depend on the
lines alone. Parts are independent of each other: any process may sort any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from govgraph.workers import Workers

PART_BYTES = 24 << 20
SAMPLE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Part:
    """The stretches of files (path, start, end) whose lines come together in the order."""

    stretches: tuple[tuple[str, int, int], ...]


def parts(runs: Sequence[Path], workers: Workers) -> Iterator[Part]:
    """Yield the parts of files of sorted lines, in the order of their lines."""
    cuts = _cuts(runs)
    offsets = list(workers.map(partial(_offsets, cuts), [str(run) for run in runs]))
    for number in range(len(cuts) + 1):
        stretches = (
            (str(run), found[number], found[number + 1])
            for run, found in zip(runs, offsets, strict=True)
        )
        yield Part(tuple(s for s in stretches if s[1] < s[2]))


def merged(part: Part) -> list[bytes]:
    """Return the distinct lines of a part, sorted, without line ends."""
    lines: set[bytes] = set()
    for path, start, end in part.stretches:
        with Path(path).open("rb", buffering=0) as stream:
            stream.seek(start)
            lines.update(stream.read(end - start).split(b"\n"))
    lines.discard(b"")
    return sorted(lines)


def block(part: Part) -> bytes:
    """Return the distinct lines of a part, sorted, with line ends."""
    lines = merged(part)
    lines.append(b"")
    return b"\n".join(lines)


def _cuts(runs: Sequence[Path]) -> list[bytes]:
    """Return the lines that parts begin with, but for the first."""
    samples: list[bytes] = []
    place = 0  # of the next sample in the run
    for run in runs:
        size = run.stat().st_size
        with run.open("rb") as stream:
            while place < size:
                stream.seek(place)
                stream.readline()
                if line := stream.readline().rstrip(b"\n"):
                    samples.append(line)
                place += SAMPLE_BYTES
        place -= size
    step = PART_BYTES // SAMPLE_BYTES
    return sorted(set(sorted(samples)[step::step]))


def _offsets(cuts: Sequence[bytes], run: str) -> list[int]:
    """Return where in a file each part begins, and its end."""
    size = Path(run).stat().st_size
    found = [0]
    with Path(run).open("rb") as stream:
        for cut in cuts:
            found.append(_first(stream, cut, found[-1], size))
    return [*found, size]


def _first(stream: BinaryIO, cut: bytes, low: int, high: int) -> int:
    """Return where the first line starts that is no less than `cut`; `low` starts a line."""
    while low < high:
        stream.seek((low + high) // 2)
        stream.readline()
        start = stream.tell()
        if start >= high:  # the last line of the stretch: it starts at or after `low`
            stream.seek(low)
            while low < high and stream.readline().rstrip(b"\n") < cut:
                low = stream.tell()
            return low
        line = stream.readline()
        if line.rstrip(b"\n") < cut:
            low = stream.tell()
        else:
            high = start
    return low
