"""Evidence: the exact characters of a source that a statement rests on."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from govgraph.errors import visible

QUOTE_LIMIT = 20
# Of all visible characters of a source, so much may be quoted, in per cent.
QUOTE_BUDGET = 16


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The exact bytes that were read: their digest and two lengths in code points."""

    iri: str
    sha256: str
    code_points: int
    visible: int


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """A stretch of a snapshot, half-open in code points, with the sha256 of its UTF-8 bytes.

    `exact` is the text itself, where it may be quoted.
    """

    snapshot: str
    start: int
    end: int
    sha256: str
    exact: str | None = None


def digest(text: str) -> str:
    """Return the sha256 of a text's UTF-8 bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def visible_length(text: str) -> int:
    """Return the number of code points that are no white space: the base of the quote budget.

    >>> visible_length("增长 7%\\n")
    4
    """
    return sum(not character.isspace() for character in text)


def snapshot_faults(snapshot: Snapshot, text: str) -> list[str]:
    """Return how the lengths of a snapshot differ from the text held."""
    found = {"codePointLength": len(text), "visibleLength": visible_length(text)}
    stated = {"codePointLength": snapshot.code_points, "visibleLength": snapshot.visible}
    return [
        f"{name} is {stated[name]} but the text has {found[name]}"
        for name in found
        if stated[name] != found[name]
    ]


def span_fault(span: EvidenceSpan, text: str) -> str:
    """Return what is wrong with a span over the text held, or ''; never text beyond the span."""
    if not 0 <= span.start < span.end <= len(text):
        return f"offsets {span.start}–{span.end} lie outside the text of {len(text)} characters"
    if any(at < len(text) and unicodedata.combining(text[at]) for at in (span.start, span.end)):
        return f"offsets {span.start}–{span.end} cut a character from its accent"
    found = text[span.start : span.end]
    if span.exact is not None and span.exact != found:
        return f"characters {span.start}–{span.end} read “{visible(found)}”, not “{visible(span.exact)}”"
    if digest(found) != span.sha256:
        return f"characters {span.start}–{span.end} have another sha256 than fragmentSha256"
    return ""


def quoted(spans: list[EvidenceSpan]) -> int:
    """Return how many characters are quoted, over distinct stretches."""
    return sum(end - start for start, end in {(s.start, s.end) for s in spans if s.exact})
