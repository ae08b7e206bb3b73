"""A page: where it stands, in which language, and how it names and reaches everything else.

All links are relative, so a folder of pages works under any path of any host.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from govgraph.iris import absolute_iri_fault
from govgraph.namespaces import GG, HOME, NS, OA
from govgraph.publication.about import About
from govgraph.publication.facts import Facts, Text, short
from govgraph.publication.quantities import Quantities, Reading, number

Tile = tuple[int, int]
PUBLICATION = "publication.json"  # the file of a release that holds the class of that name
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

    `base` ends in a slash; `release` is the name of the release, `issued` its date. `tiles` puts
    areas on a schematic map: column and row by IRI, from 1.
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
    tiles: Mapping[str, Tile] = field(default_factory=dict)

    @property
    def id_base(self) -> str:
        """Return the IRI under which the things live."""
        return self.base + "id/"

    @classmethod
    def of(
        cls, about: About, release: str, *, as_of: str, method: str, tiles: Mapping[str, Tile]
    ) -> Publication:
        """Return what the pages of a release say; `method` is relative to the things."""
        return cls(
            base=about.base,
            version=about.version,
            release=release,
            issued=about.issued,
            title=about.title,
            description=about.description,
            keywords={tag: list(words) for tag, words in about.keywords.items()},
            licence=about.licence,
            publisher=about.publisher.removeprefix(about.id_base),
            contact=about.contact,
            as_of=as_of,
            method=method,
            tiles=tiles,
        )

    @classmethod
    def read(cls, path: Path) -> Publication:
        """Read what `write` wrote: so a server renders the pages of a release as its build did."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        tiles = {iri: (place[0], place[1]) for iri, place in fields.pop("tiles").items()}
        return cls(**fields, tiles=tiles)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")


def tiles(path: Path, id_base: str) -> dict[str, Tile]:
    """Read a schematic map: CSV of area (its id), column and row; {} where there is no file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            id_base + line["area"]: (int(line["column"]), int(line["row"]))
            for line in csv.DictReader(stream)
        }


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
            document, _, fragment = iri.partition("#")
            if fragment and iri not in self.facts.fragments(document):
                fragment = ""
            tail = f"#{quote(fragment, safe=_SAFE)}" if fragment else ""
            return Target(self.to(path) + tail, outside=False)
        if iri.startswith(("http://", "https://")) and not absolute_iri_fault(iri):
            return Target(iri, outside=True)
        return None

    def label(self, iri: str) -> Text:
        """Return what a thing is called on this page.

        Targets, figures, findings and evidence have no names of their own: they are called
        after what they are of, and by their numbers.
        """
        if any(tag != "zh-latn-pinyin" for tag in self.facts.own_labels(iri)):
            return self.facts.label(iri, self.language)
        composed = self._composed(iri)
        if composed is None and not self.facts.labels(iri) and not self.path_of(iri):
            return Text(_address(iri))
        return composed or self.facts.label(iri, self.language)

    def title(self, iri: str) -> Text:
        """Return the title of the page of a thing: its label, a figure without its value."""
        if self.facts.one(iri, GG + "value") and not self.facts.own_labels(iri):
            return self._joined(iri, ("area", "period", "indicator"), "")
        return self.label(iri)

    def _composed(self, iri: str) -> Text | None:
        facts = self.facts
        if facts.one(iri, GG + "comparator") and facts.one(iri, GG + "targetOf"):
            return self._joined(iri, ("area", "indicator"), self._asked(iri))
        if facts.one(iri, GG + "readingOf"):
            return self._joined(iri, ("area", "indicator"), self._asked(iri))
        if facts.one(iri, GG + "value") and facts.one(iri, GG + "indicator"):
            return self._joined(iri, ("area", "period", "indicator"), self.figure(iri))
        if target := facts.one(iri, GG + "assesses"):
            outcome = facts.label(facts.one(iri, GG + "outcome"), self.language)
            mark = "：" if self.language == "zh" else ": "
            return Text(f"{self.label(target).value}{mark}{outcome.value}", outcome.language)
        if "#" in iri and (start := self._span(iri)):
            return Text(self.word("characters", start=start[0], end=start[1]), _OWN[self.language])
        if exact := facts.one(iri, OA + "exact"):
            return Text(f"“{exact}”", "zh-hans")
        if "/id/activity/" in iri:
            run = short(iri.partition("#")[0]).removeprefix("activity/").replace("/", " · ")
            return Text(f"{self.word('activity')} {run}", _OWN[self.language])
        return None

    def _asked(self, iri: str) -> str:
        reading = self.reading(iri)
        if reading:
            return reading.symbol or reading.words
        state = self.facts.one(iri, GG + "requiredState")
        return self.facts.label(state, self.language).value if state else ""

    def _joined(self, iri: str, names: Sequence[str], tail: str) -> Text:
        parts = [self.facts.one(iri, GG + name) for name in names]
        texts = [self.facts.label(part, self.language).value for part in parts if part]
        mark = " " if self.language == "zh" else ", "
        return Text(mark.join([*texts, tail] if tail else texts), _OWN[self.language])

    def _span(self, iri: str) -> tuple[str, str] | None:
        """Return the offsets of a piece of evidence, or of a selector of one."""
        for piece in (iri, *self.facts.many(iri, OA + "hasSelector")):
            if start := self.facts.one(piece, OA + "start"):
                return start, self.facts.one(piece, OA + "end")
        return None

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


def _address(iri: str) -> str:
    """Return an address of another site as people recognise it: its host and where it ends.

    >>> _address("http://www.example.org/a/b/post_1.html"), _address("urn:x:1")
    ('www.example.org/…/post_1.html', '1')
    """
    host, slash, path = iri.partition("://")[2].partition("/")
    if not host:
        return iri.rpartition(":")[2]
    if "#" in path or not slash:
        return short(iri)
    tail = path.rstrip("/").rpartition("/")
    return f"{host}/{'…/' if tail[0] else ''}{tail[2]}" if tail[2] else host


_OWN = {"zh": "zh-hans", "en": "en"}
_SAFE = "/~:@!$&()*+,;=-._"
