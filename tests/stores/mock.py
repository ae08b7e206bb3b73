"""A store that misbehaves on request: a real Oxigraph store behind a small HTTP server."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox


@dataclass(frozen=True)
class Request:
    """One request as it arrived; `number` counts from 1 over all, `write` from 1 over writes."""

    method: str
    path: str
    parameters: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    number: int

    @property
    def text(self) -> str:
        """Return the SPARQL text, of a query or an update."""
        if self.headers.get("content-type") == "application/x-www-form-urlencoded":
            return parse_qs(self.body.decode())["query"][0]
        return self.parameters.get("query", [self.body.decode()])[0]

    @property
    def writes(self) -> bool:
        """Return whether it changes the store."""
        return self.method in ("PUT", "DELETE") or self.path in ("/update",) or self.is_load

    @property
    def is_load(self) -> bool:
        """Return whether it brings the triples of a graph of the release."""
        graph = self.parameters.get("graph", [""])[0]
        return self.method in ("PUT", "POST") and "/graph/" in graph and "/graph/load" not in graph

    @property
    def is_query(self) -> bool:
        """Return whether it asks."""
        return self.path == "/query" or "query" in self.parameters


# Looks at a request before it is served; returns an answer of its own, or None to go on.
Reply = tuple[int, dict[str, str], bytes]
Fault = Callable[[Request, "Mock"], "Reply | None"]


class Hangup(Exception):
    """Close the connection without an answer."""


@dataclass
class Mock:
    """The server: its store, what it was asked, and the fault that it plays."""

    store: ox.Store = field(default_factory=ox.Store)
    requests: list[Request] = field(default_factory=list)
    fault: Fault | None = None
    server_header: str = "Oxigraph/mock"
    endpoint: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request) -> Reply:
        """Play the fault, or serve the request."""
        with self.lock:
            if self.fault is not None:
                reply = self.fault(request, self)
                if reply is not None:
                    return reply
            return self.serve(request)

    def serve(self, request: Request) -> Reply:
        """Serve a request as an honest store."""
        if request.is_query:
            return self._query(request.text)
        if request.path == "/update":
            self.store.update(request.text)
            return 204, {}, b""
        if request.path == "/store":
            return self._graph(request)
        return 404, {}, b"no such path"

    def _query(self, text: str) -> Reply:
        try:
            found = self.store.query(text)
        except SyntaxError as error:
            return 400, {"Content-Type": "text/plain"}, str(error).encode()
        if isinstance(found, ox.QueryTriples):
            body = ox.serialize(found, format=ox.RdfFormat.TURTLE)
            return 200, {"Content-Type": "text/turtle"}, body or b""
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, {"Content-Type": "application/sparql-results+json"}, body or b""

    def _graph(self, request: Request) -> Reply:
        name = request.parameters.get("graph", [""])[0]
        graph = ox.NamedNode(name) if name else ox.DefaultGraph()
        if request.method == "DELETE":
            self.store.remove_graph(graph)
            return 204, {}, b""
        body = request.body
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        quads = list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        if request.method == "PUT":
            self.store.clear_graph(graph)
        self.store.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
        return 204, {}, b""

    def counts(self) -> dict[str, int]:
        """Return the number of triples in each graph that is not the loader's own."""
        found: dict[str, int] = {}
        for quad in self.store:
            if "/graph/load" not in str(quad.graph_name):
                name = str(quad.graph_name).strip("<>")
                found[name] = found.get(name, 0) + 1
        return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    mock: Mock

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        parameters = parse_qs(parts.query, keep_blank_values=True)
        headers = {key.lower(): value for key, value in self.headers.items()}
        number = len(self.mock.requests) + 1
        request = Request(self.command, parts.path, parameters, headers, self._read(), number)
        self.mock.requests.append(request)
        try:
            status, extra, body = self.mock.answer(request)
        except Hangup:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **extra}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        if int(extra.get("Content-Length", len(body))) != len(body):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def version_string(self) -> str:
        return self.mock.server_header

    def log_message(self, format: str, *arguments: object) -> None:
        return


@contextmanager
def running(fault: Fault | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Mock]:
    """Run a mock store on the loopback."""
    mock = Mock(fault=fault)
    handler = type("Handler", (_Handler,), {"mock": mock})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *arguments: None  # type: ignore[method-assign]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    mock.endpoint = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield mock
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, when: Callable[[Request], bool], times: int, **headers: str) -> Fault:
    """Return a fault that answers some requests with a status, so often."""
    left = [times]

    def fault(request: Request, mock: Mock) -> Reply | None:
        if left[0] <= 0 or not when(request):
            return None
        left[0] -= 1
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return code, {"Content-Type": "text/plain", **named}, b"the mock says no"

    return fault


def stall(seconds: float, when: Callable[[Request], bool]) -> Fault:
    """Return a fault that says nothing for a while."""

    def fault(request: Request, mock: Mock) -> Reply | None:
        if when(request):
            time.sleep(seconds)
            raise Hangup
        return None

    return fault
