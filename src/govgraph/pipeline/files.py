"""From a dataset to the files of a release."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph import __version__, bundled
from govgraph.changes import account as accounts
from govgraph.changes.account import Account
from govgraph.changes.words import Names, names_of
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
from govgraph.publication.canonical import Canonical
from govgraph.publication.document import Documents
from govgraph.publication.page import Publication
from govgraph.publication.site import Extent
from govgraph.publication.statistics import Statistics
from govgraph.publication.tables import Labels
from govgraph.records import registry
from govgraph.sparql import canned, embedded, precomputed
from govgraph.validation import report_graph, shapes
from govgraph.validation.report import ValidationReport
from govgraph.workers import Workers

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Files:
    """The files of one release: written stage by stage into a folder of its own."""

    folder: Path
    settings: Settings
    mapping: Context
    words: Ontology
    progress: Progress
    workers: Workers

    def write(
        self, dataset: Dataset, report: ValidationReport, account: Account
    ) -> tuple[str, dict[str, Any]]:
        """Write every file; return the name of the release and the facts of its manifest."""
        with timed(self.progress, "sort"):
            meta = self.mapping.base + GraphNames(self.settings.version).meta
            data = canonical.write(dataset.blocks(self.workers), self.folder, meta)
            labels = tables.labels(data.union)
        with timed(self.progress, "files"):
            counts = self._write_data(data, labels)
            self._write_words()
            self._write_account(data, report, account, names_of(self.words.axioms(), labels))
        with timed(self.progress, "describe"):
            self._describe(data, labels, counts)
        if self._is_large(data):
            with timed(self.progress, "answers"):
                self._answer()
        name = f"{self.settings.version}-{data.digest[:12]}"
        manifest = self._manifest(data, account)
        if self.settings.site_things:
            self._publish(data.union, name, manifest)
        data.unlink()
        return name, manifest

    @cached_property
    def _about(self) -> About:
        return About.of(self.settings)

    @cached_property
    def _documents(self) -> Documents:
        return Documents(self.mapping, self.words.version)

    @property
    def _store(self) -> Path:
        return self.folder / "store"

    def _is_large(self, data: Canonical) -> bool:
        return data.quads > self.settings.limits.named_quads

    def _write_data(self, data: Canonical, labels: Labels) -> Statistics:
        """Write the data in every form, on all processes, the longest call first; count it."""
        # Named graphs double a store: where there are many quads, it holds what tells of them.
        named = data.meta if self._is_large(data) else data.nquads
        exported = self.folder / exports.FOLDER
        exported.mkdir()
        calls: list[Callable[[], Any]] = [
            partial(embedded.build, self._store, nquads=named, ntriples=data.union),
            *serialization.calls(data, self.folder, self.mapping),
            partial(exports.stream, data.union, exported),
            *companions.calls(data.union, self.folder, self._documents, labels),
        ]
        *_, counts = self.workers.map(_made, calls)
        assert isinstance(counts, Statistics)
        return counts

    def _write_words(self) -> None:
        """Write what the data is said in, and held against."""
        folder, data = self.folder, self.settings.data
        (folder / "ontology.ttl").write_text(self.words.text, encoding="utf-8")
        vocabularies = folder / "vocabularies.ttl"
        serialization.write_turtle(self.words.vocabularies, vocabularies, self.mapping)
        shutil.copyfile(bundled.ontology() / "context.jsonld", folder / "context.jsonld")
        if (data / registry.FILE_NAME).exists():
            shutil.copyfile(data / registry.FILE_NAME, folder / registry.FILE_NAME)
        (folder / "shapes.ttl").write_text(shapes.text(), encoding="utf-8")
        schemas = json_schema.Schemas(
            self.mapping,
            self.words.axioms(),
            self.words.vocabularies,
            bundled.shapes(),
            self.words.version,
        )
        json_schema.write(schemas.all(), folder / json_schema.FOLDER)

    def _write_account(
        self, data: Canonical, report: ValidationReport, account: Account, called: Names
    ) -> None:
        """Write what was found of the data, and what changed in it."""
        folder = self.folder
        (folder / "validation.json").write_text(report.to_json(), encoding="utf-8")
        name = f"{self.mapping.base}validation/{self.settings.version}"
        (folder / "validation.ttl").write_text(report_graph.turtle(report, name), "utf-8")
        accounts.write(account, data.nquads, folder, self._about, self.mapping, called)

    def _describe(self, data: Canonical, labels: Labels, counts: Statistics) -> None:
        """Write the catalogue of the files that lie there, and put it into the store."""
        base, folder = self.mapping.base, self.folder
        exports.write_popolo(self._store, base, folder / exports.FOLDER / exports.POPOLO)
        described = companions.write(
            data.union,
            folder,
            self._about,
            self._documents,
            labels,
            counts,
            with_parquet=self.settings.parquet,
        )
        embedded.describe(self._store, described, f"{base}graph/catalog/{self.settings.version}")

    def _answer(self) -> None:
        """Keep the answers to the usual questions, which take long where there is much data."""
        questions = canned.load(bundled.queries())
        kept = precomputed.write(self._store, questions, jobs=self.workers.jobs)
        if kept.skipped:
            names = ", ".join(kept.skipped)
            _LOG.warning("not answered beforehand, for it took too long: %s", names)

    def _manifest(self, data: Canonical, account: Account) -> dict[str, Any]:
        files = serialization.distributions(data)
        return {
            "base": self.settings.base,
            "version": self.settings.version,
            "issued": self.settings.issued.isoformat(),
            "canonicalHash": data.digest,
            "quads": data.quads,
            "triples": {file.name: file.triples for file in files},
            "tools": {"govgraph": __version__, "pyoxigraph": ox.__version__},
            "former": account.former.name if account.former else "",
            "notes": list(account.notes),
        }

    def _publish(self, union: Path, name: str, manifest: dict[str, Any]) -> None:
        """Write the site; `union` holds the sorted triples."""
        settings = self.settings
        publication = Publication.of(
            self._about,
            name,
            as_of=settings.as_of.isoformat(),
            method=settings.method,
            tiles=page.tiles(settings.data / "tiles.csv", settings.id_base),
        )
        pages = site.publish(
            self.folder,
            publication,
            self.mapping,
            canned.load(bundled.queries()),
            bundled.shapes(),
            union,
            manifest,
            Extent(settings.site_things, settings.limits.site_documents),
            lambda count: self.progress("site", count, None),
        )
        self.progress("site", pages, pages)


def _made(call: Callable[[], Any]) -> Any:
    return call()
