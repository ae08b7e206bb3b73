"""HTTP to a store: no redirects, every timeout named, every answer checked, errors in one line."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from govgraph.config import Credentials
from govgraph.errors import ConfigError, StoreRefused, StoreUnreachable, visible

MOST_BYTES = 64 * 1024 * 1024
SHOWN_BODY = 200
# The outcome of a request that ends so is unknown, or another try may succeed.
TRANSIENT = (408, 425, 429, 500, 502, 503, 504)
JSON_RESULTS = ("application/sparql-results+json", "application/json")

_MENDS = {
    401: "set GOVGRAPH_STORE_USER and GOVGRAPH_STORE_PASSWORD",
    403: "this user may not do that; see GOVGRAPH_STORE_USER",
    404: "nothing is there; check the path of the endpoint",
    405: "the endpoint does not take this; is it the one for updates?",
    413: "too big for the server; raise its limit",
    429: "the server is busy; try again later",
}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two bytes, and for one request in all."""

    connect: float = 5
    idle: float = 60
    total: float = 4 * 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, headers in lower case, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """One HTTP client to one store; a context manager.

    Raises of `send`:
        StoreUnreachable: nothing answers, or the answer broke off (the outcome is unknown).
        StoreRefused: an error status, a redirect, or a content type that cannot be right.
    """

    def __init__(
        self,
        credentials: Credentials,
        timeouts: Timeouts | None = None,
        *,
        digest: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.timeouts = timeouts or Timeouts()
        self.credentials = credentials
        self.clock = clock
        self._client = httpx.Client(
            follow_redirects=False,
            timeout=_timeout(self.timeouts, self.timeouts.idle),
            auth=_auth(credentials, digest=digest),
            trust_env=False,
            verify=ssl.create_default_context(),
        )

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def use_digest(self) -> None:
        """Answer with HTTP Digest from now on."""
        auth = _auth(self.credentials, digest=True)
        if auth:
            self._client.auth = auth

    def send(
        self,
        method: str,
        url: str,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterable[bytes] | None = None,
        accept: tuple[str, ...] = (),
        idle: float | None = None,
    ) -> Answer:
        """Send one request and return its whole answer.

        `accept` are the content types that may come back, none meaning any but HTML; `idle`
        is the wait for the next byte where a request takes the store longer than usual.
        """
        request = self._client.build_request(
            method,
            url,
            params=dict(parameters or {}) or None,
            headers={"Accept": ", ".join(accept) or "*/*", **(headers or {})},
            content=content,
            timeout=_timeout(self.timeouts, idle or self.timeouts.idle),
        )
        try:
            answer = self._receive(request)
        except httpx.HTTPError as error:
            raise StoreUnreachable(f"{place(url)}: {_reason(error)}") from error
        self._check(answer, url, accept)
        return answer

    def _receive(self, request: httpx.Request) -> Answer:
        latest = self.clock() + self.timeouts.total
        response = self._client.send(request, stream=True)
        body, size = [], 0
        try:
            for chunk in response.iter_bytes():
                body.append(chunk)
                size += len(chunk)
                if size > MOST_BYTES:
                    raise httpx.DecodingError(f"an answer of more than {MOST_BYTES} bytes")
                if self.clock() > latest:
                    raise httpx.ReadTimeout(f"no whole answer in {self.timeouts.total:g} s")
        finally:
            response.close()
        return Answer(response.status_code, response.headers, b"".join(body))

    def _check(self, answer: Answer, url: str, accept: tuple[str, ...]) -> None:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if 300 <= answer.status < 400:
            target = urlsplit(answer.headers.get("location", "")).hostname or "another address"
            raise StoreRefused(
                f"{place(url)}: redirects to {visible(target)}, which is refused; "
                "give the final URL of the endpoint",
                status=answer.status,
            )
        if not 200 <= answer.status < 300:
            raise self._refusal(answer, url, kind)
        if (
            kind not in accept
            if accept
            else kind == "text/html" and "virtuoso" not in _server(answer)
        ):
            raise StoreRefused(
                f"{place(url)}: unexpected content type ({visible(kind or 'none')}); "
                "is a login page or a proxy in between?",
                status=answer.status,
                headers=answer.headers,
            )

    def _refusal(self, answer: Answer, url: str, kind: str) -> StoreRefused:
        text = answer.body[:4096].decode("utf-8", "replace")
        said = "" if "html" in kind and "<xmp>" not in text else _first_line(text)
        for secret in (self.credentials.password, self.credentials.user):
            said = said.replace(secret, "***") if secret else said
        mend = _MENDS.get(answer.status, "see the log of the store")
        shown = f" ({visible(said)})" if said else ""
        return StoreRefused(
            f"{place(url)}: HTTP {answer.status}{shown}; {mend}",
            status=answer.status,
            body=text[:SHOWN_BODY],
            headers=answer.headers,
            retry_after=_seconds(answer.headers.get("retry-after", "")),
        )


def transient(error: Exception) -> bool:
    """Return whether the outcome of a request is unknown, or another try may succeed."""
    if isinstance(error, StoreRefused):
        return error.status in TRANSIENT
    return isinstance(error, StoreUnreachable)


def place(url: str) -> str:
    """Return a URL fit to be shown: without user, password, query or fragment.

    >>> place("http://me:secret@127.0.0.1:3030/ds?access-token=x")
    'http://127.0.0.1:3030/ds'
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def checked(endpoint: str) -> str:
    """Return an endpoint that may be used.

    Raises:
        ConfigError: it is no http(s) URL, or holds a password or a query.
    """
    try:
        parts = urlsplit(endpoint)
        port_good = parts.port is None or parts.port > 0
        httpx.URL(endpoint)
    except (ValueError, httpx.InvalidURL):
        raise ConfigError(f"{visible(endpoint)}: not a URL; write http://host:port/path") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_good:
        raise ConfigError(f"{visible(place(endpoint))}: not an http(s) URL")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigError(
            f"{place(endpoint)}: no user, password, query or fragment in the endpoint; "
            "credentials go into GOVGRAPH_STORE_USER and GOVGRAPH_STORE_PASSWORD"
        )
    return endpoint


def _timeout(timeouts: Timeouts, idle: float) -> httpx.Timeout:
    return httpx.Timeout(connect=timeouts.connect, read=idle, write=idle, pool=timeouts.connect)


def _auth(credentials: Credentials, *, digest: bool) -> httpx.Auth | None:
    if not credentials.password:
        return None
    if not credentials.user:
        return _Bearer(credentials.password)
    kind = httpx.DigestAuth if digest else httpx.BasicAuth
    return kind(credentials.user, credentials.password)


class _Bearer(httpx.Auth):
    """A password without a user is an access token (QLever, GraphDB)."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token."""
        request.headers["Authorization"] = self._header
        yield request


def _reason(error: httpx.HTTPError) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return f"cannot connect ({visible(words)}); is the store running?"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer in time ({type(error).__name__}); the store is slow or hangs"
    return f"the connection broke ({visible(words)}); what became of the request is unknown"


def _server(answer: Answer) -> str:
    return answer.headers.get("server", "").lower()


def _first_line(text: str) -> str:
    body = text.rpartition("<xmp>")[2].partition("</xmp>")[0] if "<xmp>" in text else text
    return " ".join(body.split())[:SHOWN_BODY]


def _seconds(value: str) -> float | None:
    return float(value) if value.isascii() and value.isdigit() else None
