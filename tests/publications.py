"""The vocabulary of tests that build: an invented publication, and the command line run on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from govgraph import config, pipeline, template
from govgraph.release import Release
from tests.conftest import ROOT, without_site

STATEMENT = "data/records/statement/0001-1.yaml"


def starter(folder: Path) -> Path:
    """Make the invented publication that `govgraph init` gives; return its folder."""
    template.write(folder)
    return folder


def build(folder: Path) -> Release:
    """Build a publication in this process."""
    return pipeline.build(without_site(config.load(folder / "govgraph.toml")))


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace texts in a file; each must stand there."""
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, f"{before!r} is not in {path.name}"
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def command(*arguments: str) -> list[str]:
    """Return the command line of govgraph."""
    return [sys.executable, "-m", "govgraph", *arguments]


def environment(**extra: str) -> dict[str, str]:
    """Return the environment in which this checkout is what runs."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **extra}


def govgraph(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run govgraph in a folder, and wait for its end."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=dict(env) if env is not None else environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a release but those of the store, which no two builds share."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith("store")
    }
