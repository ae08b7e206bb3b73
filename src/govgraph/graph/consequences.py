"""What follows from each property, compiled once from the closed tables.

A batch looks a triple's property up once and has all of it: what holds besides, by the properties
above and the inverses together, and what the triple may be joined with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govgraph.graph.closure import Tables

# (property that follows, steps before this one and nearest first, steps after it)
Place = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Direct:
    """What follows from one triple alone; names are IRIs in N-Triples syntax.

    `onward` are properties from subject to value, `backward` from value to subject; `subject` and
    `value` are the classes of the two ends.
    """

    onward: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
    subject: frozenset[str] = frozenset()
    value: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Joins:
    """What follows from a link together with others."""

    transitive: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows, by property, and by class.

    `some` has a property, a class of its value, and the classes that follow for the subject.
    `named` are the properties from which anything may follow; `indexed` those of which triples may
    be looked up again or may follow; joins walk along `walked_onward` and back along `walked_back`.
    """

    of_links: Mapping[str, Direct]
    of_literals: Mapping[str, Direct]
    joins: Mapping[str, Joins]
    above: Mapping[str, frozenset[str]]
    some: tuple[tuple[str, str, frozenset[str]], ...]
    named: frozenset[str]
    indexed: frozenset[str]
    walked_onward: frozenset[str]
    walked_back: frozenset[str]


def compiled(tables: Tables) -> Consequences:
    """Return what follows from each property of closed tables."""
    properties = {*tables.superproperties, *tables.domains, *tables.ranges, *tables.inverses}
    of_links = {prop: _of_link(prop, tables) for prop in properties}
    joins = _joins(tables)
    following = {name for d in of_links.values() for name in (*d.onward, *d.backward)}
    checked = {*tables.functional, *tables.asymmetric, *tables.irreflexive}
    chained = {name for name, _ in tables.chains}
    indexed = frozenset(following | checked | chained | joins.keys() | tables.some.keys())
    places = [place for join in joins.values() for place in join.places]
    return Consequences(
        of_links,
        {
            prop: Direct(
                tables.superproperties.get(prop, ()),
                subject=frozenset(tables.domains.get(prop, ())),
            )
            for prop in {*tables.superproperties, *tables.domains}
        },
        joins,
        {kind: frozenset(above) for kind, above in tables.superclasses.items()},
        tuple(
            (prop, filler, frozenset((kind, *tables.superclasses.get(kind, ()))))
            for prop, pairs in tables.some.items()
            for filler, kind in pairs
        ),
        indexed | of_links.keys(),
        indexed,
        frozenset(tables.transitive).union(*(after for _, _, after in places)),
        frozenset(tables.transitive).union(*(before for _, before, _ in places)),
    )


def _of_link(prop: str, tables: Tables) -> Direct:
    reached = _reached(prop, tables)
    subject: set[str] = set()
    value: set[str] = set()
    for name, backward in reached:
        (value if backward else subject).update(tables.domains.get(name, ()))
        (subject if backward else value).update(tables.ranges.get(name, ()))
    return Direct(
        tuple(name for name, backward in reached if not backward and name != prop),
        tuple(name for name, backward in reached if backward),
        frozenset(subject),
        frozenset(value),
    )


def _reached(prop: str, tables: Tables) -> list[tuple[str, bool]]:
    """Return the properties that hold with one, itself first, and whether they run backward."""
    reached = [(prop, False)]
    for name, backward in reached:  # grows while it is read
        further = [(above, backward) for above in tables.superproperties.get(name, ())]
        further += [(inverse, not backward) for inverse in tables.inverses.get(name, ())]
        reached += [way for way in further if way not in reached]
    return reached


def _joins(tables: Tables) -> dict[str, Joins]:
    places: dict[str, list[Place]] = defaultdict(list)
    for following, steps in tables.chains:
        for position, step in enumerate(steps):
            before, after = steps[:position][::-1], steps[position + 1 :]
            places[step].append((following, before, after))
    return {
        prop: Joins(
            prop in tables.transitive,
            tuple(places.get(prop, ())),
        )
        for prop in {*places, *tables.transitive}
    }
