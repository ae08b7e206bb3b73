"""Load generated triples into each store, beside the store's own HTTP bulk road, in one run.

    python -m benchmarks.load --triples 1000000 --rounds 3

Each measurement gets a fresh server in a fresh folder. The store's own road is curl with the
ready-made N-Triples of each graph, in the fastest form that the store takes over HTTP; ours is the
whole of `load`: cutting the release into graphs, preflight, claim, sending, verification, marker.
CPU seconds are those of the store and of what sends, together: other work on the machine leaves
them nearly alone, where it stretches the seconds by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from govgraph.stores import loader, parts
from govgraph.stores.dialects import DIALECTS
from govgraph.stores.plan import Cargo
from govgraph.stores.preflight import connect
from tests.stores import releases, servers
from tests.stores.servers import Server

SOURCES = 4
TICKS = os.sysconf("SC_CLK_TCK")


def generate(folder: Path, triples: int) -> Cargo:
    """Write an invented release of about so many triples, in four graphs of the same size."""
    each = triples // 10 // SOURCES
    lines = [
        line
        for source in range(SOURCES)
        for line in releases.pledges(each, f"{source + 1:04d}", value=source)
    ]
    return releases.release(folder, "1.0.0", lines)


def own_road(server: Server, graphs: Sequence[parts.Part], folder: Path) -> float:
    """Send ready-made files with curl; return the seconds that takes."""
    dialect = DIALECTS[server.name]
    urls = dialect.urls(server.endpoint, private=bool(server.credentials.password))
    files = []
    for part in graphs:
        path = folder / f"{part.path.name}.gz"
        if dialect.gzip:
            body = b"".join(parts.Body(part, compressed=True, sent=lambda n: None))
            path.write_bytes(body)
        files.append(path if dialect.gzip else part.path)
    started = time.perf_counter()
    for part, path in zip(graphs, files, strict=True):
        bulk = f"&{dialect.bulk}" if dialect.bulk else ""
        url = f"{urls[2]}?{dialect.graph_parameter}={part.graph}{bulk}"
        command = ["curl", "-sSf", "-o", str(folder / "answer"), "-T", str(path)]
        command += ["-X", "POST" if bulk else "PUT", "-H", f"Content-Type: {dialect.media_type}"]
        if dialect.gzip:
            command += ["-H", "Content-Encoding: gzip"]
        if server.credentials.password:
            user = f"{server.credentials.user}:{server.credentials.password}"
            command += ["--digest", "-u", user]
        subprocess.run([*command, url], check=True)
    return time.perf_counter() - started


def ours(server: Server, cargo: Cargo) -> tuple[float, float, float]:
    """Load in a process of its own; return its seconds, CPU seconds, and peak memory in MB."""
    values = [cargo.release, str(cargo.nquads), cargo.digest, cargo.base, cargo.outside]
    command = [sys.executable, "-m", "benchmarks.load", "--child", server.endpoint, *values]
    ended = subprocess.run(
        command, env=servers.environment(server), check=True, capture_output=True, text=True
    )
    found = json.loads(ended.stdout)
    return found["seconds"], found["cpu"], found["megabytes"]


def server_cpu(server: Server) -> float:
    """Return the CPU seconds that a server has used so far."""
    assert server.process is not None
    text = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii")
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children_cpu() -> float:
    """Return the CPU seconds of all ended children of this process."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def child(endpoint: str, values: Sequence[str]) -> None:
    """Load and print seconds, CPU seconds and peak memory."""
    from govgraph import config

    release, nquads, digest, base, outside = values
    cargo = Cargo(release, Path(nquads), digest, base, outside)
    started, used = time.perf_counter(), time.process_time()
    with connect(endpoint, config.credentials()) as store:
        loader.load(store, cargo)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    # Not ru_maxrss: that is the parent's until the child outgrows it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": peak}))


def measure(name: str, cargo: Cargo, rounds: int) -> dict[str, list[float]]:
    """Return the seconds and CPU seconds of both roads and the memory of ours, in every round."""
    found: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        roads = ["own", "ours"] if number % 2 == 0 else ["ours", "own"]
        for road in roads:
            folder = Path(tempfile.mkdtemp(prefix=f"govgraph-{name}-"))
            server = servers.MAKERS[name](folder).start()
            try:
                before = server_cpu(server)
                if road == "own":
                    spool = Path(tempfile.mkdtemp(dir=folder))
                    graphs = parts.split(cargo.nquads, spool, cargo.digest)
                    curls = children_cpu()
                    seconds = own_road(server, graphs, folder)
                    cpu = children_cpu() - curls
                else:
                    seconds, cpu, megabytes = ours(server, cargo)
                    found["megabytes"].append(megabytes)
                found[road].append(seconds)
                found[f"{road} cpu"].append(cpu + server_cpu(server) - before)
            finally:
                server.stop()
                shutil.rmtree(folder)
    return found


def row(name: str, triples: int, found: dict[str, list[float]]) -> str:
    """Return one line of the table."""

    def spread(values: list[float], unit: str) -> str:
        middle = statistics.median(values)
        return f"{middle:.1f} {unit} ({min(values):.1f}–{max(values):.1f})"

    own, mine = statistics.median(found["own"]), statistics.median(found["ours"])
    cpus = [statistics.median(found[f"{road} cpu"]) for road in ("own", "ours")]
    speed = f"{triples / mine / 1000:.0f} k/s"
    return (
        f"| {name} | {triples:,} | {spread(found['own'], 's')} | {spread(found['ours'], 's')} | "
        f"{speed} | **{own / mine:.0%}** | {cpus[0]:.1f} / {cpus[1]:.1f} s | {max(found['megabytes']):.0f} MB |"
    )


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stores", nargs="+", default=sorted(servers.MAKERS))
    options = parser.parse_args()
    print(
        "| store | triples | its own HTTP bulk road | govgraph load | | share | CPU own / ours | peak memory |"
    )
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="govgraph-benchmark-") as folder:
        for triples in options.triples:
            cargo = generate(Path(folder) / str(triples), triples)
            for name in options.stores:
                if servers.MISSING[name]():
                    print(f"| {name} | not installed | | | | | | |")
                    continue
                print(row(name, triples, measure(name, cargo, options.rounds)), flush=True)
    print(f"\nLoad average at the end: {os.getloadavg()[1]:.1f} over five minutes.")


if __name__ == "__main__":
    main()
