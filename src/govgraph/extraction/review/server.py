"""Serving the review page on the loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable

from starlette.applications import Starlette

from govgraph.errors import MachineError, MissingExtra

try:
    import uvicorn
except ImportError as error:  # pragma: no cover - the extra is there in every test
    raise MissingExtra("server") from error


def serve(app: Starlette, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is told the address once it answers.

    Port 0 takes any free one. Only 127.0.0.1 is bound.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise MachineError(f"127.0.0.1:{port}: {error.strerror}; choose another --port") from error
    ready(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", server_header=False
    )
    with listening:
        uvicorn.Server(config).run(sockets=[listening])
