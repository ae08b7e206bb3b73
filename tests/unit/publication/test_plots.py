"""Plots: drawn without scripts or styles of their own, themed by variables, labels as text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

from govgraph.publication import plots
from govgraph.publication.plots import Interval

LINES = (
    Interval("", 6.5, None, None, 4.8, "missed"),
    Interval("", 7.0, None, None, 8.1, "met"),
    Interval("", None, None, 7.0, None, "no-data"),
)
LABELS = ("荔湾区 <b>", "白云区 & 其他", "花都区")


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


def test_labels_stand_in_the_drawing_as_text() -> None:
    drawing = plots.intervals(LINES, LABELS)

    assert set(LABELS) <= set(texts(drawing))
    assert "<b>" not in drawing


def test_a_drawing_has_no_script_no_style_and_no_fixed_colour_of_its_own() -> None:
    drawing = plots.intervals(LINES, LABELS)

    assert "style=" not in drawing
    assert "<script" not in drawing
    assert "var(--missed)" in drawing
    assert "var(--met)" in drawing
    assert "http://" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_both_languages_share_one_drawing() -> None:
    chinese = plots.intervals(LINES, LABELS)
    english = plots.intervals(LINES, ("a", "b", "c"))

    assert chinese.count("<path") == english.count("<path")
    assert plots._drawn.cache_info().hits > 0


def test_the_mark_of_a_better_figure_stands_further_to_the_right() -> None:
    drawing = ET.fromstring(plots.intervals(LINES, LABELS))
    marks = {
        e.get("fill"): float(str(e.get("transform")).removeprefix("translate(").partition(",")[0])
        for e in drawing.iter()
        if e.get("fill") in ("var(--met)", "var(--missed)")
    }

    assert marks["var(--met)"] > marks["var(--missed)"]


def test_nothing_to_draw_draws_nothing() -> None:
    assert plots.intervals([Interval("", None, None, None, None, "")], ["x"]) == ""
    assert plots.dots([[]], ["x"]) == ""
    assert plots.timeline([]) == ""


def test_dots_hold_one_mark_a_target() -> None:
    drawing = plots.dots([["met", "missed"], ["met"]], ["甲区", "乙区"])

    assert drawing.count('fill="var(--met)"') == 2
    assert drawing.count('fill="var(--missed)"') == 1
    assert {"甲区", "乙区"} <= set(texts(drawing))


def test_values_are_scaled_to_the_axis() -> None:
    assert plots.scaled([Decimal(110_000_000_000), None], Decimal(10**8)) == [1100.0, None]
