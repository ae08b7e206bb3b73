"""Property paths of SHACL compiled to functions over triples."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

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
        return forward(str(node))
    found = properties(node)
    if RDF + "first" in found:
        return sequence([compiled(item, properties) for item in paths.items(node, properties)])
    if SH + "alternativePath" in found:
        (first,) = found[SH + "alternativePath"]
        return choice([compiled(item, properties) for item in paths.items(first, properties)])
    if SH + "inversePath" in found:
        return _inverted(found[SH + "inversePath"][0])
    if SH + "zeroOrOnePath" in found:
        inner = compiled(found[SH + "zeroOrOnePath"][0], properties)
        return lambda data, node: inner(data, node) | {node}
    named = ", ".join(iri.removeprefix(SH) for iri in found)
    raise OntologyError(f"shapes: the compiled validator does not support the path sh:{named}")


def _inverted(inner: object) -> Walk:
    if not isinstance(inner, ox.NamedNode):
        raise OntologyError("shapes: the compiled validator inverts single predicates only")
    return inverse(str(inner))


def forward(predicate: str) -> Walk:
    """Return the step along a predicate."""
    return lambda data, node: data.values(node, predicate)


def inverse(predicate: str) -> Walk:
    """Return the step against a predicate."""
    return lambda data, node: data.subjects(predicate, node)


def sequence(steps: Sequence[Walk]) -> Walk:
    """Return one step after the other."""

    def walk(data: Triples, node: str) -> Set[str]:
        nodes: Set[str] = {node}
        for step in steps:
            if not nodes:
                break
            nodes = set().union(*(step(data, each) for each in nodes))
        return nodes

    return walk


def choice(options: Sequence[Walk]) -> Walk:
    """Return any one of the steps."""
    return lambda data, node: set().union(*(option(data, node) for option in options))


def closure(step: Walk) -> Walk:
    """Return the step taken any number of times, or not at all."""

    def walk(data: Triples, node: str) -> Set[str]:
        found, queue = {node}, [node]
        for current in queue:
            new = step(data, current) - found
            found |= new
            queue += new
        return found

    return walk
