"""In which order the parts of a group of patterns are worked off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from govgraph.errors import OntologyError
from govgraph.validation.selects import (
    Bind,
    Exists,
    Expression,
    Filter,
    Group,
    Optional,
    Pattern,
    Select,
)


@dataclass(frozen=True, slots=True)
class Meet:
    """Patterns with one subject that is not known yet, and objects that are."""

    patterns: tuple[Pattern, ...]


Element = Pattern | Meet | Filter | Exists | Optional | Bind | Select


@dataclass(frozen=True, slots=True)
class Planned:
    """A part of a group and what is bound when its turn comes."""

    element: Element
    bound: frozenset[str]


def planned(group: Group, bound: Set[str]) -> list[Planned]:
    """Return the parts of a group in order: links from what is known first, conditions early.

    Raises:
        OntologyError: a pattern that nothing known leads to.
    """
    known, maybe = dict.fromkeys(sorted(bound)), set[str]()
    ordered: list[Element] = []
    waiting: list[Pattern] = []
    for element in (*group, None):
        if isinstance(element, Pattern):
            waiting.append(element)
        elif not isinstance(element, (Filter, Exists)):
            ordered += _linked(waiting, known, maybe)
            waiting = []
            if element is not None:
                ordered.append(element)
                new = _told(element) - known.keys()
                known |= dict.fromkeys(sorted(new))
                maybe |= new if isinstance(element, (Optional, Bind)) else set()
    for condition in (e for e in group if isinstance(e, (Filter, Exists))):
        ordered.insert(_place(condition, ordered), condition)
    return _with_bound(ordered, bound)


def variables(element: Element) -> frozenset[str]:
    """Return all variables that a part names."""
    if isinstance(element, Pattern):
        return frozenset(
            str(t) for t in (element.subject, element.path, element.object) if _is_variable(t)
        )
    if isinstance(element, Meet):
        return frozenset().union(*map(variables, element.patterns))
    if isinstance(element, Filter):
        return frozenset(_named(element.condition))
    if isinstance(element, Bind):
        return frozenset([element.variable, *_named(element.value)])
    if isinstance(element, Select):
        return frozenset(element.variables)
    return frozenset().union(*map(variables, element.group))


def _told(element: Element) -> frozenset[str]:
    return frozenset([element.variable]) if isinstance(element, Bind) else variables(element)


def _is_variable(term: object) -> bool:
    return isinstance(term, str) and term[0] == "?"


def _named(expression: Expression) -> Iterable[str]:
    if isinstance(expression, str):
        return [expression] if expression[0] == "?" else []
    return [name for part in expression[1:] for name in _named(part)]


def _linked(patterns: list[Pattern], known: dict[str, None], maybe: Set[str]) -> list[Element]:
    """Order patterns, and add what they bind to `known`."""
    ordered: list[Element] = []
    left = list(patterns)
    for name in {n for p in patterns for n in variables(p)} & maybe:
        raise OntologyError(f"{name}, perhaps unbound or computed, in a pattern is not supported")
    while left:
        chosen = _next(left, known)
        ordered.append(chosen)
        for pattern in chosen.patterns if isinstance(chosen, Meet) else (chosen,):
            left.remove(pattern)
        known |= dict.fromkeys(sorted(variables(chosen) - known.keys()))
    return ordered


def _next(patterns: list[Pattern], known: Mapping[str, None]) -> Pattern | Meet:
    """Return what to follow next: a mere check, else what leads on from what was found last."""

    def is_known(term: str) -> bool:
        return term[0] != "?" or term in known

    forward = [p for p in patterns if is_known(p.subject)]
    for pattern in forward:
        if is_known(pattern.object) and not _is_variable(pattern.path):
            return pattern
    if forward:
        newest = {name: place for place, name in enumerate(known)}
        return max(forward, key=lambda pattern: newest.get(pattern.subject, -1))
    back = [p for p in patterns if isinstance(p.path, str) and is_known(p.object)]
    back = [p for p in back if p.subject == back[0].subject and not _is_variable(p.path)]
    if not back:
        raise OntologyError(f"a pattern that nothing leads to ({patterns[0]}) is not supported")
    return Meet(tuple(back))


def _place(condition: Filter | Exists, ordered: list[Element]) -> int:
    """Return the first place where nothing that follows touches the variables of a condition."""
    names = variables(condition)
    touched = [
        place
        for place, element in enumerate(ordered)
        if not isinstance(element, (Filter, Exists)) and names & variables(element)
    ]
    return touched[-1] + 1 if touched else 0


def _with_bound(ordered: list[Element], bound: Set[str]) -> list[Planned]:
    found, known = [], frozenset(bound)
    for element in ordered:
        found.append(Planned(element, known))
        if not isinstance(element, (Filter, Exists)):
            known |= _told(element)
    return found
