"""Pages: what they show, that hostile names stay text, and that links are safe and relative."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from govgraph.publication.render import Renderer
from govgraph.publication.search import Entry, Results
from tests.unit.publication.conftest import BASE, HOSTILE


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text of each page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.island = ""
        self._script = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._script = tag == "script"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.island += data
        elif data.strip():
            self.words.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    @property
    def text(self) -> str:
        return " ".join(self.words)


@pytest.fixture
def pledge(small: Renderer) -> Reader:
    return Reader(small.thing(f"{BASE}id/pledge/1", "zh"))


def test_a_pledge_shows_words_speaker_post_reading_outcome_and_arithmetic(pledge: Reader) -> None:
    for expected in (
        "增长6.5%以上",
        "李云",
        "云溪区委书记",
        "云溪区委",
        "2030-01-28",
        "≥ 6.5%",
        "至少",
        "未实现",
        "目标 ≥ 6.5%，实际 4.6%，差 1.9 个百分点",
        "10–18",
        "aaaaaaaaaaaa…",
    ):
        assert expected in pledge.text


def test_every_axis_of_status_is_named(pledge: Reader) -> None:
    for axis in ("评估结果（我们的结论）", "官方自报", "序时进度", "可评估性"):
        assert axis in pledge.text


def test_rival_claims_stand_side_by_side(pledge: Reader) -> None:
    assert "同一事项的其他说法" in pledge.text
    assert "≥ 7%" in pledge.text


def test_the_rdf_is_one_link_away(pledge: Reader) -> None:
    links = {a.get("href") for tag, a in pledge.elements if tag == "a"}

    assert {f"../../id/pledge/1.{suffix}" for suffix in ("ttl", "jsonld", "nt", "json")} <= links


def test_fragments_of_a_record_are_anchors_of_its_page(pledge: Reader) -> None:
    anchors = {a.get("id") for _, a in pledge.elements}

    assert {"e1", "e1-position", "e1-quote"} <= anchors


def test_feedback_names_the_thing_and_the_release(pledge: Reader) -> None:
    [link] = {
        str(a["href"]) for tag, a in pledge.elements if str(a.get("href")).startswith("mailto:")
    }

    assert "pledge%2F1" in link
    assert "1.0.0-abcdefabcdef" in link


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path", ["id/pledge/2", "id/target/2-1", "id/area/999901", "id/period/2030"]
)
def test_hostile_names_stay_text(small: Renderer, path: str, language: str) -> None:
    page = Reader(small.thing(BASE + path, language))

    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert not [a for _, a in page.elements for name in a if name.startswith("on")]
    assert "49" not in page.text
    assert {a.get("type") or a.get("src") for tag, a in page.elements if tag == "script"} == {
        "application/ld+json",
        "../../static/site.js",
    }


def test_a_hostile_name_reads_as_it_was_written(small: Renderer) -> None:
    page = Reader(small.thing(f"{BASE}id/pledge/2", "zh"))

    assert HOSTILE in page.text
    assert json.loads(page.island)["name"] == HOSTILE
    assert "<" not in page.island


def test_a_scheme_that_could_run_something_is_no_link(small: Renderer) -> None:
    page = Reader(small.thing(f"{BASE}id/source/1", "zh"))

    assert "javascript:alert(1)" in page.text
    assert not [a for _, a in page.elements if "javascript:" in str(a.get("href"))]


def test_a_link_that_leaves_the_site_says_nothing_of_where_it_came_from(small: Renderer) -> None:
    page = Reader(small.thing(f"{BASE}id/source/2", "zh"))
    outside = [a for _, a in page.elements if a.get("href") == "https://example.org/a?b=c&d"]

    assert outside
    assert {a["rel"] for a in outside} == {"noopener noreferrer nofollow"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_address_is_absolute_but_those_of_other_sites(small: Renderer, language: str) -> None:
    page = Reader(small.thing(f"{BASE}id/pledge/1", language))
    own = [
        a["href"] for tag, a in page.elements if tag == "a" and str(a.get("href")).startswith(BASE)
    ]

    assert own == []
    assert not [a for _, a in page.elements if str(a.get("href")).startswith("/")]


def test_texts_in_another_language_say_so(small: Renderer) -> None:
    page = Reader(small.thing(f"{BASE}id/area/999902", "en"))
    [heading] = [a for tag, a in page.elements if tag == "h1"]
    spans = [a.get("lang") for tag, a in page.elements if tag == "span"]

    assert heading == {}
    assert "zh-Hans" in spans


def test_what_the_release_does_not_know_is_no_page(small: Renderer) -> None:
    with pytest.raises(KeyError):
        small.thing(f"{BASE}id/area/000000", "zh")


def test_no_page_carries_a_style_or_handler_of_its_own(small: Renderer) -> None:
    page = Reader(small.thing(f"{BASE}id/pledge/1", "zh"))

    assert not [a for _, a in page.elements if "style" in a]


def test_the_page_of_an_error_finds_its_way_home_from_any_depth(small: Renderer) -> None:
    page = small.problem(404, "此处没有页面。", "zh", "id/no/such/thing").decode()

    assert 'href="../../../static/site.css"' in page
    assert 'href="../../../index.html"' in page


def test_a_search_escapes_what_was_typed(small: Renderer) -> None:
    results = Results(HOSTILE, (Entry("id/area/999901", "area", HOSTILE, ""),), 1, 0, {}, {})
    page = Reader(small.found(results, "zh"))

    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert HOSTILE in page.text


@pytest.mark.parametrize(("language", "said"), [("zh", "下限"), ("en", "lower bound")])
def test_a_search_says_which_counts_are_lower_bounds(
    small: Renderer, language: str, said: str
) -> None:
    facets = {"kind": (("area", 5),), "outcome": (("met", 7),)}
    entries = (Entry("id/area/999901", "area", "云溪区", "Yunxi"),)
    bounded = Results("云溪", entries, 5, 0, facets, {}, ("total", "kind"))
    page = Reader(small.found(bounded, language)).text
    exact = Reader(small.found(replace(bounded, at_least=()), language)).text

    assert said in page
    assert page.count("5+") == 2
    assert "7+" not in page
    assert said not in exact
    assert "5+" not in exact


def test_pages_are_the_same_bytes_every_time(small: Renderer) -> None:
    again = Renderer(small.publication, type(small.facts)(small.facts.store, small.facts.words))

    for language in ("zh", "en"):
        iri = f"{BASE}id/pledge/1"
        assert small.thing(iri, language) == again.thing(iri, language)


def test_no_word_of_the_interface_lacks_a_language() -> None:
    from govgraph.publication.render import words

    lacking = [key for key, texts in words().items() if set(texts) != {"zh", "en"}]
    uneven = [
        key
        for key, texts in words().items()
        if set(re.findall(r"{\w+}", texts["zh"])) != set(re.findall(r"{\w+}", texts["en"]))
    ]

    assert lacking == []
    assert uneven == []
