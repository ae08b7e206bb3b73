"""Quantities in words: what a target asks and a figure says, as readers of a language write it.

Chinese keeps the unit that was stated (1100亿元); English turns the powers of ten of a Chinese
unit into its own (110 billion yuan).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from govgraph.namespaces import GG, SKOS
from govgraph.publication.facts import Facts, choose

_POWERS = {
    "10 thousand": 10**4,
    "100 million": 10**8,
    "10 billion": 10**10,
    "100 billion": 10**11,
    "trillion": 10**12,
}
_POWER = re.compile(rf"({'|'.join(sorted(_POWERS, key=len, reverse=True))})(?:\s+|$)")
_ENGLISH = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_CHINESE = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_BRACKETS = re.compile(r"\s*[（(][^（()）]*[)）]")
_COUNT = "http://qudt.org/vocab/unit/NUM"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a target is read.

    `stated` is the amount as it was said, `words` the comparator and the amount, `symbol` the
    bounds in the stated unit (“≥ 6.5%”, '' where the wording sets none), `base` the same in the
    base unit where that is another. `side` is lower, upper, both, central or none.
    """

    stated: str
    comparator: str
    words: str
    symbol: str
    base: str
    side: str


def decimal(text: str) -> Decimal | None:
    """Return a number, or None for what is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def number(value: Decimal, language: str) -> str:
    """Return a number with its thousands set apart.

    >>> number(Decimal("1277.93"), "zh"), number(Decimal("12345.60"), "en")
    ('1277.93', '12,345.6')
    """
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    digits = plain.lstrip("-").partition(".")[0]
    if len(digits) < (5 if language == "zh" else 4):
        return plain.replace("-", "−")
    grouped = f"{int(digits):,}"
    return plain.replace(digits, grouped, 1).replace("-", "−")


class Quantities:
    """Writes amounts with the units of one release."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def amount(self, value: Decimal, unit: str, language: str) -> str:
        """Return a value with its unit; `unit` is a unit of the vocabulary or a base unit."""
        own = self.named(unit)
        symbol = self._symbol(own)
        if symbol:
            return number(value, language) + symbol
        name = choose(self.facts.labels(own), language) if own else None
        label = _BRACKETS.sub("", name.value) if name else ""
        if language == "en":
            return _english(value, label if self._base(own) != _COUNT else _countless(label))
        if unit != own:  # a base unit: large values want a scale of their own
            return _scaled(value, label)
        return number(value, language) + label

    def unit(self, unit: str, language: str) -> str:
        """Return what a unit is called where it stands alone: its sign, else its name."""
        own = self.named(unit)
        name = choose(self.facts.labels(own), language)
        return self._symbol(own) or (_BRACKETS.sub("", name.value) if name else "")

    def named(self, unit: str) -> str:
        """Return the unit of the vocabulary that stands for a base unit, else `unit` itself."""
        if self.facts.one(unit, GG + "factor") or not unit:
            return unit
        for candidate in self.facts.pointing(unit, GG + "baseUnit"):
            if self.facts.one(candidate, GG + "factor") == "1":
                return candidate
        return unit

    def reading(self, target: str, language: str) -> Reading | None:
        """Return how a target is read; None for one without a number."""
        value = decimal(self.facts.one(target, GG + "statedValue"))
        if value is None:
            return None
        unit = self.facts.one(target, GG + "statedUnit")
        comparator = self.facts.one(target, GG + "comparator")
        stated = self.amount(value, unit, language)
        upper = decimal(self.facts.one(target, GG + "statedUpperValue"))
        if upper is not None:
            stated = f"{number(value, language)}–{self.amount(upper, unit, language)}"
        side = self._side(target)
        return Reading(
            stated=stated,
            comparator=comparator,
            words=self._words(comparator, stated, language),
            symbol=self._symbols(target, side, stated),
            base=self._in_base(target, side, language),
            side=side,
        )

    def figure(self, observation: str, language: str) -> str:
        """Return the value of an observation, with the sign of what it leaves open."""
        value = decimal(self.facts.one(observation, GG + "value"))
        if value is None:
            return ""
        unit = self.facts.one(observation, GG + "unit")
        stated = decimal(self.facts.one(observation, GG + "statedValue"))
        said = self.facts.one(observation, GG + "statedUnit")
        shown = self.amount(
            stated if stated is not None and said else value, said or unit, language
        )
        sign = _SIGNS.get(self.facts.one(observation, GG + "comparator").rpartition("/")[2], "")
        return f"{sign} {shown}" if sign else shown

    def deviation(self, text: str, unit: str, language: str) -> str:
        """Return a difference with its sign; of percentages it is one in percentage points."""
        value = decimal(text)
        if value is None:
            return ""
        points = self._symbol(self.named(unit)) == "%"
        size = abs(value)
        shown = number(size, language) if points else self.amount(size, unit, language)
        if points:
            shown += "个百分点" if language == "zh" else " points"
        return f"{'+' if value > 0 else '−' if value < 0 else '±'}{shown}"

    def _words(self, comparator: str, stated: str, language: str) -> str:
        name = self.facts.label(comparator, language).value
        slug = comparator.rpartition("/")[2]
        if slug == "stated-value":
            return stated
        if language == "en":
            return f"{name} {stated}"
        if slug in ("about", "nearly", "magnitude-class"):
            return f"{stated}（{name}）"
        return f"{name}{stated}"

    def _side(self, target: str) -> str:
        lower = self.facts.one(target, GG + "lowerBound")
        upper = self.facts.one(target, GG + "upperBound")
        if lower and upper:
            return "both"
        if lower or upper:
            return "lower" if lower else "upper"
        return "central" if self.facts.one(target, GG + "centralValue") else "none"

    def _symbols(self, target: str, side: str, stated: str) -> str:
        if side == "both":
            return stated
        if side == "central":
            return f"≈ {stated}"
        if side == "none":
            return ""
        return f"{self._sign(target, side)} {stated}"

    def _sign(self, target: str, side: str) -> str:
        inclusive = self.facts.one(target, f"{GG}{side}Inclusive") != "false"
        return {"lower": ("≥", ">"), "upper": ("≤", "<")}[side][not inclusive]

    def _in_base(self, target: str, side: str, language: str) -> str:
        """Return the bounds in the base unit, where the stated unit has a factor of its own."""
        unit = self.facts.one(target, GG + "statedUnit")
        base = self.facts.one(target, GG + "unit")
        if side == "none" or self.facts.one(unit, GG + "factor") == "1" or not base:
            return ""
        names = {"lower": ("lowerBound",), "upper": ("upperBound",), "central": ("centralValue",)}
        values = [
            decimal(self.facts.one(target, GG + name))
            for name in names.get(side, ("lowerBound", "upperBound"))
        ]
        label = self.facts.label(self.named(base), language).value
        symbol = self._symbol(self.named(base))
        shown = "–".join(number(v, language) for v in values if v is not None)
        tail = symbol or (f" {label}" if language == "en" else label)
        sign = {"central": "≈ ", "both": ""}.get(side) or f"{self._sign(target, side)} "
        return f"{sign if side != 'both' else ''}{shown}{tail}"

    def _symbol(self, unit: str) -> str:
        """Return the sign that a unit is written with, where it has one of a single character."""
        for text in self.facts.texts(unit, SKOS + "altLabel"):
            if len(text.value) == 1 and text.value in "%‰":
                return text.value
        return ""

    def _base(self, unit: str) -> str:
        return self.facts.one(unit, GG + "baseUnit")


_SIGNS = {
    "more-than": ">",
    "at-least": "≥",
    "less-than": "<",
    "at-most": "≤",
    "nearly": "<",
    "about": "≈",
}


def _english(value: Decimal, label: str) -> str:
    power = _POWER.match(label)
    if power:
        value, label = value * _POWERS[power.group(1)], label[power.end() :]
    for size, word in _ENGLISH:
        if abs(value) >= size:
            shown = f"{number((value / size).normalize(), 'en')} {word}"
            break
    else:
        shown = number(value, "en")
    return f"{shown} {label}".strip()


def _countless(label: str) -> str:
    """Return the name of a unit of counting without “count” and “items”, which English omits."""
    return re.sub(r"\b(count|items)\b", "", label).strip()


def _scaled(value: Decimal, label: str) -> str:
    for size, word in _CHINESE:
        if abs(value) >= size:
            return f"{number((value / size).normalize(), 'zh')}{word}{label}"
    return number(value, "zh") + label
