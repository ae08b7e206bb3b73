"""The candidate: one quantified statement as the machine reads it, for a person to judge."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal

from govgraph.extraction.mentions import Mention

FIELDS = (
    "start", "end", "exact", "indicatorText", "indicator", "measure", "comparator", "lower", "upper",
    "unit", "periodText", "periodStart", "periodEnd", "kind", "commitment", "place", "speaker",
)  # fmt: skip

MEASURES = ("level", "growthRate", "reductionRate", "increment", "ratio", "rank")
COMPARATORS = (
    "point", "atLeast", "greaterThan", "atMost", "lessThan", "approximately", "range", "magnitude",
)  # fmt: skip
KINDS = ("target", "outcome", "baseline", "forecast")
COMMITMENTS = ("ensure", "strive", "expect", "plan")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The fields of the annotation guide, in its order and under its names.

    Offsets are code points of the text as it is, half-open. `lower` and `upper` are in the base
    unit. `rules` names the rule behind each settled field, `mentions` what is named
    beside it; neither is part of the JSON line.
    """

    start: int
    end: int
    exact: str
    indicatorText: str | None  # noqa: N815 - the guide's own name, as every field here
    indicator: str | None
    measure: str
    comparator: str
    lower: Decimal | None
    upper: Decimal | None
    unit: str | None
    periodText: str | None = None  # noqa: N815
    periodStart: str | None = None  # noqa: N815
    periodEnd: str | None = None  # noqa: N815
    kind: str = "target"
    commitment: str = "plan"
    place: str | None = None
    speaker: str | None = None
    rules: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)
    mentions: tuple[Mention, ...] = field(default=(), compare=False, hash=False)

    def tree(self) -> dict[str, object]:
        """Return exactly the guide's fields, numbers as JSON numbers."""
        return {name: _plain(getattr(self, name)) for name in FIELDS}

    def line(self, *, explain: bool = False, doc: str = "") -> str:
        """Return the candidate as one line of JSON.

        Explained, it also has `rules`; where several texts are read, the name of its own as `doc`.
        """
        rules = {"rules": dict(self.rules)} if explain else {}
        named = {"doc": doc} if doc else {}
        return json.dumps({**named, **self.tree(), **rules}, ensure_ascii=False)


def _plain(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def read(tree: Mapping[str, object]) -> Candidate:
    """Return the candidate that a JSON object holds; unknown keys are left aside.

    Raises KeyError where start, end, measure, comparator or unit is missing.
    """
    known = {f.name for f in fields(Candidate)} - {"rules", "mentions"}
    values = {name: value for name, value in tree.items() if name in known}
    for bound in ("lower", "upper"):
        number = values.get(bound)
        values[bound] = None if number is None else Decimal(str(number))
    for name in ("exact", "indicatorText", "indicator"):
        values.setdefault(name, "" if name == "exact" else None)
    for name in ("start", "end", "measure", "comparator", "unit"):
        tree[name]
    return Candidate(**values)  # type: ignore[arg-type]


def bounds(
    comparator: str, value: Decimal, upper: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Return (lower, upper) as the guide sets them for a comparator.

    >>> bounds("atLeast", Decimal(5), None), bounds("range", Decimal(5), Decimal(6))
    ((Decimal('5'), None), (Decimal('5'), Decimal('6')))
    """
    if comparator in ("atLeast", "greaterThan"):
        return value, None
    if comparator in ("atMost", "lessThan"):
        return None, value
    return value, value if upper is None else upper


__all__ = [
    "COMMITMENTS",
    "COMPARATORS",
    "FIELDS",
    "KINDS",
    "MEASURES",
    "Candidate",
    "bounds",
    "read",
    "replace",
]
