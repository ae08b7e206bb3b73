"""What people call a node: its own label, or that of the thing it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from govgraph import namespaces as ns

_NAMES = (URIRef(ns.SKOS + "prefLabel"), URIRef(ns.DCT + "title"))
# A part is named by its whole, and whatever has no name of its own by what it speaks of.
_WHOLES = tuple(
    URIRef(iri)
    for iri in (
        ns.GG + "hasTarget",
        ns.OA + "hasSelector",
        ns.GG + "evidence",
        ns.GG + "wordingEvidence",
    )
)
_SUBJECTS = tuple(
    URIRef(iri)
    for iri in (
        ns.GG + "assesses",
        ns.GG + "reportsOn",
        ns.GG + "statedBy",
        ns.GG + "attributedTo",
        ns.ORG + "member",
        ns.PROV + "specializationOf",
        ns.GG + "indicator",
    )
)
MAX_STEPS = 4


def label(graph: Graph, node: Node) -> Mapping[str, str]:
    """Return the label of a node by language tag, or an empty mapping."""
    current: Node | None = node
    for _ in range(MAX_STEPS):
        if current is None:
            break
        found = _own(graph, current)
        if found:
            return found
        current = _named_by(graph, current)
    return {}


def _own(graph: Graph, node: Node) -> Mapping[str, str]:
    for predicate in _NAMES:
        found = sorted(graph.objects(node, predicate), key=str, reverse=True)
        labels = {(v.language or "").lower(): str(v) for v in found if isinstance(v, Literal)}
        if labels:
            return dict(sorted(labels.items()))
    return {}


def _named_by(graph: Graph, node: Node) -> Node | None:
    for predicate in _WHOLES:
        wholes = sorted(graph.subjects(predicate, node), key=str)
        if wholes:
            return wholes[0]
    for predicate in _SUBJECTS:
        subjects = sorted(graph.objects(node, predicate), key=str)
        if subjects:
            return subjects[0]
    return None
