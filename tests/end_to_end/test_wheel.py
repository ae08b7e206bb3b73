"""A wheel installed outside the checkout, in an empty environment, works the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from govgraph.release import Release
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("govgraph-*.whl"))


def test_the_wheel_carries_words_shapes_questions_and_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.split("/")[2] for name in names if name.startswith("govgraph/bundled/")}

    assert folders >= {"ontology", "data", "govgraph.toml"}
    assert not [name for name in names if "article" in name or "inventory" in name]


@pytest.mark.slow
def test_the_wheel_builds_the_shipped_data(wheel: Path, shipped: Release, tmp_path: Path) -> None:
    target = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    environment = {**os.environ, "PYTHONPATH": str(target)}
    environment.pop("PYTHONHOME", None)
    project = tmp_path / "copy"

    def govgraph(*arguments: str) -> str:
        command = [sys.executable, "-m", "govgraph", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    govgraph("init", "--shipped", str(project))
    built = json.loads(govgraph("build", "--json", str(project)))

    assert built["release"] == shipped.name
