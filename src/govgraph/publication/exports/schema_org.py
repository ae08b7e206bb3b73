"""The publication in the words of schema.org: claims, bodies, people, areas, indicators, figures.

Search engines and fact-checkers read these. No ClaimReview: its one rating would fold the four axes
into one. A party committee is a plain Organization, never a GovernmentOrganization.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from govgraph.namespaces import DCT, GG, ORG, SCHEMA, SKOS, VOC, XSD
from govgraph.ntriples import literal
from govgraph.publication.exports.known import STATED, Known
from govgraph.publication.subjects import Subject

# The name of a property in schema.org, and a term in N-Triples syntax.
Pair = tuple[str, str]

_KIND = "@type"
_PLAIN = {XSD + "string", XSD + "date"}
_GOVERNMENT = {f"<{VOC}body-type/{name}>" for name in ("government", "department")}
_SPEAKER, _BODY, _REPORTED, _STATED_ON = STATED


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of our classes, what it is called there, its properties, those it cannot do without."""

    class_iri: str
    name: str
    properties: Mapping[str, str]
    needed: frozenset[str] = frozenset()


_KINDS = (
    _Kind(
        GG + "AdministrativeUnit",
        "AdministrativeArea",
        {"identifier": GG + "divisionCode", "containedInPlace": GG + "directlyWithin"},
    ),
    _Kind(GG + "Official", "Person", {}),
    _Kind(
        GG + "SourceDocument",
        "CreativeWork",
        {"publisher": DCT + "publisher", "url": SCHEMA + "url", "datePublished": DCT + "issued"},
        frozenset({DCT + "publisher"}),
    ),
    _Kind(
        GG + "Observation",
        "Observation",
        {
            "observationAbout": GG + "area",
            "variableMeasured": GG + "indicator",
            "value": GG + "value",
        },
        frozenset({GG + "area", GG + "indicator", GG + "value", GG + "period"}),
    ),
)


def nodes(thing: Mapping[str, Subject], known: Known) -> Iterator[bytes]:
    """Yield the nodes of a thing and its fragments, those of kinds that are exported, a line each."""
    for subject in thing.values():
        if node := _node(subject, known):
            yield orjson.dumps(node) + b"\n"


def _node(subject: Subject, known: Known) -> dict[str, Any]:
    found = set(_pairs(subject, known))
    if not found:
        return {}
    found.update(("name", name) for name in subject.values.get(SKOS + "prefLabel", ()))
    node: dict[str, Any] = {"@id": subject.iri}
    for key, term in sorted(found):
        node.setdefault(key, []).append(term if key == _KIND else _value(term))
    return {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in node.items()}


def _pairs(subject: Subject, known: Known) -> Iterator[Pair]:
    values, types = subject.values, subject.types
    for kind in _KINDS:
        if kind.class_iri in types and kind.needed <= values.keys():
            yield _KIND, kind.name
            for name, predicate in kind.properties.items():
                yield from ((name, value) for value in values.get(predicate, ()))
            if kind.name == "Observation":
                yield from _figure(subject)
    if GG + "PublicBody" in types:
        yield from _body(subject)
    if GG + "Pledge" in types:
        yield from _claim(subject, known)
    if f"<{subject.iri}>" in known.indicators:
        yield from _variable(subject, known)


def _figure(subject: Subject) -> Iterator[Pair]:
    for period in subject.values[GG + "period"]:
        yield "observationDate", f'"{period[1:-1].partition("/period/")[2]}"'
    for unit in subject.values.get(GG + "unit", ()):
        yield "unitCode", f'"{unit[1:-1]}"'


def _body(subject: Subject) -> Iterator[Pair]:
    kinds = subject.values.get(ORG + "classification", ())
    for kind in kinds:
        yield _KIND, "GovernmentOrganization" if kind in _GOVERNMENT else "Organization"
    for area in subject.values.get(GG + "jurisdiction", ()) if kinds else ():
        yield "areaServed", area


def _claim(subject: Subject, known: Known) -> Iterator[Pair]:
    for statement in subject.values.get(GG + "statedIn", ()):
        said = known.statement(statement)
        yield _KIND, "Claim"
        for name, values in (
            ("author", said.get(_SPEAKER) or said.get(_BODY)),
            ("appearance", said.get(_REPORTED)),
            ("dateCreated", said.get(_STATED_ON)),
            ("about", subject.values.get(GG + "concernsArea")),
        ):
            yield from ((name, value) for value in values or ())


def _variable(subject: Subject, known: Known) -> Iterator[Pair]:
    values = subject.values
    yield _KIND, "StatisticalVariable"
    for name, predicate in (
        ("description", SKOS + "definition"),
        ("measurementDenominator", GG + "denominator"),
    ):
        yield from ((name, value) for value in values.get(predicate, ()))
    for measure in values.get(GG + "measure", ()):
        yield from (("statType", notation) for notation in known.notations.get(measure, ()))


def _value(term: str) -> Any:
    """Return a term as JSON-LD writes it."""
    if term[0] != '"':
        return {"@id": term[1:-1]}
    text, datatype, language = literal(term)
    if language:
        return {"@value": text, "@language": language}
    return text if datatype in _PLAIN else {"@value": text, "@type": datatype}
