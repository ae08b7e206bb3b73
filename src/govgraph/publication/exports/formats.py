"""The formats of export: for each its file, and how it is written out of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyoxigraph as ox

from govgraph.errors import ConfigError, nearest
from govgraph.namespaces import RDF, SCHEMA, XSD
from govgraph.publication.exports import popolo
from govgraph.publication.exports.order import sorted_once
from govgraph.sparql.embedded import open_store

_FOLDER = Path(__file__).parent
_PREFIXES = {
    "cube": "https://w3id.org/govgraph/cube#",
    "dct": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
_PLAIN = {XSD + "string", XSD + "date"}


@dataclass(frozen=True, slots=True)
class Export:
    """One format: its name on the command line, its file, its media type, what it is."""

    name: str
    file: str
    media_type: str
    zh: str
    en: str
    write: Callable[[ox.Store, str, BinaryIO], None]


def _construct(store: ox.Store, name: str, also: bytes = b"") -> Iterator[ox.Triple]:
    """Yield what a query constructs, each triple once, sorted outside of memory."""
    query = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    triples = store.query(query)
    assert isinstance(triples, ox.QueryTriples)
    return sorted_once(triples, also)


def _turtle(triples: Iterable[ox.Triple], stream: BinaryIO) -> None:
    ox.serialize(triples, stream, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)


def _web_annotation(store: ox.Store, base: str, stream: BinaryIO) -> None:
    _turtle(map(_retyped, _construct(store, "web_annotation")), stream)


def _retyped(triple: ox.Triple) -> ox.Triple:
    """Type offsets as that model asks; the engine itself folds all integer types into one."""
    value = triple.object
    if not isinstance(value, ox.Literal) or value.datatype.value != XSD + "integer":
        return triple
    offset = ox.Literal(value.value, datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
    return ox.Triple(triple.subject, triple.predicate, offset)


def _data_cube(store: ox.Store, base: str, stream: BinaryIO) -> None:
    structure = ox.parse(path=_FOLDER / "data_cube.ttl", format=ox.RdfFormat.TURTLE)
    lines = ox.serialize((q.triple for q in structure), format=ox.RdfFormat.N_TRIPLES)
    _turtle(_construct(store, "data_cube", lines or b""), stream)


def _schema_org(store: ox.Store, base: str, stream: BinaryIO) -> None:
    """Write JSON-LD whose context is inline, so that no reader has to fetch one."""
    stream.write(b'{"@context":{"@vocab":"' + SCHEMA.encode() + b'"},\n"@graph":[')
    triples = _construct(store, "schema_org")
    for number, (subject, run) in enumerate(groupby(triples, key=lambda t: t.subject)):
        assert isinstance(subject, ox.NamedNode)
        node: dict[str, Any] = {"@id": subject.value}
        for triple in run:
            key, value = _pair(triple)
            node.setdefault(key, []).append(value)
        single = {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in node.items()}
        stream.write((b",\n" if number else b"\n") + orjson.dumps(single))
    stream.write(b"\n]}\n")


def _pair(triple: ox.Triple) -> tuple[str, Any]:
    value = triple.object
    key = triple.predicate.value.removeprefix(SCHEMA)
    if triple.predicate.value == RDF + "type":
        assert isinstance(value, ox.NamedNode)
        return "@type", value.value.removeprefix(SCHEMA)
    if isinstance(value, ox.NamedNode):
        return key, {"@id": value.value}
    assert isinstance(value, ox.Literal)
    if value.language:
        return key, {"@value": value.value, "@language": value.language}
    if value.datatype.value in _PLAIN:
        return key, value.value
    return key, {"@value": value.value, "@type": value.datatype.value}


def _popolo(store: ox.Store, base: str, stream: BinaryIO) -> None:
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    stream.write(orjson.dumps(popolo.collections(store, base), option=options))


FORMATS = (
    Export(
        "schema.org",
        "schema-org.jsonld",
        "application/ld+json",
        "schema.org 的 Claim、Observation 等，JSON-LD",
        "claims, figures, bodies and people in schema.org, as JSON-LD",
        _schema_org,
    ),
    Export(
        "popolo",
        "popolo.json",
        "application/json",
        "人物、机构、职务、任职与区域，Popolo JSON",
        "people, bodies, posts, memberships and areas as Popolo JSON",
        _popolo,
    ),
    Export(
        "web-annotation",
        "web-annotation.ttl",
        "text/turtle",
        "证据片段，Web Annotation",
        "the evidence as Web Annotations",
        _web_annotation,
    ),
    Export(
        "data-cube",
        "data-cube.ttl",
        "text/turtle",
        "数值与目标，RDF Data Cube",
        "figures and targets as RDF data cubes",
        _data_cube,
    ),
)


def write(store: Path, name: str, base: str, stream: BinaryIO) -> None:
    """Write one format out of the store of a release.

    Raises:
        ConfigError: there is no such format.
    """
    for export in FORMATS:
        if export.name == name:
            export.write(open_store(store), base, stream)
            return
    known = [export.name for export in FORMATS]
    hint = nearest(name, known) or f"known are {', '.join(known)}"
    raise ConfigError(f"export: UNKNOWN_FORMAT: no such format ({name}); {hint}")


def calls(store: Path, base: str, folder: Path) -> list[Callable[[], None]]:
    """Return what writes the formats into the folder ``exports/`` of a release, each alone."""
    target = folder / "exports"
    target.mkdir()
    return [partial(_write, export.name, store, base, target / export.file) for export in FORMATS]


def _write(name: str, store: Path, base: str, path: Path) -> None:
    with path.open("wb") as stream:
        write(store, name, base, stream)
