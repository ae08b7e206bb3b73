"""The desk of a curator: what a publication knows already, and the ids it has given out.

Everything is read once; new files are held back until `write`, which replaces each file in one step.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from govgraph.config import Limits
from govgraph.errors import RecordError, RecordProblems, SourceError
from govgraph.records import reader
from govgraph.records.record import Record
from govgraph.records.registry import ACTIVE, COLUMNS, FILE_NAME

Tree = dict[str, Any]


@dataclass
class Desk:
    """The records of a data folder by id, the ids ever given, and what is to be written."""

    data: Path
    records: dict[str, Record] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    minted: list[tuple[str, str, str]] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)

    def of_type(self, kind: str) -> Iterator[Record]:
        """Yield the records of a class, by id."""
        for iri in sorted(self.records):
            if self.records[iri].type == kind:
                yield self.records[iri]

    def mint(self, iri: str, kind: str, note: str) -> str:
        """Give out an id that was never given before, and return it."""
        if iri in self.given:
            raise SourceError(f"{FILE_NAME}: REGISTRY: {iri} was given before; nothing was written")
        self.given[iri] = kind
        self.minted.append((iri, kind, note))
        return iri

    def next(self, prefix: str, width: int) -> str:
        """Return the first number after the highest given one of `prefix`NNNN.

        >>> desk = Desk(Path("data")); desk.given = {"pledge/1-0007": "Pledge"}
        >>> desk.next("pledge/1-", 4)
        '0008'
        """
        pattern = re.compile(re.escape(prefix) + r"(\d+)$")
        numbers = [int(m[1]) for iri in self.given if (m := pattern.match(iri))]
        return f"{max(numbers, default=0) + 1:0{width}d}"

    def add(self, path: str, tree: Mapping[str, Any]) -> None:
        """Hold back a new record file, its path relative to the data folder."""
        self.files[self.data / path] = dump(tree)

    def add_text(self, path: str, content: str) -> None:
        """Hold back a file as it is to stand, its path relative to the data folder."""
        self.files[self.data / path] = content

    def discard(self) -> None:
        """Forget what was held back; nothing was worth a record."""
        self.files, self.minted = {}, []

    def write(self, day: dt.date) -> list[Path]:
        """Write the registry first, then the files; return what was written.

        An id is spent even if the machine dies in between: it is never given twice.
        """
        if not self.files and not self.minted:
            return []
        registry = self.data / FILE_NAME
        replace_file(registry, _registry(registry, self.minted, day))
        for path, content in sorted(self.files.items()):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, content)
        written = [registry, *sorted(self.files)]
        self.files, self.minted = {}, []
        return written


def load(data: Path, limits: Limits | None = None) -> Desk:
    """Read the records and the registry of a data folder.

    Raises:
        RecordProblems: a file cannot be read.
    """
    desk = Desk(data)
    bounds = limits or Limits()
    faults = []
    folders = [folder for folder in (data / "records", data / "sources") if folder.is_dir()]
    for path in reader.find(data, folders, bounds):
        for found in reader.read(path, data, bounds):
            if isinstance(found, RecordError):
                faults.append(found)
            else:
                desk.records[found.iri] = found
                desk.given.update({iri: str(node.get("type", "")) for iri, node in _ids(found)})
    if faults:
        raise RecordProblems(faults)
    if (data / FILE_NAME).is_file():
        with (data / FILE_NAME).open(encoding="utf-8", newline="") as stream:
            desk.given.update({row["id"]: row["class"] for row in csv.DictReader(stream)})
    return desk


def _ids(record: Record) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for _, node in record.nodes():
        iri = str(node.get("id", ""))
        if iri and "#" not in iri:
            yield iri, node


def _registry(path: Path, minted: list[tuple[str, str, str]], day: dt.date) -> str:
    held = path.read_text(encoding="utf-8") if path.is_file() else ",".join(COLUMNS) + "\n"
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for iri, kind, note in minted:
        rows.writerow([iri, kind, note, day.isoformat(), ACTIVE, ""])
    return held + ("" if held.endswith("\n") else "\n") + out.getvalue()


def replace_file(path: Path, content: str) -> None:
    """Put `content` in the place of a file in one step: a crash leaves the old or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _Indented(yaml.SafeDumper):
    """Lists stand indented below their key, as people write them here."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # A number or a date that is a string stays one for every YAML reader.
    plain = not re.fullmatch(r"[-+]?[\d.,:]+|true|false|null|yes|no|on|off|~|", value, re.I)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value)
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


_Indented.add_representer(str, _text)
# Dates are strings in our YAML: they need no quotes.
_Indented.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def dump(value: object) -> str:
    """Return a record as YAML in the form of the records at hand.

    >>> print(dump({"statedValue": "6.5", "startDate": "2023-01-01", "of": ["a"]}), end="")
    statedValue: "6.5"
    startDate: 2023-01-01
    of:
      - a
    """
    return yaml.dump(value, Dumper=_Indented, allow_unicode=True, sort_keys=False, width=100_000)
