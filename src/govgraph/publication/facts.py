"""Facts: what pages ask of a release, thing by thing, from its embedded store.

Every question costs a few lookups, whatever the size of the data: so one page can be rendered
at any time, and a million of them need no more than the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph as ox

from govgraph.namespaces import DCT, GG, RDF, RDFS, SKOS

Term = ox.NamedNode | ox.Literal
Triples = Mapping[str, Sequence[Term]]

LANGUAGES = ("zh", "en")
CACHED = 60_000
_DEFAULT = ox.DefaultGraph()
LABELS = (SKOS + "prefLabel", RDFS + "label", DCT + "title", "http://xmlns.com/foaf/0.1/name")
# A thing without a name of its own is called after what it is about.
_NAMED_AFTER = (
    GG + "assesses",
    GG + "targetOf",
    GG + "reportsOn",
    GG + "indicator",
    "http://www.w3.org/ns/prov#specializationOf",
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the tag of the language it is in ('' where it has none)."""

    value: str
    language: str = ""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Pointers:
    """What points to a thing by one property: the first few, and how many there are.

    `more` says that the count stopped at its limit.
    """

    predicate: str
    subjects: tuple[str, ...]
    count: int
    more: bool


@dataclass
class Facts:
    """Reads the union graph of a release; `words` is the ontology, whose terms have labels too.

    Its caches are bounded, so that a server may keep one of these for a whole release.
    """

    store: ox.Store
    words: Mapping[str, Triples]
    _known: dict[str, Triples] = field(default_factory=dict)
    _labels: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _parts: dict[str, frozenset[str]] = field(default_factory=dict)

    def about(self, iri: str) -> Triples:
        """Return the values of every property of a thing, each list sorted."""
        found = self._known.get(iri)
        if found is None:
            found = self._read(iri)
            if len(self._known) >= CACHED:
                self._known.clear()
            self._known[iri] = found
        return found

    def _read(self, iri: str) -> Triples:
        triples: dict[str, list[Term]] = {}
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return triples
        for quad in self.store.quads_for_pattern(node, None, None, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                triples.setdefault(quad.predicate.value, []).append(quad.object)
        for predicate, values in self.words.get(iri, {}).items():
            triples.setdefault(predicate, []).extend(values)
        return {p: sorted(set(v), key=str) for p, v in sorted(triples.items())}

    def known(self, iri: str) -> bool:
        """Tell whether the release says anything of a thing."""
        return bool(self.about(iri))

    def types(self, iri: str) -> frozenset[str]:
        """Return the IRIs of the classes of a thing."""
        return frozenset(self.many(iri, RDF + "type"))

    def many(self, iri: str, predicate: str) -> list[str]:
        """Return the values of a property as texts, sorted; links come as IRIs."""
        return [term.value for term in self.about(iri).get(predicate, ())]

    def one(self, iri: str, predicate: str) -> str:
        """Return the first value of a property, or ''."""
        values = self.about(iri).get(predicate, ())
        return values[0].value if values else ""

    def text(self, iri: str, predicate: str, language: str) -> Text | None:
        """Return the text of a property in the language that comes first in its chain."""
        return choose(_texts(self.about(iri).get(predicate, ())), language)

    def texts(self, iri: str, predicate: str) -> list[Text]:
        """Return all texts of a property with their languages."""
        values = self.about(iri).get(predicate, ())
        return [Text(v.value, v.language or "") for v in values if isinstance(v, ox.Literal)]

    def label(self, iri: str, language: str) -> Text:
        """Return what a thing is called: in the language, else in Chinese, English, by its id."""
        return choose(self.labels(iri), language) or Text(short(iri))

    def labels(self, iri: str) -> Mapping[str, str]:
        """Return the names of a thing by language tag; empty if it has none at all."""
        if iri not in self._labels:
            if len(self._labels) >= CACHED:
                self._labels.clear()
            self._labels[iri] = self.own_labels(iri) or self._borrowed(iri)
        return self._labels[iri]

    def pinyin(self, iri: str) -> str:
        """Return the name in pinyin with tone marks, or ''."""
        return self.labels(iri).get("zh-latn-pinyin", "")

    def own_labels(self, iri: str) -> Mapping[str, str]:
        """Return the names that a thing itself has, by language tag."""
        about = self.about(iri)
        for predicate in LABELS:
            if found := _texts(about.get(predicate, ())):
                return found
        return {}

    def _borrowed(self, iri: str) -> Mapping[str, str]:
        for predicate in _NAMED_AFTER:
            if target := self.one(iri, predicate):
                return self.labels(target)
        if "#" in iri and (parent := iri.partition("#")[0]) != iri and self.about(iri):
            return self.own_labels(parent)
        return {}

    def fragments(self, iri: str) -> frozenset[str]:
        """Return the fragments of a record that the thing itself leads to: those on its page."""
        found = self._parts.get(iri)
        if found is None:
            if len(self._parts) >= CACHED:
                self._parts.clear()
            found = self._parts[iri] = self._reached(iri)
        return found

    def _reached(self, iri: str) -> frozenset[str]:
        queue, seen = [iri], {iri}
        while queue:
            for values in self.about(queue.pop()).values():
                for term in values:
                    if term.value.startswith(iri + "#") and term.value not in seen:
                        seen.add(term.value)
                        queue.append(term.value)
        return frozenset(seen - {iri})

    def pointing(self, iri: str, predicate: str, limit: int = 1000) -> list[str]:
        """Return what points to a thing by a property, sorted: the first `limit` of it."""
        quads = self.store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(iri), _DEFAULT
        )
        return sorted(q.subject.value for q in islice(quads, limit))  # type: ignore[union-attr]

    def select(self, query: str) -> list[list[str]]:
        """Return the rows of a query of our own over the union, every value as its text.

        The prefix ``gg:`` is there already.
        """
        answer = self.store.query(f"PREFIX gg: <{GG}>\n{query}")
        assert isinstance(answer, ox.QuerySolutions)
        return [[term.value for term in row if term is not None] for row in answer]

    def instances(self, class_iri: str) -> Iterator[str]:
        """Yield the things of a class, in no order."""
        kind = ox.NamedNode(class_iri)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind, _DEFAULT):
            yield quad.subject.value  # type: ignore[union-attr]

    def incoming(self, iri: str, shown: int, counted: int) -> list[Pointers]:
        """Return what points to a thing, by property; at most `counted` links are looked at."""
        quads = self.store.quads_for_pattern(None, None, ox.NamedNode(iri), _DEFAULT)
        grouped: dict[str, list[str]] = {}
        total = 0
        for quad in islice(quads, counted):
            total += 1
            grouped.setdefault(quad.predicate.value, []).append(quad.subject.value)  # type: ignore[union-attr]
        return [
            Pointers(p, tuple(sorted(found)[:shown]), len(found), total >= counted)
            for p, found in sorted(grouped.items())
        ]


