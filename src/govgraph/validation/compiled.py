"""The shapes compiled: the same results as pySHACL's, for data of any size.

Every shape becomes functions over an index of triples, and every SPARQL constraint one query for
all its focus nodes. What is not supported is refused by name when the shapes are compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import OWL, RDF, SH
from govgraph.validation import components, paths, set_queries, steps
from govgraph.validation.components import Conforms, Judge
from govgraph.validation.set_queries import Answers, SetQuery
from govgraph.validation.shapes import TARGETS, Properties, Shapes
from govgraph.validation.triples import TYPE, Triples

SPARQL = SH + "SPARQLConstraintComponent"
# What says nothing about the data, or is read together with what stands beside it.
_SAID = {"path", "severity", "message", "name", "description", "order", *TARGETS}
_BESIDE = {"qualifiedMinCount", "qualifiedMaxCount"}

# (focus node, shape, component, value): terms in N-Triples syntax, IRIs of shape and component.
Finding = tuple[str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Target:
    """Which nodes a shape speaks of: the kind of target, and its class, predicate or node."""

    kind: str
    term: str

    def nodes(self, data: Triples) -> Iterable[str]:
        """Return the nodes among the own triples of `data`."""
        if self.kind == "targetClass":
            kinds = data.subclasses(self.term)
            return [
                s for s, k in data.by_predicate.get(TYPE, {}).items() if not k.isdisjoint(kinds)
            ]
        subjects = data.by_predicate.get(self.term, {})
        if self.kind == "targetSubjectsOf":
            return subjects.keys()
        return set().union(*subjects.values())


@dataclass(slots=True, eq=False)
class CompiledShape:
    """One shape: how its value nodes are found, its judges by component, its nested shapes."""

    iri: str
    walk: steps.Walk | None = None
    judges: list[tuple[str, Judge]] = field(default_factory=list)
    properties: list[CompiledShape] = field(default_factory=list)
    queries: list[SetQuery] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def judge(self, data: Triples, focus: str, out: list[Finding]) -> None:
        """Append what is wrong with a focus node."""
        values = {focus} if self.walk is None else self.walk(data, focus)
        for component, judge in self.judges:
            for value in judge(data, focus, values):
                out.append((focus, self.iri, component, value))
        for inner in self.properties:
            for value in values:
                inner.judge(data, value, out)

    def conforms(self, data: Triples, focus: str) -> bool:
        """Return whether nothing is wrong with a node."""
        values = {focus} if self.walk is None else self.walk(data, focus)
        for _, judge in self.judges:
            for _fault in judge(data, focus, values):
                return False
        return all(inner.conforms(data, value) for inner in self.properties for value in values)

    def queried(self) -> Iterator[tuple[CompiledShape, SetQuery]]:
        """Yield the queries of this shape and of those nested in it."""
        for query in self.queries:
            yield self, query
        for inner in self.properties:
            yield from inner.queried()


class Compiled:
    """All shapes with targets, ready for data.

    Raises:
        OntologyError: a shape holds what is not supported; it says what.
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._made: dict[object, CompiledShape] = {}
        self._nested: set[object] = set()
        found = [self._shape(node) for node in self._targeted()]
        self.targeted: Sequence[CompiledShape] = found
        self.queries = [pair for shape in found for pair in self._own_queries(shape)]

    def findings(self, data: Triples) -> list[Finding]:
        """Return what the functions find on the focus nodes among the own triples of `data`."""
        out: list[Finding] = []
        nodes: dict[Target, Iterable[str]] = {}
        for shape in self.targeted:
            for target in shape.targets:
                if target not in nodes:
                    nodes[target] = target.nodes(data)
            focused = [nodes[target] for target in shape.targets]
            for focus in focused[0] if len(focused) == 1 else set().union(*focused):
                shape.judge(data, focus, out)
        return out

    def focus_nodes(self, shape: CompiledShape, data: Triples) -> set[str]:
        """Return the nodes that a shape is asked about, its own or by way of `sh:property`."""
        found: set[str] = set()
        for outer in self.targeted:
            if outer is not shape and shape not in outer.properties:
                continue
            targets = {node for target in outer.targets for node in target.nodes(data)}
            if outer is shape:
                found |= targets
            else:
                walk = outer.walk
                found |= targets if walk is None else set().union(*(walk(data, n) for n in targets))
        return found

    def answered(
        self, shape: CompiledShape, query: SetQuery, answers: Answers, data: Triples
    ) -> Iterator[Finding]:
        """Yield the answers to a query on the focus nodes among the own triples of `data`."""
        for focus in answers.keys() & self.focus_nodes(shape, data):
            for value in answers[focus]:
                if value is None and shape.walk is None:
                    value = focus
                if query.predicate is not None:
                    value = set_queries.as_written(value, data.values(focus, query.predicate))
                yield focus, shape.iri, SPARQL, value

    def _targeted(self) -> list[object]:
        wanted = {SH + name for name in TARGETS}
        return [node for node, at in self.shapes.nodes.items() if not wanted.isdisjoint(at)]

    def _own_queries(self, shape: CompiledShape) -> list[tuple[CompiledShape, SetQuery]]:
        found = [pair for pair in shape.queried() if id(pair[1]) not in self._nested]
        self._nested.update(id(query) for _, query in found)
        return found

    def _shape(self, node: object) -> CompiledShape:
        if node in self._made:
            return self._made[node]
        if not isinstance(node, ox.NamedNode):
            raise OntologyError(f"shapes: a shape without an IRI ({node}); give it one")
        at = self.shapes.nodes.get(node)
        if not at:
            raise OntologyError(f"shapes: {node}: no such shape")
        shape = self._made[node] = CompiledShape(node.value)
        if SH + "path" in at:
            shape.walk = steps.compiled(at[SH + "path"][0], self._at)
        for predicate, terms in at.items():
            self._take(shape, node, predicate, terms, at)
        return shape

    def _take(
        self,
        shape: CompiledShape,
        node: ox.NamedNode,
        predicate: str,
        terms: Sequence[object],
        at: Properties,
    ) -> None:
        name = predicate.removeprefix(SH)
        if predicate == RDF + "type":
            _check_types(node, terms)
        elif name in TARGETS and name != "targetNode":
            shape.targets += [Target(name, str(term)) for term in terms]
        elif not predicate.startswith(SH):
            if predicate.startswith((RDF, OWL)):
                raise OntologyError(f"shapes: {node}: {predicate} is not supported")
        elif name == "property":
            shape.properties += [self._shape(term) for term in terms]
        elif name == "sparql":
            shape.queries += [set_queries.compiled(self.shapes, node, term) for term in terms]
        elif name in _SAID - {"targetNode"} or name in _BESIDE:
            return
        else:
            shape.judges += [
                pair for term in terms for pair in self._component(node, name, term, at)
            ]

    def _component(
        self, node: ox.NamedNode, name: str, term: object, at: Properties
    ) -> Iterator[tuple[str, Judge]]:
        component = f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"
        if name in components.SIMPLE:
            yield component, components.SIMPLE[name](term)
        elif name in components.RANGES:
            yield component, components.in_range(term, components.RANGES[name])
        elif name in components.LISTS:
            yield component, components.LISTS[name](paths.items(term, self._at))
        elif name in ("node", "not"):
            yield component, components.conforming(self._inner(term), wanted=name == "node")
        elif name in components.COUNTED:
            inner = [self._inner(item) for item in paths.items(term, self._at)]
            allowed = partial(_allowed, components.COUNTED[name], len(inner))
            yield component, components.counted(inner, allowed)
        elif name == "qualifiedValueShape":
            yield from self._qualified(term, at)
        else:
            raise OntologyError(
                f"shapes: {node}: sh:{name} is not supported; validate with pySHACL"
            )

    def _qualified(self, term: object, at: Properties) -> Iterator[tuple[str, Judge]]:
        inner = self._inner(term)
        for name, least in (("qualifiedMinCount", True), ("qualifiedMaxCount", False)):
            if SH + name in at:
                component = f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"
                bound = components.number(at[SH + name][0])
                yield component, components.qualified(inner, bound, least=least)

    def _inner(self, term: object) -> Conforms:
        shape = self._shape(term)
        if any(True for _ in shape.queried()):
            raise OntologyError(f"shapes: {term}: sh:sparql inside a nested shape is not supported")
        return shape.conforms

    def _at(self, node: object) -> Properties:
        return self.shapes.nodes.get(node, {})


def _allowed(rule: Callable[[int, int], bool], of: int, found: int) -> bool:
    return rule(found, of)


def _check_types(node: ox.NamedNode, terms: Sequence[object]) -> None:
    known = {f"<{SH}NodeShape>", f"<{SH}PropertyShape>"}
    odd = sorted(str(term) for term in terms if str(term) not in known)
    if odd:
        raise OntologyError(f"shapes: {node}: the type {odd[0]} is not supported on a shape")
