"""SPARQL constraints compiled: each a function that gives the results of one focus node.

A group of patterns becomes a chain of steps. Each binds cells of a row and calls the next; a step
answers true where nothing more is asked for, as after the first match of an EXISTS.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from decimal import Decimal

from govgraph.errors import OntologyError
from govgraph.validation import expressions, plans, selects, steps
from govgraph.validation.expressions import Cell, Row
from govgraph.validation.plans import Meet, Planned
from govgraph.validation.selects import Bind, Exists, Filter, Group, Path, Pattern, Select
from govgraph.validation.steps import Walk
from govgraph.validation.triples import Column, Triples

Lookup = Callable[[str], Set[str]]
Rows = list[tuple[Cell, ...]]
Step = Callable[[Row, Rows], bool]
# A step fitted to some data: what stands for predicates there is looked up once.
Make = Callable[[Triples], Step]
# From the data and focus nodes to the focus node and value of each result; the value is None
# where the query gives none.
Ask = Callable[[Triples, Iterable[str]], list[tuple[str, str | None]]]
Fit = Callable[[Triples], Callable[[Sequence[Cell]], Rows]]


def compiled(text: str) -> Ask:
    """Return a query of ``$this`` and ``?value`` as a function.

    Raises:
        OntologyError: a form that is not supported, by name.
    """
    select = selects.parse(text)
    computed = {e.variable for e in select.group if isinstance(e, Bind)} | {
        name for e in select.group if isinstance(e, Select) for name, _ in e.sums
    }
    if select.variables not in (("?this",), ("?this", "?value")) or "?value" in computed:
        raise OntologyError("selecting other than $this and a ?value of the data is not supported")
    scope = _Scope()
    this, value = scope.slot("?this"), scope.slot(select.variables[-1])

    def last(row: Row, out: Rows) -> bool:
        out.append((row[this], row[value] if value != this else None))
        return False

    make = _group(select.group, {"?this"}, scope, lambda data: last)

    def ask(data: Triples, nodes: Iterable[str]) -> list[tuple[str, str | None]]:
        first, row, out = make(data), scope.blank.copy(), Rows()
        for node in nodes if first is not never else ():
            row[this] = node
            first(row, out)
        return out  # type: ignore[return-value]

    return ask


def never(row: Row, out: Rows) -> bool:
    """Lead nowhere: the step where the data says nothing by a predicate."""
    return False


class _Scope:
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


def selection(select: Select, given: Sequence[str]) -> Fit:
    """Return a query as a function of the data and the values of the variables in `given`."""
    scope = _Scope()
    inputs = [scope.slot(name) for name in given]
    summed = [name for _, name in select.sums]
    if summed and not (select.by and select.variables == (*select.by, select.sums[0][0])):
        raise OntologyError("SUM other than the last, after what it is grouped by, is unsupported")
    outputs = [scope.slot(name) for name in ((*select.by, *summed) if summed else select.variables)]

    def last(row: Row, out: Rows) -> bool:
        out.append(tuple([row[slot] for slot in outputs]))
        return False

    make = _group(select.group, set(given), scope, lambda data: last)

    def fit(data: Triples) -> Callable[[Sequence[Cell]], Rows]:
        first = make(data)

        def rows(values: Sequence[Cell]) -> Rows:
            row, out = scope.blank.copy(), Rows()
            for slot, value in zip(inputs, values, strict=True):
                row[slot] = value
            first(row, out)
            if summed:
                return _summed(out)
            return list(dict.fromkeys(out)) if select.distinct else out

        return rows

    return fit


def _summed(rows: Rows) -> Rows:
    """Sum up the last cell of all rows that are otherwise alike."""
    groups: dict[tuple[Cell, ...], list[Decimal | int]] = defaultdict(list)
    for *key, cell in rows:
        value = expressions.value_of(cell) if isinstance(cell, str) else cell
        if value is not None and value[0] == "number":
            groups[tuple(key)].append(value[1])  # type: ignore[arg-type]
    return [(*key, ("number", sum(numbers))) for key, numbers in groups.items()]


def _group(group: Group, bound: Set[str], scope: _Scope, then: Make) -> Make:
    for name in bound:
        scope.slot(name)
    for planned in reversed(plans.planned(group, bound)):
        then = _step(planned, scope, then)
    return then


def _step(planned: Planned, scope: _Scope, then: Make) -> Make:
    element, bound = planned.element, planned.bound
    for name in sorted(plans.variables(element)):
        scope.slot(name)
    if isinstance(element, Pattern):
        return _pattern(element, bound, scope, then)
    if isinstance(element, Meet):
        return _meet(element, scope, then)
    if isinstance(element, Filter):
        return _filter(element, scope, then)
    if isinstance(element, Exists):
        return _exists(element, bound, scope, then)
    if isinstance(element, Bind):
        return _bind(element, scope, then)
    if isinstance(element, Select):
        return _select(element, bound, scope, then)
    return _optional(element.group, bound, scope, then)


def _pattern(pattern: Pattern, bound: Set[str], scope: _Scope, then: Make) -> Make:
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
        return get(row[subject]) == row[value] and after(row, out)  # type: ignore[call-overload,no-any-return]

    def step(row: Row, out: Rows) -> bool:
        found = get(row[subject])  # type: ignore[call-overload]
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


def _meet(meet: Meet, scope: _Scope, then: Make) -> Make:
    """Find the subjects that all patterns lead back to: by one, the most telling, then the rest."""
    subject = scope.slot(meet.patterns[0].subject)
    links = [(str(pattern.path), scope.slot(pattern.object)) for pattern in meet.patterns]

    def make(data: Triples) -> Step:
        after = then(data)
        told = sorted((_crowd(data.spoken(predicate)), predicate, slot) for predicate, slot in links)
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


def _filter(element: Filter, scope: _Scope, then: Make) -> Make:
    test = expressions.compiled(element.condition, scope.slots)

    def make(data: Triples) -> Step:
        after = then(data)

        def step(row: Row, out: Rows) -> bool:
            return test(row) == expressions.TRUE and after(row, out)

        return step

    return make


def _exists(element: Exists, bound: Set[str], scope: _Scope, then: Make) -> Make:
    inner = _group(element.group, bound, scope, lambda data: lambda row, out: True)
    wanted = element.wanted

    def make(data: Triples) -> Step:
        after, found = then(data), inner(data)
        if found is never:
            return never if wanted else after
        return lambda row, out: found(row, out) is wanted and after(row, out)

    return make


def _bind(element: Bind, scope: _Scope, then: Make) -> Make:
    evaluate, slot = expressions.compiled(element.value, scope.slots), scope.slot(element.variable)

    def make(data: Triples) -> Step:
        after = then(data)

        def step(row: Row, out: Rows) -> bool:
            row[slot] = evaluate(row)
            return after(row, out)

        return step

    return make


def _optional(group: Group, bound: Set[str], scope: _Scope, then: Make) -> Make:
    flag = scope.slot(f"?optional {len(scope.blank)}")
    opened = [scope.slot(name) for e in group for name in sorted(plans.variables(e) - bound)]

    def matched(data: Triples) -> Step:
        after = then(data)

        def step(row: Row, out: Rows) -> bool:
            row[flag] = "matched"
            return after(row, out)

        return step

    inner = _group(group, bound, scope, matched)

    def make(data: Triples) -> Step:
        after, found = then(data), inner(data)
        if found is never:  # and the cells stay empty
            return after

        def step(row: Row, out: Rows) -> bool:
            row[flag] = None
            if found(row, out):
                return True
            if row[flag] is not None:
                return False
            for slot in opened:
                row[slot] = None
            return after(row, out)

        return step

    return make


def _select(element: Select, bound: Set[str], scope: _Scope, then: Make) -> Make:
    names = element.by if element.sums else element.variables
    given = [name for name in names if name in bound]
    inner, inputs = selection(element, given), [scope.slot(name) for name in given]
    outputs = [scope.slot(name) for name in element.variables]

    def make(data: Triples) -> Step:
        after, rows = then(data), inner(data)

        def step(row: Row, out: Rows) -> bool:
            for cells in rows([row[slot] for slot in inputs]):
                for slot, cell in zip(outputs, cells, strict=True):
                    row[slot] = cell
                if after(row, out):
                    return True
            return False

        return step

    return make
