"""The evidence in records, held against the texts where they are at hand."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govgraph import evidence
from govgraph.errors import ConfigError, Location, RecordError
from govgraph.evidence import EvidenceSpan, Snapshot
from govgraph.records.record import Node, Record


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of holding the evidence against texts: counts, and every disagreement."""

    verified: int
    not_held: int
    quoted: int
    errors: list[RecordError]


def verify(records: Iterable[Record], files: Sequence[Path]) -> Verification:
    """Check every offset, hash and quote whose snapshot is among `files` (by its sha256).

    A text that is held under another digest than any snapshot's is held against all snapshots
    of its length, so that the place of a change is named.

    Raises:
        ConfigError: a file cannot be read as UTF-8.
    """
    texts = {hashlib.sha256(raw).hexdigest(): _text(path, raw) for path, raw in _read(files)}
    snapshots: dict[str, tuple[Snapshot, Location]] = {}
    spans: dict[str, list[tuple[EvidenceSpan, Location]]] = defaultdict(list)
    for record in records:
        for path, node in record.nodes():
            if node.get("type") == "TextSnapshot":
                snapshot = _snapshot(node)
                snapshots[snapshot.iri] = snapshot, record.place(path)
            elif node.get("type") == "Evidence" and (span := _span(node)):
                spans[span.snapshot].append((span, record.place(path)))
    errors: list[RecordError] = []
    verified = not_held = quoted = 0
    for iri, found in spans.items():
        text, faults = _held(snapshots.get(iri), texts)
        errors += faults
        if text is None:
            not_held += len(found)
            continue
        bad = list(_span_errors(found, text))
        errors += bad
        errors += _budget_errors(snapshots[iri], [span for span, _ in found])
        verified += len(found) - len(bad)
        quoted += evidence.quoted([span for span, _ in found])
    return Verification(verified, not_held, quoted, errors)


def _read(files: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    for path in files:
        try:
            for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
                yield file, file.read_bytes()
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8; convert it") from error


def _snapshot(node: Node) -> Snapshot:
    points, shown = node.get("codePointLength"), node.get("visibleLength")
    return Snapshot(
        str(node.get("id")),
        str(node.get("sha256")),
        points if isinstance(points, int) else -1,
        shown if isinstance(shown, int) else -1,
    )


def _span(node: Node) -> EvidenceSpan | None:
    selectors = node.get("selector")
    start = end = None
    exact = None
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        if isinstance(selector, dict):
            start, end = selector.get("start", start), selector.get("end", end)
            exact = selector.get("exact", exact)
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    quote = exact if isinstance(exact, str) else None
    return EvidenceSpan(
        str(node.get("snapshot")), start, end, str(node.get("fragmentSha256")), quote
    )


def _held(
    known: tuple[Snapshot, Location] | None, texts: dict[str, str]
) -> tuple[str | None, list[RecordError]]:
    if known is None:
        return None, []
    snapshot, place = known
    text = texts.get(snapshot.sha256)
    faults = [] if text is None else evidence.snapshot_faults(snapshot, text)
    if text is None:
        near = [t for t in texts.values() if abs(len(t) - snapshot.code_points) <= 16]
        if not near:
            return None, []
        text = min(near, key=lambda t: abs(len(t) - snapshot.code_points))
        faults = ["the text at hand has another sha256 than the snapshot"]
        faults += evidence.snapshot_faults(snapshot, text)
    return text, [
        RecordError(place, fault, hint="read the source again", code="EVIDENCE") for fault in faults
    ]


def _span_errors(
    spans: Sequence[tuple[EvidenceSpan, Location]], text: str
) -> Iterator[RecordError]:
    for span, place in spans:
        fault = evidence.span_fault(span, text)
        if fault:
            yield RecordError(
                place, fault, hint="correct the offsets, hash or quote", code="EVIDENCE"
            )


def _budget_errors(
    known: tuple[Snapshot, Location], spans: list[EvidenceSpan]
) -> Iterator[RecordError]:
    snapshot, place = known
    used = evidence.quoted(spans)
    if used * 100 > evidence.QUOTE_BUDGET * snapshot.visible:
        yield RecordError(
            place,
            f"{used} of {snapshot.visible} characters are quoted, more than {evidence.QUOTE_BUDGET} %",
            hint="drop quotes",
            code="QUOTE_BUDGET",
        )
