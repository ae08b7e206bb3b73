"""What the tests share: the checkout, the seed where it is at hand, golden files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
