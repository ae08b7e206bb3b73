"""The graph about the graphs: which came from what, by which run of which rules (PROV)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pyoxigraph as ox

from govgraph.graph import nquads
from govgraph.graph.names import GraphNames
from govgraph.namespaces import DCT, NS, PROV, TYPE, VOID, XSD


def lines(
    graphs: Iterable[str], names: GraphNames, base: str, *, publisher: str, issued: dt.date
) -> list[str]:
    """Return the meta graph as lines of N-Quads.

    `graphs` are the relative ids of the graphs that hold data; `issued` is the date of the
    publication's version, so the same input gives the same bytes on any day.
    """
    writer = _Writer(base, names.meta)
    activity = f"activity/build/{names.version}"
    writer.link(activity, TYPE.value, PROV + "Activity")
    writer.link(activity, PROV + "wasAssociatedWith", base + publisher)
    writer.link(activity, PROV + "used", NS)
    asserted = [g for g in sorted(graphs) if g not in (names.inferred, names.derived, names.meta)]
    for graph in (*asserted, names.inferred, names.derived):
        writer.link(graph, TYPE.value, PROV + "Entity")
        writer.link(graph, TYPE.value, VOID + "Dataset")
        writer.link(graph, PROV + "wasGeneratedBy", base + activity)
        writer.link(graph, DCT + "isPartOf", f"{base}dataset/{names.version}")
        writer.value(graph, DCT + "issued", issued.isoformat(), XSD + "date")
    for graph in asserted:
        writer.link(activity, PROV + "used", base + graph)
        kind, _, source = graph.removeprefix("graph/").partition("/")
        if kind in ("source", "outcome"):
            writer.link(graph, PROV + "wasDerivedFrom", f"{base}source/{source}")
        writer.link(names.inferred, PROV + "wasDerivedFrom", base + graph)
        writer.link(names.derived, PROV + "wasDerivedFrom", base + graph)
    return nquads.lines(writer.quads)


class _Writer:
    """Collects the quads of one graph."""

    def __init__(self, base: str, graph: str) -> None:
        self.base = base
        self.graph = ox.NamedNode(base + graph)
        self.quads: list[ox.Quad] = []

    def link(self, subject: str, predicate: str, value: str) -> None:
        self._add(subject, predicate, ox.NamedNode(value))

    def value(self, subject: str, predicate: str, text: str, datatype: str) -> None:
        self._add(subject, predicate, ox.Literal(text, datatype=ox.NamedNode(datatype)))

    def _add(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        node = ox.NamedNode(self.base + subject)
        self.quads.append(ox.Quad(node, ox.NamedNode(predicate), value, self.graph))
