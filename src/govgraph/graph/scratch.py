"""A store in memory that takes batches and forgets them again.

Oxigraph keeps the memory of what was removed (about half a kilobyte a quad). So once as much was
removed as the reference data holds, the store is made anew: memory stays, at twice the loading.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

LEAST = 250_000  # quads


class Scratch:
    """Reference data that stays, beside quads that come and go; `store` holds both."""

    def __init__(self, reference: Iterable[ox.Quad] = ()) -> None:
        self._reference = ox.serialize(reference, format=ox.RdfFormat.N_QUADS) or b""
        self._removed = 0
        self.store = self._filled()

    def _filled(self) -> ox.Store:
        store = ox.Store()
        store.bulk_load(self._reference, format=ox.RdfFormat.N_QUADS)
        return store

    def forget(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads that are no reference data."""
        for quad in quads:
            self.store.remove(quad)
            self._removed += 1
        if self._removed > max(LEAST, len(self.store)):
            self._removed = 0
            self.store = self._filled()
