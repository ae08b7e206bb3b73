"""Islands: what a page says of itself in schema.org, as JSON-LD inside the HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from govgraph.namespaces import DCAT, DCT, GG, SKOS
from govgraph.publication.page import Page
from govgraph.publication.pages.thing import kind_of
from govgraph.publication.quantities import decimal

_TYPES = {
    "official": "Person",
    "area": "AdministrativeArea",
    "event": "Event",
    "platform": "Place",
    "place": "Place",
    "source": "CreativeWork",
    "indicator": "StatisticalVariable",
    "observation": "Observation",
    "pledge": "Claim",
    "concept": "DefinedTerm",
    "unit": "DefinedTerm",
    "scheme": "DefinedTermSet",
    "agent": "Organization",
}
_GOVERNMENT = "/voc/body-type/government"

Node = dict[str, Any]


def thing(page: Page, iri: str) -> Node:
    """Return a thing in schema.org: a page about it where there is no fitting class."""
    facts = page.facts
    kind = kind_of(page, iri)
    schema_type = _TYPES.get(kind, "Thing")
    if kind == "body":
        government = facts.one(iri, "http://www.w3.org/ns/org#classification").endswith(_GOVERNMENT)
        schema_type = "GovernmentOrganization" if government else "Organization"
    labels = facts.labels(iri)
    node: Node = {
        "@context": "https://schema.org",
        "@id": iri,
        "@type": schema_type,
        "name": page.label(iri).value,
        "url": page.publication.base + page.path_of(iri) + ".html",
    }
    others = [text for tag, text in sorted(labels.items()) if text != node["name"]]
    if others:
        node["alternateName"] = others
    definition = page.text(iri, SKOS + "definition")
    if definition:
        node["description"] = definition.value
    node.update(_more(page, iri, kind))
    return node


def _more(page: Page, iri: str, kind: str) -> Mapping[str, Any]:
    facts = page.facts
    if kind == "pledge":
        return _present(
            author=_reference(page, facts.one(iri, GG + "pledgedBy")),
            appearance=_reference(page, facts.one(iri, GG + "documentedIn")),
            about=_reference(page, facts.one(iri, GG + "concernsArea")),
        )
    if kind == "observation":
        value = decimal(facts.one(iri, GG + "value"))
        return _present(
            observationAbout=_reference(page, facts.one(iri, GG + "area")),
            variableMeasured=_reference(page, facts.one(iri, GG + "indicator")),
            observationDate=facts.one(facts.one(iri, GG + "period"), DCAT + "endDate"),
            value=float(value) if value is not None else None,
            unitCode=facts.one(iri, GG + "unit"),
        )
    if kind in ("concept", "unit"):
        return _present(
            termCode=facts.one(iri, SKOS + "notation"),
            inDefinedTermSet=facts.one(iri, SKOS + "inScheme"),
        )
    if kind == "source":
        return _present(publisher=_reference(page, facts.one(iri, DCT + "publisher")))
    if kind == "area":
        return _present(
            containedInPlace=_reference(page, facts.one(iri, GG + "directlyWithin")),
            identifier=facts.one(iri, GG + "divisionCode"),
        )
    return {}


def dataset(page: Page) -> Node:
    """Return the whole publication as a schema.org Dataset."""
    publication = page.publication
    base = publication.base
    files = (
        ("govgraph.ttl", "text/turtle"),
        ("govgraph.jsonld", "application/ld+json"),
        ("govgraph.nq.gz", "application/n-quads"),
        ("govgraph.trig", "application/trig"),
    )
    return _present(
        **{
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": base + "id/dataset",
            "name": choose_text(publication.title, page.language),
            "description": choose_text(publication.description, page.language),
            "url": base + "dataset.html",
            "version": publication.version,
            "identifier": publication.release,
            "datePublished": publication.issued,
            "license": publication.licence,
            "inLanguage": ["zh-Hans", "en"],
            "isAccessibleForFree": True,
            "keywords": [w for words in publication.keywords.values() for w in words],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": f"{base}dataset/{file}",
                    "encodingFormat": kind,
                }
                for file, kind in files
            ],
        }
    )


def choose_text(texts: Mapping[str, str], language: str) -> str:
    """Return a text of the publication in a language, else in any."""
    for tag, text in texts.items():
        if tag.partition("-")[0] == language:
            return text
    return next(iter(texts.values()), "")


def encode(node: Node | None) -> str:
    """Return JSON that is safe inside a script element: no ``<``, ``>`` or ``&`` stands in it.

    >>> encode({"name": "</script>"})
    '{"name":"\\\\u003c/script\\\\u003e"}'
    """
    if not node:
        return ""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _reference(page: Page, iri: str) -> Node | None:
    if not iri:
        return None
    return {"@id": iri, "name": page.label(iri).value}


def _present(**values: Any) -> Node:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
