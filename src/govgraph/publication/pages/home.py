"""The home page: the map of promises, what stands out, and how much there is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from govgraph.namespaces import DCAT, GG
from govgraph.publication import findings
from govgraph.publication.facts import Facts
from govgraph.publication.page import Page
from govgraph.publication.pages import rows
from govgraph.publication.pages.rows import PledgeRow, TargetRow
from govgraph.publication.quantities import decimal

AREAS, INDICATORS, SHOWN = 12, 14, 5
_COUNTED = (
    ("districts", "AREA"),
    ("officials", "Official"),
    ("pledges", "Pledge"),
    ("targets", "Target"),
    ("figures", "Observation"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """The targets of one area for one indicator."""

    targets: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Areas × indicators: `cells` by indicator, then area."""

    areas: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    indicators: int
    targets: int


@dataclass(frozen=True, slots=True)
class Tile:
    """An area on the schematic map, its place, and how its targets stand."""

    area: str
    column: int
    row: int
    pledges: int
    tally: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A missed target and by how much of what it asked, in percent."""

    row: TargetRow
    share: Decimal


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    counts: tuple[tuple[str, int], ...]
    tally: tuple[tuple[str, int], ...]
    matrix: Matrix
    tiles: tuple[Tile, ...]
    missed: tuple[Miss, ...]
    strongest: tuple[PledgeRow, ...]
    newest: tuple[PledgeRow, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over all targets in one pass, by group, inside the store."""

    pairs: Mapping[tuple[str, str], int]
    outcomes: Mapping[tuple[str, str], int]
    pledges: Mapping[str, int]


def count(facts: Facts) -> Counts:
    """Count targets by area and indicator and by area and outcome, and pledges by area."""
    return Counts(
        {(area, what): int(number) for area, what, number in facts.select(_PAIRS)},
        _outcomes(facts),
        {area: int(number) for area, number in facts.select(_PLEDGES)},
    )


def _outcomes(facts: Facts) -> Mapping[tuple[str, str], int]:
    """Count every target once, by the finding that tables show; yearly ones have several."""
    counts = Counter({(area, what): int(n) for area, what, n in facts.select(_OUTCOMES)})
    for area, target in facts.select(_REPEATED):
        counts.subtract((area, found.outcome) for found in findings.current(facts, target))
        shown = findings.outcome(facts, target)
        if shown:
            counts[area, shown.outcome] += 1
    return counts


_PAIRS = """SELECT ?area ?indicator (COUNT(?target) AS ?count) WHERE {
  ?target gg:area ?area ; gg:indicator ?indicator ; gg:targetOf ?pledge .
} GROUP BY ?area ?indicator"""
_OUTCOMES = """SELECT ?area ?outcome (COUNT(?target) AS ?count) WHERE {
  ?target gg:area ?area ; gg:targetOf ?pledge ; gg:currentAssessment/gg:outcome ?outcome .
} GROUP BY ?area ?outcome"""
_REPEATED = """SELECT DISTINCT ?area ?target WHERE {
  ?target gg:currentAssessment ?one, ?other ; gg:area ?area ; gg:targetOf ?pledge .
  FILTER(?one != ?other)
}"""
_PLEDGES = """SELECT ?area (COUNT(?pledge) AS ?count) WHERE {
  ?pledge a gg:Pledge ; gg:concernsArea ?area .
} GROUP BY ?area"""
_STRONGEST = """SELECT ?pledge WHERE {
  ?pledge gg:commitmentStrength ?strength ; a gg:Pledge . ?strength gg:rank ?rank .
} ORDER BY DESC(?rank) DESC(EXISTS { ?pledge gg:hasTarget ?t }) ?pledge LIMIT 5"""
_NEWEST = """SELECT ?pledge (MAX(COALESCE(?on, ?issued, "")) AS ?date) (MAX(STR(?source)) AS ?last) WHERE {
  ?pledge a gg:Pledge ; gg:statedIn ?statement . ?statement gg:reportedIn ?source .
  OPTIONAL { ?statement gg:statedOn ?d BIND(STR(?d) AS ?on) }
  OPTIONAL { ?source <http://purl.org/dc/terms/issued> ?i BIND(STR(?i) AS ?issued) }
} GROUP BY ?pledge ORDER BY DESC(?date) DESC(?last) ?pledge LIMIT 5"""


