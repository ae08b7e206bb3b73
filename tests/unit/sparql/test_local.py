"""The pool of caged workers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.errors import (
    DamagedStore,
    EngineBusy,
    MemoryExceeded,
    QueryError,
    QuerySyntaxError,
    QueryTimeout,
    ResultNotAcceptable,
    ResultTooLarge,
)
from govgraph.sparql.local import Pool, Ticket
from govgraph.sparql.question import Bounds, Question, syntax_fault

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an invented store of 900 triples."""
    folder = tmp_path_factory.mktemp("store")
    made = ox.Store(str(folder))
    made.bulk_extend(
        ox.Quad(ox.NamedNode(f"x:{n}"), ox.NamedNode(f"x:p{k}"), ox.Literal(str(n)))
        for n in range(300)
        for k in range(3)
    )
    made.flush()
    return folder


@pytest.fixture
def pool(store: Path) -> Iterator[Pool]:
    """Return a running pool of one worker and one spare."""
    made = Pool(store, Bounds(seconds=0.7, rows=100, size=5_000, workers=1, queue=2))
    made.start()
    yield made
    made.close()


def settled(pool: Pool) -> None:
    end = time.monotonic() + 5
    while pool.alive < pool.bounds.workers + pool.bounds.spares and time.monotonic() < end:
        time.sleep(0.02)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_come_in_the_format_asked_for(pool: Pool, form: str) -> None:
    """The body is what the engine itself would write."""
    query = "SELECT ?s ?o { ?s <x:p1> ?o } ORDER BY ?s LIMIT 3"
    expected = ox.Store.read_only(str(pool.store)).query(query)
    assert isinstance(expected, ox.QuerySolutions)
    names = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV"}

    answer = pool.ask(Question(query, rows=form))

    assert answer.body == expected.serialize(format=getattr(ox.QueryResultsFormat, names[form]))
    assert not answer.is_graph


def test_graphs_are_sets_in_order(pool: Pool) -> None:
    """What a CONSTRUCT makes twice is there once."""
    answer = pool.ask(Question("CONSTRUCT { <x:a> <x:b> 1 } { ?s <x:p1> ?o }", graph="ntriples"))

    assert answer.is_graph
    assert answer.body.count(b"\n") == 1


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * {", QuerySyntaxError),
        (ENDLESS, QueryTimeout),
        ("SELECT * { ?s ?p ?o } LIMIT 101", ResultTooLarge),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ResultTooLarge),
        ("SELECT ?x { VALUES ?x { '" + "x" * 6_000 + "' } }", ResultTooLarge),
    ],
)
def test_every_limit_has_its_error(pool: Pool, query: str, error: type[QueryError]) -> None:
    """The error says which limit; the next query is answered all the same."""
    with pytest.raises(error):
        pool.ask(Question(query))

    assert pool.ask(Question("ASK {}")).body


def test_a_form_without_a_format_is_not_answered(pool: Pool) -> None:
    """Rows are not given where only a graph is acceptable, nor the reverse."""
    with pytest.raises(ResultNotAcceptable):
        pool.ask(Question("ASK {}", rows=None))
    with pytest.raises(ResultNotAcceptable):
        pool.ask(Question("CONSTRUCT WHERE { ?s ?p ?o }", graph=None))


def test_a_crash_is_a_lack_of_memory(store: Path) -> None:
    """A worker that dies in mid-answer is replaced, and the asker is told."""
    pool = Pool(store, Bounds(seconds=5, workers=1, spares=0))
    pool.start()
    killer = threading.Timer(0.3, lambda: os.kill(pool.pids[0], 9))
    killer.start()
    try:
        with pytest.raises(MemoryExceeded):
            pool.ask(Question(ENDLESS))
        assert pool.ask(Question("ASK {}")).body
    finally:
        killer.cancel()
        pool.close()


def test_killed_workers_are_replaced(pool: Pool) -> None:
    """After a deadline the old process is gone and the pool is whole again."""
    settled(pool)
    before = set(pool.pids)
    with pytest.raises(QueryTimeout):
        pool.ask(Question(ENDLESS))
    settled(pool)

    gone = before - set(pool.pids)
    assert len(gone) == 1
    assert len(pool.pids) == 2
    assert not Path(f"/proc/{gone.pop()}").exists()
    assert pool.kills["deadline"] == 1


def test_the_queue_has_an_end(pool: Pool) -> None:
    """One runs, two wait, the fourth is refused at once."""
    ended: list[type[BaseException] | None] = []

    def ask() -> None:
        try:
            pool.ask(Question(ENDLESS))
        except QueryError as error:
            ended.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    started = time.monotonic()
    with pytest.raises(EngineBusy):
        pool.ask(Question("ASK {}"))
    took = time.monotonic() - started
    for thread in threads:
        thread.join()

    assert took < 0.2
    assert QueryTimeout in ended


def test_a_ticket_ends_a_query(pool: Pool) -> None:
    """Whoever leaves frees his place long before the deadline."""
    ticket = Ticket()
    threading.Timer(0.1, ticket.cancel).start()
    started = time.monotonic()
    with pytest.raises(QueryError):
        pool.ask(Question(ENDLESS), ticket)

    assert time.monotonic() - started < 0.5
    assert pool.kills["cancelled"] == 1


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    """A pool without a store does not start."""
    with pytest.raises(DamagedStore):
        Pool(tmp_path / "none").start()


def test_closing_ends_every_process(store: Path) -> None:
    """No worker outlives its pool."""
    pool = Pool(store, Bounds(workers=2))
    pool.start()
    settled(pool)
    pids = pool.pids
    pool.close()

    assert len(pids) == 3
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    with pytest.raises(EngineBusy):
        pool.ask(Question("ASK {}"))


def test_workers_know_nothing_of_us(pool: Pool) -> None:
    """The environment is empty, the folder the root, and the network away where it can be."""
    settled(pool)
    for pid in pool.pids:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"PATH=" not in environment
        assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")
        descriptors = {
            str(p.readlink()) for p in Path(f"/proc/{pid}/fd").iterdir() if p.is_symlink()
        }
        assert not [target for target in descriptors if target.startswith("socket:")]


def test_syntax_faults_are_one_line() -> None:
    """What is no place is passed on, cut."""
    assert syntax_fault("error at 3:7: Prefix not found") == "line 3, column 7: Prefix not found"
    assert syntax_fault("odd\nwords") == "odd words"
