"""A remote endpoint as a query engine, read only: the one place of SPARQLWrapper.

SPARQLWrapper builds the requests. It would follow redirects with credentials in hand, take a login
page for success and wait for ever; so the sending and the checking are done here.
"""

from __future__ import annotations

import http.client
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import IO, Any
from urllib.parse import urlsplit

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, RDFXML, TURTLE, SPARQLWrapper

from govgraph.errors import (
    ConfigError,
    QueryError,
    QueryTimeout,
    StoreRefused,
    StoreUnreachable,
    Unverified,
    visible,
)
from govgraph.namespaces import DCT, XSD
from govgraph.sparql.engine import Rows, Term

MOST_BYTES = 256 * 1024 * 1024
_BLOCK = 1 << 16
_ROWS = ("application/sparql-results+json", "application/json")
_XML = "application/rdf+xml"
# In the order asked for: Virtuoso's Turtle writes the decimal 7 as the integer 7.
_TRIPLES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    _XML: ox.RdfFormat.RDF_XML,
}
# A parameter that means any: it binds nothing, yet makes Virtuoso lose the variable.
_NO_OP = re.compile(r"VALUES\s+\?\w+\s*\{\s*UNDEF\s*\}")
# What the loader wrote: which graphs are the release, and which of them are about the others.
_PARTS = f"""SELECT DISTINCT ?part WHERE {{ GRAPH ?marker {{
  ?marker <{DCT}hasPart> ?part FILTER(STRENDS(STR(?marker), "/graph/load")) }} }}"""
_WHOLE_DEFAULT = "/graph/load/default"
_WHOLE_NAMED = "/graph/load/union"


class RemoteEngine:
    """Answers queries from an endpoint, over the union of the release that `govgraph load` put there.

    `timeout` is in seconds, for the whole of an answer. `graphs` are the graphs whose union is
    asked; None leaves it to the endpoint's marker to say, and to the endpoint where there is
    none; () asks the endpoint's default graph as it is.

    Raises of every method, beside those of QueryEngine:
        StoreUnreachable: nothing answers.
        StoreRefused: an error status, a redirect, or a content type that cannot be right.
        Unverified: the answer is cut or broken.
    """

    def __init__(
        self, endpoint: str, *, timeout: float = 60, graphs: Sequence[str] | None = None
    ) -> None:
        self.endpoint = _checked(endpoint)
        self.timeout = timeout
        self._graphs = None if graphs is None else tuple(graphs)
        self._opener = urllib.request.build_opener(
            _NoRedirects,
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        )

    @property
    def graphs(self) -> tuple[str, ...]:
        """Return the graphs whose union is asked; none means the endpoint's default graph."""
        if self._graphs is None:
            rows = self._select(_PARTS, ()).rows
            self._graphs = _chosen(sorted(row[0].value for row in rows if row[0] is not None))
        return self._graphs

    def select(self, query: str) -> Rows:
        """Answer a SELECT query."""
        return self._select(query, self.graphs)

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        answer = self._results(query, "ASK", self.graphs)
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        # Virtuoso answers yes with one row of a column of this name, and no with no row.
        if [variable.value for variable in answer.variables] == ["__ASK_RETVAL"]:
            return any(True for _ in answer)
        raise QueryError("not an ASK query; use select or construct")

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Answer a CONSTRUCT or DESCRIBE query, sorted."""
        kind, body, whole = self._send(query, "CONSTRUCT", TURTLE, tuple(_TRIPLES), self.graphs)
        if not whole:
            # A cut Turtle may look like a shorter one; XML has an end of its own.
            kind, body, whole = self._send(query, "CONSTRUCT", RDFXML, (_XML,), self.graphs)
            if not whole and not body.rstrip().endswith(b"</rdf:RDF>"):
                raise self._cut(EOFError("no end of the document"))
        try:
            triples = {
                ox.Triple(quad.subject, quad.predicate, _canonical(quad.object))
                for quad in ox.parse(body, format=_TRIPLES[kind])
            }
        except (SyntaxError, ValueError) as error:
            raise self._cut(error) from error
        return tuple(sorted(triples, key=str))

    def _select(self, query: str, graphs: Sequence[str]) -> Rows:
        answer = self._results(query, "SELECT", graphs)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("not a SELECT query; use construct or ask")
        columns = tuple(variable.value for variable in answer.variables)
        try:
            rows = tuple(tuple(_cell(row[name]) for name in columns) for row in answer)
        except (SyntaxError, ValueError) as error:
            raise self._cut(error) from error
        return Rows(columns, rows)

    def _results(
        self, query: str, kind: str, graphs: Sequence[str]
    ) -> ox.QuerySolutions | ox.QueryBoolean:
        _, body, _ = self._send(query, kind, JSON, _ROWS, graphs)
        try:
            found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._cut(error) from error
        assert not isinstance(found, ox.QueryTriples)
        return found

    def _send(
        self, query: str, kind: str, wanted: str, accept: Sequence[str], graphs: Sequence[str]
    ) -> tuple[str, bytes, bool]:
        """Return content type and body of an answer, and whether HTTP says where it ends."""
        wrapper = SPARQLWrapper(self.endpoint, returnFormat=wanted)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(_NO_OP.sub("", query))
        wrapper.queryType = kind
        for graph in graphs:
            wrapper.addDefaultGraph(graph)
        latest = time.monotonic() + self.timeout
        try:
            request = wrapper._createRequest()
            request.add_header("Accept", ", ".join(accept))
            with self._opener.open(request, timeout=self.timeout) as response:
                found = response.headers.get_content_type()
                if found not in accept or "content-type" not in response.headers:
                    raise StoreRefused(
                        f"{self.endpoint}: unexpected content type ({visible(found)}); "
                        "is a login page or a proxy in between?",
                        status=response.status,
                    )
                delimited = response.length is not None or response.chunked
                return found, _body(response, latest), delimited
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from error
        except TimeoutError as error:
            raise self._slow() from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise self._slow() from error
            words = " ".join(str(reason).split()) or type(error).__name__
            raise StoreUnreachable(
                f"{self.endpoint}: no whole answer ({visible(words)}); is the store running?"
            ) from error

    def _refusal(self, error: urllib.error.HTTPError) -> Exception:
        if 300 <= error.code < 400:
            target = urlsplit(error.headers.get("location", "")).hostname or "another address"
            return StoreRefused(
                f"{self.endpoint}: redirects to {visible(target)}, which is refused; "
                "give the final URL of the endpoint",
                status=error.code,
            )
        said = " ".join(error.read(4096).decode("utf-8", "replace").split())
        shown = "" if "html" in error.headers.get_content_type() else f" ({visible(said)})"
        if error.code == 400:
            return QueryError(f"{self.endpoint}: the endpoint refuses the query{shown}")
        return StoreRefused(
            f"{self.endpoint}: HTTP {error.code}{shown}; see the log of the store",
            status=error.code,
        )

    def _slow(self) -> QueryTimeout:
        return QueryTimeout(f"{self.endpoint}: no whole answer in {self.timeout:g} s; ask for less")

    def _cut(self, error: Exception) -> Unverified:
        words = " ".join(str(error).split())
        return Unverified(f"{self.endpoint}: the answer is cut or broken ({visible(words)})")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Turns every redirect into the error that it is here."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow nothing."""
        return


