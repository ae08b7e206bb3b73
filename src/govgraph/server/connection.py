"""A connection: uvicorn's HTTP protocol with the deadlines and bounds that it lacks."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from govgraph.server.headers import SECURITY
from govgraph.server.settings import Limits

_PRINTABLE = bytes(range(32, 127)).decode()


class Connection(HttpToolsProtocol):
    """One connection.

    The head of a request must be whole `header_seconds` after the connection was made or its
    first byte came, and no longer than `headers` bytes.
    """

    limits = Limits()
    late: asyncio.TimerHandle | None = None
    waiting = True
    head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take bytes; a head that is too long ends the connection."""
        if self.waiting:
            self._wait()
            if self.head > self.limits.headers:
                self._refuse(431, b"the header fields are too long")
                return
            if not self.head:
                data = _encoded(data)
            self.head += len(data)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop()
        super().connection_lost(exc)

    def on_url(self, url: bytes) -> None:
        """Take a part of the URL."""
        super().on_url(url)
        if len(self.url) > self.limits.url:  # before the parser stumbles over it
            self._refuse(414, b"the URL is too long; send the query by POST")

    def on_headers_complete(self) -> None:
        """Begin to answer: the head came in time."""
        self.waiting, self.head = False, 0
        self._stop()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for the next head."""
        self.waiting = True
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(400, b"the request is no HTTP that can be read")

    def _wait(self) -> None:
        if self.late is None:
            self.late = self.loop.call_later(self.limits.header_seconds, self._too_late)

    def _stop(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def _too_late(self) -> None:
        self.late = None
        if self.waiting:
            self._refuse(408, b"the request took too long to arrive")

    def _refuse(self, status: int, text: bytes) -> None:
        self._stop()
        if self.transport.is_closing():
            return
        fields = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(text) + 1).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *SECURITY,
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + text + b"\n")
        self.transport.close()


def _encoded(data: bytes) -> bytes:
    """Return the first bytes of a request with a target in raw UTF-8 percent-encoded.

    >>> _encoded("GET /浦东 HTTP/1.1\\r\\n".encode())
    b'GET /%E6%B5%A6%E4%B8%9C HTTP/1.1\\r\\n'
    """
    if data.isascii():
        return data
    line, end, rest = data.partition(b"\r\n")
    return quote(line, safe=_PRINTABLE).encode() + end + rest


def protocol(limits: Limits) -> type[Connection]:
    """Return the protocol class of a server with these limits."""
    return type("LimitedConnection", (Connection,), {"limits": limits})
