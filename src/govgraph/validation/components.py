"""The constraint components of SHACL, each compiled to a judge.

A component takes the value of its parameter and returns a `Judge`, which answers twice: set by
set, which focus nodes have a fault, and for one focus node, what its faults are.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol, cast

import pyoxigraph as ox
from rdflib import Literal

from govgraph.errors import OntologyError
from govgraph.namespaces import SH, XSD
from govgraph.validation import graphs
from govgraph.validation.steps import Forward
from govgraph.validation.triples import (
    STRING,
    Column,
    Comparable,
    Triples,
    comparable,
    language,
    text_of,
)

Fault = str | None

DATATYPES = frozenset(XSD + name for name in ("string", "decimal", "integer", "boolean", "date"))
FAILED: tuple[Fault, ...] = (None,)


class Judge(Protocol):
    """What judges the value nodes of a component."""

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes that have a fault; `column` holds their value nodes."""

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return the faults of one focus node: the value, or None where a fault has none."""


class Shape(Protocol):
    """A shape as the components that name another one ask it."""

    def failing(self, data: Triples, nodes: Set[str]) -> Set[str]:
        """Return the nodes that do not conform."""


@dataclass(frozen=True, slots=True)
class Values:
    """Judges every value by itself, whatever its focus node: `bad` returns those at fault."""

    bad: Callable[[Triples, Set[str]], Set[str]]

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes with a value at fault."""
        return column.leading_to(self.bad(data, column.distinct()))

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return the values at fault."""
        return self.bad(data, values)


@dataclass(frozen=True, slots=True)
class Least:
    """sh:minCount."""

    bound: int

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes with too few values."""
        if self.bound < 1:
            return set()
        short = nodes - column.one.keys()
        return short if self.bound == 1 else {n for n in nodes if self._lacks(column.values(n))}

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return one fault without a value, or none."""
        return FAILED if self._lacks(values) else ()

    def _lacks(self, values: Set[str]) -> bool:
        return len(values) < self.bound


@dataclass(frozen=True, slots=True)
class Most:
    """sh:maxCount."""

    bound: int

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes with too many values."""
        if self.bound < 1:
            return nodes & column.one.keys()
        return {node for node, several in column.more.items() if len(several) > self.bound}

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return one fault without a value, or none."""
        return FAILED if len(values) > self.bound else ()


@dataclass(frozen=True, slots=True)
class Single:
    """Judges one focus node after the other; those with fewer than `least` values pass unasked."""

    judge: Callable[[Triples, str, Set[str]], Iterable[Fault]]
    least: int = 0

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes that have a fault."""
        asked = nodes
        if self.least:
            asked = nodes & (column.one if self.least == 1 else column.more).keys()
        return {node for node in asked if any(True for _ in self._of(data, node, column))}

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return the faults of one focus node."""
        return self.judge(data, focus, values) if len(values) >= self.least else ()

    def _of(self, data: Triples, node: str, column: Column) -> Iterable[Fault]:
        return self.judge(data, node, column.values(node))


@dataclass(frozen=True, slots=True)
class Qualified:
    """sh:qualifiedMinCount and sh:qualifiedMaxCount of the values that conform to a shape."""

    inner: Shape
    bound: int
    least: bool

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes with too few or too many of them."""
        odd = self.inner.failing(data, column.distinct())
        if self.least and self.bound == 1:
            return nodes - column.leading_to(column.distinct() - odd)
        return {node for node in nodes if self._is_off(column.values(node), odd)}

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return one fault without a value, or none."""
        return FAILED if self._is_off(values, self.inner.failing(data, values)) else ()

    def _is_off(self, values: Set[str], odd: Set[str]) -> bool:
        found = sum(value not in odd for value in values)
        return found < self.bound if self.least else found > self.bound


@dataclass(frozen=True, slots=True)
class Has:
    """sh:hasValue."""

    wanted: str

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes without the value."""
        one, wanted = column.one, self.wanted
        without = {node for node in nodes if one.get(node) != wanted}
        return {n for n in without if wanted not in column.more.get(n, ())}

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return one fault without a value, or none."""
        return () if self.wanted in values else FAILED


def number(term: object) -> int:
    """Return the whole number that a parameter states."""
    return int(cast(ox.Literal, term).value)


def each(fits: Callable[[str], bool]) -> Judge:
    """Return a judge of single values."""
    return Values(lambda data, values: {v for v in values if not fits(v)})


def instance_of(term: object) -> Judge:
    """sh:class."""
    kind = str(term)
    return Values(lambda data, values: data.strangers(values, kind))


def datatype(term: object) -> Judge:
    """sh:datatype; whether the form fits is judged before anything else."""
    wanted = cast(ox.NamedNode, term).value
    if wanted not in DATATYPES:
        raise OntologyError(f"shapes: the compiled validator does not know sh:datatype <{wanted}>")
    ends = ('"', f'"^^<{STRING}>') if wanted == STRING else (f'"^^<{wanted}>',)
    return Values(lambda data, values: {v for v in values if not (v.endswith(ends) and v[0] == '"')})


def node_kind(term: object) -> Judge:
    """sh:nodeKind."""
    name = cast(ox.NamedNode, term).value.removeprefix(SH)
    starts = {"IRI": "<", "BlankNode": "_", "Literal": '"'}
    allowed = frozenset(start for kind, start in starts.items() if kind in name)
    return Values(lambda data, values: {v for v in values if v[0] not in allowed})


def pattern(term: object) -> Judge:
    """sh:pattern."""
    text = cast(ox.Literal, term).value

    def bad(data: Triples, values: Set[str]) -> Set[str]:
        search = re.compile(text).search  # only once something is judged by it; `re` keeps it
        return {v for v in values if v[0] == "_" or search(text_of(v)) is None}

    return Values(bad)


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

    @functools.lru_cache(maxsize=1000)
    def fits(tail: str) -> bool:
        tag = tail[1:].lower() if tail[:1] == "@" else ""
        return any(tag == r or r == "*" or tag.startswith(r + "-") for r in ranges if tag)

    return Values(lambda data, values: {v for v in values if not fits(v[v.rfind('"') + 1 :])})


def unique_lang(term: object) -> Judge:
    """sh:uniqueLang."""
    if cast(ox.Literal, term).value != "true":
        return each(lambda value: True)

    def judge(data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        if len({v[v.rfind('"') :] for v in values}) == len(values):
            return ()
        tags = [tag for tag in map(language, values) if tag]
        return () if len(tags) == len(set(tags)) else FAILED

    return Single(judge, least=2)


def one_of(items: list[object]) -> Judge:
    """sh:in."""
    allowed = frozenset(map(str, items))
    return Values(lambda data, values: values - allowed)


def in_range(term: object, holds: Callable[[Comparable, Comparable], bool]) -> Judge:
    """sh:minInclusive and its kin."""
    bound = comparable(str(term))
    if bound is None:
        raise OntologyError(f"shapes: the compiled validator cannot compare with {term}")

    def fits(value: str) -> bool:
        found = comparable(value) if value[0] == '"' else None
        return found is not None and found[0] == bound[0] and holds(found, bound)

    return each(fits)


@dataclass(frozen=True, slots=True)
class Before:
    """sh:lessThan and, with `equal`, sh:lessThanOrEquals."""

    predicate: str
    equal: bool

    def failing(self, data: Triples, nodes: Set[str], column: Column) -> Set[str]:
        """Return the focus nodes with a value that another one does not follow."""
        others = Forward(self.predicate).column(data, nodes)
        one, equal = others.one, self.equal
        if column.more or others.more:
            asked = nodes & column.one.keys() & one.keys()
            return {n for n in asked if any(True for _ in self.faults(data, n, column.values(n)))}
        return {n for n, v in column.one.items() if n in one and not _ordered(v, one[n], equal)}

    def faults(self, data: Triples, focus: str, values: Set[str]) -> Iterable[Fault]:
        """Return the values that another one does not follow."""
        others = data.values(focus, self.predicate)
        return {v for v in values for o in others if not _ordered(v, o, self.equal)}


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


def conforming(inner: Shape, *, wanted: bool = True) -> Judge:
    """sh:node, and sh:not with `wanted` false."""
    if wanted:
        return Values(inner.failing)
    return Values(lambda data, values: values - inner.failing(data, values))


def any_of(inner: Sequence[Shape]) -> Judge:
    """sh:or."""

    def bad(data: Triples, values: Set[str]) -> Set[str]:
        for shape in inner:
            values = shape.failing(data, values)
        return values

    return Values(bad)


def all_of(inner: Sequence[Shape]) -> Judge:
    """sh:and."""
    return Values(lambda data, values: set().union(*(s.failing(data, values) for s in inner)))


def one_only(inner: Sequence[Shape]) -> Judge:
    """sh:xone."""

    def bad(data: Triples, values: Set[str]) -> Set[str]:
        failures: Counter[str] = Counter()
        for shape in inner:
            failures.update(shape.failing(data, values))
        return {value for value in values if failures[value] != len(inner) - 1}

    return Values(bad)


RANGES: Mapping[str, Callable[[Comparable, Comparable], bool]] = {
    "minInclusive": lambda value, bound: value[1] >= bound[1],  # type: ignore[operator]
    "maxInclusive": lambda value, bound: value[1] <= bound[1],  # type: ignore[operator]
    "minExclusive": lambda value, bound: value[1] > bound[1],  # type: ignore[operator]
    "maxExclusive": lambda value, bound: value[1] < bound[1],  # type: ignore[operator]
}
SIMPLE: Mapping[str, Callable[[object], Judge]] = {
    "minCount": lambda term: Least(number(term)),
    "maxCount": lambda term: Most(number(term)),
    "class": instance_of,
    "datatype": datatype,
    "nodeKind": node_kind,
    "pattern": pattern,
    "minLength": min_length,
    "maxLength": max_length,
    "uniqueLang": unique_lang,
    "hasValue": lambda term: Has(str(term)),
    "lessThan": lambda term: Before(str(term), equal=False),
    "lessThanOrEquals": lambda term: Before(str(term), equal=True),
}
LISTS: Mapping[str, Callable[[list[object]], Judge]] = {"in": one_of, "languageIn": language_in}
COUNTED: Mapping[str, Callable[[Sequence[Shape]], Judge]] = {
    "or": any_of,
    "and": all_of,
    "xone": one_only,
}
