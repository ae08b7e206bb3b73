"""Score cards: how the targets of each area stand, by outcome alone."""

from __future__ import annotations

from dataclasses import dataclass

from govgraph.namespaces import DCAT, GG
from govgraph.publication import findings, plots
from govgraph.publication.page import Page
from govgraph.publication.pages import rows
from govgraph.publication.pages.home import Counts
from govgraph.publication.pages.rows import TargetRow

MAX_TARGETS, DRAWN = 1000, 12


@dataclass(frozen=True, slots=True)
class Score:
    """One area: how many of its targets have each outcome, and how many are decided."""

    area: str
    counts: tuple[int, ...]
    total: int
    decided: int
    met: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All areas, with a drawing of the first of them and one by year of maturity."""

    scores: tuple[Score, ...]
    dots: str
    timeline: str
    due: tuple[tuple[str, str], ...]

    def years(self) -> list[tuple[str, list[int]]]:
        """Return how many targets of each outcome fall due in each year."""
        found: dict[str, list[int]] = {}
        for year, slug in sorted(self.due):
            found.setdefault(year, [0] * len(findings.OUTCOMES))
            found[year][findings.OUTCOMES.index(slug)] += 1
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Card:
    """One area: its targets grouped by outcome."""

    area: str
    groups: tuple[tuple[str, tuple[TargetRow, ...]], ...]
    unassessed: tuple[TargetRow, ...]


def overview(page: Page, counted: Counts) -> Overview:
    """Return the table of all areas."""
    scores = []
    for area in sorted({area for area, _ in counted.pairs}):
        counts = tuple(
            counted.outcomes.get((area, findings.OUTCOME + s), 0) for s in findings.OUTCOMES
        )
        by = dict(zip(findings.OUTCOMES, counts, strict=True))
        total = sum(number for (place, _), number in counted.pairs.items() if place == area)
        decided = sum(by[slug] for slug in findings.DECIDED)
        scores.append(Score(area, counts, total, decided, by["met"] + by["within-tolerance"]))
    drawn = scores[:DRAWN]
    groups = [
        [
            slug
            for slug, number in zip(findings.OUTCOMES, s.counts, strict=True)
            for _ in range(number)
        ]
        for s in drawn
    ]
    labels = [page.label(score.area).value for score in drawn]
    due = _years(page, scores)
    return Overview(tuple(scores), plots.dots(groups, labels), plots.timeline(due), tuple(due))


def _years(page: Page, scores: list[Score]) -> list[tuple[str, str]]:
    """Return year and outcome of every dated target, where there are few enough to draw."""
    facts = page.facts
    if sum(score.total for score in scores) > MAX_TARGETS:
        return []
    found = []
    for score in scores:
        for iri in facts.pointing(score.area, GG + "area"):
            period = facts.one(iri, GG + "period") if facts.one(iri, GG + "targetOf") else ""
            finding = findings.outcome(facts, iri) if period else None
            if finding:
                found.append((facts.one(period, DCAT + "endDate")[:4], finding.slug))
    return [pair for pair in found if pair[0]]


def card(page: Page, area: str) -> Card:
    """Return the score card of an area."""
    facts = page.facts
    found = facts.pointing(area, GG + "area", 4 * MAX_TARGETS)
    targets = rows.targets(facts, [t for t in found if facts.one(t, GG + "targetOf")])[:MAX_TARGETS]
    groups = [
        (slug, tuple(r for r in targets if r.finding and r.finding.slug == slug))
        for slug in findings.OUTCOMES
    ]
    rest = tuple(r for r in targets if not r.finding)
    return Card(area, tuple((slug, members) for slug, members in groups if members), rest)
