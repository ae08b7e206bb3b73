"""The server, put together: gate, delivery, routes, and errors as HTTP tells them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from govgraph.errors import (
    BadParameter,
    EngineBusy,
    GovgraphError,
    MachineError,
    MemoryExceeded,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLong,
    ResultNotAcceptable,
    ResultTooLarge,
    UnknownQuery,
)
from govgraph.server import exchange, files, limits, pages, problem, readers, resources
from govgraph.server.budget import Budget
from govgraph.server.canned import Api, unprocessable
from govgraph.server.delivery import Delivery
from govgraph.server.endpoint import Endpoint, not_acceptable_form
from govgraph.server.exchange import Exchange
from govgraph.server.generation import Generations
from govgraph.server.headers import ASK, READ, preflight
from govgraph.server.metrics import Metrics
from govgraph.server.negotiation import HTML, choose
from govgraph.server.operations import Operations
from govgraph.server.problem import Problem
from govgraph.server.questions import Questions
from govgraph.server.settings import ServerSettings

log = logging.getLogger("govgraph.server")
SEARCHES = (".html", ".en.html", ".json")
# The first class that fits decides.
STATUS: tuple[tuple[type[GovgraphError], int], ...] = (
    (QuerySyntaxError, 400),
    (BadParameter, 400),
    (QueryRefused, 403),
    (UnknownQuery, 404),
    (ResultNotAcceptable, 406),
    (QueryTooLong, 413),
    (ResultTooLarge, 413),
    (EngineBusy, 503),
    (QueryTimeout, 504),
    (MemoryExceeded, 507),
    (QueryError, 400),
    (MachineError, 503),
    (GovgraphError, 500),
)


class Application:
    """The ASGI application of one process."""

    def __init__(self, settings: ServerSettings) -> None:
        bounds = (settings.limits.public, settings.limits.canned)
        self.settings = settings
        self.metrics = Metrics()
        self.generations = Generations(settings)
        threads = sum(b.workers + b.queue for b in bounds)
        self.endpoint = Endpoint(Budget(settings.limits), threads)
        self._router = Router(self._routes(), redirect_slashes=False)
        self._deliver = Delivery(self._answer, settings, self.metrics)
        self._watch: asyncio.Task[None] | None = None

    def _routes(self) -> list[Route]:
        api = Api(self.endpoint)
        questions = Questions(self.endpoint)
        operations = Operations(self.generations, self.metrics)
        return [
            Route("/id/{path:path}", resources.resource),
            Route("/voc/{path:path}", resources.resource),
            Route("/sparql", self.endpoint.sparql, methods=["GET", "POST"]),
            Route("/sparql/", self.endpoint.sparql, methods=["GET", "POST"]),
            Route("/api", api.index),
            Route("/api/{name}", api.query),
            Route("/openapi.json", api.description),
            *(Route(f"/search{suffix}", readers.found) for suffix in ("", *SEARCHES)),
            *(Route(f"/query/{{name}}{s}", questions.page) for s in (".en.html", ".html", "")),
            Route("/context/{version}.jsonld", pages.context),
            Route("/ns/context.jsonld", pages.context),
            Route("/ns/{version}/context.jsonld", pages.context),
            Route("/dataset/{name:path}", pages.download),
            Route("/healthz", operations.healthz),
            Route("/metrics", operations.prometheus),
            Route("/{path:path}", pages.document),
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or start and end with the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            generation = self.generations.current
            asked = self._exchange(scope)
            scope = scope | {exchange.KEY: asked, "path": self._own_path(scope["path"])}
            self.metrics.active += 1
            with generation.held():
                await self._deliver(scope, receive, send)
            self.metrics.active -= 1

    def _exchange(self, scope: Any) -> Exchange:
        found, repeated = exchange.fields(scope["headers"])
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = found.get(b"x-forwarded-for", b"").decode("latin-1")
        client = exchange.client(peer, forwarded, self.settings.proxies)
        return Exchange(found, repeated, client, self.generations.current)

    def _own_path(self, path: str) -> str:
        """Return a path without the root path, whether or not the proxy took it off."""
        root = self.settings.root_path
        if root and (path == root or path.startswith(f"{root}/")):
            return path[len(root) :] or "/"
        return path

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by the routes; whatever goes wrong becomes a problem."""
        try:
            limits.check(scope, self.settings.limits)
            if scope["method"] == "OPTIONS":
                methods = ASK if scope["path"].rstrip("/") == "/sparql" else READ
                await Response(b"", 204, preflight(methods))(scope, receive, send)
                return
            self._check_load()
            if scope["method"] == "POST":
                content = await limits.body(receive, self.settings.limits)
                receive = limits.replay(content, receive)
            await self._router(scope | {"app": self}, receive, send)
            return
        except Problem as error:
            fault = error
        except HTTPException as error:
            fault = Problem(error.status_code, error.detail, headers=error.headers)
        except GovgraphError as error:
            fault = of_error(error)
        except Exception:
            log.exception("request %s failed", exchange.of(scope).id)
            fault = Problem(500, "something is wrong here; it has been noted")
        await self._fail(fault, scope)(scope, receive, send)

    def _check_load(self) -> None:
        if self.metrics.active > self.settings.limits.requests:
            raise Problem(503, "too many requests at once", headers={"Retry-After": "1"})

    def _fail(self, fault: Problem, scope: Any) -> Callable[..., Awaitable[None]]:
        asked = exchange.of(scope)
        asked.sealed = asked.streamed = False
        if fault.status in (429, 503):
            self.metrics.refusals[str(fault.status)] += 1
        if fault.status in (404, 410):
            page = self._fault_page(fault, scope, asked)
            if page is not None:
                return page
        plain = scope["path"].startswith("/sparql")
        return problem.response(fault, asked.id, plain=plain)

    @staticmethod
    def _fault_page(fault: Problem, scope: Any, asked: Exchange) -> Response | None:
        """Return the site's own page for browsers, where it has one."""
        accept = asked.header(b"accept")
        if "html" not in accept or choose(accept, (HTML,)) is None:
            return None
        path = str(scope["path"])
        lang = resources.language_of(Request(scope))
        headers = {**fault.headers, "Cache-Control": "no-store"}
        body = readers.problem(asked.generation, fault, path, lang)
        if body is None:
            file = files.page(asked.generation.site, str(fault.status), lang)
            body = file.read_bytes() if file is not None else None
        return Response(body, fault.status, headers, HTML.content_type) if body else None

    async def _lifespan(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._watch = asyncio.create_task(self.generations.watch())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._shut_down()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _shut_down(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        self.endpoint.close()
        await asyncio.to_thread(self.generations.close)


def of_error(error: GovgraphError) -> Problem:
    """Return an error of the tree as a problem."""
    if isinstance(error, ResultNotAcceptable):
        return not_acceptable_form(error)
    if isinstance(error, BadParameter):
        return unprocessable(error)
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if isinstance(error, MachineError):
        log.error("%s", error)
        return Problem(503, "the data is not at hand just now", headers={"Retry-After": "30"})
    if status == 500:
        log.error("%s", error)
        return Problem(500, "something is wrong here; it has been noted")
    retry = {"Retry-After": str(error.retry_after)} if isinstance(error, EngineBusy) else {}
    return Problem(status, str(error), headers=retry)
