"""The live server in a real browser, under its own policy: search, questions, the SPARQL editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from govgraph.release import Release
from tests.conftest import ROOT
from tests.server.running import Running

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

PREFIX = "PREFIX gg: <https://w3id.org/govgraph/ns#>\n"
EDITOR = "document.getElementById('yasqe').yasqe"


@pytest.fixture(scope="module")
def served(with_site: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    told = {"current": str(with_site.folder), "queries": str(ROOT / "queries")}
    running = Running(told, tmp_path_factory.mktemp("log") / "server.log")
    yield running
    running.stop()


@pytest.fixture
def said() -> list[str]:
    """What the console said, and what was asked of other hosts."""
    return []


@pytest.fixture
def page(browser: Any, served: Running, said: list[str]) -> Iterator[Any]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda r: said.extend([r.url] if not r.url.startswith(served.url) else []))
    yield tab
    context.close()


@pytest.fixture
def editor(page: Any, served: Running, with_site: Release) -> Any:
    if not (with_site.folder / "site" / "static" / "yasgui" / "yasqe.min.js").is_file():
        pytest.skip("the SPARQL editor was not fetched; see make editor")
    page.goto(f"{served.url}sparql")
    page.locator("html[data-editor=ready]").wait_for(state="attached")
    return page


def test_the_root_is_the_home_and_searches(page: Any, served: Running, said: list[str]) -> None:
    """From the root to a district by pinyin, with facets on the way."""
    page.goto(served.url)
    home = page.inner_text("h1")
    page.fill("#find", "panyu")
    page.locator(".find button").click()
    page.locator(".found a").first.wait_for()
    first = page.locator(".found a").first.inner_text()
    page.locator(".facets a", has_text="未实现").click()
    outcomes = page.locator(".found .outcome").all_inner_texts()

    assert home == "广州各区2023年政府承诺"
    assert first == "番禺区"
    assert set(outcomes) == {"未实现"}
    assert said == []


def test_the_server_suggests_where_the_site_holds_no_entries(
    page: Any, served: Running, said: list[str]
) -> None:
    """A large release has no entries for its script: the same field asks the server."""
    labels = {"zh": {"area": "地区"}, "en": {}}
    page.route(
        "**/search/index.json", lambda route: route.fulfill(json={"shards": 0, "labels": labels})
    )
    page.goto(served.url)
    page.locator("#find").press_sequentially("pan")
    page.locator("#suggestions li").first.wait_for()

    assert "番禺区地区" in page.locator("#suggestions li").first.inner_text().replace("\n", "")
    assert said == []


def test_the_editor_asks_and_shows_a_table(editor: Any, said: list[str]) -> None:
    """The first query runs as it stands; things open on this host."""
    editor.locator("#editor button[type=submit]").click()
    editor.locator("#sparql-results td a").first.wait_for()
    rows = editor.locator("#sparql-results tbody tr").count()
    link = editor.locator("#sparql-results td a").first.get_attribute("href")

    assert rows == 8
    assert link.endswith("id/target/440111-0003-1")
    assert link.startswith(("http://127.0.0.1", "./"))
    assert "#query=" in editor.url
    assert said == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT * WHERE {\n ?s a gg:Ple", "gg:Pledge"),
        ("SELECT * WHERE {\n ?s gg:ple", "gg:pledgeKind"),
    ],
)
def test_the_editor_completes_our_terms(
    editor: Any, said: list[str], typed: str, offered: str
) -> None:
    """Classes and properties of the ontology are offered, without asking anybody."""
    editor.evaluate(
        f"text => {{ const e = {EDITOR}; e.setValue(text); e.focus();"
        " e.setCursor(e.lineCount() - 1, 1000); }",
        PREFIX + typed,
    )
    editor.keyboard.press("Control+Space")
    editor.locator(".CodeMirror-hints li").first.wait_for()

    assert offered in editor.locator(".CodeMirror-hints li").all_inner_texts()
    assert said == []


def test_the_editor_takes_an_example_and_shows_triples(editor: Any, said: list[str]) -> None:
    """An example of ours goes into the editor; its answer is Turtle."""
    editor.select_option("#sparql-example", "pledge-graph")
    editor.keyboard.press("Tab")
    editor.locator("#editor button[type=submit]").click()
    text = editor.locator("#sparql-results pre").inner_text()

    assert "gg:Pledge" in text
    assert said == []


def test_a_fault_is_shown_with_its_place(editor: Any) -> None:
    """A syntax error names line and column; no mark-up of the query runs."""
    editor.evaluate(f"{EDITOR}.setValue('SELECT * WHERE {{ <script>alert(1)</script> }}')")
    editor.locator("#editor button[type=submit]").click()
    text = editor.locator("#sparql-results .fault").inner_text()

    assert "1:" in text
    assert editor.locator("#sparql-results script").count() == 0


def test_a_large_answer_is_no_burden(editor: Any, said: list[str]) -> None:
    """Ten thousand rows: all are counted, the first thousand are shown, nothing is stored."""
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10000"
    editor.evaluate(f"text => {EDITOR}.setValue(text)", query)
    editor.locator("#editor button[type=submit]").click()
    status = editor.locator("#sparql-results [role=status]")
    status.wait_for(timeout=20_000)
    kept = editor.evaluate("JSON.stringify(localStorage).length")

    assert "10000" in status.inner_text()
    assert editor.locator("#sparql-results tbody tr").count() == 1000
    assert kept < 1000
    assert said == []


def test_a_link_carries_the_query(editor: Any, page: Any, served: Running) -> None:
    """Who opens the link finds the query in the editor."""
    page.goto("about:blank")
    page.goto(f"{served.url}sparql#query={quote('ASK { ?a ?b ?c }')}")
    page.locator("html[data-editor=ready]").wait_for(state="attached")

    assert page.evaluate(f"{EDITOR}.getValue()") == "ASK { ?a ?b ?c }"


def test_the_keyboard_leaves_the_editor(editor: Any) -> None:
    """Tab goes on to the button, so that nobody is trapped."""
    editor.evaluate(f"{EDITOR}.focus()")
    editor.keyboard.press("Tab")

    assert editor.evaluate("document.activeElement.type") == "submit"


def test_forms_answer_without_javascript(browser: Any, served: Running) -> None:
    """Search, question and SPARQL are forms first."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(served.url)
    page.fill("#find", "panyu")
    page.locator(".find button").click()
    found = page.locator(".found a").first.inner_text()
    page.goto(f"{served.url}query/targets-for-indicator.en.html")
    page.select_option("#f-indicator", "gdp-growth")
    page.locator("main form button").click()
    rows = page.locator("main tbody tr").count()
    page.goto(f"{served.url}sparql")
    page.fill("#sparql-query", "ASK { ?a ?b ?c }")
    page.locator("#editor button[type=submit]").click()
    answer = page.inner_text("body")
    context.close()

    assert found == "Panyu District"
    assert rows == 8
    assert "true" in answer
