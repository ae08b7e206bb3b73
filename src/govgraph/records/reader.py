"""Files to records: YAML for authors, JSON Lines for machines, CSV for figures.

Every error has its place.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from govgraph.config import Limits
from govgraph.errors import ConfigError, Location, RecordError, RecordSyntaxError
from govgraph.records import json_lines, observations, yaml
from govgraph.records.decoding import decode
from govgraph.records.observations import Unit, Units
from govgraph.records.record import Node, Record
from govgraph.records.record import Path as Keys

YAML_SUFFIXES = (".yaml", ".yml", ".yamlld")
JSON_LINES_SUFFIXES = (".jsonl",)
CSV_SUFFIXES = (".csv",)
# Read line by line, again for each pass.
STREAMED_SUFFIXES = JSON_LINES_SUFFIXES + CSV_SUFFIXES


def no_units(name: str) -> Unit | None:
    """Know no unit: for record files without figures."""


def find(root: Path, folders: Sequence[Path], limits: Limits) -> list[Path]:
    """Return the record files below `folders`, sorted; `root` is what none may leave.

    Raises:
        ConfigError: a folder is missing, or there are more files than allowed.
    """
    found: list[Path] = []
    for folder in folders:
        if folder.is_file():
            found.append(folder)
            continue
        if not folder.is_dir():
            raise ConfigError(f"{folder}: no such folder; see paths.data in govgraph.toml")
        for directory, names, files in os.walk(folder):
            names.sort()
            found += [
                Path(directory, name)
                for name in files
                if name.endswith(YAML_SUFFIXES + STREAMED_SUFFIXES) and name[0] != "."
            ]
            if len(found) > limits.files:
                raise ConfigError(f"{folder}: more than {limits.files} files; raise limits.files")
    return sorted(found, key=lambda path: path.relative_to(root).as_posix().encode())


def twins(paths: Sequence[Path], root: Path) -> Iterator[RecordError]:
    """Yield each file whose name differs from another's in case only: some disks hold but one."""
    first: dict[str, str] = {}
    for path in paths:
        name = path.relative_to(root).as_posix()
        before = first.setdefault(name.casefold(), name)
        if before != name:
            yield RecordSyntaxError(
                Location(name),
                f"its name differs from {before} in case only",
                hint="rename it",
                code="I33",
            )


def read(
    path: Path, root: Path, limits: Limits, units: Units = no_units
) -> Iterator[Record | RecordError]:
    """Yield the records of one file, and an error in the place of each that cannot be read.

    `units` finds the units that figures in CSV are stated in.
    """
    name = path.relative_to(root).as_posix()
    try:
        _check_file(path, root, name, limits)
        if path.suffix in JSON_LINES_SUFFIXES:
            yield from _read_json_lines(path, name, limits)
        elif path.suffix in CSV_SUFFIXES:
            yield from observations.read(_lines(path, name, limits), name, units)
        else:
            tree, places = yaml.load(decode(path.read_bytes(), name), name)
            yield _record(tree, Location(name, 1, 1), places)
    except RecordError as error:
        yield error


def _check_file(path: Path, root: Path, name: str, limits: Limits) -> None:
    place = Location(name)
    if not path.resolve().is_relative_to(root.resolve()):
        raise RecordSyntaxError(place, "a link that leaves the data folder", code="I33")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise RecordSyntaxError(place, "not a regular file", code="I33")
    if path.suffix not in STREAMED_SUFFIXES and status.st_size > limits.file_bytes:
        raise RecordSyntaxError(
            place, f"larger than {limits.file_bytes} bytes", hint="use JSON Lines", code="I32"
        )


def _read_json_lines(path: Path, name: str, limits: Limits) -> Iterator[Record | RecordError]:
    for number, line in _lines(path, name, limits):
        if isinstance(line, RecordError):
            yield line
            continue
        try:
            if line.strip(b" \t\r\n"):
                tree = json_lines.load(line, name, number)
                yield _record(tree, Location(name, number, 1), {})
        except RecordError as error:
            yield error


def _lines(path: Path, name: str, limits: Limits) -> Iterator[tuple[int, bytes | RecordError]]:
    """Yield each line with its number: its bytes without a BOM, or why it cannot be read."""
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(limits.line_bytes + 1):
            number += 1
            if len(line) > limits.line_bytes:
                _skip_line(stream, line)
                place = Location(name, number)
                yield (
                    number,
                    RecordSyntaxError(place, f"longer than {limits.line_bytes} bytes", code="I32"),
                )
                continue
            try:
                decode(line, name)
            except RecordError as error:
                place = Location(name, number, error.location.column)
                yield (
                    number,
                    type(error)(
                        place, error.text, value=error.value, hint=error.hint, code=error.code
                    ),
                )
                continue
            yield number, line.removeprefix(b"\xef\xbb\xbf")


def _skip_line(stream: object, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)  # type: ignore[attr-defined]


def _record(tree: Node, place: Location, places: dict[Keys, Location]) -> Record:
    if "@context" in tree:
        raise RecordSyntaxError(
            places.get(("@context",), place),
            "a record brings no context",
            hint="remove @context",
            code="I28",
        )
    kind, iri = tree.get("type"), tree.get("id")
    if not isinstance(kind, str) or not isinstance(iri, str):
        missing = "type" if not isinstance(kind, str) else "id"
        raise RecordSyntaxError(
            place, f"the record has no {missing}", hint="start with type: and id:"
        )
    return Record(place, kind, iri, tree, places)
