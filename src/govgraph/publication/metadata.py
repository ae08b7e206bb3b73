"""Triples about a release, written as Turtle and as JSON-LD; no blank node among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from govgraph.context import Context
from govgraph.namespaces import TYPE, XSD
from govgraph.ntriples import written
from govgraph.publication.document import Documents
from govgraph.publication.serialization import prefixes


class Description:
    """Collects triples; a fact told twice counts once."""

    def __init__(self) -> None:
        self.triples: set[ox.Triple] = set()

    def type(self, subject: str, *classes: str) -> None:
        """Say what a thing is."""
        for kind in classes:
            self.triples.add(ox.Triple(ox.NamedNode(subject), TYPE, ox.NamedNode(kind)))

    def link(self, subject: str, predicate: str, *targets: str) -> None:
        """Link a thing to others; an empty target is left out."""
        for target in filter(None, targets):
            self._add(subject, predicate, ox.NamedNode(target))

    def text(self, subject: str, predicate: str, texts: Mapping[str, str]) -> None:
        """Give a text in several languages."""
        for tag, text in texts.items():
            self._add(subject, predicate, ox.Literal(text, language=tag))

    def value(self, subject: str, predicate: str, text: str | int, datatype: str = "") -> None:
        """Give a value; a number is an integer, a text without datatype a string."""
        kind = datatype or ("integer" if isinstance(text, int) else "string")
        iri = kind if ":" in kind else XSD + kind
        self._add(subject, predicate, ox.Literal(str(text), datatype=ox.NamedNode(iri)))

    def _add(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        self.triples.add(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value))

    def sorted(self) -> list[ox.Triple]:
        """Return the triples by subject, its types first."""
        return sorted(
            self.triples,
            key=lambda t: (
                t.subject.value,  # type: ignore[union-attr]
                t.predicate != TYPE,
                t.predicate.value,
                str(t.object),
            ),
        )

    def write_turtle(self, path: Path, context: Context, extra: Mapping[str, str]) -> None:
        """Write Turtle with the prefixes of the context and some of its own."""
        names = dict(sorted((prefixes(context) | dict(extra)).items()))
        ox.serialize(self.sorted(), str(path), format=ox.RdfFormat.TURTLE, prefixes=names)

    def write_json_ld(self, path: Path, documents: Documents) -> None:
        """Write JSON-LD, the context inside."""
        nodes = list(documents.compactor.nodes(written(self.sorted())))
        context = {**documents.used({"nodes": nodes}), "graph": "@graph"}
        text = json.dumps({"@context": context, "graph": nodes}, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
