"""All records of a publication: read and checked once, streamed as often as needed.

Records that people write and whatever others lean on are kept. JSON Lines are checked in pieces,
by as many processes as there are; they, and figures in CSV, are read again for each pass, so
memory does not grow with them.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from govgraph.config import Limits
from govgraph.context import Context
from govgraph.errors import Location, RecordError, RecordProblems
from govgraph.records import packing, pieces, reader, registry
from govgraph.records.checks import Check
from govgraph.records.examination import Examined, Relations, Words, examine, hashes
from govgraph.records.observations import Units
from govgraph.records.pieces import Piece
from govgraph.records.record import Record
from govgraph.records.references import References
from govgraph.workers import Workers

Counted = tuple[Record, int]
# About what a triple takes in JSON: a piece of a file gives about one batch.
BYTES_A_TRIPLE = 40


@dataclass
class Corpus:
    """The checked records below a data folder.

    `reference` and `statements` hold (record, promised triples); `streams` are the files of figures
    in CSV; `pieces` are those of JSON Lines, each with the triples that its statements and figures
    promise; `places` leads from a node's id to where it stands, but for what `pieces` hold in
    bulk; `triples` is what all records promise.
    """

    root: Path
    context: Context
    limits: Limits
    units: Units = reader.no_units
    reference: list[Counted] = field(default_factory=list)
    statements: list[Counted] = field(default_factory=list)
    streams: list[Path] = field(default_factory=list)
    pieces: list[tuple[Piece, int]] = field(default_factory=list)
    places: dict[str, Location] = field(default_factory=dict)
    count: int = 0
    triples: int = 0

    def __iter__(self) -> Iterator[Counted]:
        """Yield every record with its promised triples, reference data first."""
        yield from self.reference
        yield from self._statements()
        for piece, _ in self.pieces:
            for record in reader.trees(piece):
                if not record.is_reference:
                    yield record, Check(record, self.context).triples

    def batches(self) -> Iterator[list[Counted]]:
        """Yield statements and figures outside of JSON Lines, in batches of about equal size."""
        batch: list[Counted] = []
        size = 0
        for counted in self._statements():
            batch.append(counted)
            size += counted[1]
            if size >= self.limits.batch_triples:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def find(self, ids: Collection[str]) -> dict[str, Location]:
        """Return where nodes stand that `places` does not know; reads all pieces again."""
        found: dict[str, Location] = {}
        for piece, _ in self.pieces if ids else ():
            for record in reader.trees(piece):
                for _, node in record.nodes():
                    if node.get("id") in ids:
                        found[str(node["id"])] = record.location
        return found

    def _statements(self) -> Iterator[Counted]:
        yield from self.statements
        for path in self.streams:
            for record in reader.read(path, self.root, self.limits, self.units):
                if isinstance(record, RecordError):
                    raise record
                yield record, Check(record, self.context).triples


def load(
    root: Path,
    folders: Sequence[Path],
    context: Context,
    limits: Limits,
    concepts: frozenset[str],
    spool: Path,
    *,
    further: Sequence[Path] = (),
    progress: Callable[[int], None] = lambda _: None,
    units: Units = reader.no_units,
    workers: Workers | None = None,
) -> Corpus:
    """Read and check every record below `folders`; `spool` is a folder for what is set aside.

    `further` are files and folders of JSON Lines elsewhere.

    Raises:
        RecordProblems: every fault of every file, at once.
    """
    corpus = Corpus(root, context, limits, units)
    reading = _Reading(corpus, concepts, spool, progress)
    paths = reader.find(root, folders, limits)
    errors: list[RecordError] = list(reader.twins(paths, root))
    for path in paths:
        if not reader.is_json_lines(path):
            errors += reading.file(path)
    bulk = [(path, root) for path in paths if reader.is_json_lines(path)]
    for given in further:
        home = given if given.is_dir() else given.parent
        found = reader.find(home, [given], limits)
        bulk += [(path, home) for path in found if path == given or reader.is_json_lines(path)]
    errors += reading.bulk(bulk, workers or Workers())
    errors += reading.errors(paths)
    if errors:
        raise RecordProblems(list({str(error): error for error in errors}.values()))
    return corpus


class _Reading:
    """One pass over all files into a corpus."""

    def __init__(
        self,
        corpus: Corpus,
        concepts: frozenset[str],
        spool: Path,
        progress: Callable[[int], None],
    ) -> None:
        self.corpus = corpus
        self.words = Words(corpus.context, concepts, corpus.limits)
        self.progress = progress
        self.spool = spool
        self.references = References(corpus.context, concepts.__contains__)
        self.relations = Relations(spool / "relations")
        self.doubtful = False

    def file(self, path: Path) -> Iterator[RecordError]:
        """Take in a file of YAML or CSV."""
        corpus = self.corpus
        streamed = path.suffix in reader.STREAMED_SUFFIXES
        if streamed:
            corpus.streams.append(path)
        for record in reader.read(path, corpus.root, corpus.limits, corpus.units):
            if isinstance(record, RecordError):
                yield record
                continue
            check = Check(record, corpus.context)
            yield from check.errors
            yield from self.references.add(check)
            corpus.count += 1
            corpus.triples += check.triples
            self.progress(corpus.count)
            if record.is_reference:
                corpus.reference.append((record, check.triples))
            elif not streamed:
                corpus.statements.append((record, check.triples))

    def bulk(self, files: Sequence[tuple[Path, Path]], workers: Workers) -> Iterator[RecordError]:
        """Take in files of JSON Lines, each with the folder it may not leave, piece by piece."""
        content = pickle.dumps(self.words)
        # Processes keep what they read by the name of the file.
        words = self.spool / f"words-{hashlib.sha256(content).hexdigest()}"
        words.write_bytes(content)
        faults: list[RecordError] = []
        tasks = ((piece, str(words)) for piece in self._cut(files, faults))
        for found in workers.map(examine, tasks):
            yield from found.errors
            self._take(found)
        yield from faults

    def _cut(
        self, files: Sequence[tuple[Path, Path]], faults: list[RecordError]
    ) -> Iterator[Piece]:
        limits = self.corpus.limits
        for number, (path, root) in enumerate(files):
            name = path.relative_to(root).as_posix()
            try:
                reader.check_file(path, root, name, limits)
                plain = packing.unpack(path, name, self.spool / f"plain-{number}", limits)
            except RecordError as error:
                faults.append(error)
                continue
            yield from pieces.cut(plain, name, limits.batch_triples * BYTES_A_TRIPLE)

    def _take(self, found: Examined) -> None:
        corpus = self.corpus
        corpus.reference += found.reference
        corpus.pieces.append((found.piece, found.triples))
        corpus.count += found.count
        corpus.triples += found.triples + sum(triples for _, triples in found.reference)
        for record, _ in found.reference:
            for _, node in record.nodes():
                corpus.places.setdefault(str(node.get("id")), record.location)
        self.relations.add("defined", found.defined)
        self.relations.add("referred", found.referred)
        for edge in found.edges:
            self.references.link(*edge)
        self.doubtful |= found.doubtful
        self.progress(corpus.count)

    def errors(self, paths: Sequence[Path]) -> list[RecordError]:
        """Return what shows only when all records are read."""
        references, corpus = self.references, self.corpus
        registered = (corpus.root / registry.FILE_NAME).exists()
        if not corpus.pieces:
            found = references.errors()
        else:
            self.relations.add("defined", hashes(references.defined))
            ends = {value.partition("#")[0] for value in references.open}
            self.relations.add("referred", hashes(ends))
            wrong = self.doubtful or references.circular() or not self.relations.hold()
            found = []
            if wrong or registered:
                references, found = self._again(paths)
        corpus.places = {**references.defined, **corpus.places}
        return found + _registry_errors(corpus.root, references)

    def _again(self, paths: Sequence[Path]) -> tuple[References, list[RecordError]]:
        """Hold the records against each other one by one, which names what is wrong."""
        corpus = self.corpus
        references = References(corpus.context, self.words.concepts.__contains__)
        found: list[RecordError] = []
        written = (path for path in paths if not reader.is_json_lines(path))
        records = chain.from_iterable(
            (
                *(reader.read(p, corpus.root, corpus.limits, corpus.units) for p in written),
                *(reader.read_piece(piece, corpus.limits) for piece, _ in corpus.pieces),
            )
        )
        for record in records:
            if isinstance(record, Record):
                found += references.relate(Check(record, corpus.context))
        return references, [*found, *references.errors()]


def _registry_errors(root: Path, references: References) -> list[RecordError]:
    path = root / registry.FILE_NAME
    if not path.exists():  # a publication made by a machine keeps its ids elsewhere
        return []
    try:
        entries, errors = registry.load(path)
    except RecordError as error:
        return [error]
    return [*errors, *registry.disagreements(entries, references.defined)]
