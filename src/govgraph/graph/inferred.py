"""What follows from the axioms, streamed: each batch runs through the closed tables once.

A pledge is a shallow tree, so what it entails follows from its own record and from the
reference data that was closed before. The reference data itself is closed as the first batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from govgraph.errors import Inconsistent
from govgraph.graph.closure import Tables
from govgraph.graph.nquads import Triple
from govgraph.namespaces import RDF

TYPE = f"<{RDF}type>"


class Index:
    """Triples by (subject, predicate) and by (object, predicate); objects that are literals too."""

    def __init__(self) -> None:
        self.forward: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.backward: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, triple: Triple) -> bool:
        """Take in a triple; return whether it was new."""
        subject, predicate, value = triple
        values = self.forward[subject, predicate]
        if value in values:
            return False
        values.add(value)
        if value[0] == "<":
            self.backward[value, predicate].add(subject)
        return True

    def __contains__(self, triple: Triple) -> bool:
        """Return whether the triple is known."""
        return triple[2] in self.forward.get((triple[0], triple[1]), ())


class Inference:
    """The closure of one batch over closed reference data.

    Feed it with `add`, which returns what newly follows; `check` at the end looks for
    contradictions.
    """

    def __init__(self, tables: Tables, reference: Index | None = None) -> None:
        self.tables = tables
        self.reference = reference or Index()
        self.index = Index()
        self._transitive = frozenset(tables.transitive)
        self._chain_steps: dict[str, list[tuple[str, tuple[str, ...], int]]] = defaultdict(list)
        for following, steps in tables.chains:
            for position, step in enumerate(steps):
                self._chain_steps[step].append((following, steps, position))
        self._fillers: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for prop, pairs in tables.some.items():
            for filler, following in pairs:
                self._fillers[filler].append((prop, following))
        self._linking = {*tables.inverses, *tables.some, *tables.transitive, *self._chain_steps}

    def add(self, triples: Iterable[Triple]) -> list[Triple]:
        """Return the triples that newly follow, without the given ones.

        The tables are closed, so what follows by a class or property above needs no second look at
        the classes and properties above that.
        """
        known, add, tables = self.reference, self.index.add, self.tables
        queue = [(triple, False) for triple in triples if add(triple)]
        given = len(queue)
        for triple, looked_up in queue:  # the queue grows while it is read
            subject, predicate, value = triple
            if predicate == TYPE:
                above = () if looked_up else tables.superclasses.get(value, ())
                found = [(subject, TYPE, kind) for kind in above]
            else:
                found = [] if looked_up else self._above(triple)
            queue += [(new, True) for new in found if new not in known and add(new)]
            further: Iterator[Triple] | None = None
            if predicate == TYPE and value in self._fillers:
                further = self._from_type(subject, value)
            elif predicate in self._linking:
                further = self._from_link(triple)
            if further is not None:
                queue += [(new, False) for new in further if new not in known and add(new)]
        return [triple for triple, _ in queue[given:]]

    def _above(self, triple: Triple) -> list[Triple]:
        """Return what follows from the properties above, from domains and from ranges."""
        subject, predicate, value = triple
        tables = self.tables
        found = [(subject, above, value) for above in tables.superproperties.get(predicate, ())]
        found += [(subject, TYPE, kind) for kind in tables.domains.get(predicate, ())]
        if value[0] == "<":
            found += [(value, TYPE, kind) for kind in tables.ranges.get(predicate, ())]
        return found

    def _from_link(self, triple: Triple) -> Iterator[Triple]:
        subject, predicate, value = triple
        if value[0] != "<":
            return
        for inverse in self.tables.inverses.get(predicate, ()):
            yield value, inverse, subject
        for filler, kind in self.tables.some.get(predicate, ()):
            if filler in self._objects(value, TYPE):
                yield subject, TYPE, kind
        if predicate in self._transitive:
            yield from self._from_transitive(subject, predicate, value)
        for following, steps, position in self._chain_steps.get(predicate, ()):
            yield from self._from_chain(triple, following, steps, position)

    def _from_type(self, subject: str, kind: str) -> Iterator[Triple]:
        for prop, following in self._fillers[kind]:
            for holder in list(self.index.backward.get((subject, prop), ())):
                yield holder, TYPE, following

    def _from_transitive(self, subject: str, predicate: str, value: str) -> Iterator[Triple]:
        for further in list(self._objects(value, predicate)):
            yield subject, predicate, further
        for before in list(self._subjects(subject, predicate)):
            yield before, predicate, value

    def _from_chain(
        self, triple: Triple, following: str, steps: tuple[str, ...], position: int
    ) -> Iterator[Triple]:
        starts = {triple[0]}
        for step in reversed(steps[:position]):
            starts = {s for node in starts for s in self._subjects(node, step)}
        ends = {triple[2]}
        for step in steps[position + 1 :]:
            ends = {o for node in ends for o in self._objects(node, step)}
        for start in starts:
            for end in ends:
                yield start, following, end

    def _objects(self, subject: str, predicate: str) -> set[str]:
        key = subject, predicate
        return self.index.forward.get(key, set()) | self.reference.forward.get(key, set())

    def _subjects(self, value: str, predicate: str) -> set[str]:
        key = value, predicate
        return self.index.backward.get(key, set()) | self.reference.backward.get(key, set())

    def check(self) -> None:
        """Look for contradictions in what was added.

        Raises:
            Inconsistent: naming the thing and the axiom it breaks.
        """
        faults = sorted({*self._disjoint_faults(), *self._property_faults()})
        if faults:
            raise Inconsistent("\n".join(faults))

    def _disjoint_faults(self) -> Iterator[str]:
        for (subject, predicate), kinds in self.index.forward.items():
            if predicate != TYPE:
                continue
            every = kinds | self.reference.forward.get((subject, TYPE), set())
            for kind in every:
                clash = every.intersection(self.tables.disjoint.get(kind, ()))
                for other in clash:
                    if kind < other:
                        yield f"{subject}: INCONSISTENT: it cannot be both {kind} and {other}; correct its type or a link to it"

    def _property_faults(self) -> Iterator[str]:
        functional = frozenset(self.tables.functional)
        irreflexive = frozenset(self.tables.irreflexive)
        asymmetric = frozenset(self.tables.asymmetric)
        for (subject, predicate), values in self.index.forward.items():
            if predicate in functional and len(values) > 1:
                yield f"{subject}: INCONSISTENT: {predicate} takes one value; remove one"
            if predicate in irreflexive and subject in values:
                yield f"{subject}: INCONSISTENT: {predicate} leads to itself; correct the link"
            if predicate in asymmetric:
                for value in values:
                    if (value, predicate, subject) in self.index:
                        yield f"{subject}: INCONSISTENT: {predicate} runs both ways with {value}; correct one"
