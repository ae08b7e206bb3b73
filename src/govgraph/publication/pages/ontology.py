"""The documentation of the ontology: every term in both languages, its constraints, its use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from govgraph.namespaces import GG, OWL, RDF, RDFS, SH, SKOS
from govgraph.publication import facts as reading
from govgraph.publication.facts import Facts, Triples
from govgraph.publication.page import Page

_DOMAIN = ("http://www.w3.org/2000/01/rdf-schema#domain", "https://schema.org/domainIncludes")
_RANGE = ("http://www.w3.org/2000/01/rdf-schema#range", "https://schema.org/rangeIncludes")
_CLASSES = (OWL + "Class",)
_PROPERTIES = (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty")
_SHOWN = 200_000


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: its number, severity, and what it says in both languages."""

    number: str
    severity: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """One term of the ontology."""

    iri: str
    anchor: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    parents: tuple[str, ...]
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    uses: int
    example: str


@dataclass(frozen=True, slots=True)
class Documentation:
    """All terms, by kind."""

    version: str
    classes: tuple[TermPage, ...]
    properties: tuple[TermPage, ...]


def build(page: Page, shapes: Path) -> Documentation:
    """Return the documentation; `shapes` is a folder of SHACL files, which need not exist."""
    facts = page.facts
    constraints = read_constraints(shapes)
    uses = count_uses(facts)
    own = [iri for iri in sorted(facts.words) if iri.startswith(GG)]
    classes = [i for i in own if _is(facts, i, _CLASSES)]
    properties = [i for i in own if _is(facts, i, _PROPERTIES)]
    ontology = GG.removesuffix("#")
    return Documentation(
        version=facts.one(ontology, OWL + "versionInfo"),
        classes=tuple(_term(facts, i, constraints, uses, RDFS + "subClassOf") for i in classes),
        properties=tuple(
            _term(facts, i, constraints, uses, RDFS + "subPropertyOf") for i in properties
        ),
    )


def _is(facts: Facts, iri: str, kinds: tuple[str, ...]) -> bool:
    return any(term.value in kinds for term in facts.words[iri].get(RDF + "type", ()))


def _term(
    facts: Facts,
    iri: str,
    constraints: Mapping[str, list[Constraint]],
    uses: Mapping[str, int],
    parent: str,
) -> TermPage:
    labels = facts.labels(iri)
    definitions = {t.language: t.value for t in facts.texts(iri, SKOS + "definition")}
    return TermPage(
        iri=iri,
        anchor=iri.removeprefix(GG),
        zh=labels.get("zh-hans", ""),
        en=labels.get("en", ""),
        definition_zh=definitions.get("zh-hans", ""),
        definition_en=definitions.get("en", ""),
        parents=tuple(v for v in facts.many(iri, parent) if v.startswith("http")),
        domains=tuple(v for p in _DOMAIN for v in facts.many(iri, p)),
        ranges=tuple(v for p in _RANGE for v in facts.many(iri, p)),
        constraints=tuple(constraints.get(iri, ())),
        uses=uses.get(iri, 0),
        example=_example(facts, iri, parent),
    )


def _example(facts: Facts, iri: str, parent: str) -> str:
    """Return a thing that uses a term: of a class the first instance, of a property a subject."""
    if parent.endswith("subClassOf"):
        return min(islice(facts.instances(iri), 1000), default="")
    quads = facts.store.quads_for_pattern(None, ox.NamedNode(iri), None, ox.DefaultGraph())
    return min((q.subject.value for q in islice(quads, 1000)), default="")  # type: ignore[union-attr]


def count_uses(facts: Facts) -> dict[str, int]:
    """Return how many instances each class has, and how many triples each property."""
    found: dict[str, int] = {}
    for what in ("?s a ?term", "?s ?term ?o"):
        rows = facts.select(f"SELECT ?term (COUNT(*) AS ?n) {{ {what} }} GROUP BY ?term")
        found.update({term: int(number) for term, number in rows})
    return found


def read_constraints(folder: Path) -> dict[str, list[Constraint]]:
    """Return the constraints on classes and properties by the IRI of the term."""
    triples: list[ox.Triple] = []
    for path in sorted(folder.glob("*.ttl")) if folder.is_dir() else ():
        triples += [quad.triple for quad in ox.parse(path=str(path))]
    shapes = reading.read_words(triples)
    found: dict[str, dict[Constraint, None]] = defaultdict(dict)
    for iri in sorted(shapes):
        for term in _terms(shapes, iri):
            for constraint in _constraints(shapes, iri):
                found[term][constraint] = None
    return {term: list(constraints) for term, constraints in found.items()}


def _terms(shapes: Mapping[str, Triples], iri: str) -> Iterable[str]:
    shape = shapes[iri]
    yield from (path.value for path in shape.get(SH + "path", ()) if path.value.startswith(GG))
    yield from (target.value for target in shape.get(SH + "targetClass", ()))


def _constraints(shapes: Mapping[str, Triples], iri: str) -> Iterable[Constraint]:
    """Yield the constraint of a shape, and those that it holds as SPARQL."""
    for subject in (iri, *(v.value for v in shapes[iri].get(SH + "sparql", ()))):
        shape = shapes.get(subject, {})
        for message in shape.get(SH + "message", ()):
            english, _, chinese = message.value.partition(" / ")
            severity = next(iter(shape.get(SH + "severity", ())), None)
            number = next(iter(shape.get(SKOS + "notation", ())), None)
            yield Constraint(
                number=number.value if number else "",
                severity=severity.value.rpartition("#")[2] if severity else "Violation",
                zh=chinese or english,
                en=english,
            )