def read_words(ontology: Iterable[ox.Triple]) -> dict[str, Triples]:
    """Return the triples of the ontology by subject and predicate."""
    words: dict[str, dict[str, list[Term]]] = {}
    for triple in ontology:
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.BlankNode):
            values = words.setdefault(triple.subject.value, {})
            values.setdefault(triple.predicate.value, []).append(triple.object)  # type: ignore[arg-type]
    return {subject: dict(values) for subject, values in words.items()}


def choose(texts: Mapping[str, str], language: str) -> Text | None:
    """Return the text for readers of a language: that first, then Chinese, English, any.

    >>> choose({"en": "met", "zh-hans": "已实现"}, "zh").value
    '已实现'
    """
    chain = {"zh": ("zh-hans", "zh", "zh-hant", "en"), "en": ("en", "zh-hans", "zh", "zh-hant")}
    for tag in chain.get(language, (language, "zh-hans", "en")):
        if tag in texts:
            return Text(texts[tag], tag)
    rest = sorted((tag, value) for tag, value in texts.items() if tag != "zh-latn-pinyin")
    return Text(rest[0][1], rest[0][0]) if rest else None


def short(iri: str) -> str:
    """Return the part of an IRI that people recognise, for things that have no name.

    >>> short("https://example.org/id/target/1"), short("http://qudt.org/vocab/unit/NUM")
    ('target/1', 'NUM')
    """
    if "/id/" in iri:
        return iri.partition("/id/")[2]
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def _texts(values: Iterable[Term]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        if isinstance(value, ox.Literal):
            found.setdefault(value.language or "", value.value)
    return found
