"""Findings: which assessment of a target counts today, and how it was reached."""

from __future__ import annotations

from dataclasses import dataclass

from govgraph.namespaces import DCAT, GG, VOC
from govgraph.publication.facts import Facts

OUTCOMES = (
    "met",
    "within-tolerance",
    "missed",
    "disputed",
    "pending",
    "no-data",
    "not-assessable",
)
DECIDED = ("met", "within-tolerance", "missed", "disputed")
OUTCOME = VOC + "outcome/"


@dataclass(frozen=True, slots=True)
class Finding:
    """One assessment of a target for one period; texts are IRIs, or '' where there is none."""

    iri: str
    target: str
    outcome: str
    period: str
    figure: str
    deviation: str
    pace: str
    method: str
    assessed_on: str

    @property
    def slug(self) -> str:
        """Return the last part of the outcome’s IRI: met, missed …"""
        return self.outcome.rpartition("/")[2]


def of_target(facts: Facts, target: str) -> list[Finding]:
    """Return every finding on a target, the newest first."""
    found = [read(facts, iri) for iri in facts.pointing(target, GG + "assesses")]
    return sorted(found, key=lambda f: (f.assessed_on, f.period, f.iri), reverse=True)


def read(facts: Facts, iri: str) -> Finding:
    """Return one finding."""
    return Finding(
        iri=iri,
        target=facts.one(iri, GG + "assesses"),
        outcome=facts.one(iri, GG + "outcome"),
        period=facts.one(iri, GG + "forPeriod"),
        figure=facts.one(iri, GG + "usesObservation"),
        deviation=facts.one(iri, GG + "deviation"),
        pace=facts.one(iri, GG + "pace"),
        method=facts.one(iri, GG + "method"),
        assessed_on=facts.one(iri, GG + "assessedOn"),
    )


def current(facts: Facts, target: str) -> list[Finding]:
    """Return the finding that counts for each period, the first period first."""
    found = [read(facts, iri) for iri in facts.many(target, GG + "currentAssessment")]
    return sorted(found, key=lambda f: (facts.one(f.period, DCAT + "endDate"), f.iri))


def outcome(facts: Facts, target: str) -> Finding | None:
    """Return the one finding that a table shows of a target: the last that is decided, else the last."""
    found = current(facts, target)
    decided = [f for f in found if f.slug in DECIDED]
    return (decided or found or [None])[-1]  # type: ignore[list-item]
