"""What the CONSTRUCT rules make of a batch: defaults, readings, test periods, bounds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import pyoxigraph as ox

from govgraph.graph.ontology import Rule
from govgraph.graph.rules import constructed
from govgraph.graph.scratch import Scratch
from govgraph.iris import terms
from govgraph.namespaces import RDF
from govgraph.ntriples import Triple

# Rules before this turn feed the closure; the others may lean on it.
CLOSURE_TURN = 20
TYPE = f"<{RDF}type>"

_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_TEMPLATE = re.compile(r"\bCONSTRUCT\b.*?\bWHERE\b", re.DOTALL)
# "a" with something else behind it than the name of a class.
_ANY_CLASS = re.compile(r"(?<![\w?$:-])a(?![\w:-])(?!\s+[A-Za-z][\w-]*:\w)")


class Rules:
    """The rules, and the reference data and vocabularies that they lean on."""

    def __init__(
        self,
        rules: Sequence[Rule],
        reference: Iterable[ox.Quad],
        scopes: Collection[str] = ("batch",),
    ) -> None:
        """Take the rules of some scopes."""
        chosen = [rule for rule in rules if rule.scope in scopes]
        self.early = [rule for rule in chosen if rule.turn < CLOSURE_TURN]
        self.late = [rule for rule in chosen if rule.turn >= CLOSURE_TURN]
        asked = [_TEMPLATE.sub("", _COMMENT.sub("", rule.text)) for rule in chosen]
        self.named = frozenset(f"<{iri}>" for text in asked for iri in terms(text))
        self._any_class = TYPE in self.named or any(map(_ANY_CLASS.search, asked))
        self.scratch = Scratch(reference)

    @property
    def store(self) -> ox.Store:
        """Return the store with the reference data and the batch."""
        return self.scratch.store

    def needed(self, triples: Iterable[Triple]) -> list[Triple]:
        """Return the triples that a rule may look at: one names the predicate, or the class."""
        named, any_class = self.named, self._any_class
        return [
            t for t in triples if t[1] in named or (t[1] == TYPE and (any_class or t[2] in named))
        ]

    def before_closure(self, batch: Iterable[Triple]) -> list[Triple]:
        """Return what the early rules add to a batch; the batch stays loaded for the late ones."""
        self.scratch.take(self.needed(batch))
        return list(dict.fromkeys(t for rule in self.early for t in constructed(self.store, rule)))

    def after_closure(self, further: Iterable[Triple]) -> list[Triple]:
        """Return what the late rules add, given what was inferred; then forget the batch."""
        self.scratch.take(self.needed(further))
        derived: dict[Triple, None] = {}
        for rule in self.late:
            found = constructed(self.store, rule)
            derived |= dict.fromkeys(found)
            self.scratch.take(self.needed(found))
        self.scratch.forget()
        return list(derived)
