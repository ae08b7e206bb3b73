"""The embedded store of a release: an Oxigraph directory, built once and only read after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import DamagedStore, DiskFull, QueryError
from govgraph.sparql.engine import Rows

PIECE = 64 << 20  # bytes


def build(folder: Path, *, nquads: Path, ntriples: Path) -> int:
    """Fill a store in a fresh folder; return its number of quads.

    The default graph holds the union of the data (`ntriples`), so that every query runs as it
    stands; the named graphs (`nquads`) stand beside it.

    Raises:
        DiskFull: no space left.
    """
    with _writing(folder) as store:
        _load(store, ntriples, ox.RdfFormat.N_TRIPLES)
        _load(store, nquads, ox.RdfFormat.N_QUADS)
        store.optimize()
        return len(store)


def describe(folder: Path, triples: Iterable[ox.Triple], graph: str) -> None:
    """Add a description of the release, as one named graph, to its store.

    Raises:
        DiskFull: no space left.
    """
    name = ox.NamedNode(graph)
    with _writing(folder) as store:
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)


@contextmanager
def _writing(folder: Path) -> Iterator[ox.Store]:
    try:
        store = ox.Store(str(folder))
        yield store
        store.flush()
    except OSError as error:
        raise DiskFull(
            f"{folder}: the store could not be written ({error}); free some space"
        ) from error


def _load(store: ox.Store, path: Path, format: ox.RdfFormat) -> None:
    """Load a file in pieces: the bulk loader holds each piece in memory.

    The files are our own, written by the same parser's serializer: nothing is checked twice.
    """
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            store.bulk_load(piece + stream.readline(), format=format, lenient=True)


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


class EmbeddedEngine:
    """The query engine over the embedded store of a release, in this process.

    It has no deadline of its own: fine for the owner of the machine, never for the public.
    """

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder)

    def select(self, query: str) -> Rows:
        """Answer a SELECT query."""
        answer = self._query(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("not a SELECT query; use construct or ask")
        columns = tuple(variable.value for variable in answer.variables)
        rows = tuple(tuple(solution[name] for name in columns) for solution in answer)
        return Rows(columns, rows)

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        answer = self._query(query)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("not an ASK query; use select or construct")
        return bool(answer)

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Answer a CONSTRUCT or DESCRIBE query, sorted."""
        answer = self._query(query)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError("not a CONSTRUCT query; use select or ask")
        return tuple(sorted(answer, key=str))

    def _query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self.store.query(query)
        except SyntaxError as error:
            raise QueryError(f"malformed SPARQL ({' '.join(str(error).split())})") from error
