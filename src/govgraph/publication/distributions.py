"""The files of a release that hold data, found in its folder: what each is, its size, its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govgraph.formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE
from govgraph.publication.columns import TABLES
from govgraph.publication.exports import FORMATS

_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_DUMPS = {
    "govgraph.ttl": (TURTLE.media_type, "RDF_TURTLE", "全部数据，Turtle", "all data as Turtle"),
    "govgraph.jsonld": (JSON_LD.media_type, "JSON_LD", "全部数据，JSON-LD", "all data as JSON-LD"),
    "govgraph.trig": (TRIG.media_type, "RDF_TRIG", "全部数据，TriG", "all data as TriG"),
    "govgraph.nq.gz": (
        N_QUADS.media_type,
        "RDF_N_QUADS",
        "全部数据，N-Quads（规范形式）",
        "all data as N-Quads (canonical form)",
    ),
    "govgraph.nt.gz": (
        N_TRIPLES.media_type,
        "RDF_N_TRIPLES",
        "全部数据，N-Triples",
        "all data as N-Triples",
    ),
}
# What the file types are called; the catalogue types them itself, for readers without network.
FILE_TYPES = {
    "RDF_TURTLE": "Turtle",
    "JSON_LD": "JSON-LD",
    "RDF_TRIG": "TriG",
    "RDF_N_QUADS": "N-Quads",
    "RDF_N_TRIPLES": "N-Triples",
    "CSV": "CSV",
    "JSON": "JSON",
    "PARQUET": "Parquet",
}
_TABLES = {table.name: table for table in TABLES}
_JSON = "application/json"
_EXPORTED = {TURTLE.media_type: "RDF_TURTLE", JSON_LD.media_type: "JSON_LD", _JSON: "JSON"}
GZIP = "application/gzip"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file with data; `compression` is a media type or ''."""

    name: str
    media_type: str
    file_type: str
    zh: str
    en: str
    bytes: int
    sha256: str
    compression: str = ""

    @property
    def file_type_iri(self) -> str:
        """Return the file type of the EU's authority table."""
        return _FILE_TYPE + self.file_type


def find(folder: Path) -> list[DataFile]:
    """Return the data files in a folder, the dumps of the whole first."""
    return [*_dumps(folder), *_found(folder)]


def _dumps(folder: Path) -> Iterator[DataFile]:
    for name, (media_type, file_type, zh, en) in _DUMPS.items():
        if (folder / name).is_file():
            yield _file(folder, name, media_type, file_type, zh, en)


def _found(folder: Path) -> Iterator[DataFile]:
    for name, table in _TABLES.items():
        path = f"tables/{name}.csv"
        if (folder / path).is_file():
            zh, en = f"{table.zh}表，CSV", f"table of {table.en} as CSV"
            yield _file(folder, path, "text/csv", "CSV", zh, en)
            zh, en = f"{table.zh}表，电子表格用CSV", f"table of {table.en} as CSV for spreadsheets"
            yield _file(folder, f"tables/excel/{name}.csv", "text/csv", "CSV", zh, en)
        path = f"tables/parquet/{name}.parquet"
        if (folder / path).is_file():
            zh, en = f"{table.zh}表，Parquet", f"table of {table.en} as Parquet"
            yield _file(folder, path, "application/vnd.apache.parquet", "PARQUET", zh, en)
    for file in sorted((folder / "things").glob("*.jsonl")):
        name = f"things/{file.name}"
        zh, en = f"{file.stem}：每行一条JSON-LD", f"{file.stem}: JSON-LD, one thing a line"
        yield _file(folder, name, "application/jsonl", "JSON", zh, en)
    for export in FORMATS:
        name = f"exports/{export.file}"
        if (folder / name).is_file():
            kind = _EXPORTED[export.media_type]
            yield _file(folder, name, export.media_type, kind, export.zh, export.en)


def _file(folder: Path, name: str, media_type: str, file_type: str, zh: str, en: str) -> DataFile:
    path = folder / name
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    compression = GZIP if name.endswith(".gz") else ""
    return DataFile(name, media_type, file_type, zh, en, path.stat().st_size, digest, compression)
