"""Loading into real stores: first, again, next, back; killed, polled, and cut off."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from govgraph.errors import GovgraphError
from govgraph.stores import loader, marker
from govgraph.stores.backoff import Backoff
from govgraph.stores.dialects import Swap
from govgraph.stores.loader import Report
from govgraph.stores.marker import Names
from govgraph.stores.plan import Cargo
from govgraph.stores.preflight import connect
from tests.conftest import ROOT
from tests.stores import releases, servers
from tests.stores.servers import Server

pytestmark = pytest.mark.store

STAGES = ("split", "preflight", "claim", "stage", "send", "swap", "verify", "clear", "mark", "done")


def load(server: Server, cargo: Cargo, *, resume: bool = False) -> Report:
    """Load a release."""
    with connect(server.endpoint, server.credentials) as store:
        return loader.load(store, cargo, resume=resume)


def differences(server: Server, cargo: Cargo) -> list[str]:
    """Return what differs between a store and a release."""
    with connect(server.endpoint, server.credentials) as store:
        return loader.verify(store, cargo)


def test_a_store_is_recognised(server: Server) -> None:
    with connect(server.endpoint, server.credentials) as store:
        assert store.dialect.name == server.name


def test_L10_L18_first_again_next_and_back(server: Server, folder: Path) -> None:
    old, new = releases.first(folder), releases.second(folder)
    assert not load(server, old).plan.already
    assert load(server, old).plan.already
    report = load(server, new)

    assert releases.graph("source/0001") in report.plan.keep
    assert releases.graph("inferred/1.0.0") in report.plan.drop
    assert differences(server, new) == []
    load(server, old)
    assert differences(server, old) == []
    assert differences(server, new) != []


def test_the_union_can_be_loaded_too(server: Server, folder: Path) -> None:
    cargo = releases.first(folder)
    cargo = replace(cargo, union=folder / "1.0.0.nt.gz")
    load(server, cargo)

    assert load(server, cargo).plan.already
    assert differences(server, cargo) == []


def test_a_literal_that_a_store_rewrites_is_told_by_name(server: Server, folder: Path) -> None:
    xsd, graph = releases.XSD, releases.graph("source/0009")
    forms = (
        ("integer", "-42"),
        ("decimal", "7"),
        ("decimal", "-0.05"),
        ("boolean", "true"),
        ("boolean", "false"),
        ("date", "2024-02-29"),
        ("dateTime", "2024-02-29T01:02:03Z"),
        ("gYear", "2024"),
        ("string", "plain"),
    )
    lines = [
        f'<{releases.BASE}thing/{number}> <{releases.GG}value> "{value}"^^<{xsd}{kind}> <{graph}> .'
        for number, (kind, value) in enumerate(forms)
        if kind != "string"
    ]
    lines.append(f'<{releases.BASE}thing/x> <{releases.GG}value> "\\t“\\\\"@zh-hans <{graph}> .')
    report = load(server, releases.release(folder, "2.0.0", lines))

    expected = {
        "oxigraph": (),
        "fuseki": ("decimal_with_point",),
        "virtuoso": ("boolean_as_digit",),
    }
    assert report.rewrites == expected[server.name]


@pytest.mark.parametrize("stage", STAGES)
def test_L16_killed_at_a_stage_the_next_run_ends_the_work(
    server: Server, folder: Path, stage: str
) -> None:
    old, new = releases.first(folder), releases.second(folder)
    load(server, old)
    command = [sys.executable, "-m", "tests.stores.killed", server.endpoint, server.name]
    command += [stage, "1", str(folder), "1.1.0", "30"]
    env = servers.environment(server) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    ended = subprocess.run(command, cwd=ROOT, env=env, check=False, timeout=120)
    staged = stage in ("stage", "swap")
    with connect(server.endpoint, server.credentials) as store:
        moves = store.dialect.swap is Swap.MOVE
    expected = 0 if staged and not moves else -signal.SIGKILL

    assert ended.returncode == expected
    load(server, new)
    assert differences(server, new) == []
    with connect(server.endpoint, server.credentials) as store:
        assert marker.read(store, Names(releases.BASE)).claims == ()
        assert not left_over(server)


def left_over(server: Server) -> list[str]:
    """Return staged and probe graphs that are still there."""
    with connect(server.endpoint, server.credentials) as store:
        rows = store.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    names = [str(row["g"]) for row in rows]
    return [n for n in names if "/load/staging/" in n or "/load/probe/" in n or "/lock/" in n]


def poll(server: Server, graph: str, seen: list[int], stop: threading.Event) -> None:
    """Ask for the size of a graph again and again."""
    text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    accept = {"Accept": "application/sparql-results+json"}
    with httpx.Client(timeout=60) as client:
        while not stop.is_set():
            answer = client.post(server.query_url, data={"query": text}, headers=accept)
            if answer.status_code == 200:
                seen.append(int(answer.json()["results"]["bindings"][0]["n"]["value"]))
            time.sleep(0.005)


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.long)])
def test_L12_readers_see_a_graph_old_or_new(server: Server, folder: Path, count: int) -> None:
    old, new = releases.first(folder, count), releases.second(folder, count)
    load(server, old)
    graph, seen, stop = releases.graph("source/0002"), list[int](), threading.Event()
    thread = threading.Thread(target=poll, args=(server, graph, seen, stop))
    thread.start()
    try:
        load(server, new)
        time.sleep(0.1)
    finally:
        stop.set()
        thread.join()

    assert set(seen) <= {count // 2 * 10, count * 10}
    assert seen[-1] == count * 10


def test_L09_a_store_killed_while_it_takes_a_graph(server: Server, tmp_path: Path) -> None:
    own = servers.MAKERS[server.name](tmp_path).start()
    try:
        old, new = releases.first(tmp_path / "r", 4000), releases.second(tmp_path / "r", 4000)
        load(own, old)
        failed = threading.Event()

        def attempt() -> None:
            impatient = Backoff(tries=2, sleep=lambda seconds: None)
            try:
                with connect(own.endpoint, own.credentials, backoff=impatient) as store:
                    loader.load(store, new, progress=kill, backoff=impatient)
            except GovgraphError:
                failed.set()

        def kill(stage: str, done: int, total: int | None) -> None:
            if stage == "send" and done > 20_000 and not failed.is_set():
                own.stop(signal.SIGKILL)

        attempt()
        assert failed.is_set()
        own.start()
        with connect(own.endpoint, own.credentials) as store:
            assert marker.read(store, Names(releases.BASE)).release in ("", old.release)
        load(own, new, resume=True)

        assert differences(own, new) == []
    finally:
        own.stop()


def govgraph(server: Server, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    env = servers.environment(server) | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "govgraph", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=env, check=False, capture_output=True, text=True, timeout=300
    )


def test_the_command_line_loads_verifies_and_goes_back(server: Server, tmp_path: Path) -> None:
    site = tmp_path / "publication"
    assert govgraph(server, "init", str(site), cwd=tmp_path).returncode == 0
    assert govgraph(server, "build", cwd=site).returncode == 0
    first = (site / "dist" / "current").resolve().name
    loaded = govgraph(server, "load", server.endpoint, cwd=site)
    again = govgraph(server, "load", server.endpoint, cwd=site)
    same = govgraph(server, "verify", "--endpoint", server.endpoint, cwd=site)

    assert (loaded.returncode, again.returncode, same.returncode) == (0, 0, 0), loaded.stderr
    assert first in loaded.stdout
    assert "already loaded" in again.stdout
    settings = site / "govgraph.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('version = "', 'version = "9.'), encoding="utf-8")
    assert govgraph(server, "build", cwd=site).returncode == 0
    assert govgraph(server, "verify", "--endpoint", server.endpoint, cwd=site).returncode == 4
    planned = govgraph(server, "load", server.endpoint, "--dry-run", "--json", cwd=site)
    assert '"dropped"' in planned.stdout
    assert govgraph(server, "load", server.endpoint, cwd=site).returncode == 0
    assert govgraph(server, "verify", "--endpoint", server.endpoint, cwd=site).returncode == 0
    assert govgraph(server, "load", server.endpoint, "--release", first, cwd=site).returncode == 0
    status = govgraph(server, "load", server.endpoint, "--status", cwd=site)
    assert first in status.stdout
    outputs = [loaded, again, same, planned, status]
    assert not any("dba" in each.stdout + each.stderr for each in outputs)
