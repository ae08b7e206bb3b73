"""SPARQL constraints compiled: each a function that gives the results of one focus node.

A group of patterns becomes a chain of steps. Each binds cells of a row and calls the next; a step
answers true where nothing more is asked for, as after the first match of an EXISTS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from decimal import Decimal

from govgraph.errors import OntologyError
from govgraph.validation import expressions, plans, selects, steps
from govgraph.validation.expressions import Cell, Row
from govgraph.validation.plans import Meet, Planned
from govgraph.validation.selects import Bind, Exists, Filter, Group, Path, Pattern, Select
from govgraph.validation.steps import Walk
from govgraph.validation.triples import Triples

Rows = list[tuple[Cell, ...]]
Step = Callable[[Triples, Row, Rows], bool]
# From the data and a focus node to the values of its results; None where the query gives none.
Ask = Callable[[Triples, str], list[str | None]]


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
    rows = selection(select, ["?this"])
    if len(select.variables) == 1:
        return lambda data, focus: [None for _ in rows(data, [focus])]
    return lambda data, focus: [value for _, value in rows(data, [focus])]  # type: ignore[misc]


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


def selection(
    select: Select, given: Sequence[str]
) -> Callable[[Triples, Sequence[Cell]], Sequence[tuple[Cell, ...]]]:
    """Return a query as a function of the data and the values of the variables in `given`."""
    scope = _Scope()
    inputs = [scope.slot(name) for name in given]
    summed = [name for _, name in select.sums]
    if summed and not (select.by and select.variables == (*select.by, select.sums[0][0])):
        raise OntologyError("SUM other than the last, after what it is grouped by, is unsupported")
    outputs = [scope.slot(name) for name in ((*select.by, *summed) if summed else select.variables)]

    def last(data: Triples, row: Row, out: Rows) -> bool:
        out.append(tuple([row[slot] for slot in outputs]))
        return False

    first = _group(select.group, set(given), scope, last)

    def rows(data: Triples, values: Sequence[Cell]) -> Sequence[tuple[Cell, ...]]:
        row, out = scope.blank.copy(), Rows()
        for slot, value in zip(inputs, values, strict=True):
            row[slot] = value
        first(data, row, out)
        if summed:
            return _summed(out)
        return list(dict.fromkeys(out)) if select.distinct else out

    return rows


def _summed(rows: Rows) -> Rows:
    """Sum up the last cell of all rows that are otherwise alike."""
    groups: dict[tuple[Cell, ...], list[Decimal]] = defaultdict(list)
    for *key, cell in rows:
        value = expressions.value_of(cell) if isinstance(cell, str) else cell
        if value is not None and isinstance(value[1], Decimal):
            groups[tuple(key)].append(value[1])
    return [(*key, ("number", sum(numbers, Decimal(0)))) for key, numbers in groups.items()]


def _group(group: Group, bound: Set[str], scope: _Scope, then: Step) -> Step:
    for name in bound:
        scope.slot(name)
    for planned in reversed(plans.planned(group, bound)):
        then = _step(planned, scope, then)
    return then


def _step(planned: Planned, scope: _Scope, then: Step) -> Step:
    element, bound = planned.element, planned.bound
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


def _pattern(pattern: Pattern, bound: Set[str], scope: _Scope, then: Step) -> Step:
    """Follow a pattern whose subject is known, by a predicate, a path or a variable."""
    subject, value = scope.slot(pattern.subject), scope.slot(pattern.object)
    known = pattern.object[0] != "?" or pattern.object in bound
    if isinstance(pattern.path, str) and pattern.path[0] == "?":
        predicate = scope.slot(pattern.path)
        if pattern.path in bound:
            return _that_predicate(subject, predicate, value, then, known=known)
        if known:
            raise OntologyError("looking for a predicate between two known terms is not supported")
        return _any_predicate(subject, predicate, value, then)
    walk = _walk(pattern.path)

    def check(data: Triples, row: Row, out: Rows) -> bool:
        return row[value] in walk(data, row[subject]) and then(data, row, out)  # type: ignore[arg-type]

    def follow(data: Triples, row: Row, out: Rows) -> bool:
        for found in walk(data, row[subject]):  # type: ignore[arg-type]
            row[value] = found
            if then(data, row, out):
                return True
        return False

    return check if known else follow


def _walk(path: Path) -> Walk:
    if isinstance(path, str):
        return steps.forward(path)
    name, *parts = path
    if name == "^" and isinstance(parts[0], str):
        return steps.inverse(parts[0])
    walks = [_walk(part) for part in parts]
    if name == "/":
        return steps.sequence(walks)
    if name == "|":
        return steps.choice(walks)
    if name == "*":
        return steps.closure(walks[0])
    raise OntologyError(f"the path {name} is not supported")


def _any_predicate(subject: int, predicate: int, value: int, then: Step) -> Step:
    def step(data: Triples, row: Row, out: Rows) -> bool:
        for each in data.predicates():
            for found in data.values(row[subject], each):  # type: ignore[arg-type]
                row[predicate], row[value] = each, found
                if then(data, row, out):
                    return True
        return False

    return step


def _that_predicate(
    subject: int, predicate: int, value: int, then: Step, *, known: bool
) -> Step:
    def step(data: Triples, row: Row, out: Rows) -> bool:
        values = data.values(row[subject], row[predicate])  # type: ignore[arg-type]
        if known:
            return row[value] in values and then(data, row, out)
        for found in values:
            row[value] = found
            if then(data, row, out):
                return True
        return False

    return step


def _meet(meet: Meet, scope: _Scope, then: Step) -> Step:
    """Find the subjects that all patterns lead back to."""
    subject = scope.slot(meet.patterns[0].subject)
    links = [(str(pattern.path), scope.slot(pattern.object)) for pattern in meet.patterns]

    def step(data: Triples, row: Row, out: Rows) -> bool:
        found = [data.subjects(predicate, row[value]) for predicate, value in links]  # type: ignore[arg-type]
        found.sort(key=len)
        for each in found[0] if len(found) == 1 else set(found[0]).intersection(*found[1:]):
            row[subject] = each
            if then(data, row, out):
                return True
        return False

    return step


def _filter(element: Filter, scope: _Scope, then: Step) -> Step:
    for name in plans.variables(element):
        scope.slot(name)
    test = expressions.compiled(element.condition, scope.slots)
    return lambda data, row, out: expressions.holds(test(row)) and then(data, row, out)


def _exists(element: Exists, bound: Set[str], scope: _Scope, then: Step) -> Step:
    inner = _group(element.group, bound, scope, lambda data, row, out: True)
    if element.wanted:
        return lambda data, row, out: inner(data, row, out) and then(data, row, out)
    return lambda data, row, out: not inner(data, row, out) and then(data, row, out)


def _bind(element: Bind, scope: _Scope, then: Step) -> Step:
    for name in plans.variables(element):
        scope.slot(name)
    evaluate, slot = expressions.compiled(element.value, scope.slots), scope.slot(element.variable)

    def step(data: Triples, row: Row, out: Rows) -> bool:
        row[slot] = evaluate(row)
        return then(data, row, out)

    return step


def _optional(group: Group, bound: Set[str], scope: _Scope, then: Step) -> Step:
    flag = scope.slot(f"?optional {id(group)}")
    opened = [scope.slot(name) for e in group for name in plans.variables(e) - bound]

    def matched(data: Triples, row: Row, out: Rows) -> bool:
        row[flag] = "matched"
        return then(data, row, out)

    inner = _group(group, bound, scope, matched)

    def step(data: Triples, row: Row, out: Rows) -> bool:
        row[flag] = None
        if inner(data, row, out):
            return True
        if row[flag] is not None:
            return False
        for slot in opened:
            row[slot] = None
        return then(data, row, out)

    return step


def _select(element: Select, bound: Set[str], scope: _Scope, then: Step) -> Step:
    names = element.by if element.sums else element.variables
    given = [name for name in names if name in bound]
    inner, inputs = selection(element, given), [scope.slot(name) for name in given]
    outputs = [scope.slot(name) for name in element.variables]

    def step(data: Triples, row: Row, out: Rows) -> bool:
        for cells in inner(data, [row[slot] for slot in inputs]):
            for slot, cell in zip(outputs, cells, strict=True):
                row[slot] = cell
            if then(data, row, out):
                return True
        return False

    return step
