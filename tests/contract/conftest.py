"""Ends the real stores that the contract tests started."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stores import servers


@pytest.fixture(scope="session", autouse=True)
def _stop() -> Iterator[None]:
    yield
    servers.stop_all()
