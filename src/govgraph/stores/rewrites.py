"""What a store is known to do to literals: each rewrite has a name and its exact effect."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyoxigraph as ox

from govgraph.namespaces import XSD

# Returns what the store makes of a literal, or None where the rewrite does not apply.
Rewrite = Callable[[ox.Literal], ox.Literal | None]

_DERIVED_INTEGERS = {
    XSD + name
    for name in [
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    ]
}
_INTEGER = re.compile(r"([+-]?)0*([0-9]+)", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?", re.ASCII)


def canonical_integer(literal: ox.Literal) -> ox.Literal | None:
    """Drop leading zeros and a plus sign.

    >>> str(canonical_integer(ox.Literal("007", datatype=ox.NamedNode(XSD + "integer"))))
    '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    found = _INTEGER.fullmatch(literal.value)
    if literal.datatype.value != XSD + "integer" or not found:
        return None
    sign = "-" if found[1] == "-" and found[2] != "0" else ""
    return ox.Literal(sign + found[2], datatype=literal.datatype)


def canonical_decimal(literal: ox.Literal) -> ox.Literal | None:
    """Drop trailing zeros behind the point, and the point where nothing is left behind it.

    >>> str(canonical_decimal(ox.Literal("6.50", datatype=ox.NamedNode(XSD + "decimal"))))
    '"6.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    found = _DECIMAL.fullmatch(literal.value)
    if literal.datatype.value != XSD + "decimal" or not found:
        return None
    whole, fraction = found[2] or "0", (found[3] or "").rstrip("0")
    digits = f"{whole}.{fraction}" if fraction else whole
    sign = "-" if found[1] == "-" and digits != "0" else ""
    return ox.Literal(sign + digits, datatype=literal.datatype)


def decimal_with_point(literal: ox.Literal) -> ox.Literal | None:
    """Write a whole decimal with a point and a zero.

    >>> str(decimal_with_point(ox.Literal("7", datatype=ox.NamedNode(XSD + "decimal"))))
    '"7.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    if literal.datatype.value != XSD + "decimal" or not _INTEGER.fullmatch(literal.value):
        return None
    return ox.Literal(literal.value + ".0", datatype=literal.datatype)


def boolean_as_word(literal: ox.Literal) -> ox.Literal | None:
    """Write 1 and 0 as true and false."""
    return _boolean(literal, {"1": "true", "0": "false"})


def boolean_as_digit(literal: ox.Literal) -> ox.Literal | None:
    """Write true and false as 1 and 0."""
    return _boolean(literal, {"true": "1", "false": "0"})


def _boolean(literal: ox.Literal, words: dict[str, str]) -> ox.Literal | None:
    if literal.datatype.value != XSD + "boolean" or literal.value not in words:
        return None
    return ox.Literal(words[literal.value], datatype=literal.datatype)


def derived_integer(literal: ox.Literal) -> ox.Literal | None:
    """Make every type derived from xsd:integer an xsd:integer."""
    if literal.datatype.value not in _DERIVED_INTEGERS:
        return None
    plain = ox.Literal(literal.value, datatype=ox.NamedNode(XSD + "integer"))
    return canonical_integer(plain)


def lower_language(literal: ox.Literal) -> ox.Literal | None:
    """Write the language tag in lower case."""
    if not literal.language or literal.language == literal.language.lower():
        return None
    return ox.Literal(literal.value, language=literal.language.lower())


def offset_as_z(literal: ox.Literal) -> ox.Literal | None:
    """Write the offset +00:00 of a time as Z."""
    if not literal.datatype.value.startswith(XSD) or not literal.value.endswith("+00:00"):
        return None
    return ox.Literal(literal.value.removesuffix("+00:00") + "Z", datatype=literal.datatype)


def canonical(literal: ox.Literal) -> ox.Literal:
    """Return the form that the embedded store gives: what rows of two stores are compared in."""
    for rewrite in (boolean_as_word, derived_integer, canonical_integer, canonical_decimal):
        literal = rewrite(literal) or literal
    return literal
