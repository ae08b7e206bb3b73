"""The SPARQL endpoint: guards, the worker pool, and the answer in the format asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from govgraph.errors import (
    MemoryExceeded,
    QueryError,
    QueryTimeout,
    ResultNotAcceptable,
    ResultTooLarge,
)
from govgraph.server import exchange, files, page, protocol, service
from govgraph.server.budget import Budget
from govgraph.server.exchange import Exchange
from govgraph.server.generation import Generation
from govgraph.server.headers import SEALED, VARY, link
from govgraph.server.negotiation import (
    CSV,
    GRAPH,
    HTML,
    ROWS,
    Variant,
    by_name,
    choose,
    listing,
)
from govgraph.server.problem import Problem, not_acceptable
from govgraph.server.protocol import Operation
from govgraph.server.resources import language_of, respond, signposts, url, variant_of
from govgraph.server.spreadsheet import for_spreadsheets, with_mark
from govgraph.sparql import guard
from govgraph.sparql.local import Pool, Ticket
from govgraph.sparql.question import Answer, Question

P = ParamSpec("P")
T = TypeVar("T")
_ROWS = {"json": "json", "xml": "xml", "csv": "csv", "tsv": "tsv"}
_GRAPHS = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "jsonld": "jsonld"}
# What a worker had to be stopped for; these count against a client.
COSTLY = (QueryTimeout, MemoryExceeded, ResultTooLarge)
DESCRIPTION = (HTML, *GRAPH)


class Endpoint:
    """Answers SPARQL for one process; threads wait for the workers, never the event loop."""

    def __init__(self, budget: Budget, threads: int) -> None:
        self.budget = budget
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="query")

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run what may wait for a worker on a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*arguments, **named))

    async def sparql(self, request: Request) -> Response:
        """Answer one request of the SPARQL protocol."""
        asked = exchange.of(request.scope)
        asked.route = "sparql"
        scope = request.scope
        operation = protocol.read(
            request.method,
            scope["query_string"],
            asked.header(b"content-type"),
            await request.body(),
        )
        if operation is None:
            return await self._describe(request, asked)
        query = _own(operation.query, asked)
        guard.check(query, max_bytes=asked.generation.settings.limits.query)
        rows, graph = formats(operation, asked)
        question = Question(
            query,
            _ROWS[rows.suffix] if rows else None,
            _GRAPHS[graph.suffix] if graph else None,
            tuple(_own(iri, asked) for iri in operation.default_graphs),
            tuple(_own(iri, asked) for iri in operation.named_graphs),
            asked.generation.context.prefixes,
            asked.generation.base,
        )
        answer = await self.ask(asked.generation.public, question, asked, request.receive)
        chosen = graph if answer.is_graph else rows
        assert chosen is not None
        body = await asyncio.to_thread(shaped, answer.body, chosen, operation.options)
        asked.sealed = request.method != "POST"
        headers = {"Vary": "Accept", "Cache-Control": SEALED}
        return Response(body, 200, headers, chosen.content_type)

    async def ask(
        self,
        pool: Pool,
        question: Question,
        asked: Exchange,
        receive: Callable[[], Awaitable[Any]],
    ) -> Answer:
        """Answer a question within the budget of the client; give it up when the client leaves.

        Raises:
            Problem: 429; QueryError: see `Pool.ask`.
        """
        client = exchange.network(asked.client)
        ticket = Ticket()
        loop = asyncio.get_running_loop()
        with self.budget.place(client):
            started = loop.time()
            work = loop.run_in_executor(self._threads, pool.ask, question, ticket)
            left = asyncio.ensure_future(_disconnected(receive))
            try:
                both: set[asyncio.Future[Any]] = {work, left}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if not work.done():
                    ticket.cancel()
                answer = await work
            except QueryError as error:
                seconds = loop.time() - started if isinstance(error, COSTLY) else 0.0
                self.budget.charge(client, seconds, failed=isinstance(error, COSTLY))
                raise
            finally:
                left.cancel()
        self.budget.charge(client, answer.seconds, failed=False)
        return answer

    async def _describe(self, request: Request, asked: Exchange) -> Response:
        generation = asked.generation
        variant = variant_of(request, DESCRIPTION)
        if variant is HTML:
            return respond(asked, _editor(generation, request), HTML.content_type)
        body = await asyncio.to_thread(service.describe, generation, variant)
        members = [
            link(url(generation, ".well-known/void"), "describedby"),
            *signposts(generation),
        ]
        return respond(asked, body, variant.content_type, members)


async def _disconnected(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _own(text: str, asked: Exchange) -> str:
    """Return a query or IRI with the publication's base in the place of the previewed one."""
    preview = asked.generation.settings.preview
    return text.replace(preview, asked.generation.base) if preview else text


def formats(operation: Operation, asked: Exchange) -> tuple[Variant | None, Variant | None]:
    """Return the formats for rows and for graphs; the form of the query decides between them.

    Raises:
        Problem: 400 for an unknown name, 406 when neither has one.
    """
    if operation.format is not None:
        rows, graph = by_name(operation.format, ROWS), by_name(operation.format, GRAPH)
        if rows is None and graph is None:
            known = ", ".join(offer.suffix for offer in (*ROWS, *GRAPH))
            raise Problem(400, f"no such format; format is one of {known}")
        return rows, graph
    accept = asked.header(b"accept")
    rows, graph = choose(accept, ROWS), choose(accept, GRAPH)
    if rows is None and graph is None:
        raise not_acceptable(listing((*ROWS, *GRAPH)))
    return rows, graph


def shaped(body: bytes, variant: Variant, options: frozenset[str]) -> bytes:
    """Return an answer as it was asked for: CSV for spreadsheets, with a byte order mark."""
    if variant is not CSV:
        return body
    if "csv=excel" in options:
        return with_mark(for_spreadsheets(body))
    return with_mark(body) if "bom=1" in options else body


def not_acceptable_form(error: ResultNotAcceptable) -> Problem:
    """Return the 406 of a query whose form has no format that was asked for."""
    offers = listing(GRAPH if "graph" in str(error) else ROWS)
    return Problem(
        406,
        f"{error}; on offer are {offers}",
        headers={"Vary": VARY},
        facts={"available": offers.split(", ")},
    )


def _editor(generation: Generation, request: Request) -> bytes:
    """Return the page of the editor, or a plain form where the site has none."""
    lang = language_of(request)
    file = files.page(generation.site, "sparql", lang)
    if file is not None:
        return file.read_bytes()
    options = "".join(
        f'<option value="{v.suffix}">{v.media_type}</option>' for v in (*ROWS, *GRAPH)
    )
    words = {"zh": ("查询", "格式", "提问"), "en": ("Query", "Format", "Ask")}[lang]
    form = (
        f'<form action="{url(generation, "sparql")}" method="get">'
        f'<p><label for="query">{words[0]}</label></p>'
        '<p><textarea id="query" name="query" rows="16" cols="80" spellcheck="false">'
        "SELECT * WHERE { ?s ?p ?o } LIMIT 10</textarea></p>"
        f'<p><label>{words[1]} <select name="format">{options}</select></label> '
        f"<button>{words[2]}</button></p></form>"
    )
    return page.render("SPARQL", form, language=lang, root=generation.settings.root_path).encode()
