"""Renders pages: the only place of Jinja, for the static site and the live server alike.

A page of a thing needs a few lookups, whatever the size of the data, so the server renders at
request time what a build left out, byte for byte as the build would have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
import pyoxigraph as ox
from markupsafe import Markup

from govgraph.iris import absolute_iri_fault
from govgraph.namespaces import GG, RDF, SKOS
from govgraph.publication import facts as reading
from govgraph.publication.facts import LANGUAGES, Facts
from govgraph.publication.findings import OUTCOME, OUTCOMES
from govgraph.publication.page import TAGS, Page, Publication
from govgraph.publication.pages import islands, thing
from govgraph.publication.quantities import Quantities

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


@dataclass(frozen=True)
class Renderer:
    """Renders every page of one release; safe to share between threads of reading."""

    publication: Publication
    facts: Facts

    @classmethod
    def of_release(cls, folder: Path, store: ox.Store, publication: Publication) -> Renderer:
        """Return the renderer of a release that lies in `folder`, whose union store is open."""
        ontology = ox.parse(path=str(folder / "ontology.ttl"))
        words = reading.read_words(quad.triple for quad in ontology)
        return cls(publication, Facts(store, words))

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

    def problem(self, status: int, detail: str, language: str, path: str = "404") -> bytes:
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


def languages() -> Sequence[str]:
    """Return the languages of the site, the first the default."""
    return tuple(TAGS)
