"""One load from the claim to the last marker: stage, swap, verify, clear away, mark."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from govgraph.errors import Unverified
from govgraph.stores import store as stores
from govgraph.stores import verification
from govgraph.stores.backoff import Backoff
from govgraph.stores.marker import PARTIAL, Held, Names, State
from govgraph.stores.parts import Part
from govgraph.stores.plan import Cargo, Plan, target
from govgraph.stores.store import Store

# Called with the name of a stage, how many triples of it are done, and how many there are.
Progress = Callable[[str, int, int | None], None]


class Transfer:
    """One load from the claim to the last marker.

    While graphs are swapped, `graphs`, `met` and the marker are written by `_check` alone, which
    runs beside.
    """

    def __init__(
        self,
        store: Store,
        cargo: Cargo,
        names: Names,
        state: State,
        progress: Progress,
        backoff: Backoff,
    ) -> None:
        self.store, self.cargo, self.names = store, cargo, names
        self.progress, self.backoff = progress, backoff
        self.graphs = dict(state.graphs)
        self.release = state.release
        self.outside = state.outside | {cargo.outside}
        self.met: set[str] = set()
        self.unmarked = 0
        self.sent = 0
        self.total = 0

    def carry_out(self, graphs: list[Part], planned: Plan) -> set[str]:
        """Stage, swap, verify, clear away, mark; return the rewrites met."""
        self.total = sum(part.triples for part in graphs)
        for part in graphs:
            if part.graph in planned.staging:
                self._stage(planned.staging[part.graph], part)
        if planned.send or planned.drop:
            self._touch(graphs)
        self._swap_all(graphs, planned)
        for graph in planned.drop:
            self.progress("clear", 0, None)
            self.store.remove(target(graph, self.names))
            self.graphs.pop(graph, None)
        self.progress("mark", 0, None)
        self.release = self.cargo.release
        self._mark()
        self.progress("done", self.total, self.total)
        return self.met

    def _stage(self, graph: str, part: Part) -> None:
        """Load a part beside the graph that readers use, and verify it there."""
        self.progress("stage", self.sent, self.total)
        if not verification.counted(self.store, graph, part):
            self.store.remove(graph)
            self._send(graph, part, bulk=False)
        verification.verify(self.store, graph, part, samples=self._samples(part))

    def _touch(self, graphs: list[Part]) -> None:
        """Say in the marker that these graphs are about to change: write ahead."""
        for part in graphs:
            live = target(part.graph, self.names)
            known = self.graphs.get(part.graph)
            untouched = part.graph not in self.graphs and not stores.holds(self.store, live)
            partial = untouched or (known is not None and known.digest == PARTIAL)
            self.graphs[part.graph] = Held(PARTIAL, 0) if partial else None
        self.release = ""
        self._mark()

    def _swap_all(self, graphs: list[Part], planned: Plan) -> None:
        """Replace the graphs one by one; a new one is sent while the one before is verified.

        A graph that readers use is touched only when all before it are verified.
        """
        checked: Future[None] | None = None
        with ThreadPoolExecutor(1, "verify") as beside:
            for part in graphs:
                if checked and not self._new(part):
                    checked.result()
                self._swap(part, planned.staging.get(part.graph, ""))
                if checked:
                    checked.result()
                checked = beside.submit(self._check, part)
            self.progress("verify", self.sent, self.total)
            if checked:
                checked.result()

    def _swap(self, part: Part, staged: str) -> None:
        """Replace one graph."""
        live = target(part.graph, self.names)
        if staged:
            self.progress("swap", self.sent, self.total)
            self._move(staged, live, part)
            return
        bulk = bool(self.store.dialect.bulk) and self._new(part)
        if bulk and stores.holds(self.store, live):
            self.store.remove(live)
        self._send(live, part, bulk=bulk)

    def _check(self, part: Part) -> None:
        """Verify one graph, and mark it as soon as that is cheap."""
        live = target(part.graph, self.names)
        self.met |= verification.verify(self.store, live, part, samples=self._samples(part))
        self.graphs[part.graph] = Held(part.digest, part.triples)
        self.unmarked += part.triples
        # The marker is as long as the list of graphs: with many small ones, not after each.
        if self.unmarked >= 4 * len(self.graphs):
            self._mark()

    def _new(self, part: Part) -> bool:
        """Return whether nobody has ever seen the graph whole."""
        known = self.graphs.get(part.graph)
        return known is not None and known.digest == PARTIAL

    def _send(self, graph: str, part: Part, *, bulk: bool) -> None:
        before = self.sent
        # Where the former content has the same counts, they cannot tell which of the two it is.
        telling = not verification.counted(self.store, graph, part)

        def sent(triples: int) -> None:
            self.progress("send", before + triples, self.total)

        self.backoff.settle(
            lambda: self.store.replace(graph, part, sent, bulk=bulk),
            lambda: telling and verification.counted(self.store, graph, part),
        )
        self.sent = before + part.triples

    def _move(self, source: str, target: str, part: Part) -> None:
        def move() -> None:
            # A MOVE from a graph that is gone would empty the target.
            if not verification.counted(self.store, source, part):
                raise Unverified(f"{self.store.endpoint}: lost the staged graph <{source}>")
            self.store.move(source, target)

        def moved() -> bool:
            gone = not stores.holds(self.store, source)
            return gone and verification.counted(self.store, target, part)

        self.backoff.settle(move, moved)

    def _samples(self, part: Part) -> int:
        return verification.MOST_SAMPLES * part.triples // max(self.total, 1)

    def _mark(self) -> None:
        state = State(self.release, self.graphs, self.outside)
        self.store.write(self.names.marker, state.triples(self.names))
        self.unmarked = 0
