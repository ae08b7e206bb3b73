"""Question pages that answer: a canned query with the values of its form.

Without values a question page is the one of the static site, byte for byte.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from govgraph.errors import BadParameter
from govgraph.publication import rdf
from govgraph.publication.pages import question as form
from govgraph.publication.render import Answer, Asked
from govgraph.server import exchange, pages, protocol
from govgraph.server.endpoint import Endpoint
from govgraph.server.exchange import Exchange
from govgraph.server.generation import Generation
from govgraph.server.headers import VARY
from govgraph.server.negotiation import HTML
from govgraph.server.resources import language_of, respond
from govgraph.sparql import binding
from govgraph.sparql.canned import CannedQuery, Form, asking
from govgraph.sparql.engine import Rows

LANGUAGE = "lang"


class Questions:
    """Renders question pages from the pool of the canned queries."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    async def page(self, request: Request) -> Response:
        """Answer with the page of a question and its answer to the values that were sent."""
        asked = exchange.of(request.scope)
        generation = asked.generation
        query = generation.queries.get(request.path_params["name"])
        fields = protocol.decoded(request.scope["query_string"])
        given = _given(fields)
        if query is None or generation.renderer is None or not given:
            return await pages.site(request)
        asked.route = "question"
        language = language_of(request)
        answer, fault = None, ""
        try:
            answer = await self._answer(query, given, asked, request)
        except BadParameter as error:
            fault = "; ".join(str(error).splitlines())
        filled = await self.endpoint.run(_asked, generation, query, given, fault)
        body = await asyncio.to_thread(
            generation.renderer.question, query, language, answer, filled
        )
        if fault:
            headers = {"Vary": VARY, "Cache-Control": "no-store"}
            return Response(body, 400, headers, HTML.content_type)
        return respond(asked, body, HTML.content_type)

    async def _answer(
        self,
        query: CannedQuery,
        given: Mapping[str, Sequence[str]],
        asked: Exchange,
        request: Request,
    ) -> Answer:
        generation = asked.generation
        terms = await self.endpoint.run(binding.read, query, given, generation.things)
        text = binding.bind(query, terms)
        found = generation.answered(text)
        if found is None:
            question = asking(query, text)
            found = await self.endpoint.ask(generation.canned, question, asked, request.receive)
            generation.results.put(text, found)
        return await asyncio.to_thread(_read, query, found.body, generation)


def _given(fields: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the values of a form: fields that were left empty do not count."""
    given: dict[str, list[str]] = {}
    for name, value in fields:
        if value and name != LANGUAGE:
            given.setdefault(name, []).append(value)
    return given


def _asked(
    generation: Generation,
    query: CannedQuery,
    given: Mapping[str, Sequence[str]],
    fault: str,
) -> Asked:
    choices = {p.name: form.options(generation.things, p) for p in query.parameters}
    return Asked(given=given, choices=choices, live=True, fault=fault)


def _read(query: CannedQuery, body: bytes, generation: Generation) -> Answer:
    """Return the answer of a worker as a page takes it."""
    if query.form is Form.CONSTRUCT:
        triples = [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
        return rdf.to_turtle(sorted(triples, key=str), generation.context)
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    columns = query.columns
    rows = tuple(tuple(row[name] for name in columns) for row in found)
    return Rows(columns, rows)
