"""What the CONSTRUCT rules make of a batch: defaults, readings, test periods, bounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import pyoxigraph as ox

from govgraph.graph import nquads
from govgraph.graph.ontology import Rule
from govgraph.graph.rules import construct
from govgraph.graph.scratch import Scratch
from govgraph.iris import terms
from govgraph.namespaces import RDF
from govgraph.ntriples import Triple

# Rules before this turn feed the closure; the others may lean on it.
CLOSURE_TURN = 20
TYPE = f"<{RDF}type>"


class Rules:
    """The rules, and the reference data and vocabularies that they lean on."""

    def __init__(
        self,
        rules: Sequence[Rule],
        reference: Iterable[ox.Quad],
        scopes: Collection[str] = ("batch",),
    ) -> None:
        """Take the rules of some scopes."""
        self.rules = [rule for rule in rules if rule.scope in scopes]
        self.named = frozenset(f"<{iri}>" for rule in self.rules for iri in terms(rule.text))
        self.scratch = Scratch(reference)

    @property
    def store(self) -> ox.Store:
        """Return the store with the reference data and the batch."""
        return self.scratch.store

    def needs(self, triple: Triple | nquads.Statement) -> bool:
        """Return whether a rule may look at a triple: whether one names its predicate."""
        return triple[1] in self.named or triple[1] == TYPE

    def before_closure(self, batch: Sequence[ox.Quad]) -> list[Triple]:
        """Return what the early rules add to a batch; the batch stays loaded for the late ones."""
        self.batch = list(batch)
        self.store.extend(self.batch)
        return self._run([rule for rule in self.rules if rule.turn < CLOSURE_TURN])

    def after_closure(self, further: Sequence[ox.Quad]) -> list[Triple]:
        """Return what the late rules add, given what was inferred; then forget the batch."""
        loaded = [quad for quad in further if quad not in self.store]
        self.store.extend(loaded)
        derived = self._run([rule for rule in self.rules if rule.turn >= CLOSURE_TURN], loaded)
        self.scratch.forget((*self.batch, *loaded))
        self.batch = []
        return derived

    def _run(self, rules: Sequence[Rule], loaded: list[ox.Quad] | None = None) -> list[Triple]:
        derived: dict[Triple, None] = {}
        for rule in rules:
            for triple in sorted(construct(self.store, rule), key=str):
                quad = ox.Quad(triple.subject, triple.predicate, triple.object)
                if loaded is not None and quad not in self.store:
                    self.store.add(quad)
                    loaded.append(quad)
                derived[_strings(triple)] = None
        return list(derived)


def _strings(triple: ox.Triple) -> Triple:
    return str(triple.subject), str(triple.predicate), str(triple.object)


def quads(triples: Iterable[Triple], graph: str) -> list[ox.Quad]:
    """Return triples as quads of a graph."""
    return list(nquads.parse(nquads.join(triple, graph) for triple in triples))
