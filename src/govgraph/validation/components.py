"""The constraint components of SHACL, each compiled to a function over one focus node.

A component takes the value of its parameter and returns a `Judge`: given the data, the focus node
and its value nodes, it yields what is wrong: the value, or None where the fault has no value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from typing import cast

import pyoxigraph as ox
from rdflib import Literal

from govgraph.errors import OntologyError
from govgraph.namespaces import SH, XSD
from govgraph.validation import graphs
from govgraph.validation.triples import TYPE, Comparable, Triples, comparable, literal, text_of

Fault = str | None
Judge = Callable[[Triples, str, Set[str]], Iterable[Fault]]
Conforms = Callable[[Triples, str], bool]

DATATYPES = frozenset(XSD + name for name in ("string", "decimal", "integer", "boolean", "date"))
FAILED: tuple[Fault, ...] = (None,)


def number(term: object) -> int:
    """Return the whole number that a parameter states."""
    return int(cast(ox.Literal, term).value)


def min_count(term: object) -> Judge:
    """sh:minCount."""
    least = number(term)
    return lambda data, focus, values: FAILED if len(values) < least else ()


def max_count(term: object) -> Judge:
    """sh:maxCount."""
    most = number(term)
    return lambda data, focus, values: FAILED if len(values) > most else ()


def each(fits: Callable[[str], bool]) -> Judge:
    """Return a judge of single values."""
    return lambda data, focus, values: [v for v in values if not fits(v)]


def instance_of(term: object) -> Judge:
    """sh:class."""
    kind = str(term)

    def judge(data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        faults = [v for v in values if kind not in data.values(v, TYPE)]
        if not faults:
            return ()
        kinds = data.subclasses(kind)
        return [v for v in faults if kinds.isdisjoint(data.values(v, TYPE))]

    return judge


def datatype(term: object) -> Judge:
    """sh:datatype; whether the form fits is judged before anything else."""
    wanted = cast(ox.NamedNode, term).value
    if wanted not in DATATYPES:
        raise OntologyError(f"shapes: the compiled validator does not know sh:datatype <{wanted}>")
    return each(lambda v: v[0] == '"' and literal(v)[1] == wanted)


def node_kind(term: object) -> Judge:
    """sh:nodeKind."""
    name = cast(ox.NamedNode, term).value.removeprefix(SH)
    starts = {"IRI": "<", "BlankNode": "_", "Literal": '"'}
    allowed = frozenset(start for kind, start in starts.items() if kind in name)
    return each(lambda v: v[0] in allowed)


def pattern(term: object) -> Judge:
    """sh:pattern."""
    search = re.compile(cast(ox.Literal, term).value).search
    return each(lambda v: v[0] != "_" and search(text_of(v)) is not None)


def min_length(term: object) -> Judge:
    """sh:minLength."""
    least = number(term)
    return each(lambda v: not least or (v[0] != "_" and len(text_of(v)) >= least))


def max_length(term: object) -> Judge:
    """sh:maxLength."""
    most = number(term)
    return each(lambda v: v[0] != "_" and len(text_of(v)) <= most)


def language_in(items: list[object]) -> Judge:
    """sh:languageIn: basic filtering of RFC 4647."""
    ranges = [cast(ox.Literal, item).value.lower() for item in items]

    def fits(value: str) -> bool:
        tag = literal(value)[2].lower() if value[0] == '"' else ""
        return bool(tag) and any(tag == r or r == "*" or tag.startswith(r + "-") for r in ranges)

    return each(fits)


def unique_lang(term: object) -> Judge:
    """sh:uniqueLang."""
    if cast(ox.Literal, term).value != "true":
        return lambda data, focus, values: ()

    def judge(data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        if len(values) < 2:
            return ()
        tags = Counter(literal(v)[2].lower() for v in values if v[0] == '"')
        return FAILED if any(n > 1 for tag, n in tags.items() if tag) else ()

    return judge


def has_value(term: object) -> Judge:
    """sh:hasValue."""
    wanted = str(term)
    return lambda data, focus, values: () if wanted in values else FAILED


def one_of(items: list[object]) -> Judge:
    """sh:in."""
    allowed = frozenset(map(str, items))
    return each(allowed.__contains__)


def in_range(term: object, holds: Callable[[Comparable, Comparable], bool]) -> Judge:
    """sh:minInclusive and its kin."""
    bound = comparable(str(term))
    if bound is None:
        raise OntologyError(f"shapes: the compiled validator cannot compare with {term}")

    def fits(value: str) -> bool:
        found = comparable(value) if value[0] == '"' else None
        return found is not None and found[0] == bound[0] and holds(found, bound)

    return each(fits)


def before(term: object, *, equal: bool) -> Judge:
    """sh:lessThan and sh:lessThanOrEquals."""
    predicate = str(term)

    def judge(data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        others = data.values(focus, predicate) if values else ()
        return {v for v in values for o in others if not _ordered(v, o, equal)}

    return judge


def _ordered(value: str, other: str, equal: bool) -> bool:
    left, right = comparable(value), comparable(other)
    if left is None or right is None or left[0] != right[0]:
        return _ordered_by_rdflib(value, other, equal)
    return bool(left[1] <= right[1] if equal else left[1] < right[1])  # type: ignore[operator]


def _ordered_by_rdflib(value: str, other: str, equal: bool) -> bool:
    """Compare terms of different kinds, which rdflib orders by datatype, as pySHACL does."""
    left, right = _as_pyshacl_compares(value), _as_pyshacl_compares(other)
    if (type(left) is str) is not (type(right) is str):
        return False
    return bool(left <= right if equal else left < right)  # type: ignore[operator]


def _as_pyshacl_compares(text: str) -> object:
    term = graphs.term(text)
    if isinstance(term, Literal):
        return term.value if isinstance(term.value, str) else term
    return str(term)


def conforming(inner: Conforms, *, wanted: bool = True) -> Judge:
    """sh:node, and sh:not with `wanted` false."""
    return lambda data, focus, values: [v for v in values if inner(data, v) is not wanted]


def counted(inner: list[Conforms], allowed: Callable[[int], bool]) -> Judge:
    """sh:or, sh:and, sh:xone: how many of the shapes a value may conform to."""
    return lambda data, focus, values: [
        v for v in values if not allowed(sum(conforms(data, v) for conforms in inner))
    ]


def qualified(inner: Conforms, bound: int, *, least: bool) -> Judge:
    """sh:qualifiedMinCount and sh:qualifiedMaxCount."""

    def judge(data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        found = sum(inner(data, v) for v in values)
        return FAILED if (found < bound if least else found > bound) else ()

    return judge


RANGES: Mapping[str, Callable[[Comparable, Comparable], bool]] = {
    "minInclusive": lambda value, bound: value[1] >= bound[1],  # type: ignore[operator]
    "maxInclusive": lambda value, bound: value[1] <= bound[1],  # type: ignore[operator]
    "minExclusive": lambda value, bound: value[1] > bound[1],  # type: ignore[operator]
    "maxExclusive": lambda value, bound: value[1] < bound[1],  # type: ignore[operator]
}
SIMPLE: Mapping[str, Callable[[object], Judge]] = {
    "minCount": min_count,
    "maxCount": max_count,
    "class": instance_of,
    "datatype": datatype,
    "nodeKind": node_kind,
    "pattern": pattern,
    "minLength": min_length,
    "maxLength": max_length,
    "uniqueLang": unique_lang,
    "hasValue": has_value,
    "lessThan": lambda term: before(term, equal=False),
    "lessThanOrEquals": lambda term: before(term, equal=True),
}
LISTS: Mapping[str, Callable[[list[object]], Judge]] = {"in": one_of, "languageIn": language_in}
COUNTED: Mapping[str, Callable[[int, int], bool]] = {
    "or": lambda found, of: found > 0,
    "and": lambda found, of: found == of,
    "xone": lambda found, of: found == 1,
}
