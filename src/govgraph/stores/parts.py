"""A release cut into its graphs: one spool file each, with what verification asks for."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import DamagedStore, DiskFull

BLOCK = 1 << 18
# Bytes held in memory before they go to the spool, over all graphs.
HELD_BYTES = 4 << 20
SAMPLES = 1000
_END = b" .\n"
# Lines that follow each other in one graph, cut out at once: a step of Python a line costs twice.
_RUN = re.compile(rb".* <([^<> ]*)> \.\n(?:.* <\1> \.\n)*+")
_PREDICATE = re.compile(rb"[^ ]* ([^ ]*).*\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One graph of a release: a file of sorted N-Triples lines and what is in it.

    `digest` is the sha256 of the file, `predicates` counts triples by predicate IRI, `samples`
    are lines from all over the graph.
    """

    graph: str
    path: Path
    triples: int
    size: int
    digest: str
    predicates: dict[str, int]
    samples: tuple[bytes, ...]

    def blocks(self) -> Iterator[bytes]:
        """Return the bytes of the graph, a block at a time."""
        with self.path.open("rb") as stream:
            yield from iter(lambda: stream.read(BLOCK), b"")

    def batches(self, most_lines: int, most_bytes: int) -> Iterator[bytes]:
        """Return the lines in batches of at most that many lines and about that many bytes."""
        batch: list[bytes] = []
        size = 0
        with self.path.open("rb") as stream:
            for line in stream:
                if batch and (len(batch) == most_lines or size + len(line) > most_bytes):
                    yield b"".join(batch)
                    batch, size = [], 0
                batch.append(line)
                size += len(line)
        yield b"".join(batch)

    def triples_sampled(self) -> list[ox.Triple]:
        """Return the sampled triples."""
        text = b"".join(self.samples)
        quads = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
        return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


class Body:
    """The bytes of a part as a request body, which a retry reads from the start.

    `sent` is called with the number of triples that have gone out, about.
    """

    def __init__(self, part: Part, *, compressed: bool, sent: Callable[[int], None]) -> None:
        self.part = part
        self.compressed = compressed
        self.sent = sent

    def __iter__(self) -> Iterator[bytes]:
        squeezer = zlib.compressobj(1, wbits=31) if self.compressed else None
        done = 0
        for block in self.part.blocks():
            yield squeezer.compress(block) if squeezer else block
            done += len(block)
            self.sent(self.part.triples * done // self.part.size)
        if squeezer:
            yield squeezer.flush()


@dataclass(slots=True)
class _Spool:
    """The file of one graph in the making; `runs` are its lines that wait, and end in `tail`."""

    path: Path
    tail: bytes = _END
    runs: list[bytes] = field(default_factory=list)
    triples: int = 0
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    predicates: Counter[bytes] = field(default_factory=Counter)
    samples: list[bytes] = field(default_factory=list)
    stride: int = 1
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def flush(self) -> None:
        if not self.runs:
            return
        text = b"".join(self.runs).replace(self.tail, _END)
        self.runs.clear()
        with self.path.open("ab") as stream:
            stream.write(text)
        self.digest.update(text)
        self.size += len(text)
        lines = text.count(b"\n")
        self.predicates.update(_PREDICATE.findall(text))
        self.triples += lines
        self._sample(text, lines)

    def _sample(self, text: bytes, lines: int) -> None:
        """Take lines by chance, the same at every run: records have a rhythm, strides meet it."""
        while len(self.samples) + lines // self.stride > 2 * SAMPLES:
            self.samples = self.chance.sample(self.samples, len(self.samples) // 2)
            self.stride *= 2
        if self.stride == 1:
            self.samples += text.splitlines(keepends=True)
            return
        # A place falls into a line the likelier the longer it is, and long ones are at most risk.
        places = (self.chance.randrange(len(text)) for _ in range(-(-lines // self.stride)))
        self.samples += sorted({_line(text, place) for place in places})

    def part(self, graph: bytes) -> Part:
        counts = {name.decode()[1:-1]: count for name, count in sorted(self.predicates.items())}
        samples = self.chance.sample(self.samples, min(SAMPLES, len(self.samples)))
        return Part(
            graph.decode(),
            self.path,
            self.triples,
            self.size,
            self.digest.hexdigest(),
            counts,
            tuple(sorted(samples)),
        )


def split(nquads: Path, folder: Path, digest: str) -> tuple[Part, ...]:
    """Cut a gzipped file of sorted N-Quads into its graphs, which are spooled in `folder`.

    `digest` is the sha256 that the uncompressed lines must have (the canonical hash).

    Raises:
        DamagedStore: the file is not the one that was sealed.
        DiskFull: no space for the spool.
    """
    spools: dict[bytes, _Spool] = {}
    whole = hashlib.sha256()
    held = 0
    try:
        for block in _blocks(nquads):
            whole.update(block)
            _sort_out(block, spools, folder)
            held += len(block)
            if held >= HELD_BYTES:
                _flush(spools)
                held = 0
        _flush(spools)
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise DamagedStore(f"{nquads}: damaged ({error}); build again") from error
    except OSError as error:
        raise DiskFull(f"{error.filename or folder}: {error.strerror or error}") from error
    if whole.hexdigest() != digest:
        raise DamagedStore(f"{nquads}: not the file that was sealed; build again")
    return tuple(spools[graph].part(graph) for graph in sorted(spools))


def union(ntriples: Path, folder: Path, graph: str) -> Part:
    """Return the union of a release (gzipped N-Triples) as a part of the name `graph`."""
    spool = _Spool(folder / "union.nt")
    try:
        for block in _blocks(ntriples):
            spool.runs.append(block)
            spool.flush()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedStore(f"{ntriples}: damaged ({error}); build again") from error
    return spool.part(graph.encode())


def _blocks(path: Path) -> Iterator[bytes]:
    """Return the bytes of a file in blocks that end with a line."""
    with gzip.open(path) as unpacked, io.BufferedReader(unpacked, BLOCK) as stream:
        while block := stream.read(BLOCK):
            yield block + stream.readline()


def _sort_out(block: bytes, spools: dict[bytes, _Spool], folder: Path) -> None:
    taken = 0
    for run in _RUN.finditer(block):
        graph = run[1]
        spool = spools.get(graph)
        if spool is None:
            path = folder / f"{len(spools):06d}.nt"
            spool = spools[graph] = _Spool(path, b" <%b> .\n" % graph)
        spool.runs.append(run[0])
        taken += len(run[0])
    if taken != len(block):
        raise ValueError("a line without a graph")


def _line(text: bytes, place: int) -> bytes:
    """Return the line that a byte of a text lies in."""
    return text[text.rfind(b"\n", 0, place) + 1 : text.index(b"\n", place) + 1]


def _flush(spools: dict[bytes, _Spool]) -> None:
    for spool in spools.values():
        spool.flush()
