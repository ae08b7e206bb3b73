"""Binding: what people write for a parameter becomes terms, and the terms become the query.

Nothing a person writes enters a query as text. Words are resolved against the data into IRIs, or
become literals; the data of a ``VALUES`` line is then replaced by those terms, serialised.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

import pyoxigraph as ox

from govgraph.errors import BadParameter, nearest, visible
from govgraph.namespaces import XSD
from govgraph.sparql.canned import CannedQuery
from govgraph.sparql.engine import Term
from govgraph.sparql.header import values_lines
from govgraph.sparql.parameters import Parameter, ParameterType
from govgraph.sparql.things import Things

# What a caller may give for a parameter: words to be read, values of Python, or a term itself.
Value = str | int | float | Decimal | dt.date | ox.NamedNode | ox.Literal
ANY = "any"
TEXT_LENGTH = 200

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"(-?[0-9]{1,18}(?:\.[0-9]{1,12})?)(万|亿|万亿)?")
_MYRIADS = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPE = re.compile(r"\\\\([uU])|\\u([0-9A-Fa-f]{4})|\\.")


def bind(query: CannedQuery, terms: Mapping[str, Sequence[Term]]) -> str:
    """Return the text of a query with terms in the place of its defaults.

    `terms` is keyed by the names of parameters; those left out keep what the file says, and an
    empty sequence means any.
    """
    text = query.text
    for match in reversed(values_lines(text)):
        if match.group(1) not in terms:
            continue
        data = " ".join(serialise(term) for term in terms[match.group(1)]) or "UNDEF"
        text = f"{text[: match.start(2)]} {data} {text[match.end(2) :]}"
    return text


def serialise(term: Term) -> str:
    r"""Return a term as SPARQL that every engine reads alike.

    pyoxigraph writes it. Two of its spellings are made longer, because some engines (rdflib)
    replace ``\u…`` all over a query before they parse it: a backslash before a letter u, and
    escapes of four digits, which run into digits behind them.

    >>> print(serialise(ox.Literal('a"b')), serialise(ox.Literal(r"\u0022")))
    "a\"b" "\\\U000000750022"
    """

    def lengthen(match: re.Match[str]) -> str:
        if match.group(1):
            return rf"\\\U{ord(match.group(1)):08X}"
        return rf"\U0000{match.group(2)}" if match.group(2) else match.group()

    return _ESCAPE.sub(lengthen, str(term))


def read(
    query: CannedQuery, given: Mapping[str, Value | Sequence[Value]], things: Things
) -> dict[str, tuple[Term, ...]]:
    """Return the terms that values stand for, by parameter.

    Raises:
        BadParameter: one line for every value that does not fit, naming parameter, type and
            choices; and for every parameter that is unknown or missing.
    """
    terms: dict[str, tuple[Term, ...]] = {}
    faults = []
    for name, value in given.items():
        parameter = query.parameter(name)
        if parameter is None:
            faults.append(_unknown(query, name))
            continue
        try:
            terms[parameter.name] = _terms(parameter, value, things)
        except BadParameter as error:
            faults.append(str(error))
    for parameter in query.parameters:
        if parameter.required and not terms.get(parameter.name) and not faults:
            faults.append(_missing(query, parameter))
    if faults:
        raise BadParameter("\n".join(faults))
    return terms


def term(parameter: Parameter, value: Value, things: Things) -> Term:
    """Return the term that one value stands for.

    Raises:
        BadParameter: it does not fit.
    """
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if parameter.type in (ParameterType.IRI, ParameterType.CONCEPT):
        return things.resolve(parameter, str(value))
    number = isinstance(value, float | Decimal)
    text = canonical(Decimal(str(value))) if number else str(value)
    return _READ[parameter.type](parameter, text.strip())


def _terms(
    parameter: Parameter, value: Value | Sequence[Value], things: Things
) -> tuple[Term, ...]:
    single = isinstance(value, str) or not isinstance(value, Sequence)
    values: Iterable[Value] = [value] if single else value  # type: ignore[list-item,assignment]
    given = [v for v in values if v not in ("", ANY)]
    if len(given) > 1 and not parameter.many:
        raise fault(parameter, "takes one value", ", ".join(str(v) for v in given))
    found = dict.fromkeys(term(parameter, v, things) for v in given)
    return tuple(found)


def fault(parameter: Parameter, text: str, value: str, hint: str = "") -> BadParameter:
    """Return the error of one value: parameter and type, what is wrong, the value, the mend."""
    tail = f"; {hint}" if hint else ""
    return BadParameter(
        f"{parameter.option} ({parameter.type.value}): {text} ({visible(value)}){tail}"
    )


def _unknown(query: CannedQuery, name: str) -> str:
    options = [p.option for p in query.parameters]
    known = f"it takes {', '.join(options)}" if options else "it takes none"
    return f"{query.name}: no such parameter ({visible(name)}); {nearest(name, options) or known}"


def _missing(query: CannedQuery, parameter: Parameter) -> str:
    example = f", such as --{parameter.option} {parameter.example}" if parameter.example else ""
    return (
        f"{parameter.option} ({parameter.type.value}): {query.name} cannot do without it; "
        f"give --{parameter.option}{example}"
    )


def _text(parameter: Parameter, value: str) -> ox.Literal:
    if len(value) > TEXT_LENGTH:
        raise fault(parameter, f"wants at most {TEXT_LENGTH} characters", value)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise fault(parameter, "is not Unicode text", ascii(value)) from error
    return ox.Literal(value)


def _integer(parameter: Parameter, value: str) -> ox.Literal:
    if not _INTEGER.fullmatch(value):
        raise fault(parameter, "wants a whole number", value, "write it in digits, such as 100")
    _bounds(parameter, value, Decimal)
    return ox.Literal(value, datatype=ox.NamedNode(XSD + "integer"))


def _decimal(parameter: Parameter, value: str) -> ox.Literal:
    found = _DECIMAL.fullmatch(value)
    if not found:
        hint = "write it in digits, such as 6.5 or 100亿"
        raise fault(parameter, "wants a decimal number", value, hint)
    number = Decimal(found.group(1)) * _MYRIADS.get(found.group(2) or "", 1)
    text = canonical(number)
    _bounds(parameter, text, Decimal)
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "decimal"))


def _date(parameter: Parameter, value: str) -> ox.Literal:
    try:
        dt.date.fromisoformat(value if _DATE.fullmatch(value) else "")
    except ValueError as error:
        raise fault(parameter, "wants a date", value, "write YYYY-MM-DD") from error
    _bounds(parameter, value, dt.date.fromisoformat)
    return ox.Literal(value, datatype=ox.NamedNode(XSD + "date"))


def _choice(parameter: Parameter, value: str) -> ox.Literal:
    if value not in parameter.choices:
        hint = nearest(value, parameter.choices)
        known = f"choices are {', '.join(parameter.choices)}"
        raise fault(parameter, "no such choice", value, f"{hint} {known}".strip())
    return ox.Literal(value)


_READ: Mapping[ParameterType, Callable[[Parameter, str], Term]] = {
    ParameterType.TEXT: _text,
    ParameterType.INTEGER: _integer,
    ParameterType.DECIMAL: _decimal,
    ParameterType.DATE: _date,
    ParameterType.LANGUAGE: _choice,
    ParameterType.CHOICE: _choice,
}


def canonical(number: Decimal) -> str:
    """Return a number as a canonical decimal without exponent.

    >>> canonical(Decimal("6.50")), canonical(Decimal("1E+9")), canonical(Decimal("-0"))
    ('6.5', '1000000000', '0')
    """
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _bounds(parameter: Parameter, value: str, make: Callable[[str], Decimal | dt.date]) -> None:
    low, high = parameter.minimum, parameter.maximum
    if low and make(value) < make(low):  # type: ignore[operator]
        raise fault(parameter, f"wants {low} or more", value)
    if high and make(value) > make(high):  # type: ignore[operator]
        raise fault(parameter, f"wants {high} or less", value)
