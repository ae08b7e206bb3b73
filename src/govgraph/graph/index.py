"""What is known of a batch or of the reference data, laid out for joins: classes and links as sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from govgraph.graph.consequences import Consequences
from govgraph.ntriples import Triple

Pair = tuple[str, str]
_NONE: frozenset[str] = frozenset()
_NO_PAIRS: frozenset[Pair] = frozenset()


class Index:
    """Things by class, links by property, and from either end where a join walks along them."""

    def __init__(self, rules: Consequences) -> None:
        self._rules = rules
        self._things: dict[str, set[str]] = {}
        self._links: dict[str, set[Pair]] = {}
        self._onward: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._backward: dict[str, dict[str, list[str]]] = defaultdict(dict)

    def things(self, kind: str) -> Set[str]:
        """Return the things of a class."""
        return self._things.get(kind, _NONE)

    def links(self, prop: str) -> Set[Pair]:
        """Return subject and value of all links by a property."""
        return self._links.get(prop, _NO_PAIRS)

    @property
    def kinds(self) -> Iterable[str]:
        """Return all classes that a thing is of."""
        return self._things.keys()

    def classify(self, kind: str, things: Set[str]) -> None:
        """Note that some things are of a class."""
        known = self._things.get(kind)
        if known is None:
            self._things[kind] = set(things)
        else:
            known |= things

    def link(self, prop: str, pairs: Set[Pair]) -> None:
        """Note links that were not known."""
        known = self._links.get(prop)
        if known is None:
            self._links[prop] = set(pairs)
        else:
            known |= pairs
        if prop in self._rules.walked_onward:
            _note(self._onward[prop], pairs)
        if prop in self._rules.walked_back:
            _note(self._backward[prop], ((value, subject) for subject, value in pairs))

    def onward(self, prop: str) -> Mapping[str, list[str]]:
        """Return the values by subject of a property that joins walk along."""
        return self._onward.get(prop, {})

    def backward(self, prop: str) -> Mapping[str, list[str]]:
        """Return the subjects by value of a property that joins walk back along."""
        return self._backward.get(prop, {})


def _note(ends: dict[str, list[str]], pairs: Iterable[Pair]) -> None:
    for start, end in pairs:
        known = ends.get(start)
        if known is None:
            ends[start] = [end]
        else:
            known.append(end)


def walked(pairs: Iterable[Pair], *ways: Mapping[str, list[str]]) -> Iterator[Pair]:
    """Yield pairs whose second end is walked on from, along any one of several ways."""
    pairs = list(pairs)
    for way in ways:
        for start, node in pairs:
            for end in way.get(node, ()):
                yield start, end


def grouped(triples: Iterable[Triple]) -> dict[str, list[Triple]]:
    """Return triples by their predicate."""
    found: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        found[triple[1]].append(triple)
    return found
