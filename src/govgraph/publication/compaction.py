"""Triples to JSON-LD under the published context: the shape that an author writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from govgraph.context import Context, Kind, Term
from govgraph.namespaces import TYPE, XSD
from govgraph.ntriples import Triple, text_of

_TYPE = f"<{TYPE.value}>"
_KIND_OF_DATATYPE = {
    XSD + "decimal": Kind.DECIMAL,
    XSD + "integer": Kind.INTEGER,
    XSD + "boolean": Kind.BOOLEAN,
    XSD + "date": Kind.DATE,
}
MAX_SAFE_INTEGER = 2**53
_KEPT = 10_000  # compacted IRIs


class Compactor:
    """Writes nodes under one context; what the context has no term for stays expanded."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._terms: dict[tuple[str, str], Term | None] = {}  # few properties, many triples
        self._properties: dict[tuple[str, Kind], Term] = {
            (t.iri, t.kind): t for t in context.terms.values() if t.kind is not Kind.CLASS
        }
        self.classes = {t.iri: t.name for t in context.terms.values() if t.kind is Kind.CLASS}
        self._namespaces = sorted(
            ((iri, name) for name, iri in context.prefixes.items()), key=lambda p: -len(p[0])
        )
        self._known: dict[str, str] = {}  # terms and concepts come again and again

    def nodes(self, triples: Iterable[Triple]) -> Iterator[dict[str, Any]]:
        """Yield one node for each run of triples of one subject; terms are in N-Triples syntax."""
        for subject, run in groupby(triples, key=itemgetter(0)):
            if subject[0] == "<":
                yield self.node(subject[1:-1], run)

    def node(self, iri: str, triples: Iterable[Triple]) -> dict[str, Any]:
        """Return the node of one subject; `triples` are all its own."""
        types: list[str] = []
        node: dict[str, Any] = {"type": types, "id": self.iri(iri, compact=False)}
        for _, predicate, value in triples:
            if predicate == _TYPE and value[0] == "<":
                types.append(self.classes.get(value[1:-1]) or self.iri(value[1:-1]))
            else:
                self._add(node, predicate, value)
        types.sort(key=lambda name: ":" in name)  # our own classes first
        if not types:
            del node["type"]
        elif len(types) == 1:
            node["type"] = types[0]
        return node

    def term(self, predicate: str, kind: Kind) -> Term | None:
        """Return the term that the context has for a property with values of a kind."""
        return self._properties.get((predicate, kind))

    def iri(self, value: str, *, compact: bool = True) -> str:
        """Return an IRI relative to the base, under a prefix, or whole."""
        base = self.context.base
        if value.startswith(base) and len(value) > len(base) and ":" not in value[len(base) :]:
            return value[len(base) :]
        if not compact:
            return value
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

    def _add(self, node: dict[str, Any], predicate: str, value: str) -> None:
        mark = "<" if value[0] == "<" else value[value.rindex('"') + 1 :]
        try:
            term = self._terms[predicate, mark]
        except KeyError:
            kind = _kind(mark)
            term = self._properties.get((predicate[1:-1], kind)) if kind else None
            self._terms[predicate, mark] = term
        if term is None:
            node.setdefault(self.iri(predicate[1:-1]), []).append(self._expanded(value, mark))
        elif mark == "<":
            _put(node, term.name, self.iri(value[1:-1]), many=term.many)
        elif term.kind is Kind.LANGUAGE:
            _put(node.setdefault(term.name, {}), mark[1:], text_of(value), many=False)
        else:
            _put(node, term.name, _value(term, text_of(value)), many=term.many)

    def _expanded(self, value: str, mark: str) -> dict[str, str]:
        if mark == "<":
            return {"@id": self.iri(value[1:-1])}
        if mark.startswith("@"):
            return {"@value": text_of(value), "@language": mark[1:]}
        if not mark:
            return {"@value": text_of(value)}
        return {"@value": text_of(value), "@type": mark[3:-1]}


def _value(term: Term, text: str) -> str | int | bool:
    if term.kind is Kind.INTEGER and abs(int(text)) < MAX_SAFE_INTEGER:
        return int(text)
    if term.kind is Kind.BOOLEAN:
        return text == "true"
    return text


def _kind(mark: str) -> Kind | None:
    """Return the kind of a value by what marks it: `<`, a language tag, a datatype or nothing."""
    if mark == "<":
        return Kind.LINK
    if mark.startswith("@"):
        return Kind.LANGUAGE
    return _KIND_OF_DATATYPE.get(mark[3:-1]) if mark else Kind.TEXT


def _put(holder: dict[str, Any], key: str, value: Any, *, many: bool) -> None:
    if key not in holder:
        holder[key] = [value] if many else value
    elif isinstance(holder[key], list):
        holder[key].append(value)
    else:
        holder[key] = [holder[key], value]
