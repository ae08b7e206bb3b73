"""The reference validator: pySHACL, and the only place of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from govgraph.errors import Location, OntologyError
from govgraph.namespaces import SH
from govgraph.validation import graphs, labels, literals, targets
from govgraph.validation.report import (
    ALL_SEVERITIES,
    Severity,
    ValidationReport,
    ValidationResult,
)
from govgraph.validation.shapes import Shapes

Data = Graph | Iterable[ox.Quad]
Locate = Callable[[str, str | None], Location | None]


@graphs.silent()
def validate(
    data: Data,
    shapes: Shapes,
    *,
    severities: Collection[Severity] = ALL_SEVERITIES,
    focus_nodes: Collection[str] | None = None,
    locate: Locate | None = None,
) -> ValidationReport:
    """Return what the shapes find in the data, sorted.

    `data` is everything the shapes look at: records, reference data and vocabularies; the names of
    graphs are dropped. An rdflib graph is not changed; one that normalised its literals when it was
    read hides forms such as ``6.50``, so quads are the better input.
    With `focus_nodes` (IRIs, nested nodes too) only these are judged, against all of the data.
    `locate` gives the place of a node and path. Nothing is fetched, inferred or run but the shapes.
    Where a literal is no value of its datatype, the report holds only such literals: comparing
    them would make the rest meaningless.

    Raises:
        OntologyError: the shapes hold what pySHACL cannot run.
    """
    graph = data if isinstance(data, Graph) else graphs.to_graph(data)
    wanted = None if focus_nodes is None else frozenset(map(URIRef, focus_nodes))
    ill_typed = literals.ill_typed(graph, wanted)
    if ill_typed:
        return _placed(ill_typed, graph, locate)
    chosen = shapes if severities == ALL_SEVERITIES else shapes.select(severities=severities)
    if wanted is not None:
        chosen = targets.narrowed(chosen, graph, wanted)
    return _placed(_results(_run(graph, chosen), shapes), graph, locate)


def _run(graph: Graph, shapes: Shapes) -> Graph:
    # Imported here, for it is slow to import and a quick check needs none of it.
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError
    from pyshacl.graph_abstraction import DataGraph

    try:
        # Graphs, never strings: a string may be a URL. Imports, js and inference stay off.
        _, report, _ = pyshacl.validate(
            DataGraph.from_rdflib_graph(graphs.prepared(graph)),
            shacl_graph=shapes.graph,
            advanced=False,
            js=False,
            inference="none",
            do_owl_imports=False,
            inplace=True,
        )
    except ReportableRuntimeError as error:
        report = error
    if not isinstance(report, Graph):
        told = " ".join(str(getattr(report, "message", report)).split())
        raise OntologyError(f"shapes: pySHACL cannot run them ({told}); mend the shape")
    return report


def _results(report: Graph, shapes: Shapes) -> list[ValidationResult]:
    return [_result(report, node, shapes) for node in report.objects(None, URIRef(SH + "result"))]


def _result(report: Graph, node: Node, shapes: Shapes) -> ValidationResult:
    def one(name: str) -> Node | None:
        return report.value(node, URIRef(SH + name))

    shape = str(one("sourceShape"))
    constraint = shapes.by_shape.get(shape)
    focus, value = one("focusNode"), one("value")
    return ValidationResult(
        focus_node=f"_:{focus}" if isinstance(focus, BNode) else str(focus),
        path=shapes.path(shape),
        value=None if value is None else graphs.n_triples(value),
        component=str(one("sourceConstraintComponent")),
        severity=Severity.of(str(one("resultSeverity"))),
        message=shapes.message(shape),
        constraint=constraint.number if constraint else None,
        shape=shape,
    )


def _placed(
    results: Iterable[ValidationResult], graph: Graph, locate: Locate | None
) -> ValidationReport:
    return ValidationReport.of(
        ValidationResult(
            focus_node=r.focus_node,
            path=r.path,
            value=r.value,
            component=r.component,
            severity=r.severity,
            message=r.message,
            constraint=r.constraint,
            shape=r.shape,
            location=locate(r.focus_node, r.path) if locate else None,
            label=labels.label(graph, URIRef(r.focus_node)),
        )
        for r in results
    )
