"""One batch through all stages: a pure function of its records and of the closed reference data."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from govgraph.context import Context
from govgraph.errors import Location
from govgraph.graph import asserted, assessed, derived, nquads, wording
from govgraph.graph.assessed import Assessor
from govgraph.graph.closure import Tables
from govgraph.graph.emitter import Emitter
from govgraph.graph.index import Index
from govgraph.graph.inferred import Inference
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Rule
from govgraph.ntriples import Triple
from govgraph.records.record import Record
from govgraph.validation import shapes
from govgraph.validation.judge import Judge, Verdict
from govgraph.validation.shacl import Locate


@dataclass(frozen=True)
class Ground:
    """What every batch leans on; it travels to other processes as it is.

    `index` holds the closed reference data; `store` the same for the rules, as N-Quads; `known`
    for the shapes, and None where nothing is judged batch by batch; `base` is that of the shapes.
    """

    mapping: Context
    names: GraphNames
    tables: Tables
    rules: tuple[Rule, ...]
    index: Index
    store: bytes
    known: tuple[Triple, ...] | None
    base: str


@dataclass(slots=True)
class Outcome:
    """What a batch gives: triples by graph, what the assessor needs, a verdict.

    `asserted` names those of the graphs that hold what records say.
    """

    graphs: Mapping[str, Collection[Triple]]
    asserted: frozenset[str] = frozenset()
    figures: list[str] = field(default_factory=list)
    verdict: Verdict | None = None


class BatchStages:
    """Asserted, inferred, derived, judged: the stages of one batch after the other."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rules = derived.Rules(
            ground.rules, ox.parse(ground.store, format=ox.RdfFormat.N_QUADS)
        )
        self.emitter = Emitter(ground.mapping)
        self.assessor = Assessor(ground.rules, self.rules.store, wording.FACTS)
        self.judge = None
        if ground.known is not None:
            self.judge = Judge(shapes.load(base=ground.base), ground.mapping.base, ground.known)
        names, base = ground.names, ground.mapping.base
        self._inferred = nquads.iri(base + names.inferred)
        self._derived = nquads.iri(base + names.derived)

    def batch(
        self, records: Sequence[Record], promised: int, locate: Locate | None = None
    ) -> Outcome:
        """Return what statements and figures give that promise so many triples.

        Raises:
            RecordError: they do not keep it.
            Inconsistent: they contradict each other, or the reference data.
        """
        ground = self.ground
        graphs = asserted.graphs(records, promised, self.emitter, ground.names)
        said = list(chain.from_iterable(graphs.values()))
        inference = Inference(ground.tables, ground.index)
        early, inferred, late = followed(said, inference, self.rules)
        verdict = None
        if self.judge is not None:
            verdict = self.judge.batch([*said, *early, *late], inferred, locate=locate)
        figures = self.assessor.wanted(chain(said, early, inferred, late))
        every = {**graphs, self._inferred: inferred, self._derived: [*early, *late]}
        return Outcome(every, frozenset(graphs), list(figures), verdict)

    def assess(self, lines: Sequence[str], locate: Locate | None = None) -> Outcome:
        """Return what became of the targets of a few areas, whose triples are given as lines."""
        found = self.assessor.assess(lines, wording.explanations)
        return self.followed(found, assessed.facts(lines), locate)

    def followed(
        self, triples: Sequence[Triple], facts: Sequence[Triple], locate: Locate | None = None
    ) -> Outcome:
        """Return derived triples with what follows from them; `facts` are known of other batches."""
        inference = Inference(self.ground.tables, self.ground.index)
        inferred = inference.add(triples)
        inference.check()
        verdict = None
        if self.judge is not None:
            verdict = self.judge.batch(triples, inferred, facts, locate)
        every = {self._inferred: inferred, self._derived: triples}
        return Outcome(every, verdict=verdict)


def followed(
    said: Sequence[Triple], inference: Inference, rules: derived.Rules
) -> tuple[list[Triple], list[Triple], list[Triple]]:
    """Return what the early rules, the axioms and the late rules add to asserted triples."""
    early = rules.before_closure(said)
    inferred = inference.add(said)
    inferred += inference.add(early)
    late = rules.after_closure(chain(early, inferred))
    inferred += inference.add(late)
    inference.check()
    return early, inferred, late


def located(records: Iterable[Record]) -> dict[str, Location]:
    """Return where each node of some records stands, by its id."""
    found: dict[str, Location] = {}
    for record in records:
        for path, node in record.nodes():
            found.setdefault(str(node.get("id")), record.place((*path, "id")))
    return found


def locator(places: dict[str, Location], base: str) -> Locate:
    """Return what finds the place of a node, or of the thing that it is a part of."""

    def locate(focus: str, path: str | None) -> Location | None:
        iri = focus.removeprefix(base)
        return places.get(iri) or places.get(iri.partition("#")[0])

    return locate


@lru_cache(maxsize=1)
def stages(path: str) -> BatchStages:
    """Return the stages over the ground that lies pickled in a file; kept for the next call."""
    made = BatchStages(pickle.loads(Path(path).read_bytes()))
    gc.collect()
    gc.freeze()  # the collector need not walk through all of it again and again
    return made
