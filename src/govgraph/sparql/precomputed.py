"""Answers made at build: of a sealed release the usual ones are never computed twice.

They lie in the store, which no two builds share byte for byte, as what a worker would answer: the
server looks there before it asks one. Which questions are usual their headers say:
``precompute: yes`` (with every default), ``by=area`` (each area's share of that answer, too),
``each=indicator`` (asked anew for every indicator in use).
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import orjson
import pyoxigraph as ox

from govgraph.errors import MemoryExceeded, QueryTimeout, ResultTooLarge
from govgraph.sparql import binding
from govgraph.sparql.canned import CannedQuery, asking
from govgraph.sparql.local import LocalEngine, Pool
from govgraph.sparql.question import CANNED, Answer, Bounds
from govgraph.sparql.things import values_in_use

FILE = "answers.sqlite"
# At build an answer may take its time, and an overview that is split into shares some room.
AT_BUILD = Bounds(
    seconds=120.0, rows=1_000_000, size=256 << 20, memory=2 << 30, workers=2, spares=0, niceness=0
)
_SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE answer (key BLOB PRIMARY KEY, kind TEXT, body BLOB) WITHOUT ROWID;
"""
_ROWS, _GRAPH, _TOO_LARGE = "S", "G", "L"
Row = tuple[str, bytes]  # one of these kinds, and the body or what is too large


@dataclass(frozen=True, slots=True)
class Kept:
    """How many answers were kept, and the queries whose answer took too long or too much."""

    answers: int
    skipped: tuple[str, ...]


def write(
    store: Path, queries: Mapping[str, CannedQuery], *, jobs: int = 2, bounds: Bounds = AT_BUILD
) -> Kept:
    """Ask the usual questions of a store that is written to its end, and keep the answers in it.

    `bounds` are those of one answer here; what the server may send of it are the bounds there.

    Raises:
        DamagedStore: the store cannot be opened.
    """
    bounds = replace(bounds, workers=max(1, jobs), queue=1 << 20)
    pool = Pool(store, bounds)
    pool.start()
    try:
        with ThreadPoolExecutor(bounds.workers) as threads:
            usual = [query for query in queries.values() if query.precompute]
            found = list(threads.map(lambda query: _answers(pool, query), usual))
    finally:
        pool.close()
    rows = {text: row for answers in found if answers is not None for text, row in answers.items()}
    save(store, rows)
    names = (q.name for q, answers in zip(usual, found, strict=True) if answers is None)
    return Kept(len(rows), tuple(names))


def save(store: Path, answers: Mapping[str, Row]) -> None:
    """Write answers, by the texts of their queries, into a store; equal answers, equal bytes."""
    rows = sorted((_key(text), kind, zlib.compress(body)) for text, (kind, body) in answers.items())
    (store / FILE).unlink(missing_ok=True)
    with closing(sqlite3.connect(store / FILE)) as db:
        db.executescript(_SCHEMA)
        db.executemany("INSERT INTO answer VALUES (?,?,?)", rows)
        db.commit()
        db.execute("VACUUM")


class Precomputed:
    """The answers in a store, open for reading; none where the build kept none. Any thread may ask."""

    def __init__(self, store: Path) -> None:
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        if (store / FILE).is_file():
            place = f"file:{store / FILE}?mode=ro&immutable=1"
            self._db = sqlite3.connect(place, uri=True, check_same_thread=False)

    def get(self, text: str) -> Answer | None:
        """Return the answer to the text of a bound query, if it was kept.

        Raises:
            ResultTooLarge: what was kept is that it is too large to be sent.
        """
        if self._db is None:
            return None
        with self._lock:
            row = self._db.execute(_GET, (_key(text),)).fetchone()
        if row is None:
            return None
        kind, body = row[0], zlib.decompress(row[1])
        if kind == _TOO_LARGE:
            raise ResultTooLarge(
                f"the answer has more than {body.decode()}; set a LIMIT, or take the dumps"
            )
        return Answer(body, kind == _GRAPH, 0.0)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None


_GET = "SELECT kind, body FROM answer WHERE key = ?"


def _answers(pool: Pool, query: CannedQuery) -> dict[str, Row] | None:
    """Return the usual answers of one query by text; None where one took too long or too much."""
    found: dict[str, Row] = {}
    try:
        for text in _texts(pool, query):
            answer = pool.ask(asking(query, text))
            found[text] = _row(answer)
            if query.split_by and text == query.text:
                found |= {t: _row(a) for t, a in _shares(query, answer)}
    except (QueryTimeout, MemoryExceeded, ResultTooLarge):
        return None
    return found


def _texts(pool: Pool, query: CannedQuery) -> Iterator[str]:
    """Yield a query as it stands, then with each value that its header asks for."""
    yield query.text
    parameter = query.parameter(query.each) if query.each else None
    if parameter is not None:
        for value in values_in_use(LocalEngine(pool), parameter):
            yield binding.bind(query, {parameter.name: (value,)})


def _shares(query: CannedQuery, answer: Answer) -> Iterator[tuple[str, Answer]]:
    """Yield the rows of each value of a column, as the query bound to that value answers."""
    whole = orjson.loads(answer.body)
    shares: dict[str, list[object]] = {}
    for row in whole["results"]["bindings"]:
        if query.split_by in row:
            shares.setdefault(row[query.split_by]["value"], []).append(row)
    for iri, rows in shares.items():
        body = orjson.dumps({"head": whole["head"], "results": {"bindings": rows}})
        text = binding.bind(query, {query.split_by: (ox.NamedNode(iri),)})
        yield text, Answer(body, False, 0.0)


def _row(answer: Answer) -> Row:
    """Return what is kept of an answer: its body, or that the server may not send it."""
    if len(answer.body) > CANNED.size:
        return _TOO_LARGE, f"{CANNED.size} bytes".encode()
    if not answer.is_graph and len(answer.body) > CANNED.rows:
        rows = len(orjson.loads(answer.body).get("results", {}).get("bindings", ()))
        if rows > CANNED.rows:
            return _TOO_LARGE, f"{CANNED.rows} rows".encode()
    return (_GRAPH if answer.is_graph else _ROWS), answer.body


def _key(text: str) -> bytes:
    return sha256(text.encode()).digest()
