"""Delivery: the last layer, through which every answer leaves.

It answers from the cache, puts on the header fields that every answer carries, tags variants,
turns repeats into 304 and drops the body of HEAD.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from govgraph.server import exchange
from govgraph.server.answers import CachedAnswer, Field, Key
from govgraph.server.exchange import Exchange
from govgraph.server.headers import CORS, SECURITY, etag, matches
from govgraph.server.limits import ambiguity
from govgraph.server.metrics import Metrics
from govgraph.server.settings import ServerSettings

Send = Callable[[Any], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
log = logging.getLogger("govgraph.server.requests")
# What a 304 repeats of the answer it stands for.
_KEPT = (b"cache-control", b"content-location", b"vary", b"link", b"etag")


@dataclass(slots=True)
class _Captured:
    """An answer on its way, held until it is whole."""

    status: int = 0
    headers: list[Field] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)


class Delivery:
    """Wraps the application that makes the answers."""

    def __init__(self, app: App, settings: ServerSettings, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        """Answer one request."""
        asked = exchange.of(scope)
        method = scope["method"]
        key = self._key(scope, asked)
        # A cached answer is no way round the gate.
        if method not in ("GET", "HEAD") or ambiguity(scope, asked):
            self._note(scope, asked, await self._make(scope, receive, send, key))
            return
        answers = asked.generation.answers
        found = answers.get(key)
        if found is None and (leader := answers.pending.get(key)):
            await leader.wait()
            found = answers.get(key)
        if found is not None:
            asked.cached, asked.route = True, found.route
            status = await self._send(found, method, asked, send)
        else:
            with answers.making(key):
                status = await self._make(scope, receive, send, key)
        self._note(scope, asked, status)

    @staticmethod
    def _key(scope: Any, asked: Exchange) -> Key:
        get = asked.fields.get
        return (
            scope["path"],
            scope["query_string"],
            get(b"accept", b""),
            get(b"accept-language", b""),
        )

    async def _make(self, scope: Any, receive: Any, send: Send, key: Key) -> int:
        asked, method = exchange.of(scope), scope["method"]
        captured = _Captured()

        async def capture(message: Any) -> None:
            if message["type"] == "http.response.start":
                captured.status = message["status"]
                captured.headers = list(message["headers"])
                if asked.streamed:
                    await send(message | {"headers": self._framed(captured.headers, asked)})
            elif asked.streamed:
                await send(message)
            else:
                captured.body += message.get("body", b"")

        inner = scope | {"method": "GET"} if method == "HEAD" and not asked.streamed else scope
        await self.app(inner, receive, capture)
        if asked.streamed:
            return captured.status
        answer = self._finished(captured, asked)
        small = len(answer.body) <= self.settings.limits.cached_answer
        if asked.sealed and small and method in ("GET", "HEAD") and answer.status in (200, 303):
            asked.generation.answers.put(key, answer)
        return await self._send(answer, method, asked, send)

    def _finished(self, captured: _Captured, asked: Exchange) -> CachedAnswer:
        """Return an answer with everything but what belongs to one request alone."""
        body = bytes(captured.body)
        headers = [(n, v) for n, v in captured.headers if n != b"content-length"]
        preview, base = self.settings.preview, asked.generation.base
        if preview and base:
            body = body.replace(base.encode(), preview.encode())
            headers = [(n, v.replace(base.encode(), preview.encode())) for n, v in headers]
        names = {name for name, _ in headers}
        tag = etag(body) if captured.status == 200 and b"etag" not in names else ""
        if tag:
            headers.append((b"etag", tag.encode()))
        if b"cache-control" not in names and captured.status >= 400:
            headers.append((b"cache-control", b"no-store"))
        if captured.status not in (204, 304):
            headers.append((b"content-length", str(len(body)).encode()))
        return CachedAnswer(captured.status, (*headers, *_fixed(headers)), tag, body, asked.route)

    def _framed(self, headers: list[Field], asked: Exchange) -> list[Field]:
        return [*headers, *_fixed(headers), (b"x-request-id", asked.id.encode())]

    async def _send(self, answer: CachedAnswer, method: str, asked: Exchange, send: Send) -> int:
        own = [
            (b"x-request-id", asked.id.encode()),
            (b"x-cache", b"HIT" if asked.cached else b"MISS"),
        ]
        status, headers, body = answer.status, answer.headers, answer.body
        condition = asked.fields.get(b"if-none-match")
        if condition and answer.etag and matches(condition.decode("latin-1"), answer.etag):
            status, body = 304, b""
            headers = [h for h in headers if h[0] in _KEPT] + list(_fixed(headers))
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *own]})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
        return status

    def _note(self, scope: Any, asked: Exchange, status: int) -> None:
        seconds = time.perf_counter() - asked.started
        self.metrics.observe(asked.route, status, seconds)
        if self.settings.log_requests or status >= 500:
            log.log(
                logging.ERROR if status >= 500 else logging.INFO,
                json.dumps(_record(scope, asked, status, seconds), ensure_ascii=True),
            )


def _fixed(headers: Iterable[Field]) -> tuple[Field, ...]:
    """Return what every answer carries; pages are not for other origins to read, data is."""
    kind = next((value for name, value in headers if name == b"content-type"), b"")
    return SECURITY if kind.startswith(b"text/html") else (*SECURITY, *CORS)


def _record(scope: Any, asked: Exchange, status: int, seconds: float) -> dict[str, Any]:
    """Return one line of the log: no query, no whole address, no name of a browser."""
    query = scope["query_string"]
    return {
        "time": round(time.time(), 3),
        "request": asked.id,
        "method": scope["method"],
        "path": scope["path"][:200],
        "route": asked.route,
        "query": sha256(query).hexdigest()[:12] if query else "",
        "status": status,
        "ms": round(seconds * 1000, 2),
        "client": exchange.truncated(asked.client),
        "cache": "hit" if asked.cached else "miss",
    }
