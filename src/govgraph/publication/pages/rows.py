"""Rows: pledges, targets and figures as lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from govgraph.namespaces import DCAT, GG
from govgraph.publication import findings
from govgraph.publication.facts import Facts
from govgraph.publication.findings import OUTCOMES, Finding
from govgraph.publication.quantities import decimal

SHOWN = 200


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target as a table shows it; all texts are IRIs, or ''."""

    iri: str
    pledge: str
    area: str
    indicator: str
    period: str
    level: str
    plan: str
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """One pledge as a list shows it."""

    iri: str
    area: str
    speaker: str
    kind: str
    targets: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class PledgeList:
    """The first pledges of a list, and how many there are; `more`: at least so many."""

    rows: tuple[PledgeRow, ...]
    count: int
    more: bool


def target(facts: Facts, iri: str) -> TargetRow:
    """Return the row of a target."""
    pledge = facts.one(iri, GG + "targetOf")
    return TargetRow(
        iri=iri,
        pledge=pledge,
        area=facts.one(iri, GG + "area"),
        indicator=facts.one(iri, GG + "indicator"),
        period=facts.one(iri, GG + "period"),
        level=facts.one(iri, GG + "targetLevel"),
        plan=facts.one(pledge, GG + "planCharacter") if pledge else "",
        finding=findings.outcome(facts, iri),
    )


def targets(facts: Facts, iris: Iterable[str], order: str = "") -> list[TargetRow]:
    """Return rows of targets, variant readings left out; by area, then indicator, then period.

    `order` is ``bound`` for the most demanding first.
    """
    rows = [target(facts, iri) for iri in iris if not facts.one(iri, GG + "readingOf")]
    if order == "bound":
        return sorted(rows, key=lambda r: (-(bound(facts, r.iri) or Decimal("-1e30")), r.iri))
    return sorted(
        rows,
        key=lambda r: (r.area, r.indicator, facts.one(r.period, DCAT + "endDate") or "9", r.iri),
    )


def bound(facts: Facts, iri: str) -> Decimal | None:
    """Return the one number that a target is compared by, in its base unit."""
    for name in ("lowerBound", "centralValue", "upperBound"):
        value = decimal(facts.one(iri, GG + name))
        if value is not None:
            return value
    return None


def pledge(facts: Facts, iri: str) -> PledgeRow:
    """Return the row of a pledge."""
    speakers = facts.many(iri, GG + "pledgedBy")
    return PledgeRow(
        iri=iri,
        area=facts.one(iri, GG + "concernsArea"),
        speaker=speakers[0] if speakers else "",
        kind=facts.one(iri, GG + "pledgeKind"),
        targets=tuple(targets(facts, facts.many(iri, GG + "hasTarget"))),
    )


def pledges(facts: Facts, iris: Sequence[str], shown: int = SHOWN) -> PledgeList | None:
    """Return the list of pledges; None for none. Those with targets come first."""
    if not iris:
        return None
    rows = [pledge(facts, iri) for iri in iris[:shown]]
    rows.sort(key=lambda r: (not r.targets, r.iri))
    return PledgeList(tuple(rows), len(iris), len(iris) >= 1000)


def tally(rows: Iterable[TargetRow]) -> list[tuple[str, int]]:
    """Return how many targets have each outcome, axis 1 alone, in the order of the vocabulary."""
    counts = Counter(row.finding.slug for row in rows if row.finding)
    return [(slug, counts[slug]) for slug in OUTCOMES if counts[slug]]


def figures(facts: Facts, iris: Iterable[str]) -> list[str]:
    """Return observations by indicator, area, period and vintage."""
    return sorted(
        iris,
        key=lambda i: (
            facts.one(i, GG + "indicator"),
            facts.one(i, GG + "area"),
            facts.one(facts.one(i, GG + "period"), DCAT + "startDate"),
            i,
        ),
    )
