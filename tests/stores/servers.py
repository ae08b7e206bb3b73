"""Real triple stores on the loopback, each in a folder of its own, ended by its own pid."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from govgraph.config import Credentials
from govgraph.stores import store as stores
from govgraph.stores.connection import Timeouts
from govgraph.stores.preflight import connect
from tests.conftest import ROOT

# Where `make test-stores` puts what it installs.
TOOLS = ROOT / "build" / "stores"
READY_SECONDS = 90
OURS = ("https://example.org/", "https://data.example.org/", "https://w3id.org/govgraph/")


@dataclass
class Server:
    """A running store: its endpoint, what it is, and how to start it again in its folder."""

    name: str
    endpoint: str
    command: Sequence[str]
    folder: Path
    credentials: Credentials = field(default_factory=Credentials)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Start the store and wait until it answers."""
        log = (self.folder / "server.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self.wait_ready()
        return self

    def wait_ready(self) -> None:
        """Wait until the store answers a query."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: {(self.folder / 'server.log').read_text()}")
            try:
                if httpx.get(self.query_url, params={"query": "ASK {}"}).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not answer in {READY_SECONDS} s")

    @property
    def query_url(self) -> str:
        """Return where anybody may ask."""
        path = {"oxigraph": "/query", "fuseki": "/query", "virtuoso": "/sparql", "rdf4j": ""}
        return self.endpoint + path[self.name]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process that was started, and no other."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)
        for lock in self.folder.glob("*.lck"):
            lock.unlink()


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def oxigraph_binary() -> str | None:
    """Return the oxigraph program."""
    beside = Path(sys.executable).parent / "oxigraph"
    places = [TOOLS / "oxigraph" / "bin" / "oxigraph", beside]
    found = next((str(place) for place in places if place.is_file()), None)
    return found or shutil.which("oxigraph")


def fuseki_jar() -> Path | None:
    """Return the jar of the Fuseki server."""
    return next(iter(sorted(TOOLS.glob("jena-fuseki-server-*.jar"), reverse=True)), None)


def tdb_loader() -> list[str]:
    """Return the command of ``tdb2.tdbloader``; Apache Jena's distribution has a script for it."""
    jars = [fuseki_jar(), next(iter(TOOLS.glob("jena-cmds-*.jar")), None)]
    return ["java", "-cp", ":".join(map(str, jars)), "tdb2.tdbloader"] if all(jars) else []


def virtuoso_binary() -> str | None:
    """Return the Virtuoso program."""
    return shutil.which("virtuoso-t")


def oxigraph(folder: Path) -> Server:
    """Return an Oxigraph server."""
    port = free_port()
    binary = oxigraph_binary()
    assert binary
    command = [binary, "serve", "-l", str(folder / "db"), "-b", f"127.0.0.1:{port}"]
    return Server("oxigraph", f"http://127.0.0.1:{port}", command, folder)


def fuseki(folder: Path) -> Server:
    """Return a Fuseki server with one TDB2 dataset that takes updates."""
    port = free_port()
    jar = fuseki_jar()
    assert jar
    (folder / "db").mkdir(exist_ok=True)
    command = ["java", "-Xmx2g", "-jar", str(jar), "--port", str(port), "--localhost"]
    command += ["--tdb2", "--loc", str(folder / "db"), "--update", "/ds"]
    return Server("fuseki", f"http://127.0.0.1:{port}/ds", command, folder)


_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
DirsAllowed = ., {folder}
ServerThreads = 10
CheckpointInterval = 60
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


def virtuoso(folder: Path) -> Server:
    """Return a Virtuoso server with its user dba; the port for isql is in ``sql-port``."""
    http, sql = free_port(), free_port()
    binary = virtuoso_binary()
    assert binary
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(sql=sql, http=http, folder=folder))
    (folder / "sql-port").write_text(str(sql))
    command = [binary, "+foreground", "+configfile", "virtuoso.ini"]
    user = Credentials("dba", "dba")
    return Server("virtuoso", f"http://127.0.0.1:{http}", command, folder, user)


MAKERS: dict[str, Callable[[Path], Server]] = {
    "oxigraph": oxigraph,
    "fuseki": fuseki,
    "virtuoso": virtuoso,
}
MISSING: dict[str, Callable[[], bool]] = {
    "oxigraph": lambda: oxigraph_binary() is None,
    "fuseki": lambda: fuseki_jar() is None or shutil.which("java") is None,
    "virtuoso": lambda: virtuoso_binary() is None,
}


def environment(server: Server) -> dict[str, str]:
    """Return the environment of a command that may write to a store."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GOVGRAPH_STORE")}
    if server.credentials.password:
        env["GOVGRAPH_STORE_USER"] = server.credentials.user
        env["GOVGRAPH_STORE_PASSWORD"] = server.credentials.password
    return env


_RUNNING: dict[str, Server] = {}


def session(name: str, folder: Path) -> Server:
    """Return the server of that name that all tests of a run share; the first call starts it."""
    server = _RUNNING.get(name)
    if server is None:
        folder.mkdir(parents=True, exist_ok=True)
        server = _RUNNING[name] = MAKERS[name](folder).start()
    return server


def afresh(name: str, folder: Path) -> Server:
    """Replace the shared server of that name by a new one; the old one may not answer any more."""
    _RUNNING.pop(name).stop(signal.SIGKILL)
    return session(name, folder)


def stop_all() -> None:
    """End every shared server."""
    while _RUNNING:
        _RUNNING.popitem()[1].stop()


def clear(server: Server) -> None:
    """Empty a store of the graphs that tests load."""
    short = Timeouts(idle=20, total=20)
    with connect(server.endpoint, server.credentials, store=server.name, timeouts=short) as store:
        rows = store.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        for row in rows:
            if stores.text(row["g"]).startswith(OURS):
                store.remove(stores.text(row["g"]))
        if not store.dialect.union:
            store.remove(stores.DEFAULT)
