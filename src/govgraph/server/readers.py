"""Pages for readers that are made when they are asked for: searches and errors.

They come from the templates of the static site, over the same release, so that what the build
left out looks as if the build had made it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import Response

from govgraph.publication import search
from govgraph.publication.search import FACETS, MAX_FIRST, Entry, Index, Results
from govgraph.server import exchange, files
from govgraph.server.generation import Generation
from govgraph.server.headers import VARY
from govgraph.server.negotiation import HTML, JSON, Variant
from govgraph.server.problem import Problem
from govgraph.server.resources import language_of, respond, variant_of

OFFERS = (HTML, JSON)
_BUSY = {"Retry-After": "30", "Vary": VARY}


async def found(request: Request) -> Response:
    """Answer a search as a page or as JSON; without a search, with the page to search on.

    ``q`` is what is looked for, ``kind``, ``area`` and ``outcome`` narrow it, ``first`` turns
    the pages and ``suggest`` asks for the few best alone.
    """
    asked = exchange.of(request.scope)
    asked.route = "search"
    generation = asked.generation
    path = str(request.scope["path"]).removeprefix("/")
    variant = _variant(request, path)
    language = language_of(request)
    query = request.query_params.get("q", "")
    page = files.inside(generation.site, f"search{'.en' if language == 'en' else ''}.html")
    if variant is HTML and page is not None and not query.strip():
        return respond(asked, page.read_bytes(), HTML.content_type)
    body = await asyncio.to_thread(_searched, generation, request, query, variant, language)
    return respond(asked, body, variant.content_type)


def _variant(request: Request, path: str) -> Variant:
    if path.endswith(".html"):
        return HTML
    return JSON if path.endswith(".json") else variant_of(request, OFFERS)


def _searched(
    generation: Generation, request: Request, query: str, variant: Variant, language: str
) -> bytes:
    file = generation.release.folder / search.FILE
    if not file.is_file():
        raise Problem(503, "this release has no search index", headers=_BUSY)
    chosen = {facet: request.query_params.get(facet, "") for facet in FACETS}
    try:
        with closing(Index(file)) as index:
            if request.query_params.get("suggest"):
                entries = index.suggest(query)
                results = Results(query, entries, len(entries), 0, {}, {})
            else:
                results = index.search(query, chosen, _first(request))
    except sqlite3.Error as error:
        raise Problem(503, _fault(error), headers=_BUSY) from error
    if variant is JSON:
        return _json(generation, results)
    if generation.renderer is None:
        raise Problem(503, "the data is not at hand just now", headers=_BUSY)
    return generation.renderer.found(results, language)


def _fault(error: sqlite3.Error) -> str:
    if "interrupted" in str(error):
        return "the search took too long; ask for more"
    return "the search index of this release cannot be read; build the release again"


def _first(request: Request) -> int:
    text = request.query_params.get("first", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= MAX_FIRST):
        raise Problem(400, f"first (integer): wants a whole number from 0 to {MAX_FIRST}")
    return int(text)


def _json(generation: Generation, results: Results) -> bytes:
    body = {
        "query": results.query,
        "total": results.total,
        "at_least": list(results.at_least),
        "first": results.first,
        "results": [_entry(generation, entry) for entry in results.entries],
        "facets": {name: dict(values) for name, values in results.facets.items() if values},
        "chosen": dict(results.chosen),
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def _entry(generation: Generation, entry: Entry) -> dict[str, object]:
    shown = asdict(entry)
    held = {key: shown[key] for key in ("path", "kind", "area", "outcome") if shown[key]}
    return {
        "iri": generation.iri_of(entry.path),
        **held,
        "label": {tag: text for tag, text in (("zh", entry.zh), ("en", entry.en)) if text},
    }


def problem(generation: Generation, fault: Problem, path: str, language: str) -> bytes | None:
    """Return the page of an error, with links that hold at the path that was asked for."""
    renderer = generation.renderer
    if renderer is None:
        return None
    detail = renderer.word("not-found", language) if fault.status == 404 else ""
    successor = str(fault.facts.get("successor", ""))
    if fault.status == 410:
        detail = renderer.word("withdrawn", language)
    return renderer.problem(
        fault.status, detail or fault.detail, language, path.lstrip("/"), successor
    )
