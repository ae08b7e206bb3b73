"""The sorted union of the data, subject by subject: what one pass over a release sees.

Memory holds one thing at a time, whatever the size of the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from govgraph.namespaces import RDF

_TYPE = RDF + "type"
Value = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject with all its triples, by predicate; the values are sorted by their text."""

    iri: str
    values: dict[str, list[Value]] = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        """Return the IRIs of its classes."""
        return frozenset(value.value for value in self.values.get(_TYPE, ()))

    @property
    def document(self) -> str:
        """Return the IRI of the thing that it is, or is a fragment of."""
        return self.iri.partition("#")[0]


def subjects(ntriples: Path) -> Iterator[Subject]:
    """Yield the subjects of a file of sorted N-Triples, in its order."""
    quads = ox.parse(path=str(ntriples), format=ox.RdfFormat.N_TRIPLES)
    for node, run in groupby(quads, key=lambda quad: quad.subject):
        subject = Subject(node.value)
        for quad in run:
            subject.values.setdefault(quad.predicate.value, []).append(quad.object)
        yield subject
