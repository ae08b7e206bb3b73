"""SPARQL constraints compiled: each a function that gives the results of one focus node.

A group of patterns becomes a chain of steps. Each binds cells of a row and calls the next; a step
answers true where nothing more is asked for, as after the first match of an EXISTS.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from decimal import Decimal

from govgraph.errors import OntologyError
from govgraph.validation import expressions, plans, selects, steps
from govgraph.validation.expressions import Cell, Row
from govgraph.validation.plans import Meet, Planned
from govgraph.validation.selects import Bind, Exists, Filter, Group, Path, Pattern, Select
from govgraph.validation.steps import Walk
from govgraph.validation.triples import Lookup, Triples

Rows = list[tuple[Cell, ...]]
Step = Callable[[Row, Rows], bool]
# A step fitted to some data: what stands for predicates there is looked up once.
Make = Callable[[Triples], Step]
# From the data to a function of a focus node: the values of its results, None where the query
# gives none.
Ask = Callable[[Triples], Callable[[str], list[str | None]]]
Selection = Callable[[Triples], Callable[[Sequence[Cell]], Sequence[tuple[Cell, ...]]]]


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
    make, has_value = selection(select, ["?this"]), len(select.variables) > 1

    def ask(data: Triples) -> Callable[[str], list[str | None]]:
        rows = make(data)
        if has_value:
            return lambda focus: [value for _, value in rows([focus])]  # type: ignore[misc]
        return lambda focus: [None for _ in rows([focus])]

    return ask


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


def selection(select: Select, given: Sequence[str]) -> Selection:
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

    def fitted(data: Triples) -> Callable[[Sequence[Cell]], Sequence[tuple[Cell, ...]]]:
        first = make(data)

        def rows(values: Sequence[Cell]) -> Sequence[tuple[Cell, ...]]:
            row, out = scope.blank.copy(), Rows()
            for slot, value in zip(inputs, values, strict=True):
                row[slot] = value
            first(row, out)
            if summed:
                return _summed(out)
            return list(dict.fromkeys(out)) if select.distinct else out

        return rows

    return fitted


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

        def check(row: Row, out: Rows) -> bool:
            return row[value] in values(row[subject]) and after(row, out)  # type: ignore[arg-type]

        def follow(row: Row, out: Rows) -> bool:
            for found in values(row[subject]):  # type: ignore[arg-type]
                row[value] = found
                if after(row, out):
                    return True
            return False

        return check if known else follow

    return make


def _looked_up(path: Path) -> Callable[[Triples], Lookup]:
    """Return what leads along a path; anything but a predicate remembers what it found."""
    if isinstance(path, str):
        return lambda data: data.lookup(path)
    walk = _walk(path)

    def make(data: Triples) -> Lookup:
        return functools.cache(lambda node: walk.values(data, node))

    return make


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
    """Find the subjects that all patterns lead back to."""
    subject = scope.slot(meet.patterns[0].subject)
    links = [(str(pattern.path), scope.slot(pattern.object)) for pattern in meet.patterns]

    def make(data: Triples) -> Step:
        after = then(data)
        lookups = [(data.lookup(predicate, back=True), slot) for predicate, slot in links]

        def step(row: Row, out: Rows) -> bool:
            found = [back(row[slot]) for back, slot in lookups]  # type: ignore[arg-type]
            found.sort(key=len)
            for each in found[0] if len(found) == 1 else set(found[0]).intersection(*found[1:]):
                row[subject] = each
                if after(row, out):
                    return True
            return False

        return step

    return make


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
