"""Files to records: YAML for authors, JSON Lines for machines, CSV for figures.

Every error has its place.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import orjson

from govgraph.config import Limits
from govgraph.errors import ConfigError, Location, RecordError, RecordSyntaxError
from govgraph.records import json_lines, observations, yaml
from govgraph.records.decoding import decode
from govgraph.records.observations import Unit, Units
from govgraph.records.packing import PACKED_SUFFIXES
from govgraph.records.pieces import Piece
from govgraph.records.record import Node, Record
from govgraph.records.record import Path as Keys

YAML_SUFFIXES = (".yaml", ".yml", ".yamlld")
JSON_LINES_SUFFIXES = (".jsonl",)
CSV_SUFFIXES = (".csv",)
BOM = b"\xef\xbb\xbf"
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
            found += [Path(directory, name) for name in files if _is_record_file(name)]
            if len(found) > limits.files:
                raise ConfigError(f"{folder}: more than {limits.files} files; raise limits.files")
    return sorted(found, key=lambda path: path.relative_to(root).as_posix().encode())


def _is_record_file(name: str) -> bool:
    return name[0] != "." and (
        name.endswith(YAML_SUFFIXES + STREAMED_SUFFIXES) or is_json_lines(Path(name))
    )


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
        check_file(path, root, name, limits)
        if path.suffix in STREAMED_SUFFIXES:
            with path.open("rb") as stream:
                lines = _lines(stream, name, limits)
                if path.suffix in JSON_LINES_SUFFIXES:
                    yield from _json_lines(lines, name)
                else:
                    yield from observations.read(lines, name, units)
        else:
            tree, places = yaml.load(decode(path.read_bytes(), name), name)
            yield _record(tree, Location(name, 1, 1), places)
    except RecordError as error:
        yield error


def check_file(path: Path, root: Path, name: str, limits: Limits) -> None:
    """Refuse what is no file of the data folder, or too large for its kind.

    Raises:
        RecordSyntaxError: it says which.
    """
    place = Location(name)
    if not path.resolve().is_relative_to(root.resolve()):
        raise RecordSyntaxError(place, "a link that leaves the data folder", code="I33")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise RecordSyntaxError(place, "not a regular file", code="I33")
    streamed = path.suffix in STREAMED_SUFFIXES or is_json_lines(path)
    if not streamed and status.st_size > limits.file_bytes:
        raise RecordSyntaxError(
            place, f"larger than {limits.file_bytes} bytes", hint="use JSON Lines", code="I32"
        )


def read_piece(piece: Piece, limits: Limits) -> Iterator[Record | RecordError]:
    """Yield the records of one piece of JSON Lines, and an error in the place of each bad line."""
    with Path(piece.path).open("rb") as stream:
        stream.seek(piece.start)
        lines = _lines(stream, piece.name, limits, piece.line, piece.end)
        yield from _json_lines(lines, piece.name)


def trees(piece: Piece) -> Iterator[Record]:
    """Yield the records of a piece that was checked before."""
    with Path(piece.path).open("rb") as stream:
        stream.seek(piece.start)
        lines = stream.read(piece.end - piece.start).split(b"\n")
    for number, line in enumerate(lines, piece.line):
        if line.strip(b" \t\r"):
            tree = orjson.loads(line.removeprefix(BOM))
            yield _record(tree, Location(piece.name, number, 1), {})


def is_json_lines(path: Path) -> bool:
    """Return whether a file holds JSON Lines, packed or plain."""
    plain = path.with_suffix("") if path.suffix in PACKED_SUFFIXES else path
    return plain.suffix in JSON_LINES_SUFFIXES


def _json_lines(
    lines: Iterable[tuple[int, bytes | RecordError]], name: str
) -> Iterator[Record | RecordError]:
    for number, line in lines:
        if isinstance(line, RecordError):
            yield line
            continue
        try:
            if line.strip(b" \t\r\n"):
                tree = json_lines.load(line, name, number)
                yield _record(tree, Location(name, number, 1), {})
        except RecordError as error:
            yield error


def _lines(
    stream: BinaryIO, name: str, limits: Limits, first: int = 1, end: int | None = None
) -> Iterator[tuple[int, bytes | RecordError]]:
    """Yield each line with its number: its bytes without a BOM, or why it cannot be read."""
    number = first - 1
    while (end is None or stream.tell() < end) and (line := stream.readline(limits.line_bytes + 1)):
        number += 1
        if len(line) > limits.line_bytes:
            _skip_line(stream, line)
            text = f"longer than {limits.line_bytes} bytes"
            yield number, RecordSyntaxError(Location(name, number), text, code="I32")
            continue
        try:
            decode(line, name)
        except RecordError as error:
            place = Location(name, number, error.location.column)
            yield (
                number,
                type(error)(place, error.text, value=error.value, hint=error.hint, code=error.code),
            )
            continue
        yield number, line.removeprefix(BOM)


def _skip_line(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)


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
