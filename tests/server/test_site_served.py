"""The shipped data behind the live server: its pages, its search, its questions, its IRIs."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest

from govgraph.publication.search import Index
from govgraph.release import Release
from tests.conftest import ROOT
from tests.server.running import Running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TURTLE = ("catalog", "void", "ontology", "vocabularies", "shapes", "changes", "validation")


def begin(current: Path, log: Path) -> Running:
    return Running({"current": str(current), "queries": str(ROOT / "queries")}, log)


@pytest.fixture(scope="module")
def served(with_site: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    log = tmp_path_factory.mktemp("log") / "server.log"
    running = begin(with_site.folder.parent / "current", log)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def bare(with_site: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a server of the same release whose pages of things were never built."""
    folder = tmp_path_factory.mktemp("bare") / with_site.name
    shutil.copytree(
        with_site.folder,
        folder,
        copy_function=os.link,
        ignore=lambda path, names: ["id", "voc"] if Path(path).name == "site" else [],
    )
    running = begin(folder, folder.parent / "server.log")
    yield running
    running.stop()


def iris(release: Release) -> set[str]:
    """Return every IRI below the base of the publication that its files name."""
    base = str(release.manifest["base"])
    found: set[str] = set()

    def note(term: object) -> None:
        if isinstance(term, ox.NamedNode) and term.value.startswith(base):
            found.add(term.value.partition("#")[0])
        if isinstance(term, ox.Literal):
            note(term.datatype)

    with gzip.open(release.folder / "govgraph.nq.gz") as stream:
        quads = list(ox.parse(stream, format=ox.RdfFormat.N_QUADS))  # type: ignore[arg-type]
    for name in TURTLE:
        quads += ox.parse(path=str(release.folder / f"{name}.ttl"))
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            note(term)
    return found


@pytest.mark.parametrize("accept", ["text/turtle, */*;q=0.1", BROWSER])
def test_no_iri_of_the_publication_dangles(
    with_site: Release, served: Running, accept: str
) -> None:
    """Whatever the data, catalogue, ontology and shapes name below the base can be opened."""
    base = str(with_site.manifest["base"])
    named = iris(with_site)
    dead = {}
    for iri in sorted(named):
        path = "/" + iri.removeprefix(base)
        answer = served.client.get(path, headers={"Accept": accept}, follow_redirects=True)
        if answer.status_code != 200:
            dead[iri] = answer.status_code

    assert len(named) > 1_000
    assert dead == {}


def test_pages_are_the_files_of_the_static_site(with_site: Release, served: Running) -> None:
    """Every page and document of the static site is served byte for byte."""
    site = with_site.folder / "site"
    files = [p for p in sorted(site.rglob("*")) if p.is_file() and "dataset" not in p.parts]
    differing = []
    for file in files:
        path = str(file.relative_to(site))
        answer = served.client.get(f"/{path}", headers={"Accept": BROWSER})
        if answer.status_code != 200 or answer.content != file.read_bytes():
            differing.append((path, answer.status_code))

    assert len(files) > 2_000
    assert differing == []


@pytest.mark.parametrize(
    "path",
    [
        "id/pledge/440113-0001",
        "id/area/440113",
        "id/official/huang-biao",
        "id/source/0001",
        "id/target/440118-0003-2",
        "id/assessment/440113-0001-1/2023/default-1/2026-06-30",
        "voc/indicator/gdp-growth",
        "voc/outcome",
    ],
)
def test_a_page_that_was_not_built_is_made_as_the_build_would_have(
    with_site: Release, bare: Running, path: str
) -> None:
    """A page is equal to the byte whether the build or the server made it."""
    for suffix in (".html", ".en.html"):
        expected = (with_site.folder / "site" / f"{path}{suffix}").read_bytes()
        assert expected == bare.get(f"/{path}{suffix}").content


def test_the_root_is_the_home_page_in_the_language_of_the_reader(
    with_site: Release, served: Running
) -> None:
    """A browser at ``/`` sees the site's home."""
    site = with_site.folder / "site"
    chinese = served.get("/", BROWSER, accept_language="zh-CN,zh;q=0.9,en;q=0.5")
    english = served.get("/", BROWSER, accept_language="en-GB,en;q=0.9")

    assert chinese.content == (site / "index.html").read_bytes()
    assert english.content == (site / "index.en.html").read_bytes()


def test_a_thing_leads_to_the_page_in_the_language_of_the_reader(served: Running) -> None:
    """The 303 of a thing minds ``Accept-Language`` and says so in ``Vary``."""
    chinese = served.get("/id/area/440113", BROWSER, accept_language="zh-CN")
    english = served.get("/id/area/440113", BROWSER, accept_language="en-US,en;q=0.9")

    assert chinese.headers["location"] == "/id/area/440113.html"
    assert english.headers["location"] == "/id/area/440113.en.html"
    assert "Accept-Language" in english.headers["vary"]
    assert 'lang="en"' in served.get("/id/area/440113.en.html", BROWSER).text[:80]


