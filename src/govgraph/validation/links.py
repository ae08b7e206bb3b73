"""Triple patterns compiled: the steps that go from what is known along the triples."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence, Set

from govgraph.errors import OntologyError
from govgraph.validation import steps
from govgraph.validation.columns import Column
from govgraph.validation.expressions import Cell, Row
from govgraph.validation.plans import Meet
from govgraph.validation.selects import Path, Pattern
from govgraph.validation.steps import Walk
from govgraph.validation.triples import Triples

Lookup = Callable[[str], Set[str]]
Rows = list[tuple[Cell, ...]]
Step = Callable[[Row, Rows], bool]
# A step fitted to some data: what stands for predicates there is looked up once.
Make = Callable[[Triples], Step]


def never(row: Row, out: Rows) -> bool:
    """Lead nowhere: the step where the data says nothing by a predicate."""
    return False


class Scope:
    """The cells of a row: one for each variable and constant."""

    def __init__(self) -> None:
        self.slots: dict[str, int] = {}
        self.blank: Row = []

    def slot(self, term: str) -> int:
        """Return the place of a term, made where it has none."""
        if term not in self.slots:
            self.slots[term] = len(self.blank)
            self.blank.append(None if term[0] == "?" else term)
        return self.slots[term]


def follow(pattern: Pattern, bound: Set[str], scope: Scope, then: Make) -> Make:
    """Follow a pattern whose subject is known, by a predicate, a path or a variable."""
    subject, value = scope.slot(pattern.subject), scope.slot(pattern.object)
    known = pattern.object[0] != "?" or pattern.object in bound
    path = pattern.path
    if isinstance(path, str) and path[0] == "?":
        if known and path not in bound:
            raise OntologyError("looking for a predicate between two known terms is not supported")
        predicate = scope.slot(path)
        return _by_variable(subject, predicate, value, then, (path in bound, known))
    look = _looked_up(path)

    def make(data: Triples) -> Step:
        after, values = then(data), look(data)
        if values is None or after is never:
            return never
        return _go(subject, value, after, values, known=known)

    return make


def _go(
    subject: int, value: int, after: Step, values: dict[str, str] | Lookup, *, known: bool
) -> Step:
    if isinstance(values, dict):
        return _hop(subject, value, after, values, known=known)
    return _follow(subject, value, after, values, known=known)


def _hop(subject: int, value: int, after: Step, one: dict[str, str], *, known: bool) -> Step:
    """Go to the one value that every subject has."""
    get = one.get

    def check(row: Row, out: Rows) -> bool:
        found = get(row[subject])  # type: ignore[arg-type]
        return found == row[value] and after(row, out)

    def step(row: Row, out: Rows) -> bool:
        found = get(row[subject])  # type: ignore[arg-type]
        if found is None:
            return False
        row[value] = found
        return after(row, out)

    return check if known else step


def _follow(subject: int, value: int, after: Step, values: Lookup, *, known: bool) -> Step:
    """Go to every value."""

    def check(row: Row, out: Rows) -> bool:
        return row[value] in values(row[subject]) and after(row, out)  # type: ignore[arg-type]

    def step(row: Row, out: Rows) -> bool:
        for found in values(row[subject]):  # type: ignore[arg-type]
            row[value] = found
            if after(row, out):
                return True
        return False

    return check if known else step


def _looked_up(path: Path) -> Callable[[Triples], dict[str, str] | Lookup | None]:
    """Return what leads along a path; anything but a predicate remembers what it found.

    It is a mapping where every subject has one value, and None where none has any.
    """
    if isinstance(path, str):
        return lambda data: _read(data, path)
    walk = _walk(path)

    def make(data: Triples) -> Lookup:
        return functools.cache(lambda node: walk.values(data, node))

    return make


def _read(data: Triples, predicate: str) -> dict[str, str] | Lookup | None:
    columns = data.spoken(predicate)
    if not columns:
        return None
    one_each = len(columns) == 1 and not columns[0].more
    return columns[0].one if one_each else _union(columns)


def _union(columns: Sequence[Column]) -> Lookup:
    """Return what all columns together say of a node."""
    if len(columns) == 1:
        return columns[0].values
    return lambda node: {v for column in columns for v in column.values(node)}


def _walk(path: Path) -> Walk:
    if isinstance(path, str):
        return steps.Forward(path)
    name, *parts = path
    if name == "^" and isinstance(parts[0], str):
        return steps.Inverse(parts[0])
    walks = tuple(_walk(part) for part in parts)
    if name == "/":
        return steps.Steps(walks)
    if name == "|":
        return steps.Choice(walks)
    if name == "*":
        return steps.Closure(walks[0])
    raise OntologyError(f"the path {name} is not supported")


def _by_variable(
    subject: int, predicate: int, value: int, then: Make, known: tuple[bool, bool]
) -> Make:
    """Follow a pattern with a variable for predicate; `known` are predicate and object or not."""

    def make(data: Triples) -> Step:
        after = then(data)

        def step(row: Row, out: Rows) -> bool:
            for each in (row[predicate],) if known[0] else data.predicates():
                for found in data.values(row[subject], each):  # type: ignore[arg-type]
                    if known[1] and found != row[value]:
                        continue
                    row[predicate], row[value] = each, found
                    if after(row, out):
                        return True
            return False

        return step

    return make


def meet(element: Meet, scope: Scope, then: Make) -> Make:
    """Find the subjects that all patterns lead back to: by one, the most telling, then the rest."""
    subject = scope.slot(element.patterns[0].subject)
    links = [(str(pattern.path), scope.slot(pattern.object)) for pattern in element.patterns]

    def make(data: Triples) -> Step:
        after = then(data)
        told = sorted(
            (_crowd(data.spoken(predicate)), predicate, slot) for predicate, slot in links
        )
        _, best, known = told[0]
        checks = [(_read(data, predicate), slot) for _, predicate, slot in told]
        if after is never or any(values is None for values, _ in checks):
            return never
        for values, slot in checks[1:]:
            after = _go(subject, slot, after, values, known=True)  # type: ignore[arg-type]
        back = _union(data.spoken(best, back=True))
        return _follow(known, subject, after, back, known=False)

    return make


def _crowd(columns: Sequence[Column]) -> float:
    """Return how many subjects share a value, on average."""
    return sum(len(c.one) / len(c.distinct()) for c in columns if c.one)
