"""How many readers a server bears, beside its peers on the same data in one run.

    python benchmarks/serve.py --release dist/current --peers PEERS --out benchmarks/results/serve.md

PEERS is a virtual environment that holds ``datasette``, ``oxigraph`` and ``rdflib-endpoint``; without
it only govgraph is measured. ``wrk`` makes the load. All of it runs on this machine, load and server
sharing its processors: read the figures as ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from govgraph import bundled  # noqa: E402
from govgraph.release import open_release  # noqa: E402
from govgraph.sparql import canned  # noqa: E402
from tests.server import abuse  # noqa: E402

NAME = "pledges-by-district"
THING = "pledge/440113-0001"


@dataclass(frozen=True)
class Load:
    """One measurement: requests a second, latencies in milliseconds, answers that were no 2xx or 3xx."""

    rate: float
    p50: float
    p99: float
    faults: int


def wrk(url: str, connections: int, seconds: int, *extra: str) -> Load:
    """Load one address."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *extra, url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    faults = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    errors = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text
    )
    lost = sum(map(int, errors.groups())) if errors else 0
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert rate is not None, text
    return Load(
        float(rate.group(1)),
        _milliseconds(text, "50%"),
        _milliseconds(text, "99%"),
        (int(faults.group(1)) if faults else 0) + lost,
    )


def _milliseconds(text: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", text)
    assert found is not None, text
    return float(found.group(1)) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found.group(2)]


