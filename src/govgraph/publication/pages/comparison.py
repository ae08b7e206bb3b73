"""Comparisons: one indicator across areas and years, with bounds and figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from govgraph.namespaces import DCAT, GG
from govgraph.publication import plots
from govgraph.publication.facts import Facts
from govgraph.publication.page import Page
from govgraph.publication.pages import rows
from govgraph.publication.pages.home import Counts
from govgraph.publication.pages.rows import TargetRow
from govgraph.publication.quantities import decimal

MAX_ROWS, PLOTTED = 500, 40


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in the list of comparisons."""

    indicator: str
    areas: int
    targets: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator: its targets, the most demanding first, its figures, and a drawing."""

    indicator: str
    targets: tuple[TargetRow, ...]
    total: int
    figures: tuple[str, ...]
    unit: str
    drawing: str


def listing(page: Page, counted: Counts) -> list[Line]:
    """Return the indicators that targets use, those of most areas first."""
    areas: dict[str, int] = defaultdict(int)
    targets: dict[str, int] = defaultdict(int)
    for (_, indicator), number in counted.pairs.items():
        areas[indicator] += 1
        targets[indicator] += number
    lines = [Line(i, areas[i], targets[i]) for i in areas]
    return sorted(lines, key=lambda line: (-line.areas, -line.targets, line.indicator))


def build(page: Page, indicator: str) -> Comparison:
    """Return the comparison of an indicator."""
    facts = page.facts
    found = facts.pointing(indicator, GG + "indicator", 4 * MAX_ROWS)
    own = [t for t in found if facts.one(t, GG + "targetOf")]
    targets = rows.targets(facts, own, "bound")
    targets.sort(key=lambda r: facts.one(r.period, DCAT + "endDate"), reverse=True)
    size, unit = _axis(page, [row.iri for row in targets])
    return Comparison(
        indicator=indicator,
        targets=tuple(targets[:MAX_ROWS]),
        total=len(targets),
        figures=tuple(rows.figures(facts, [t for t in found if facts.one(t, GG + "value")])),
        unit=unit,
        drawing=_drawing(page, targets[:PLOTTED], size),
    )


def _axis(page: Page, targets: list[str]) -> tuple[Decimal, str]:
    """Return what one step of the axis is worth in base units, and what it is called."""
    facts = page.facts
    base = next((unit for t in targets if (unit := facts.one(t, GG + "unit"))), "")
    own = page.quantities.named(base)
    if base.endswith("/CCY_CNY"):
        return (
            (Decimal(10**8), "亿元") if page.language == "zh" else (Decimal(10**9), "billion yuan")
        )
    return Decimal(1), page.quantities.unit(own, page.language) if own else ""


def _drawing(page: Page, targets: list[TargetRow], size: Decimal) -> str:
    facts = page.facts
    drawn = [row for row in targets if rows.bound(facts, row.iri) is not None]
    if len(drawn) < 2:
        return ""
    lines, labels = [], []
    for row in drawn:
        lines.append(_interval(facts, row, size))
        reading = page.reading(row.iri)
        said = (reading.symbol or reading.words) if reading else ""
        period = page.label(row.period).value if row.period else ""
        parts = [page.label(row.area).value, period, said]
        if row.finding and row.finding.figure:
            parts.append(f"→ {page.figure(row.finding.figure)}")
        labels.append(("  " if page.language == "zh" else " · ").join(p for p in parts if p))
    return plots.intervals(lines, labels)


def _interval(facts: Facts, row: TargetRow, size: Decimal) -> plots.Interval:
    names = ("lowerBound", "upperBound", "centralValue")
    values = [decimal(facts.one(row.iri, GG + name)) for name in names]
    figure = row.finding.figure if row.finding else ""
    observed = decimal(facts.one(figure, GG + "value")) if figure else None
    lower, upper, centre, value = plots.scaled([*values, observed], size)
    outcome = row.finding.slug if row.finding else ""
    return plots.Interval("", lower, upper, centre, value, outcome)
