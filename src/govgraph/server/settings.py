"""What a server is told at its start: what it serves, as whom, and within which limits."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from govgraph.sparql.question import CANNED, PUBLIC, Bounds

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on requests and clients; sizes in bytes, times in seconds.

    A client may spend `budget` seconds of query work, refilled `budget_refill` a minute, and
    make `errors` queries fail on a limit, refilled `errors_refill` a minute; it may hold
    `client_places` of the queue.
    """

    body: int = 64 * 1024
    url: int = 60 * 1024
    headers: int = 128 * 1024
    header_seconds: float = 10.0
    body_seconds: float = 10.0
    keep_alive: int = 5
    connections: int = 8_000
    requests: int = 1_000
    cache: int = 40 << 20
    cached_answer: int = 1 << 20
    query: int = 16 * 1024
    budget: float = 20.0
    budget_refill: float = 10.0
    errors: float = 10.0
    errors_refill: float = 5.0
    client_places: int = 4
    public: Bounds = PUBLIC
    canned: Bounds = CANNED


@dataclass(frozen=True, slots=True)
class Profile:
    """What the pages and headers say of the publication; labels by language tag."""

    title: dict[str, str] = field(default_factory=dict)
    licence: str = ""
    publisher: str = ""


# What `govgraph.toml` calls the bounds of public queries.
_PUBLIC = {
    "query_seconds": "seconds",
    "rows": "rows",
    "bytes": "size",
    "memory": "memory",
    "workers": "workers",
    "queue": "queue",
}


def limits(told: Mapping[str, int | float]) -> Limits:
    """Return the limits as shipped, but for what a publication tells under ``[server]``.

    >>> limits({"query_seconds": 5, "body": 1000}).public.seconds
    5
    """
    rest = dict(told)
    public = {_PUBLIC[key]: rest.pop(key) for key in list(rest) if key in _PUBLIC}
    canned = {"seconds": rest.pop("canned_seconds")} if "canned_seconds" in rest else {}
    return replace(
        Limits(),
        public=replace(PUBLIC, **public),  # type: ignore[arg-type]
        canned=replace(CANNED, **canned),  # type: ignore[arg-type]
        **rest,  # type: ignore[arg-type]
    )


class Sealed(Protocol):
    """What is served: a sealed release, its folder and what its manifest says."""

    @property
    def folder(self) -> Path:
        """Return its folder."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Return its manifest."""

    @property
    def name(self) -> str:
        """Return its name."""

    @property
    def store(self) -> Path:
        """Return the folder of its store."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One server: the link to the release it serves, where it stands, whom it trusts.

    `current` is ``dist/current``, followed to each new release, which `open` opens;
    `faults` names what in it is not as it was sealed, `store_faults` what in its store alone.
    `root_path` is the path under
    which a proxy shows it, without a slash at the end; `preview` a base to show IRIs under
    instead of the publication's, or ''. Forwarded addresses are believed from `proxies` only.
    """

    current: Path
    open: Callable[[Path], Sealed]
    faults: Callable[[Path], Sequence[str]] = lambda folder: ()
    store_faults: Callable[[Path], Sequence[str]] = lambda folder: ()
    queries: Path | None = None
    root_path: str = ""
    preview: str = ""
    proxies: tuple[Network, ...] = ()
    profile: Profile = field(default_factory=Profile)
    limits: Limits = field(default_factory=Limits)
    log_requests: bool = False
