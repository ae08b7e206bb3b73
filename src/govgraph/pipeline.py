"""The table of contents: how records become a release."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph import __version__, bundled, context, release
from govgraph.changes import account as accounts
from govgraph.changes import former
from govgraph.changes.account import Account
from govgraph.changes.entries import Edition
from govgraph.changes.words import names_of
from govgraph.config import DEFAULT_METHOD, FILE_NAME, Settings
from govgraph.context import Context
from govgraph.errors import ConfigError, NotConformant, RecordProblems
from govgraph.graph import batch, closure, nquads, ontology, runs, tombstones
from govgraph.graph.dataset import Dataset
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Ontology
from govgraph.graph.runs import Run
from govgraph.graph.stages import Stages
from govgraph.publication import (
    companions,
    exports,
    json_schema,
    page,
    serialization,
    site,
    tables,
)
from govgraph.publication.about import About
from govgraph.publication.document import Documents
from govgraph.publication.page import Publication
from govgraph.publication.site import Extent
from govgraph.records import corpus, evidence, registry
from govgraph.records.corpus import Corpus
from govgraph.records.observations import Unit
from govgraph.release import Digest, Release
from govgraph.sparql import canned, embedded
from govgraph.validation import findings, report_graph, shacl, shapes, streamed
from govgraph.validation.report import ValidationReport
from govgraph.validation.streamed import Streamed
from govgraph.validation.triples import Triples
from govgraph.workers import Workers

# Called with the name of a stage, how much of it is done, and how much there is (None: unknown).
Progress = Callable[[str, int, int | None], None]
# The folder of finished batches below the cache, and the inputs that the program is not made of.
BATCHES = "batches"
_DATA = ("data", "records")
# Their releases may change what a build writes.
_TOOLS = ("pyoxigraph", "rdflib", "pyshacl", "owlrl")


def quiet(stage: str, done: int, total: int | None) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a build goes about its work: none of it changes what is built.

    `workers` make batches; `records` are files and folders of JSON Lines beside the data folder;
    with `resume` the finished batches of a build that broke off are taken over.
    """

    workers: Workers = field(default_factory=Workers)
    records: tuple[Path, ...] = ()
    resume: bool = False


def build(settings: Settings, progress: Progress = quiet, work: Work | None = None) -> Release:
    """Build the publication and swap it in as the current release.

    Where nothing changed since the latest build, its release stands as it is.

    Raises:
        RecordProblems, NotConformant, Inconsistent: the data is at fault; nothing was published.
        MachineError, Locked: see there; the former release stays.
    """
    work = work or Work()
    inputs = _inputs(settings, work)
    with release.lock(settings.output):
        sealed = release.digests(inputs)
        key = _key(settings, sealed)
        if found := release.ledger.find(settings.output, key):
            progress("unchanged", 1, 1)
            return found
        made = _build(settings, inputs, sealed, progress, work)
        release.ledger.note(settings.output, key, made)
        return made


def _build(
    settings: Settings,
    inputs: dict[str, Path],
    sealed: dict[str, Digest],
    progress: Progress,
    work: Work,
) -> Release:
    cache = settings.output / ".cache" / BATCHES
    if not work.resume:
        shutil.rmtree(cache, ignore_errors=True)
    with release.staging(settings.output) as folder:
        words, mapping = load_words(settings)
        records = read(settings, mapping, words, progress, folder / ".read", work)
        program = _key(settings, {k: v for k, v in sealed.items() if not k.startswith(_DATA)})
        batches = Batches(cache, program, work.workers)
        with assembled(settings, words, mapping, records, folder, progress, batches) as dataset:
            with timed(progress, "validate"):
                report = validated(dataset, settings, mapping, records)
            if not report.conforms:
                raise NotConformant(report)
            account = account_of(dataset, settings, mapping)
            dataset.add(account.lines)
            shutil.rmtree(folder / ".read")
            # What is small is written before a process has started.
            workers = Workers() if dataset.validator is None else work.workers
            facts = write(
                folder, dataset, settings, mapping, words, report, account, progress, workers
            )
        release.unchanged(inputs, sealed)
        facts["manifest"]["inputs"] = sealed
        made = release.seal(folder, settings.output, facts["name"], facts["manifest"])
    shutil.rmtree(cache, ignore_errors=True)
    return made


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
                judge, folder / ".validation", stages.locate, records.find
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
            lambda: streamed.triples(line for line in dataset if not line.endswith(meta))
        )
    lines = (line for line in dataset if not line.endswith(meta))
    rules = shapes.load(base=settings.base)
    locate = locator(mapping, records)
    if changed is None:
        report = shacl.validate(nquads.parse(lines), rules, locate=locate)
    else:  # an editor waits for the answer
        data = Triples(streamed.triples(lines))
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


