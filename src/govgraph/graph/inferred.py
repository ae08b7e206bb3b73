"""What follows from the axioms, streamed: each batch runs through the closed tables once.

A pledge is a shallow tree, so what it entails follows from its own record and from the
reference data that was closed before. The reference data itself is closed as the first batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Set

from govgraph.errors import Inconsistent
from govgraph.graph.closure import Tables
from govgraph.namespaces import RDF
from govgraph.ntriples import Triple

TYPE = f"<{RDF}type>"
_NONE: frozenset[str] = frozenset()


class Index:
    """Links by (subject, predicate) and by (object, predicate), and types by subject.

    Links are literals too, but are found by their subject only.
    """

    def __init__(self) -> None:
        self.types: dict[str, set[str]] = defaultdict(set)
        self.forward: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.backward: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, triple: Triple) -> bool:
        """Take in a triple; return whether it was new."""
        subject, predicate, value = triple
        values = self.types[subject] if predicate == TYPE else self.forward[subject, predicate]
        if value in values:
            return False
        values.add(value)
        if value[0] == "<" and predicate != TYPE:
            self.backward[value, predicate].add(subject)
        return True


class Inference:
    """The closure of one batch over closed reference data.

    Feed it with `add`, which returns what newly follows; `check` at the end looks for
    contradictions. The index holds only what can be looked up again.
    """

    def __init__(self, tables: Tables, reference: Index | None = None) -> None:
        self.tables = tables
        self.reference = reference or Index()
        self.index = Index()
        self._rules = tables.consequences
        self._queue: list[Triple] = []  # what to look up, while adding
        self._found: list[Triple] = []  # what newly followed, by the last adding

    def add(self, triples: Iterable[Triple]) -> list[Triple]:
        """Return the triples that newly follow, without the given ones."""
        rules, index = self._rules, self.index
        self._found, self._queue = [], []
        for triple in triples:
            predicate = triple[1]
            if predicate == TYPE or predicate in rules.indexed:
                if index.add(triple):
                    self._queue.append(triple)
            elif predicate in rules.of_links:
                self._queue.append(triple)
        for triple in self._queue:  # the queue grows while it is read
            if triple[1] == TYPE:
                self._follow_type(triple[0], triple[2])
            elif triple[2][0] == "<":
                self._follow_link(triple)
            else:
                self._follow_literal(triple)
        return self._found

    def _follow_type(self, subject: str, kind: str) -> None:
        """Note the classes above, and what links to the thing say now that it is of a class."""
        self._type(subject, self._rules.above.get(kind, _NONE))
        for prop, kinds in self._rules.fillers.get(kind, ()):
            for holder in tuple(self.index.backward.get((subject, prop), ())):
                self._type(holder, kinds)

    def _follow_literal(self, triple: Triple) -> None:
        subject, predicate, value = triple
        direct = self._rules.of_literals.get(predicate)
        if direct is None:
            return
        self._type(subject, direct.subject)
        for prop in direct.onward:
            self._new((subject, prop, value))

    def _follow_link(self, triple: Triple) -> None:
        """Note what follows from a link alone, and from it and those joined with others."""
        subject, predicate, value = triple
        self._join(triple)
        direct = self._rules.of_links.get(predicate)
        if direct is None:
            return
        self._type(subject, direct.subject)
        self._type(value, direct.value)
        for prop in direct.onward:
            if self._new(link := (subject, prop, value)):
                self._join(link)
        for prop in direct.backward:
            if self._new(link := (value, prop, subject)):
                self._join(link)

    def _type(self, subject: str, kinds: Set[str]) -> None:
        """Note the classes of a thing, with all above them, where they are new."""
        own = self.index.types.get(subject, _NONE)
        if kinds <= own:
            return
        missing = kinds - own - self.reference.types.get(subject, _NONE)
        if not missing:
            return
        self.index.types[subject] |= missing
        self._found += [(subject, TYPE, kind) for kind in missing]
        fillers = self._rules.fillers
        self._queue += [(subject, TYPE, kind) for kind in missing if kind in fillers]

    def _new(self, link: Triple) -> bool:
        """Note a link that follows; return whether it was new."""
        subject, predicate, value = link
        if value in self.reference.forward.get((subject, predicate), ()):
            return False
        if not self.index.add(link):
            return False
        self._found.append(link)
        return True

    def _join(self, link: Triple) -> None:
        """Note what follows from a link together with others."""
        subject, predicate, value = link
        joins = self._rules.joins.get(predicate)
        if joins is None:
            return
        for filler, kinds in joins.some:
            if any(filler in index.types.get(value, ()) for index in (self.index, self.reference)):
                self._type(subject, kinds)
        found: list[Triple] = []
        if joins.transitive:
            found += [(subject, predicate, end) for end in self._objects(value, predicate)]
            found += [(start, predicate, value) for start in self._subjects(subject, predicate)]
        for following, before, after in joins.places:
            starts: Collection[str] = (subject,)
            for step in before:
                starts = {s for node in starts for s in self._subjects(node, step)}
            if not starts:
                continue
            ends: Collection[str] = (value,)
            for step in after:
                ends = {o for node in ends for o in self._objects(node, step)}
            found += [(start, following, end) for start in starts for end in ends]
        self._queue += [new for new in found if self._new(new)]

    def _objects(self, subject: str, predicate: str) -> Collection[str]:
        key = subject, predicate
        own, others = self.index.forward.get(key), self.reference.forward.get(key)
        return own | others if own and others else own or others or ()

    def _subjects(self, value: str, predicate: str) -> Collection[str]:
        key = value, predicate
        own, others = self.index.backward.get(key), self.reference.backward.get(key)
        return own | others if own and others else own or others or ()

    def check(self) -> None:
        """Look for contradictions in what was added.

        Raises:
            Inconsistent: naming the thing and the axiom it breaks.
        """
        faults = sorted({*self._disjoint_faults(), *self._property_faults()})
        if faults:
            raise Inconsistent("\n".join(faults))

    def _disjoint_faults(self) -> Iterator[str]:
        disjoint, others = self.tables.disjoint, self.reference.types
        excluding = frozenset(disjoint)
        for subject, own in self.index.types.items():
            kinds = excluding & (own | others[subject] if subject in others else own)
            if len(kinds) < 2:
                continue
            for kind in kinds:
                for other in kinds.intersection(disjoint[kind]):
                    if kind < other:
                        yield f"{subject}: INCONSISTENT: it cannot be both {kind} and {other}; correct its type or a link to it"

    def _property_faults(self) -> Iterator[str]:
        functional = frozenset(self.tables.functional)
        irreflexive = frozenset(self.tables.irreflexive)
        asymmetric = frozenset(self.tables.asymmetric)
        checked = functional | irreflexive | asymmetric
        forward = self.index.forward
        for (subject, predicate), values in forward.items():
            if predicate not in checked:
                continue
            if predicate in functional and len(values) > 1:
                yield f"{subject}: INCONSISTENT: {predicate} takes one value; remove one"
            if predicate in irreflexive and subject in values:
                yield f"{subject}: INCONSISTENT: {predicate} leads to itself; correct the link"
            if predicate in asymmetric:
                for value in values:
                    if subject in forward.get((value, predicate), ()):
                        yield f"{subject}: INCONSISTENT: {predicate} runs both ways with {value}; correct one"
