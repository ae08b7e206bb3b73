"""All records of a publication: read and checked once, streamed as often as needed.

Records that people write and whatever others lean on are kept; statements and figures in JSON
Lines or CSV are read again for each pass, so memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govgraph.config import Limits
from govgraph.context import Context
from govgraph.errors import Location, RecordError, RecordProblems
from govgraph.records import reader, registry
from govgraph.records.checks import Check
from govgraph.records.observations import Units
from govgraph.records.record import Record
from govgraph.records.references import References

Counted = tuple[Record, int]


@dataclass
class Corpus:
    """The checked records below a data folder.

    `reference` and `statements` hold (record, promised triples); `streams` are the files that
    hold further statements and figures; `places` leads from a node's id to where it stands; `triples` is what all records promise.
    """

    root: Path
    context: Context
    limits: Limits
    units: Units = reader.no_units
    reference: list[Counted] = field(default_factory=list)
    statements: list[Counted] = field(default_factory=list)
    streams: list[Path] = field(default_factory=list)
    places: dict[str, Location] = field(default_factory=dict)
    count: int = 0
    triples: int = 0

    def __iter__(self) -> Iterator[Counted]:
        """Yield every record with its promised triples, reference data first."""
        yield from self.reference
        yield from self._statements()

    def batches(self) -> Iterator[list[Counted]]:
        """Yield all statements and figures in batches of about the same number of triples."""
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

    def _statements(self) -> Iterator[Counted]:
        yield from self.statements
        for path in self.streams:
            for record in reader.read(path, self.root, self.limits, self.units):
                if isinstance(record, RecordError):
                    raise record
                if not record.is_reference:
                    yield record, Check(record, self.context).triples


def load(
    root: Path,
    folders: Sequence[Path],
    context: Context,
    limits: Limits,
    is_concept: Callable[[str], bool],
    progress: Callable[[int], None] = lambda _: None,
    units: Units = reader.no_units,
) -> Corpus:
    """Read and check every record below `folders`.

    Raises:
        RecordProblems: every fault of every file, at once.
    """
    corpus = Corpus(root, context, limits, units)
    references = References(context, is_concept)
    paths = reader.find(root, folders, limits)
    errors: list[RecordError] = list(reader.twins(paths, root))
    for path in paths:
        streamed = path.suffix in reader.STREAMED_SUFFIXES
        if streamed:
            corpus.streams.append(path)
        for record in reader.read(path, root, limits, units):
            if isinstance(record, RecordError):
                errors.append(record)
                continue
            check = Check(record, context)
            errors += check.errors
            errors += references.add(check)
            corpus.count += 1
            corpus.triples += check.triples
            progress(corpus.count)
            if record.is_reference:
                corpus.reference.append((record, check.triples))
            elif not streamed:
                corpus.statements.append((record, check.triples))
    errors += references.errors()
    errors += _registry_errors(root, references)
    if errors:
        raise RecordProblems(errors)
    corpus.places = references.defined
    return corpus


def _registry_errors(root: Path, references: References) -> list[RecordError]:
    path = root / registry.FILE_NAME
    if not path.exists():  # a publication made by a machine keeps its ids elsewhere
        return []
    try:
        entries, errors = registry.load(path)
    except RecordError as error:
        return [error]
    return [*errors, *registry.disagreements(entries, references.defined)]
