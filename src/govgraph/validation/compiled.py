"""The shapes compiled: the same results as pySHACL's, for data of any size.

Every shape becomes functions over an index of triples, and every SPARQL constraint one query for
all its focus nodes. What is not supported is refused by name when the shapes are compiled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import OWL, RDF, SH
from govgraph.validation import components, paths, patterns, set_queries, steps
from govgraph.validation.columns import EMPTY
from govgraph.validation.judges import Judge, Qualified
from govgraph.validation.patterns import Ask
from govgraph.validation.set_queries import Answers, SetQuery
from govgraph.validation.shapes import TARGETS, Properties, Shapes
from govgraph.validation.triples import Triples

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

    def nodes(self, data: Triples) -> Set[str]:
        """Return the nodes among the own triples of `data`."""
        if self.kind == "targetClass":
            return data.own_instances(self.term)
        column = data.columns.get(self.term, EMPTY)
        return column.one.keys() if self.kind == "targetSubjectsOf" else column.distinct()


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL constraint: the query for a store and, where it could be compiled, a function."""

    query: SetQuery
    ask: Ask | None


@dataclass(slots=True, eq=False)
class CompiledShape:
    """One shape: how its value nodes are found, its judges by component, its nested shapes."""

    iri: str
    walk: steps.Walk = field(default_factory=steps.Same)
    judges: list[tuple[str, Judge]] = field(default_factory=list)
    properties: list[CompiledShape] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def failing(self, data: Triples, nodes: Set[str]) -> Set[str]:
        """Return those of the nodes that do not conform, set by set."""
        if not nodes:
            return nodes
        found: set[str] = set()
        column = self.walk.column(data, nodes)
        for _, judge in self.judges:
            found |= judge.failing(data, nodes, column)
        for inner in self.properties:
            found |= column.leading_to(inner.failing(data, column.distinct()))
        return found & nodes

    def judge(self, data: Triples, focus: str, out: list[Finding]) -> None:
        """Append what is wrong with a focus node."""
        values = self.walk.values(data, focus)
        for component, judge in self.judges:
            for value in judge.faults(data, focus, values):
                out.append((focus, self.iri, component, value))
        for inner in self.properties:
            for value in values:
                inner.judge(data, value, out)

    def ask(
        self, data: Triples, nodes: Collection[str], out: list[Finding], *, local: bool
    ) -> None:
        """Append what the compiled constraints in SPARQL find, those of one reach."""
        asked = [q for q in self.questions if q.ask and q.query.is_local is local]
        if asked and isinstance(self.walk, steps.Forward):
            nodes = data.ordered(nodes, self.walk.predicate)
        for question in asked:
            assert question.ask is not None
            for focus, value in question.ask(data, nodes):
                if value is None and isinstance(self.walk, steps.Same):
                    value = focus
                out.append((focus, self.iri, SPARQL, value))
        for inner in self.properties:
            if inner.is_asking:
                inner.ask(data, self.values(data, nodes), out, local=local)

    @property
    def is_asking(self) -> bool:
        """Return whether this shape or one nested in it has a constraint in SPARQL."""
        return bool(self.questions) or any(inner.is_asking for inner in self.properties)

    def values(self, data: Triples, nodes: Iterable[str]) -> Set[str]:
        """Return the value nodes of some focus nodes."""
        return set().union(*(self.walk.values(data, node) for node in nodes))

    def asked(self) -> Iterator[tuple[CompiledShape, Question]]:
        """Yield the constraints in SPARQL of this shape and of those nested in it."""
        for question in self.questions:
            yield self, question
        for inner in self.properties:
            yield from inner.asked()


