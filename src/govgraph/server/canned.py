"""The canned-query API: ``/api/<name>`` in JSON, CSV, Turtle and JSON-LD."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson
import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from govgraph.errors import BadParameter, QueryError, visible
from govgraph.publication import rdf, results
from govgraph.server import exchange, openapi, protocol
from govgraph.server.endpoint import Endpoint
from govgraph.server.exchange import Exchange
from govgraph.server.generation import Generation
from govgraph.server.headers import SEALED, link, links
from govgraph.server.negotiation import (
    CSV,
    JSON,
    JSON_LD,
    TURTLE,
    Variant,
    by_name,
    choose,
    listing,
    split_suffix,
)
from govgraph.server.problem import Problem, not_acceptable
from govgraph.server.resources import respond, url
from govgraph.server.spreadsheet import for_spreadsheets, with_mark
from govgraph.sparql import binding
from govgraph.sparql.canned import CannedQuery, Form, asking, find
from govgraph.sparql.engine import Rows, Term

OFFERS: Mapping[Form, Sequence[Variant]] = {
    Form.SELECT: (JSON, CSV),
    Form.ASK: (JSON,),
    Form.CONSTRUCT: (TURTLE, JSON_LD),
}
ALL = (JSON, CSV, TURTLE, JSON_LD)
PAGE = 1_000
MAX_PAGE = 10_000
SMALL = 8_000  # bytes of an answer that is written sooner than a thread takes it over
# Parameters of the API itself; no query has a parameter of these names.
OWN = ("format", "page", "size", "release", "csv", "bom", "lang")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: which query, with which terms, in which format, and the API's own parameters."""

    query: CannedQuery
    terms: Mapping[str, Sequence[Term]]
    variant: Variant
    own: Mapping[str, str]

    def values(self) -> list[tuple[str, str]]:
        """Return the values of the query's parameters, as a URL has them."""
        return [
            (parameter.option, term.value)
            for parameter in self.query.parameters
            for term in self.terms.get(parameter.name, ())
        ]


class Api:
    """Answers canned queries from their own pool, once for each set of values."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    async def index(self, request: Request) -> Response:
        """List the queries."""
        asked = exchange.of(request.scope)
        asked.route = "api"
        body = {
            "release": asked.generation.release.name,
            "openapi": url(asked.generation, "openapi.json"),
            "queries": [_entry(asked.generation, q) for q in asked.generation.queries.values()],
        }
        return respond(asked, orjson.dumps(body, option=orjson.OPT_INDENT_2), JSON.content_type)

    async def description(self, request: Request) -> Response:
        """Answer with the OpenAPI document."""
        asked = exchange.of(request.scope)
        asked.route = "api"
        body = orjson.dumps(openapi.document(asked.generation), option=orjson.OPT_INDENT_2)
        return respond(asked, body, JSON.content_type)

    async def query(self, request: Request) -> Response:
        """Answer one canned query."""
        asked = exchange.of(request.scope)
        asked.route = "api"
        call = await self._call(request, asked)
        _check_release(call, asked.generation)
        text = binding.bind(call.query, call.terms)
        answer = asked.generation.answered(text)
        if answer is None:
            question = asking(call.query, text)
            pool = asked.generation.canned
            answer = await self.endpoint.ask(pool, question, asked, request.receive)
            asked.generation.results.put(text, answer)
        asked.sealed = True
        if len(answer.body) <= SMALL:
            return _response(call, answer.body, asked)
        return await asyncio.to_thread(_response, call, answer.body, asked)

    async def _call(self, request: Request, asked: Exchange) -> Call:
        name, named = split_suffix(request.path_params["name"], ALL)
        query = find(asked.generation.queries, name)
        fields = protocol.decoded(request.scope["query_string"])
        own, given = _sorted(fields)
        offers = OFFERS[query.form]
        variant = _variant(named, own, asked, offers)
        things = asked.generation.things
        if not given and not any(parameter.required for parameter in query.parameters):
            return Call(query, {}, variant, own)
        terms = await self.endpoint.run(binding.read, query, given, things)
        return Call(query, terms, variant, own)


def _sorted(fields: Sequence[tuple[str, str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the API's own parameters, and those of the query, several values to a name."""
    own: dict[str, str] = {}
    given: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in OWN:
            given.setdefault(name, []).append(value)
        elif name in own:
            raise BadParameter(f"{name}: came more than once")
        else:
            own[name] = value
    return own, given


