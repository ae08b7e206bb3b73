"""What the tests share: the checkout, the seed where it is at hand, golden files."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govgraph import config, pipeline
from govgraph.config import Settings
from govgraph.release import Release

ROOT = Path(__file__).parents[1]
NODE_JUDGES = ("jsonld@8.3.3", "n3@1.26.0")
SEED = ROOT.parent / "shared" / "seed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites golden files; the change is reviewed as a diff."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, bytes], None]:
    """Compare bytes with a golden file, or rewrite it on request."""

    def compare(path: Path, found: bytes) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found)
        assert path.read_bytes() == found, f"{path.name} differs; see --update-golden"

    return compare


@pytest.fixture
def seed() -> Path:
    """Return the folder of the seed article, which is never part of the project."""
    if not SEED.is_dir():
        pytest.skip("the seed article is not at hand")
    return SEED


def copy_settings(output: Path, **changes: Any) -> Settings:
    """Return the checkout's own settings with another output folder, and without a site."""
    changes = {"output": output, "site_things": 0, **changes}
    return dataclasses.replace(config.load(ROOT / "govgraph.toml"), **changes)


def without_site(settings: Settings) -> Settings:
    """Return settings of a release without its site, which takes longer than all the rest."""
    return dataclasses.replace(settings, site_things=0)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Build the shipped data once."""
    return pipeline.build(copy_settings(tmp_path_factory.mktemp("shipped")))


@pytest.fixture(scope="session")
def with_site(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Build the shipped data once, its site included."""
    output = tmp_path_factory.mktemp("with-site")
    return pipeline.build(dataclasses.replace(config.load(ROOT / "govgraph.toml"), output=output))


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the outside judges that Node runs, at pinned versions."""
    if not shutil.which("npm"):
        pytest.skip("npm is not here")
    folder = tmp_path_factory.mktemp("node")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *NODE_JUDGES]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip("the npm registry cannot be reached")
    return folder
