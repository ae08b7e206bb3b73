"""Withdrawn ids stay known: what stands where a thing was, and what took its place."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from govgraph.graph import nquads
from govgraph.graph.names import GraphNames
from govgraph.namespaces import DCT, OWL, PROV, TYPE, XSD
from govgraph.records.registry import Entry

_DEPRECATED, _SUCCESSOR = ox.NamedNode(OWL + "deprecated"), ox.NamedNode(DCT + "isReplacedBy")
_TRUE = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


def lines(withdrawn: Iterable[Entry], names: GraphNames, base: str) -> list[str]:
    """Return a tombstone for each withdrawn id, as lines of N-Quads.

    It is of no class of the ontology, so nothing counts it among the living.
    """
    graph = ox.NamedNode(base + names.reference)
    quads = []
    for entry in withdrawn:
        node = ox.NamedNode(base + entry.iri)
        quads.append(ox.Quad(node, TYPE, ox.NamedNode(PROV + "Entity"), graph))
        quads.append(ox.Quad(node, _DEPRECATED, _TRUE, graph))
        if entry.replaced_by:
            quads.append(ox.Quad(node, _SUCCESSOR, ox.NamedNode(base + entry.replaced_by), graph))
    return nquads.lines(quads)