def _inputs(settings: Settings, work: Work) -> dict[str, Path]:
    """Return everything that a release is made from, by name."""
    found = {"govgraph.toml": settings.root / FILE_NAME, "data": settings.data}
    found |= {name: bundled.root() / name for name in ("ontology", "shapes", "queries")}
    if settings.vocabularies:
        found["vocabularies"] = settings.vocabularies
    for number, path in enumerate(work.records, 1):
        found["records" if number == 1 else f"records-{number}"] = path
    return found


def _key(settings: Settings, sealed: dict[str, Digest]) -> str:
    """Return the hash of everything that decides what a build gives."""
    tools = {name: metadata.version(name) for name in _TOOLS}
    program = release.digests({"program": bundled.PROGRAM})
    return release.ledger.key({**sealed, **program, **tools, **settings.choices})


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


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how many records, how many stretches of evidence, and the report.

    `not_held` counts the evidence whose text was not at hand; `notes` name what was changed in
    place against the former release.
    """

    records: int
    verified: int
    not_held: int
    report: ValidationReport
    notes: tuple[str, ...] = ()


def check(
    settings: Settings,
    texts: Sequence[Path] = (),
    files: Sequence[Path] = (),
    progress: Progress = quiet,
) -> Checked:
    """Read and check the records, their evidence against `texts`, and all against the shapes.

    With `files` only the records in these are held against the shapes.

    Raises:
        RecordProblems: every fault that hinders a graph, at once.
    """
    words, mapping = load_words(settings)
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder)
        records = read(settings, mapping, words, progress, spool / ".read")
        found = evidence.verify((record for record, _ in records), texts)
        if found.errors:
            raise RecordProblems(found.errors)
        changed = _nodes_in(records, settings.data, mapping, files) if files else None
        with assembled(settings, words, mapping, records, spool, progress) as dataset:
            report = validated(dataset, settings, mapping, records, changed)
            notes = account_of(dataset, settings, mapping).notes
    return Checked(records.count, found.verified, found.not_held, report, notes)


def account_of(dataset: Dataset, settings: Settings, mapping: Context) -> Account:
    """Compare a dataset with the former release that the settings name, if any."""
    before = former.find(settings.former, settings.version, settings.output, settings.data)
    meta = GraphNames(settings.version).meta
    edition = Edition(mapping.base, settings.version, settings.issued.isoformat(), meta)
    return accounts.give(before, dataset, edition)


def _nodes_in(
    records: Corpus, root: Path, mapping: Context, files: Sequence[Path]
) -> frozenset[str]:
    names = {path.resolve().relative_to(root.resolve()).as_posix() for path in files}
    return frozenset(
        mapping.base + str(node["id"])
        for record, _ in records
        if record.location.path in names
        for _, node in record.nodes()
    )


def write(
    folder: Path,
    dataset: Dataset,
    settings: Settings,
    mapping: Context,
    words: Ontology,
    report: ValidationReport,
    account: Account,
    progress: Progress,
    workers: Workers,
) -> dict[str, Any]:
    """Write every file of the release; return its name and the facts of its manifest."""
    with timed(progress, "sort"):
        plain, union = folder / ".govgraph.nq", folder / ".govgraph.nt"
        quads, digest = serialization.write_nquads(dataset.blocks(workers), plain)
        meta = mapping.base + GraphNames(settings.version).meta
        triples = serialization.write_union(plain, union, meta)
    about, labels = About.of(settings), tables.labels(union)
    documents = Documents(mapping, words.version)
    with timed(progress, "files"):
        calls: list[Callable[[], Any]] = [
            partial(embedded.build, folder / "store", nquads=plain, ntriples=union),
            *serialization.calls(plain, union, folder, mapping),
            *companions.calls(union, folder, documents, labels),
        ]
        *_, counts = workers.map(_made, calls)
        _write_words(folder, settings, mapping, words)
        (folder / "validation.json").write_text(report.to_json(), encoding="utf-8")
        (folder / "validation.ttl").write_text(
            report_graph.turtle(report, f"{mapping.base}validation/{settings.version}"), "utf-8"
        )
        called = names_of(words.axioms(), labels)
        accounts.write(account, plain, folder, about, mapping, called)
    with timed(progress, "exports"):
        store = folder / "store"
        list(workers.map(_made, exports.calls(store, mapping.base, folder)))
        described = companions.write(
            union, folder, about, documents, labels, counts, with_parquet=settings.parquet
        )
        embedded.describe(store, described, f"{mapping.base}graph/catalog/{settings.version}")
    plain.unlink()
    union.unlink()
    name = f"{settings.version}-{digest[:12]}"
    manifest: dict[str, Any] = {
        "base": settings.base,
        "version": settings.version,
        "issued": settings.issued.isoformat(),
        "canonicalHash": digest,
        "quads": quads,
        "triples": {
            file.name: file.triples for file in serialization.distributions(triples, quads)
        },
        "tools": {"govgraph": __version__, "pyoxigraph": ox.__version__},
        "former": account.former.name if account.former else "",
        "notes": list(account.notes),
    }
    if settings.site_things:
        publish(folder, settings, about, mapping, name, manifest, progress)
    return {"name": name, "manifest": manifest}


def _made(call: Callable[[], Any]) -> Any:
    return call()


def _write_words(folder: Path, settings: Settings, mapping: Context, words: Ontology) -> None:
    """Write what the data is said in, and held against."""
    (folder / "ontology.ttl").write_text(words.text, encoding="utf-8")
    serialization.write_turtle(words.vocabularies, folder / "vocabularies.ttl", mapping)
    shutil.copyfile(bundled.ontology() / "context.jsonld", folder / "context.jsonld")
    if (settings.data / registry.FILE_NAME).exists():
        shutil.copyfile(settings.data / registry.FILE_NAME, folder / registry.FILE_NAME)
    (folder / "shapes.ttl").write_text(shapes.text(), encoding="utf-8")
    json_schema.write(_schemas(words, mapping), folder / json_schema.FOLDER)


def publish(
    folder: Path,
    settings: Settings,
    about: About,
    mapping: Context,
    name: str,
    manifest: dict[str, Any],
    progress: Progress,
) -> None:
    """Write the site of a release, and the index of its search."""
    publication = Publication.of(
        about,
        name,
        as_of=settings.as_of.isoformat(),
        method=settings.method,
        tiles=page.tiles(settings.data / "tiles.csv", settings.id_base),
    )
    extent = Extent(settings.site_things, settings.limits.site_documents)
    questions = canned.load(bundled.queries())
    pages = site.publish(
        folder,
        publication,
        mapping,
        questions,
        bundled.shapes(),
        manifest,
        extent,
        lambda count: progress("site", count, None),
    )
    progress("site", pages, pages)


def _schemas(words: Ontology, mapping: Context) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every record class."""
    return json_schema.Schemas(
        mapping, words.axioms(), words.vocabularies, bundled.shapes(), words.version
    ).all()


@contextmanager
def timed(progress: Progress, stage: str) -> Iterator[None]:
    """Report a stage that has no steps of its own."""
    progress(stage, 0, 1)
    yield
    progress(stage, 1, 1)
