"""The site in a real browser: every kind of page, both languages, phone and desktop.

No console error, nothing wider than the screen, nothing serious for axe, valid HTML, and the
search that works without a server.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from govgraph.release import Release

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

JUDGES = ("axe-core@4.10.3", "html-validate@9.7.1")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KINDS = (
    "index",
    "id/pledge/440113-0001",
    "id/pledge/440111-0011",
    "id/target/440118-0003-2",
    "id/observation/440113/gdp-growth/2023/preliminary-1",
    "id/assessment/440113-0001-1/2023/default-1/2026-06-30",
    "id/official/huang-biao",
    "id/area/440113",
    "id/body/440113-cpc",
    "id/post/440113-cpc-secretary",
    "id/event/gd-high-quality-2023",
    "id/platform/baietan-cbd",
    "id/cluster/huadu-auto",
    "id/project/baietan-no-1-hq",
    "id/source/0001",
    "id/statement/0001-4",
    "id/period/2023",
    "id/method/default-1",
    "voc/indicator/gdp-growth",
    "voc/outcome",
    "voc/outcome/met",
    "voc",
    "id/pledge",
    "compare",
    "compare/gdp-growth",
    "scorecard",
    "scorecard/440113",
    "contradictions",
    "query",
    "query/targets-for-indicator",
    "query/pledge-graph",
    "sparql",
    "dataset",
    "ns",
    "about",
    "method",
    "contact",
    "search",
    "404",
)
PAGES = [f"{path}{suffix}" for path in KINDS for suffix in (".html", ".en.html")]
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth - width;
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word, under the policy that the live server sends."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(with_site: Release) -> Path:
    return with_site.folder / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("npm"):
        pytest.skip("npm is not here")
    folder = tmp_path_factory.mktemp("judges")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *JUDGES]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip("the judges cannot be fetched: axe-core, html-validate")
    return folder / "node_modules"


@pytest.fixture(scope="module", params=[390, 1280])
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    scheme = "dark" if request.param == 390 else "light"
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_fits_the_screen_and_satisfies_axe(
    tab: Any, address: str, judges: Path, path: str
) -> None:
    said: list[str] = []
    listeners = (
        ("console", lambda message: said.append(message.text)),
        ("pageerror", lambda error: said.append(str(error))),
        ("request", lambda asked: said.extend([asked.url][asked.url.startswith(address) :])),
    )
    for event, listener in listeners:
        tab.on(event, listener)
    tab.goto(address + path)
    wider = tab.evaluate(WIDER)
    tab.evaluate((judges / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    for event, listener in listeners:
        tab.remove_listener(event, listener)

    assert said == []
    assert wider <= 0
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_every_kind_of_page_is_valid_html(site: Path, judges: Path) -> None:
    rules = {
        "extends": ["html-validate:standard"],
        "rules": {
            "void-style": "off",
            "doctype-style": "off",
            "no-trailing-whitespace": "off",
            "long-title": "off",
        },
    }
    (judges.parent / ".htmlvalidate.json").write_text(json.dumps({**rules, "root": True}))
    command = ["node", "node_modules/html-validate/bin/html-validate.mjs", "--formatter", "json"]
    command += ["-c", ".htmlvalidate.json", *(str(site / path) for path in PAGES)]
    done = subprocess.run(command, cwd=judges.parent, capture_output=True, timeout=300, check=False)
    report = json.loads(done.stdout or "[]")
    faults = [
        f"{Path(file['filePath']).name}:{m['line']}: {m['ruleId']}: {m['message']}"
        for file in report
        for m in file["messages"]
    ]

    assert faults[:20] == []
    assert done.returncode == 0, done.stderr[:500]


def test_under_the_policy_of_the_server_nothing_is_refused(browser: Any, address: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in (
        "index.html",
        "compare/gdp-growth.html",
        "query/targets-for-indicator.html",
        "search.html?q=番禺",
    ):
        page.goto(address + path)
        page.wait_for_timeout(200)
    page.close()

    assert said == []


@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        (".html", "番禺", "番禺区"),
        (".html", "panyu", "番禺区"),
        (".html", "pānyú", "番禺区"),
        (".en.html", "panyu", "Panyu District"),
        (".html", "GDP增速", "地区生产总值增速"),
        (".html", "黄彪", "黄彪"),
    ],
)
def test_the_static_site_searches(
    browser: Any, address: str, language: str, query: str, first: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}search{language}?q={query}")
    found = page.locator(".found a").first
    found.wait_for()
    name = found.inner_text()
    page.close()

    assert first == name


def test_suggestions_work_by_keyboard(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}index.html")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.className")
    page.focus("#find")
    page.keyboard.type("panyu")
    page.locator("#suggestions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#find", "aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/area/440113.html")
    page.close()

    assert skip == "skip"
    assert chosen == "suggestion-0"


def test_everything_is_there_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}id/pledge/440113-0001.html")
    text = page.inner_text("main")
    page.goto(f"{address}search.html?q=番禺")
    browse = page.locator("#browse a").count()
    context.close()

    assert "地区生产总值增长6.5%以上" in text
    assert "4.6" in text
    assert browse > 10
