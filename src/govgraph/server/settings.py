"""What a server is told at its start: what it serves, as whom, and within which limits."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from govgraph.sparql.local import CANNED, PUBLIC, Bounds

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
    cache: int = 64 << 20
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


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One server: the link to the release it serves, where it stands, whom it trusts.

    `current` is ``dist/current``, followed to each new release. `root_path` is the path under
    which a proxy shows it, without a slash at the end; `preview` a base to show IRIs under
    instead of the publication's, or ''. Forwarded addresses are believed from `proxies` only.
    """

    current: Path
    queries: Path | None = None
    root_path: str = ""
    preview: str = ""
    proxies: tuple[Network, ...] = ()
    profile: Profile = field(default_factory=Profile)
    limits: Limits = field(default_factory=Limits)
    log_requests: bool = False
