"""The stores that govgraph knows: one row each says where they listen and how they swap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from govgraph.errors import ConfigError, nearest
from govgraph.stores import rewrites
from govgraph.stores.rewrites import Rewrite

_QUERY = re.compile(r"/(?:query|sparql)/?$")


class Swap(Enum):
    """How a graph that readers use is replaced.

    PUT: the store replaces a graph in one transaction. MOVE: load beside it, verify, move.
    """

    PUT = "put"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is particular to one store.

    The paths are relative to the base that `base` finds in the endpoint given. `bulk` is the
    parameter that makes a POST skip the transaction. `union` says that the store's default graph
    is all of its graphs already. `digest` says that passwords are asked for by HTTP Digest.
    """

    name: str
    base: re.Pattern[str]
    query: str
    update: str
    graph_store: str
    graph_parameter: str = "graph"
    media_type: str = "application/n-triples"
    gzip: bool = False
    chunked: bool = True
    swap: Swap = Swap.PUT
    bulk: str = ""
    union: bool = False
    digest: bool = False
    private: Mapping[str, str] = field(default_factory=dict)
    rewrites: tuple[Rewrite, ...] = ()

    def urls(self, endpoint: str, *, private: bool) -> tuple[str, str, str]:
        """Return the URLs for queries, updates and graphs; `private` where a password is known."""
        if self.name == "generic":
            return endpoint, _QUERY.sub("/update", endpoint), _QUERY.sub("/data", endpoint)
        found = self.base.fullmatch(endpoint)
        root = found[1] if found else endpoint.rstrip("/")
        paths = (self.query, self.update, self.graph_store)
        if private:
            paths = tuple(self.private.get(path, path) for path in paths)  # type: ignore[assignment]
        query, update, graph_store = (root + path for path in paths)
        return query, update, graph_store


_CANONICAL = (
    rewrites.canonical_integer,
    rewrites.canonical_decimal,
    rewrites.boolean_as_word,
    rewrites.lower_language,
    rewrites.offset_as_z,
)

OXIGRAPH = Dialect(
    name="oxigraph",
    base=re.compile(r"(.*?)/?(?:/(?:query|update|store))?/?"),
    query="/query",
    update="/update",
    graph_store="/store",
    gzip=True,
    bulk="no_transaction",
    rewrites=(*_CANONICAL, rewrites.derived_integer),
)
FUSEKI = Dialect(
    name="fuseki",
    base=re.compile(r"(.*?)/?(?:/(?:query|sparql|update|data|get))?/?"),
    query="/query",
    update="/update",
    graph_store="/data",
    gzip=True,
    rewrites=(*_CANONICAL, rewrites.decimal_with_point),
)
# Its Graph Store Protocol keeps half of a broken body, answers 201 to a chunked one and stores
# nothing of it, and replaces a graph in full view; a MOVE showed readers one of the two.
VIRTUOSO = Dialect(
    name="virtuoso",
    base=re.compile(r"(.*?)/?(?:/(?:sparql|sparql-auth|sparql-graph-crud(?:-auth)?))?/?"),
    query="/sparql",
    update="/sparql",
    graph_store="/sparql-graph-crud",
    graph_parameter="graph-uri",
    media_type="text/turtle",
    chunked=False,
    swap=Swap.MOVE,
    union=True,
    digest=True,
    private={"/sparql": "/sparql-auth", "/sparql-graph-crud": "/sparql-graph-crud-auth"},
    rewrites=(*_CANONICAL, rewrites.boolean_as_digit, rewrites.derived_integer),
)
_RDF4J_BASE = re.compile(r"(.*?/repositories/[^/]+)(?:/(?:statements|rdf-graphs(?:/service)?))?/?")
RDF4J = Dialect(
    name="rdf4j",
    base=_RDF4J_BASE,
    query="",
    update="/statements",
    graph_store="/rdf-graphs/service",
    gzip=False,
    union=True,
    rewrites=(rewrites.lower_language,),
)
GRAPHDB = Dialect(
    name="graphdb",
    base=_RDF4J_BASE,
    query="",
    update="/statements",
    graph_store="/rdf-graphs/service",
    gzip=False,
    union=True,
    rewrites=(rewrites.lower_language,),
)
QLEVER = Dialect(
    name="qlever",
    base=re.compile(r"(.*?)/?"),
    query="",
    update="",
    graph_store="",
    chunked=False,
    union=True,
    rewrites=_CANONICAL,
)
GENERIC = Dialect(
    name="generic",
    base=re.compile(r"(.*)"),
    query="",
    update="",
    graph_store="",
    swap=Swap.MOVE,
    rewrites=_CANONICAL,
)

DIALECTS = {
    dialect.name: dialect
    for dialect in (OXIGRAPH, FUSEKI, VIRTUOSO, GRAPHDB, RDF4J, QLEVER, GENERIC)
}


def named(name: str) -> Dialect:
    """Return the dialect of that name.

    Raises:
        ConfigError: there is none.
    """
    if name in DIALECTS:
        return DIALECTS[name]
    hint = nearest(name, DIALECTS) or f"known are {', '.join(DIALECTS)}"
    raise ConfigError(f"--store {name}: no such store; {hint}")


def recognise(endpoint: str, headers: Mapping[str, str]) -> Dialect:
    """Return the dialect that an answer of the endpoint gives away; generic where nothing does.

    >>> recognise("http://127.0.0.1:7878", {"server": "Oxigraph/0.5.13"}).name
    'oxigraph'
    >>> recognise("http://127.0.0.1:7200/repositories/pledges", {}).name
    'rdf4j'
    """
    server = headers.get("server", "").lower()
    for name in ("oxigraph", "virtuoso", "graphdb", "qlever", "fuseki"):
        if name in server:
            return DIALECTS[name]
    if "fuseki-request-id" in {key.lower() for key in headers}:
        return FUSEKI
    if _RDF4J_BASE.fullmatch(endpoint):
        return RDF4J
    return GENERIC
