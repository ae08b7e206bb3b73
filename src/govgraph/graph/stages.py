"""Asserted, inferred, derived, assessed: the way of every batch into one dataset."""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from govgraph import ntriples
from govgraph.context import Context
from govgraph.graph import asserted, assessed, batch, derived, nquads, provenance, runs, written
from govgraph.graph.batch import BatchStages, Ground, Outcome
from govgraph.graph.closure import Tables
from govgraph.graph.dataset import Dataset
from govgraph.graph.emitter import Emitter
from govgraph.graph.inferred import Inference
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Ontology
from govgraph.graph.runs import Run
from govgraph.graph.written import Task, Written
from govgraph.records.corpus import Counted
from govgraph.records.pieces import Piece
from govgraph.validation.judge import Judge, Verdict
from govgraph.validation.shacl import Locate
from govgraph.workers import Workers


class Validation(Protocol):
    """What takes the verdicts on batches, where the whole would be too large to judge at once."""

    def take(self, verdict: Verdict, wide: Path | None = None) -> None:
        """Take one verdict; `wide` is a file with what it hands on."""


@dataclass
class Stages:
    """Asserted, derived and inferred, batch by batch into one dataset."""

    words: Ontology
    tables: Tables
    mapping: Context
    names: GraphNames
    dataset: Dataset
    figures: Dataset
    runs: Sequence[Run] = ()
    shapes_base: str | None = None  # None: nothing is judged batch by batch
    locate: Locate | None = None
    graphs: set[str] = field(default_factory=set)
    validation: Validation | None = None
    stages: BatchStages = field(init=False)

    def reference(self, records: list[Counted]) -> Judge | None:
        """Close the reference data and vocabularies, which every batch leans on."""
        promised = sum(count for _, count in records)
        vocabulary = nquads.iri(self.mapping.base + self.names.vocabulary)
        graphs = {vocabulary: list(ntriples.written(self.words.vocabularies))}
        graphs |= asserted.graphs(
            [r for r, _ in records], promised, Emitter(self.mapping), self.names
        )
        found = list(chain.from_iterable(graphs.values()))
        rules = derived.Rules(self.words.rules, [], scopes=("reference", "batch"))
        inference = Inference(self.tables)
        early, inferred, late = batch.followed(found, inference, rules)
        said = [*found, *early, *late]
        text = "".join(f"{line}\n" for line in nquads.joined(graphs))
        notes = runs.notes(self.runs, self.mapping.base)
        ground = Ground(
            self.mapping,
            self.names,
            self.tables,
            self.words.rules,
            inference.index,
            text.encode() + (ox.serialize(notes, format=ox.RdfFormat.N_QUADS) or b""),
            None if self.shapes_base is None else (*said, *inferred),
            self.shapes_base or "",
        )
        self.stages = BatchStages(ground)
        self.graphs.update(graphs)
        for name, triples in (
            (self.names.inferred, inferred),
            (self.names.derived, [*early, *late]),
        ):
            graphs[nquads.iri(self.mapping.base + name)] = triples
        self.dataset.add(nquads.joined(graphs))
        return self.stages.judge

    def batch(self, records: list[Counted]) -> None:
        """Take one batch of statements or figures through all stages, in this process."""
        promised = sum(count for _, count in records)
        self._take(self.stages.batch([r for r, _ in records], promised, self.locate))

    def pieces(
        self, pieces: Iterable[tuple[Piece, int]], folder: Path, program: str, workers: Workers
    ) -> Iterator[int]:
        """Take pieces of JSON Lines through all stages; yield how many triples each promised.

        Outcomes are written into `folder`, where those of a former run of the same `program` are
        found.
        """
        folder.mkdir(parents=True, exist_ok=True)
        ground, seed = self._ground(folder, program)
        tasks = [Task(ground, str(folder), seed, piece, promised) for piece, promised in pieces]
        for task, found in zip(tasks, workers.map(written.make, tasks), strict=True):
            self._adopt(found)
            yield task.promised

    def assess(self, publisher: str, folder: Path, program: str, workers: Workers) -> None:
        """Assess all targets by all figures, once every batch is through."""
        if not self.runs:
            return
        activities = runs.activities(self.runs, self.mapping.base, publisher)
        self._take(self.stages.followed(activities, (), self.locate))
        if self.validation is None:
            for lines in assessed.groups(self.figures):
                self._take(self.stages.assess(lines, self.locate))
            return
        folder.mkdir(parents=True, exist_ok=True)
        for found in workers.map(written.make, self._areas(folder, program)):
            self._adopt(found)

    def _areas(self, folder: Path, program: str) -> Iterator[Task]:
        ground, seed = self._ground(folder, program)
        for number, lines in enumerate(assessed.groups(self.figures)):
            path = folder / f"areas-{number}"
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
            yield Task(ground, str(folder), seed, areas=str(path))

    def _ground(self, folder: Path, program: str) -> tuple[str, str]:
        """Leave the ground for other processes; return its file, and the hash that it goes by."""
        ground = self.stages.ground
        said = b"\n".join(sorted(ground.store.splitlines()))
        judged = ground.base if ground.known else ""
        seed = hashlib.sha256(f"{program}\n{judged}\n".encode() + said).hexdigest()
        path = folder / f"ground-{seed}"  # processes keep what they read by the name of the file
        if not path.exists():
            path.write_bytes(pickle.dumps(ground))
        return str(path), seed

    def meta(self, publisher: str, issued: dt.date) -> None:
        """Add the graph about the graphs."""
        base = self.mapping.base
        graphs = [graph.removeprefix(f"<{base}").rstrip(">") for graph in self.graphs]
        self.dataset.add(
            provenance.lines(graphs, self.names, base, publisher=publisher, issued=issued)
        )

    def _take(self, outcome: Outcome) -> None:
        self.graphs |= outcome.asserted
        self.dataset.add(nquads.joined(outcome.graphs))
        self.figures.add(outcome.figures)
        if self.validation is not None and outcome.verdict is not None:
            self.validation.take(outcome.verdict)

    def _adopt(self, found: Written) -> None:
        self.graphs |= found.graphs
        self.dataset.adopt(found.lines)
        self.figures.adopt(found.figures)
        if self.validation is not None and found.verdict is not None:
            self.validation.take(found.verdict, found.wide)
