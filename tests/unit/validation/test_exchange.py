"""The report for machines: SHACL in Turtle, SARIF for code hosts."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib

from govgraph.errors import Location
from govgraph.namespaces import HOME, SH
from govgraph.validation import report_graph, sarif, shacl, shapes
from govgraph.validation.report import ValidationReport
from tests.shapes import examples

IRI = HOME + "id/validation"
REPORT = rdflib.URIRef(IRI)
PLACE = Location("records/statement/9001-1.yaml", 14, 3)


@pytest.fixture(scope="module")
def report() -> ValidationReport:
    """Return a report with simple and complex paths, values and no values, all severities."""
    names = ("02-no-statement", "05-no-english-label", "06-two-strengths", "08-city-above")
    reports = [examples.report(e) for e in examples.invalid() if e.path.stem[8:] in names]
    found = ValidationReport(())
    for each in reports:
        found += each
    assert len(found.results) == len(names)
    return found


def test_turtle_is_a_validation_report(report: ValidationReport) -> None:
    text = report_graph.turtle(report, IRI)

    graph = rdflib.Graph().parse(data=text, format="turtle")
    sh = rdflib.Namespace(SH)
    results = list(graph.objects(REPORT, sh.result))
    assert len(results) == len(report.results)
    assert graph.value(REPORT, sh.conforms) == rdflib.Literal(False)
    for node in results:
        for name in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape"):
            assert graph.value(node, sh[name]) is not None
    assert {str(v) for v in graph.objects(None, sh.focusNode)} == {
        r.focus_node for r in report.results
    }


def test_turtle_repeats_the_paths_of_the_shapes(report: ValidationReport) -> None:
    text = report_graph.turtle(report, IRI)

    assert "sh:resultPath [ sh:alternativePath ( [ sh:inversePath <" in text
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) > len(report.results) * 6


def test_turtle_is_the_same_for_the_same_report(report: ValidationReport) -> None:
    again = ValidationReport.of(reversed(report.results))

    assert report_graph.turtle(again, IRI) == report_graph.turtle(report, IRI)


def test_an_empty_report_conforms() -> None:
    text = report_graph.turtle(ValidationReport(()), IRI)

    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    conforms = [q.object.value for q in quads if q.predicate.value == SH + "conforms"]
    assert conforms == ["true"]


def test_sarif_points_to_the_line() -> None:
    everything = shapes.load()
    example = next(e for e in examples.invalid() if e.path.stem == "invalid-15-exponent")
    report = shacl.validate(examples.quads(example), everything, locate=lambda focus, path: PLACE)

    run = json.loads(sarif.sarif(report, everything.constraints))["runs"][0]
    (result,) = run["results"]
    assert result["level"] == "error"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "C15"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": PLACE.path},
        "region": {"startLine": 14, "startColumn": 3},
    }


def test_sarif_describes_every_constraint_once() -> None:
    text = sarif.sarif(ValidationReport(()), shapes.load().constraints, language="zh-hans")

    rules = json.loads(text)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [f"C{number}" for number in range(1, 35)]
    assert all(rule["fullDescription"]["text"] for rule in rules)
    assert rules[2]["shortDescription"]["text"].startswith("缺少证据")


def test_sarif_of_a_result_without_place_has_no_location(report: ValidationReport) -> None:
    document = json.loads(sarif.sarif(report, shapes.load().constraints))

    results = document["runs"][0]["results"]
    assert document["version"] == "2.1.0"
    assert [r for r in results if "locations" in r] == []
    assert {r["level"] for r in results} == {"error", "warning"}
