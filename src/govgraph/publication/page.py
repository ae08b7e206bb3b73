"""A page: where it stands, in which language, and how it names and reaches everything else.

All links are relative, so a folder of pages works under any path of any host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote

from govgraph.iris import absolute_iri_fault
from govgraph.namespaces import GG, HOME, NS
from govgraph.publication.facts import Facts, Text
from govgraph.publication.quantities import Quantities, Reading, number

SUFFIX = {"zh": ".html", "en": ".en.html"}
TAGS = {"zh": "zh-Hans", "en": "en"}
_HTML_TAGS = {
    "zh-hans": "zh-Hans",
    "zh-hant": "zh-Hant",
    "zh-latn-pinyin": "zh-Latn-pinyin",
}


@dataclass(frozen=True, slots=True)
class Publication:
    """What every page says of the publication it belongs to; texts by language tag.

    `base` ends in a slash; `release` is the name of the release, `issued` its date.
    """

    base: str
    version: str
    release: str
    issued: str
    title: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, list[str]] = field(default_factory=dict)
    licence: str = ""
    publisher: str = ""
    contact: str = ""
    as_of: str = ""
    method: str = ""

    @property
    def id_base(self) -> str:
        """Return the IRI under which the things live."""
        return self.base + "id/"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an address, and whether that lies outside of this publication."""

    href: str
    outside: bool


@dataclass(frozen=True)
class Page:
    """One page: its path without suffix, its language, and what it reads from.

    `words` are the texts of the interface by key and language.
    """

    path: str
    language: str
    publication: Publication
    facts: Facts
    quantities: Quantities
    words: Mapping[str, Mapping[str, str]]

    @property
    def tag(self) -> str:
        """Return the language tag of the page, as HTML writes it."""
        return TAGS[self.language]

    @property
    def root(self) -> str:
        """Return the way from the page to the root of the site."""
        return "../" * self.path.count("/") or "./"

    @property
    def other_language(self) -> str:
        """Return the language of the sister page."""
        return "en" if self.language == "zh" else "zh"

    def word(self, key: str, **values: object) -> str:
        """Return a text of the interface.

        Raises:
            KeyError: there is none under that key.
        """
        text = self.words[key][self.language]
        return text.format(**values) if values else text

    def to(self, path: str, language: str = "") -> str:
        """Return the address of a page of this site by its path without suffix."""
        return f"{self.root}{quote(path, safe=_SAFE)}{SUFFIX[language or self.language]}"

    def file(self, path: str) -> str:
        """Return the address of a file of this site."""
        return self.root + quote(path, safe=_SAFE)

    def sister(self) -> str:
        """Return the address of the same page in the other language."""
        name = self.path.rpartition("/")[2]
        return quote(name, safe=_SAFE) + SUFFIX[self.other_language]

    def path_of(self, iri: str) -> str:
        """Return the path of the page of a thing or concept, without suffix; '' for others."""
        plain = iri.partition("#")[0]
        for start, folder in ((self.publication.id_base, "id/"), (HOME + "voc/", "voc/")):
            if plain.startswith(start) and len(plain) > len(start):
                return folder + plain[len(start) :]
        return ""

    def target(self, iri: str) -> Target | None:
        """Return where a link to `iri` leads; None where no link may be made.

        Things that the release says nothing of, and addresses of schemes that could run
        something, get no link.
        """
        if iri.startswith(GG):
            return Target(f"{self.to('ns')}#{quote(iri[len(GG) :], safe=_SAFE)}", outside=False)
        if iri == NS:
            return Target(self.to("ns"), outside=False)
        path = self.path_of(iri)
        if path:
            if not self.facts.known(iri):
                return None
            fragment = iri.partition("#")[2]
            tail = f"#{quote(fragment, safe=_SAFE)}" if fragment else ""
            return Target(self.to(path) + tail, outside=False)
        if iri.startswith(("http://", "https://")) and not absolute_iri_fault(iri):
            return Target(iri, outside=True)
        return None

    def label(self, iri: str) -> Text:
        """Return what a thing is called on this page; its class and figures where it has no name."""
        return self.facts.label(iri, self.language)

    def html_tag(self, text: Text) -> str:
        """Return the language tag of a text that differs from the page’s, else ''."""
        tag = _HTML_TAGS.get(text.language, text.language)
        return "" if tag == self.tag else tag

    def text(self, iri: str, predicate: str) -> Text | None:
        """Return the text of a property for readers of this page."""
        return self.facts.text(iri, predicate, self.language)

    def reading(self, target: str) -> Reading | None:
        """Return how a target is read, in the words of this page."""
        return self.quantities.reading(target, self.language)

    def figure(self, observation: str) -> str:
        """Return the value of an observation, in the words of this page."""
        return self.quantities.figure(observation, self.language)

    def number(self, value: Decimal | int) -> str:
        """Return a number as readers of this page write it."""
        return number(Decimal(value), self.language)


_SAFE = "/~:@!$&()*+,;=-._"
