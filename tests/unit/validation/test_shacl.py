"""The reference validator: what it is given, what it must not do."""

from __future__ import annotations

import logging
import random
import socket

import pyoxigraph as ox
import pytest
import rdflib

from govgraph.errors import Location, OntologyError
from govgraph.namespaces import GG, HOME, XSD
from govgraph.validation import graphs, shacl, shapes, targets
from govgraph.validation.report import Severity
from govgraph.validation.shapes import Shapes
from tests.shapes import examples

ID = HOME + "id/"


@pytest.fixture(scope="module")
def everything() -> Shapes:
    """Return all shapes."""
    return shapes.load()


def data(name: str) -> list[ox.Quad]:
    """Return the triples of an example with the reference data."""
    example = next(e for e in examples.examples() if e.name == name)
    return examples.quads(example)


def literal(subject: str, term: str, value: str, datatype: str) -> ox.Quad:
    """Return a quad with a typed literal."""
    return ox.Quad(
        ox.NamedNode(ID + subject),
        ox.NamedNode(GG + term),
        ox.Literal(value, datatype=ox.NamedNode(XSD + datatype)),
    )


def test_quads_keep_the_form_of_a_number_that_rdflib_would_mend(everything: Shapes) -> None:
    report = shacl.validate(data("target/invalid-15-not-canonical"), everything)

    assert [r.value for r in report.results] == [f'"6.50"^^<{XSD}decimal>']


def test_a_graph_of_rdflib_is_judged_and_left_alone(everything: Shapes) -> None:
    graph = rdflib.Graph()
    for path in (examples.REFERENCE, examples.FOLDER / "pledge" / "invalid-03-no-evidence.ttl"):
        graph.parse(path)
    before = set(graph)

    report = shacl.validate(graph, everything)

    assert [r.constraint for r in report.results] == [3]
    assert set(graph) == before


def test_the_order_of_the_data_changes_nothing(everything: Shapes) -> None:
    quads = data("observation/invalid-33-same-key") + data("pledge/invalid-06-two-strengths")
    first = shacl.validate(quads, everything).to_json()
    random.Random(3).shuffle(quads)

    assert shacl.validate(quads, shapes.load()).to_json() == first


def test_only_the_focus_nodes_asked_for_are_judged(everything: Shapes) -> None:
    quads = data("area/invalid-32-not-unique") + data("pledge/invalid-03-no-evidence")
    nodes = [ID + "area/990103"]

    report = shacl.validate(quads, everything, focus_nodes=nodes)

    assert [(r.focus_node, r.constraint) for r in report.results] == [(nodes[0], 32)]


@pytest.mark.parametrize("example", examples.examples(), ids=lambda e: e.name)
def test_focus_on_every_node_gives_the_whole_report(
    example: examples.Example, everything: Shapes
) -> None:
    quads = examples.quads(example)
    nodes = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    report = shacl.validate(quads, everything, focus_nodes=nodes)

    assert report == examples.report(example)


def test_no_focus_node_means_no_result(everything: Shapes) -> None:
    quads = data("pledge/invalid-03-no-evidence")

    assert shacl.validate(quads, everything, focus_nodes=[]).results == ()


def test_what_a_change_may_break_is_judged_with_it(everything: Shapes) -> None:
    graph = graphs.to_graph(data("source/invalid-30-quote-budget"))
    evidence = ID + "pledge/990101-0001#e1"

    alone = shacl.validate(graph, everything, focus_nodes=[evidence])
    widened = shacl.validate(graph, everything, focus_nodes=targets.affected(graph, [evidence]))

    assert [r.constraint for r in alone.results] == []
    assert [r.constraint for r in widened.results] == [30]


