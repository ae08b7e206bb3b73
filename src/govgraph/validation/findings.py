"""From the findings of the compiled shapes to a report."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping

from rdflib import URIRef
from rdflib.term import Node

from govgraph.errors import Location
from govgraph.ntriples import Triple, literal
from govgraph.validation import graphs, labels, literals, set_queries
from govgraph.validation.compiled import Compiled, Finding
from govgraph.validation.report import ValidationReport, ValidationResult
from govgraph.validation.shacl import Locate
from govgraph.validation.shapes import Shapes
from govgraph.validation.triples import Triples


class View:
    """The triples as `labels` reads a graph of rdflib."""

    def __init__(self, data: Triples) -> None:
        self.data = data

    def objects(self, node: Node, predicate: Node) -> Iterator[Node]:
        """Yield the objects of a node and predicate."""
        for value in self.data.values(f"<{node}>", f"<{predicate}>"):
            yield graphs.term(value)

    def subjects(self, predicate: Node, node: Node) -> Iterator[Node]:
        """Yield the subjects that a predicate leads from."""
        for value in self.data.subjects(f"<{predicate}>", f"<{node}>"):
            yield graphs.term(value)


def ill_typed(triples: Triples) -> Iterator[ValidationResult]:
    """Yield a violation for every literal that does not fit its datatype."""
    for predicate, column in triples.columns.items():
        typed = [v for v in column.distinct() if v[-1] == ">" and v[0] == '"']
        odd = {value for value in typed if not _fits(value)}
        for subject in column.leading_to(odd):
            for value in column.values(subject) & odd:
                datatype = literal(value)[1]
                yield literals.result(plain(subject), predicate[1:-1], value, datatype)


def _fits(value: str) -> bool:
    end = value.rindex('"')  # no form of a datatype has anything to escape
    return literals.fits(value[1:end], value[end + 4 : -1])


def plain(node: str) -> str:
    """Return a focus node as reports name it: an IRI without brackets."""
    return node[1:-1] if node[0] == "<" else node


def results(
    found: Iterable[Finding], shapes: Shapes, data: Triples, locate: Locate | None = None
) -> Iterator[ValidationResult]:
    """Yield the results that findings stand for, with the labels that `data` has for them."""
    paths: dict[str, str | None] = {}
    called = functools.cache(lambda focus: label(data, focus))
    for focus, shape, component, value in found:
        if shape not in paths:
            paths[shape] = shapes.path(shape)
        constraint = shapes.by_shape.get(shape)
        yield ValidationResult(
            focus_node=plain(focus),
            path=paths[shape],
            value=value,
            component=component,
            severity=shapes.severity(shape),
            message=shapes.message(shape),
            constraint=constraint.number if constraint else None,
            shape=shape,
            location=_place(focus, paths[shape], locate),
            label=called(focus),
        )


def label(data: Triples, focus: str) -> Mapping[str, str]:
    """Return what people call a node, by language tag."""
    return labels.label(View(data), URIRef(plain(focus)))  # type: ignore[arg-type]


def _place(focus: str, path: str | None, locate: Locate | None) -> Location | None:
    return locate(plain(focus), path) if locate else None


def validate(
    triples: Iterable[Triple] | Triples,
    shapes: Shapes,
    *,
    focus_nodes: Collection[str] | None = None,
    locate: Locate | None = None,
) -> ValidationReport:
    """Return what the shapes find in triples that are all at hand, sorted: as pySHACL would.

    With `focus_nodes` (IRIs, nested nodes too) only these are judged, against all of the data.

    Raises:
        OntologyError: a shape holds what is not supported; it says what.
    """
    rules = Compiled(shapes)
    data = triples if isinstance(triples, Triples) else Triples(triples)
    only = None if focus_nodes is None else {f"<{iri}>" for iri in focus_nodes}
    bad = [r for r in ill_typed(data) if focus_nodes is None or r.focus_node in focus_nodes]
    if bad:
        return ValidationReport.of(placed(bad, data, locate))
    found = rules.findings(data, only) + rules.across(data, only)
    asked = [(shape, question.query) for shape, question in rules.questions if not question.ask]
    named = frozenset(iri for _, query in asked for iri in query.predicates)
    store = set_queries.store(data if asked else (), named)
    for shape, query in asked:
        answers = rules.answered(shape, query, query.ask(store), data)
        found += [f for f in answers if only is None or f[0] in only]
    return ValidationReport.of(results(found, shapes, data, locate))


def affected(data: Triples, nodes: Iterable[str]) -> frozenset[str]:
    """Return nodes (IRIs) with all that they point to and all that point to them.

    As `targets.affected`, which says why.
    """
    given = {f"<{node}>" for node in nodes}
    found = set(given)
    for column in data.columns.values():
        for node in given:
            found |= {value for value in column.values(node) if value[0] == "<"}
            found |= column.inverse().values(node)
    return frozenset(term[1:-1] for term in found)


def placed(
    bad: Iterable[ValidationResult], data: Triples, locate: Locate | None
) -> Iterator[ValidationResult]:
    """Yield results with their place and label."""
    for r in bad:
        yield ValidationResult(
            focus_node=r.focus_node,
            path=r.path,
            value=r.value,
            component=r.component,
            severity=r.severity,
            message=r.message,
            constraint=r.constraint,
            shape=r.shape,
            location=_place(f"<{r.focus_node}>", r.path, locate),
            label=label(data, f"<{r.focus_node}>"),
        )
