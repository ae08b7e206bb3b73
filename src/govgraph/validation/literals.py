"""Literals that are no value of their datatype: refused before anything compares them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from govgraph.namespaces import SH, SHAPES, XSD
from govgraph.validation.graphs import n_triples
from govgraph.validation.report import Severity, ValidationResult

COMPONENT = SH + "DatatypeConstraintComponent"
SHAPE = SHAPES + "#IllTypedLiteral"

# The lexical forms of XML Schema; canonical form is the business of the shapes.
_FORMS: Mapping[str, re.Pattern[str]] = {
    XSD + "decimal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII),
    XSD + "integer": re.compile(r"[+-]?[0-9]+", re.ASCII),
    XSD + "boolean": re.compile(r"true|false|1|0", re.ASCII),
    XSD + "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII),
}


def ill_typed(graph: Graph, subjects: Collection[URIRef] | None) -> list[ValidationResult]:
    """Return a violation for every literal that does not fit its datatype.

    ``6.5E0`` as a decimal is let through to the shapes, whose pattern names the mend.
    """
    return [
        result(str(subject), str(predicate), n_triples(value), str(value.datatype))
        for wanted in ([None] if subjects is None else subjects)
        for subject, predicate, value in graph.triples((wanted, None, None))
        if isinstance(value, Literal) and not _fits(value)
    ]


def result(focus_node: str, path: str, value: str, datatype: str) -> ValidationResult:
    """Return the violation of one literal, given in N-Triples syntax."""
    name = datatype.removeprefix(XSD)
    return ValidationResult(
        focus_node=focus_node,
        path=path,
        value=value,
        component=COMPONENT,
        severity=Severity.VIOLATION,
        message=(
            f"not a value of its datatype xsd:{name}; correct it / 不是 xsd:{name} 类型的值，请更正"
        ),
        constraint=None,
        shape=SHAPE,
    )


def fits(text: str, datatype: str) -> bool:
    """Return whether a lexical form is one of its datatype; of those unknown here all are.

    >>> fits("2026-02-30", XSD + "date"), fits("6.5E0", XSD + "decimal")
    (False, True)
    """
    form = _FORMS.get(datatype)
    if form is None:
        return True
    if not form.fullmatch(text):
        return False
    return datatype != XSD + "date" or _is_day(text[:10])


def _fits(value: Node) -> bool:
    return fits(str(value), str(getattr(value, "datatype", None)))


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
