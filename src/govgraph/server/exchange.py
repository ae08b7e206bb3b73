"""An exchange: what the layers of the server know of one request."""

from __future__ import annotations

import ipaddress
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govgraph.server.settings import Network

if TYPE_CHECKING:
    from govgraph.server.generation import Generation

KEY = "govgraph.exchange"


@dataclass(slots=True)
class Exchange:
    """One request: its id, header fields, client and the generation that answers it.

    `sealed` answers hold as long as the release and may be cached; `streamed` ones pass
    through as they are; `route` names the handler for the metrics; `cached` tells a hit.
    """

    fields: dict[bytes, bytes]
    repeated: frozenset[bytes]
    client: str
    generation: Generation
    started: float = field(default_factory=time.perf_counter)
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    route: str = "other"
    sealed: bool = False
    streamed: bool = False
    cached: bool = False

    def header(self, name: bytes) -> str:
        """Return a request header, or ''."""
        return self.fields.get(name, b"").decode("latin-1")


def of(scope: Any) -> Exchange:
    """Return the exchange of an ASGI scope."""
    exchange = scope[KEY]
    assert isinstance(exchange, Exchange)
    return exchange


def fields(headers: Sequence[tuple[bytes, bytes]]) -> tuple[dict[bytes, bytes], frozenset[bytes]]:
    """Return the header fields by name, and the names that came more than once.

    Repeated list fields (Accept) are joined, of the others the first counts.
    """
    found: dict[bytes, bytes] = {}
    repeated = []
    for name, value in headers:
        if name not in found:
            found[name] = value
            continue
        repeated.append(name)
        if name.startswith(b"accept") or name in (b"if-none-match", b"x-forwarded-for"):
            found[name] += b", " + value
    return found, frozenset(repeated)


def client(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the address of the client: the peer, or what a trusted proxy says of it.

    The last address that no trusted proxy has itself added counts; all before it may be made up.
    """
    address = peer
    chain = [part.strip() for part in forwarded.split(",") if part.strip()]
    while chain and _within(address, proxies):
        candidate = chain.pop()
        if not _is_address(candidate):
            break
        address = candidate
    return address


def network(address: str) -> str:
    """Return an address cut to the network that counts as one client: /32, or /64 of IPv6."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


def truncated(address: str) -> str:
    """Return an address as a log may keep it: /24 of IPv4, /48 of IPv6.

    >>> truncated("203.0.113.77"), truncated("2001:db8:1:2::9")
    ('203.0.113.0/24', '2001:db8:1::/48')
    """
    try:
        size = 48 if ":" in address else 24
        return str(ipaddress.ip_network(f"{address}/{size}", strict=False))
    except ValueError:
        return "unknown"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _within(address: str, networks: Sequence[Network]) -> bool:
    if not networks or not _is_address(address):
        return False
    return any(ipaddress.ip_address(address) in network for network in networks)
