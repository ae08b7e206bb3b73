"""Batches whose outcomes are written to files: the work of one process, and what is left of it.

The files of a batch are named by the hash of all that decides what it gives. The last of them is
put in place by one rename, so what a killed run left is either whole or done again.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from govgraph.errors import Location
from govgraph.graph import batch, nquads
from govgraph.graph.batch import BatchStages, Outcome
from govgraph.records import reader
from govgraph.records.pieces import Piece
from govgraph.validation.judge import Verdict

SUFFIXES = (".nq", ".figures", ".wide")


@dataclass(frozen=True, slots=True)
class Task:
    """One batch to be made: a piece of JSON Lines, or the targets and figures of whole areas.

    `ground` is the file that its ground lies pickled in, `folder` takes the outcome, `seed` is the
    hash of the ground and of the program.
    """

    ground: str
    folder: str
    seed: str
    piece: Piece | None = None
    promised: int = 0
    areas: str = ""  # a file of lines

    @property
    def name(self) -> str:
        """Return what the files of the outcome are called."""
        if self.piece is None:
            content = hashlib.sha256(Path(self.areas).read_bytes()).hexdigest()
            place = "areas"
        else:
            content = self.piece.digest()
            place = f"{self.piece.name}\n{self.piece.line}\n{self.promised}"
        return hashlib.sha256(f"{self.seed}\n{content}\n{place}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch gave: sorted lines in files, the rest at hand."""

    lines: Path
    figures: Path
    wide: Path
    graphs: frozenset[str]
    verdict: Verdict | None


def make(task: Task) -> Written:
    """Make a batch, or find it made."""
    stem = Path(task.folder, task.name)
    done = stem.with_suffix(".done")
    if done.exists() and (found := _found(stem)):
        return found
    stages = batch.stages(task.ground)
    outcome = _areas(stages, task) if task.piece is None else _piece(stages, task.piece, task)
    _put(stem.with_suffix(".nq"), nquads.sorted_text(outcome.graphs))
    _write(stem.with_suffix(".figures"), outcome.figures)
    verdict = outcome.verdict
    _write(stem.with_suffix(".wide"), (w[:-1] for w in verdict.wide) if verdict else ())
    if verdict is not None:
        verdict.wide = []
    fresh = stem.with_suffix(".new")
    fresh.write_bytes(pickle.dumps((_sizes(stem), outcome.asserted, verdict)))
    fresh.rename(done)
    found = _found(stem)
    assert found is not None
    return found


def _sizes(stem: Path) -> list[int]:
    return [stem.with_suffix(suffix).stat().st_size for suffix in SUFFIXES]


def _found(stem: Path) -> Written | None:
    """Return what lies there, None where a file was cut short by a crash of the machine."""
    try:
        sizes, graphs, verdict = pickle.loads(stem.with_suffix(".done").read_bytes())
        if sizes != _sizes(stem):
            return None
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    lines, figures, wide = (stem.with_suffix(suffix) for suffix in SUFFIXES)
    return Written(lines, figures, wide, graphs, verdict)


def _piece(stages: BatchStages, piece: Piece, task: Task) -> Outcome:
    records = [record for record in reader.trees(piece) if not record.is_reference]
    base = stages.ground.mapping.base

    @cache
    def places() -> dict[str, Location]:  # asked for where something is at fault
        return batch.located(records)

    def locate(focus: str, path: str | None) -> Location | None:
        return batch.locator(places(), base)(focus, path)

    return stages.batch(records, task.promised, locate)


def _areas(stages: BatchStages, task: Task) -> Outcome:
    lines = Path(task.areas).read_text(encoding="utf-8").splitlines()
    return stages.assess(lines, _nowhere)


def _nowhere(focus: str, path: str | None) -> Location | None:
    return None


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write distinct lines, sorted."""
    found = sorted(set(lines))
    found.append("")
    _put(path, "\n".join(found))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
