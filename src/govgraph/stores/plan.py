"""What a load would do, worked out before anything is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from govgraph.errors import ConfigError
from govgraph.stores import parts
from govgraph.stores import store as stores
from govgraph.stores.dialects import Swap
from govgraph.stores.marker import PARTIAL, Held, Names, State
from govgraph.stores.parts import Part
from govgraph.stores.store import DEFAULT, Store


@dataclass(frozen=True, slots=True)
class Cargo:
    """A release to be loaded.

    `nquads` is its gzipped sorted N-Quads file and `digest` the sha256 of the lines in it; `base`
    is the IRI that its things live under; `outside` is the graph about the graphs, which the
    union leaves out; `union` is its gzipped N-Triples file where the default graph is wanted too.
    """

    release: str
    nquads: Path
    digest: str
    base: str
    outside: str
    union: Path | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a load would do: graphs to send (with their triples), to leave, and to drop.

    `staging` names the graph that each of those is loaded into first which readers use now.
    """

    release: str
    former: str
    send: dict[str, int] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    staging: dict[str, str] = field(default_factory=dict)

    @property
    def already(self) -> bool:
        """Return whether the store holds the release as it is."""
        return self.release == self.former and not self.send and not self.drop


def quick(store: Store, cargo: Cargo, names: Names, state: State) -> Plan | None:
    """Return the plan of a release that is in already, which takes no look at its files."""
    wanted = cargo.union is not None
    if state.release != cargo.release or wanted != (whole(store, names) in state.graphs):
        return None
    if not all(_kept(store, graph, held, names) for graph, held in state.graphs.items()):
        return None
    return Plan(cargo.release, state.release, keep=tuple(sorted(state.graphs)))


def full(store: Store, cargo: Cargo, names: Names, state: State, graphs: tuple[Part, ...]) -> Plan:
    """Return the plan for a release whose graphs are known.

    Raises:
        ConfigError: the default graph is asked for and holds what is not ours.
    """
    wanted = {part.graph for part in graphs}
    if names.default in wanted - set(state.graphs) and stores.holds(store, DEFAULT):
        raise ConfigError("--union: the default graph holds other data; clear it first")
    keep = tuple(
        part.graph
        for part in graphs
        if state.graphs.get(part.graph) == Held(part.digest, part.triples)
        and _kept(store, part.graph, state.graphs[part.graph], names)
    )
    send = {part.graph: part.triples for part in graphs if part.graph not in keep}
    drop = tuple(sorted(set(state.graphs) - {part.graph for part in graphs}))
    staging = {
        part.graph: names.staging(cargo.release, number)
        for number, part in enumerate(graphs)
        if part.graph in send and _needs_staging(store, names, part, state)
    }
    return Plan(cargo.release, state.release, send, keep, drop, staging)


def _kept(store: Store, graph: str, held: Held | None, names: Names) -> bool:
    """Return whether a graph still has the size that the marker says."""
    if held is None:
        return False
    return sum(stores.predicates(store, target(graph, names)).values()) == held.triples


def target(graph: str, names: Names) -> str:
    """Return where a graph of the marker lies in the store."""
    return DEFAULT if graph == names.default else graph


def _needs_staging(store: Store, names: Names, part: Part, state: State) -> bool:
    known = state.graphs.get(part.graph)
    if store.dialect.swap is not Swap.MOVE or (known is not None and known.digest == PARTIAL):
        return False
    return stores.holds(store, target(part.graph, names))


@contextmanager
def spooled(cargo: Cargo, store: Store, names: Names) -> Iterator[tuple[Part, ...]]:
    """Give the graphs of a release, spooled; the union comes last, under the marker's name."""
    with tempfile.TemporaryDirectory(prefix="govgraph-load-") as folder:
        graphs = parts.split(cargo.nquads, Path(folder), cargo.digest)
        if cargo.union is not None:
            graphs += (parts.union(cargo.union, Path(folder), whole(store, names)),)
        yield graphs


def whole(store: Store, names: Names) -> str:
    """Return the name of the union in a store: its default graph, where that is one of its own."""
    return names.union if store.dialect.union else names.default