def _variant(
    named: Variant | None, own: Mapping[str, str], asked: Exchange, offers: Sequence[Variant]
) -> Variant:
    if named is None and "format" in own:
        named = by_name(own["format"], ALL)
        if named is None:
            known = ", ".join(offer.suffix for offer in offers)
            raise BadParameter(f"format: no such format; format is one of {known}")
    chosen = named or choose(asked.header(b"accept"), offers)
    if chosen is None or chosen not in offers:
        raise not_acceptable(listing(offers))
    return chosen


def _check_release(call: Call, generation: Generation) -> None:
    """Refuse to go on reading pages of a release that has been replaced."""
    wanted = call.own.get("release")
    if wanted and wanted != generation.release.name:
        raise Problem(
            410, "the release of these pages has been replaced; start again at the first page"
        )


def _response(call: Call, body: bytes, asked: Exchange) -> Response:
    generation = asked.generation
    headers = {"Vary": "Accept", "Cache-Control": SEALED}
    members = [
        link(url(generation, f"api/{call.query.name}.{v.suffix}"), "alternate", v.media_type)
        for v in OFFERS[call.query.form]
        if v is not call.variant
    ]
    members.append(link(url(generation, "openapi.json"), "service-desc", JSON.media_type))
    if call.query.form is Form.CONSTRUCT:
        content = _graph(call, body, generation)
    else:
        content = _rows(call, body, generation, headers, members)
    headers["Link"] = links(members)
    return Response(content, 200, headers, call.variant.content_type)


def _graph(call: Call, body: bytes, generation: Generation) -> bytes:
    triples = [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
    write = rdf.to_turtle if call.variant is TURTLE else rdf.to_json_ld
    return write(sorted(triples, key=str), generation.context).encode()


def _rows(
    call: Call, body: bytes, generation: Generation, headers: dict[str, str], members: list[str]
) -> bytes:
    """Return rows as the command line writes them; JSON comes in pages."""
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        answer = {"query": call.query.name, "title": dict(call.query.title), "answer": bool(found)}
        return orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n"
    columns = call.query.columns
    rows = tuple(tuple(row[name] for name in columns) for row in found)
    headers["X-Total-Count"] = str(len(rows))
    if call.variant is CSV:
        return _csv(results.to_csv(Rows(columns, rows)).encode(), call.own)
    page, size = _number(call.own, "page", 1), min(_number(call.own, "size", PAGE), MAX_PAGE)
    last = max(1, -(-len(rows) // size))
    if page > last:
        raise BadParameter(f"page (integer): wants {last} or less ({page})")
    members += _page_links(call, page, size, last, generation)
    part = Rows(columns, rows[(page - 1) * size : page * size])
    return results.to_json(call.query, call.terms, part).encode()


def _csv(body: bytes, own: Mapping[str, str]) -> bytes:
    if own.get("csv") == "excel":
        return with_mark(for_spreadsheets(body))
    return with_mark(body) if own.get("bom") == "1" else body


def _number(own: Mapping[str, str], name: str, default: int) -> int:
    text = own.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) >= 1):
        raise BadParameter(f"{name} (integer): wants a whole number from 1 ({visible(text)})")
    return int(text)


def _page_links(call: Call, page: int, size: int, last: int, generation: Generation) -> list[str]:
    """Return the links to other pages; they hold for this release only."""
    targets = {"first": 1, "last": last}
    if page > 1:
        targets["prev"] = page - 1
    if page < last:
        targets["next"] = page + 1
    base = url(generation, f"api/{call.query.name}.json")
    pinned = [("size", str(size)), ("release", generation.release.name)]
    return [
        link(
            f"{base}?{urlencode([*call.values(), ('page', str(number)), *pinned])}",
            relation,
            JSON.media_type,
        )
        for relation, number in targets.items()
    ]


def _entry(generation: Generation, query: CannedQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "title": dict(query.title),
        "description": dict(query.description),
        "tags": list(query.tags),
        "url": url(generation, f"api/{query.name}"),
        "formats": {
            v.suffix: url(generation, f"api/{query.name}.{v.suffix}") for v in OFFERS[query.form]
        },
        "parameters": [
            {"name": p.option, "type": p.type.value, "title": dict(p.title), "many": p.many}
            | {"required": p.required}
            for p in query.parameters
        ],
    }


def unprocessable(error: QueryError) -> Problem:
    """Return the 400 of values that do not fit, one fault a line of `errors`."""
    lines = str(error).splitlines()
    return Problem(400, "; ".join(lines), facts={"errors": lines})
