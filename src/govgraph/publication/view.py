"""What a page shows of one thing: its names, its properties, its parts, and what points to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from govgraph.context import Context, Kind
from govgraph.namespaces import DCT, GG, RDF, SKOS
from govgraph.ntriples import written
from govgraph.publication.document import OWNED, Documents

_LABELS = (SKOS + "prefLabel", DCT + "title")
# What stands for the name of a thing that has none of its own.
_NAMED_BY = (GG + "targetOf", GG + "assesses", GG + "reportsOn", GG + "indicator")
_SKIPPED = {RDF + "type", *_LABELS}
SHOWN_SUBJECTS = 100


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its term, and what the linked thing is called, by language tag."""

    term: ox.NamedNode | ox.Literal
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Property:
    """All values of one property; `key` is its name in the context, or ''."""

    predicate: str
    key: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What points to a thing by one property: how many, and the first of them in their order."""

    predicate: str
    count: int
    subjects: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """One thing of a release, whole: immutable, and in the same order every time."""

    iri: str
    types: tuple[str, ...]
    labels: Mapping[str, str]
    properties: tuple[Property, ...]
    parts: tuple[ResourceView, ...]
    incoming: tuple[Incoming, ...]

    def property(self, predicate: str) -> Property | None:
        """Return one property, or None."""
        return next((p for p in self.properties if p.predicate == predicate), None)


class Views:
    """Makes views and documents from the embedded store of a release.

    `store` holds the union of the data in its default graph; `version` is the ontology's.
    """

    def __init__(self, store: ox.Store, context: Context, version: str) -> None:
        self.store = store
        self.context = context
        self.documents = Documents(context, version)
        self._names: dict[str, Mapping[str, str]] = {}

    def __contains__(self, iri: str) -> bool:
        """Return whether the release says anything of a thing."""
        return bool(self._triples(iri))

    def iris(self, class_iri: str) -> Iterator[str]:
        """Yield the IRIs of the things of a class, sorted."""
        kind = ox.NamedNode(class_iri)
        quads = self.store.quads_for_pattern(
            None, ox.NamedNode(RDF + "type"), kind, ox.DefaultGraph()
        )
        yield from sorted(q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))

    def view(self, iri: str, subjects: int = SHOWN_SUBJECTS) -> ResourceView:
        """Return the view of a thing; at most `subjects` of what points to it are named.

        Raises:
            KeyError: the release says nothing of it.
        """
        return self._view(iri, self._whole(iri), {iri}, subjects)

    def document(self, iri: str) -> dict[str, Any]:
        """Return the JSON-LD document of a thing, context inside.

        Raises:
            KeyError: the release says nothing of it.
        """
        found = {subject: [*written(triples)] for subject, triples in self._whole(iri).items()}
        return self.documents.inline(self.documents.nested(iri, found))

    def labels(self, iri: str) -> Mapping[str, str]:
        """Return what a thing is called by language tag; empty if it has no name at all."""
        if iri not in self._names:
            triples = self._triples(iri)
            self._names[iri] = _own_labels(triples) or self._borrowed(triples)
        return self._names[iri]

    def _borrowed(self, triples: Sequence[ox.Triple]) -> Mapping[str, str]:
        for predicate in _NAMED_BY:
            for triple in triples:
                if triple.predicate.value == predicate and isinstance(triple.object, ox.NamedNode):
                    return _own_labels(self._triples(triple.object.value))
        return {}

    def _whole(self, iri: str) -> dict[str, list[ox.Triple]]:
        """Return the triples of a thing and of all that stands inside it, by subject."""
        found: dict[str, list[ox.Triple]] = {}
        queue = [iri]
        while queue:
            subject = queue.pop()
            if subject in found:
                continue
            found[subject] = self._triples(subject)
            fragment = subject.partition("#")[0] + "#"
            for triple in found[subject]:
                target = triple.object
                if isinstance(target, ox.NamedNode) and (
                    triple.predicate.value in OWNED or target.value.startswith(fragment)
                ):
                    queue.append(target.value)
        if not found[iri]:
            raise KeyError(iri)
        return {subject: triples for subject, triples in found.items() if triples}

    def _triples(self, iri: str) -> list[ox.Triple]:
        quads = self.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
        return sorted((quad.triple for quad in quads), key=_order)

    def _view(
        self, iri: str, whole: Mapping[str, Sequence[ox.Triple]], seen: set[str], subjects: int
    ) -> ResourceView:
        own = whole[iri]
        parts = []
        for triple in own:
            target = getattr(triple.object, "value", "")
            if isinstance(triple.object, ox.NamedNode) and target in whole and target not in seen:
                seen.add(target)
                parts.append(self._view(target, whole, seen, subjects))
        return ResourceView(
            iri=iri,
            types=tuple(t.object.value for t in own if t.predicate.value == RDF + "type"),  # type: ignore[union-attr]
            labels=self.labels(iri),
            properties=tuple(self._properties(own)),
            parts=tuple(parts),
            incoming=tuple(self._incoming(iri, subjects)),
        )

    def _properties(self, own: Sequence[ox.Triple]) -> Iterator[Property]:
        grouped: dict[str, list[ox.NamedNode | ox.Literal]] = {}
        for triple in own:
            if triple.predicate.value not in _SKIPPED:
                grouped.setdefault(triple.predicate.value, []).append(triple.object)  # type: ignore[arg-type]
        for predicate, terms in grouped.items():
            yield Property(predicate, self._key(predicate), tuple(map(self._value, terms)))

    def _value(self, term: ox.NamedNode | ox.Literal) -> Value:
        return Value(term, self.labels(term.value) if isinstance(term, ox.NamedNode) else {})

    def _key(self, predicate: str) -> str:
        for kind in Kind:
            term = self.documents.compactor.term(predicate, kind)
            if term:
                return term.name
        return ""

    def _incoming(self, iri: str, shown: int) -> Iterator[Incoming]:
        quads = self.store.quads_for_pattern(None, None, ox.NamedNode(iri), ox.DefaultGraph())
        grouped: dict[str, list[str]] = {}
        for quad in quads:
            if quad.predicate.value != RDF + "type":
                grouped.setdefault(quad.predicate.value, []).append(_iri(quad.subject))
        for predicate, found in sorted(grouped.items()):
            named = tuple(self._value(ox.NamedNode(subject)) for subject in sorted(found)[:shown])
            yield Incoming(predicate, len(found), named)


def _own_labels(triples: Sequence[ox.Triple]) -> Mapping[str, str]:
    for predicate in _LABELS:
        found = {
            triple.object.language or "": triple.object.value
            for triple in triples
            if triple.predicate.value == predicate and isinstance(triple.object, ox.Literal)
        }
        if found:
            return found
    return {}


def _iri(node: object) -> str:
    assert isinstance(node, ox.NamedNode), "no blank node is ever published"
    return node.value


def _order(triple: ox.Triple) -> tuple[str, str]:
    return triple.predicate.value, str(triple.object)
