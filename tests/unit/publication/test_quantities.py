"""Quantities in words: what was stated, the comparator, the bounds, in Chinese and English."""

from __future__ import annotations

import pytest

from govgraph.publication.quantities import Quantities
from govgraph.publication.render import Renderer
from tests.unit.publication.conftest import BASE


@pytest.mark.parametrize(
    ("target", "language", "words", "symbol", "base"),
    [
        ("1-1", "zh", "至少6.5%", "≥ 6.5%", ""),
        ("1-1", "en", "at least 6.5%", "≥ 6.5%", ""),
        ("3-1", "zh", "超过1100亿元", "> 1100亿元", "> 110,000,000,000元"),
        ("3-1", "en", "more than 110 billion yuan", "> 110 billion yuan", "> 110,000,000,000 yuan"),
        ("4-1", "zh", "2500亿元（量级）", "", ""),
        ("5-1", "zh", "7%（约）", "≈ 7%", ""),
        ("5-1", "en", "about 7%", "≈ 7%", ""),
    ],
)
def test_a_target_reads_as_it_was_said(
    small: Renderer, target: str, language: str, words: str, symbol: str, base: str
) -> None:
    reading = Quantities(small.facts).reading(f"{BASE}id/target/{target}", language)

    assert reading is not None
    assert (words, symbol, base) == (reading.words, reading.symbol, reading.base)


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [(1, "zh", "4.6%"), (2, "zh", "> 535亿元"), (2, "en", "> 53.5 billion yuan")],
)
def test_a_figure_shows_what_it_leaves_open(
    small: Renderer, number: int, language: str, expected: str
) -> None:
    assert expected == Quantities(small.facts).figure(f"{BASE}id/observation/{number}", language)


def test_a_deviation_of_percentages_is_in_percentage_points(small: Renderer) -> None:
    unit = "http://qudt.org/vocab/unit/PERCENT"

    assert Quantities(small.facts).deviation("-1.9", unit, "zh") == "−1.9个百分点"
    assert Quantities(small.facts).deviation("1.9", unit, "en") == "+1.9 points"


def test_a_state_has_no_reading(small: Renderer) -> None:
    assert Quantities(small.facts).reading(f"{BASE}id/pledge/1", "zh") is None
