"""Quads to JSON-LD under the published context: the shape that an author writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from govgraph.context import Context, Kind, Term
from govgraph.iris import relative
from govgraph.namespaces import RDF, TYPE, XSD

_KIND_OF_DATATYPE = {
    XSD + "decimal": Kind.DECIMAL,
    XSD + "integer": Kind.INTEGER,
    XSD + "boolean": Kind.BOOLEAN,
    XSD + "date": Kind.DATE,
    XSD + "string": Kind.TEXT,
    RDF + "langString": Kind.LANGUAGE,
}
MAX_SAFE_INTEGER = 2**53
_KEPT = 10_000  # compacted IRIs


class Compactor:
    """Writes nodes under one context; what the context has no term for stays expanded."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._properties: dict[tuple[str, Kind], Term] = {
            (t.iri, t.kind): t for t in context.terms.values() if t.kind is not Kind.CLASS
        }
        self.classes = {t.iri: t.name for t in context.terms.values() if t.kind is Kind.CLASS}
        self._namespaces = sorted(
            ((iri, name) for name, iri in context.prefixes.items()), key=lambda p: -len(p[0])
        )
        self._known: dict[str, str] = {}  # terms and concepts come again and again

    def nodes(self, triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[dict[str, Any]]:
        """Yield one node for each run of triples of one subject."""
        for subject, run in groupby(triples, key=lambda t: t.subject):
            if isinstance(subject, ox.NamedNode):
                yield self.node(subject, run)

    def node(self, subject: ox.NamedNode, triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, Any]:
        """Return the node of one subject; `triples` are all its own."""
        node: dict[str, Any] = {"type": [], "id": self.iri(subject.value, compact=False)}
        for triple in triples:
            predicate, value = triple.predicate.value, triple.object  # each made anew when asked
            if predicate == TYPE.value and isinstance(value, ox.NamedNode):
                kind = value.value
                node["type"].append(self.classes.get(kind) or self.iri(kind))
            else:
                self._add(node, predicate, value)
        node["type"].sort(key=lambda name: ":" in name)  # our own classes first
        if not node["type"]:
            del node["type"]
        elif len(node["type"]) == 1:
            node["type"] = node["type"][0]
        return node

    def term(self, predicate: str, kind: Kind) -> Term | None:
        """Return the term that the context has for a property with values of a kind."""
        return self._properties.get((predicate, kind))

    def iri(self, value: str, *, compact: bool = True) -> str:
        """Return an IRI relative to the base, under a prefix, or whole."""
        short = relative(value, self.context.base)
        if short != value and short and ":" not in short:
            return short
        return self._prefixed(value) if compact else value

    def _prefixed(self, value: str) -> str:
        found = self._known.get(value)
        if found is None:
            found = self._compacted(value)
            if len(self._known) < _KEPT:
                self._known[value] = found
        return found

    def _compacted(self, value: str) -> str:
        for namespace, prefix in self._namespaces:
            local = value[len(namespace) :]
            if value.startswith(namespace) and local and not local.startswith("//"):
                return f"{prefix}:{local}"
        return value

    def _add(self, node: dict[str, Any], predicate: str, value: Any) -> None:
        kind = Kind.LINK if isinstance(value, ox.NamedNode) else _kind(value)
        term = self._properties.get((predicate, kind)) if kind else None
        if term is None:
            node.setdefault(self.iri(predicate), []).append(self._expanded(value))
        elif term.kind is Kind.LANGUAGE:
            texts = node.setdefault(term.name, {})
            _put(texts, value.language, value.value, many=False)
        else:
            _put(node, term.name, self._value(term, value), many=term.many)

    def _value(self, term: Term, value: Any) -> Any:
        if term.kind is Kind.LINK:
            return self.iri(value.value)
        if term.kind is Kind.INTEGER and abs(int(value.value)) < MAX_SAFE_INTEGER:
            return int(value.value)
        if term.kind is Kind.BOOLEAN:
            return value.value == "true"
        return value.value

    def _expanded(self, value: Any) -> dict[str, str]:
        if isinstance(value, ox.NamedNode):
            return {"@id": self.iri(value.value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == XSD + "string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": value.datatype.value}


def _kind(value: Any) -> Kind | None:
    if isinstance(value, ox.NamedNode):
        return Kind.LINK
    return _KIND_OF_DATATYPE.get(value.datatype.value)


def _put(holder: dict[str, Any], key: str, value: Any, *, many: bool) -> None:
    if key not in holder:
        holder[key] = [value] if many else value
    elif isinstance(holder[key], list):
        holder[key].append(value)
    else:
        holder[key] = [holder[key], value]