class Compiled:
    """All shapes with targets, ready for data.

    `queries` are the constraints that `findings` leaves out: those that compare records with each
    other, and those that could not be compiled to a function; a store answers them.

    Raises:
        OntologyError: a shape holds what is not supported; it says what.
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._made: dict[object, CompiledShape] = {}
        found = [self._shape(node) for node in self._targeted()]
        self.targeted: Sequence[CompiledShape] = found
        distinct = {id(q): (s, q) for shape in found for s, q in shape.asked()}
        self.questions = list(distinct.values())
        self.queries = [
            (s, q.query) for s, q in self.questions if q.ask is None or not q.query.is_local
        ]

    def findings(self, data: Triples, only: Set[str] | None = None) -> list[Finding]:
        """Return what is found on the focus nodes among the own triples of `data`.

        With `only` (terms) just those of them are judged.
        """
        out: list[Finding] = []
        for shape, nodes in self._focused(data, only):
            for focus in shape.failing(data, nodes):
                shape.judge(data, focus, out)
            if shape.is_asking:
                shape.ask(data, nodes, out, local=True)
        return out

    def across(self, data: Triples, only: Set[str] | None = None) -> list[Finding]:
        """Return what the constraints find that compare records, where all of them are at hand."""
        out: list[Finding] = []
        for shape, nodes in self._focused(data, only):
            if shape.is_asking:
                shape.ask(data, nodes, out, local=False)
        return out

    def _focused(
        self, data: Triples, only: Set[str] | None = None
    ) -> Iterator[tuple[CompiledShape, Set[str]]]:
        """Yield the shapes that have a focus node in the data."""
        known: dict[Target, Set[str]] = {}
        for shape in self.targeted:
            for target in shape.targets:
                if target not in known:
                    nodes = target.nodes(data)
                    known[target] = nodes if only is None else nodes & only
            found = [known[target] for target in shape.targets if known[target]]
            if found:
                yield shape, found[0] if len(found) == 1 else set().union(*found)

    def focus_nodes(self, shape: CompiledShape, data: Triples) -> Set[str]:
        """Return the nodes that a shape is asked about, its own or by way of `sh:property`."""
        found: set[str] = set()
        for outer, nodes in self._focused(data):
            if outer is shape:
                found |= nodes
            elif shape in outer.properties:
                found |= outer.values(data, nodes)
        return found

    def answered(
        self, shape: CompiledShape, query: SetQuery, answers: Answers, data: Triples
    ) -> Iterator[Finding]:
        """Yield the answers to a query on the focus nodes among the own triples of `data`."""
        for focus in answers.keys() & self.focus_nodes(shape, data):
            for value in answers[focus]:
                if value is None and isinstance(shape.walk, steps.Same):
                    value = focus
                if query.predicate is not None:
                    value = set_queries.as_written(value, data.values(focus, query.predicate))
                yield focus, shape.iri, SPARQL, value

    def _targeted(self) -> list[object]:
        wanted = {SH + name for name in TARGETS}
        return [node for node, at in self.shapes.nodes.items() if not wanted.isdisjoint(at)]

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
            shape.questions += [self._question(node, term) for term in terms]
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
            yield component, components.COUNTED[name](inner)
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
                yield component, Qualified(inner, bound, least)

    def _inner(self, term: object) -> CompiledShape:
        shape = self._shape(term)
        if shape.is_asking:
            raise OntologyError(f"shapes: {term}: sh:sparql inside a nested shape is not supported")
        return shape

    def _question(self, node: ox.NamedNode, term: object) -> Question:
        query = set_queries.compiled(self.shapes, node, term)
        try:
            return Question(query, patterns.compiled(query.text))
        except OntologyError:  # a store understands all of SPARQL, at its own speed
            return Question(query, None)

    def _at(self, node: object) -> Properties:
        return self.shapes.nodes.get(node, {})


def _check_types(node: ox.NamedNode, terms: Sequence[object]) -> None:
    known = {f"<{SH}NodeShape>", f"<{SH}PropertyShape>"}
    odd = sorted(str(term) for term in terms if str(term) not in known)
    if odd:
        raise OntologyError(f"shapes: {node}: the type {odd[0]} is not supported on a shape")
