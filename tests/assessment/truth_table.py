"""The truth table of the model, case by case, as invented targets and figures.

Each case has an area of its own, so that all of them stand in one dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

PREFIXES = """
@base <https://example.org/id/> .
@prefix gg: <https://w3id.org/govgraph/ns#> .
@prefix ind: <https://w3id.org/govgraph/voc/indicator/> .
@prefix cmp: <https://w3id.org/govgraph/voc/comparator/> .
@prefix uom: <https://w3id.org/govgraph/voc/unit/> .
@prefix qudt: <http://qudt.org/vocab/unit/> .
@prefix vin: <https://w3id.org/govgraph/voc/vintage/> .
@prefix ab: <https://w3id.org/govgraph/voc/assessability/> .
@prefix rdg: <https://w3id.org/govgraph/voc/reading/> .
@prefix tier: <https://w3id.org/govgraph/voc/zone-tier/> .
@prefix freq: <http://publications.europa.eu/resource/authority/frequency/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix w: <urn:govgraph:working#> .
"""
GDP, FAI, SHARE = "gdp-growth", "fai-level", "industrial-va-share-of-gdp"
UNEMPLOYMENT = "registered-unemployment-rate"  # the lower the better
NEUTRAL = "consumer-price-increase"
TIER = "development-zone-tier"
PERCENT, YUAN, POINT, NUM = (
    "qudt:PERCENT",
    "qudt:CCY_CNY",
    "uom:percentage-point",
    "qudt:NUM",
)
YI = 10**8
REFERENCE = """
<method/default-1> a gg:AssessmentMethod ; gg:approximateFloor 0.95 ; gg:graceRatio 1.0 ; gg:paceTolerance 0.02 .
<method/grace-1> a gg:AssessmentMethod ; gg:approximateFloor 0.95 ; gg:graceRatio 0.95 ; gg:paceTolerance 0.02 .
<source/early> dct:issued "2024-01-20"^^xsd:date . <source/late> dct:issued "2025-06-01"^^xsd:date .
"""


@dataclass(frozen=True)
class Figure:
    """A figure; `value` is in the base unit, `more` is further Turtle."""

    value: float | int
    indicator: str = GDP
    period: str = "2023"
    unit: str = PERCENT
    comparator: str = ""
    vintage: str = "preliminary"
    publisher: str = "a"
    area: str = ""  # another area than the target's
    more: str = ""


@dataclass(frozen=True)
class Case:
    """One target with its figures, and the outcomes that must come out (all of its assessments)."""

    name: str
    comparator: str
    stated: str
    outcomes: dict[str, str] | str
    figures: tuple[Figure, ...] = ()
    indicator: str = GDP
    unit: str = "uom:percent"
    period: str | None = "2023"
    method: str = "default-1"
    as_of: str = "2026-06-30"
    assessability: str = "assessable"
    more: str = ""
    deviation: str | None = None
    reason: str | None = None
    pace: str | None = None
    baseline: Figure | None = None
    extra: str = field(default="", repr=False)

    @property
    def area(self) -> str:
        """Return the id of the area that belongs to this case alone."""
        return f"area/{self.name}"

    @property
    def expected(self) -> dict[str, str]:
        """Return the tail of each assessment's id and its outcome; one alone may be a string."""
        if isinstance(self.outcomes, dict):
            return self.outcomes
        when = self.period or "undated"
        return {f"{self.name}/{when}/{self.method}/{self.as_of}": self.outcomes}


def pair(number: int, comparator: str, stated: str, good: object, bad: object, **more: object) -> Iterator[Case]:  # fmt: skip
    """Yield the two halves of a row that says "met / missed"."""
    indicator = str(more.get("indicator", GDP))
    unit = YUAN if indicator == FAI else PERCENT
    for half, values, outcome in (("a", good, "met"), ("b", bad, "missed")):
        for place, value in enumerate(values if isinstance(values, tuple) else (values,)):
            yield Case(
                f"{number}{half}{place}", comparator, stated, outcome,
                (Figure(value, indicator, unit=unit),), **more,  # type: ignore[arg-type]
            )  # fmt: skip


def cases() -> list[Case]:
    """Return the whole table, and the traps of the seed beside it."""
    return [*_bounds(), *_approximate(), *_no_figure(), *_vintages(), *_intervals(), *_disputes(), *_others(), *_paces()]  # fmt: skip


