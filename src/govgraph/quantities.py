"""Quantities as people read them: one formatter for texts, tables and pages, zh and en."""

from __future__ import annotations

from decimal import Decimal

from govgraph.namespaces import VOC

QUDT = "http://qudt.org/vocab/unit/"
PERCENT = QUDT + "PERCENT"
PERCENTAGE_POINT = f"{VOC}unit/percentage-point"

# What stands behind a number in a base unit: zh-hans, en.
_NAMES = {
    PERCENT: ("%", "%"),
    PERCENTAGE_POINT: ("个百分点", "percentage points"),
    QUDT + "CCY_CNY": ("元", "yuan"),
    QUDT + "CCY_USD": ("美元", "US dollars"),
    QUDT + "NUM": ("个", ""),
    QUDT + "M": ("米", "metres"),
    QUDT + "M3": ("立方米", "cubic metres"),
    QUDT + "KiloGM": ("千克", "kg"),
    QUDT + "KiloW": ("千瓦", "kW"),
    QUDT + "KiloW-HR": ("千瓦时", "kWh"),
    QUDT + "MicroGM-PER-M3": ("微克/立方米", "µg/m³"),
    QUDT + "MIN": ("分钟", "minutes"),
    QUDT + "DAY": ("天", "days"),
    QUDT + "MO": ("个月", "months"),
    QUDT + "YR": ("年", "years"),
    f"{VOC}unit/mu": ("亩", "mu"),
    f"{VOC}unit/household": ("户", "households"),
    f"{VOC}unit/person": ("人", "persons"),
    f"{VOC}unit/person-time": ("人次", "person-times"),
    f"{VOC}unit/teu": ("标准箱", "TEU"),
    f"{VOC}unit/floor-square-metre": ("平方米", "m² of floor area"),
    f"{VOC}unit/per-ten-thousand-persons": ("每万人", "per 10,000 persons"),
    f"{VOC}unit/times": ("倍", "times"),
    f"{VOC}unit/rank": ("", ""),
}
_NEVER_SCALED = frozenset({PERCENT, PERCENTAGE_POINT, f"{VOC}unit/rank", f"{VOC}unit/times"})
_SCALES = {
    "zh-hans": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": (
        (Decimal(10) ** 12, "trillion"),
        (Decimal(10) ** 9, "billion"),
        (Decimal(10) ** 6, "million"),
    ),
}


def quantity(value: Decimal, unit: str, language: str, name: str = "") -> str:
    """Return a value in a base unit as text; `name` stands in where the unit's IRI is not known.

    >>> quantity(Decimal("81169000000"), QUDT + "CCY_CNY", "zh-hans")
    '811.69 亿元'
    >>> quantity(Decimal("81169000000"), QUDT + "CCY_CNY", "en")
    '81.169 billion yuan'
    >>> quantity(Decimal("4.8"), PERCENT, "en"), quantity(Decimal(9800), QUDT + "NUM", "en")
    ('4.8 %', '9,800')
    """
    zh, en = _NAMES.get(unit, (name, name))
    scale = ""
    if unit not in _NEVER_SCALED:
        for factor, word in _SCALES[language]:
            if abs(value) >= factor:
                value, scale = value / factor, word
                break
    if language == "en":
        return " ".join(part for part in (number(value, ","), scale, en) if part)
    return " ".join(part for part in (number(value), scale + zh) if part)


def difference(value: Decimal, unit: str, language: str, name: str = "") -> str:
    """Return a difference as text: that of two percentages is in percentage points.

    >>> difference(Decimal("1.7"), PERCENT, "zh-hans"), difference(Decimal("1.7"), PERCENT, "en")
    ('1.7 个百分点', '1.7 percentage points')
    """
    return quantity(value, PERCENTAGE_POINT if unit == PERCENT else unit, language, name)


def number(value: Decimal, separator: str = "") -> str:
    """Return a number without needless zeros.

    >>> number(Decimal("6.50")), number(Decimal("12000"), ",")
    ('6.5', '12,000')
    """
    text = format(value, f"{separator}f")
    return text.rstrip("0").rstrip(".") if "." in text else text
