"""The formats of export: for each its file, and how it is written of a release."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson
import pyoxigraph as ox

from govgraph.errors import ConfigError, nearest
from govgraph.namespaces import DCT, OA, PROV, QB, RDFS, SCHEMA, SKOS, XSD
from govgraph.publication.exports import data_cube, popolo, schema_org, web_annotation
from govgraph.publication.exports.known import Known
from govgraph.publication.subjects import Subject, subjects, together
from govgraph.sparql.embedded import open_store

FOLDER, POPOLO = "exports", "popolo.json"
_PREFIXES = {
    "cube": data_cube.CUBE,
    "dct": DCT,
    "oa": OA,
    "prov": PROV,
    "qb": QB,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
}
# What a thing and its fragments add to a format, as lines; and what makes the file of all lines.
Lines = Callable[[Mapping[str, Subject], Known], Iterator[bytes]]
Finish = Callable[[Path, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Export:
    """One format: its name on the command line, its file, its media type, what it is."""

    name: str
    file: str
    media_type: str
    zh: str
    en: str


def _turtle(spool: Path, stream: BinaryIO) -> None:
    quads = ox.parse(path=str(spool), format=ox.RdfFormat.N_TRIPLES, lenient=True)  # our own
    triples = (quad.triple for quad in quads)
    ox.serialize(triples, stream, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)


def _cube(spool: Path, stream: BinaryIO) -> None:
    with spool.open("ab") as lines:
        lines.write(data_cube.structure())
    _turtle(spool, stream)


def _schema_org(spool: Path, stream: BinaryIO) -> None:
    """Write JSON-LD whose context is inline, so that no reader has to fetch one."""
    stream.write(b'{"@context":{"@vocab":"' + SCHEMA.encode() + b'"},\n"@graph":[')
    with spool.open("rb") as nodes:
        for number, node in enumerate(nodes):
            stream.write((b",\n" if number else b"\n") + node[:-1])
    stream.write(b"\n]}\n")


FORMATS = (
    Export(
        "schema.org",
        "schema-org.jsonld",
        "application/ld+json",
        "schema.org 的 Claim、Observation 等，JSON-LD",
        "claims, figures, bodies and people in schema.org, as JSON-LD",
    ),
    Export(
        "popolo",
        POPOLO,
        "application/json",
        "人物、机构、职务、任职与区域，Popolo JSON",
        "people, bodies, posts, memberships and areas as Popolo JSON",
    ),
    Export(
        "web-annotation",
        "web-annotation.ttl",
        "text/turtle",
        "证据片段，Web Annotation",
        "the evidence as Web Annotations",
    ),
    Export(
        "data-cube",
        "data-cube.ttl",
        "text/turtle",
        "数值与目标，RDF Data Cube",
        "figures and targets as RDF data cubes",
    ),
)


# The formats that are written thing by thing.
_STREAMED: Mapping[str, tuple[Lines, Finish]] = {
    "schema-org.jsonld": (schema_org.nodes, _schema_org),
    "web-annotation.ttl": (web_annotation.lines, _turtle),
    "data-cube.ttl": (data_cube.lines, _cube),
}


def stream(union: Path, target: Path) -> None:
    """Write the formats that are written thing by thing, in one pass over sorted triples."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=target)))
        known = stack.enter_context(Known(union))
        spools = {
            file: (stack.enter_context((folder / file).open("wb")), lines)
            for file, (lines, _) in _STREAMED.items()
        }
        for _, thing in together((subject.iri, subject) for subject in subjects(union)):
            for spool, lines in spools.values():
                spool.writelines(lines(thing, known))
        for file, (spool, _) in spools.items():
            spool.close()
            with (target / file).open("wb") as out:
                _STREAMED[file][1](folder / file, out)


def write_popolo(store: Path, base: str, path: Path) -> None:
    """Write the one format that is asked of the store: it is about few things."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    found = popolo.collections(open_store(store), base)
    path.write_bytes(orjson.dumps(found, option=options))


def write(folder: Path, name: str, stream: BinaryIO) -> None:
    """Write what the release in a folder holds in a format.

    Raises:
        ConfigError: there is no such format.
    """
    export = next((export for export in FORMATS if export.name == name), None)
    if export is None:
        known = [export.name for export in FORMATS]
        hint = nearest(name, known) or f"known are {', '.join(known)}"
        raise ConfigError(f"export: UNKNOWN_FORMAT: no such format ({name}); {hint}")
    with (folder / FOLDER / export.file).open("rb") as file:
        shutil.copyfileobj(file, stream)
