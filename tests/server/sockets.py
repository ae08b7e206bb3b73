"""Raw sockets: what no well-bred client would send."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


def send(port: int, content: bytes, seconds: float = 10.0) -> bytes:
    """Send bytes and return everything that comes back until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(content)
        return receive(connection)


def receive(connection: socket.socket) -> bytes:
    """Return everything until the other side closes, or nothing came for the time-out."""
    found = b""
    try:
        while chunk := connection.recv(65_536):
            found += chunk
    except (TimeoutError, ConnectionResetError):
        pass
    return found


def closed_after(connection: socket.socket, seconds: float) -> float:
    """Return after how many seconds the other side closed; fail above the limit."""
    started = time.monotonic()
    connection.settimeout(seconds)
    while connection.recv(65_536):
        pass
    return time.monotonic() - started


@dataclass
class Canary:
    """A listener that must hear nothing."""

    port: int
    hits: list[bytes] = field(default_factory=list)


@contextmanager
def canary() -> Iterator[Canary]:
    """Listen on the loopback and note whoever comes."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    bird = Canary(listener.getsockname()[1])
    ended = threading.Event()

    def listen() -> None:
        while not ended.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                bird.hits.append(b"connected")

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield bird
    finally:
        ended.set()
        thread.join()
        listener.close()
