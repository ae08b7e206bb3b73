"""The page of one thing: its names, lead, evidence, record, and what points to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from govgraph.namespaces import GG, OA, ORG, PROV, RDF, SCHEMA, SKOS
from govgraph.publication import findings
from govgraph.publication.facts import Pointers, Term, Text
from govgraph.publication.kinds import CLASS_OF, most_telling
from govgraph.publication.page import Page
from govgraph.publication.pages import leads, reference, rows
from govgraph.publication.pages.leads import EvidenceSpan
from govgraph.publication.pages.rows import PledgeList

SHOWN, COUNTED = 100, 10_000

# Kinds that have a list of their own under id/<kind>.
LISTED = (
    "area",
    "official",
    "pledge",
    "target",
    "observation",
    "assessment",
    "progress-report",
    "statement",
    "source",
    "body",
    "post",
    "event",
    "platform",
    "cluster",
    "programme",
    "project",
    "place",
    "period",
    "method",
    "agent",
)
# By which property a pledge names a thing of a kind.
_PLEDGES_BY = {
    "area": GG + "concernsArea",
    "official": GG + "pledgedBy",
    "platform": GG + "concernsPlatform",
    "cluster": GG + "concernsCluster",
    "programme": GG + "concernsProgramme",
    "project": GG + "concernsProject",
    "place": GG + "concernsPlace",
    "period": GG + "concernsPeriod",
    "statement": GG + "statedIn",
}
# Shown elsewhere on the page, or said better by a property below it.
_SKIPPED = {
    RDF + "type",
    SKOS + "prefLabel",
    PROV + "wasInfluencedBy",
    PROV + "wasAssociatedWith",
    SCHEMA + "containedInPlace",
    ORG + "holds",
    PROV + "wasRevisionOf",
}
_DERIVED = {
    GG + name
    for name in (
        "lowerBound",
        "upperBound",
        "centralValue",
        "lowerInclusive",
        "upperInclusive",
        "unit",
        "testPeriod",
        "rollsUpTo",
        "speakerJurisdiction",
        "pledgedBy",
        "documentedIn",
        "concernsIndicator",
        "concernsPeriod",
        "currentAssessment",
        "observedLower",
        "observedUpper",
        "observedLowerInclusive",
        "observedUpperInclusive",
        "holdsPost",
        "within",
        "contains",
        "statedIn",
        "targetOf",
    )
}


@dataclass(frozen=True, slots=True)
class Row:
    """One property with its values; `derived`: we made it, no curator wrote it."""

    predicate: str
    values: Sequence[Term]
    derived: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment of a record that nobody visits alone, with its anchor."""

    iri: str
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """What the page of a thing shows; leads that do not apply are None."""

    kind: str
    class_name: str
    index: str
    title: Text
    other_names: tuple[Text, ...]
    definition: Text | None
    rows: tuple[Row, ...]
    evidence: tuple[EvidenceSpan, ...]
    incoming: tuple[Pointers, ...]
    formats: tuple[tuple[str, str, str], ...]
    citation: str
    parts: tuple[Part, ...]
    pledges: PledgeList | None
    pledge: Any = None
    target: Any = None
    finding: Any = None
    observation: Any = None
    person: Any = None
    place: Any = None
    indicator: Any = None
    source: Any = None
    concepts: Any = None

    @property
    def led(self) -> bool:
        """Tell whether the page opens with more than the bare record."""
        return any((self.pledge, self.target, self.finding, self.observation, self.person))


FORMATS = (
    ("Turtle", "text/turtle", "ttl"),
    ("JSON-LD", "application/ld+json", "jsonld"),
    ("N-Triples", "application/n-triples", "nt"),
    ("RDF/XML", "application/rdf+xml", "rdf"),
    ("JSON", "application/json", "json"),
)


def kind_of(page: Page, iri: str) -> str:
    """Return the kind of a thing by its most telling class; '' where it has none known."""
    return most_telling(page.facts.types(iri))


