"""Asserted, inferred, derived, assessed: the way of every batch into one dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import pyoxigraph as ox

from govgraph.context import Context
from govgraph.graph import asserted, derived, nquads, provenance, runs, wording
from govgraph.graph.assessed import Assessor
from govgraph.graph.closure import Tables
from govgraph.graph.dataset import Dataset
from govgraph.graph.inferred import Index, Inference
from govgraph.graph.names import GraphNames
from govgraph.graph.nquads import Triple
from govgraph.graph.ontology import Ontology
from govgraph.graph.runs import Run
from govgraph.records.corpus import Counted


class Validator(Protocol):
    """What judges batches as they pass, where the whole would be too large to judge at once."""

    def reference(self, triples: Sequence[Triple]) -> None:
        """Take the reference data."""

    def batch(
        self, said: Sequence[Triple], inferred: Iterable[Triple], facts: Iterable[Triple] = ()
    ) -> None:
        """Take what is said in a batch, what follows, and what is known of things in others."""


@dataclass
class Stages:
    """Asserted, derived and inferred, batch by batch into one dataset."""

    words: Ontology
    tables: Tables
    mapping: Context
    names: GraphNames
    dataset: Dataset
    done: int = 0
    graphs: set[str] = field(default_factory=set)
    index: Index = field(default_factory=Index)
    rules: derived.Rules = field(init=False)
    runs: list[Run] = field(default_factory=list)
    figures: Dataset | None = None
    assessor: Assessor | None = None
    validator: Validator | None = None

    def plan(self, runs: list[Run], figures: Dataset) -> None:
        """Set the runs of the assessment, and where targets and figures wait for it."""
        self.runs, self.figures = runs, figures

    def reference(self, records: list[Counted]) -> None:
        """Close the reference data and vocabularies, which every batch leans on."""
        lines = self._vocabulary()
        for start in range(0, len(records), 500):
            lines += asserted.lines(records[start : start + 500], self.mapping, self.names)
        early = derived.Rules(self.words.rules, [], scopes=("reference", "batch"))
        self._run(lines, Inference(self.tables), early)
        notes = runs.notes(self.runs, self.mapping.base)
        self.rules = derived.Rules(self.words.rules, [*nquads.parse(lines), *notes])
        if self.figures is not None:
            self.assessor = Assessor(
                self.words.rules, self.rules.store, self.figures, wording.FACTS
            )
        self.done += len(records)

    def batch(self, records: list[Counted]) -> None:
        """Take one batch of statements or figures through all stages."""
        lines = asserted.lines(records, self.mapping, self.names)
        self._run(lines, Inference(self.tables, self.index), self.rules)
        self.done += len(records)

    def assess(self, publisher: str) -> None:
        """Assess all targets by all figures, once every batch is through."""
        if self.assessor is None or not self.runs:
            return
        graphs = [
            nquads.iri(self.mapping.base + n) for n in (self.names.inferred, self.names.derived)
        ]
        activities = runs.activities(self.runs, self.mapping.base, publisher)
        for triples in chain([activities], self.assessor.findings(wording.explanations)):
            inference = Inference(self.tables, self.index)
            inferred = inference.add(triples)
            inference.check()
            if self.validator is not None:
                self.validator.batch(triples, inferred, self.assessor.facts())
            for found, graph in zip((inferred, triples), graphs, strict=True):
                self.dataset.add(nquads.join(triple, graph) for triple in found)

    def meta(self, publisher: str, issued: dt.date) -> None:
        """Add the graph about the graphs."""
        base = self.mapping.base
        graphs = [graph.removeprefix(f"<{base}").rstrip(">") for graph in self.graphs]
        self.dataset.add(
            provenance.lines(graphs, self.names, base, publisher=publisher, issued=issued)
        )

    def _run(self, lines: list[str], inference: Inference, rules: derived.Rules) -> None:
        statements = [nquads.split(line) for line in lines]
        self.graphs.update(graph for *_, graph in statements)
        inferred_graph = nquads.iri(self.mapping.base + self.names.inferred)
        derived_graph = nquads.iri(self.mapping.base + self.names.derived)
        seen = (line for line, said in zip(lines, statements, strict=True) if rules.needs(said))
        early = rules.before_closure(list(nquads.parse(seen)))
        inferred = inference.add([(s, p, o) for s, p, o, _ in statements])
        inferred += inference.add(early)
        further = filter(rules.needs, chain(early, inferred))
        late = rules.after_closure(derived.quads(further, inferred_graph))
        inferred += inference.add(late)
        inference.check()
        if self.assessor is not None:
            self.assessor.take(chain((s[:3] for s in statements), early, inferred, late))
        if self.validator is not None:
            said = [*(s[:3] for s in statements), *early, *late]
            if inference.reference is self.index:
                self.validator.batch(said, inferred)
            else:
                self.validator.reference([*said, *inferred])
        if inference.reference is not self.index:
            self.index = inference.index
        self.dataset.add(lines)
        self.dataset.add(nquads.join(triple, inferred_graph) for triple in inferred)
        self.dataset.add(nquads.join(triple, derived_graph) for triple in (*early, *late))

    def _vocabulary(self) -> list[str]:
        graph = ox.NamedNode(self.mapping.base + self.names.vocabulary)
        quads = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in self.words.vocabularies)
        return nquads.lines(quads)
