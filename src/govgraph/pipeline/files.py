"""From a dataset to the files of a release."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph import __version__, bundled
from govgraph.changes import account as accounts
from govgraph.changes.account import Account
from govgraph.changes.words import names_of
from govgraph.config import Settings
from govgraph.context import Context
from govgraph.graph.dataset import Dataset
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Ontology
from govgraph.pipeline.progress import Progress, timed
from govgraph.publication import (
    canonical,
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
from govgraph.records import registry
from govgraph.sparql import canned, embedded, precomputed
from govgraph.validation import report_graph, shapes
from govgraph.validation.report import ValidationReport
from govgraph.workers import Workers

_LOG = logging.getLogger(__name__)


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
        meta = mapping.base + GraphNames(settings.version).meta
        data = canonical.write(dataset.blocks(workers), folder, meta)
        about, labels = About.of(settings), tables.labels(data.union)
    documents = Documents(mapping, words.version)
    # Named graphs double a store: where there are many quads, it holds what tells of them alone.
    is_large = data.quads > settings.limits.named_quads
    named = data.meta if is_large else data.nquads
    (folder / exports.FOLDER).mkdir()
    with timed(progress, "files"):
        calls: list[Callable[[], Any]] = [
            partial(embedded.build, folder / "store", nquads=named, ntriples=data.union),
            *serialization.calls(data, folder, mapping),
            partial(exports.stream, data.union, folder / exports.FOLDER),
            *companions.calls(data.union, folder, documents, labels),
        ]
        *_, counts = workers.map(_made, calls)
        _write_words(folder, settings, mapping, words)
        (folder / "validation.json").write_text(report.to_json(), encoding="utf-8")
        (folder / "validation.ttl").write_text(
            report_graph.turtle(report, f"{mapping.base}validation/{settings.version}"), "utf-8"
        )
        called = names_of(words.axioms(), labels)
        accounts.write(account, data.nquads, folder, about, mapping, called)
    with timed(progress, "describe"):
        store = folder / "store"
        exports.write_popolo(store, mapping.base, folder / exports.FOLDER / exports.POPOLO)
        described = companions.write(
            data.union, folder, about, documents, labels, counts, with_parquet=settings.parquet
        )
        embedded.describe(store, described, f"{mapping.base}graph/catalog/{settings.version}")
    if is_large:
        with timed(progress, "answers"):
            _answer(store, workers.jobs)
    name = f"{settings.version}-{data.digest[:12]}"
    manifest: dict[str, Any] = {
        "base": settings.base,
        "version": settings.version,
        "issued": settings.issued.isoformat(),
        "canonicalHash": data.digest,
        "quads": data.quads,
        "triples": {file.name: file.triples for file in serialization.distributions(data)},
        "tools": {"govgraph": __version__, "pyoxigraph": ox.__version__},
        "former": account.former.name if account.former else "",
        "notes": list(account.notes),
    }
    if settings.site_things:
        publish(folder, settings, about, mapping, data.union, name, manifest, progress)
    data.unlink()
    return {"name": name, "manifest": manifest}


def _made(call: Callable[[], Any]) -> Any:
    return call()


def _answer(store: Path, jobs: int) -> None:
    """Keep the answers to the usual questions, which take long where there is much data."""
    kept = precomputed.write(store, canned.load(bundled.queries()), jobs=jobs)
    if kept.skipped:
        _LOG.warning("not answered beforehand, for it took too long: %s", ", ".join(kept.skipped))


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
    union: Path,
    name: str,
    manifest: dict[str, Any],
    progress: Progress,
) -> None:
    """Write the site of a release; `union` holds its sorted triples."""
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
        union,
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