@pytest.mark.parametrize(
    "path",
    [
        "about.html",
        "compare.html",
        "dataset.html",
        "id/area/440113.html",
        "ns.html",
        "query/targets-for-indicator.html",
        "query/targets-for-indicator.html?indicator=gdp-growth",
        "search.html",
        "search.html?q=panyu",
        "sparql.html",
        "nowhere.html",
    ],
)
def test_a_page_by_name_is_in_its_own_language(served: Running, path: str) -> None:
    """A link of a Chinese page stays Chinese in a browser that prefers English, and vice versa."""
    english = path.replace(".html", ".en.html")

    assert 'lang="zh-Hans"' in served.get(f"/{path}", BROWSER, accept_language="en").text[:80]
    assert 'lang="en"' in served.get(f"/{english}", BROWSER, accept_language="zh").text[:80]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("番禺", "id/area/440113"),
        ("panyu", "id/area/440113"),
        ("pānyú", "id/area/440113"),
        ("Panyu District", "id/area/440113"),
        ("GDP增速", "voc/indicator/gdp-growth"),
        ("黄彪", "id/official/huang-biao"),
        ("huang biao", "id/official/huang-biao"),
        ("白鹅潭", "id/platform/baietan-cbd"),
    ],
)
def test_search_finds_chinese_pinyin_and_english(served: Running, query: str, first: str) -> None:
    """The first hit is the thing that was meant, in the page as in JSON."""
    found = served.client.get("/search.json", params={"q": query}).json()
    page = served.client.get("/search", params={"q": query}, headers={"Accept": BROWSER})

    assert found["results"][0]["path"] == first
    assert first in re.findall(r'class="found">\s*<li><a href="\./([^"]+)\.html"', page.text)


def test_search_pages_count_every_facet(with_site: Release, served: Running) -> None:
    """A facet promises as many results as following it brings."""
    whole = served.client.get("/search.json", params={"q": "增速"}).json()
    for facet, values in whole["facets"].items():
        for value, count in values.items():
            part = served.client.get("/search.json", params={"q": "增速", facet: value}).json()
            assert count == part["total"], (facet, value)
    index = Index(with_site.folder / "search.sqlite")
    assert index.search("增速").total == whole["total"]
    index.close()


def test_search_turns_pages_without_a_gap(served: Running) -> None:
    """Walking all pages brings every result once."""
    seen: list[str] = []
    total = 1
    while len(seen) < total:
        asked = {"q": "区", "first": str(len(seen))}
        answer = served.client.get("/search.json", params=asked).json()
        total = answer["total"]
        assert answer["results"]
        seen += [entry["iri"] for entry in answer["results"]]

    assert total > 20
    assert total == len(seen) == len(set(seen))


def test_suggestions_are_few_and_at_once(served: Running) -> None:
    """``suggest`` gives the best names for what was typed so far."""
    answer = served.client.get("/search.json", params={"q": "pan", "suggest": "1"}).json()

    assert answer["results"][0]["label"]["zh"] == "番禺区"
    assert len(answer["results"]) <= 8


def test_a_search_without_words_shows_the_page_to_search_on(
    with_site: Release, served: Running
) -> None:
    """No query is no error."""
    page = served.get("/search", BROWSER)

    assert page.content == (with_site.folder / "site" / "search.html").read_bytes()
    assert served.get("/search?q=x&first=-1", BROWSER).status_code == 400


def test_the_form_of_a_question_answers_without_javascript(served: Running) -> None:
    """Another value of the form gives another answer, on a page and with links to its data."""
    path = "/query/targets-for-indicator.html"
    growth = served.client.get(path, params={"indicator": "gdp-growth", "period": ""})
    invest = served.client.get(path, params={"indicator": "fixed-asset-investment-growth"})

    assert growth.status_code == 200
    assert growth.text.count("<tr>") == 9
    assert "selected>地区生产总值增速" in growth.text
    assert "../api/targets-for-indicator.csv?indicator=gdp-growth" in growth.text
    assert invest.status_code in (200, 400)
    assert invest.text != growth.text


def test_a_wrong_value_of_a_form_is_told_on_its_page(served: Running) -> None:
    """The page says which field is at fault; the answer is 400 and not kept."""
    answer = served.get("/query/targets-for-indicator.en.html?indicator=%3Cscript%3E", BROWSER)

    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert 'role="alert">indicator (concept)' in answer.text
    assert "<script>" not in re.sub(r"<script[ >][^>]*(src|ld\+json)[^>]*>", "", answer.text)


@pytest.mark.parametrize("path", ["/none", "/id/area/none", "/a/b/c/d.html", "/query/none.html"])
def test_a_missing_page_looks_like_the_site_at_any_depth(served: Running, path: str) -> None:
    """The style sheet and the links of a 404 hold wherever it stands."""
    answer = served.get(path, BROWSER)
    links = re.findall(r'(?:href|src)="([^":]+)"', answer.text)
    own = {urljoin(path, link).partition("#")[0] for link in links}

    assert answer.status_code == 404
    assert "/static/site.css" in own
    kept = [link for link in own if "static/" in link or link in ("/index.html", "/about.html")]
    assert [served.get(link).status_code for link in kept] == [200] * len(kept)


def test_the_catalogue_that_the_ontology_names_is_found(served: Running) -> None:
    """``id/catalog`` leads to the dataset, in every format."""
    page = served.get("/id/catalog", BROWSER)
    turtle = served.get("/id/catalog.ttl", "text/turtle")

    assert (page.status_code, page.headers["location"]) == (303, "/dataset")
    assert (turtle.status_code, turtle.headers["location"]) == (303, "/dataset.ttl")
    assert served.get("/logo.svg").headers["content-type"] == "image/svg+xml"
