"""What the documents show is what happens."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from govgraph import bundled
from govgraph.release import Release
from govgraph.sparql import canned
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"^```console\n\$ (.*)\n((?:.*\n)*?)```", GUIDE, re.MULTILINE)
SOURCE = {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"}


@pytest.fixture(scope="module")
def publication(shipped: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "govgraph.toml").write_bytes((ROOT / "govgraph.toml").read_bytes())
    (folder / "dist").symlink_to(shipped.folder.parent, target_is_directory=True)
    return folder


def run(code: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *code], cwd=folder, env=SOURCE, capture_output=True, check=False
    )
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[c for c, _ in CONSOLE])
def test_the_guide_shows_what_the_command_prints(
    publication: Path, command: str, shown: str
) -> None:
    assert run(["-m", *shlex.split(command)], publication) == shown


def test_the_guide_lists_every_question_and_key() -> None:
    for query in canned.load(bundled.queries()).values():
        assert f"| `{query.name}` | {query.title['zh']} | {query.title['en']} |" in GUIDE
    for kind in (*canned.CHART_KINDS, *(t.value for t in canned.ParameterType)):
        assert f"`{kind}" in GUIDE


def test_the_example_of_a_header_is_good() -> None:
    header = re.search(r"^```sparql\n((?:#.*\n)+)```", GUIDE, re.MULTILINE)
    assert header
    body = canned.load(bundled.queries())["large-money"].body
    query = canned.parse("example", f"{header.group(1)}\n{body}")

    assert [p.option for p in query.parameters] == ["min-cny", "area"]


def test_the_python_of_the_page_runs(publication: Path) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("vl_convert")
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert code
    printed = run(["-c", code.group(1)], publication)

    assert printed.splitlines()[0] == "Baiyun District at least 7 percent"
    assert len(printed.splitlines()) == 8


def test_the_notebook_runs_and_shows_three_charts(shipped: Release, tmp_path: Path) -> None:
    for module in ("nbclient", "pandas", "matplotlib", "vl_convert", "ipykernel"):
        pytest.importorskip(module)
    script = tmp_path / "run.py"
    script.write_text(
        "import nbclient, nbformat, sys\n"
        f"book = nbformat.read({str(ROOT / 'docs' / 'notebook.ipynb')!r}, as_version=4)\n"
        "nbclient.NotebookClient(book, timeout=120).execute()\n"
        "outputs = [o for cell in book.cells for o in cell.get('outputs', ())]\n"
        "print(sum(any(k.startswith('image/') for k in o.get('data', ())) for o in outputs))\n"
    )
    environment = {**SOURCE, "GOVGRAPH_RELEASE": str(shipped.folder), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["3"], done.stderr[-2000:]
