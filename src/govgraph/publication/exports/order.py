"""Triples in the order of an export, sorted outside of memory: subject, types first, the rest."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from govgraph.namespaces import RDF

RUN = 200_000  # triples in memory
_TYPE = f"<{RDF}type>"


def sorted_once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples sorted by subject, those with its types first, each once."""
    source = map(_line, triples)
    first = sorted(set(islice(source, RUN)))
    with tempfile.TemporaryDirectory() as folder:
        lines = heapq.merge(first, *map(_read, _spooled(source, Path(folder))))
        last = ""
        for piece in _pieces(lines):
            fresh = []
            for line in piece:
                if line != last:
                    fresh.append(_triple_of(line))
                    last = line
            for quad in ox.parse(
                "".join(fresh).encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True
            ):
                yield quad.triple


def _line(triple: ox.Triple) -> str:
    """Return a triple as a line that sorts as the export is ordered."""
    subject, predicate, value = triple
    name = str(predicate)
    return f"{subject}\t{'0' if name == _TYPE else '1'}{name}\t{value}\n"


def _triple_of(line: str) -> str:
    subject, predicate, value = line[:-1].split("\t", 2)
    return f"{subject} {predicate[1:]} {value} .\n"


def _spooled(source: Iterator[str], folder: Path) -> Iterator[Path]:
    number = 0
    while lines := sorted(set(islice(source, RUN))):
        path = folder / str(number)
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
        number += 1
        yield path


def _read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        yield from stream


def _pieces(lines: Iterator[str]) -> Iterator[list[str]]:
    while piece := list(islice(lines, 10_000)):
        yield piece
