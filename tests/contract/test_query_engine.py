"""What every query engine promises, held against each of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.errors import QueryError
from govgraph.sparql.embedded import EmbeddedEngine
from govgraph.sparql.engine import QueryEngine
from govgraph.sparql.local import LocalEngine, Pool
from govgraph.sparql.question import Bounds

EXAMPLE = "http://example.org/"
TRIPLES = (
    ox.Triple(
        ox.NamedNode(f"{EXAMPLE}b"), ox.NamedNode(f"{EXAMPLE}p"), ox.Literal("甲", language="zh")
    ),
    ox.Triple(
        ox.NamedNode(f"{EXAMPLE}a"), ox.NamedNode(f"{EXAMPLE}p"), ox.NamedNode(f"{EXAMPLE}b")
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an invented store of two triples."""
    folder = tmp_path_factory.mktemp("store")
    made = ox.Store(str(folder))
    made.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in TRIPLES)
    made.flush()
    return folder


class EngineContract(ABC):
    """The promises; a subclass gives the engine."""

    @abstractmethod
    @pytest.fixture
    def engine(self, store: Path) -> Iterator[QueryEngine]:
        """Return the engine under test."""

    def test_rows_have_the_columns_of_the_query(self, engine: QueryEngine) -> None:
        """Columns come in the order of the query, and what is unbound is None."""
        rows = engine.select("SELECT ?s ?no ?o { ?s ?p ?o } ORDER BY ?s")

        assert rows.columns == ("s", "no", "o")
        assert rows.rows[0] == (ox.NamedNode(f"{EXAMPLE}a"), None, ox.NamedNode(f"{EXAMPLE}b"))
        assert rows.rows[1][2] == ox.Literal("甲", language="zh")

    def test_numbers_keep_their_datatype(self, engine: QueryEngine) -> None:
        """A decimal is no integer."""
        rows = engine.select("SELECT (6.5 AS ?d) (7 AS ?i) {}")
        kinds = [term.datatype.value for term in rows.rows[0]]  # type: ignore[union-attr]

        assert [kind.rpartition("#")[2] for kind in kinds] == ["decimal", "integer"]

    def test_ask(self, engine: QueryEngine) -> None:
        """Yes and no."""
        assert engine.ask("ASK { ?s ?p ?o }") is True
        assert engine.ask("ASK { ?s <http://example.org/none> ?o }") is False

    def test_construct_is_sorted(self, engine: QueryEngine) -> None:
        """Triples come sorted."""
        assert engine.construct("CONSTRUCT WHERE { ?s ?p ?o }") == tuple(sorted(TRIPLES, key=str))

    @pytest.mark.parametrize("query", ["SELECT * {", "nonsense", ""])
    def test_malformed_queries(self, engine: QueryEngine, query: str) -> None:
        """A malformed query is an error of the query."""
        with pytest.raises(QueryError):
            engine.select(query)

    def test_the_form_must_fit(self, engine: QueryEngine) -> None:
        """Each method takes its own form only."""
        with pytest.raises(QueryError):
            engine.select("ASK {}")
        with pytest.raises(QueryError):
            engine.ask("SELECT * { ?s ?p ?o }")
        with pytest.raises(QueryError):
            engine.construct("SELECT * { ?s ?p ?o }")

    def test_nothing_is_written(self, engine: QueryEngine) -> None:
        """An update is no query."""
        with pytest.raises(QueryError):
            engine.select("INSERT DATA { <x:a> <x:b> <x:c> }")
        assert len(engine.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == len(TRIPLES)


class TestEmbeddedEngine(EngineContract):
    """The store of a release in this process."""

    @pytest.fixture
    def engine(self, store: Path) -> QueryEngine:
        """Return the engine."""
        return EmbeddedEngine(store)


class TestLocalEngine(EngineContract):
    """The store of a release in caged processes."""

    @pytest.fixture
    def engine(self, store: Path) -> Iterator[QueryEngine]:
        """Return the engine."""
        pool = Pool(store, Bounds(workers=1, spares=0))
        pool.start()
        yield LocalEngine(pool)
        pool.close()
