"""A store in memory that takes batches and forgets them again.

Oxigraph keeps the memory of what was removed (about half a kilobyte a quad). So once as much was
removed as the reference data holds, the store is made anew: memory stays, at twice the loading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyoxigraph as ox

from govgraph.ntriples import Triple

LEAST = 250_000  # triples
_BATCH = ox.NamedNode("urn:govgraph:batch")


class Scratch:
    """Reference data that stays, beside triples that come and go; `store` holds both.

    What comes lies in a graph of its own, so what the reference data says too is not lost with it.
    """

    def __init__(self, reference: Iterable[ox.Quad] = ()) -> None:
        self._reference = ox.serialize(reference, format=ox.RdfFormat.N_QUADS) or b""
        self._taken = self._removed = 0
        self.store = self._filled()

    def _filled(self) -> ox.Store:
        store = ox.Store()
        store.bulk_load(self._reference, format=ox.RdfFormat.N_QUADS)
        return store

    def take(self, triples: Collection[Triple]) -> None:
        """Take in triples, until they are forgotten."""
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
        self.store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=_BATCH, lenient=True)
        self._taken += len(triples)

    def forget(self) -> None:
        """Remove all that was taken in."""
        self.store.remove_graph(_BATCH)
        self._removed += self._taken
        self._taken = 0
        if self._removed > max(LEAST, len(self.store)):
            self._removed = 0
            self.store = self._filled()
