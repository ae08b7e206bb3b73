"""Header fields: what every answer carries, and how variants and links are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import quote

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
VARY = "Accept, Accept-Language"
CORS: tuple[tuple[bytes, bytes], ...] = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Link, ETag, Location, Retry-After, X-Request-Id, X-Cache, X-Total-Count",
    ),
)
READ = ("GET", "HEAD", "OPTIONS")
ASK = ("GET", "HEAD", "POST", "OPTIONS")
# A release never changes, but the next one takes its place: ask again, cheaply.
SEALED = "public, max-age=60, stale-while-revalidate=600"
IMMUTABLE = "public, max-age=31536000, immutable"


def etag(body: bytes) -> str:
    """Return the strong tag of exactly these bytes."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def matches(condition: str, tag: str) -> bool:
    """Tell whether ``If-None-Match`` holds a tag; weak comparison, as RFC 9110 asks.

    >>> matches('W/"a", "b"', '"a"'), matches("*", '"a"'), matches('"c"', '"a"')
    (True, True, False)
    """
    if condition.strip() == "*":
        return True
    return any(part.strip().removeprefix("W/") == tag for part in condition.split(","))


def link(target: str, relation: str, media_type: str = "") -> str:
    """Return one member of a ``Link`` header."""
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{escaped(target)}>; rel="{relation}"{kind}'


def links(members: Iterable[str]) -> str:
    """Return a ``Link`` header."""
    return ", ".join(members)


def escaped(iri: str) -> str:
    """Return an IRI as an ASCII reference, fit for a header.

    >>> escaped("/id/area/浦东\\r\\nX: y")
    '/id/area/%E6%B5%A6%E4%B8%9C%0D%0AX:%20y'
    """
    return quote(iri, safe="/:?#[]@!$&'()*+,;=%~-._")


def preflight(methods: Sequence[str]) -> dict[str, str]:
    """Return the header fields that answer OPTIONS."""
    return {
        "Allow": ", ".join(methods),
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
        "Cache-Control": "public, max-age=86400",
    }
