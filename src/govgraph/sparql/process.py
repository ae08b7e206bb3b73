"""A worker process: the caged program of ``worker.py`` and the two pipes to it."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from govgraph.errors import DamagedStore, QueryTimeout
from govgraph.sparql.question import Bounds

_PROGRAM = Path(__file__).with_name("worker.py")
START_SECONDS = 10.0


class Worker:
    """One caged process and its two pipes."""

    def __init__(self, store: Path, bounds: Bounds) -> None:
        arguments = [str(store.resolve()), str(bounds.memory), str(bounds.niceness)]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(_PROGRAM), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.cage = ""

    def start(self) -> None:
        """Wait until the store is open.

        Raises:
            DamagedStore: it could not be opened, or neither cage is to be had.
            QueryTimeout: it took too long.
        """
        frame = self._receive(time.monotonic() + START_SECONDS)
        if frame is None or frame[:1] != b"R":
            raise DamagedStore("the store cannot be opened by a query worker; build again")
        self.cage = frame[1:].decode()

    def ask(self, frame: bytes, deadline: float) -> bytes | None:
        """Return the answering frame, or None when the process broke; `deadline` is monotonic.

        Raises:
            QueryTimeout: it is late; the process must be killed.
        """
        try:
            _write_all(self._stdin, len(frame).to_bytes(4, "big") + frame)
        except OSError:
            return None
        return self._receive(deadline)

    def kill(self) -> None:
        """Kill the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def reap(self) -> None:
        """Kill the process, wait for its end and close the pipes."""
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    @property
    def _stdin(self) -> int:
        assert self._process.stdin is not None
        return self._process.stdin.fileno()

    def _receive(self, deadline: float) -> bytes | None:
        head = self._read(4, deadline)
        return head and self._read(int.from_bytes(head, "big"), deadline)

    def _read(self, size: int, deadline: float) -> bytes | None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        content = bytearray()
        while len(content) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not waiting.poll(left * 1000):
                raise QueryTimeout("the answer took too long")
            chunk = os.read(descriptor, min(size - len(content), 1 << 20))
            if not chunk:
                return None
            content += chunk
        return bytes(content)


def started(store: Path, bounds: Bounds) -> Worker:
    """Return a worker that has opened the store.

    Raises:
        DamagedStore: it could not, or took too long; nothing of it is left.
    """
    worker = Worker(store, bounds)
    try:
        worker.start()
    except (DamagedStore, QueryTimeout) as error:
        worker.reap()
        raise DamagedStore(str(error)) from error
    return worker


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
