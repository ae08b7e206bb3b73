"""Results and reports: order, counts, languages, JSON."""

from __future__ import annotations

import json
import random

import pytest

from govgraph.errors import Location, NotConformant
from govgraph.namespaces import GG, HOME, SH, SHAPES
from govgraph.validation.report import Severity, ValidationReport, ValidationResult, short


def result(
    number: int | None = 15,
    *,
    focus: str = HOME + "id/target/990101-0001-1",
    severity: Severity = Severity.VIOLATION,
    location: Location | None = None,
    value: str | None = '"6.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
) -> ValidationResult:
    """Return a result that differs from others in what is given."""
    return ValidationResult(
        focus_node=focus,
        path=GG + "statedValue",
        value=value,
        component=SH + "PatternConstraintComponent",
        severity=severity,
        message="canonical decimal / 数值须规范",
        constraint=number,
        shape=SHAPES + "#Target-value",
        location=location,
        label={"en": "Growth of District A", "zh-hans": "甲区增速"},
    )


PLACE = Location("records/statement/9001-1.yaml", 14, 3)


def test_a_line_names_place_code_record_and_value() -> None:
    line = result(location=PLACE).line("en")

    assert line == (
        "records/statement/9001-1.yaml:14:3: C15: Growth of District A (target/990101-0001-1): "
        "canonical decimal (6.50)"
    )


def test_a_line_in_chinese_uses_the_chinese_halves() -> None:
    line = result(location=PLACE, severity=Severity.WARNING).line("zh-hans")

    assert line == (
        "records/statement/9001-1.yaml:14:3: C15 警告: 甲区增速 (target/990101-0001-1): "
        "数值须规范 (6.50)"
    )


def test_a_result_without_place_or_number_still_has_a_line() -> None:
    assert result(None).line().startswith("Target-value: Growth of District A")


def test_a_value_from_the_data_cannot_steer_a_terminal() -> None:
    line = result(value='"\x1b[2Jx"').line()

    assert "\x1b" not in line


def test_an_iri_of_another_base_is_shown_relative_to_it() -> None:
    found = result(focus="https://data.example.org/id/target/1")

    assert found.name("en", "https://data.example.org/") == "Growth of District A (target/1)"
    assert short(HOME + "id/target/1") == "target/1"


def test_results_are_sorted_by_place_and_kept_once() -> None:
    results = [
        result(location=Location("b.yaml", 1)),
        result(location=Location("a.yaml", 9)),
        result(location=Location("a.yaml", 10)),
        result(5, location=Location("a.yaml", 9)),
        result(5, location=Location("a.yaml", 9)),
    ]
    random.Random(7).shuffle(results)

    ordered = ValidationReport.of(results).results
    assert [(r.location, r.constraint) for r in ordered] == [
        (Location("a.yaml", 9), 5),
        (Location("a.yaml", 9), 15),
        (Location("a.yaml", 10), 15),
        (Location("b.yaml", 1), 15),
    ]


@pytest.mark.parametrize(
    ("severity", "conforms", "strictly"),
    [
        (Severity.VIOLATION, False, False),
        (Severity.WARNING, True, False),
        (Severity.INFO, True, True),
    ],
)
def test_warnings_fail_only_where_it_is_strict(
    severity: Severity, conforms: bool, strictly: bool
) -> None:
    report = ValidationReport.of([result(severity=severity)])

    assert (report.conforms, report.conforms_strictly) == (conforms, strictly)


def test_two_reports_add_up() -> None:
    one = ValidationReport.of([result(1), result(2)])
    other = ValidationReport.of([result(2), result(3, severity=Severity.INFO)])

    assert (one + other).summary() == "2 violations, 0 warnings, 1 hints"


def test_json_holds_both_languages_and_the_place() -> None:
    document = json.loads(ValidationReport.of([result(location=PLACE)]).to_json())

    assert document["conforms"] is False
    assert document["counts"] == {"Violation": 1, "Warning": 0, "Info": 0}
    (found,) = document["results"]
    assert found["code"] == "C15"
    assert found["message"] == {"en": "canonical decimal", "zh-hans": "数值须规范"}
    assert found["location"] == {"path": PLACE.path, "line": 14, "column": 3}
    assert found["label"]["zh-hans"] == "甲区增速"


def test_the_error_carries_the_report() -> None:
    report = ValidationReport.of([result()])

    assert NotConformant(report).report.lines() == report.lines()
