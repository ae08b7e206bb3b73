"""The table of contents: how records become a release."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph import __version__, bundled, context, release
from govgraph.config import DEFAULT_METHOD, FILE_NAME, Settings
from govgraph.context import Context
from govgraph.errors import ConfigError, RecordProblems
from govgraph.graph import (
    asserted,
    closure,
    derived,
    nquads,
    ontology,
    provenance,
    runs,
    wording,
)
from govgraph.graph.assessed import Assessor
from govgraph.graph.closure import Tables
from govgraph.graph.dataset import Dataset
from govgraph.graph.inferred import Index, Inference
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Ontology
from govgraph.graph.runs import Run
from govgraph.publication import serialization
from govgraph.records import corpus, evidence
from govgraph.records.corpus import Corpus, Counted
from govgraph.records.observations import Unit
from govgraph.release import Release
from govgraph.sparql import embedded

# Called with the name of a stage, how much of it is done, and how much there is (None: unknown).
Progress = Callable[[str, int, int | None], None]


def quiet(stage: str, done: int, total: int | None) -> None:
    """Report no progress."""


def build(settings: Settings, progress: Progress = quiet) -> Release:
    """Build the publication and swap it in as the current release.

    Raises:
        RecordProblems, NotConformant, Inconsistent: the data is at fault; nothing was published.
        MachineError, Locked: see there; the former release stays.
    """
    with release.lock(settings.output), release.staging(settings.output) as folder:
        words = ontology.load(bundled.ontology(), settings.vocabularies)
        mapping = context.load(bundled.ontology() / "context.jsonld", settings.id_base)
        tables = closure.tables(words, settings.output / ".cache")
        records = read(settings, mapping, words, progress)
        names = GraphNames(settings.version)
        budget = settings.limits.spool_bytes
        with (
            Dataset(folder / ".spool", budget) as dataset,
            Dataset(folder / ".figures", budget) as figures,
        ):
            stages = Stages(words, tables, mapping, names, dataset)
            stages.plan(planned_runs(settings, records), figures)
            stages.reference(records.reference)
            for batch in records.batches():
                stages.batch(batch)
                progress("graph", stages.done, records.count)
            with timed(progress, "assess"):
                stages.assess(settings)
            stages.meta(settings)
            facts = write(folder, dataset, settings, mapping, words, names, progress)
        return release.seal(folder, settings.output, facts["name"], facts["manifest"])


def planned_runs(settings: Settings, records: Corpus) -> list[Run]:
    """Return the runs of the assessment that the settings ask for, the current one first.

    Without a method of its own and without a record of the default one, nothing is assessed.

    Raises:
        ConfigError: a method that the settings name has no record.
    """
    known = {record.iri for record, _ in records.reference if record.type == "AssessmentMethod"}
    for method in (settings.method, *settings.methods):
        if method and method not in known:
            raise ConfigError(
                f"{settings.root / FILE_NAME}: BAD_SETTING: no record has the id of this method "
                f"({method}); add data/records/{method}.yaml"
            )
    current = settings.method or DEFAULT_METHOD
    if current not in known:
        return []
    return runs.runs(current, settings.as_of, settings.methods, settings.dates)


def read(
    settings: Settings, mapping: Context, words: Ontology, progress: Progress = quiet
) -> Corpus:
    """Read and check all records of the publication."""
    folders = [settings.data / name for name in ("sources", "records", "observations")]
    return corpus.load(
        settings.data,
        [folder for folder in folders if folder.exists()],
        mapping,
        settings.limits,
        words.concepts.__contains__,
        lambda count: progress("read", count, None),
        units=lambda name: _unit(words, mapping.expand(name)),
    )


def _unit(words: Ontology, iri: str) -> Unit | None:
    return Unit(*words.units[iri]) if iri in words.units else None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found good: how many records, and how many stretches of evidence.

    `not_held` counts the evidence whose text was not at hand.
    """

    records: int
    verified: int
    not_held: int


