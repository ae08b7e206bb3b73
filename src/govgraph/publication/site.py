"""The static site: every page of a release as a file, with links that hold on any host.

A Chinese page is ``<path>.html``, the English one beside it ``<path>.en.html``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox

from govgraph.context import Context
from govgraph.errors import BadParameter
from govgraph.namespaces import HOME, TYPE
from govgraph.publication import downloads, rdf, results, search
from govgraph.publication.downloads import File
from govgraph.publication.entries import entries
from govgraph.publication.facts import LANGUAGES
from govgraph.publication.indexes import Indexes
from govgraph.publication.page import PUBLICATION, SUFFIX, Publication
from govgraph.publication.pages import home, question
from govgraph.publication.render import Answer, Asked, Renderer
from govgraph.publication.writer import Progress, Writer
from govgraph.sparql import binding
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.embedded import EmbeddedEngine
from govgraph.sparql.engine import QueryEngine, Rows
from govgraph.sparql.things import Things

FOLDER = "site"
FEED = "changes.atom"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the site is written beforehand; the server renders the rest when asked.

    `things` bounds the things that get pages: where there are more, none does. `documents`
    bounds in the same way those that get their suffix documents as well.
    """

    things: int = 20_000
    documents: int = 20_000


@dataclass(frozen=True)
class Material:
    """What a site is made of beside the data itself.

    `engine` answers the `queries` over the release; `union` holds its sorted triples as a plain
    file, `files` are those of the release, and `canonical` is the hash of its data.
    """

    context: Context
    queries: Mapping[str, CannedQuery]
    engine: QueryEngine
    shapes: Path
    union: Path
    files: Sequence[File]
    canonical: str


def publish(
    folder: Path,
    publication: Publication,
    context: Context,
    queries: Mapping[str, CannedQuery],
    shapes: Path,
    union: Path,
    manifest: Mapping[str, Any],
    extent: Extent,
    progress: Progress = lambda count: None,
) -> int:
    """Write the site of a release that is whole but for it and its manifest; return the pages.

    `union` holds its sorted triples as a plain file, `manifest` the canonical hash and the triples
    of each file.
    """
    publication.write(folder / PUBLICATION)
    engine = EmbeddedEngine(folder / "store")
    renderer = Renderer.of_release(folder, engine.store, publication)
    files = downloads.listed(folder, manifest["triples"])
    material = Material(context, queries, engine, shapes, union, files, manifest["canonicalHash"])
    return write(folder, renderer, material, extent, progress)


def write(
    folder: Path,
    renderer: Renderer,
    material: Material,
    extent: Extent,
    progress: Progress = lambda count: None,
) -> int:
    """Write ``site/`` into the folder of a release; return the pages."""
    writer = Writer(folder / FOLDER, renderer, progress)
    writer.static()
    named = list(things(renderer, extent.things + 1))
    whole = len(named) <= extent.things
    if whole:
        for iri in named:
            writer.thing(iri)
            if len(named) <= extent.documents:
                writer.documents(iri, material.context)
    _indexes(writer, material)
    _questions(writer, material)
    _write_search(writer, material, whole=whole)
    writer.machines()
    _take_along(folder, writer, material.files, whole=whole)
    return writer.count


def _take_along(folder: Path, writer: Writer, files: Sequence[File], *, whole: bool) -> None:
    """Put the files of the release into a site that is whole, so that it stands alone.

    They are links to the same bytes where the file system has such links.
    """
    if (folder / FEED).is_file():
        writer.file(FEED, (folder / FEED).read_bytes())
    writer.file("ns.ttl", (folder / "ontology.ttl").read_bytes())
    for file in files if whole else ():
        target = writer.folder / "dataset" / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(folder / file.name, target)
        except OSError:
            shutil.copyfile(folder / file.name, target)


