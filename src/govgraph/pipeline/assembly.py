"""From records to one dataset, judged: everything of a publication, asserted to assessed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from govgraph import bundled, context
from govgraph.changes import account as accounts
from govgraph.changes import former
from govgraph.changes.account import Account
from govgraph.changes.entries import Edition
from govgraph.config import DEFAULT_METHOD, FILE_NAME, Settings
from govgraph.context import Context
from govgraph.errors import ConfigError
from govgraph.graph import batch, closure, nquads, ontology, runs, tombstones
from govgraph.graph.dataset import Dataset
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Ontology
from govgraph.graph.runs import Run
from govgraph.graph.stages import Stages
from govgraph.pipeline.progress import Progress, timed
from govgraph.pipeline.work import Work
from govgraph.records import corpus, registry
from govgraph.records.corpus import Corpus
from govgraph.records.observations import Unit
from govgraph.validation import findings, shacl, shapes, streamed
from govgraph.validation.report import ValidationReport
from govgraph.validation.streamed import Streamed
from govgraph.validation.triples import Triples
from govgraph.workers import Workers


def load_words(settings: Settings) -> tuple[Ontology, Context]:
    """Return the ontology and the context of the publication."""
    words = ontology.load(bundled.ontology(), settings.vocabularies)
    return words, context.load(bundled.ontology() / "context.jsonld", settings.id_base)


@dataclass(frozen=True, slots=True)
class Batches:
    """Where batches are made and by whom; `program` is the hash of all that makes them."""

    folder: Path
    program: str = ""
    workers: Workers = field(default_factory=Workers)


@contextmanager
def assembled(
    settings: Settings,
    words: Ontology,
    mapping: Context,
    records: Corpus,
    folder: Path,
    progress: Progress,
    batches: Batches | None = None,
) -> Iterator[Dataset]:
    """Give the whole dataset, asserted to assessed; what it spools lies in `folder`."""
    batches = batches or Batches(folder / ".batches")
    tables = closure.tables(words, settings.output / ".cache")
    budget = settings.limits.spool_bytes
    bulk = records.triples > settings.limits.shacl_triples
    with (
        Dataset(folder / ".spool", budget) as dataset,
        Dataset(folder / ".figures", budget) as figures,
    ):
        stages = Stages(
            words,
            tables,
            mapping,
            GraphNames(settings.version),
            dataset,
            figures,
            planned_runs(settings, records),
            settings.base if bulk else None,
            locator(mapping, records),
        )
        judge = stages.reference(records.reference)
        if judge is not None:
            dataset.validator = stages.validation = Streamed(
                judge, folder / ".validation", stages.locate, records.find, budget
            )
            dataset.validator.take(judge.reference(stages.locate))
        done = sum(promised for _, promised in records.reference)
        for group in records.batches():
            stages.batch(group)
            done += sum(promised for _, promised in group)
            progress("graph", done, records.triples)
        for promised in stages.pieces(
            records.pieces, batches.folder, batches.program, batches.workers
        ):
            done += promised
            progress("graph", done, records.triples)
        with timed(progress, "assess"):
            stages.assess(settings.publisher, batches.folder, batches.program, batches.workers)
        gone = registry.withdrawn(settings.data)
        dataset.add(tombstones.lines(gone, stages.names, mapping.base))
        stages.meta(settings.publisher, settings.issued)
        yield dataset


def validated(
    dataset: Dataset,
    settings: Settings,
    mapping: Context,
    records: Corpus,
    changed: Collection[str] | None = None,
) -> ValidationReport:
    """Hold the dataset against the shapes; `changed` (IRIs) limits that to some records."""
    meta = f"<{mapping.base}{GraphNames(settings.version).meta}> ."
    if dataset.validator is not None:
        return dataset.validator.report(
            lambda: streamed.without_graphs(line for line in dataset if not line.endswith(meta))
        )
    lines = (line for line in dataset if not line.endswith(meta))
    rules = shapes.load(base=settings.base)
    locate = locator(mapping, records)
    if changed is None:
        report = shacl.validate(nquads.parse(lines), rules, locate=locate)
    else:  # an editor waits for the answer
        data = Triples(streamed.without_graphs(lines))
        near = findings.affected(data, changed)
        report = findings.validate(data, rules, focus_nodes=near, locate=locate)
    return streamed.placed(report, mapping.base, records.find)


def locator(mapping: Context, records: Corpus) -> shacl.Locate:
    """Return what finds the place of a node in the records."""
    return batch.locator(records.places, mapping.base)


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
    settings: Settings,
    mapping: Context,
    words: Ontology,
    progress: Progress,
    spool: Path,
    work: Work | None = None,
) -> Corpus:
    """Read and check all records of the publication; `spool` takes what is set aside."""
    work = work or Work()
    spool.mkdir(parents=True, exist_ok=True)
    folders = [settings.data / name for name in ("sources", "records", "observations")]
    return corpus.load(
        settings.data,
        [folder for folder in folders if folder.exists()],
        mapping,
        settings.limits,
        words.concepts,
        spool,
        further=work.records,
        progress=lambda count: progress("read", count, None),
        workers=work.workers,
        units=lambda name: _unit(words, mapping.expand(name)),
    )


def _unit(words: Ontology, iri: str) -> Unit | None:
    return Unit(*words.units[iri]) if iri in words.units else None


def account_of(dataset: Dataset, settings: Settings, mapping: Context) -> Account:
    """Compare a dataset with the former release that the settings name, if any."""
    before = former.find(settings.former, settings.version, settings.output, settings.data)
    meta = GraphNames(settings.version).meta
    edition = Edition(mapping.base, settings.version, settings.issued.isoformat(), meta)
    return accounts.give(before, dataset, edition)
