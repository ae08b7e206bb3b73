"""Pieces of JSON Lines: whole lines of one file, small enough for one batch.

A file is cut by its bytes alone, so the pieces are the same whoever reads them, in whatever order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of a file from `start` to `end`, whose first line is number `line`.

    `name` is what the file is called in messages; `path` is where its plain bytes lie.
    """

    path: str
    name: str
    start: int
    end: int
    line: int

    def digest(self) -> str:
        """Return the sha256 of its bytes."""
        digest, left = hashlib.sha256(), self.end - self.start
        with Path(self.path).open("rb") as stream:
            stream.seek(self.start)
            while left and (block := stream.read(min(_BLOCK, left))):
                digest.update(block)
                left -= len(block)
        return digest.hexdigest()


def cut(path: Path, name: str, size: int) -> Iterator[Piece]:
    """Yield the pieces of a file: each ends with the line in which its `size` bytes end."""
    with path.open("rb") as stream:
        start, line = 0, 1
        while True:
            end, lines = _whole_lines(stream, size)
            if not end:
                return
            yield Piece(str(path), name, start, start + end, line)
            start, line = start + end, line + lines


def _whole_lines(stream: BinaryIO, size: int) -> tuple[int, int]:
    """Read on to the end of the line in which `size` bytes end; return bytes and line ends."""
    taken = lines = 0
    while taken < size and (block := stream.read(min(_BLOCK, size - taken))):
        taken += len(block)
        lines += block.count(b"\n")
    if taken < size:
        return taken, lines
    while rest := stream.readline(_BLOCK):
        taken += len(rest)
        if rest.endswith(b"\n"):
            return taken, lines + 1
    return taken, lines
