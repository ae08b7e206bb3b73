"""Renders pages: the only place of Jinja, for the static site and the live server alike.

A page of a thing needs a few lookups, whatever the size of the data, so the server renders at
request time what a build left out, byte for byte as the build would have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
import pyoxigraph as ox
from markupsafe import Markup

from govgraph.iris import absolute_iri_fault
from govgraph.namespaces import GG, RDF, RDFS, SKOS
from govgraph.publication import facts as reading
from govgraph.publication.facts import LANGUAGES, Facts
from govgraph.publication.findings import OUTCOME, OUTCOMES
from govgraph.publication.kinds import CLASS_OF, KINDS
from govgraph.publication.page import Page, Publication
from govgraph.publication.pages import islands, question, thing
from govgraph.publication.quantities import Quantities
from govgraph.publication.search import COUNTED, MAX_FIRST, PAGE, Results
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.engine import Rows

_SUFFIXES = {Form.SELECT: ("json", "csv"), Form.ASK: ("json",), Form.CONSTRUCT: ("ttl",)}
MAX_ROWS, MAX_AREAS = 1_000, 4_000
_FOLDER = Path(__file__).parent
NAVIGATION = (
    ("index", "home"),
    ("id/area", "districts"),
    ("id/official", "officials"),
    ("id/pledge", "pledges"),
    ("compare", "comparisons"),
    ("scorecard", "scorecards"),
    ("contradictions", "contradictions"),
    ("query", "questions"),
    ("dataset", "dataset"),
)
_HTML_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "zh-latn-pinyin": "zh-Latn-pinyin"}
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question was asked: values by option, what its fields offer, and what went wrong.

    `choices` holds values with their labels by language (zh, en), by the name of a parameter.
    `live` tells that a server answers, `example` names the values of an answer that only shows
    how one looks, `fault` is one line.
    """

    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choices: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]] = field(default_factory=dict)
    live: bool = False
    example: str = ""
    fault: str = ""


ASKED_NOTHING = Asked()
# Rows of a SELECT, the truth of an ASK, the Turtle of a CONSTRUCT.
Answer = Rows | bool | str


