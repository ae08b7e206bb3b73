"""Servers over the invented release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server import invented
from tests.server.running import Running

Start = Callable[..., Running]


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder that holds one release with 3 000 numbers."""
    folder = tmp_path_factory.mktemp("dist")
    registry = (
        "id,class,note,minted,status,replaced_by\n"
        "pledge/999900-0007,Pledge,,2026-01-01,withdrawn,pledge/999900-0001\n"
        "pledge/999900-0008,Pledge,,2026-01-01,withdrawn,\n"
    )
    invented.make(
        folder,
        numbers=3_000,
        extra=invented.protocol_graphs(),
        more={
            "registry.csv": registry,
            "site/static/site.css": "body { margin: 0 }",
            "site/robots.txt": "User-agent: *\n",
            "site/about.html": "<!doctype html><title>关于</title>",
            "site/about.en.html": "<!doctype html><title>About</title>",
        },
    )
    return folder


@pytest.fixture(scope="session")
def queries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of invented canned queries."""
    return invented.queries(tmp_path_factory.mktemp("queries"))


@pytest.fixture(scope="session")
def server(
    output: Path, queries: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Return the server that most tests share."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    running = Running({"current": str(output / "current"), "queries": str(queries)}, log)
    yield running
    running.stop()


@pytest.fixture
def start(output: Path, queries: Path, tmp_path: Path) -> Iterator[Start]:
    """Return what starts a server of its own for a test, with settings of its own."""
    started: list[Running] = []

    def begin(**told: Any) -> Running:
        folder = told.pop("current", output / "current")
        known = {"current": str(folder), "queries": str(queries)}
        started.append(Running({**known, **told}, tmp_path / f"server-{len(started)}.log"))
        return started[-1]

    yield begin
    for running in started:
        running.stop()
