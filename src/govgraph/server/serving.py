"""Serving: sockets, processes and uvicorn around the application."""

from __future__ import annotations

import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from govgraph.errors import ConfigError, MachineError
from govgraph.server.app import Application
from govgraph.server.connection import protocol
from govgraph.server.settings import ServerSettings

BACKLOG = 2048
GRACE_SECONDS = 10
SWITCH_SECONDS = 0.0005


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises:
        ConfigError: the address is taken, or none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise ConfigError(
            f"{host}:{port}: cannot listen here ({error.strerror}); choose another with --port"
        ) from error
    opened.listen(BACKLOG)
    opened.set_inheritable(True)
    return opened


def address(opened: socket.socket, root_path: str) -> str:
    """Return the address of a listening socket, for people."""
    host, port = opened.getsockname()[:2]
    shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{root_path}/"


def serve(
    settings: ServerSettings,
    opened: socket.socket,
    processes: int = 1,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until a signal ends it; `ready` is called once requests are answered.

    Raises:
        ConfigError, DamagedStore: there is no release.
    """
    _raise_descriptors()
    _log_to_stderr()
    if processes == 1:
        _serve_one(settings, opened, ready)
    else:
        _supervise(settings, opened, processes, ready)


class _Server(uvicorn.Server):
    """Uvicorn, telling when it has begun."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def _serve_one(settings: ServerSettings, opened: socket.socket, ready: Callable[[], None]) -> None:
    # Threads that wait for workers get their turn soon, however busy the event loop is.
    sys.setswitchinterval(SWITCH_SECONDS)
    application = Application(settings)
    config = uvicorn.Config(
        application,
        http=protocol(settings.limits),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=settings.limits.keep_alive,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
    )
    _Server(config, ready).run(sockets=[opened])


def _supervise(
    settings: ServerSettings, opened: socket.socket, processes: int, ready: Callable[[], None]
) -> None:
    """Run several processes on one socket, and start another for each that dies."""
    children: set[int] = set()
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for pid in children:
            os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children.update(_fork(settings, opened) for _ in range(processes))
    ready()
    while children:
        try:
            pid, _ = os.wait()
        except InterruptedError:
            continue
        children.discard(pid)
        if not stopping:
            children.add(_fork(settings, opened))


def _fork(settings: ServerSettings, opened: socket.socket) -> int:
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    status = 1
    try:
        _serve_one(settings, opened, lambda: None)
        status = 0
    finally:
        os._exit(status)
    return 0


def _raise_descriptors() -> None:
    """Allow as many open sockets as the machine lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 65_536)
    if soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:
            raise MachineError(f"cannot open enough sockets ({error}); see ulimit -n") from error


def _log_to_stderr() -> None:
    """Write our own log to stderr: requests as JSON lines, the rest as text."""
    plain = logging.StreamHandler(sys.stderr)
    plain.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(logging.Formatter("%(message)s"))
    for name, handler in (("govgraph.server", plain), ("govgraph.server.requests", lines)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