def build(page: Page, counted: Counts) -> Home:
    """Return what the home page shows."""
    facts = page.facts
    return Home(
        counts=tuple(_counts(facts, counted)),
        tally=_tally(counted.outcomes, None),
        matrix=matrix(page, counted),
        tiles=tuple(_tiles(page, counted)),
        missed=tuple(missed(facts)),
        strongest=tuple(rows.pledge(facts, i) for i, *_ in facts.select(_STRONGEST)),
        newest=tuple(rows.pledge(facts, i) for i, *_ in facts.select(_NEWEST)),
    )


def _counts(facts: Facts, counted: Counts) -> Iterable[tuple[str, int]]:
    yield "districts", len(counted.pledges)
    for key, name in _COUNTED[1:]:
        if name == "Target":
            yield key, sum(counted.pairs.values())
        else:
            yield key, sum(1 for _ in facts.instances(GG + name))


def matrix(page: Page, counted: Counts) -> Matrix:
    """Return the areas with most targets, and the indicators that most of them share."""
    by_area: Counter[str] = Counter()
    shared: dict[str, set[str]] = defaultdict(set)
    for (area, indicator), number in counted.pairs.items():
        by_area[area] += number
        shared[indicator].add(area)
    areas = sorted(sorted(by_area, key=lambda a: (-by_area[a], a))[:AREAS])
    kept = set(areas)
    order = sorted(shared, key=lambda i: (-len(shared[i] & kept), i))
    chosen = [i for i in order if shared[i] & kept][:INDICATORS]
    lines = tuple(
        (indicator, tuple(_cell(page.facts, area, indicator, counted) for area in areas))
        for indicator in chosen
    )
    return Matrix(tuple(areas), lines, len(shared), sum(by_area.values()))


def _cell(facts: Facts, area: str, indicator: str, counted: Counts) -> Cell:
    if (area, indicator) not in counted.pairs:
        return Cell(())
    found = [
        iri
        for iri in facts.pointing(indicator, GG + "indicator", 5000)
        if facts.one(iri, GG + "area") == area and facts.one(iri, GG + "targetOf")
    ]
    return Cell(tuple(rows.targets(facts, found)[:4]))


def _tally(
    outcomes: Mapping[tuple[str, str], int], area: str | None
) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for (place, outcome), number in outcomes.items():
        if area in (None, place):
            counts[outcome.rpartition("/")[2]] += number
    return tuple((slug, counts[slug]) for slug in findings.OUTCOMES if counts[slug])


def _tiles(page: Page, counted: Counts) -> Iterable[Tile]:
    """Return the areas of the schematic map; without one, those with pledges in four columns."""
    places = dict(page.publication.tiles)
    if not places:
        named = sorted(counted.pledges)[:24]
        places = {iri: (n % 4 + 1, n // 4 + 1) for n, iri in enumerate(named)}
    for iri, (column, row) in sorted(places.items(), key=lambda item: (item[1][1], item[1][0])):
        yield Tile(iri, column, row, counted.pledges.get(iri, 0), _tally(counted.outcomes, iri))


def missed(facts: Facts, shown: int = SHOWN) -> list[Miss]:
    """Return the targets that were missed by the largest share of what they asked."""
    found = []
    for iri in facts.pointing(findings.OUTCOME + "missed", GG + "outcome", 5000):
        finding = findings.read(facts, iri)
        asked = rows.bound(facts, finding.target)
        deviation = decimal(finding.deviation)
        if iri in facts.many(finding.target, GG + "currentAssessment") and asked and deviation:
            share = (abs(deviation) * 100 / abs(asked)).quantize(Decimal(1))
            found.append(Miss(rows.target(facts, finding.target), share))
    found = [miss for miss in found if miss.row.pledge]
    return sorted(found, key=lambda m: (-m.share, m.row.iri))[:shown]


def due(facts: Facts, row: TargetRow) -> str:
    """Return the day on which a target falls due, or ''."""
    return facts.one(row.period, DCAT + "endDate")
