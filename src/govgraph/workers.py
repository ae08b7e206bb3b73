"""Worker processes: pure functions, called on every core, answering in the order of the calls.

Each worker is a fresh Python that is told what to call through a pipe. Nothing is shared: large
data travels as files. A worker that dies is replaced and its call made once more.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Self, TypeVar

from govgraph.errors import MachineError

A = TypeVar("A")
R = TypeVar("R")

AHEAD = 3  # calls under way or waiting to be taken, for each worker
FEW = 4  # fewer calls are not worth the start of a process
_SIZE = 8  # bytes of a frame's length
_LOG = logging.getLogger(__name__)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """So many processes; with one job all calls are made in this process."""

    def __init__(self, jobs: int = 1) -> None:
        self.jobs = max(1, jobs)
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        self._running: list[_Worker] = []
        self._threads: ThreadPoolExecutor | None = None
        self._closed = False

    def __enter__(self) -> Self:
        """Give the workers; processes start at the first call."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes, whatever they are doing."""
        self._closed = True
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._running:
            worker.end()
        if self._threads is not None:
            self._threads.shutdown()

    def map(self, function: Callable[[A], R], items: Iterable[A]) -> Iterator[R]:
        """Yield what a module's function returns for each item, in their order.

        Items are taken as they are needed, a few ahead.

        Raises:
            MachineError: a worker died at one call twice.
        """
        items = iter(items)
        first = list(islice(items, FEW))
        if self.jobs == 1 or len(first) < FEW:
            yield from map(function, chain(first, items))
            return
        waiting: deque[Future[R]] = deque()
        for item in chain(first, items):
            waiting.append(self._pool().submit(self._call, function, item))
            if len(waiting) >= AHEAD * self.jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.jobs)
            for _ in range(self.jobs):
                self._idle.put(None)
        return self._threads

    def _call(self, function: Callable[[A], R], item: A) -> R:
        worker = self._idle.get()
        try:
            for again in (True, False):
                if worker is None:
                    worker = _Worker()
                    self._running.append(worker)
                try:
                    return worker.call(function, item)
                except EOFError:
                    how, worker = worker.end(), None
                    if self._closed:
                        raise
                    if again:
                        _LOG.warning("a worker died (%s); its batch is done again", how)
            raise MachineError(
                f"a worker died twice at one batch ({how}); nothing was published: "
                "free some memory, or use fewer --jobs"
            )
        finally:
            self._idle.put(worker)


class _Worker:
    """One process and the two pipes to it."""

    def __init__(self) -> None:
        start = (
            f"import sys; sys.path[:] = {sys.path!r}; from govgraph import workers; workers.serve()"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def call(self, function: Callable[[A], R], item: A) -> R:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            _send(self._process.stdin, pickle.dumps((function, item)))
            answer = _receive(self._process.stdout)
        except BrokenPipeError as error:
            raise EOFError from error
        value, fault = pickle.loads(answer)
        if fault is not None:
            raise fault
        return value  # type: ignore[no-any-return]

    def end(self) -> str:
        """Kill the process if it lives; return how it ended."""
        self._process.kill() if self._process.poll() is None else None
        status = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        return f"signal {-status}" if status < 0 else f"status {status}"


def serve() -> None:
    """Answer calls from stdin until it ends: the whole life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
    with os.fdopen(os.dup(1), "wb") as out, os.fdopen(os.dup(0), "rb") as calls:
        os.dup2(2, 1)  # whatever prints must not come between two frames
        while True:
            try:
                frame = _receive(calls)
            except EOFError:
                return
            try:
                _send(out, _answer(frame))
            except BrokenPipeError:
                return


def _answer(frame: bytes) -> bytes:
    try:
        function, item = pickle.loads(frame)
        return pickle.dumps((function(item), None))
    except Exception as error:  # it is raised again in the parent
        try:
            answer = pickle.dumps((None, error))
            pickle.loads(answer)
        except Exception:  # one that does not travel
            return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
        return answer


def _send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(len(frame).to_bytes(_SIZE, "big") + frame)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = stream.read(_SIZE)
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    if len(head) < _SIZE or len(body) < size:
        raise EOFError
    return body
