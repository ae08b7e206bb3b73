"""What became of each thing between two releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

import pyoxigraph as ox

from govgraph.changes.difference import BOTH, ONLY_FIRST, ONLY_SECOND, merge
from govgraph.namespaces import DCT, OWL, RDF, SKOS

_TYPE = RDF + "type"
_DEPRECATED = OWL + "deprecated"
_SUCCESSOR = DCT + "isReplacedBy"
_LABELS = (SKOS + "prefLabel", DCT + "title")


class Kind(Enum):
    """What happened to a thing: the concepts of the change types."""

    ADDED = "added"
    CORRECTED = "corrected"
    REWORDED = "reworded"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one thing, its fragments included.

    `removed` and `added` are what was said of it before and after, without what merely follows
    from axioms; `types` and `labels` are those it has now, or had.
    """

    iri: str
    kind: Kind
    types: frozenset[str]
    labels: Mapping[str, str]
    removed: tuple[ox.Triple, ...]
    added: tuple[ox.Triple, ...]
    successor: str = ""


def changes(first: Iterable[str], second: Iterable[str], base: str) -> Iterator[Change]:
    """Yield what changed, thing by thing, between two sorted datasets of lines.

    `base` is the IRI that ids are relative to. The graphs about graphs are left out; what is only
    inferred tells of no change by itself, for it follows from others.
    """
    held: dict[str, _Thing] = {}
    merged = merge(_said(first, base), _said(second, base))
    for subject, run in groupby(merged, key=lambda item: item[1].partition(" ")[0]):
        iri = subject[1:-1]
        document = iri.partition("#")[0]
        thing = held.setdefault(document, _Thing(document))
        for side, text in run:
            thing.add(side, text)
        if iri == document:
            yield from held.pop(document).change()
    for thing in held.values():
        yield from thing.change()


def _said(lines: Iterable[str], base: str) -> Iterator[str]:
    """Yield each triple once, followed by ``*`` if it is inferred and nothing else.

    Equal triples of different graphs stand side by side in sorted lines.
    """
    inferred, meta = f"<{base}graph/inferred/", f"<{base}graph/meta/"
    split = (line.rsplit(" ", 2)[:2] for line in lines)
    for triple, quads in groupby(split, key=lambda part: part[0]):
        graphs = [graph for _, graph in quads if not graph.startswith(meta)]
        if graphs:
            follows = all(graph.startswith(inferred) for graph in graphs)
            yield f"{triple} {'*' if follows else '.'}"


@dataclass
class _Thing:
    iri: str
    sides: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def add(self, side: str, text: str) -> None:
        self.sides.add(side)
        {BOTH: self.kept, ONLY_FIRST: self.removed, ONLY_SECOND: self.added}[side].append(text)

    def change(self) -> Iterator[Change]:
        before, after = _triples(self.removed), _triples(self.added)
        # A triple may only have moved between what is said and what follows from it.
        removed = _triples(filter(_is_said, self.removed)) - after
        added = _triples(filter(_is_said, self.added)) - before
        if not removed and not added:
            return
        now = after | _triples(self.kept) or before
        successor = next((_iri(t.object) for t in added if t.predicate.value == _SUCCESSOR), "")
        yield Change(
            iri=self.iri,
            kind=self._kind(removed, added, successor),
            types=frozenset(_iri(t.object) for t in now if _is(t, self.iri, _TYPE)),
            labels=_labels(now, self.iri) or _labels(removed, self.iri),
            removed=tuple(sorted(removed, key=str)),
            added=tuple(sorted(added, key=str)),
            successor=successor,
        )

    def _kind(self, removed: set[ox.Triple], added: set[ox.Triple], successor: str) -> Kind:
        if any(t.predicate.value == _DEPRECATED for t in added):
            return Kind.SUPERSEDED if successor else Kind.WITHDRAWN
        if self.sides == {ONLY_SECOND}:
            return Kind.ADDED
        if self.sides == {ONLY_FIRST}:
            return Kind.WITHDRAWN
        worded = all(
            isinstance(t.object, ox.Literal) and t.object.language for t in removed | added
        )
        return Kind.REWORDED if worded else Kind.CORRECTED


def _is_said(text: str) -> bool:
    return text.endswith(".")


def _triples(texts: Iterable[str]) -> set[ox.Triple]:
    body = "\n".join(text[:-1] + "." for text in texts)
    return {quad.triple for quad in ox.parse(body.encode(), format=ox.RdfFormat.N_TRIPLES)}


def _is(triple: ox.Triple, iri: str, predicate: str) -> bool:
    return _iri(triple.subject) == iri and triple.predicate.value == predicate


def _labels(triples: Iterable[ox.Triple], iri: str) -> dict[str, str]:
    for predicate in _LABELS:
        found = {
            t.object.language or "": t.object.value
            for t in sorted(triples, key=str)
            if _is(t, iri, predicate) and isinstance(t.object, ox.Literal)
        }
        if found:
            return found
    return {}


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
