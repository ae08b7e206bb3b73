"""One predicate or path as a column: subjects with their values, read and turned set by set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

NOTHING: Set[str] = frozenset()


class Column:
    """What one predicate or path says: of every subject one value, and of some several.

    `one` names every subject that has a value; `more` holds all values of those with several.
    """

    __slots__ = ("_distinct", "_inverse", "more", "one")

    def __init__(self) -> None:
        self.one: dict[str, str] = {}
        self.more: dict[str, set[str]] = {}
        self._distinct: Set[str] | None = None
        self._inverse: Column | None = None

    @classmethod
    def of(cls, nodes: Iterable[str], values: Callable[[str], Set[str]]) -> Column:
        """Return the column of some nodes and their values."""
        column = cls()
        for node in nodes:
            found = values(node)
            if found:
                column.one[node] = next(iter(found))
                if len(found) > 1:
                    column.more[node] = set(found)
        return column

    @classmethod
    def same(cls, nodes: Iterable[str]) -> Column:
        """Return the column in which every node is its own value."""
        column = cls()
        column.one = {node: node for node in nodes}
        return column

    def values(self, subject: str) -> Set[str]:
        """Return the values of a subject."""
        value = self.one.get(subject)
        return NOTHING if value is None else self.more.get(subject) or {value}

    def distinct(self) -> Set[str]:
        """Return all values, each once."""
        if self._distinct is None:
            self._distinct = set(self.one.values()).union(*self.more.values())
        return self._distinct

    def leading_to(self, values: Set[str]) -> set[str]:
        """Return the subjects with one of some values."""
        if not values:
            return set()
        found = {subject for subject, value in self.one.items() if value in values}
        return found | {s for s, several in self.more.items() if not values.isdisjoint(several)}

    def inverse(self) -> Column:
        """Return the column from the values to the subjects."""
        if self._inverse is None:
            self._inverse = turned = Column()
            turned.one = {value: subject for subject, value in self.one.items()}
            if self.more or len(turned.one) < len(self.one):
                turned.one = {}
                turned.take((v, s) for s in self.one for v in self.values(s))
        return self._inverse

    def then(self, further: Column) -> Column:
        """Return the column that leads on from the values by another one."""
        found, one = Column(), further.one
        found.one = {s: one[v] for s, v in self.one.items() if v in one and s not in self.more}
        if further.more:
            found.take((s, o) for s in self.one for v in self.values(s) for o in further.values(v))
        elif self.more:
            pairs = [(s, v) for s, several in self.more.items() for v in several]
            found.take([(s, one[v]) for s, v in pairs if v in one])
        return found

    def add(self, other: Column) -> None:
        """Take in what another column says."""
        if self.one.keys().isdisjoint(other.one):
            self.one.update(other.one)
        else:
            self.take(other.one.items())
        if other.more:
            self.take((s, v) for s, several in other.more.items() for v in several)

    def take(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take in subjects with a value each."""
        one, more = self.one, self.more
        for subject, value in pairs:
            first = one.setdefault(subject, value)
            if first is not value and first != value:
                several = more.get(subject)
                if several is None:
                    more[subject] = {first, value}
                else:
                    several.add(value)


EMPTY = Column()
