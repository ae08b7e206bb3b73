"""Values as stated: comparator, number and unit of a candidate in the terms of the vocabularies."""

from __future__ import annotations

import re
from decimal import Decimal

from govgraph.extraction.candidates import Candidate
from govgraph.extraction.numerals import ASCII, parse
from govgraph.extraction.vocabulary import Concept, Vocabulary

COMPARATOR = {
    "atLeast": "cmp:at-least", "greaterThan": "cmp:more-than", "atMost": "cmp:at-most",
    "lessThan": "cmp:less-than", "range": "cmp:between", "magnitude": "cmp:magnitude-class",
    "approximately": "cmp:about", "point": "cmp:stated-value",
}  # fmt: skip
_REACHED = re.compile(r"达到|达至|达|提升至|提高到|提高至|增至|增加到|升至|降至|降到|扩大到")
_TOWARDS = re.compile(r"向.*(?:突破|迈进|冲刺)")
_NUMBER = re.compile(rf"(?P<number>{ASCII})|百分之(?P<of>[一二三四五六七八九十百零点\d.]+)")
DEFAULT_UNIT = {
    "percent": "percent", "percentagePoint": "percentage-point", "CNY": "yuan", "USD": "us-dollar",
    "count": "count", "person": "person", "household": "household", "mu": "mu", "hectare": "hectare",
    "squareMetre": "square-metre", "squareKilometre": "square-kilometre", "metre": "metre",
    "kilometre": "kilometre", "tonne": "tonne", "kilogram": "kilogram", "jin": "jin",
    "cubicMetre": "cubic-metre", "kilowatt": "kilowatt", "kilowattHour": "kilowatt-hour", "day": "day",
    "month": "month", "year": "year", "times": "times", "rank": "rank", "TEU": "teu", "人次": "person-time",
    "microgramPerCubicMetre": "microgram-per-cubic-metre", "perTenThousandPersons": "per-ten-thousand-persons",
}  # fmt: skip


def unfit(candidate: Candidate, words: Vocabulary) -> str:
    """Return why a candidate cannot become a record as it stands, or ''."""
    if candidate.kind == "forecast":
        return "a forecast: neither a promise nor a figure; it is left aside"
    if not candidate.indicator:
        return "no indicator: choose one, or add it to the vocabulary"
    concept = words.indicators.get(candidate.indicator)
    if concept is None:
        return f"no such indicator ({candidate.indicator})"
    if stated(candidate, concept, words) is None:
        return f"unit {candidate.unit} does not fit the indicator {candidate.indicator}"
    if candidate.kind == "outcome" and not candidate.periodEnd:
        return "no period: a figure in data/observations needs one"
    return ""


def is_towards(candidate: Candidate) -> bool:
    """Tell whether a value is only a direction: 向3500亿元迈进."""
    return bool(_TOWARDS.search(candidate.exact))


def comparator(candidate: Candidate) -> str:
    """Return the concept of a candidate's comparator, finer than the guide's code."""
    if candidate.comparator == "greaterThan" and _TOWARDS.search(candidate.exact):
        return "cmp:towards"
    if candidate.comparator == "point" and _REACHED.search(candidate.exact):
        return "cmp:reach"
    return COMPARATOR[candidate.comparator]


def stated(
    candidate: Candidate, concept: Concept, words: Vocabulary
) -> tuple[str, Concept, str] | None:
    """Return value, unit and upper value as stated, or None where no unit fits the indicator."""
    low = candidate.lower if candidate.lower is not None else candidate.upper
    if low is None:
        return None
    default = words.units.get(DEFAULT_UNIT.get(candidate.unit or "", ""))
    if default is None or (default.base != concept.base and not _same(default, concept, words)):
        return None
    unit = default if default.base == concept.base else _fitting(default, concept, words)
    if unit is None:
        return None
    for match in _NUMBER.finditer(candidate.exact):
        said = parse(match["number"] or match["of"])
        named = words.unit("%" if match["of"] else candidate.exact[match.end() :], concept.base)
        if said and named and said * named.factor == low * default.factor:
            unit = named
            break
    scale = default.factor / unit.factor
    upper = candidate.upper if candidate.comparator == "range" else None
    return decimal(low * scale), unit, "" if upper is None else decimal(upper * scale)


def _same(default: Concept, concept: Concept, words: Vocabulary) -> bool:
    return _fitting(default, concept, words) is not None


def _fitting(default: Concept, concept: Concept, words: Vocabulary) -> Concept | None:
    """Return a unit of the indicator's base that shares a word with ours: floor space, patents."""
    for unit in words.units.values():
        if (
            unit.base == concept.base
            and unit.factor == default.factor
            and set(unit.words) & set(default.words)
        ):
            return unit
    return None


def decimal(value: Decimal) -> str:
    """Return a canonical decimal.

    >>> decimal(Decimal("6.50")), decimal(Decimal("1E+3"))
    ('6.5', '1000')
    """
    text = f"{value.normalize():f}"
    return text


def base_unit(concept: Concept) -> str:
    return f"qudt:{concept.base}" if concept.base[:1].isupper() else f"uom:{concept.base}"
