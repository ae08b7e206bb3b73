"""A release into a store: resumable, verified, and never half a success."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from govgraph.errors import GovgraphError, StoreError
from govgraph.stores import marker, plan, verification
from govgraph.stores.backoff import Backoff
from govgraph.stores.graph_store import GraphStore
from govgraph.stores.marker import Claim, Names, State
from govgraph.stores.plan import Cargo, Plan
from govgraph.stores.preflight import rehearse
from govgraph.stores.store import Store
from govgraph.stores.transfer import Progress, Transfer


def quiet(stage: str, done: int, total: int | None) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did; `rewrites` are the changes of literals that the store is known for."""

    plan: Plan
    store: str
    rewrites: tuple[str, ...] = ()


def dry_run(store: GraphStore, cargo: Cargo) -> Plan:
    """Return what a load would do, and write nothing."""
    names = Names(cargo.base)
    state = marker.read(store, names)
    already = plan.quick(store, cargo, names, state)
    if already is not None:
        return already
    with plan.spooled(cargo, store, names) as graphs:
        return plan.full(store, cargo, names, state, graphs)


def load(
    store: GraphStore,
    cargo: Cargo,
    *,
    resume: bool = False,
    progress: Progress = quiet,
    backoff: Backoff | None = None,
) -> Report:
    """Make the store hold a release, verify it, and mark it; `resume` takes over a dead claim.

    Raises:
        Locked: another loader is at work.
        ConfigError: the endpoint does not take what it must; nothing was sent.
        StoreError: the store failed; its marker says what it holds.
        DamagedStore: the release is not the one that was sealed.
    """
    names = Names(cargo.base)
    state = marker.read(store, names)
    for claim in state.claims:
        if not (resume or claim.dead):
            raise marker.locked(store, claim)
    already = None if state.claims else plan.quick(store, cargo, names, state)
    if already is not None:
        return Report(already, store.dialect.name)
    progress("split", 0, None)
    with plan.spooled(cargo, store, names) as graphs:
        planned = plan.full(store, cargo, names, state, graphs)
        progress("preflight", 0, None)
        ready = rehearse(store, names)
        with _claimed(ready, names, state, planned, progress):
            transfer = Transfer(ready, cargo, names, state, progress, backoff or Backoff())
            met = transfer.carry_out(
                [part for part in graphs if part.graph in planned.send], planned
            )
    return Report(planned, store.dialect.name, tuple(sorted(met)))


def verify(store: GraphStore, cargo: Cargo, progress: Progress = quiet) -> list[str]:
    """Hold every graph of the store against a local release; return what differs, a line each.

    The union is held against its file where the marker says that the store has it. A store without
    a marker was filled from the bulk files: its graphs alone are compared.
    """
    names = Names(cargo.base)
    state = marker.read(store, names)
    faults = []
    if state.release != cargo.release and (state.release or state.graphs):
        said = f"release {state.release}" if state.release else "no complete release"
        faults.append(f"the marker names {said} instead of {cargo.release}")
    union = cargo.union if plan.whole(store, names) in state.graphs else None
    with plan.spooled(replace(cargo, union=union), store, names) as graphs:
        total, done = sum(part.triples for part in graphs), 0
        for part in graphs:
            found, _ = verification.differences(store, plan.target(part.graph, names), part)
            faults += found
            done += part.triples
            progress("verify", done, total)
        extra = sorted(set(state.graphs) - {part.graph for part in graphs})
    return faults + [f"{graph}: not in this release" for graph in extra]


@contextmanager
def _claimed(
    store: Store, names: Names, state: State, planned: Plan, progress: Progress
) -> Iterator[None]:
    """Hold a claim; what dead loaders left is taken over or cleared away.

    Whatever happens, the staged graphs go before the claim that lists them.
    """
    staged = tuple(planned.staging.values())
    for dead in state.claims:
        for graph in sorted(set(dead.staged) - set(staged)):
            store.remove(graph)
        marker.withdraw(store, names, dead)
    claim = marker.claim(store, names, planned.release, staged)
    try:
        progress("claim", 0, None)
        yield
    except (GovgraphError, KeyboardInterrupt):
        _clear(store, names, claim)
        raise
    _clear(store, names, claim)


def _clear(store: Store, names: Names, claim: Claim) -> None:
    """Remove staged graphs and claim; a store that is gone keeps both for the next run to find."""
    try:
        for graph in claim.staged:
            store.remove(graph)
        marker.withdraw(store, names, claim)
    except StoreError:
        return
