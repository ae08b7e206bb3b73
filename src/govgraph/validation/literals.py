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
        ValidationResult(
            focus_node=str(subject),
            path=str(predicate),
            value=n_triples(value),
            component=COMPONENT,
            severity=Severity.VIOLATION,
            message=(
                f"not a value of its datatype xsd:{_name(value)}; correct it"
                f" / 不是 xsd:{_name(value)} 类型的值，请更正"
            ),
            constraint=None,
            shape=SHAPE,
        )
        for wanted in ([None] if subjects is None else subjects)
        for subject, predicate, value in graph.triples((wanted, None, None))
        if isinstance(value, Literal) and not _fits(value)
    ]


def _name(value: Literal) -> str:
    return str(value.datatype).removeprefix(XSD)


def _fits(value: Node) -> bool:
    datatype = str(getattr(value, "datatype", None))
    form = _FORMS.get(datatype)
    if form is None:
        return True
    if not form.fullmatch(str(value)):
        return False
    return datatype != XSD + "date" or _is_day(str(value)[:10])


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
