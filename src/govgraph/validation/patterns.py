"""SPARQL constraints compiled: each a function that gives the results of one focus node.

A group of patterns becomes a chain of steps. Each binds cells of a row and calls the next; a step
answers true where nothing more is asked for, as after the first match of an EXISTS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from decimal import Decimal

from govgraph.errors import OntologyError
from govgraph.validation import expressions, links, plans, selects
from govgraph.validation.expressions import Cell, Row
from govgraph.validation.links import Make, Rows, Scope, Step
from govgraph.validation.plans import Meet, Planned
from govgraph.validation.selects import Bind, Exists, Filter, Group, Pattern, Select
from govgraph.validation.triples import Triples

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
    scope = Scope()
    this, value = scope.slot("?this"), scope.slot(select.variables[-1])

    def last(row: Row, out: Rows) -> bool:
        out.append((row[this], row[value] if value != this else None))
        return False

    make = _group(select.group, {"?this"}, scope, lambda data: last)

    def ask(data: Triples, nodes: Iterable[str]) -> list[tuple[str, str | None]]:
        first, row, out = make(data), scope.blank.copy(), Rows()
        for node in nodes if first is not links.never else ():
            row[this] = node
            first(row, out)
        return out  # type: ignore[return-value]

    return ask


def selection(select: Select, given: Sequence[str]) -> Fit:
    """Return a query as a function of the data and the values of the variables in `given`."""
    scope = Scope()
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


def _group(group: Group, bound: Set[str], scope: Scope, then: Make) -> Make:
    for name in bound:
        scope.slot(name)
    for planned in reversed(plans.planned(group, bound)):
        then = _step(planned, scope, then)
    return then


def _step(planned: Planned, scope: Scope, then: Make) -> Make:
    element, bound = planned.element, planned.bound
    for name in sorted(plans.variables(element)):
        scope.slot(name)
    if isinstance(element, Pattern):
        return links.follow(element, bound, scope, then)
    if isinstance(element, Meet):
        return links.meet(element, scope, then)
    if isinstance(element, Filter):
        return _filter(element, scope, then)
    if isinstance(element, Exists):
        return _exists(element, bound, scope, then)
    if isinstance(element, Bind):
        return _bind(element, scope, then)
    if isinstance(element, Select):
        return _select(element, bound, scope, then)
    return _optional(element.group, bound, scope, then)


def _filter(element: Filter, scope: Scope, then: Make) -> Make:
    test = expressions.compiled(element.condition, scope.slots)

    def make(data: Triples) -> Step:
        after = then(data)

        def step(row: Row, out: Rows) -> bool:
            return test(row) == expressions.TRUE and after(row, out)

        return step

    return make


def _exists(element: Exists, bound: Set[str], scope: Scope, then: Make) -> Make:
    inner = _group(element.group, bound, scope, lambda data: lambda row, out: True)
    wanted = element.wanted

    def make(data: Triples) -> Step:
        after, found = then(data), inner(data)
        if found is links.never:
            return links.never if wanted else after
        return lambda row, out: found(row, out) is wanted and after(row, out)

    return make


def _bind(element: Bind, scope: Scope, then: Make) -> Make:
    evaluate, slot = expressions.compiled(element.value, scope.slots), scope.slot(element.variable)

    def make(data: Triples) -> Step:
        after = then(data)

        def step(row: Row, out: Rows) -> bool:
            row[slot] = evaluate(row)
            return after(row, out)

        return step

    return make


def _optional(group: Group, bound: Set[str], scope: Scope, then: Make) -> Make:
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
        if found is links.never:  # and the cells stay empty
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


def _select(element: Select, bound: Set[str], scope: Scope, then: Make) -> Make:
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
