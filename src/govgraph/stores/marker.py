"""The marker: what a store says about the release it holds, and who is loading it now.

The marker graph lists the graphs of the release, with digest and size once each is verified, and
carries the name of the release only while all of them are. Every loader writes a claim into a
graph of its own, and goes on only if it then finds no other: two that meet may both give way, but
never both go on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from govgraph.errors import ConfigError, Locked
from govgraph.namespaces import DCT, SPDX, VOID, XSD
from govgraph.stores.store import Store, text

_IDENTIFIER = ox.NamedNode(DCT + "identifier")
_HAS_PART = ox.NamedNode(DCT + "hasPart")
_PART_OF = ox.NamedNode(DCT + "isPartOf")
_REFERENCES = ox.NamedNode(DCT + "references")
_TITLE = ox.NamedNode(DCT + "title")
_CREATED = ox.NamedNode(DCT + "created")
_CHECKSUM = ox.NamedNode(SPDX + "checksumValue")
_TRIPLES = ox.NamedNode(VOID + "triples")
_INTEGER = ox.NamedNode(XSD + "integer")

# The digest of a graph that nobody has ever seen whole: it may be filled without care.
PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Names:
    """The graphs that loading needs beside those of the release; `base` is the id base."""

    base: str

    @property
    def marker(self) -> str:
        """Return the marker graph."""
        return self.base + "graph/load"

    @property
    def lock(self) -> str:
        """Return what every claim is a part of."""
        return self.base + "graph/load/lock"

    def claim(self, token: str) -> str:
        """Return the graph of one claim."""
        return f"{self.lock}/{token}"

    @property
    def default(self) -> str:
        """Return the name under which the marker lists the default graph."""
        return self.base + "graph/load/default"

    @property
    def union(self) -> str:
        """Return the graph of the union, where the default graph is all graphs already."""
        return self.base + "graph/load/union"

    def probe(self, token: str) -> str:
        """Return the graph of one preflight."""
        return f"{self.base}graph/load/probe/{token}"

    def staging(self, release: str, number: int) -> str:
        """Return the graph that a graph of a release is staged in."""
        return f"{self.base}graph/load/staging/{release}/{number}"


@dataclass(frozen=True, slots=True)
class Held:
    """A graph that the store is known to hold: its digest and number of triples."""

    digest: str
    triples: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One loader at work: when and what for; `process` tells its host (hashed) and pid."""

    token: str
    release: str
    started: str
    process: str
    staged: tuple[str, ...] = ()

    @property
    def pid(self) -> int | None:
        """Return the pid, where it is one of this host."""
        host, _, pid = self.process.partition(" ")
        return int(pid) if host == _host() and pid.isdigit() else None

    @property
    def dead(self) -> bool:
        """Return whether it ran on this host and runs no more."""
        if self.pid is None:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


@dataclass(frozen=True, slots=True)
class State:
    """What the marker says.

    `release` is '' unless all of its graphs are in and verified. `graphs` maps every graph that
    readers may meet to what it is known to hold, or to None while that is unknown; those `outside`
    are about the others and no part of the union.
    """

    release: str = ""
    graphs: Mapping[str, Held | None] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    claims: tuple[Claim, ...] = ()

    def triples(self, names: Names) -> list[ox.Triple]:
        """Return the content of the marker graph."""
        marker = ox.NamedNode(names.marker)
        found = [ox.Triple(marker, _IDENTIFIER, ox.Literal(self.release))] if self.release else []
        for graph, held in sorted(self.graphs.items()):
            node = ox.NamedNode(graph)
            relation = _REFERENCES if graph in self.outside else _HAS_PART
            found.append(ox.Triple(marker, relation, node))
            if held:
                size = ox.Literal(str(held.triples), datatype=_INTEGER)
                found.append(ox.Triple(node, _CHECKSUM, ox.Literal(held.digest)))
                found.append(ox.Triple(node, _TRIPLES, size))
        return found


def read(store: Store, names: Names) -> State:
    """Return what the store says of itself."""
    found = _by_subject(store, f"GRAPH <{names.marker}> {{ ?s ?p ?o }}")
    about = found.get(names.marker, {})
    outside = frozenset(about.get(_REFERENCES.value, []))
    graphs: dict[str, Held | None] = {}
    for graph in (*about.get(_HAS_PART.value, []), *outside):
        facts = found.get(graph, {})
        digest, size = facts.get(_CHECKSUM.value), facts.get(_TRIPLES.value)
        graphs[graph] = Held(digest[0], int(size[0])) if digest and size else None
    return State(about.get(_IDENTIFIER.value, [""])[0], graphs, outside, claims(store, names))


def claims(store: Store, names: Names) -> tuple[Claim, ...]:
    """Return the loaders that say they are at work, the oldest first."""
    pattern = f"GRAPH ?s {{ ?s <{_PART_OF.value}> <{names.lock}> ; ?p ?o }}"
    every = [
        Claim(
            node.rpartition("/")[2],
            facts.get(_TITLE.value, [""])[0],
            facts.get(_CREATED.value, [""])[0],
            facts.get(_IDENTIFIER.value, [""])[0],
            tuple(sorted(facts.get(_HAS_PART.value, []))),
        )
        for node, facts in _by_subject(store, pattern).items()
    ]
    return tuple(sorted(every, key=lambda claim: (claim.started, claim.token)))


def claim(store: Store, names: Names, release: str, staged: tuple[str, ...] = ()) -> Claim:
    """Write a claim and make sure that it is the only one.

    Raises:
        Locked: another loader is at work; its claim stays, ours is withdrawn.
        ConfigError: what was written cannot be read back.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    mine = Claim(secrets.token_hex(8), release, now, f"{_host()} {os.getpid()}", staged)
    store.write(names.claim(mine.token), _claim_triples(mine, names))
    found = claims(store, names)
    if mine.token not in {each.token for each in found}:
        raise ConfigError(
            f"{store.endpoint}: takes an update but does not show it; "
            "is this the endpoint of a read-only copy?"
        )
    others = [each for each in found if each.token != mine.token]
    if others:
        withdraw(store, names, mine)
        raise locked(store, others[0])
    return mine


def withdraw(store: Store, names: Names, each: Claim) -> None:
    """Remove a claim."""
    store.remove(names.claim(each.token))


def locked(store: Store, other: Claim) -> Locked:
    """Return the error that names another loader."""
    who = f"pid {other.pid}" if other.pid else "another machine"
    return Locked(
        other.pid,
        f"{store.endpoint}: being loaded with {other.release} since {other.started} by {who}; "
        "wait for it, or take over with --resume if it is dead",
    )


def _claim_triples(each: Claim, names: Names) -> list[ox.Triple]:
    node = ox.NamedNode(names.claim(each.token))
    return [
        ox.Triple(node, _PART_OF, ox.NamedNode(names.lock)),
        ox.Triple(node, _TITLE, ox.Literal(each.release)),
        ox.Triple(node, _CREATED, ox.Literal(each.started)),
        ox.Triple(node, _IDENTIFIER, ox.Literal(each.process)),
        *(ox.Triple(node, _HAS_PART, ox.NamedNode(graph)) for graph in each.staged),
    ]


def _by_subject(store: Store, pattern: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in store.select(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}"):
        facts = found.setdefault(text(row["s"]), {})
        facts.setdefault(text(row["p"]), []).append(text(row["o"]))
    return found


def _host() -> str:
    """Return a name of this machine that says nothing about it."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12]
