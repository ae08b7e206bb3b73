"""What judges the value nodes of a component of SHACL.

A `Judge` answers twice: set by set, which focus nodes have a fault; and of one, what its faults are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Protocol

from rdflib import Literal

from govgraph.validation import graphs
from govgraph.validation.columns import Column
from govgraph.validation.steps import Forward
from govgraph.validation.triples import Triples, comparable

Fault = str | None

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
