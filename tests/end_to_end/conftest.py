"""One build of the shipped data, shared by the tests that read a release."""

from __future__ import annotations

import dataclasses

import pytest

from govgraph import config, pipeline
from govgraph.release import Release
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release of the shipped data, built outside the checkout."""
    settings = config.load(ROOT / "govgraph.toml")
    output = tmp_path_factory.mktemp("shipped") / "dist"
    return pipeline.build(dataclasses.replace(settings, output=output))
