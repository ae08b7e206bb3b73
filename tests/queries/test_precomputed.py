"""Answers made at build are what a worker would answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph import bundled
from govgraph.errors import ResultTooLarge
from govgraph.sparql import binding, canned, precomputed
from govgraph.sparql.canned import CannedQuery, asking
from govgraph.sparql.local import LocalEngine, Pool
from govgraph.sparql.precomputed import AT_BUILD, Precomputed
from govgraph.sparql.question import CANNED, Bounds
from govgraph.sparql.things import values_in_use
from tests.queries.conftest import Tiny

HEADER = (
    "# title-zh: 虚构\n# title-en: Invented\n# description-zh: 虚构\n# description-en: Invented\n"
    "# tags: test\n# precompute: yes\n"
)
QUERIES = canned.load(bundled.queries())
USUAL = {name: query for name, query in QUERIES.items() if query.precompute}


@pytest.fixture(scope="module")
def store(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small project's store on disk, with its answers."""
    folder = tmp_path_factory.mktemp("store")
    made = ox.Store(str(folder))
    made.bulk_extend(tiny.oxigraph.store)
    made.flush()
    del made
    precomputed.write(folder, QUERIES, jobs=1)
    return folder


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[Pool]:
    """Return workers over the store."""
    pool = Pool(store, CANNED)
    pool.start()
    yield pool
    pool.close()


@pytest.mark.parametrize("name", USUAL)
def test_an_answer_is_that_of_a_worker(store: Path, pool: Pool, name: str) -> None:
    """With the defaults, and with every value of a parameter that the header names."""
    query = USUAL[name]
    texts = [query.text]
    for parameter in query.parameters:
        if parameter.name in (query.split_by, query.each):
            values = values_in_use(LocalEngine(pool), parameter)
            texts += [binding.bind(query, {parameter.name: (value,)}) for value in values]
            assert values

    kept = Precomputed(store)
    for text in texts:
        found = kept.get(text)
        if found is None:  # a value without a row has no share
            assert query.split_by
            assert b'"bindings":[]' in pool.ask(asking(query, text)).body
        else:
            assert found.body == pool.ask(asking(query, text)).body
    kept.close()


def test_what_is_no_usual_question_has_no_answer(store: Path) -> None:
    kept = Precomputed(store)

    assert kept.get(QUERIES["pledges-by-district"].text) is None
    assert kept.get("SELECT * { ?s ?p ?o }") is None


def test_a_store_without_answers_has_none(tmp_path: Path) -> None:
    assert Precomputed(tmp_path).get(QUERIES["rollup"].text) is None


def test_equal_answers_are_equal_bytes(store: Path) -> None:
    before = (store / precomputed.FILE).read_bytes()
    precomputed.write(store, dict(reversed(QUERIES.items())), jobs=2)

    assert (store / precomputed.FILE).read_bytes() == before


def test_an_answer_too_large_to_send_is_told_at_once(store: Path) -> None:
    """The build may take more rows than the server sends."""
    query = _query(
        "SELECT ?a ?b WHERE { { SELECT ?a { ?a ?p ?o } LIMIT 400 } { SELECT ?b { ?b ?q ?v } LIMIT 400 } }"
    )
    kept = precomputed.write(store, {"invented": query}, jobs=1)
    found = Precomputed(store)

    assert kept.answers == 1
    with pytest.raises(ResultTooLarge, match="more than 1000"):
        found.get(query.text)
    found.close()
    precomputed.write(store, QUERIES, jobs=1)


def test_what_takes_too_long_is_named(store: Path) -> None:
    endless = _query("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    short = Bounds(seconds=0.5, rows=AT_BUILD.rows, size=AT_BUILD.size, workers=1)
    kept = precomputed.write(store, {"endless": endless}, jobs=1, bounds=short)

    assert kept == precomputed.Kept(0, ("endless",))
    precomputed.write(store, QUERIES, jobs=1)


def _query(sparql: str) -> CannedQuery:
    return canned.parse("endless", HEADER + "\n" + sparql)
