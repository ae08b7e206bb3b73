"""The constraint components of SHACL: each takes the value of its parameter and returns a judge."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import cast

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import SH, XSD
from govgraph.ntriples import STRING, language, text_of
from govgraph.validation.judges import (
    FAILED,
    Before,
    Fault,
    Has,
    Judge,
    Least,
    Most,
    Shape,
    Single,
    Values,
)
from govgraph.validation.triples import Comparable, Triples, comparable

DATATYPES = frozenset(XSD + name for name in ("string", "decimal", "integer", "boolean", "date"))


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
    return Values(
        lambda data, values: {v for v in values if not (v.endswith(ends) and v[0] == '"')}
    )


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