@dataclass(frozen=True)
class Renderer:
    """Renders every page of one release; safe to share between threads of reading."""

    publication: Publication
    facts: Facts

    @classmethod
    def of_release(cls, folder: Path, store: ox.Store, publication: Publication) -> Renderer:
        """Return the renderer of a release that lies in `folder`, whose union store is open."""
        ontology = ox.parse(path=str(folder / "ontology.ttl"))
        own = reading.read_words(quad.triple for quad in ontology)
        return cls(publication, Facts(store, {**terms(), **own}))

    def page(self, path: str, language: str) -> Page:
        """Return a page of this release; `path` has no suffix."""
        quantities = Quantities(self.facts)
        return Page(path, language, self.publication, self.facts, quantities, words())

    def path_of(self, iri: str) -> str:
        """Return the path of the page of a thing, without suffix."""
        return self.page("index", LANGUAGES[0]).path_of(iri)

    def thing(self, iri: str, language: str) -> bytes:
        """Return the page of a thing.

        Raises:
            KeyError: the release says nothing of it.
        """
        page = self.page(self.path_of(iri), language)
        shown = thing.build(page, iri)
        alternates = [(media_type, path) for _, media_type, path in shown.formats]
        return self.render(
            "thing.html",
            page,
            title=shown.title.value,
            thing=shown,
            iri=iri,
            alternates=alternates,
            section=shown.index,
            kind=f"thing-page {shown.kind}",
            description=shown.definition.value if shown.definition else shown.title.value,
            island=islands.thing(page, iri),
        )

    def question(
        self,
        query: CannedQuery,
        language: str,
        answer: Answer | None,
        asked: Asked = ASKED_NOTHING,
    ) -> bytes:
        """Return the page of a canned query with an answer; None where it has none yet.

        Without `asked` this is the page that the static site holds.
        """
        page = self.page(f"query/{query.name}", language)
        rows = answer if isinstance(answer, Rows) else None
        triples = answer if isinstance(answer, str) else ""
        suffixes = _SUFFIXES[query.form] if asked.live or answer is not None else ()
        return self.render(
            "question.html",
            page,
            title=query.title[language],
            description=query.description[language],
            query=query,
            fields=question.fields(page, query, asked.given, asked.choices),
            table=question.table(page, query, rows) if rows else None,
            chart=Markup(question.chart(page, query, rows)) if rows else "",
            truth=answer if isinstance(answer, bool) else None,
            triples=triples,
            fault=asked.fault,
            live=asked.live,
            example=asked.example,
            asked=urlencode([(k, v) for k, values in asked.given.items() for v in values]),
            suffixes=suffixes,
            shown=MAX_ROWS,
            section="query",
            kind="question",
        )

    def found(self, results: Results | None, language: str) -> bytes:
        """Return the page of a search; None is the static page, whose script searches."""
        page = self.page("search", language)
        return self.render(
            "search.html",
            page,
            title=page.word("search"),
            results=results,
            size=PAGE,
            counted=COUNTED,
            last=MAX_FIRST,
            labels=self.facet_labels(page),
            link=partial(_narrowed, results),
            lists=lists(page),
            kind="search",
        )

    def facet_labels(self, page: Page) -> dict[str, str]:
        """Return what the values of the facets of a search are called."""
        found = {kind: page.label(class_iri).value for kind, class_iri in KINDS}
        found |= {slug: page.label(OUTCOME + slug).value for slug in OUTCOMES}
        for number, iri in enumerate(self.facts.instances(GG + "AdministrativeUnit")):
            if number < MAX_AREAS:
                found[page.path_of(iri).removeprefix("id/area/")] = page.label(iri).value
        for facet in ("kind", "area", "outcome"):
            found[facet] = page.word(facet)
        return dict(sorted(found.items()))

    def word(self, key: str, language: str) -> str:
        """Return a text of the interface."""
        return words()[key][language]

    def problem(
        self, status: int, detail: str, language: str, path: str = "404", successor: str = ""
    ) -> bytes:
        """Return the page of an error; `detail` is one line, already safe for readers.

        `path` is the one that was asked for, without a leading slash: its depth tells the links
        of the page where the root lies.
        """
        page = self.page(path, language)
        return self.render(
            "problem.html",
            page,
            title=str(status),
            status=status,
            detail=detail,
            successor=successor,
            kind="problem",
            sister=page.to("index", page.other_language),
        )

    def render(self, template: str, page: Page, *, title: str, **values: Any) -> bytes:
        """Return a page rendered by one of the templates."""
        island = Markup(islands.encode(values.pop("island", None)))
        publication = self.publication
        given: dict[str, Any] = {
            "page": page,
            "title": title,
            "navigation": NAVIGATION,
            "section": "",
            "sister": "",
            "alternates": (),
            "iri": "",
            "kind": "",
            "description": "",
            "site_title": islands.choose_text(publication.title, page.language) or "govgraph",
            "site_description": islands.choose_text(publication.description, page.language),
            "licence_name": _LICENCES.get(publication.licence, ""),
            "feedback": feedback(publication, values.get("iri") or publication.base + page.path),
            "html_tags": _HTML_TAGS,
            "outcomes": OUTCOMES,
            "outcome_base": OUTCOME,
            "gg": GG,
            "skos": SKOS,
            "rdf": RDF,
            **values,
            "island": island,
        }
        return environment().get_template(template).render(given).encode()


def feedback(publication: Publication, iri: str) -> str:
    """Return the address for feedback on a page, filled in with its IRI and release; or ''."""
    contact = publication.contact
    given = {"iri": iri, "release": publication.release}
    if contact.startswith("mailto:"):
        subject = quote(f"{iri} ({publication.release})", safe="")
        return f"{contact}{'&' if '?' in contact else '?'}subject={subject}"
    if not contact or absolute_iri_fault(contact):
        return ""
    return f"{contact}{'&' if '?' in contact else '?'}{urlencode(given)}"


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the texts of the interface."""
    return tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))


@cache
def terms() -> Mapping[str, reading.Triples]:
    """Return what terms of other vocabularies are called, as triples by subject and predicate."""
    named = tomllib.loads((_FOLDER / "terms.toml").read_text(encoding="utf-8"))["terms"]
    return {
        iri: {
            RDFS + "label": [
                ox.Literal(labels["zh"], language="zh-hans"),
                ox.Literal(labels["en"], language="en"),
            ]
        }
        for iri, labels in named.items()
    }


@cache
def environment() -> jinja2.Environment:
    """Return the environment of all templates: everything is escaped, nothing is undefined."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def lists(page: Page) -> list[tuple[str, str]]:
    """Return the lists that a site has: path and name."""
    found = [
        (f"id/{kind}", page.label(CLASS_OF[kind]).value)
        for kind in thing.LISTED
        if next(page.facts.instances(CLASS_OF[kind]), None)
    ]
    return [*found, ("voc", page.word("vocabularies"))]


def _narrowed(results: Results | None, name: str, value: str | int) -> str:
    """Return the query string that switches one value of a facet on or off, or turns the page."""
    if results is None:
        return ""
    wanted = {"q": results.query, **results.chosen}
    if name == "first":
        wanted["first"] = str(value)
    elif wanted.get(name) == value:
        del wanted[name]
    else:
        wanted[name] = str(value)
    return urlencode(wanted)