def _bounds() -> Iterator[Case]:
    yield from pair(1, "at-least", "6.5", 6.5, 6.4)
    yield from pair(
        2, "more-than", "1000", 1000.1 * YI, 1000 * YI, indicator=FAI, unit="uom:yi-yuan"
    )
    yield from pair(3, "stated-value", "20", (20, 27.2), 10.5)
    yield from pair(4, "stated-value", "5.5", 5.4, 5.6, indicator=UNEMPLOYMENT)
    yield from pair(5, "stated-value", "3", (3.1, 2.85, 3.15), (3.5, 2.84), indicator=NEUTRAL)
    yield from pair(60, "at-most", "5.5", 5.5, 5.6, indicator=UNEMPLOYMENT)
    yield from pair(61, "less-than", "5.5", 5.4, 5.5, indicator=UNEMPLOYMENT)
    yield from pair(62, "reach", "7", (7, 7.1), 6.9)
    yield from pair(63, "reach", "5.5", 5.5, 5.6, indicator=UNEMPLOYMENT)
    yield from pair(10, "between", "5", (5, 5.5, 6), (6.1, 4.9), more="gg:statedUpperValue 6.0 ;")
    yield Case("16base", "at-least", "6.5", "met", (Figure(6.8),), deviation="0.3")
    yield Case("16stretch", "reach", "7", "missed", (Figure(6.8),), deviation="-0.2")


def _approximate() -> Iterator[Case]:
    yield Case("7a", "about", "7", "met", (Figure(6.65),), deviation="-0.35")
    yield Case("7b", "about", "7", "missed", (Figure(6.64),), deviation="-0.36")
    yield Case("8", "about", "7", "met", (Figure(9),), deviation="2")
    yield Case("9a", "about", "-4", "met", (Figure(-4.1),))
    yield Case("9b", "about", "-4", "missed", (Figure(-4.3),))
    yield Case("7c", "about", "5.5", "met", (Figure(5.7, UNEMPLOYMENT),), indicator=UNEMPLOYMENT)
    yield Case("7d", "about", "5.5", "missed", (Figure(5.8, UNEMPLOYMENT),), indicator=UNEMPLOYMENT)
    yield Case("7e", "about", "3", "missed", (Figure(3.2, NEUTRAL),), indicator=NEUTRAL)
    yield Case("7f", "nearly", "7", "met", (Figure(6.65),))
    yield Case("25a", "at-least", "6.5", "within-tolerance", (Figure(6.4),), method="grace-1")
    yield Case("25b", "at-least", "6.5", "missed", (Figure(6.0),), method="grace-1")
    yield Case("25c", "about", "7", "missed", (Figure(6.5),), method="grace-1")
    yield Case("25d", "more-than", "7", "within-tolerance", (Figure(7),), method="grace-1")
    yield Case("25e", "at-most", "5.5", "within-tolerance", (Figure(5.6, UNEMPLOYMENT),), indicator=UNEMPLOYMENT, method="grace-1")  # fmt: skip


def _no_figure() -> Iterator[Case]:
    money = {"indicator": FAI, "unit": "uom:yi-yuan"}
    yield Case("11a", "magnitude-class", "2500", "not-assessable", (Figure(3000 * YI, FAI, unit=YUAN),), reason="no-cut-off", **money)  # type: ignore[arg-type]  # fmt: skip
    yield Case("11b", "towards", "600", "not-assessable", (Figure(610 * YI, FAI, unit=YUAN),), reason="directional-only", **money)  # type: ignore[arg-type]  # fmt: skip
    yield Case("12", "at-least", "7", "no-data", (Figure(8.6, period="2023-h1"),), reason="no-outturn-published")  # fmt: skip
    yield Case("13", "at-least", "7", "no-data", (Figure(8.6, period="2022"),))
    yield Case("14", "at-least", "7", "no-data", (Figure(8.6, "asi-value-added-growth"),), indicator="asi-gross-output-growth")  # fmt: skip
    yield Case("14a", "at-least", "15", "no-data", (Figure(16, "retail-sales-growth"),), indicator="retail-growth")  # fmt: skip
    yield Case("14b", "more-than", "100", "no-data", (Figure(110 * YI, "primary-value-added-level", unit=YUAN),), indicator="agricultural-gross-output", unit="uom:yi-yuan")  # fmt: skip
    yield Case("14c", "at-least", "110", "no-data", (Figure(217, "new-projects-signed", unit=NUM),), indicator="quality-projects-signed", unit="uom:count")  # fmt: skip
    yield Case("14d", "at-least", "6", "no-data", (Figure(18, "projects-10bn-class-unspecified", unit=NUM),), indicator="quality-projects-10bn-class", unit="uom:count")  # fmt: skip
    yield Case("15a", "at-least", "7", "no-data", (Figure(8.6, unit=POINT),))
    yield Case("15b", "at-least", "7", "no-data", (Figure(8.6, area="area/city"),))
    yield Case("17a", "at-least", "7", "no-data")
    yield Case("17b", "at-least", "7", "pending", as_of="2023-12-30", reason="not-yet-due")
    yield Case("17c", "at-least", "7", "pending", as_of="2023-12-31")
    yield Case("17d", "at-least", "7", "no-data", as_of="2024-01-01")
    for half, value, outcome in (("a", 28, "pending"), ("b", 31, "met")):
        yield Case(f"18{half}", "at-least", "30", {f"18{half}/2027/default-1/2026-06-30": outcome}, (Figure(value, SHARE, "2027"),), indicator=SHARE, period="2023-2027")  # fmt: skip
    yield Case("19", "at-least", "7", "not-assessable", (Figure(9),), assessability="no-completion-criterion", reason="no-completion-criterion")  # fmt: skip
    yield Case("19a", "at-least", "7", "met", (Figure(9),), assessability="no-outturn-published")
    yield Case("21", "reach", "30", "no-data", indicator=SHARE, baseline=Figure(31, SHARE))
    yield Case("29", "at-least", "7", "not-assessable", (Figure(9),), period=None, reason="no-period")  # fmt: skip


