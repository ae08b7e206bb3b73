"""What every store promises the loader: one base class, one subclass per store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.config import Credentials
from govgraph.errors import ConfigError
from govgraph.stores import loader, parts, verification
from govgraph.stores import store as stores
from govgraph.stores.graph_store import UpdateStore
from govgraph.stores.parts import Part
from govgraph.stores.preflight import connect
from govgraph.stores.store import Store
from tests.stores import mock, releases
from tests.stores.conftest import started

GRAPH, OTHER = releases.graph("source/0001"), releases.graph("other")


class StoreContract:
    """The tests that every store passes; a subclass gives the store."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """Return an empty store."""
        raise NotImplementedError

    @pytest.fixture
    def part(self, tmp_path: Path) -> Part:
        """Return one graph of a release."""
        cargo = releases.first(tmp_path)
        found = parts.split(cargo.nquads, tmp_path, cargo.digest)
        return next(each for each in found if each.graph == GRAPH)

    @pytest.fixture
    def triple(self) -> ox.Triple:
        """Return a triple whose literal needs every escape."""
        node = ox.NamedNode(releases.BASE + "thing")
        return ox.Triple(node, node, ox.Literal('“a”\n"b"\\c\t量', language="zh-hans"))

    def test_a_graph_is_replaced_whole(self, store: Store, part: Part) -> None:
        node = ox.NamedNode(releases.BASE + "thing")
        store.write(GRAPH, [ox.Triple(node, node, node)])
        store.replace(GRAPH, part)

        assert verification.counted(store, GRAPH, part)
        assert verification.verify(store, GRAPH, part) <= {
            rewrite.__name__ for rewrite in store.dialect.rewrites
        }

    def test_replacing_twice_doubles_nothing(self, store: Store, part: Part) -> None:
        store.replace(GRAPH, part)
        store.replace(GRAPH, part)

        assert verification.counted(store, GRAPH, part)

    def test_progress_ends_with_all_triples(self, store: Store, part: Part) -> None:
        sent: list[int] = []
        store.replace(GRAPH, part, sent.append)

        assert sent[-1] == part.triples
        assert sent == sorted(sent)

    def test_what_is_written_is_read(self, store: Store, triple: ox.Triple) -> None:
        store.write(GRAPH, [triple])
        rows = store.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")

        assert [(row["s"], row["p"], row["o"]) for row in rows] == [tuple(triple)]
        assert store.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")

    def test_writing_nothing_removes(self, store: Store, triple: ox.Triple) -> None:
        store.write(GRAPH, [triple])
        store.write(GRAPH, [])

        assert not stores.holds(store, GRAPH)
        assert not store.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")

    def test_removing_what_is_not_there_is_fine(self, store: Store) -> None:
        store.remove(OTHER)

        assert not stores.holds(store, OTHER)

    def test_a_move_leaves_one_graph(self, store: Store, part: Part, triple: ox.Triple) -> None:
        store.write(OTHER, [triple])
        store.replace(GRAPH, part)
        store.move(GRAPH, OTHER)

        assert verification.counted(store, OTHER, part)
        assert not stores.holds(store, GRAPH)

    def test_other_graphs_stay(self, store: Store, part: Part, triple: ox.Triple) -> None:
        store.write(OTHER, [triple])
        store.replace(GRAPH, part)
        store.remove(GRAPH)

        assert stores.predicates(store, OTHER) == {triple.predicate.value: 1}


class TestMockGraphStore(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[Store]:
        with mock.running() as served, connect(served.endpoint, Credentials()) as store:
            yield store


class TestMockUpdateStore(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[Store]:
        with mock.running() as served, connect(served.endpoint, Credentials()) as store:
            yield UpdateStore(store.endpoint, store.dialect, store.connection, store.backoff)


def real(name: str, factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a real store, emptied."""
    server = started(name, factory)
    with connect(server.endpoint, server.credentials) as store:
        yield store


@pytest.mark.store
class TestOxigraph(StoreContract):
    @pytest.fixture
    def store(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
        yield from real("oxigraph", tmp_path_factory)


@pytest.mark.store
class TestFuseki(StoreContract):
    @pytest.fixture
    def store(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
        yield from real("fuseki", tmp_path_factory)


@pytest.mark.store
class TestVirtuoso(StoreContract):
    @pytest.fixture
    def store(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
        yield from real("virtuoso", tmp_path_factory)


def test_a_union_never_replaces_what_is_not_ours(tmp_path: Path) -> None:
    from dataclasses import replace

    cargo = replace(releases.first(tmp_path), union=tmp_path / "1.0.0.nt.gz")
    with mock.running() as served, connect(served.endpoint, Credentials()) as store:
        served.store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
        with pytest.raises(ConfigError, match="default graph holds other data"):
            loader.load(store, cargo)