def free_port() -> int:
    """Return a free port of the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; wait for its first answer."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    try:
        _wait(url)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str) -> None:
    host, _, path = url.removeprefix("http://").partition("/")
    for _ in range(400):
        try:
            connection = HTTPConnection(host, timeout=5)
            connection.request("GET", f"/{path}")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{url} does not answer")


def govgraph(release: Path, port: int, processes: int) -> list[str]:
    """Return the command of our server, with budgets that one address cannot spend."""
    told = {"current": str(release), "port": port, "processes": processes}
    return [sys.executable, str(Path(__file__)), "--serve", json.dumps(told)]


def serve(told: dict[str, object]) -> None:
    """Be our server: the limits as shipped, the client budgets aside."""
    from govgraph.server import serving
    from govgraph.server.settings import Limits, ServerSettings

    limits = replace(Limits(), budget=1e12, errors=1e12, client_places=10_000)
    settings = ServerSettings(
        current=Path(str(told["current"])),
        open=open_release,
        queries=bundled.queries(),
        limits=limits,
    )
    opened = serving.listen("127.0.0.1", int(str(told["port"])))
    serving.serve(settings, opened, int(str(told["processes"])))


def peers(folder: Path, data: Path, query: str) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Yield the peers: name, command, and the address of each kind of request."""
    encoded, thing = quote(query), f"https://w3id.org/govgraph/id/{THING}"
    describe = quote(f"DESCRIBE <{thing}>")
    port = free_port()
    store = data / "store"
    subprocess.run(
        [folder / "bin/oxigraph", "load", "-l", store, "-f", data / "data.nt"],
        check=True, capture_output=True,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    yield (
        "oxigraph serve-read-only",
        [
            str(folder / "bin/oxigraph"),
            "serve-read-only",
            "-l",
            str(store),
            "-b",
            f"127.0.0.1:{port}",
        ],
        {"thing": f"{base}/query?query={describe}", "canned": f"{base}/query?query={encoded}"},
    )
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    yield (
        "rdflib-endpoint",
        [str(folder / "bin/rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data / "data.ttl")],
        {"thing": f"{base}/?query={describe}", "canned": f"{base}/?query={encoded}"},
    )  # fmt: skip
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    _tables(data)
    yield (
        "Datasette",
        [str(folder / "bin/datasette"), "serve", "-i", str(data / "data.db"), "-m", str(data / "metadata.json"), "-p", str(port)],
        {"thing": f"{base}/data/things/1", "canned": f"{base}/data/canned.json"},
    )  # fmt: skip


def _tables(data: Path) -> None:
    """Write the triples as a table, and things as rows with their own page."""
    with contextlib.closing(sqlite3.connect(data / "data.db")) as database:
        database.execute("create table triples (s text, p text, o text)")
        database.execute("create table things (id integer primary key, iri text, body text)")
        triples = [
            (str(q.subject), str(q.predicate), str(q.object))
            for q in ox.parse(path=str(data / "data.nt"))
        ]
        database.executemany("insert into triples values (?, ?, ?)", triples)
        database.execute("create index by_s on triples (s)")
        database.execute("create index by_po on triples (p, o)")
        mine = [f"{p} {o}" for s, p, o in triples if THING in s]
        database.execute("insert into things values (1, ?, ?)", (THING, "\n".join(mine)))
        database.commit()
    gg = "https://w3id.org/govgraph/ns#"
    sql = (
        "select a.o as area, count(distinct p.s) as pledges from triples p "
        f"join triples a on a.s = p.s and a.p = '<{gg}concernsArea>' "
        f"where p.p like '%#type>' and p.o = '<{gg}Pledge>' group by a.o"
    )
    metadata = {"databases": {"data": {"queries": {"canned": {"sql": sql}}}}}
    (data / "metadata.json").write_text(json.dumps(metadata))


class Abuser(threading.Thread):
    """One abusive client: one harmful query after another, each on a fresh connection."""

    def __init__(self, port: int, number: int, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.ended, self.codes = port, ended, [0] * 600
        harmful = [
            *abuse.HEAVY.values(), abuse.PRODUCT, *abuse.PATHS.values(), *abuse.PLANNER.values(),
            *abuse.DEEP.values(), *abuse.MEMORY.values(), *abuse.SERVICES.values(),
        ]  # fmt: skip
        self.queries = harmful[number:] + harmful[:number]

    def run(self) -> None:
        """Ask until the end."""
        while not self.ended.is_set():
            for query in self.queries:
                if self.ended.is_set():
                    return
                with contextlib.suppress(OSError):
                    self.codes[_post(self.port, query)] += 1


def _post(port: int, query: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        "POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def abusers(port: int, seconds: int) -> None:
    """Run twelve abusive clients in this process, and print what they were answered.

    They stand for other machines, so they leave the processors to the server where they can.
    """
    os.nice(10)
    ended = threading.Event()
    crowd = [Abuser(port, number * 2, ended) for number in range(12)]
    for one in crowd:
        one.start()
    time.sleep(seconds)
    ended.set()
    for one in crowd:
        one.join(35)
    totals = {code: sum(one.codes[code] for one in crowd) for code in range(600)}
    print(json.dumps({code: count for code, count in totals.items() if count}))


def good_client(port: int, paths: Sequence[str], seconds: float) -> tuple[list[float], int]:
    """Read pages one after the other, a hundred a second at most; return times and failures."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    times, failures, end, number = [], 0, time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        started = time.perf_counter()
        connection.request("GET", paths[number % len(paths)])
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - started) * 1000)
        failures += answer.status != 200
        time.sleep(0.01)
    return times, failures


def under_abuse(release: Path, seconds: int) -> list[str]:
    """Return the table of good traffic with and without twelve abusive clients."""
    port = free_port()
    held = open_release(release)
    store = ox.Store.read_only(str(held.store))
    rows = store.query("SELECT ?p { ?p a <https://w3id.org/govgraph/ns#Pledge> } LIMIT 100")
    pages = [f"/{row['p'].value.partition('/govgraph/')[2]}.ttl" for row in rows]
    questions = canned_paths()
    lines = ["| traffic | requests | failures | p50 ms | p99 ms |", "|---|---|---|---|---|"]
    with running(govgraph(release, port, 1), f"http://127.0.0.1:{port}/healthz") as process:
        for label, crowd in (("alone", False), ("with 12 abusers", True)):
            attack = None
            if crowd:
                attack = subprocess.Popen(
                    [sys.executable, str(Path(__file__)), "--abuse", str(port), str(seconds)],
                    stdout=subprocess.PIPE,
                )
                time.sleep(1)
            for name, paths in (("pages", pages), ("canned", questions)):
                times, failures = good_client(port, paths, seconds / 2 - 1)
                cut = statistics.quantiles(times, n=100)
                lines.append(
                    f"| {name}, {label} | {len(times)} | {failures} | {cut[49]:.1f} | {cut[98]:.1f} |"
                )
            if attack is not None:
                answered = attack.communicate()[0].decode().strip()
                lines += ["", f"What the abusers were answered, by status: `{answered}`."]
        lines.append(f"Memory of the web process after it: {rss(process.pid)} MB.")
    return lines


def canned_paths() -> list[str]:
    """Return canned questions: every query that needs no parameter, each with many page sizes.

    Each address is new to the cache of answers the first time it is asked; the result of its query
    is kept for all page sizes.
    """
    queries = canned.load(bundled.queries()).values()
    free = [q.name for q in queries if not any(p.required for p in q.parameters)]
    return [f"/api/{name}.json?size={size}" for size in range(100, 900) for name in free[:20]]


def rss(pid: int) -> int:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def soak(release: Path, seconds: int) -> list[str]:
    """Return how memory, descriptors and good traffic stand while twelve clients abuse the server.

    The good client reads pages, searches and canned queries; a line is one minute.
    """
    port = free_port()
    lines = [
        "| minute | web MB | descriptors | good requests | failures | p50 ms | p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    paths = [path for pair in zip(canned_paths(), _reading(), strict=False) for path in pair]
    with running(govgraph(release, port, 1), f"http://127.0.0.1:{port}/healthz") as process:
        attack = subprocess.Popen(
            [sys.executable, str(Path(__file__)), "--abuse", str(port), str(seconds)],
            stdout=subprocess.PIPE,
        )
        started, number = time.monotonic(), 0
        while (passed := time.monotonic() - started) < seconds:
            times, failures = good_client(port, paths[number:], min(60, seconds - passed))
            number += len(times) % 1_000
            cut = statistics.quantiles(times, n=100)
            open_files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
            lines.append(
                f"| {(time.monotonic() - started) / 60:.1f} | {rss(process.pid)} | {open_files} "
                f"| {len(times)} | {failures} | {cut[49]:.1f} | {cut[98]:.1f} |"
            )
        answered = attack.communicate()[0].decode().strip()
    lines += ["", f"What the abusers were answered, by status: `{answered}`."]
    return lines


def _reading() -> list[str]:
    """Return pages as readers take them, most of them new to the cache of answers."""
    found = []
    for number in range(2_000):
        found += [
            f"/?{number}",
            f"/id/{THING}.html?{number}",
            f"/search?q={quote('区')}&first={number % 10 * 20}&n={number}",
            f"/search.json?q=panyu&n={number}",
            "/query/targets-for-indicator.html?indicator=gdp-growth",
            "/ns.jsonld",
            f"/id/{THING}.ttl",
        ]
    return found


def compare(release: Path, folder: Path | None, seconds: int, processes: int) -> list[str]:
    """Return the table of all servers under the same load."""
    query = canned.find(canned.load(bundled.queries()), NAME)
    kinds = {"thing": 64, "canned": 16}
    lines = [
        "| server | request | connections | requests/s | p50 ms | p99 ms | faults |",
        "|---|---|---|---|---|---|---|",
    ]

    def measure(server: str, request: str, url: str, connections: int, *extra: str) -> None:
        found = wrk(url, connections, seconds, *extra)
        lines.append(
            f"| {server} | {request} | {connections} | {found.rate:,.0f} | {found.p50:.1f} "
            f"| {found.p99:.1f} | {found.faults} |"
        )

    for number in sorted({1, processes}):
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        name = f"govgraph, {number} process{'es' if number > 1 else ''}"
        with running(govgraph(release, port, number), f"{base}/healthz"):
            measure(name, "entity page, HTML", f"{base}/id/{THING}.html", kinds["thing"])
            measure(name, "entity, Turtle", f"{base}/id/{THING}.ttl", kinds["thing"])
            tag = _tag(port, f"/id/{THING}.html")
            measure(
                name,
                "revalidation, 304",
                f"{base}/id/{THING}.html",
                64,
                "-H",
                f"If-None-Match: {tag}",
            )
            measure(name, "canned query, cached", f"{base}/api/{NAME}.json", kinds["canned"])
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
                script.write(_LUA.replace("BODY", query.body.replace("]]", "")))
                script.flush()
                measure(
                    name, "the same by POST, never cached", f"{base}/sparql", 4, "-s", script.name
                )
    if folder is None:
        return lines
    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        with gzip.open(open_release(release).folder / "govgraph.nt.gz") as source:
            (data / "data.nt").write_bytes(source.read())
        shutil.copyfile(open_release(release).folder / "govgraph.ttl", data / "data.ttl")
        for name, command, urls in peers(folder, data, query.body):
            with running(command, urls["thing"]):
                measure(name, "entity", urls["thing"], kinds["thing"])
                connections = 4 if name.startswith("rdflib") else kinds["canned"]
                measure(name, "the same query", urls["canned"], connections)
    return lines


_LUA = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/sparql-query"
wrk.body = [[BODY]]
"""


def _tag(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("HEAD", path)
    return str(connection.getresponse().headers["etag"])


def main() -> None:
    """Measure, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, default=ROOT / "dist" / "current")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--soak", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--serve")
    parser.add_argument("--abuse", nargs=2, type=int)
    given = parser.parse_args()
    if given.serve:
        serve(json.loads(given.serve))
        return
    if given.abuse:
        abusers(*given.abuse)
        return
    parts = [
        ["# Serving", "", f"{os.cpu_count()} processors, load and server on the same machine; "
         f"{given.seconds} s a row; release of {open_release(given.release).manifest['quads']} quads.", ""],
        ["## Beside the peers", "", *compare(given.release, given.peers, given.seconds, given.processes), ""],
        ["## Under abuse", "", *under_abuse(given.release, 4 * given.seconds), ""],
    ]  # fmt: skip
    if given.soak:
        parts.append(["## Soak", "", *soak(given.release, given.soak), ""])
    text = "\n".join(line for part in parts for line in part)
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