def test_a_result_leads_to_the_place_that_the_caller_knows(everything: Shapes) -> None:
    asked = []

    def locate(focus: str, path: str | None) -> Location | None:
        asked.append((focus, path))
        return Location("statement/9001-1.yaml", 7)

    report = shacl.validate(data("pledge/invalid-03-no-evidence"), everything, locate=locate)

    assert asked == [(ID + "pledge/990101-0001", None)]
    assert report.lines()[0].startswith("statement/9001-1.yaml:7: C3: District A plants trees")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("pledge/invalid-03-no-evidence", "甲区多种树"),
        ("evidence/invalid-27-no-start", "甲区绿化占比目标"),  # of the pledge that it proves
        ("statement/invalid-09-no-source", "张三"),  # of the speaker
        ("tenure/invalid-12-overlap", "张三"),  # of the office-holder
        ("observation/invalid-33-no-unit", "地区生产总值增速"),  # of the indicator
        ("source/invalid-31-no-type", "示例公报"),  # its title
        ("source/invalid-31-hash", "示例公报"),  # of the source
    ],
)
def test_a_result_names_the_record(name: str, label: str, everything: Shapes) -> None:
    report = shacl.validate(data(name), everything)

    assert report.results[0].label["zh-hans"] == label


def test_severities_can_be_chosen(everything: Shapes) -> None:
    quads = data("pledge/invalid-05-no-english-label") + data("pledge/invalid-06-two-strengths")

    report = shacl.validate(quads[: len(quads) // 2], everything, severities={Severity.VIOLATION})

    assert report.results == ()


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("abc", "decimal"),
        ("", "integer"),
        ("1.5", "integer"),
        ("yes", "boolean"),
        ("2024-02-30", "date"),
        ("２０２４-01-01", "date"),
    ],
)
def test_a_literal_that_is_no_value_is_refused_before(
    value: str, datatype: str, everything: Shapes
) -> None:
    quads = [*data("target/valid"), literal("target/990101-0001-1", "deviation", value, datatype)]

    report = shacl.validate(quads, everything)

    (result,) = report.results
    assert (result.severity, result.code) == (Severity.VIOLATION, "IllTypedLiteral")
    assert f"xsd:{datatype}" in result.message


def test_ill_typed_literals_elsewhere_do_not_stop_the_check_of_one_record(
    everything: Shapes,
) -> None:
    quads = [*data("target/valid"), literal("target/other", "deviation", "abc", "decimal")]

    report = shacl.validate(quads, everything, focus_nodes=[ID + "target/990101-0001-1"])

    assert report.results == ()


def test_nothing_is_logged_or_printed(
    everything: Shapes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        shacl.validate(
            [*data("target/valid"), literal("target/x", "sha256", "zz", "hexBinary")], everything
        )

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_loggers_are_given_back(everything: Shapes) -> None:
    shacl.validate(data("target/valid"), everything)

    assert not logging.getLogger("rdflib.term").disabled


def test_imports_are_not_followed(everything: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    imports = ox.Quad(
        ox.NamedNode("https://example.org/ontology"),
        ox.NamedNode("http://www.w3.org/2002/07/owl#imports"),
        ox.NamedNode("http://127.0.0.1:9/other.ttl"),
    )
    with_imports = Shapes((*everything.quads, imports))

    report = shacl.validate([*data("pledge/valid"), imports], with_imports)

    assert report.results == ()


def test_a_graph_asks_each_query_once_and_answers_as_rdflib_does() -> None:
    graph = graphs.to_graph(data("pledge/valid"))
    text = f"SELECT ?label WHERE {{ ?s a <{GG}Pledge> ; ?p ?label }} ORDER BY ?label"

    plain = rdflib.Graph(graph.store, graph.identifier)
    assert list(graph.query(text)) == list(plain.query(text)) == list(graph.query(text))


@pytest.mark.parametrize(
    "shape",
    [
        'sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ]',
        "sh:minCount 1",
    ],
    ids=["a query that asks elsewhere", "a count without a path"],
)
def test_shapes_that_cannot_run_are_an_error_of_the_shapes(shape: str) -> None:
    text = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        ex:Shape a sh:NodeShape ; sh:targetClass <{GG}Pledge> ; {shape} ."""

    with pytest.raises(OntologyError, match="shapes: pySHACL cannot run them"):
        shacl.validate(data("pledge/valid"), Shapes(tuple(examples.parse(text))))
