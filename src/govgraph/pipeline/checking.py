"""How records are checked, without a release."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from govgraph.config import Settings
from govgraph.context import Context
from govgraph.errors import RecordProblems
from govgraph.pipeline.assembly import account_of, assembled, load_words, read, validated
from govgraph.pipeline.progress import Progress, quiet
from govgraph.records import evidence
from govgraph.records.corpus import Corpus
from govgraph.validation.report import ValidationReport


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how many records, how many stretches of evidence, and the report.

    `not_held` counts the evidence whose text was not at hand; `notes` name what was changed in
    place against the former release.
    """

    records: int
    verified: int
    not_held: int
    report: ValidationReport
    notes: tuple[str, ...] = ()


def check(
    settings: Settings,
    texts: Sequence[Path] = (),
    files: Sequence[Path] = (),
    progress: Progress = quiet,
) -> Checked:
    """Read and check the records, their evidence against `texts`, and all against the shapes.

    With `files` only the records in these are held against the shapes.

    Raises:
        RecordProblems: every fault that hinders a graph, at once.
    """
    words, mapping = load_words(settings)
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder)
        records = read(settings, mapping, words, progress, spool / ".read")
        found = evidence.verify((record for record, _ in records), texts)
        if found.errors:
            raise RecordProblems(found.errors)
        changed = _nodes_in(records, settings.data, mapping, files) if files else None
        with assembled(settings, words, mapping, records, spool, progress) as dataset:
            report = validated(dataset, settings, mapping, records, changed)
            notes = account_of(dataset, settings, mapping).notes
    return Checked(records.count, found.verified, found.not_held, report, notes)


def _nodes_in(
    records: Corpus, root: Path, mapping: Context, files: Sequence[Path]
) -> frozenset[str]:
    names = {path.resolve().relative_to(root.resolve()).as_posix() for path in files}
    return frozenset(
        mapping.base + str(node["id"])
        for record, _ in records
        if record.location.path in names
        for _, node in record.nodes()
    )
