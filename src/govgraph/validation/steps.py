"""Property paths compiled: from one node to its value nodes, or from many at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import RDF, SH
from govgraph.validation import paths
from govgraph.validation.columns import EMPTY, Column
from govgraph.validation.paths import Properties
from govgraph.validation.triples import Triples

# Where fewer than one in so many subjects of a column are asked about, each is looked up.
SPARSE = 4


class Walk(Protocol):
    """A path."""

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return the value nodes of a node."""

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return the value nodes of some nodes; the column may know other nodes too."""


@dataclass(frozen=True, slots=True)
class Same:
    """No path: a node is its own value."""

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return the node."""
        return {node}

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return the nodes as they are."""
        return Column.same(nodes)


@dataclass(frozen=True, slots=True)
class Forward:
    """A predicate."""

    predicate: str

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return the objects."""
        return data.values(node, self.predicate)

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return the column of the data itself where the base says no more of the nodes."""
        column = data.columns.get(self.predicate, EMPTY)
        further = data.described(nodes, self.predicate)
        if not further and len(nodes) * SPARSE >= len(column.one):
            return column
        return Column.of(nodes, lambda node: data.values(node, self.predicate))


@dataclass(frozen=True, slots=True)
class Inverse:
    """A predicate, from its objects."""

    predicate: str

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return the subjects."""
        return data.subjects(self.predicate, node)

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return the subjects of the nodes."""
        column = data.columns.get(self.predicate, EMPTY).inverse()
        if not data.mentioned(nodes, self.predicate):
            return column
        return Column.of(nodes, lambda node: data.subjects(self.predicate, node))


@dataclass(frozen=True, slots=True)
class Steps:
    """One path after the other."""

    walks: tuple[Walk, ...]

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return what the last one leads to."""
        nodes: Set[str] = {node}
        for walk in self.walks:
            if not nodes:
                break
            nodes = set().union(*(walk.values(data, each) for each in nodes))
        return nodes

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return what the last one leads to."""
        column = self.walks[0].column(data, nodes) if self.walks else Column.same(nodes)
        for walk in self.walks[1:]:
            column = column.then(walk.column(data, column.distinct()))
        return column


@dataclass(frozen=True, slots=True)
class Choice:
    """Any one of several paths."""

    walks: tuple[Walk, ...]

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return what they lead to together."""
        return set().union(*(walk.values(data, node) for walk in self.walks))

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return what they lead to together."""
        found = Column()
        for walk in self.walks:
            found.add(walk.column(data, nodes))
        return found


@dataclass(frozen=True, slots=True)
class Closure:
    """A path taken any number of times, or not at all."""

    walk: Walk

    def values(self, data: Triples, node: str) -> Set[str]:
        """Return the node with all that can be reached."""
        found, queue = {node}, [node]
        for current in queue:
            new = self.walk.values(data, current) - found
            found |= new
            queue += new
        return found

    def column(self, data: Triples, nodes: Set[str]) -> Column:
        """Return the nodes with all that can be reached from each."""
        return Column.of(nodes, lambda node: self.values(data, node))


def compiled(node: object, properties: Callable[[object], Properties]) -> Walk:
    """Return the path that starts at a node of the shapes graph.

    Raises:
        OntologyError: a path form that is not supported, by name.
    """
    if isinstance(node, ox.NamedNode):
        return Forward(str(node))
    found = properties(node)
    if RDF + "first" in found:
        return _sequence(_all(paths.items(node, properties), properties))
    if SH + "alternativePath" in found:
        (first,) = found[SH + "alternativePath"]
        return Choice(_all(paths.items(first, properties), properties))
    if SH + "inversePath" in found:
        return _inverted(found[SH + "inversePath"][0])
    if SH + "zeroOrOnePath" in found:
        return Choice((Same(), compiled(found[SH + "zeroOrOnePath"][0], properties)))
    named = ", ".join(iri.removeprefix(SH) for iri in found)
    raise OntologyError(f"shapes: the compiled validator does not support the path sh:{named}")


def _all(nodes: Sequence[object], properties: Callable[[object], Properties]) -> tuple[Walk, ...]:
    return tuple(compiled(node, properties) for node in nodes)


def _sequence(walks: Sequence[Walk]) -> Walk:
    """Return the steps, with what follows a choice drawn into it: one value each costs least."""
    options = [walk.walks if isinstance(walk, Choice) else (walk,) for walk in walks]
    found = [
        Steps(tuple(walk for walk in chosen if not isinstance(walk, Same)))
        for chosen in itertools.product(*options)
    ]
    return found[0] if len(found) == 1 else Choice(tuple(found))


def _inverted(inner: object) -> Walk:
    if not isinstance(inner, ox.NamedNode):
        raise OntologyError("shapes: the compiled validator inverts single predicates only")
    return Inverse(str(inner))
