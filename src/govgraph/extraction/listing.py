"""Candidates for people: rows of a table, and the text with its spans marked."""

from __future__ import annotations

import html as markup
import itertools
from collections.abc import Sequence

from govgraph.extraction.candidates import Candidate

_HEAD = ("位置 at", "原文 text", "指标 indicator", "量 measure", "值 value", "时间 period", "类 kind", "地方 place", "发言人 speaker")  # fmt: skip
_SIGNS = {
    "point": "", "atLeast": "≥ ", "greaterThan": "> ", "atMost": "≤ ", "lessThan": "< ",
    "approximately": "≈ ", "range": "", "magnitude": "~级 ",
}  # fmt: skip


def head(*, explain: bool = False) -> tuple[str, ...]:
    """Return the column titles, Chinese and English."""
    return (*_HEAD, "规则 rules") if explain else _HEAD


def value(candidate: Candidate) -> str:
    """Return bounds and unit as people read them.

    >>> from decimal import Decimal
    >>> value(Candidate(0, 1, "", None, None, "level", "atLeast", Decimal(5), None, "percent"))
    '≥ 5 percent'
    """
    low = candidate.lower if candidate.lower is not None else candidate.upper
    number = f"{low}" if low is not None else "?"
    if candidate.comparator == "range":
        number = f"{candidate.lower}–{candidate.upper}"
    return f"{_SIGNS[candidate.comparator]}{number} {candidate.unit or ''}".rstrip()


def row(candidate: Candidate, *, explain: bool = False) -> tuple[str, ...]:
    """Return one candidate as cells."""
    named = candidate.indicatorText or "—"
    if candidate.indicator:
        named += f" ({candidate.indicator})"
    cells = (
        f"{candidate.start}–{candidate.end}",
        " ".join(candidate.exact.split()),
        named,
        candidate.measure,
        value(candidate),
        candidate.periodText or candidate.periodEnd or "—",
        f"{candidate.kind}/{candidate.commitment}",
        candidate.place or "—",
        candidate.speaker or "—",
    )
    return (*cells, reasons(candidate)) if explain else cells


def reasons(candidate: Candidate) -> str:
    """Return the rule behind each field, in one line."""
    return " ".join(f"{name}={rule}" for name, rule in candidate.rules.items())


_STYLE = (
    "body{font:1rem/1.9 serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "mark{padding:.1em .15em;border-bottom:2px solid;background:#fff3c4}"
    ".outcome{background:#e1efe3}.baseline{background:#e4e8f5}.forecast{background:#f3e3ee}"
    "pre{white-space:pre-wrap;font:inherit}"
)


def html(source: str, found: Sequence[Candidate], *, explain: bool = False) -> str:
    """Return the text as one HTML page with each candidate's stretch marked.

    Stretches that overlap are cut into pieces; each piece names all candidates it belongs to.
    """
    edges = sorted({0, len(source), *(c.start for c in found), *(c.end for c in found)})
    pieces = []
    for start, end in itertools.pairwise(edges):
        covering = [c for c in found if c.start <= start and end <= c.end]
        pieces.append(_piece(source[start:end], covering, explain=explain))
    return (
        "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'><title>govgraph extract</title>"
        f"<style>{_STYLE}</style><pre>{''.join(pieces)}</pre></html>"
    )


def _piece(text: str, covering: Sequence[Candidate], *, explain: bool) -> str:
    shown = markup.escape(text)
    if not covering:
        return shown
    notes = []
    for candidate in covering:
        note = f"{candidate.indicatorText or '—'}: {candidate.measure} {value(candidate)}, {candidate.kind}"
        notes.append(f"{note} [{reasons(candidate)}]" if explain else note)
    title = markup.escape("\n".join(notes), quote=True)
    return f'<mark class="{covering[0].kind}" title="{title}">{shown}</mark>'
