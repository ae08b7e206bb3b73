"""Leads: what stands at the top of the page of a pledge, a target, a figure, a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from govgraph.namespaces import DCT, GG, OA, ORG, PROV
from govgraph.publication import findings
from govgraph.publication.facts import Text
from govgraph.publication.findings import Finding
from govgraph.publication.page import Page
from govgraph.publication.pages import rows
from govgraph.publication.pages.rows import TargetRow
from govgraph.publication.quantities import Reading

SOURCE = PROV + "hadPrimarySource"


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Where in a source something stands; `exact` is '' where it may not be quoted."""

    iri: str
    anchor: str
    href: str
    exact: str
    start: str
    end: str
    sha256: str
    snapshot: str
    position_anchor: str
    quote_anchor: str
    wording: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: who said it, in which post of which body, where, and which sources tell."""

    iri: str
    speaker: str
    post: str
    body: str
    on: str
    event: str
    event_basis: str
    mode: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingLead:
    """One finding with its arithmetic in words."""

    iri: str
    outcome: str
    period: str
    figure: str
    deviation: str
    sources: tuple[str, ...]
    explanation: Text | None
    on: str
    method: str


@dataclass(frozen=True, slots=True)
class Report:
    """What officials themselves say of a target: axis 2."""

    iri: str
    status: str
    label: str
    on: str


@dataclass(frozen=True, slots=True)
class TargetLead:
    """A target with its reading, its links to other targets, and each axis of its status."""

    iri: str
    anchor: str
    indicator: str
    pledge: str
    level: str
    reading: Reading | None
    period: str
    period_basis: str
    baseline: str
    assessability: str
    pace: str
    links: tuple[tuple[str, str], ...]
    variants: tuple[tuple[str, str], ...]
    evidence: tuple[EvidenceSpan, ...]
    findings: tuple[FindingLead, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class PledgeLead:
    """A pledge: its quotes, statements, traits, targets, and rival claims of the same thing."""

    quotes: tuple[EvidenceSpan, ...]
    statements: tuple[Said, ...]
    traits: tuple[tuple[str, str], ...]
    targets: tuple[TargetLead, ...]
    rivals: tuple[TargetRow, ...] = field(default=())


def pledge(page: Page, iri: str) -> PledgeLead:
    """Return the lead of a pledge."""
    facts = page.facts
    spans = [evidence(page, e) for e in facts.many(iri, GG + "evidence")]
    own = facts.many(iri, GG + "hasTarget")
    leads = tuple(target(page, t) for t in sorted(own, key=lambda t: (_stretch(page, t), t)))
    traits = [(key, value) for key, name in _TRAITS for value in facts.many(iri, GG + name)]
    return PledgeLead(
        quotes=tuple(e for e in spans if e.exact),
        statements=tuple(said(page, s) for s in facts.many(iri, GG + "statedIn")),
        traits=tuple(traits),
        targets=leads,
        rivals=tuple(rivals(page, own)),
    )


_TRAITS = (
    ("area", "concernsArea"),
    ("kind", "pledgeKind"),
    ("strength", "commitmentStrength"),
    ("plan-character", "planCharacter"),
    ("sector", "sector"),
    ("platform", "concernsPlatform"),
    ("cluster", "concernsCluster"),
    ("project", "concernsProject"),
    ("programme", "concernsProgramme"),
    ("place", "concernsPlace"),
    ("lead-body", "leadBody"),
    ("states-figure", "statesFigure"),
)


def _stretch(page: Page, iri: str) -> bool:
    return page.facts.one(iri, GG + "targetLevel").endswith("stretch")


def rivals(page: Page, own: list[str]) -> list[TargetRow]:
    """Return the targets of other pledges on the same area, indicator and period."""
    facts, found = page.facts, []
    for iri in own:
        indicator = facts.one(iri, GG + "indicator")
        area, period = facts.one(iri, GG + "area"), facts.one(iri, GG + "period")
        if not period:
            continue
        for other in facts.pointing(area, GG + "area"):
            if (
                other not in own
                and facts.one(other, GG + "indicator") == indicator
                and facts.one(other, GG + "period") == period
                and facts.one(other, GG + "comparator")
                and facts.one(other, GG + "targetOf")
            ):
                found.append(other)
    return rows.targets(facts, [*(own if found else ()), *dict.fromkeys(found)])


def said(page: Page, iri: str) -> Said:
    """Return who made a statement, and where it is reported."""
    facts = page.facts
    post = facts.one(iri, GG + "inCapacityOf")
    body = facts.one(iri, GG + "attributedTo") or facts.one(post, ORG + "postIn")
    return Said(
        iri=iri,
        speaker=facts.one(iri, GG + "statedBy"),
        post=post,
        body=body,
        on=facts.one(iri, GG + "statedOn"),
        event=facts.one(iri, GG + "atEvent"),
        event_basis=facts.one(iri, GG + "atEventBasis"),
        mode=facts.one(iri, GG + "reportingMode"),
        sources=tuple(facts.many(iri, GG + "reportedIn")),
    )


def evidence(page: Page, iri: str, *, wording: bool = False) -> EvidenceSpan:
    """Return where a piece of evidence stands; its link leads to the page that holds it."""
    facts = page.facts
    position = quote = ""
    for selector in facts.many(iri, OA + "hasSelector"):
        if facts.one(selector, OA + "exact"):
            quote = selector
        elif facts.one(selector, OA + "start"):
            position = selector
    place = page.target(iri)
    return EvidenceSpan(
        iri=iri,
        anchor=iri.partition("#")[2],
        href=place.href if place else "",
        exact=facts.one(quote, OA + "exact") if quote else "",
        start=facts.one(position, OA + "start") if position else "",
        end=facts.one(position, OA + "end") if position else "",
        sha256=facts.one(iri, GG + "fragmentSha256"),
        snapshot=facts.one(iri, OA + "hasSource"),
        position_anchor=position.partition("#")[2],
        quote_anchor=quote.partition("#")[2],
        wording=wording,
    )


def target(page: Page, iri: str) -> TargetLead:
    """Return a target with everything that is said of it."""
    facts = page.facts
    current = findings.current(facts, iri)
    return TargetLead(
        iri=iri,
        anchor=iri.rpartition("/")[2],
        indicator=facts.one(iri, GG + "indicator"),
        pledge=facts.one(iri, GG + "targetOf"),
        level=facts.one(iri, GG + "targetLevel"),
        reading=page.reading(iri),
        period=facts.one(iri, GG + "period"),
        period_basis=facts.one(iri, GG + "periodBasis"),
        baseline=facts.one(iri, GG + "baseline"),
        assessability=facts.one(iri, GG + "assessability"),
        pace=next((f.pace for f in reversed(current) if f.pace), ""),
        links=tuple((k, v) for k, name in _LINKS for v in facts.many(iri, GG + name)),
        variants=tuple(_variants(page, iri)),
        evidence=tuple(evidence(page, e) for e in facts.many(iri, GG + "evidence")),
        findings=tuple(finding(page, f) for f in reversed(current)),
        reports=tuple(report(page, r) for r in facts.pointing(iri, GG + "reportsOn")),
    )


_LINKS = (
    ("recurrence", "recurrence"),
    ("reading-as", "reading"),
)


def _variants(page: Page, iri: str) -> list[tuple[str, str]]:
    facts = page.facts
    found = [
        (key, other)
        for key, name in (
            ("reading-of", "readingOf"),
            ("refines", "refinesTarget"),
            ("part-of", "partOfTarget"),
            ("growth-of", "growthOfTarget"),
        )
        for other in facts.many(iri, GG + name)
    ]
    return [*found, *(("other-reading", t) for t in facts.pointing(iri, GG + "readingOf"))]


def report(page: Page, iri: str) -> Report:
    """Return what officials say of their own target."""
    facts = page.facts
    return Report(
        iri,
        facts.one(iri, GG + "officialStatus"),
        facts.one(iri, GG + "originalLabel"),
        facts.one(iri, GG + "statusAsOf"),
    )


def finding(page: Page, found: Finding) -> FindingLead:
    """Return a finding with the figure it rests on and its arithmetic."""
    facts = page.facts
    return FindingLead(
        iri=found.iri,
        outcome=found.outcome,
        period=found.period,
        figure=found.figure,
        deviation=page.quantities.deviation(
            found.deviation, facts.one(found.figure, GG + "unit"), page.language
        )
        if found.deviation and found.figure
        else "",
        sources=tuple(facts.many(found.figure, SOURCE)) if found.figure else (),
        explanation=_explanation(page, found.iri),
        on=found.assessed_on,
        method=found.method,
    )


def _explanation(page: Page, iri: str) -> Text | None:
    """Return the arithmetic of a finding, percent signs set close as everywhere on the pages."""
    text = page.text(iri, GG + "explanation")
    return Text(text.value.replace(" %", "%"), text.language) if text else None


def observation(page: Page, iri: str) -> dict[str, Any]:
    """Return the lead of a figure: what it is of, who published it, what it decides."""
    facts = page.facts
    about = [facts.one(iri, GG + name) for name in ("area", "indicator", "period", "vintage")]
    used = [findings.read(facts, f).target for f in facts.pointing(iri, GG + "usesObservation")]
    key = about[:3]
    others = [
        other
        for other in facts.pointing(about[1], GG + "indicator")
        if other != iri
        and facts.one(other, GG + "value")
        and [facts.one(other, GG + n) for n in ("area", "indicator", "period")] == key
    ]
    return {
        "figure": page.figure(iri),
        "about": [iri for iri in about if iri],
        "publisher": facts.one(iri, DCT + "publisher"),
        "sources": facts.many(iri, SOURCE),
        "used_by": rows.targets(facts, dict.fromkeys(used)),
        "rivals": others,
    }
