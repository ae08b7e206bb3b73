"""Before anything is sent: which store is this, and does it take what it will be asked to?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox

from govgraph.config import Credentials
from govgraph.errors import ConfigError, StoreRefused
from govgraph.namespaces import DCT
from govgraph.stores import dialects
from govgraph.stores import store as stores
from govgraph.stores.backoff import Backoff
from govgraph.stores.connection import Connection, Timeouts, checked, place, transient
from govgraph.stores.dialects import Dialect
from govgraph.stores.graph_store import GraphStore, UpdateStore
from govgraph.stores.marker import Names
from govgraph.stores.store import Store

# The endpoint does not understand: the call is at fault, not the store.
_NOT_UNDERSTOOD = (400, 404, 405, 406, 411, 415, 501)


@contextmanager
def connect(
    endpoint: str,
    credentials: Credentials,
    *,
    store: str = "",
    timeouts: Timeouts | None = None,
    backoff: Backoff | None = None,
) -> Iterator[GraphStore]:
    """Give the store at an endpoint, named by `store` or recognised by what it answers.

    Raises:
        ConfigError: the endpoint is no URL, or no such store is known.
        StoreUnreachable, StoreRefused: see Connection.
    """
    with Connection(credentials, timeouts) as connection:
        patience, url = backoff or Backoff(), checked(endpoint)
        dialect = dialects.named(store) if store else recognise(url, connection, patience)
        if dialect.digest:
            connection.use_digest()
        found = GraphStore(url, dialect, connection, patience)
        found.contact()
        yield found


def recognise(endpoint: str, connection: Connection, backoff: Backoff) -> Dialect:
    """Return the dialect that the answer to a plain GET gives away.

    A store may answer with its own page, or refuse: its headers tell all the same.
    """
    parameters = {"query": "ASK {}"}
    try:
        answer = connection.send("GET", endpoint, parameters=parameters)
    except StoreRefused as error:
        found = dialects.recognise(endpoint, error.headers)
        if found is not dialects.GENERIC and not 300 <= error.status < 400:
            return found
        if error.status in _NOT_UNDERSTOOD:
            return dialects.GENERIC
        if not transient(error):
            raise
        answer = backoff.again(lambda: connection.send("GET", endpoint, parameters=parameters))
    return dialects.recognise(endpoint, answer.headers)


def rehearse(store: GraphStore, names: Names) -> Store:
    """Write, read and remove one triple in a probe graph; return the store as it can be used.

    Raises:
        ConfigError: the endpoint does not take or does not show what is written.
        StoreRefused: it wants other credentials.
    """
    try:
        return _write_and_read(store, names)
    except StoreRefused as error:
        if error.status not in _NOT_UNDERSTOOD or store.dialect.name != "generic":
            raise _no_updates(store, error) from error
    update_store = UpdateStore(store.endpoint, store.dialect, store.connection, store.backoff)
    try:
        return _write_and_read(update_store, names)
    except StoreRefused as error:
        raise _no_updates(store, error) from error


def _write_and_read(store: Store, names: Names) -> Store:
    probe = names.probe(secrets.token_hex(8))
    node = ox.NamedNode(probe)
    store.write(probe, [ox.Triple(node, ox.NamedNode(DCT + "identifier"), ox.Literal("probe"))])
    if not stores.holds(store, probe):
        raise ConfigError(
            f"{place(store.endpoint)}: takes an update but does not show it; "
            "is this the endpoint of a read-only copy?"
        )
    store.remove(probe)
    if stores.holds(store, probe):
        raise ConfigError(f"{place(store.endpoint)}: does not remove graph <{probe}>")
    return store


def _no_updates(store: Store, error: StoreRefused) -> Exception:
    if error.status not in _NOT_UNDERSTOOD:
        return error
    return ConfigError(
        f"{place(store.endpoint)}: takes no updates as {store.dialect.name} "
        f"(HTTP {error.status}); give the endpoint that does, or name the store with --store"
    )
