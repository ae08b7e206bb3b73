"""``govgraph.toml``: the settings of a publication."""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from govgraph.errors import ConfigError, nearest
from govgraph.namespaces import HOME

FILE_NAME = "govgraph.toml"
DEFAULT_METHOD = "method/default-1"

_KNOWN: dict[str, dict[str, type | tuple[type, ...]]] = {
    "publication": {
        "title": dict,
        "description": dict,
        "version": str,
        "issued": (str, dt.date),
        "publisher": str,
        "contact": str,
        "base": str,
        "licence": str,
        "languages": list,
        "keywords": dict,
        "spatial": str,
        "homepage": str,
        "publisher_type": str,
        "bbox": list,
    },
    "release": {"former": str, "parquet": bool},
    "site": {"things": int},
    "paths": {"data": str, "output": str, "vocabularies": str},
    "assessment": {"as_of": (str, dt.date), "method": str, "dates": list, "methods": list},
    "limits": {
        "file_bytes": int,
        "line_bytes": int,
        "files": int,
        "batch_triples": int,
        "unpacked_ratio": int,
        "spool_bytes": int,
        "shacl_triples": int,
        "named_quads": int,
        "site_documents": int,
    },
    "server": {
        "query_seconds": (int, float),
        "canned_seconds": (int, float),
        "rows": int,
        "bytes": int,
        "memory": int,
        "workers": int,
        "queue": int,
        "body": int,
        "query": int,
        "cache": int,
        "budget": int,
        "budget_refill": int,
        "errors": int,
        "errors_refill": int,
        "client_places": int,
    },
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read and on how much is held in memory.

    A batch holds about 500 pledges of 22 triples each: the parser holds a batch whole. Records that
    promise more than `shacl_triples` are held against the compiled shapes instead of by pySHACL.
    The store of a release of up to `named_quads` holds the named graphs beside their union.
    Up to `site_documents` things get their Turtle and other documents in the static site; where
    there are more, the server makes them when asked.
    """

    file_bytes: int = 64 * 1024 * 1024
    line_bytes: int = 1024 * 1024
    files: int = 200_000
    batch_triples: int = 12_000
    unpacked_ratio: int = 200  # beyond file_bytes, no file may unpack to more times its size
    spool_bytes: int = 32 * 1024 * 1024
    shacl_triples: int = 20_000
    named_quads: int = 250_000
    site_documents: int = 20_000


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one publication, read once at the command line.

    Paths are absolute; `base` ends in a slash; labels are keyed by language tag.
    """

    root: Path
    title: Mapping[str, str]
    description: Mapping[str, str]
    version: str
    issued: dt.date
    publisher: str
    contact: str
    base: str
    licence: str
    languages: tuple[str, ...]
    keywords: Mapping[str, list[str]]
    spatial: str
    homepage: str
    publisher_type: str
    bbox: tuple[float, ...]
    former: str
    parquet: bool
    site_things: int  # so many things at most get a page beforehand; 0: no static site
    data: Path
    output: Path
    vocabularies: Path | None
    as_of: dt.date
    method: str  # '' where none is named
    dates: tuple[dt.date, ...]  # former dates, assessed as of again
    methods: tuple[str, ...]  # further methods
    limits: Limits
    server: Mapping[str, int | float]  # bounds of the server that differ from its own

    @property
    def id_base(self) -> str:
        """Return the IRI under which all things of the publication live."""
        return self.base + "id/"

    def seen_from(self, day: str) -> Settings:
        """Return the same settings as of another day; findings as of the present one stay beside.

        Raises:
            ConfigError: `day` is no date.
        """
        return replace(self, as_of=_date(day, Path("--as-of")), dates=(self.as_of, *self.dates))

    @property
    def choices(self) -> dict[str, str]:
        """Return every setting but the places of folders, as text by name."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: repr(v) for name, v in values.items() if not isinstance(v, Path)}


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password for a remote store; both may be empty, neither is ever shown."""

    user: str = ""
    password: str = field(default="", repr=False)


def credentials() -> Credentials:
    """Return the credentials for a remote store, from the environment and nowhere else.

    A password without a user is an access token.
    """
    return Credentials(
        os.environ.get("GOVGRAPH_STORE_USER", ""), os.environ.get("GOVGRAPH_STORE_PASSWORD", "")
    )


def find(start: Path) -> Path:
    """Return the ``govgraph.toml`` in `start` or the nearest folder above it.

    Raises:
        ConfigError: there is none.
    """
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE_NAME).is_file():
            return candidate / FILE_NAME
    raise ConfigError(
        f"{start}: no {FILE_NAME} here or above; start a publication with: govgraph init DIR"
    )


