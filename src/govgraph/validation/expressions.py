"""Expressions of SPARQL compiled to functions over a row of terms.

A value is the pair of its kind and what compares, None where SPARQL has an error or nothing bound.
"""

from __future__ import annotations

import decimal
import functools
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from govgraph.errors import OntologyError
from govgraph.ntriples import language, literal
from govgraph.validation.selects import Expression
from govgraph.validation.triples import Comparable, comparable

Value = Comparable | None
# A term in N-Triples syntax, a computed value, or nothing.
Cell = str | Comparable | None
Row = list[Cell]
Evaluate = Callable[[Row], Value]
Number = decimal.Decimal | int

TRUE: Comparable = ("boolean", True)
FALSE: Comparable = ("boolean", False)

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SUMS: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: decimal.Decimal(left) / right,
}


@functools.lru_cache(maxsize=100_000)
def value_of(term: str) -> Comparable:
    """Return the value of a term; one of an unknown datatype is only equal to itself.

    >>> value_of('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'), value_of("<urn:x>")
    (('boolean', True), ('iri', '<urn:x>'))
    """
    if term[0] != '"':
        return "iri", term
    if language(term):
        return "term", term
    if term.endswith("#boolean>"):
        return "boolean", literal(term)[0] in ("true", "1")
    return comparable(term) or ("term", term)


def compiled(expression: Expression, slots: Mapping[str, int]) -> Evaluate:
    """Return an expression as a function of the row whose cells `slots` names.

    Raises:
        OntologyError: a form that is not supported, by name.
    """
    if isinstance(expression, str):
        return _read(expression, slots)
    name, *rest = expression
    if name == "BOUND":
        slot = slots[str(rest[0])]
        return lambda row: FALSE if row[slot] is None else TRUE
    parts = [compiled(part, slots) for part in rest]
    if name in _ORDERS:
        return _ordered(_ORDERS[str(name)], *parts)
    if name in _SUMS:
        return _computed(_SUMS[str(name)], *parts)
    if name not in _FORMS:
        raise OntologyError(f"{name} is not supported")
    return _FORMS[str(name)](*parts)


def holds(value: Value) -> bool:
    """Return the effective boolean value: an error is no."""
    return value is not None and value[1] is True


def _read(term: str, slots: Mapping[str, int]) -> Evaluate:
    if term[0] != "?":
        value = value_of(term)
        return lambda row: value
    slot = slots[term]

    def read(row: Row) -> Value:
        cell = row[slot]
        return value_of(cell) if isinstance(cell, str) else cell

    return read


def _ordered(rule: Callable[[object, object], bool], left: Evaluate, right: Evaluate) -> Evaluate:
    def judge(row: Row) -> Value:
        one, other = left(row), right(row)
        if one is None or other is None or one[0] != other[0] or one[0] in ("iri", "term"):
            return None
        return TRUE if rule(one[1], other[1]) else FALSE

    return judge


def _computed(
    rule: Callable[[Number, Number], Number],
    left: Evaluate,
    right: Evaluate,
) -> Evaluate:
    def compute(row: Row) -> Value:
        one, other = left(row), right(row)
        if one is None or other is None or one[0] != "number" or other[0] != "number":
            return None
        try:
            return "number", rule(one[1], other[1])  # type: ignore[arg-type]
        except decimal.DecimalException:
            return None

    return compute


def _equal(left: Evaluate, right: Evaluate) -> Evaluate:
    def judge(row: Row) -> Value:
        one, other = left(row), right(row)
        if one is None or other is None:
            return None
        if one[0] == other[0]:
            return TRUE if one[1] == other[1] else FALSE
        # Two literals of different kinds compare to an error; a name is no literal.
        return FALSE if "iri" in (one[0], other[0]) else None

    return judge


def _not(inner: Evaluate) -> Evaluate:
    def judge(row: Row) -> Value:
        value = inner(row)
        return None if value is None else FALSE if holds(value) else TRUE

    return judge


def _any(left: Evaluate, right: Evaluate) -> Evaluate:
    def judge(row: Row) -> Value:
        one = left(row)
        if holds(one):
            return TRUE
        other = right(row)
        return TRUE if holds(other) else None if one is None or other is None else FALSE

    return judge


def _all(left: Evaluate, right: Evaluate) -> Evaluate:
    def judge(row: Row) -> Value:
        one = left(row)
        if one == FALSE:
            return FALSE
        other = right(row)
        return FALSE if other == FALSE else None if one is None or other is None else TRUE

    return judge


def _in(wanted: Evaluate, *options: Evaluate) -> Evaluate:
    tests = [_equal(wanted, option) for option in options]
    return functools.reduce(_any, tests)


def _coalesced(*options: Evaluate) -> Evaluate:
    def first(row: Row) -> Value:
        return next((v for v in (option(row) for option in options) if v is not None), None)

    return first


def _texts(rule: Callable[..., Value], *parts: Evaluate) -> Evaluate:
    """Return a function of plain texts."""

    def compute(row: Row) -> Value:
        values = [part(row) for part in parts]
        if any(value is None or value[0] != "text" for value in values):
            return None
        return rule(*(value[1] for value in values if value is not None))

    return compute


def _length(part: Evaluate) -> Evaluate:
    return _texts(lambda text: ("number", decimal.Decimal(len(text))), part)


def _starts(text: Evaluate, start: Evaluate) -> Evaluate:
    return _texts(lambda t, s: TRUE if t.startswith(s) else FALSE, text, start)


def _replaced(text: Evaluate, pattern: Evaluate, by: Evaluate) -> Evaluate:
    return _texts(lambda t, p, b: ("text", re.sub(p, b, t)), text, pattern, by)


_FORMS: Mapping[str, Callable[..., Evaluate]] = {
    "||": _any,
    "&&": _all,
    "!": _not,
    "=": _equal,
    "!=": lambda left, right: _not(_equal(left, right)),
    "IN": _in,
    "COALESCE": _coalesced,
    "STRLEN": _length,
    "STRSTARTS": _starts,
    "REPLACE": _replaced,
}
