"""The endpoints that queries are asked of: ours, three stores on the loopback, rdflib in memory."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import pyoxigraph as ox

from benchmarks import measure
from govgraph.stores.dialects import DIALECTS
from tests.stores import servers
from tests.stores.servers import Server

SECONDS = 10.0  # after which an answer counts as none
ROWS = "application/sparql-results+json"
GRAPH = "application/n-triples"


class Late(Exception):
    """No answer in time, or none at all; the text says which."""


class Endpoint:
    """A SPARQL endpoint over HTTP, asked through one connection that is kept."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Servers close what is idle; a connection is not kept for as long as any of them does.
        idle = httpx.Limits(keepalive_expiry=2.0)
        self.client = httpx.Client(timeout=SECONDS, trust_env=False, limits=idle)

    def ask(self, text: str, graph: bool) -> tuple[float, int]:
        """Return the seconds to the whole answer, and its rows or triples.

        Raises:
            Late: there is no answer.
        """
        started = time.perf_counter()
        try:
            answer = self.client.post(
                self.url, data={"query": text}, headers={"Accept": GRAPH if graph else ROWS}
            )
        except httpx.HTTPError as error:
            raise Late(f"> {SECONDS:.0f} s" if _timed_out(error) else "no answer") from error
        seconds = time.perf_counter() - started
        if answer.status_code != 200:
            raise Late(f"status {answer.status_code}")
        return seconds, _size(answer.content, graph)

    def get(self, path: str) -> tuple[float, int]:
        """Return the seconds to the whole answer to a GET of our own server, and its bytes.

        Raises:
            Late: there is no answer.
        """
        started = time.perf_counter()
        try:
            answer = self.client.get(self.url.removesuffix("/sparql") + path)
        except httpx.HTTPError as error:
            raise Late(f"> {SECONDS:.0f} s" if _timed_out(error) else "no answer") from error
        if answer.status_code != 200:
            raise Late(f"status {answer.status_code}")
        return time.perf_counter() - started, len(answer.content)


def _timed_out(error: httpx.HTTPError) -> bool:
    return isinstance(error, httpx.TimeoutException)


def _size(body: bytes, graph: bool) -> int:
    if graph:
        return sum(1 for _ in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    told = json.loads(body)
    return len(told["results"]["bindings"]) if "results" in told else 1


class Rdflib:
    """rdflib in memory, in a process of its own, which is replaced when it takes too long."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.start()

    def start(self) -> None:
        """Start the process and wait until it has read the data."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_answer, args=(str(self.file), theirs), daemon=True)
        self.process.start()
        self.pipe.recv()

    def ask(self, text: str, graph: bool) -> tuple[float, int]:
        """Return the seconds to the last row, and how many there are; see `Endpoint.ask`."""
        self.pipe.send(text)
        if not self.pipe.poll(SECONDS):
            self.close()
            self.start()
            raise Late(f"> {SECONDS:.0f} s")
        seconds, count = self.pipe.recv()
        if count < 0:
            raise Late("error")
        return seconds, count

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()


def _answer(file: str, pipe: Connection) -> None:
    import rdflib

    graph = rdflib.Graph().parse(file, format="nt")
    pipe.send(len(graph))
    while True:
        text = pipe.recv()
        started = time.perf_counter()
        try:
            count = len(list(graph.query(text)))
        except Exception:
            count = -1
        pipe.send((time.perf_counter() - started, count))


def serve(told: dict[str, str]) -> None:
    """Be our server: the limits as shipped, but for client budgets and the niceness of workers."""
    from govgraph import bundled
    from govgraph.release import open_release
    from govgraph.server import serving
    from govgraph.server.settings import Limits, ServerSettings

    shipped = Limits()
    limits = replace(
        shipped,
        budget=1e12,
        errors=1e12,
        client_places=10_000,
        public=replace(shipped.public, niceness=0, seconds=SECONDS),
        canned=replace(shipped.canned, seconds=SECONDS),
    )
    settings = ServerSettings(
        current=Path(told["current"]),
        open=open_release,
        queries=bundled.queries(),
        limits=limits,
    )
    serving.serve(settings, serving.listen("127.0.0.1", int(told["port"])), 1)


@contextmanager
def ours(release: Path) -> Iterator[Endpoint]:
    """Run our server over a release."""
    port = servers.free_port()
    told = json.dumps({"current": str(release), "port": port})
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.endpoints", told],
        env=measure.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _ready(f"{url}/readyz")
        time.sleep(2)  # answers that are prepared at the start
        yield Endpoint(f"{url}/sparql")
    finally:
        process.terminate()
        process.wait(30)


def _ready(url: str) -> None:
    for _ in range(1200):
        try:
            if httpx.get(url, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit("our server does not answer")


def unpacked(release: Path, folder: Path) -> Path:
    """Unpack the N-Triples of a release, the union of its graphs, which all peers load."""
    plain = folder / "data.nt"
    with gzip.open(release / "govgraph.nt.gz", "rb") as source, plain.open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    return plain


def loaded(name: str, folder: Path, data: Path) -> Server:
    """Start a store that holds the data, loaded by its own fastest road."""
    folder.mkdir()
    server = servers.MAKERS[name](folder)
    if name == "oxigraph":
        binary = servers.oxigraph_binary()
        assert binary
        _quietly([binary, "load", "-l", str(folder / "db"), "-f", str(data)])
        server.command = [w if w != "serve" else "serve-read-only" for w in server.command]
    if name == "fuseki":
        _quietly([*servers.tdb_loader(), "--loc", str(folder / "db"), str(data)])
    server.start()
    if name == "virtuoso":
        dialect = DIALECTS[name]
        url = dialect.urls(server.endpoint, private=True)[2]
        user = f"{server.credentials.user}:{server.credentials.password}"
        target = f"{url}?{dialect.graph_parameter}=https://data.example.org/graph"
        kind = f"Content-Type: {dialect.media_type}"
        _quietly(["curl", "-sSf", "-T", str(data), "-H", kind, "--digest", "-u", user, target])
    return server


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def peers(release: Path, folder: Path, names: list[str]) -> Iterator[dict[str, Endpoint | Rdflib]]:
    """Run the peers over the data of a release; what is not installed is left out."""
    data = unpacked(release, folder)
    found: dict[str, Endpoint | Rdflib] = {}
    with ExitStack() as stack:
        for name in names:
            if name == "rdflib":
                found[name] = engine = Rdflib(data)
                stack.callback(engine.close)
            elif not servers.MISSING[name]():
                server = loaded(name, folder / name, data)
                stack.callback(server.stop)
                found[name] = Endpoint(server.query_url)
        yield found


if __name__ == "__main__":
    os.chdir(measure.ROOT)
    serve(json.loads(sys.argv[1]))