def build(page: Page, iri: str) -> ThingPage:
    """Return what the page of a thing shows.

    Raises:
        KeyError: the release says nothing of it.
    """
    facts = page.facts
    if not facts.known(iri):
        raise KeyError(iri)
    kind = kind_of(page, iri)
    title = page.title(iri)
    by = _PLEDGES_BY.get(kind)
    return ThingPage(
        kind=kind,
        class_name=page.label(CLASS_OF[kind]).value if kind else "",
        index=_index(page, iri, kind),
        title=title,
        other_names=_other_names(page, iri, title),
        definition=page.text(iri, SKOS + "definition"),
        rows=tuple(_rows(page, iri)),
        evidence=tuple(_evidence(page, iri)),
        incoming=tuple(_incoming(page, iri, kind)),
        formats=tuple((n, m, f"{page.path}.{suffix}") for n, m, suffix in FORMATS),
        citation=_citation(page, title),
        parts=tuple(_parts(page, iri)),
        pledges=rows.pledges(facts, facts.pointing(iri, by)) if by else None,
        **_lead(page, iri, kind),
    )


def _index(page: Page, iri: str, kind: str) -> str:
    if kind in LISTED:
        return f"id/{kind}"
    if kind == "scheme":
        return "voc"
    scheme = page.facts.one(iri, SKOS + "inScheme")
    return page.path_of(scheme) if scheme else ""


def _other_names(page: Page, iri: str, title: Text) -> tuple[Text, ...]:
    """Return what else a thing is called: in the other language, in pinyin, for short."""
    labels = page.facts.labels(iri) if page.facts.about(iri).get(SKOS + "prefLabel") else {}
    found = [Text(labels[tag], tag) for tag in ("zh-hans", "en", "zh-latn-pinyin") if tag in labels]
    found += page.facts.texts(iri, SKOS + "altLabel")
    return tuple(dict.fromkeys(text for text in found if text.value != title.value))


def _rows(page: Page, iri: str) -> Iterator[Row]:
    about = page.facts.about(iri)
    derived = {p for p in about if p in _DERIVED}
    for predicate in sorted(about, key=lambda p: (p in derived, page.label(p).value)):
        if predicate not in _SKIPPED:
            values = sorted(about[predicate], key=lambda term: _foreign(page, term))
            yield Row(predicate, values, predicate in derived)


def _foreign(page: Page, term: Term) -> bool:
    """Tell whether a value is a text in another language than the page's; those come last."""
    tag = getattr(term, "language", None) or page.language
    return not tag.startswith(page.language)


def _evidence(page: Page, iri: str) -> Iterator[EvidenceSpan]:
    """Return the evidence that lives on this page, as its fragments."""
    for predicate, wording in ((GG + "evidence", False), (GG + "wordingEvidence", True)):
        for piece in page.facts.many(iri, predicate):
            if piece.startswith(iri + "#"):
                yield leads.evidence(page, piece, wording=wording)


def _parts(page: Page, iri: str) -> Iterator[Part]:
    """Yield the fragments that a thing leads to, but for evidence, which has a table of its own."""
    for part in sorted(page.facts.fragments(iri)):
        types = page.facts.types(part)
        if types and not any(kind.startswith(OA) for kind in types):
            yield Part(part, part.partition("#")[2], tuple(_rows(page, part)))


def _incoming(page: Page, iri: str, kind: str) -> Iterator[Pointers]:
    shown = _PLEDGES_BY.get(kind)
    for group in page.facts.incoming(iri, SHOWN, COUNTED):
        if group.predicate not in _SKIPPED and group.predicate != shown:
            if group.predicate in (OA + "hasSource", SKOS + "topConceptOf", SKOS + "inScheme"):
                continue  # evidence stands on its own pages, concepts in the lead
            yield group


def _citation(page: Page, title: Text) -> str:
    publication = page.publication
    owner = page.label(publication.id_base + publication.publisher).value
    return f"{owner} ({publication.issued[:4]}). {title.value}. govgraph {publication.release}."


def _lead(page: Page, iri: str, kind: str) -> dict[str, Any]:
    if kind == "pledge":
        return {"pledge": leads.pledge(page, iri)}
    if kind == "target":
        return {"target": leads.target(page, iri)}
    if kind == "assessment":
        return {"finding": leads.finding(page, findings.read(page.facts, iri))}
    if kind == "observation":
        return {"observation": leads.observation(page, iri)}
    if kind == "official":
        return {"person": reference.person(page, iri)}
    if kind == "area":
        return {"place": reference.place(page, iri)}
    if kind == "indicator":
        return {"indicator": reference.indicator(page, iri)}
    if kind == "source":
        return {"source": reference.source(page, iri)}
    if kind == "scheme":
        return {"concepts": page.facts.pointing(iri, SKOS + "inScheme")}
    return {}
