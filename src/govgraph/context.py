"""The JSON-LD context: the only mapping between the keys of records and RDF terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from govgraph.errors import OntologyError
from govgraph.namespaces import XSD


class Kind(Enum):
    """What a term of the context stands for."""

    CLASS = "class"
    LINK = "link"
    TEXT = "text"
    LANGUAGE = "language"
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"

    __hash__ = (
        object.__hash__
    )  # Enum's own is written in Python, and this is looked up all the time


_DATATYPES = {
    XSD + "decimal": Kind.DECIMAL,
    XSD + "integer": Kind.INTEGER,
    XSD + "boolean": Kind.BOOLEAN,
    XSD + "date": Kind.DATE,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One key or class of the context: its IRI, kind, and whether it takes many values."""

    name: str
    iri: str
    kind: Kind
    many: bool


@dataclass(frozen=True)
class Context:
    """The parsed context.

    `document` is the object to put under ``@context``, its ``@base`` set to the publication's.
    """

    base: str
    document: Mapping[str, Any]
    prefixes: Mapping[str, str]
    terms: Mapping[str, Term]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the names that may stand as a key of a node."""
        return frozenset(n for n, t in self.terms.items() if t.kind is not Kind.CLASS)

    @cached_property
    def classes(self) -> frozenset[str]:
        """Return the names that may stand under ``type``."""
        return frozenset(n for n, t in self.terms.items() if t.kind is Kind.CLASS)

    @cached_property
    def encoded(self) -> str:
        """Return the context as JSON text, ready to be put in front of a batch."""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"))

    def expand(self, value: str) -> str:
        """Return the IRI that a compact, relative or absolute IRI stands for."""
        prefix, colon, local = value.partition(":")
        if colon and not local.startswith("//") and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        return value if colon else self.base + value


def load(path: Path, base: str) -> Context:
    """Read a flat context; `base` is the IRI that ids are relative to.

    Raises:
        OntologyError: the context is not flat, or a term and a prefix share a name.
    """
    document = dict(json.loads(path.read_text(encoding="utf-8"))["@context"])
    document["@base"] = base
    prefixes = {
        name: value
        for name, value in document.items()
        if isinstance(value, str) and value.endswith(("#", "/")) and not name.startswith("@")
    }
    terms = {}
    for name, value in document.items():
        if name.startswith("@") or name in prefixes or value in ("@id", "@type", "@graph"):
            continue
        terms[name] = _term(name, value, prefixes, path)
    return Context(base=base, document=document, prefixes=prefixes, terms=terms)


def _term(name: str, value: Any, prefixes: Mapping[str, str], path: Path) -> Term:
    if isinstance(value, str):
        return Term(name, _expand(value, prefixes), Kind.CLASS, True)
    if "@context" in value or "@reverse" in value:
        raise OntologyError(f"{path}: {name}: the context must stay flat")
    containers = value.get("@container", ())
    containers = (containers,) if isinstance(containers, str) else containers
    kind = Kind.TEXT
    if "@language" in containers:
        kind = Kind.LANGUAGE
    elif value.get("@type") == "@id":
        kind = Kind.LINK
    elif "@type" in value:
        kind = _DATATYPES[_expand(value["@type"], prefixes)]
    return Term(name, _expand(value["@id"], prefixes), kind, "@set" in containers)


def _expand(value: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = value.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else value
