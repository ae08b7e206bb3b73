"""What can be found by search: an entry for each thing that readers look for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.namespaces import DCT, GG, SKOS
from govgraph.publication import findings
from govgraph.publication.facts import Facts
from govgraph.publication.page import Page
from govgraph.publication.pages.thing import kind_of
from govgraph.publication.search import Entry

# The more a kind is looked for, the higher it stands among equal matches.
WEIGHTS = {
    "area": 90,
    "official": 80,
    "indicator": 70,
    "platform": 65,
    "cluster": 62,
    "programme": 61,
    "project": 60,
    "pledge": 50,
    "event": 45,
    "body": 40,
    "post": 35,
    "source": 30,
    "place": 28,
    "scheme": 25,
    "concept": 20,
    "unit": 15,
    "statement": 10,
    "method": 10,
    "agent": 8,
    "period": 5,
}


def entries(page: Page, iris: Iterable[str]) -> Iterator[Entry]:
    """Yield an entry for each thing of a kind that is looked for."""
    for iri in iris:
        kind = kind_of(page, iri)
        if kind in WEIGHTS:
            yield entry(page, iri, kind)


def entry(page: Page, iri: str, kind: str) -> Entry:
    """Return the entry of a thing."""
    facts = page.facts
    labels = facts.labels(iri)
    area = facts.one(iri, GG + "concernsArea") or facts.one(iri, GG + "locatedIn")
    area = area or facts.one(iri, GG + "jurisdiction")
    return Entry(
        path=page.path_of(iri),
        kind=kind,
        zh=labels.get("zh-hans") or next(iter(labels.values()), ""),
        en=labels.get("en", ""),
        pinyin=labels.get("zh-latn-pinyin", ""),
        names=tuple(_names(facts, iri)),
        area=page.path_of(area).removeprefix("id/area/") if area else "",
        outcome=_outcome(facts, iri) if kind == "pledge" else "",
        weight=WEIGHTS[kind],
    )


def _names(facts: Facts, iri: str) -> Iterator[str]:
    """Yield what else a thing goes by: other names, codes, the words of its speakers."""
    for predicate in (SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "notation", DCT + "title"):
        yield from facts.many(iri, predicate)
    yield from facts.many(iri, GG + "divisionCode")
    for official in facts.many(iri, GG + "pledgedBy"):
        yield from facts.labels(official).values()
    for indicator in facts.many(iri, GG + "concernsIndicator"):
        yield from facts.labels(indicator).values()


def _outcome(facts: Facts, iri: str) -> str:
    """Return the one outcome of a pledge whose targets all have the same, else ''."""
    found = {
        finding.slug
        for target in facts.many(iri, GG + "hasTarget")
        if (finding := findings.outcome(facts, target))
    }
    return found.pop() if len(found) == 1 else ""
