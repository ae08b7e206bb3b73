"""The lexicon is loaded once."""

from __future__ import annotations

import pytest

from govgraph.extraction import lexicon as lexicons
from govgraph.extraction.lexicon import Lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """Return the lexicon of the shipped vocabularies."""
    return lexicons.load()
