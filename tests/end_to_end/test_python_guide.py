"""The examples of the Python guide run as they stand."""

from __future__ import annotations

import re

import pytest

import govgraph
from govgraph.release import Release
from tests.conftest import ROOT


def test_the_example_of_the_guide_runs(shipped: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.S
    )
    opened = govgraph.open
    monkeypatch.setattr(govgraph, "open", lambda _: opened(shipped.folder))
    names: dict[str, object] = {}

    exec(example, names)

    assert names["frame"]["value"].max() == 7  # type: ignore[index]
    assert str(names["svg"]).startswith("<svg")
    assert len(names["graph"]) == int(names["rows"][0]["n"])  # type: ignore[index, arg-type]
