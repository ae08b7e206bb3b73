"""The static site: every link leads somewhere, every name is in words, nothing leaves the host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from govgraph.publication import page
from govgraph.publication.render import Renderer
from govgraph.release import Release
from govgraph.sparql.embedded import EmbeddedEngine

IRI = re.compile(r"https?://\S+")


class Document(HTMLParser):
    """Collects addresses, anchors and text of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: list[str] = []
        self.words: list[str] = []
        self.lang = ""
        self._quiet = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = str(given.get("lang"))
        if given.get("id"):
            self.anchors.append(str(given["id"]))
        if tag in ("script", "code", "pre", "style"):
            self._quiet += 1
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in ("link", "script", "img") and (address := given.get("href") or given.get("src")):
            if given.get("rel") not in ("license", "cite-as"):
                self.loaded.append(str(address))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "code", "pre", "style"):
            self._quiet -= 1

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.words.append(data)


@pytest.fixture(scope="module")
def site(with_site: Release) -> Path:
    return with_site.folder / "site"


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[Path, Document]:
    return {path: Document(path) for path in sorted(site.rglob("*.html"))}


def internal(path: Path, document: Document) -> Iterator[tuple[Path, str, str]]:
    for link in (*document.links, *document.loaded):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = path.parent / unquote(parts.path) if parts.path else path
        yield Path(target).resolve(), unquote(parts.fragment), link


def test_every_internal_link_leads_to_a_file_and_an_anchor(
    documents: dict[Path, Document],
) -> None:
    exists = cache(Path.is_file)
    anchors = {path.resolve(): set(d.anchors) for path, d in documents.items()}
    broken = {
        f"{path.name}: {link}"
        for path, document in documents.items()
        for target, fragment, link in internal(path, document)
        if not exists(target)
        or (fragment and target in anchors and fragment not in anchors[target])
    }

    assert sorted(broken)[:20] == []


def test_nothing_is_loaded_from_another_host(documents: dict[Path, Document]) -> None:
    outside = {link for d in documents.values() for link in d.loaded if urlsplit(link).netloc}

    assert outside == set()


def test_no_anchor_stands_twice_on_a_page(documents: dict[Path, Document]) -> None:
    twice = [p.name for p, d in documents.items() if len(d.anchors) != len(set(d.anchors))]

    assert twice == []


def test_every_page_has_a_sister_in_the_other_language(documents: dict[Path, Document]) -> None:
    names = set(documents)
    for path, document in documents.items():
        english = path.name.endswith(".en.html")
        stem = path.name.removesuffix(".en.html" if english else ".html")
        assert document.lang == ("en" if english else "zh-Hans")
        assert path.with_name(stem + (".html" if english else ".en.html")) in names


def test_chinese_pages_hold_no_bare_iri_of_a_labelled_term(
    with_site: Release, site: Path, documents: dict[Path, Document]
) -> None:
    store = EmbeddedEngine(with_site.store).store
    publication = page.Publication.read(with_site.folder / "publication.json")
    facts = Renderer.of_release(with_site.folder, store, publication).facts
    bare = {
        (str(path.relative_to(site)), iri)
        for path, document in documents.items()
        if document.lang == "zh-Hans"
        for iri in IRI.findall(" ".join(document.words))
        if facts.labels(iri) and "/dataset/" not in iri
    }

    assert {iri for name, iri in bare if not name.startswith(("dataset", "id/dataset"))} == set()


def test_every_property_and_unit_has_a_name_in_both_languages(with_site: Release) -> None:
    store = EmbeddedEngine(with_site.store).store
    publication = page.Publication.read(with_site.folder / "publication.json")
    facts = Renderer.of_release(with_site.folder, store, publication).facts
    quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    shown = {
        term.value
        for quad in quads
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
        and (term == quad.predicate or "/vocab/unit/" in term.value)
    }
    nameless = {iri for iri in shown if not {"zh-hans", "en"} <= set(facts.labels(iri))}

    assert nameless == set()


def test_every_thing_of_the_release_has_a_page_and_its_documents(
    with_site: Release, site: Path
) -> None:
    store = EmbeddedEngine(with_site.store).store
    base = str(with_site.manifest["base"])
    subjects = {
        q.subject.value.partition("#")[0]
        for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(base + "id/")
    }
    lacking = [
        path
        for iri in subjects
        for suffix in ("html", "en.html", "ttl", "jsonld", "nt", "json")
        if not (site / (path := f"{iri.removeprefix(base)}.{suffix}")).is_file()
    ]

    assert lacking == []


def test_the_documents_of_a_thing_say_the_same(site: Path) -> None:
    stem = site / "id" / "pledge" / "440113-0001"
    turtle = set(ox.parse(path=f"{stem}.ttl"))
    triples = set(ox.parse(path=f"{stem}.nt"))
    xml = set(ox.parse(path=f"{stem}.rdf"))

    assert turtle
    assert turtle == triples == xml


def test_the_site_map_is_the_set_of_pages(with_site: Release, site: Path) -> None:
    base = str(with_site.manifest["base"])
    text = "".join(p.read_text(encoding="utf-8") for p in sorted(site.glob("sitemap-*.xml")))
    listed = {m.removeprefix(base) for m in re.findall(r"<loc>([^<]+)</loc>", text)}
    pages = {str(p.relative_to(site)) for p in site.rglob("*.html")} - {"404.html", "404.en.html"}

    assert listed == pages


def test_the_server_renders_a_page_as_the_build_did(with_site: Release, site: Path) -> None:
    store = EmbeddedEngine(with_site.store).store
    publication = page.Publication.read(with_site.folder / "publication.json")
    renderer = Renderer.of_release(with_site.folder, store, publication)
    for path in (
        "id/pledge/440113-0001",
        "id/area/440113",
        "voc/indicator/gdp-growth",
        "voc/outcome",
    ):
        home = str(with_site.manifest["base"])
        for language, suffix in (("zh", ".html"), ("en", ".en.html")):
            expected = (site / f"{path}{suffix}").read_bytes()
            assert expected == renderer.thing(home + path, language)


def test_no_text_of_a_source_is_on_any_page_but_short_quotes(
    documents: dict[Path, Document], seed: Path
) -> None:
    article = (seed / "article.txt").read_text(encoding="utf-8")
    windows = {article[i : i + 24] for i in range(0, len(article) - 24)}
    windows = {w for w in windows if not re.search(r"\s", w)}
    for path, document in documents.items():
        text = "".join(document.words)
        held = [text[i : i + 24] for i in range(len(text) - 24) if text[i : i + 24] in windows]
        assert held == [], path.name


def test_the_score_cards_count_every_target_once(site: Path) -> None:
    """A yearly target has a finding a year; row, card and home count the one that tables show."""
    page = (site / "scorecard.html").read_text(encoding="utf-8")
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">(.*?)</tr>', page, re.DOTALL)
    tally = re.search(r'<ul class="tally.*?</ul>', (site / "index.html").read_text(), re.DOTALL)

    assert len(rows) == 6
    totals = 0
    for address, cells in rows:
        *outcomes, total = [int(n) for n in re.findall(r">(\d+)<", cells)]
        card = (site / unquote(address)).read_text(encoding="utf-8")
        counts = [int(n) for n in re.findall(r'</span> <span class="count">(\d+)<', card)]
        assert sum(outcomes) == total
        assert [n for n in outcomes if n] == counts
        totals += total
    assert tally
    assert sum(int(n) for n in re.findall(r'class="figure">(\d+)<', tally[0])) == totals
