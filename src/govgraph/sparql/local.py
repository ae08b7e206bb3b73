"""The local pool: caged worker processes over a release's store, killed when they are late."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import (
    DamagedStore,
    EngineBusy,
    QueryError,
    QueryTimeout,
    ResultNotAcceptable,
)
from govgraph.sparql import process
from govgraph.sparql.engine import Rows
from govgraph.sparql.process import Worker
from govgraph.sparql.question import PUBLIC, Answer, Bounds, Question, decode, encode


class Ticket:
    """The asker's hold on a query: `cancel` ends it, wherever it is."""

    def __init__(self) -> None:
        self.cancelled = False
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def hold(self, worker: Worker | None) -> None:
        """Remember which worker is at work for this asker."""
        with self._lock:
            self._worker = worker
            if worker is not None and self.cancelled:
                worker.kill()

    def cancel(self) -> None:
        """End the query: nobody waits for it any more."""
        with self._lock:
            self.cancelled = True
            if self._worker is not None:
                self._worker.kill()


class Pool:
    """Workers over one store: a fixed number at work, spares warm, a bounded queue before them."""

    def __init__(self, store: Path, bounds: Bounds = PUBLIC) -> None:
        self.store = store
        self.bounds = bounds
        self.kills: Counter[str] = Counter()
        self.cage = ""
        self._idle: deque[Worker] = deque()
        self._busy: set[Worker] = set()
        self._starting = 0
        self._waiting = 0
        self._closed = False
        self._state = threading.Condition()

    def start(self) -> None:
        """Start every worker; return when the first is ready.

        Raises:
            DamagedStore: the store cannot be opened.
        """
        self._spawn(reraise=True)
        self._refill()

    def close(self, seconds: float = 0.0) -> None:
        """Let the busy workers end within `seconds`, then kill all."""
        with self._state:
            self._closed = True
            self._state.notify_all()
            self._state.wait_for(lambda: not self._busy, timeout=seconds)
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.reap()

    @property
    def alive(self) -> int:
        """Return how many workers are ready or at work."""
        return len(self._idle) + len(self._busy)

    @property
    def waiting(self) -> int:
        """Return how many queries stand in the queue."""
        return self._waiting

    @property
    def pids(self) -> list[int]:
        """Return the process ids of all workers."""
        with self._state:
            return [worker.pid for worker in (*self._idle, *self._busy)]

    def ask(self, question: Question, ticket: Ticket | None = None) -> Answer:
        """Answer a query, in this thread.

        Raises:
            EngineBusy, QueryTimeout, QuerySyntaxError, ResultTooLarge, ResultNotAcceptable,
            MemoryExceeded, QueryError: see there.
        """
        ticket = ticket or Ticket()
        worker = self._acquire(ticket)
        started = time.monotonic()
        reason = "died"
        try:
            ticket.hold(worker)
            answer = worker.ask(encode(question, self.bounds), started + self.bounds.seconds)
            if answer is not None and answer[:1] in (b"S", b"G", b"X", b"N", b"E"):
                reason = ""
            elif answer is not None:
                reason = "too-large" if answer[:1] == b"L" else "memory"
        except QueryTimeout:
            reason = "deadline"
            raise QueryTimeout(
                f"the answer took longer than {self.bounds.seconds:g} s; ask for less, or take the dumps"
            ) from None
        finally:
            ticket.hold(None)
            self._release(worker, "cancelled" if ticket.cancelled else reason)
        return decode(answer, time.monotonic() - started)

    def _acquire(self, ticket: Ticket) -> Worker:
        with self._state:
            if self._closed:
                raise EngineBusy("this release is being replaced; ask again")
            if self._waiting >= self.bounds.queue:
                raise EngineBusy("every place in the queue is taken; ask again later")
            self._waiting += 1
            try:
                free = self._state.wait_for(
                    lambda: self._closed or ticket.cancelled or self._free(),
                    timeout=self.bounds.seconds,
                )
            finally:
                self._waiting -= 1
            if not free or self._closed or ticket.cancelled:
                raise EngineBusy("no worker became free in time; ask again later", retry_after=2)
            worker = self._idle.popleft()
            self._busy.add(worker)
            return worker

    def _free(self) -> bool:
        return bool(self._idle) and len(self._busy) < self.bounds.workers

    def _release(self, worker: Worker, reason: str) -> None:
        """Put a worker back, or replace it: none is used again after a kill or an abort."""
        if reason:
            worker.reap()
        with self._state:
            self._busy.discard(worker)
            if reason:
                self.kills[reason] += 1
            elif not self._closed:
                self._idle.append(worker)
            self._state.notify_all()
        if reason:
            self._refill()

    def _refill(self) -> None:
        wanted = self.bounds.workers + self.bounds.spares
        with self._state:
            missing = 0 if self._closed else wanted - self.alive - self._starting
            self._starting += max(missing, 0)
        for _ in range(missing):
            threading.Thread(target=self._replace, daemon=True).start()

    def _replace(self) -> None:
        try:
            self._spawn()
        finally:
            with self._state:
                self._starting -= 1

    def _spawn(self, *, reraise: bool = False) -> None:
        try:
            worker = process.started(self.store, self.bounds)
        except (DamagedStore, OSError) as error:
            if reraise:
                raise DamagedStore(f"{self.store.name}: no query worker starts; {error}") from error
            self.kills["start"] += 1
            return
        with self._state:
            self.cage = worker.cage
            if not self._closed:
                self._idle.append(worker)
                self._state.notify_all()
                return
        worker.reap()

    def revive(self) -> None:
        """Start what is missing, for example after the store came back."""
        self._refill()


class LocalEngine:
    """A query engine over a pool: what has deadlines and bounds, for the public too."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def select(self, query: str) -> Rows:
        """Answer a SELECT query."""
        found = self._results(query)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("not a SELECT query; use construct or ask")
        columns = tuple(variable.value for variable in found.variables)
        return Rows(columns, tuple(tuple(row[name] for name in columns) for row in found))

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        found = self._results(query)
        if not isinstance(found, ox.QueryBoolean):
            raise QueryError("not an ASK query; use select or construct")
        return bool(found)

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Answer a CONSTRUCT or DESCRIBE query, sorted."""
        question = Question(query, rows=None, graph="ntriples")
        try:
            answer = self.pool.ask(question)
        except ResultNotAcceptable as error:
            raise QueryError("not a CONSTRUCT query; use select or ask") from error
        found = ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)
        return tuple(sorted((quad.triple for quad in found), key=str))

    def _results(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | None:
        try:
            answer = self.pool.ask(Question(query, rows="json", graph=None))
        except ResultNotAcceptable:
            return None
        return ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