def things(renderer: Renderer, limit: int) -> Iterator[str]:
    """Yield the IRIs that have a page of their own, sorted; at most `limit` of them."""
    bases = (renderer.publication.id_base, HOME + "voc/")
    quads = renderer.facts.store.quads_for_pattern(None, TYPE, None, None)
    named = (q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))
    own = (iri for iri in named if iri.startswith(bases) and "#" not in iri)
    seen: set[str] = set()
    distinct = (iri for iri in own if not (iri in seen or seen.add(iri)))  # type: ignore[func-returns-value]
    yield from sorted(islice(distinct, limit))


def _indexes(writer: Writer, material: Material) -> None:
    renderer = writer.renderer
    counted = home.count(renderer.facts)
    editor = (writer.folder / "static" / "yasgui" / "yasqe.min.js").is_file()
    for language in LANGUAGES:
        pages = Indexes(renderer, language, counted)
        writer.page(language, pages.home())
        writer.page(language, pages.contradictions())
        writer.page(language, pages.questions(material.queries))
        writer.page(language, pages.sparql(material.queries, editor=editor))
        writer.page(language, pages.vocabularies())
        for rendered in (
            *pages.comparisons(),
            *pages.scorecards(),
            *pages.lists(),
            *pages.documents(material.shapes, material.files, material.canonical),
        ):
            writer.page(language, rendered)
        missing = renderer.page("404", language).word("not-found")
        writer.file(f"404{SUFFIX[language]}", renderer.problem(404, missing, language))


def _questions(writer: Writer, material: Material) -> None:
    """Write the page of every canned query with its standing answer, or that to its example."""
    choosing = Things(material.engine, writer.renderer.publication.id_base)
    for query in material.queries.values():
        given = {p.option: [p.example] for p in query.parameters if p.required and p.example}
        choices = {p.name: question.options(choosing, p) for p in query.parameters}
        try:
            answer = answered(query, given, material.engine, choosing, material.context)
        except BadParameter:  # the example is of another publication
            given, answer = {}, None
        example = ", ".join(value for values in given.values() for value in values)
        asked = Asked(given=given, choices=choices, example=example)
        _write_answer(writer, query, answer, given, material)
        writer.both(
            f"query/{query.name}",
            lambda language, q=query, a=answer, s=asked: writer.renderer.question(
                q, language, a, s
            ),  # type: ignore[misc]
        )


def _write_answer(
    writer: Writer,
    query: CannedQuery,
    answer: Answer | None,
    given: Mapping[str, Sequence[str]],
    material: Material,
) -> None:
    """Write an answer for machines beside its page."""
    stem = f"query/{query.name}"
    if isinstance(answer, Rows):
        terms = {name: [ox.Literal(v) for v in values] for name, values in given.items()}
        writer.file(f"{stem}.csv", results.to_csv(answer).encode())
        writer.file(f"{stem}.json", results.to_json(query, terms, answer).encode())
    elif isinstance(answer, bool):
        writer.file(f"{stem}.json", orjson.dumps({"query": query.name, "answer": answer}))
    elif isinstance(answer, str):
        writer.file(f"{stem}.ttl", answer.encode())


def answered(
    query: CannedQuery,
    given: Mapping[str, Sequence[str]],
    engine: QueryEngine,
    things_: Things,
    context: Context,
) -> Answer:
    """Return the answer to a canned query, as its page shows it.

    Raises:
        BadParameter: a value does not fit, or one is missing.
    """
    text = binding.bind(query, binding.read(query, given, things_))
    if query.form is Form.SELECT:
        return engine.select(text)
    if query.form is Form.ASK:
        return engine.ask(text)
    return rdf.to_turtle(engine.construct(text), context)


def _write_search(writer: Writer, material: Material, *, whole: bool) -> None:
    """Write the page of the search, and for a site that is whole the entries of its script."""
    renderer = writer.renderer
    labels = {tag: renderer.facet_labels(renderer.page("search", tag)) for tag in LANGUAGES}
    found = entries(material.union, renderer.publication.id_base) if whole else ()
    search.write_shards(writer.folder / "search", list(found), labels)
    writer.both("search", lambda language: renderer.found(None, language))
