"""The registry: every id ever given, and what became of those that were withdrawn."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from govgraph.errors import Location, RecordError, RecordProblems

ACTIVE, WITHDRAWN = "active", "withdrawn"
COLUMNS = ("id", "class", "note", "minted", "status", "replaced_by")


@dataclass(frozen=True, slots=True)
class Entry:
    """One id: its class, its state, and the id that took its place, or ''."""

    location: Location
    id: str
    type: str
    status: str
    replaced_by: str


def load(path: Path, root: Path) -> list[Entry]:
    """Read the registry; a publication without one has no withdrawn ids.

    Raises:
        RecordProblems: a wrong header, an id given twice, an unknown state, a successor that the
            registry does not know.
    """
    if not path.is_file():
        return []
    name = path.relative_to(root).as_posix()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            where = Location(name, 1)
            hint = f"the columns are {','.join(COLUMNS)}"
            raise RecordProblems([RecordError(where, "wrong header", hint=hint, code="REGISTRY")])
        entries = [
            Entry(
                Location(name, reader.line_num),
                row["id"], row["class"], row["status"], row["replaced_by"] or "",
            )
            for row in reader
        ]  # fmt: skip
    errors = _errors(entries)
    if errors:
        raise RecordProblems(errors)
    return entries


def withdrawn(entries: list[Entry], used: Mapping[str, Location]) -> list[Entry]:
    """Return the withdrawn entries; `used` are the ids that records define.

    Raises:
        RecordProblems: a record still defines a withdrawn id.
    """
    gone = [entry for entry in entries if entry.status == WITHDRAWN]
    errors = [
        RecordError(
            used[entry.id],
            "the registry says that this id was withdrawn",
            value=entry.id,
            hint=f"remove the record, or mend {entry.location}",
            code="WITHDRAWN_ID",
        )
        for entry in gone
        if entry.id in used
    ]
    if errors:
        raise RecordProblems(errors)
    return gone


def _errors(entries: list[Entry]) -> list[RecordError]:
    known: dict[str, Entry] = {}
    errors = []
    for entry in entries:
        if entry.id in known:
            first = known[entry.id].location
            errors.append(_error(entry, entry.id, "an id is given once", f"see {first}"))
        known.setdefault(entry.id, entry)
        if entry.status not in (ACTIVE, WITHDRAWN):
            errors.append(_error(entry, entry.status, "no such state", f"{ACTIVE} or {WITHDRAWN}"))
    errors += [
        _error(entry, entry.replaced_by, "the successor is not registered", "register it first")
        for entry in entries
        if entry.replaced_by and entry.replaced_by not in known
    ]
    return errors


def _error(entry: Entry, value: str, text: str, hint: str) -> RecordError:
    return RecordError(entry.location, text, value=value, hint=hint, code="REGISTRY")
