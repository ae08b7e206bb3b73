"""The sorted dataset to files: N-Quads, TriG and JSON-LD keep the graphs, Turtle and
N-Triples hold the union of all but the meta graph."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, cast

import orjson
import pyoxigraph as ox

from govgraph.context import Context
from govgraph.formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE
from govgraph.ntriples import Triple
from govgraph.publication.canonical import Canonical
from govgraph.publication.compaction import Compactor

OPEN_FILES = 128
GZIP_LEVEL = 6
# One piece of the work on a release, for whichever process.
Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file of a release: its name, media type, number of triples or quads (None: no RDF)."""

    name: str
    media_type: str
    triples: int | None


@contextmanager
def gzipped(path: Path) -> Iterator[BinaryIO]:
    """Open a gzip file whose bytes depend on what is written alone."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", GZIP_LEVEL, raw, mtime=0) as stream,
    ):
        yield cast(BinaryIO, stream)


def calls(data: Canonical, folder: Path, context: Context) -> list[Call]:
    """Return what writes the formats; the calls are independent of each other."""
    return [
        partial(_write_by_graph, data.nquads, folder, context),
        partial(_write_turtle_stream, data.union, folder / "govgraph.ttl", context),
        partial(_compress, data.nquads, folder / "govgraph.nq.gz"),
        partial(_compress, data.union, folder / "govgraph.nt.gz"),
    ]


def distributions(data: Canonical) -> list[Distribution]:
    """Return the files that the calls write."""
    triples, quads = data.triples, data.quads
    return [
        Distribution("govgraph.ttl", TURTLE.media_type, triples),
        Distribution("govgraph.jsonld", JSON_LD.media_type, quads),
        Distribution("govgraph.nq.gz", N_QUADS.media_type, quads),
        Distribution("govgraph.trig", TRIG.media_type, quads),
        Distribution("govgraph.nt.gz", N_TRIPLES.media_type, triples),
    ]


def _write_by_graph(nquads: Path, folder: Path, context: Context) -> None:
    with _by_graph(nquads, folder / ".graphs") as graphs:
        _write_trig(graphs, folder / "govgraph.trig", context)
        _write_json_ld(graphs, folder / "govgraph.jsonld", context)


def _compress(path: Path, target: Path) -> None:
    with path.open("rb") as source, gzipped(target) as stream:
        shutil.copyfileobj(source, stream, 1 << 20)


def prefixes(context: Context) -> dict[str, str]:
    """Return the fixed prefixes of all Turtle and TriG."""
    return dict(sorted(context.prefixes.items()))


def write_turtle(triples: Iterable[ox.Triple], path: Path, context: Context) -> int:
    """Write triples as Turtle in a stable order; return their number."""
    ordered = sorted(set(triples), key=_sort_key)
    ox.serialize(ordered, str(path), format=TURTLE.rdf, prefixes=prefixes(context))
    return len(ordered)


def _sort_key(triple: ox.Triple) -> tuple[str, bool, str, str]:
    is_type = triple.predicate.value.endswith("#type")
    return str(triple.subject), not is_type, str(triple.predicate), str(triple.object)


def _write_turtle_stream(ntriples: Path, path: Path, context: Context) -> None:
    triples = ox.parse(path=str(ntriples), format=N_TRIPLES.rdf, lenient=True)  # our own
    ox.serialize(triples, str(path), format=TURTLE.rdf, prefixes=prefixes(context))


@contextmanager
def _by_graph(nquads: Path, folder: Path) -> Iterator[Sequence[tuple[str, Path]]]:
    """Split the lines by graph into files, each sorted; they vanish at the end."""
    folder.mkdir()
    paths: dict[bytes, Path] = {}
    open_files: dict[bytes, BinaryIO] = {}
    try:
        with nquads.open("rb") as source:
            for graph, run in groupby(source, key=_graph):
                if graph not in paths:
                    paths[graph] = folder / f"{len(paths):06d}.nq"
                _stream(graph, paths[graph], open_files).writelines(run)
        for stream in open_files.values():
            stream.close()
        yield sorted((graph.decode()[1:-1], path) for graph, path in paths.items())
    finally:
        shutil.rmtree(folder)


def _graph(line: bytes) -> bytes:
    return line[line.rindex(b" <") + 1 : -3]


def _stream(graph: bytes, path: Path, open_files: dict[bytes, BinaryIO]) -> BinaryIO:
    if graph not in open_files:
        if len(open_files) >= OPEN_FILES:
            open_files.pop(next(iter(open_files))).close()
        open_files[graph] = path.open("ab")
    return open_files[graph]


def _write_trig(graphs: Sequence[tuple[str, Path]], path: Path, context: Context) -> None:
    parsed = (ox.parse(path=str(p), format=N_QUADS.rdf, lenient=True) for _, p in graphs)
    quads = chain.from_iterable(parsed)
    ox.serialize(quads, str(path), format=TRIG.rdf, prefixes=prefixes(context))


def _write_json_ld(graphs: Sequence[tuple[str, Path]], path: Path, context: Context) -> None:
    compactor = Compactor(context)
    with path.open("wb") as stream:
        stream.write(b'{"@context":' + context.encoded.encode() + b',\n"graph":[')
        for number, (graph, part) in enumerate(graphs):
            name = orjson.dumps(compactor.iri(graph, compact=False))
            stream.write((b",\n" if number else b"\n") + b'{"id":' + name + b',"graph":[')
            for position, node in enumerate(compactor.nodes(_triples(part, graph))):
                stream.write((b",\n" if position else b"\n") + orjson.dumps(node))
            stream.write(b"\n]}")
        stream.write(b"\n]}\n")


def _triples(nquads: Path, graph: str) -> Iterator[Triple]:
    """Yield the triples of a file of quads that all lie in one graph."""
    tail = len(f" <{graph}> .\n")
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            yield subject, predicate, rest[:-tail]
