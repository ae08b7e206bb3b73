"""Figures in CSV, one a row, read into the same records that people write.

The value stands as stated, in the unit stated; the reader adds value and unit in the base unit,
by exact decimal arithmetic. Empty fields say nothing. The columns are in `docs/outcomes.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from govgraph.errors import Location, RecordError, RecordSyntaxError, UnknownTerm, nearest
from govgraph.records.checks import CANONICAL_DECIMAL, MAX_DECIMAL
from govgraph.records.record import Json, Node, Path, Record

REQUIRED = ("id", "area", "indicator", "period", "value", "unit", "vintage", "publisher", "source")
OPTIONAL = ("comparator", "upper-value", "fragment", "confidence", "revises")
NOTE = "note."  # followed by a language tag

# Where a column stands in the record; all others stand under their own name.
_KEYS = {
    "value": "statedValue",
    "upper-value": "statedUpperValue",
    "unit": "statedUnit",
    "source": "hadPrimarySource",
    "fragment": "evidence",
}
_FIELD = re.compile(r'"((?:[^"]|"")*)"(?=,|\Z)|([^",]*)(?=,|\Z)')
_FRAGMENT = re.compile(r"(snapshot/\S+) ([0-9]{1,9})-([0-9]{1,9}) ([0-9a-f]{64})", re.ASCII)
_EXACT = Context(prec=2 * MAX_DECIMAL, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that values are stated in: `factor` of it make one of the unit `base`, an IRI."""

    factor: Decimal
    base: str


# Finds a unit by the name that a record gives it, such as uom:yi-yuan.
Units = Callable[[str], Unit | None]
Line = tuple[int, bytes | RecordError]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row: its text and its place."""

    text: str
    place: Location


def read(lines: Iterable[Line], path: str, units: Units) -> Iterator[Record | RecordError]:
    """Yield a record for each row after the header, and an error for each fault found.

    `lines` are (number from 1, bytes with the line end or the error in its place).
    """
    rows = _rows(lines, path)
    header = next(rows, None)
    if header is None:
        yield RecordSyntaxError(Location(path, 1, 1), "the file is empty", code="I22")
        return
    if isinstance(header, RecordError):
        yield header
        return
    faults = list(_header_faults(header))
    yield from faults
    if faults:
        return
    columns = [field.text for field in header]
    for row in rows:
        if isinstance(row, RecordError):
            yield row
        elif len(row) != len(columns):
            yield RecordSyntaxError(
                row[0].place,
                f"{len(row)} fields where the header has {len(columns)}",
                hint="quote a text that holds a comma",
                code="I1",
            )
        else:
            yield from _Row(dict(zip(columns, row, strict=True)), units).results()


def _rows(lines: Iterable[Line], path: str) -> Iterator[list[Field] | RecordError]:
    """Yield rows; a quoted field may run over several lines."""
    text, start = "", 0
    for number, raw in lines:
        if isinstance(raw, RecordError):
            yield raw
            text = ""
            continue
        start = start if text else number
        text += raw.decode("utf-8-sig")
        if text.count('"') % 2:
            continue
        if text.strip("\r\n\t ,"):
            yield _split(text.rstrip("\r\n"), path, start)
        text = ""
    if text:
        yield RecordSyntaxError(
            _place(text, text.rindex('"'), path, start),
            "a quote is not closed",
            hint="close it",
            code="I1",
        )


def _split(text: str, path: str, start: int) -> list[Field] | RecordError:
    fields: list[Field] = []
    position = 0
    while position <= len(text):
        found = _FIELD.match(text, position)
        place = _place(text, position, path, start)
        if not found:
            return RecordSyntaxError(
                place, "a quote inside a field", hint='double it and quote the field: "a ""b"""'
            )
        quoted, plain = found.groups()
        fields.append(Field(plain if quoted is None else quoted.replace('""', '"'), place))
        position = found.end() + 1
    return fields


def _place(text: str, position: int, path: str, start: int) -> Location:
    before = text[:position]
    return Location(path, start + before.count("\n"), position - (before.rfind("\n") + 1) + 1)


