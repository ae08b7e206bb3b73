"""Downloads: the files of a release as the dataset page lists them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_APART = (".", "store/", "site/", "things/", "schemas/")


@dataclass(frozen=True, slots=True)
class File:
    """One file of the release, as the dataset page lists it; `triples` is 0 for others."""

    name: str
    what: str
    bytes: int
    triples: int
    sha256: str


def listed(folder: Path, triples: Mapping[str, int | None]) -> list[File]:
    """Return the files of a release with their sizes and checksums, as the dataset page lists them."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(_APART):
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found.append(
                File(name, _what(name), path.stat().st_size, triples.get(name) or 0, digest)
            )
    return sorted(found, key=lambda f: (not f.triples, f.what == "", f.name))


def _what(name: str) -> str:
    """Return the key of what a file holds; '' where nothing is said of it."""
    if name in _WHAT:
        return _WHAT[name]
    return "table" if name.startswith("tables/") and name.endswith(".csv") else ""


_WHAT = {
    "govgraph.ttl": "union",
    "govgraph.nt.gz": "union",
    "govgraph.nq.gz": "graphs",
    "govgraph.trig": "graphs",
    "govgraph.jsonld": "graphs",
    "ontology.ttl": "ontology",
    "vocabularies.ttl": "vocabularies",
    "context.jsonld": "context",
    "shapes.ttl": "shapes",
    "catalog.ttl": "description",
    "catalog.jsonld": "description",
    "void.ttl": "description",
}
