"""No text of the article stands in the repository, but phrases short enough to be quoted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govgraph.evidence import QUOTE_LIMIT
from tests.conftest import ROOT


def test_no_longer_run_of_the_article_stands_anywhere(seed: Path) -> None:
    lines = (seed / "article.txt").read_text(encoding="utf-8").splitlines()
    size = QUOTE_LIMIT + 1
    runs = {line[at : at + size] for line in lines for at in range(len(line) - size + 1)}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout of git")
    found = []
    for name in filter(None, listed.stdout.splitlines()):
        text = (
            (ROOT / name).read_bytes().decode("utf-8", "replace") if (ROOT / name).is_file() else ""
        )
        found += [
            f"{name}: {text[at : at + size]}"
            for at in range(len(text) - size + 1)
            if text[at : at + size] in runs
        ]

    assert found == []
