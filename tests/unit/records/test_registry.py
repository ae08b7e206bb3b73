"""The registry remembers every id; nothing is used again or forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from govgraph.errors import Location
from govgraph.records import registry

HEADER = "id,class,note,minted,status,replaced_by\n"


def faults(tmp_path: Path, text: str, *defined: str) -> list[tuple[int, str]]:
    (tmp_path / "registry.csv").write_text(HEADER + text, encoding="utf-8")
    entries, errors = registry.load(tmp_path / "registry.csv")
    places = {iri: Location("a.yaml", 1, 1) for iri in defined}
    found = [*errors, *registry.disagreements(entries, places)]
    return [(e.location.line, e.text) for e in found]


def test_a_registry_that_agrees_is_silent(tmp_path: Path) -> None:
    text = "area/1,A,,2026-01-01,active,\narea/2,A,,2026-01-01,withdrawn,area/1\n"

    assert faults(tmp_path, text, "area/1", "area/1#e") == []


@pytest.mark.parametrize(
    ("text", "defined", "line", "word"),
    [
        ("area/1,A,,2026-01-01,active,\n", [], 2, "no record"),
        ("", ["area/1"], 1, "not in registry"),
        ("area/1,A,,2026-01-01,withdrawn,\n", ["area/1"], 1, "used again"),
        ("area/1,A,,2026-13-01,active,\n", [], 2, "YYYY-MM-DD"),
        ("area/1,A,,2026-01-01,gone,\n", [], 2, "status"),
        ("area/ 1,A,,2026-01-01,active,\n", [], 2, "an id is"),
        ("area/1,A\n", [], 2, "cells"),
        ("area/1,A,,2026-01-01,withdrawn,area/9\n", [], 2, "successor"),
    ],
)
def test_a_disagreement_names_its_line(
    tmp_path: Path, text: str, defined: list[str], line: int, word: str
) -> None:
    [(found, message)] = faults(tmp_path, text, *defined)

    assert found == line
    assert word in message


def test_an_id_stands_once(tmp_path: Path) -> None:
    row = "area/1,A,,2026-01-01,active,\n"

    assert faults(tmp_path, row * 2, "area/1") == [(3, "the id stands in line 2 too")]
