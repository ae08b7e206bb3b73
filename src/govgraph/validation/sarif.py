"""The report in SARIF 2.1.0, so that code hosts mark the line in the record."""

from __future__ import annotations

import json
from collections.abc import Iterable

from govgraph import __version__
from govgraph.errors import Location
from govgraph.namespaces import HOME
from govgraph.validation.report import Severity, ValidationReport, ValidationResult, in_language
from govgraph.validation.shapes import Constraint

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(
    report: ValidationReport,
    constraints: Iterable[Constraint],
    *,
    language: str = "en",
    base: str = HOME,
) -> str:
    """Return the report as one run of SARIF; paths are those of the results, relative to the root.

    A result without a place gets no location: code hosts show it beside the run.
    """
    rules = _rules(constraints, language)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "govgraph",
                "version": __version__,
                "informationUri": HOME,
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, index, language, base) for result in report.results],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rules(constraints: Iterable[Constraint], language: str) -> list[dict[str, object]]:
    rules: dict[str, dict[str, object]] = {}
    for constraint in sorted(constraints, key=lambda c: not c.comment):
        name = constraint.labels.get("zh-hans" if language.startswith("zh") else "en", "")
        rule: dict[str, object] = {
            "id": f"C{constraint.number}",
            "name": name or constraint.shape.rpartition("#")[2],
            "shortDescription": {"text": in_language(constraint.message, language)},
            "defaultConfiguration": {"level": _LEVELS[constraint.severity]},
            "helpUri": constraint.shape,
        }
        if constraint.comment:
            rule["fullDescription"] = {"text": constraint.comment}
        rules.setdefault(str(rule["id"]), rule)
    return [rules[key] for key in sorted(rules, key=lambda code: int(code[1:]))]


def _result(
    result: ValidationResult, index: dict[object, int], language: str, base: str
) -> dict[str, object]:
    message = f"{result.name(language, base)}: {in_language(result.message, language)}"
    found: dict[str, object] = {
        "ruleId": result.code,
        "level": _LEVELS[result.severity],
        "message": {"text": message},
        "partialFingerprints": {"focusNodeAndShape/v1": f"{result.focus_node} {result.shape}"},
    }
    if result.code in index:
        found["ruleIndex"] = index[result.code]
    if result.location:
        found["locations"] = [{"physicalLocation": _physical(result.location)}]
    return found


def _physical(place: Location) -> dict[str, object]:
    artifact: dict[str, object] = {"uri": place.path.replace("\\", "/")}
    if not place.line:
        return {"artifactLocation": artifact}
    region = {"startLine": place.line}
    if place.column:
        region["startColumn"] = place.column
    return {"artifactLocation": artifact, "region": region}
