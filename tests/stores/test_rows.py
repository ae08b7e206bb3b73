"""Every canned query gives the same rows at a real store as at the embedded one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from govgraph import bundled, config, pipeline
from govgraph.cli import cargo
from govgraph.config import Settings
from govgraph.release import Release
from govgraph.sparql import binding, canned
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.embedded import EmbeddedEngine
from govgraph.sparql.engine import QueryEngine
from govgraph.sparql.remote import RemoteEngine
from govgraph.sparql.things import Things
from govgraph.stores import loader
from govgraph.stores.preflight import connect
from tests.conftest import ROOT
from tests.stores.servers import Server

pytestmark = pytest.mark.store


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of the shipped publication, built into a folder of the tests."""
    found = config.load(ROOT / "govgraph.toml")
    return replace(found, output=tmp_path_factory.mktemp("dist"), site_things=0)


@pytest.fixture(scope="session")
def release(settings: Settings) -> Release:
    """Return a release of the shipped data."""
    return pipeline.build(settings)


def asked(queries: Mapping[str, CannedQuery], engine: QueryEngine, base: str) -> dict[str, str]:
    """Return the text of every canned query, bound to its examples where it needs a value."""
    things = Things(engine, base)
    texts = {}
    for name, query in queries.items():
        needed = {p.name: [p.example] for p in query.parameters if p.required}
        texts[name] = binding.bind(query, binding.read(query, needed, things))
    return texts


def answer(engine: QueryEngine, query: CannedQuery, text: str) -> list[str]:
    """Return the rows or triples of an answer, sorted."""
    if query.form is Form.SELECT:
        rows = engine.select(text)
        return [str(rows.columns), *sorted(map(str, rows.rows))]
    return [str(triple) for triple in engine.construct(text)]


def load(
    server: Server, settings: Settings, release: Release, folder: Path, *, union: bool
) -> None:
    """Load the shipped data."""
    assert folder.is_dir()
    with connect(server.endpoint, server.credentials) as store:
        loader.load(store, cargo.of(settings, release.name, union=union))


@pytest.mark.parametrize("union", [True, False], ids=["union", "graphs"])
def test_canned_queries_give_the_rows_of_the_embedded_store(
    server: Server, settings: Settings, release: Release, tmp_path: Path, union: bool
) -> None:
    if not union and server.name != "fuseki":
        pytest.skip(f"{server.name} gives a triple of two graphs twice; see docs/stores.md")
    load(server, settings, release, tmp_path, union=union)
    here, there = EmbeddedEngine(release.store), RemoteEngine(server.query_url)
    queries = canned.load(bundled.queries())
    differing = [
        name
        for name, text in asked(queries, here, settings.id_base).items()
        if answer(here, queries[name], text) != answer(there, queries[name], text)
    ]

    assert queries
    assert differing == []
