"""What follows from the axioms, streamed: each batch runs through the closed tables once.

A pledge is a shallow tree, so what it entails follows from its own record and from the
reference data that was closed before. The reference data itself is closed as the first batch.
All is done property by property, with whole sets: a batch has thousands of links, but few kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import combinations

from govgraph.errors import Inconsistent
from govgraph.graph.closure import Tables
from govgraph.graph.index import Index, Pair, grouped, walked
from govgraph.namespaces import RDF
from govgraph.ntriples import Triple

TYPE = f"<{RDF}type>"
Links = Mapping[str, Set[Pair]]  # by property
Classes = defaultdict[frozenset[str], set[str]]  # things by the classes that they are of


class Inference:
    """The closure of one batch over closed reference data.

    Feed it with `add`, which returns what newly follows; `check` at the end looks for
    contradictions. The index holds only what can be looked up again.
    """

    def __init__(self, tables: Tables, reference: Index | None = None) -> None:
        self.tables = tables
        self._rules = tables.consequences
        self.reference = reference or Index(self._rules)
        self.index = Index(self._rules)

    def add(self, triples: Iterable[Triple]) -> list[Triple]:
        """Return the triples that newly follow, without the given ones."""
        groups = grouped(triples)
        found: list[Triple] = []
        classes: Classes = defaultdict(set)
        for kind, things in _classified(groups.pop(TYPE, ())).items():
            self.index.classify(kind, things)
            classes[self._rules.above.get(kind, frozenset())] |= things
        given: dict[str, Set[Pair]] = {}
        for prop, group in groups.items():
            if prop not in self._rules.named:
                continue
            links = {(s, o) for s, _, o in group if o[0] == "<"}
            if len(links) < len(group):
                literals = {(s, o) for s, _, o in group if o[0] != "<"}
                self._follow_literals(prop, literals, classes, found)
            if links:
                given[prop] = self._unknown(prop, links)
        while given:
            given = self._follow(given, classes, found)
        self._classify(classes, found)
        return found

    def _unknown(self, prop: str, links: Set[Pair]) -> Set[Pair]:
        """Note given links that may be looked up again; return the new ones, or all others."""
        if prop in self._rules.indexed:
            links = links - self.index.links(prop)
            self.index.link(prop, links)
        return links

    def _new(self, prop: str, links: Set[Pair], found: list[Triple]) -> Set[Pair]:
        """Note links that follow; return those that are new."""
        links = links - self.index.links(prop) - self.reference.links(prop)
        if links:
            self.index.link(prop, links)
            found += [(subject, prop, value) for subject, value in links]
        return links

    def _follow_literals(
        self, prop: str, literals: Set[Pair], classes: Classes, found: list[Triple]
    ) -> None:
        direct = self._rules.of_literals.get(prop)
        if prop in self._rules.indexed:
            literals = self._unknown(prop, literals)
        if direct is None:
            return
        classes[direct.subject].update(subject for subject, _ in literals)
        for above in direct.onward:
            self._new(above, literals, found)

    def _follow(self, given: Links, classes: Classes, found: list[Triple]) -> dict[str, Set[Pair]]:
        """Note what follows from links alone; return what follows by joining them with others."""
        direct: defaultdict[str, set[Pair]] = defaultdict(set)
        for prop, links in given.items():
            rule = self._rules.of_links.get(prop)
            if rule is None:
                continue
            if rule.subject:
                classes[rule.subject].update([subject for subject, _ in links])
            if rule.value:
                classes[rule.value].update([value for _, value in links])
            for above in rule.onward:
                direct[above] |= links
            for inverse in rule.backward:
                direct[inverse].update([(value, subject) for subject, value in links])
        fresh: defaultdict[str, set[Pair]] = defaultdict(set)
        for prop, links in given.items():
            fresh[prop] |= links
        for prop, links in direct.items():
            fresh[prop] |= self._new(prop, links, found)
        joined: defaultdict[str, set[Pair]] = defaultdict(set)
        for prop, links in fresh.items():
            self._join(prop, links, joined)
        new = {prop: self._new(prop, links, found) for prop, links in joined.items()}
        return {prop: links for prop, links in new.items() if links}

    def _join(self, prop: str, links: Set[Pair], joined: defaultdict[str, set[Pair]]) -> None:
        """Add what follows from links together with others, all of which are in the index."""
        joins = self._rules.joins.get(prop)
        if joins is None or not links:
            return
        if joins.transitive:
            joined[prop].update(self._onward(prop, links))
            joined[prop].update(self._backward(prop, links))
        for following, before, after in joins.places:
            pairs: Set[Pair] = links
            for step in before:
                pairs = self._backward(step, pairs)
            for step in after:
                pairs = self._onward(step, pairs)
            joined[following] |= pairs

    def _onward(self, step: str, pairs: Set[Pair]) -> set[Pair]:
        return set(walked(pairs, self.index.onward(step), self.reference.onward(step)))

    def _backward(self, step: str, pairs: Set[Pair]) -> set[Pair]:
        ways = self.index.backward(step), self.reference.backward(step)
        turned = walked([(value, subject) for subject, value in pairs], *ways)
        return {(subject, value) for value, subject in turned}

    def _classify(self, classes: Classes, found: list[Triple]) -> None:
        """Note the classes of things where they are new, and what follows for what links to them."""
        while classes:
            new = self._noted(classes, found)
            classes = defaultdict(set)
            for prop, filler, kinds in self._rules.some if new else ():
                things = self.index.things(filler), self.reference.things(filler)
                holders = {s for s, o in self.index.links(prop) if any(o in t for t in things)}
                if holders:
                    classes[kinds] |= holders

    def _noted(self, classes: Classes, found: list[Triple]) -> bool:
        every: defaultdict[str, set[str]] = defaultdict(set)
        for kinds, things in classes.items():
            for kind in kinds:
                every[kind] |= things
        before = len(found)
        for kind, things in every.items():
            new = things - self.index.things(kind) - self.reference.things(kind)
            if new:
                self.index.classify(kind, new)
                found += [(thing, TYPE, kind) for thing in new]
        return len(found) > before

    def check(self) -> None:
        """Look for contradictions in what was added.

        Raises:
            Inconsistent: naming the thing and the axiom it breaks.
        """
        faults = sorted({*self._disjoint_faults(), *self._property_faults()})
        if faults:
            raise Inconsistent("\n".join(faults))

    def _disjoint_faults(self) -> Iterator[str]:
        disjoint = self.tables.disjoint
        for kind, other in combinations(sorted(disjoint), 2):
            if other not in disjoint[kind]:
                continue
            own, theirs = self.index.things(kind), self.index.things(other)
            both = own & theirs
            both |= (own & self.reference.things(other)) | (theirs & self.reference.things(kind))
            for thing in both:
                yield f"{thing}: INCONSISTENT: it cannot be both {kind} and {other}; correct its type or a link to it"

    def _property_faults(self) -> Iterator[str]:
        for prop in self.tables.functional:
            values: defaultdict[str, set[str]] = defaultdict(set)
            for subject, value in self.index.links(prop):
                values[subject].add(value)
            for subject, several in values.items():
                if len(several) > 1:
                    yield f"{subject}: INCONSISTENT: {prop} takes one value; remove one"
        for prop in self.tables.irreflexive:
            for subject, value in self.index.links(prop):
                if subject == value:
                    yield f"{subject}: INCONSISTENT: {prop} leads to itself; correct the link"
        for prop in self.tables.asymmetric:
            links = self.index.links(prop)
            for subject, value in links:
                if (value, subject) in links:
                    yield f"{subject}: INCONSISTENT: {prop} runs both ways with {value}; correct one"


def _classified(triples: Iterable[Triple]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, _, kind in triples:
        found[kind].add(subject)
    return found
