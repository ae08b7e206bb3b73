"""Which nodes a shape speaks of, and shapes narrowed to some of them.

pySHACL can be given focus nodes too, but then skips every nested shape whose value is not one of
them and calls it conforming. So the targets themselves are rewritten, which any engine understands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from govgraph.namespaces import SH
from govgraph.validation.shapes import TARGETS, Shapes


def narrowed(shapes: Shapes, graph: Graph, focus_nodes: Collection[URIRef]) -> Shapes:
    """Return the shapes with each target replaced by those of its nodes that are wanted."""
    predicates = {SH + name: name for name in TARGETS}
    kept = [quad for quad in shapes.quads if quad.predicate.value not in predicates]
    cache: dict[tuple[str, str], set[Node]] = {}
    for quad in shapes.quads:
        name = predicates.get(quad.predicate.value)
        if name is None or not isinstance(quad.object, ox.NamedNode):
            continue
        key = (name, quad.object.value)
        if key not in cache:
            cache[key] = set(_FINDERS[name](graph, URIRef(quad.object.value))) & set(focus_nodes)
        kept += [
            ox.Quad(quad.subject, ox.NamedNode(SH + "targetNode"), ox.NamedNode(str(node)))
            for node in cache[key]
        ]
    return Shapes(tuple(kept))


def _instances(graph: Graph, cls: URIRef) -> Iterable[Node]:
    for each in graph.transitive_subjects(RDFS.subClassOf, cls):
        yield from graph.subjects(RDF.type, each)


_FINDERS: Mapping[str, Callable[[Graph, URIRef], Iterable[Node]]] = {
    "targetClass": _instances,
    "targetNode": lambda graph, node: [node],
    "targetSubjectsOf": lambda graph, predicate: graph.subjects(predicate, None),
    "targetObjectsOf": lambda graph, predicate: graph.objects(None, predicate),
}


def affected(graph: Graph, nodes: Collection[str]) -> frozenset[str]:
    """Return the nodes with all that they point to and all that point to them.

    This is what a change of one statement or figure may break: its quotes count against the
    snapshot, its figure may double another's. A change of reference data (a tenure, an area) may
    reach further: then judge everything.
    """
    found = set(nodes)
    for node in map(URIRef, nodes):
        found.update(str(value) for value in graph.objects(node) if isinstance(value, URIRef))
        found.update(str(subject) for subject in graph.subjects(None, node))
    return frozenset(found)