def _body(response: Any, latest: float) -> bytes:
    """Read a body.

    Raises:
        TimeoutError: it takes too long.
        HTTPException: it is shorter than it says, or too long.
    """
    parts, size = [], 0
    while block := response.read1(_BLOCK):
        parts.append(block)
        size += len(block)
        if size > MOST_BYTES:
            raise http.client.HTTPException(f"an answer of more than {MOST_BYTES} bytes")
        if time.monotonic() > latest:
            raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _checked(endpoint: str) -> str:
    try:
        parts = urlsplit(endpoint)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or "@" in parts.netloc or parts.fragment:
        raise ConfigError("not an endpoint: write http(s)://host:port/path, without a password")
    return endpoint


def _chosen(parts: list[str]) -> tuple[str, ...]:
    """Return which graphs to ask for, of those that a marker lists."""
    if any(part.endswith(_WHOLE_DEFAULT) for part in parts):
        return ()
    whole = tuple(part for part in parts if part.endswith(_WHOLE_NAMED))
    return whole or tuple(parts)


def _cell(term: Any) -> Term | None:
    """Return a term as the embedded store gives it; a blank node gets an IRI."""
    if term is None or isinstance(term, ox.NamedNode):
        return term
    if isinstance(term, ox.Literal):
        literal: ox.Literal = _canonical(term)
        return literal
    return ox.NamedNode(f"urn:blank:{term.value}")


def _canonical(term: Any) -> Any:
    """Return a literal in the one form of its value: stores differ in 1 and true, 6.50 and 6.5."""
    if not isinstance(term, ox.Literal):
        return term
    value, kind = term.value, term.datatype.value
    if kind == XSD + "boolean" and value in ("0", "1"):
        return ox.Literal("true" if value == "1" else "false", datatype=term.datatype)
    if kind == XSD + "decimal" and "." in value:
        return ox.Literal(value.rstrip("0").rstrip(".") or "0", datatype=term.datatype)
    return term