def _vintages() -> Iterator[Case]:
    for half, early, late, outcome in (("a", 6.9, 7.1, "met"), ("b", 7.1, 6.9, "missed")):
        figures = (Figure(early), Figure(late, vintage="final"))
        yield Case(f"20{half}", "at-least", "7", outcome, figures)
        linked = (Figure(early), Figure(late, vintage="preliminary", more="gg:revises <observation/{area}/0> ;"))  # fmt: skip
        yield Case(f"20{half}linked", "at-least", "7", outcome, linked)
    three = (Figure(7.2), Figure(7.1, vintage="revised"), Figure(6.9, vintage="final"))
    yield Case("20three", "at-least", "7", "missed", three)
    known = (
        Figure(7.1, more="prov:hadPrimarySource <source/early> ;"),
        Figure(6.9, vintage="final", more="prov:hadPrimarySource <source/late> ;"),
    )
    yield Case("20then", "at-least", "7", "met", known, as_of="2024-12-31")
    yield Case("20now", "at-least", "7", "missed", known)
    yield Case("20both", "at-least", "7", "missed", (Figure(6.9, more="prov:hadPrimarySource <source/late> , <source/early> ;"),), as_of="2024-12-31")  # fmt: skip


def _intervals() -> Iterator[Case]:
    def money(name: str, comparator: str, stated: str, outcome: str, value: int, said: str) -> Case:
        figure = Figure(value * YI, FAI, unit=YUAN, comparator=said)
        return Case(name, comparator, stated, outcome, (figure,), indicator=FAI, unit="uom:yi-yuan")

    yield money("24a", "at-least", "500", "met", 535, "more-than")
    yield money("24b", "at-least", "600", "no-data", 535, "more-than")
    yield money("24c", "more-than", "3000", "missed", 2800, "nearly")
    yield money("24d", "at-least", "2700", "no-data", 2800, "nearly")
    yield money("24e", "more-than", "535", "met", 535, "more-than")
    yield money("24f", "at-least", "2800", "missed", 2800, "nearly")
    yield money("24g", "at-least", "500", "no-data", 535, "about")
    yield money("24h", "at-least", "500", "met", 535, "at-least")
    yield money("24i", "more-than", "535", "no-data", 535, "at-least")
    yield money("24j", "at-least", "600", "missed", 535, "less-than")


def _disputes() -> Iterator[Case]:
    two = (Figure(7.1), Figure(6.9, publisher="b"))
    stem = "26/2023/default-1/2026-06-30"
    yield Case("26", "at-least", "7", {stem: "disputed", f"{stem}/26~0": "met", f"{stem}/26~1": "missed"}, two)  # fmt: skip
    yield Case("26agree", "at-least", "6", "met", two)
    reading = "gg:reading rdg:growth-by-n-times ;"
    for name, value, strict, loose in (("22a", 200, "met", "met"), ("22b", 180, "missed", "met"), ("22c", 90, "missed", "missed"), ("22d", None, "no-data", "no-data")):  # fmt: skip
        expected = {
            f"{name}/2023/default-1/2026-06-30": strict,
            f"{name}-grown-to/2023/default-1/2026-06-30": loose,
        }
        if strict != loose:
            expected[f"{name}/2023/default-1/2026-06-30/disputed"] = "disputed"
        figures = () if value is None else (Figure(value, "industrial-investment-growth"),)
        yield Case(name, "at-least", "2", expected, figures, indicator="industrial-investment-growth", unit="uom:times-growth", more=reading)  # fmt: skip


