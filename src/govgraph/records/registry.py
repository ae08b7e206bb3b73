"""The registry: every id ever given, once; none is used again for something else.

``data/registry.csv`` has the columns id, class, note, minted, status, replaced_by. A line is never
removed: an id that is given up turns to ``withdrawn`` and names its successor, if it has one.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from govgraph.errors import Location, RecordError
from govgraph.iris import relative_id_fault
from govgraph.records.decoding import decode

FILE_NAME = "registry.csv"
COLUMNS = ("id", "class", "note", "minted", "status", "replaced_by")
ACTIVE, WITHDRAWN = "active", "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """One id: its class, the day it was minted, whether it is in use, and its successor."""

    location: Location
    iri: str
    type: str
    note: str
    minted: dt.date
    status: str
    replaced_by: str


def load(path: Path, name: str = FILE_NAME) -> tuple[list[Entry], list[RecordError]]:
    """Return the entries of a registry, and every fault of its lines."""
    rows = csv.DictReader(decode(path.read_bytes(), name).splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        place = Location(name, 1, 1)
        columns = RecordError(
            place, "other columns", hint=f"write {','.join(COLUMNS)}", code="REGISTRY"
        )
        return [], [columns]
    entries: list[Entry] = []
    errors: list[RecordError] = []
    for row in rows:
        place = Location(name, rows.line_num, 1)
        fault = _fault(row)
        if fault:
            errors.append(RecordError(place, fault, value=row["id"], code="REGISTRY"))
        else:
            entries.append(_entry(row, place))
    return entries, [*errors, *_doubles(entries)]


def withdrawn(root: Path) -> list[Entry]:
    """Return the withdrawn entries of the registry below `root`, which was checked before."""
    path = root / FILE_NAME
    entries = load(path)[0] if path.exists() else []
    return [entry for entry in entries if entry.status == WITHDRAWN]


def _fault(row: Mapping[str, str | None]) -> str:
    if None in row or any(value is None for value in row.values()):
        return "too few or too many cells"
    if fault := relative_id_fault(str(row["id"])):
        return fault
    if row["status"] not in (ACTIVE, WITHDRAWN):
        return f"status is {ACTIVE} or {WITHDRAWN}"
    try:
        dt.date.fromisoformat(str(row["minted"]))
    except ValueError:
        return "minted is a date, YYYY-MM-DD"
    return ""


def _entry(row: Mapping[str, str], place: Location) -> Entry:
    minted = dt.date.fromisoformat(row["minted"])
    return Entry(
        place, row["id"], row["class"], row["note"], minted, row["status"], row["replaced_by"]
    )


def _doubles(entries: Iterable[Entry]) -> Iterator[RecordError]:
    first: dict[str, Entry] = {}
    for entry in entries:
        before = first.setdefault(entry.iri, entry)
        if before is not entry:
            yield RecordError(
                entry.location,
                f"the id stands in line {before.location.line} too",
                value=entry.iri,
                code="REGISTRY",
            )


def disagreements(
    entries: Iterable[Entry], defined: Mapping[str, Location]
) -> Iterator[RecordError]:
    """Yield where registry and records disagree; `defined` leads from an id to its place."""
    known = {entry.iri: entry for entry in entries}
    for entry in known.values():
        if entry.status == ACTIVE and entry.iri not in defined:
            yield RecordError(
                entry.location,
                "no record has this id",
                value=entry.iri,
                hint="withdraw it, never delete it",
                code="REGISTRY",
            )
        if entry.replaced_by and entry.replaced_by not in known:
            yield RecordError(
                entry.location,
                "no such successor",
                value=entry.replaced_by,
                hint="name a registered id",
                code="REGISTRY",
            )
    for iri, place in defined.items():
        if "#" in iri:
            continue
        if iri not in known:
            yield RecordError(
                place,
                "the id is not in registry.csv",
                value=iri,
                hint="add a line for it",
                code="REGISTRY",
            )
        elif known[iri].status == WITHDRAWN:
            yield RecordError(
                place,
                "a withdrawn id is used again",
                value=iri,
                hint="mint another",
                code="REGISTRY",
            )
