"""Triples in the order of an export, sorted outside of memory: subject, types first, the rest."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path

import pyoxigraph as ox

from govgraph.namespaces import RDF

RUN = 500_000  # lines in memory
_PIECE = 20_000  # lines that are parsed together
_TYPE = f" <{RDF}type> ".encode()
_FIRST = b" \0 "  # sorts before every predicate; no line holds it, for it is written as an escape


def sorted_once(constructed: ox.QueryTriples, also: bytes = b"") -> Iterator[ox.Triple]:
    """Yield what a query constructs, sorted by subject, those with its types first, each once.

    `also` are lines of N-Triples that come with them.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "constructed.nt")
        constructed.serialize(str(given), format=ox.RdfFormat.N_TRIPLES)
        with given.open("ab") as stream:
            stream.write(also)
        lines = _distinct(list(_runs(given, Path(folder))))
        while piece := list(islice(lines, _PIECE)):
            text = b"".join(piece).replace(_FIRST, _TYPE)
            for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True):  # our own
                yield quad.triple


def _runs(path: Path, folder: Path) -> Iterator[Path]:
    """Write the lines of a file as sorted runs of distinct lines; yield where these are."""
    with path.open("rb") as stream:
        number = 0
        while lines := list(islice(stream, RUN)):
            text = b"".join(lines).replace(_TYPE, _FIRST)
            run = folder / f"run-{number}"
            run.write_bytes(b"".join(f + b"\n" for f in sorted(set(text.split(b"\n")) - {b""})))
            number += 1
            yield run


def _distinct(runs: list[Path]) -> Iterator[bytes]:
    """Yield the lines of sorted runs in one order, each once."""
    if len(runs) == 1:
        return _lines(runs[0])
    return (line for line, _ in groupby(heapq.merge(*map(_lines, runs))))


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from stream
