"""The invented publication that all benchmarks share, opened as a build opens it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import PLEDGES_PER_STATEMENT, Size, write
from govgraph import config, pipeline
from govgraph.config import Settings
from govgraph.context import Context
from govgraph.graph.names import GraphNames
from govgraph.graph.ontology import Ontology
from govgraph.records import pieces, reader
from govgraph.records.pieces import Piece
from govgraph.records.record import Record

STATEMENTS = Path("data", "records", "statements.jsonl")


@dataclass(frozen=True, slots=True)
class Publication:
    """A generated publication: its settings, words and mapping."""

    folder: Path
    settings: Settings
    words: Ontology
    mapping: Context
    names: GraphNames

    def pieces(self) -> Iterator[Piece]:
        """Yield the statements in pieces as a build cuts them."""
        size = self.settings.limits.batch_triples * 40  # bytes of JSON a triple
        return pieces.cut(self.folder / STATEMENTS, STATEMENTS.name, size)

    def statements(self) -> Iterator[list[Record]]:
        """Yield the statements, batch by batch."""
        for piece in self.pieces():
            yield list(reader.trees(piece))


def generated(folder: Path, pledges: int) -> None:
    """Generate a publication of so many pledges, at least one statement."""
    areas = max(1, min(3000, pledges // 100))
    write(folder, Size(max(pledges, PLEDGES_PER_STATEMENT), areas))


def opened(folder: Path) -> Publication:
    """Open a generated publication."""
    settings = config.load(folder / config.FILE_NAME)
    words, mapping = pipeline.load_words(settings)
    return Publication(folder, settings, words, mapping, GraphNames(settings.version))


@contextmanager
def place(keep: Path | None, pledges: int) -> Iterator[Path]:
    """Give the folder for a publication of a size: below `keep`, or one that vanishes."""
    if keep:
        yield keep / str(pledges)
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
