"""The chart of every question that names one is drawn, with its labels as text."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from govgraph import bundled
from govgraph.publication import charts
from govgraph.sparql import canned
from tests.queries.conftest import Tiny

pytest.importorskip("vl_convert")
DRAWN = [q for q in canned.load(bundled.queries()).values() if q.chart]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("query", DRAWN, ids=lambda q: q.name)
def test_a_chart_is_drawn(tiny: Tiny, query: canned.CannedQuery, language: str) -> None:
    rows = tiny.oxigraph.select(query.text)
    svg = charts.svg(query, rows, language)
    texts = [node.text for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("text")]

    assert query.title[language] in texts
    assert "undefined" not in svg
    assert "NaN" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_the_bars_of_districts_bear_their_names(tiny: Tiny) -> None:
    query = next(q for q in DRAWN if q.name == "quantified-share")
    svg = charts.svg(query, tiny.oxigraph.select(query.text), "zh")

    assert "甲区" in svg
    assert "占比（%）" in svg


def test_the_same_answer_gives_the_same_bytes(tiny: Tiny) -> None:
    query = next(q for q in DRAWN if q.name == "scorecard")
    rows = tiny.oxigraph.select(query.text)

    assert charts.svg(query, rows) == charts.svg(query, rows)