def _others() -> Iterator[Case]:
    projects = "new-industrial-projects-attracted"
    yield Case(
        "28", "at-least", "100",
        {f"28/{year}/default-1/2026-06-30": outcome for year, outcome in (("2024", "met"), ("2025", "missed"), ("2026", "pending"))},
        (Figure(120, projects, "2024", NUM), Figure(90, projects, "2025", NUM), Figure(300, projects, "2023", NUM)),
        indicator=projects, unit="uom:count", period=None,
        more="gg:recurrence freq:ANNUAL ;", extra='<statement/28> gg:expresses <pledge/28> ; gg:statedOn "2024-02-01"^^xsd:date .',
    )  # fmt: skip
    state = {"comparator": "becomes", "stated": "", "indicator": TIER, "unit": "", "more": "gg:requiredState tier:provincial ;"}  # fmt: skip
    for half, rank, outcome in (("a", 3, "met"), ("b", 4, "met"), ("c", 2, "missed")):
        yield Case(f"30{half}", outcomes=outcome, figures=(Figure(rank, TIER, unit="uom:rank"),), **state)  # type: ignore[arg-type]  # fmt: skip


def _paces() -> Iterator[Case]:
    def half(name: str, value: float, pace: str, **more: object) -> Case:
        return Case(name, "at-least", "7", "no-data", (Figure(value, period="2023-h1"),), pace=pace, **more)  # type: ignore[arg-type]  # fmt: skip

    yield half("pace1", 8, "ahead")
    yield half("pace2", 7, "on-pace")
    yield half("pace3", 6, "behind")
    for name, value, pace in (("pace4", 479, "behind"), ("pace5", 490, "on-pace"), ("pace6", 530, "ahead")):  # fmt: skip
        yield Case(name, "more-than", "1000", "no-data", (Figure(value * YI, FAI, "2023-h1", YUAN),), indicator=FAI, unit="uom:yi-yuan", pace=pace)  # fmt: skip
    yield Case("pace7", "at-least", "7", "met", (Figure(6, period="2023-h1"), Figure(7)), pace="behind")  # fmt: skip
    yield Case("pace8", "at-least", "7", "no-data", pace="not-computable")
    yield Case("pace9", "at-least", "7", "pending", (Figure(6, period="2023-h1"),), as_of="2023-06-29", pace="not-computable")  # fmt: skip


def turtle(table: list[Case]) -> str:
    """Return the table as one Turtle document."""
    parts = [PREFIXES, REFERENCE, *map(_target, table)]
    for case in table:
        parts += [_figure(case, f, f"{case.name}/{n}") for n, f in enumerate(case.figures)]
        if case.baseline:
            parts.append(_figure(case, case.baseline, f"{case.name}/baseline"))
    for run in sorted({(case.method, case.as_of) for case in table}):
        parts.append(f'<activity/assess/{run[0]}/{run[1]}> w:method <method/{run[0]}> ; w:asOf "{run[1]}"^^xsd:date ; w:current {str(run == ("default-1", "2026-06-30")).lower()} .')  # fmt: skip
    for period, start, end in PERIODS:
        parts.append(f'<period/{period}> a dct:PeriodOfTime ; dcat:startDate "{start}"^^xsd:date ; dcat:endDate "{end}"^^xsd:date .')  # fmt: skip
    return "\n".join(parts)


PERIODS = (
    *((str(year), f"{year}-01-01", f"{year}-12-31") for year in range(2021, 2028)),
    ("2023-h1", "2023-01-01", "2023-06-30"),
    ("2023-2027", "2023-01-01", "2027-12-31"),
)


def _target(case: Case) -> str:
    kind = "gg:QuantitativeTarget" if case.stated else "gg:StateTarget"
    said = f"gg:statedValue {_decimal(case.stated)} ; gg:statedUnit {case.unit} ;" if case.stated else ""  # fmt: skip
    period = f"gg:period <period/{case.period}> ;" if case.period else ""
    baseline = f"gg:baseline <observation/{case.name}/baseline> ;" if case.baseline else ""
    return (
        f"<target/{case.name}> a {kind} , gg:Target ; gg:area <{case.area}> ; gg:indicator ind:{case.indicator} ;"
        f" gg:comparator cmp:{case.comparator} ; {said} {period} {baseline} {case.more} gg:assessability ab:{case.assessability} .\n"
        f"<pledge/{case.name}> gg:hasTarget <target/{case.name}> ; gg:concernsArea <{case.area}> . {case.extra}"
    )


def _figure(case: Case, figure: Figure, name: str) -> str:
    said = f"gg:comparator cmp:{figure.comparator} ;" if figure.comparator else ""
    return (
        f"<observation/{name}> a gg:Observation ; gg:area <{figure.area or case.area}> ; gg:indicator ind:{figure.indicator} ;"
        f" gg:period <period/{figure.period}> ; gg:value {_decimal(figure.value)} ; gg:unit {figure.unit} ; {said}"
        f" {figure.more.replace('{area}', case.name)} gg:vintage vin:{figure.vintage} ; dct:publisher <body/{figure.publisher}> ."
    )


def _decimal(value: object) -> str:
    return f'"{round(value) if isinstance(value, float) and value > YI else value}"^^xsd:decimal'