def load(path: Path) -> Settings:
    """Read the settings from a ``govgraph.toml``.

    Raises:
        ConfigError: naming file, line and every fault in one message.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); see docs/configuration.md") from error
    faults = _faults(table, text, path)
    if faults:
        raise ConfigError("\n".join(faults))
    return _settings(table, path)


def _faults(table: Mapping[str, Any], text: str, path: Path) -> list[str]:
    faults = []
    for section, values in table.items():
        if section not in _KNOWN or not isinstance(values, dict):
            faults.append(_unknown(path, text, section, list(_KNOWN)))
            continue
        for key, value in values.items():
            expected = _KNOWN[section].get(key)
            if expected is None:
                faults.append(_unknown(path, text, key, list(_KNOWN[section])))
            elif not isinstance(value, expected) or isinstance(value, bool) != (expected is bool):
                wanted = getattr(expected, "__name__", "date")
                faults.append(f"{path}:{_line(text, key)}: BAD_SETTING: {key} wants a {wanted}")
    publication = table.get("publication", {})
    faults += [
        f"{path}: MISSING_SETTING: publication.{key} is needed"
        for key in ("title", "version", "issued")
        if key not in publication
    ]
    bbox = publication.get("bbox", [0, 0, 0, 0])
    if isinstance(bbox, list) and (
        len(bbox) != 4 or not all(isinstance(v, int | float) for v in bbox)
    ):
        faults.append(
            f"{path}:{_line(text, 'bbox')}: BAD_SETTING: bbox wants four numbers: west, south, east, north"
        )
    base = publication.get("base", HOME)
    if isinstance(base, str) and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`?#]+/", base):
        faults.append(
            f"{path}:{_line(text, 'base')}: BAD_SETTING: base ({base}) must be an http(s) IRI that ends in /"
        )
    return faults


def _unknown(path: Path, text: str, key: str, known: list[str]) -> str:
    hint = nearest(key, known) or f"known are {', '.join(known)}"
    return f"{path}:{_line(text, key)}: UNKNOWN_SETTING: no such setting ({key}); {hint}"


def _line(text: str, key: str) -> int:
    found = re.search(rf"^[ \t]*\[?{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _date(value: str | dt.date, path: Path) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ConfigError(
            f"{path}: BAD_SETTING: no such date ({value}); write YYYY-MM-DD"
        ) from error


def _settings(table: Mapping[str, Any], path: Path) -> Settings:
    publication = table.get("publication", {})
    paths = table.get("paths", {})
    assessment = table.get("assessment", {})
    release = table.get("release", {})
    root = path.parent.resolve()
    vocabularies = paths.get("vocabularies")
    issued = _date(publication["issued"], path)
    return Settings(
        root=root,
        title=publication["title"],
        description=publication.get("description", {}),
        version=publication["version"],
        issued=issued,
        publisher=publication.get("publisher", "agent/publisher"),
        contact=publication.get("contact", ""),
        base=publication.get("base", HOME),
        licence=publication.get("licence", "https://creativecommons.org/licenses/by/4.0/"),
        languages=tuple(publication.get("languages", ("zh-hans", "en"))),
        keywords=publication.get("keywords", {}),
        spatial=publication.get("spatial", ""),
        homepage=publication.get("homepage", publication.get("base", HOME)),
        publisher_type=publication.get(
            "publisher_type", "http://purl.org/adms/publishertype/NonGovernmentalOrganisation"
        ),
        bbox=tuple(publication.get("bbox", ())),
        former=release.get("former", ""),
        parquet=release.get("parquet", False),
        site_things=table.get("site", {}).get("things", 0),
        data=root / paths.get("data", "data"),
        output=root / paths.get("output", "dist"),
        vocabularies=root / vocabularies if vocabularies else None,
        as_of=_date(assessment.get("as_of", issued), path),
        method=assessment.get("method", ""),
        dates=tuple(_date(value, path) for value in assessment.get("dates", ())),
        methods=tuple(assessment.get("methods", ())),
        limits=Limits(**table.get("limits", {})),
        server=table.get("server", {}),
    )