def check(settings: Settings, texts: Sequence[Path], progress: Progress = quiet) -> Checked:
    """Read and check the records, and their evidence against `texts` (files or folders).

    Raises:
        RecordProblems: every fault, at once.
    """
    words = ontology.load(bundled.ontology(), settings.vocabularies)
    mapping = context.load(bundled.ontology() / "context.jsonld", settings.id_base)
    records = read(settings, mapping, words, progress)
    found = evidence.verify((record for record, _ in records), texts)
    if found.errors:
        raise RecordProblems(found.errors)
    return Checked(records.count, found.verified, found.not_held)


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

    def plan(self, runs: list[Run], figures: Dataset) -> None:
        """Set the runs of the assessment, and where targets and figures wait for it."""
        self.runs, self.figures = runs, figures

    def reference(self, records: list[Counted]) -> None:
        """Close the reference data and vocabularies, which every batch leans on."""
        lines = self._vocabulary()
        for start in range(0, len(records), 500):
            lines += asserted.lines(records[start : start + 500], self.mapping, self.names)
        self._run(lines, Inference(self.tables), derived.Rules(self.words.rules, []))
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

    def assess(self, settings: Settings) -> None:
        """Assess all targets by all figures, once every batch is through."""
        if self.assessor is None or not self.runs:
            return
        graphs = [
            nquads.iri(self.mapping.base + n) for n in (self.names.inferred, self.names.derived)
        ]
        activities = runs.activities(self.runs, self.mapping.base, settings.publisher)
        for triples in chain([activities], self.assessor.findings(wording.explanations)):
            inference = Inference(self.tables, self.index)
            inferred = inference.add(triples)
            inference.check()
            for found, graph in zip((inferred, triples), graphs, strict=True):
                self.dataset.add(nquads.join(triple, graph) for triple in found)

    def meta(self, settings: Settings) -> None:
        """Add the graph about the graphs."""
        base = self.mapping.base
        graphs = [graph.removeprefix(f"<{base}").rstrip(">") for graph in self.graphs]
        self.dataset.add(
            provenance.lines(
                graphs, self.names, base, publisher=settings.publisher, issued=settings.issued
            )
        )

    def _run(self, lines: list[str], inference: Inference, rules: derived.Rules) -> None:
        statements = [nquads.split(line) for line in lines]
        self.graphs.update(graph for *_, graph in statements)
        inferred_graph = nquads.iri(self.mapping.base + self.names.inferred)
        derived_graph = nquads.iri(self.mapping.base + self.names.derived)
        early = rules.before_closure(list(nquads.parse(lines)))
        inferred = inference.add([(s, p, o) for s, p, o, _ in statements])
        inferred += inference.add(early)
        late = rules.after_closure(derived.quads((*early, *inferred), inferred_graph))
        inferred += inference.add(late)
        inference.check()
        if self.assessor is not None:
            self.assessor.take(chain((s[:3] for s in statements), early, inferred, late))
        if inference.reference is not self.index:
            self.index = inference.index
        self.dataset.add(lines)
        self.dataset.add(nquads.join(triple, inferred_graph) for triple in inferred)
        self.dataset.add(nquads.join(triple, derived_graph) for triple in (*early, *late))

    def _vocabulary(self) -> list[str]:
        graph = ox.NamedNode(self.mapping.base + self.names.vocabulary)
        quads = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in self.words.vocabularies)
        return nquads.lines(quads)


def write(
    folder: Path,
    dataset: Dataset,
    settings: Settings,
    mapping: Context,
    words: Ontology,
    names: GraphNames,
    progress: Progress,
) -> dict[str, Any]:
    """Write every file of the release; return its name and the facts of its manifest."""
    with timed(progress, "sort"):
        plain, union = folder / ".govgraph.nq", folder / ".govgraph.nt"
        quads, digest = serialization.write_nquads(dataset, plain)
        serialization.write_union(plain, union, mapping.base + names.meta)
    with timed(progress, "files"):
        files = serialization.write(plain, union, folder, mapping)
        (folder / "ontology.ttl").write_text(words.text, encoding="utf-8")
        serialization.write_turtle(words.vocabularies, folder / "vocabularies.ttl", mapping)
        shutil.copyfile(bundled.ontology() / "context.jsonld", folder / "context.jsonld")
    with timed(progress, "store"):
        embedded.build(folder / "store", nquads=plain, ntriples=union)
    plain.unlink()
    union.unlink()
    name = f"{settings.version}-{digest[:12]}"
    manifest = {
        "base": settings.base,
        "version": settings.version,
        "issued": settings.issued.isoformat(),
        "canonicalHash": digest,
        "quads": quads,
        "triples": {file.name: file.triples for file in files},
        "tools": {"govgraph": __version__, "pyoxigraph": ox.__version__},
    }
    return {"name": name, "manifest": manifest}


@contextmanager
def timed(progress: Progress, stage: str) -> Iterator[None]:
    """Report a stage that has no steps of its own."""
    progress(stage, 0, 1)
    yield
    progress(stage, 1, 1)
