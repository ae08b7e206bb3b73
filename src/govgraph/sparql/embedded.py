"""The embedded store of a release: an Oxigraph directory, built once and only read after."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import DamagedStore, DiskFull


def build(folder: Path, *, nquads: Path, ntriples: Path) -> int:
    """Build a store in a fresh folder; return its number of quads.

    The default graph holds the union of the data, so that every query runs as it stands; the
    named graphs stand beside it.

    Raises:
        DiskFull: no space left.
    """
    try:
        store = ox.Store(str(folder))
        store.bulk_load(path=str(ntriples), format=ox.RdfFormat.N_TRIPLES)
        store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
    except OSError as error:
        raise DiskFull(
            f"{folder}: the store could not be written ({error}); free some space"
        ) from error
    return len(store)


def open_store(folder: Path) -> ox.Store:
    """Open a store for reading.

    Raises:
        DamagedStore: it is missing or cannot be opened.
    """
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise DamagedStore(
            f"{folder}: the store cannot be opened ({error}); build again"
        ) from error
