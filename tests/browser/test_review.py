"""The review of the seed article in a real browser, from start to records that pass the checks."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from govgraph import config, pipeline
from tests.conftest import without_site

CHECKOUT = Path(__file__).parents[2]
SEED = CHECKOUT.parent / "shared" / "seed" / "article.txt"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# A folder named here keeps the screenshots.
SHOTS = os.environ.get("GOVGRAPH_SCREENSHOTS")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium; apt-get install chromium"),
    pytest.mark.skipif(not SEED.is_file(), reason="the seed article is not at hand"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
expect = playwright.expect


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication that knows the six officials and no statement."""
    found: Path = _load(CHECKOUT / "tests/unit/extraction/publication.py").bare(tmp_path)
    shutil.copy(SEED, tmp_path / "article.txt")
    return found


@pytest.fixture
def served(root: Path) -> Iterator[str]:
    """Run `govgraph review` as a person does and give its address."""
    code = "import typer; from govgraph.cli.review import review; typer.run(review)"
    command = [
        sys.executable,
        "-u",
        "-c",
        code,
        str(root.parent / "article.txt"),
        "--date",
        "2023",
        "--directory",
        str(root),
    ]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert address
    yield address[0]
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def page(served: str) -> Iterator[Any]:
    """Open the page at a desk's width; a console error or a foreign request fails the test."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        wrong: list[str] = []
        opened.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on(
            "request",
            lambda request: None if request.url.startswith(served) else wrong.append(request.url),
        )
        opened.goto(served)
        opened.wait_for_selector("mark.current")
        yield opened
        browser.close()
        assert wrong == []


def _shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"review-{name}.png"))


def _open(page: Any) -> int:
    state = page.evaluate("fetch('state').then(r => r.json())")
    return sum(item["status"] == "open" for item in state["items"])


def test_review_from_start_to_records(page: Any, root: Path) -> None:
    """Accept, edit, reject and add by keyboard; reload; write; what was written passes `check`."""
    _shot(page, "start")
    count = _open(page)
    _edit_and_undo(page)
    _add_by_selection(page)
    _accept_all(page)

    page.reload()
    page.wait_for_selector("mark.current")
    assert _open(page) == 0
    _shot(page, "reviewed")

    said = _write(page)
    result = pipeline.check(config.load(root / "govgraph.toml"), [root.parent / "article.txt"])

    assert count >= 56
    assert "写入" in said
    assert result.verified >= 45
    assert len(list((root / "data/records/statement").glob("*.yaml"))) == 6
    assert "已有" in _write(page)
    release = pipeline.build(without_site(config.load(root / "govgraph.toml")))
    assert release is not None


def _edit_and_undo(page: Any) -> None:
    """Live validation says what is wrong; undo reopens; English is one key away."""
    first = page.locator("#exact").inner_text()
    page.locator("select[name=comparator]").select_option("atMost")
    page.wait_for_selector("#faults li:has-text('atMost sets upper')")
    _shot(page, "fault")
    page.locator("select[name=comparator]").select_option("atLeast")
    expect(page.locator("#faults li")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("r")
    page.wait_for_selector("mark.rejected")
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(page.locator("mark.rejected")).to_have_count(0)
    page.keyboard.press("l")
    page.wait_for_selector("button:has-text('Accept')")
    _shot(page, "english")
    page.keyboard.press("l")
    assert first == page.locator("#exact").inner_text()


def _add_by_selection(page: Any) -> None:
    """Select plain text and add it; then reject it: it states nothing."""
    page.evaluate(
        """() => {
          const plain = [...document.querySelectorAll('#text > span')].find((s) => s.textContent.length > 30);
          const range = document.createRange();
          range.setStart(plain.firstChild, 4);
          range.setEnd(plain.firstChild, 9);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    before = page.locator("#position").inner_text()
    page.locator("#add").click()
    expect(page.locator("#position")).not_to_have_text(before)
    page.locator("h1").click()
    page.keyboard.press("r")
    page.wait_for_selector("mark.rejected")


def _accept_all(page: Any) -> None:
    """Go through the rest by keyboard: accept what has no fault, reject the others."""
    for _ in range(20):
        page.keyboard.press("k")
    for _ in range(200):
        if page.locator("#position:has-text('待定')").count() == 0:
            page.keyboard.press("j")
            if _open(page) == 0:
                return
            continue
        before = page.locator("#progress").inner_text()
        faulty = page.locator("#faults li").count() > 0
        page.keyboard.press("r" if faulty else "a")
        expect(page.locator("#progress")).not_to_have_text(before)


def _write(page: Any) -> str:
    """Write the records through the dialog and return what it says."""
    page.keyboard.press("w")
    page.wait_for_selector("#write-dialog[open]")
    page.locator("#source-title").fill("测试来源")
    page.locator("#document-type").select_option("dt:news-article")
    page.locator("#write").click()
    expect(page.locator("#outcome")).not_to_have_text("")
    _shot(page, "written")
    said: str = page.locator("#outcome").inner_text()
    page.locator("#close").click()
    return said


def test_a_narrow_screen_has_no_sideways_scroll(page: Any) -> None:
    """At the width of a phone text and panel stand below each other."""
    page.set_viewport_size({"width": 390, "height": 844})
    _shot(page, "narrow")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [(1280, 900), (1280, 600), (390, 844)])
def test_the_buttons_cover_no_field(page: Any, size: tuple[int, int]) -> None:
    """Wherever the fields are scrolled to, the decisions stand below them."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator("#language").click()
    page.locator("#fields").evaluate("(node) => { node.scrollTop = node.scrollHeight / 2; }")
    for _ in range(4):
        page.locator("#next").click()
    _shot(page, f"buttons-{size[0]}-{size[1]}")

    fields = page.locator("#fields").bounding_box()
    buttons = page.locator("#panel > .decisions").bounding_box()

    assert fields["y"] + fields["height"] <= buttons["y"] + 1
