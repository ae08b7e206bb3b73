"""The sorted union of the data, subject by subject: what one pass over a release sees.

Memory holds one thing at a time, whatever the size of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from govgraph.namespaces import RDF
from govgraph.ntriples import Triple, read

_TYPE = RDF + "type"
_NO_CLASS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject with all its triples, by predicate, and the IRIs of its classes.

    The values are terms in N-Triples syntax, sorted by their text.
    """

    iri: str
    values: dict[str, list[str]]
    types: frozenset[str] = _NO_CLASS

    @property
    def document(self) -> str:
        """Return the IRI of the thing that it is, or is a fragment of."""
        return self.iri.partition("#")[0]


def runs(ntriples: Path, naming: str = "") -> Iterator[tuple[str, Iterator[Triple]]]:
    """Yield the IRI of each subject of a file of sorted N-Triples with its triples.

    With `naming` (an IRI) only the triples come that hold it, and their subjects.
    """
    with ntriples.open(encoding="utf-8", newline="\n") as stream:
        lines = (line for line in stream if naming in line) if naming else stream
        for node, run in groupby(read(lines), key=itemgetter(0)):
            yield node[1:-1], run


def classified(ntriples: Path) -> Iterator[Subject]:
    """Yield the subjects that are of a class, with little else than their classes."""
    return _subjects(runs(ntriples, naming=f"<{_TYPE}>"))


def subjects(ntriples: Path) -> Iterator[Subject]:
    """Yield the subjects of a file of sorted N-Triples, in its order."""
    return _subjects(runs(ntriples))


def _subjects(found: Iterable[tuple[str, Iterator[Triple]]]) -> Iterator[Subject]:
    kinds: dict[tuple[str, ...], frozenset[str]] = {(): _NO_CLASS}  # of many things few sets
    for iri, run in found:
        values: dict[str, list[str]] = {}
        held: list[str] = []
        last = ""
        for _, predicate, value in run:
            if predicate == last:
                held.append(value)
            else:
                values[predicate[1:-1]] = held = [value]
                last = predicate
        classes = tuple(values.get(_TYPE, ()))
        if classes not in kinds:
            kinds[classes] = frozenset(term[1:-1] for term in classes)
        yield Subject(iri, values, kinds[classes])
