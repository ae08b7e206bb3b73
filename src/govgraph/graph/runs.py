"""The runs of the assessment: each a method, and the date that it is made as of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph.namespaces import PROV, RDF, XSD
from govgraph.ntriples import Triple

# The namespace of the rules' working notes, which are never published.
WORKING = "urn:govgraph:working#"
_TYPE = f"<{RDF}type>"


@dataclass(frozen=True, slots=True)
class Run:
    """One assessment of everything: a method and the date it is made as of.

    The current run is the publication's own; the others are kept beside it.
    """

    method: str
    as_of: dt.date
    current: bool

    @property
    def iri(self) -> str:
        """Return the id of the activity, relative to the base."""
        return f"activity/assess/{self.method.removeprefix('method/')}/{self.as_of.isoformat()}"


def runs(
    method: str, as_of: dt.date, further: Sequence[str] = (), former: Sequence[dt.date] = ()
) -> list[Run]:
    """Return the current run first, then every other pair of method and date, each once."""
    pairs = [(m, d) for m in (method, *further) for d in (as_of, *former)]
    return [Run(m, d, (m, d) == (method, as_of)) for m, d in dict.fromkeys(pairs)]


def notes(planned: Iterable[Run], base: str) -> list[ox.Quad]:
    """Return the runs as working notes, which the rules take their parameters from."""
    quads = []
    for run in planned:
        facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("asOf", ox.Literal(run.as_of.isoformat(), datatype=ox.NamedNode(XSD + "date"))),
            ("method", ox.NamedNode(base + run.method)),
            ("current", ox.Literal(run.current)),
        ]
        node = ox.NamedNode(base + run.iri)
        quads += [ox.Quad(node, ox.NamedNode(WORKING + name), value) for name, value in facts]
    return quads


def activities(planned: Iterable[Run], base: str, publisher: str) -> list[Triple]:
    """Return the runs as PROV: activities whose plan was the method."""
    triples: list[Triple] = []
    for run in planned:
        node, association = f"<{base}{run.iri}>", f"<{base}{run.iri}#association>"
        triples += [
            (node, _TYPE, f"<{PROV}Activity>"),
            (node, f"<{PROV}qualifiedAssociation>", association),
            (association, _TYPE, f"<{PROV}Association>"),
            (association, f"<{PROV}agent>", f"<{base}{publisher}>"),
            (association, f"<{PROV}hadPlan>", f"<{base}{run.method}>"),
        ]
    return triples