def _header_faults(header: list[Field]) -> Iterator[RecordError]:
    seen: set[str] = set()
    for field in header:
        if field.text in seen:
            yield RecordSyntaxError(
                field.place, "the column stands twice", value=field.text, hint="keep one", code="I3"
            )
        seen.add(field.text)
        if field.text not in (*REQUIRED, *OPTIONAL) and not field.text.startswith(NOTE):
            known = (*REQUIRED, *OPTIONAL, "note.zh-hans", "note.en")
            yield UnknownTerm(
                field.place, "no such column", value=field.text, hint=nearest(field.text, known)
            )
    for name in REQUIRED:
        if name not in seen:
            yield RecordSyntaxError(
                header[0].place, "a column is missing", value=name, hint="add it to the first line"
            )


class _Row:
    """One row on its way to a record."""

    def __init__(self, fields: dict[str, Field], units: Units) -> None:
        self.fields = {name: field for name, field in fields.items() if field.text}
        self.location = fields["id"].place
        self.units = units
        self.tree: Node = {"type": "Observation"}
        self.places: dict[Path, Location] = {}
        self.errors: list[RecordError] = []

    def results(self) -> Iterator[Record | RecordError]:
        for name in REQUIRED:
            if name not in self.fields:
                self._fail(self.location, f"the row has no {name}", hint="fill the field")
        for name, field in self.fields.items():
            self._put(name, field)
        self._convert()
        yield from self.errors
        iri = self.tree.get("id")
        if isinstance(iri, str):
            yield Record(self.location, "Observation", iri, self.tree, self.places)

    def _put(self, name: str, field: Field) -> None:
        key = _KEYS.get(name, name)
        self.places[(key,)] = field.place
        if name == "source":
            self.tree[key] = list[Json](field.text.split())
        elif name == "fragment":
            self._evidence(key, field)
        elif name.startswith(NOTE):
            tag = name.removeprefix(NOTE)
            self.places[("note", tag)] = field.place
            notes = self.tree.setdefault("note", {})
            assert isinstance(notes, dict)
            notes[tag] = field.text
        else:
            self.tree[key] = field.text

    def _evidence(self, key: str, field: Field) -> None:
        found = _FRAGMENT.fullmatch(field.text)
        if not found:
            self._fail(
                field.place,
                "a fragment is a snapshot, offsets and a hash",
                value=field.text,
                hint="such as snapshot/0007-1 120-132 followed by the sha256 of the words",
            )
            return
        snapshot, start, end, digest = found.groups()
        iri = f"{self.fields['id'].text}#e1" if "id" in self.fields else "observation/none#e1"
        position: Node = {"type": "TextPosition", "id": f"{iri}-position"}
        position |= {"start": int(start), "end": int(end)}
        evidence: Node = {"type": "Evidence", "id": iri, "snapshot": snapshot}
        evidence |= {"fragmentSha256": digest, "selector": [position]}
        self.tree[key] = [evidence]

    def _convert(self) -> None:
        if "unit" not in self.fields:
            return
        unit = self.units(self.fields["unit"].text)
        if unit is None:
            self.tree.pop("statedUnit")
            self._fail(
                self.fields["unit"].place,
                "no such unit",
                value=self.fields["unit"].text,
                hint="see ontology/vocabularies/unit.ttl",
                code="I24",
            )
            return
        self.tree["unit"] = unit.base
        for column, key in (("value", "value"), ("upper-value", "upperValue")):
            if column in self.fields:
                self.places[(key,)] = self.fields[column].place
                converted = in_base_unit(self.fields[column].text, unit)
                if converted is not None:
                    self.tree[key] = converted

    def _fail(
        self, place: Location, text: str, *, value: object = None, hint: str = "", code: str = ""
    ) -> None:
        self.errors.append(RecordError(place, text, value=value, hint=hint, code=code))


def in_base_unit(value: str, unit: Unit) -> str | None:
    """Return a canonical decimal in the base unit, exactly; None where `value` is none itself.

    >>> in_base_unit("1277.93", Unit(Decimal("100000000"), "CNY")), in_base_unit("6,5", Unit(Decimal(1), "%"))
    ('127793000000', None)
    """
    if len(value) > MAX_DECIMAL or not CANONICAL_DECIMAL.fullmatch(value):
        return None
    product = _EXACT.multiply(Decimal(value), unit.factor)
    text = format(product, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) if product else "0"
