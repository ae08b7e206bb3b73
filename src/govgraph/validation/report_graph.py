"""The report as a SHACL validation report in Turtle."""

from __future__ import annotations

from collections.abc import Iterator

from govgraph.namespaces import SH, SHAPES, XSD
from govgraph.validation import paths
from govgraph.validation.report import ValidationReport, ValidationResult


def turtle(report: ValidationReport, iri: str) -> str:
    """Return the report as Turtle under `iri`; results are fragments of it, numbered in order.

    ``sh:conforms`` follows SHACL: it is false where there is any result, a hint included.
    """
    fragment = iri.partition("#")[0]
    names = [f"<{fragment}#result-{n}>" for n in range(1, len(report.results) + 1)]
    head = [
        f"@prefix sh: <{SH}> .",
        f"@prefix gs: <{SHAPES}#> .",
        f"@prefix xsd: <{XSD}> .",
        "",
        f"<{iri}> a sh:ValidationReport ;",
        f"    sh:conforms {'false' if names else 'true'}{' ;' if names else ' .'}",
    ]
    if names:
        head.append(f"    sh:result {' , '.join(names)} .")
    bodies = [_result(name, result) for name, result in zip(names, report.results, strict=True)]
    return "\n".join([*head, *("\n" + body for body in bodies)]) + "\n"


def _result(name: str, result: ValidationResult) -> str:
    return f"{name} a sh:ValidationResult ;\n    " + " ;\n    ".join(_pairs(result)) + " ."


def _pairs(result: ValidationResult) -> Iterator[str]:
    focus = result.focus_node
    yield f"sh:focusNode {focus if focus.startswith('_:') else f'<{focus}>'}"
    if result.path:
        yield f"sh:resultPath {paths.turtle(result.path)}"
    if result.value:
        yield f"sh:value {result.value}"
    yield f"sh:resultSeverity sh:{result.severity.value}"
    yield f"sh:sourceConstraintComponent <{result.component}>"
    yield f"sh:sourceShape <{result.shape}>"
    yield f"sh:resultMessage {_literal(result.message)}"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
