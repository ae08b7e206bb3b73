"""Real stores for the tests: shared by a run, emptied for each test, skipped by name."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from govgraph.errors import StoreError
from tests.stores import servers
from tests.stores.servers import Server


@pytest.fixture(params=sorted(servers.MAKERS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return an empty real store."""
    return started(request.param, tmp_path_factory)


def started(name: str, factory: pytest.TempPathFactory) -> Server:
    """Return a shared store, emptied, or skip."""
    if servers.MISSING[name]():
        pytest.skip(f"{name} is not installed; see: make test-stores")
    folder = factory.getbasetemp() / f"server-{name}"
    found = servers.session(name, folder)
    try:
        servers.clear(found)
    except StoreError:  # Virtuoso can wait for itself for ever after one was killed in a load
        found = servers.afresh(name, folder.with_name(f"{folder.name}-{uuid.uuid4().hex[:8]}"))
    return found


@pytest.fixture(scope="session", autouse=True)
def _stop() -> Iterator[None]:
    yield
    servers.stop_all()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder for releases."""
    return tmp_path / "releases"
