"""The sorted union of the data, subject by subject: what one pass over a release sees.

Memory holds one thing at a time, whatever the size of the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from govgraph.namespaces import RDF
from govgraph.ntriples import Triple, read

T = TypeVar("T")
_TYPE = RDF + "type"
# Tells by a line whether its triple is asked for.
Wanted = Callable[[str], object]
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


def runs(ntriples: Path, wanted: Wanted | None = None) -> Iterator[tuple[str, Iterator[Triple]]]:
    """Yield the IRI of each subject of a file of sorted N-Triples with its triples.

    With `wanted` only the triples come whose lines it accepts, and their subjects.
    """
    with ntriples.open(encoding="utf-8", newline="\n") as stream:
        lines = filter(wanted, stream) if wanted else stream
        for node, run in groupby(read(lines), key=itemgetter(0)):
            yield node[1:-1], run


def subjects(ntriples: Path, wanted: Wanted | None = None) -> Iterator[Subject]:
    """Yield the subjects of a file of sorted N-Triples, in its order; `wanted` as in `runs`."""
    return _subjects(runs(ntriples, wanted))


def together(found: Iterable[tuple[str, T]]) -> Iterator[tuple[str, dict[str, T]]]:
    """Yield each thing with what was found of it and of its fragments, by their IRIs.

    In sorted triples the fragments come before their thing, with at most the things between
    whose id is longer by a few characters; so few fragments are held at a time.
    """
    held: dict[str, dict[str, T]] = {}
    for iri, own in found:
        document = iri.partition("#")[0]
        held.setdefault(document, {})[iri] = own
        if iri == document:
            yield document, held.pop(document)
    yield from held.items()  # fragments of things that nothing else is said of


def saying(*predicates: str) -> Wanted:
    """Return what asks for the triples of some predicates (IRIs) alone."""
    return re.compile(f"<[^>]*> <(?:{'|'.join(map(re.escape, predicates))})> ").match


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
