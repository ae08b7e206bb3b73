"""The gate: what a request must be before anything looks at what it wants."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from govgraph.server import exchange
from govgraph.server.exchange import Exchange
from govgraph.server.problem import Problem
from govgraph.server.settings import Limits

Receive = Callable[[], Awaitable[Any]]
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def check(scope: Any, limits: Limits) -> None:
    """Let a request pass by its head alone.

    Raises:
        Problem: 400, 405, 413, 414 or 415.
    """
    asked = exchange.of(scope)
    if found := ambiguity(scope, asked):
        raise Problem(400, f"the request has {found}", headers={"Connection": "close"})
    if scope["method"] not in METHODS:
        raise Problem(
            405, f"{scope['method']} is not done here", headers={"Allow": ", ".join(METHODS)}
        )
    if "\x00" in scope["path"] or "�" in scope["path"]:
        raise Problem(404, "no such resource")
    coding = asked.header(b"content-encoding").strip().lower()
    if coding not in ("", "identity"):
        raise Problem(415, "the body must not be compressed; send it as it is")
    length = asked.header(b"content-length")
    if length.isdigit() and int(length) > limits.body:
        raise _too_big(limits)


def ambiguity(scope: Any, asked: Exchange) -> str:
    """Return what two servers in a row might read differently in this head, or nothing."""
    names = asked.fields
    if b"transfer-encoding" in names and b"content-length" in names:
        return "both Transfer-Encoding and Content-Length"
    for name in (b"host", b"content-length", b"transfer-encoding", b"content-type"):
        if name in asked.repeated:
            return f"{name.decode().title()} more than once"
    return "no Host" if b"host" not in names and scope["http_version"] != "1.0" else ""


def _too_big(limits: Limits) -> Problem:
    return Problem(
        413, f"the body is longer than {limits.body} bytes", headers={"Connection": "close"}
    )


async def body(receive: Receive, limits: Limits) -> bytes:
    """Read the whole body.

    Raises:
        Problem: 413 when it is too long, 408 when it takes too long to arrive.
    """
    content = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Problem(408, "the client left", headers={"Connection": "close"})
                content += message.get("body", b"")
                more = message.get("more_body", False)
                if len(content) > limits.body:
                    raise _too_big(limits)
    except TimeoutError:
        raise Problem(
            408, "the body took too long to arrive", headers={"Connection": "close"}
        ) from None
    return bytes(content)


def replay(content: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body again, then what comes after it."""
    given = False

    async def again() -> Any:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": content, "more_body": False}
        return await receive()

    return again
