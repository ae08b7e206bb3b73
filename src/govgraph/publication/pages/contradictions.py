"""Contradictions: claims on the same thing that do not agree, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from govgraph.namespaces import GG
from govgraph.publication import findings
from govgraph.publication.facts import Facts
from govgraph.publication.page import Page
from govgraph.publication.pages import rows
from govgraph.publication.pages.rows import TargetRow

LIMIT = 500

_TARGETS = """SELECT DISTINCT ?one ?other WHERE {
  ?one gg:area ?area ; gg:indicator ?indicator ; gg:period ?period ; gg:targetLevel ?level ; gg:targetOf ?p .
  ?other gg:area ?area ; gg:indicator ?indicator ; gg:period ?period ; gg:targetLevel ?level ; gg:targetOf ?q .
  FILTER(STR(?one) < STR(?other) && ?p != ?q)
} ORDER BY ?area ?indicator ?one ?other LIMIT 500"""
_FIGURES = """SELECT DISTINCT ?one ?other WHERE {
  ?one gg:area ?area ; gg:indicator ?indicator ; gg:period ?period ; gg:value ?v .
  ?other gg:area ?area ; gg:indicator ?indicator ; gg:period ?period ; gg:value ?w .
  FILTER(STR(?one) < STR(?other) && ?v != ?w)
} ORDER BY ?area ?indicator ?one ?other LIMIT 500"""
_READINGS = f"SELECT ?v ?t {{ ?v gg:readingOf ?t }} ORDER BY ?t ?v LIMIT {LIMIT}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two targets on the same thing, and whether their bounds differ."""

    targets: tuple[TargetRow, ...]
    agree: bool


@dataclass(frozen=True, slots=True)
class Readings:
    """A target with another admissible reading of it."""

    target: TargetRow
    variants: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class Contradictions:
    """All that does not agree, or is said twice."""

    pairs: tuple[Pair, ...]
    repeated: tuple[Pair, ...]
    figures: tuple[tuple[str, str], ...]
    readings: tuple[Readings, ...]
    disputed: tuple[TargetRow, ...]


def build(page: Page) -> Contradictions:
    """Return what the page of contradictions shows."""
    facts = page.facts
    pairs = [
        Pair((rows.target(facts, a), rows.target(facts, b)), agree(facts, a, b))
        for a, b in _asked(facts, _TARGETS)
    ]
    variants: dict[str, list[str]] = {}
    for variant, own in facts.select(_READINGS):
        variants.setdefault(own, []).append(variant)
    disputed = facts.pointing(findings.OUTCOME + "disputed", GG + "outcome", LIMIT)
    return Contradictions(
        pairs=tuple(p for p in pairs if not p.agree),
        repeated=tuple(p for p in pairs if p.agree),
        figures=tuple(_asked(facts, _FIGURES)),
        readings=tuple(
            Readings(rows.target(facts, t), tuple(rows.target(facts, v) for v in found))
            for t, found in variants.items()
        ),
        disputed=tuple(rows.target(facts, findings.read(facts, f).target) for f in disputed),
    )


def agree(facts: Facts, one: str, other: str) -> bool:
    """Tell whether two targets set the same bounds."""
    names = ("lowerBound", "upperBound", "centralValue", "lowerInclusive", "upperInclusive")
    return all(facts.one(one, GG + n) == facts.one(other, GG + n) for n in names)


def _asked(facts: Facts, query: str) -> list[tuple[str, str]]:
    return [(one, other) for one, other in facts.select(query)]
