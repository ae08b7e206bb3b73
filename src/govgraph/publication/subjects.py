"""The sorted union of the data, subject by subject: what one pass over a release sees.

Memory holds one thing at a time, whatever the size of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from govgraph.namespaces import RDF, SKOS
from govgraph.ntriples import Triple, read

_TYPE = RDF + "type"
_CLASSED, _LABELLED = f" <{_TYPE}> ", f" <{SKOS}prefLabel> "
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


def runs(
    ntriples: Path, wanted: Callable[[str], bool] | None = None
) -> Iterator[tuple[str, Iterator[Triple]]]:
    """Yield the IRI of each subject of a file of sorted N-Triples with its triples.

    With `wanted` only the triples come whose lines it accepts, and their subjects.
    """
    with ntriples.open(encoding="utf-8", newline="\n") as stream:
        lines = filter(wanted, stream) if wanted else stream
        for node, run in groupby(read(lines), key=itemgetter(0)):
            yield node[1:-1], run


def classified(ntriples: Path) -> Iterator[Subject]:
    """Yield the subjects that are of a class, with little else than their classes."""
    return _subjects(runs(ntriples, lambda line: _CLASSED in line))


def labelled(ntriples: Path) -> Iterator[Subject]:
    """Yield the subjects that have a class or a label, with little else than these."""
    return _subjects(runs(ntriples, lambda line: _LABELLED in line or _CLASSED in line))


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
