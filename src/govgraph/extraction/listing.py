"""Candidates for people: rows of a table, and the text with its spans marked."""

from __future__ import annotations

import html as markup
import itertools
from collections.abc import Sequence
from typing import Generic, TypeVar

from govgraph.extraction.candidates import Candidate
from govgraph.extraction.mentions import Mention

Part = TypeVar("Part", Candidate, Mention)
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
    "u{text-decoration:underline dotted}"
    "pre{white-space:pre-wrap;font:inherit}"
)


class _Sweep(Generic[Part]):
    """What covers a place of the text, asked from left to right."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._waiting: list[Part] = sorted(parts, key=lambda part: part.start)[::-1]
        self._open: list[Part] = []

    def at(self, start: int) -> list[Part]:
        """Return the parts that cover the character at `start`."""
        while self._waiting and self._waiting[-1].start <= start:
            self._open.append(self._waiting.pop())
        self._open = [part for part in self._open if part.end > start]
        return self._open


def html(source: str, found: Sequence[Candidate], *, explain: bool = False) -> str:
    """Return the text as one HTML page with each candidate's stretch marked.

    Stretches that overlap are cut into pieces; each piece names all candidates it belongs to.
    """
    named = sorted({m for c in found for m in c.mentions}, key=lambda m: (m.start, m.end))
    edges = {0, len(source)}
    edges |= {edge for c in found for edge in (c.start, c.end)}
    edges |= {edge for m in named for edge in (m.start, m.end)}
    spans, names = _Sweep(found), _Sweep(named)
    pieces = []
    for start, end in itertools.pairwise(sorted(edges)):
        covering, beside = spans.at(start), names.at(start)
        piece = _piece(source[start:end], covering, explain=explain)
        pieces.append(_name(piece, beside) if beside else piece)
    return (
        "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'><title>govgraph extract</title>"
        f"<style>{_STYLE}</style><pre>{''.join(pieces)}</pre></html>"
    )


def _name(piece: str, beside: Sequence[Mention]) -> str:
    """Underline a name; its title says what it is and whether it is known."""
    title = "\n".join(f"{m.kind}: {m.iri or '新 new'}" for m in beside)
    return f'<u class="{beside[0].kind}" title="{markup.escape(title, quote=True)}">{piece}</u>'


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
