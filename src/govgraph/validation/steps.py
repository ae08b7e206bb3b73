"""Property paths of SHACL compiled to functions over triples."""

from __future__ import annotations

from collections.abc import Callable, Set

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import RDF, SH
from govgraph.validation import paths
from govgraph.validation.paths import Properties
from govgraph.validation.triples import Triples

# From a node to the value nodes of the path.
Walk = Callable[[Triples, str], Set[str]]


def compiled(node: object, properties: Callable[[object], Properties]) -> Walk:
    """Return the path that starts at a node of the shapes graph, as a function.

    Raises:
        OntologyError: a path form that is not supported, by name.
    """
    if isinstance(node, ox.NamedNode):
        return _forward(str(node))
    found = properties(node)
    if RDF + "first" in found:
        return _sequence([compiled(item, properties) for item in paths.items(node, properties)])
    if SH + "alternativePath" in found:
        (first,) = found[SH + "alternativePath"]
        return _choice([compiled(item, properties) for item in paths.items(first, properties)])
    if SH + "inversePath" in found:
        return _inverse(found[SH + "inversePath"][0])
    if SH + "zeroOrOnePath" in found:
        inner = compiled(found[SH + "zeroOrOnePath"][0], properties)
        return lambda data, node: inner(data, node) | {node}
    named = ", ".join(iri.removeprefix(SH) for iri in found)
    raise OntologyError(f"shapes: the compiled validator does not support the path sh:{named}")


def _forward(predicate: str) -> Walk:
    return lambda data, node: data.values(node, predicate)


def _inverse(inner: object) -> Walk:
    if not isinstance(inner, ox.NamedNode):
        raise OntologyError("shapes: the compiled validator inverts single predicates only")
    predicate = str(inner)
    return lambda data, node: data.subjects(predicate, node)


def _sequence(steps: list[Walk]) -> Walk:
    def walk(data: Triples, node: str) -> Set[str]:
        nodes: Set[str] = {node}
        for step in steps:
            if not nodes:
                break
            nodes = set().union(*(step(data, each) for each in nodes))
        return nodes

    return walk


def _choice(options: list[Walk]) -> Walk:
    return lambda data, node: set().union(*(option(data, node) for option in options))
