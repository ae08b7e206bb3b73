"""Figures: accepted outcomes as rows of `data/observations/<area>.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govgraph import evidence
from govgraph.extraction.candidates import Candidate
from govgraph.extraction.draft import Draft, period_record
from govgraph.extraction.figure_table import Row, dump, read
from govgraph.extraction.stated import comparator, stated

# A value that was reached, or just stated, is exact; the others are intervals.
_EXACT = frozenset({"cmp:reach", "cmp:stated-value"})


@dataclass(slots=True)
class Figures:
    """The figures written from one source, and those left aside with the reason."""

    written: list[str] = field(default_factory=list)
    left: list[tuple[Candidate, str]] = field(default_factory=list)

    def add(self, draft: Draft, outcomes: Sequence[Candidate]) -> None:
        """Put a row for each outcome on the desk; the area and body are those of the draft."""
        path = Path("observations") / f"{draft.area}.csv"
        columns, rows = read(draft.desk, path)
        before = len(rows)
        for candidate in outcomes:
            if reason := self._row(draft, candidate, rows):
                self.left.append((candidate, reason))
        if len(rows) > before:
            draft.desk.add_text(str(path), dump(columns, rows))

    def _row(self, draft: Draft, candidate: Candidate, rows: list[Row]) -> str:
        """Append the row of an outcome; return why it cannot be one, or ''."""
        period = _period(draft, candidate)
        if not period:
            return f"no period record from {candidate.periodStart} to {candidate.periodEnd}; add it"
        concept = draft.words.indicators[str(candidate.indicator)]
        value, unit, upper = stated(candidate, concept, draft.words) or ("", concept, "")
        if upper:
            return "a range: write the figure by hand"
        key = {
            "area": f"area/{draft.area}",
            "indicator": f"ind:{candidate.indicator}",
            "period": period,
        }
        same = [row for row in rows if all(row.get(name) == word for name, word in key.items())]
        if same:
            return f"{same[0]['id']} holds {same[0]['value']} already; add the source there, or a revision"
        stem = (
            f"observation/{draft.area}/{candidate.indicator}/{period.split('/')[-1]}/preliminary-"
        )
        iri = draft.desk.mint(stem + draft.desk.next(stem, 1), "Observation", "")
        sign = comparator(candidate)
        exact = draft.held[candidate.start : candidate.end]
        rows.append({
            "id": iri, **key, "value": value, "unit": f"uom:{unit.slug}",
            "comparator": "" if sign in _EXACT else sign, "vintage": "vin:preliminary",
            "publisher": draft.body, "source": draft.source, "confidence": "conf:medium",
            "fragment": f"{draft.snapshot} {candidate.start}-{candidate.end} {evidence.digest(exact)}",
        })  # fmt: skip
        self.written.append(iri)
        return ""


def _period(draft: Draft, candidate: Candidate) -> str:
    """Return the period of an outcome: a year, or a part of one that has a record."""
    start, end = candidate.periodStart or "", candidate.periodEnd or ""
    if start.endswith("-01-01") and end.endswith("-12-31"):
        first, last = start[:4], end[:4]
        iri = f"period/{last}" if first == last else f"period/{first}-{last}"
        period_record(draft, iri, first, last)
        return iri
    for record in draft.desk.of_type("Period"):
        if (record.tree.get("startDate"), record.tree.get("endDate")) == (start, end):
            return record.iri
    return ""
