"""Plots: the charts of the site's own pages, drawn by Vega-Lite as SVG without any script.

Colours are variables of the style sheet and words are set by the reader's own fonts, so a plot
follows the page into the dark. Labels are filled in after the drawing: one drawing serves both
languages, and no font of the building machine changes a byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from govgraph.publication.findings import OUTCOMES

WIDTH, STEP, SIZE = 380, 46, 13
_RING = "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0ZM-0.7,0A0.7,0.7,0,1,1,0.7,0A0.7,0.7,0,1,1,-0.7,0Z"
# Paths of 2 units across: a shape of its own for each outcome, as on the pages.
_SHAPES = {
    "met": "circle",
    "within-tolerance": "triangle-up",
    "missed": "M-1,-0.7L-0.7,-1L0,-0.3L0.7,-1L1,-0.7L0.3,0L1,0.7L0.7,1L0,0.3L-0.7,1L-1,0.7L-0.3,0Z",
    "disputed": "diamond",
    "pending": f"{_RING}M-0.1,-0.55L0.1,-0.55L0.1,0L0.5,0.25L0.4,0.45L-0.1,0.15Z",
    "no-data": _RING,
    "not-assessable": (
        "M-0.9,-0.9L0.9,-0.9L0.9,0.9L-0.9,0.9ZM-0.65,-0.65L-0.65,0.65L0.65,0.65L0.65,-0.65Z"
        "M-0.4,-0.14L0.4,-0.14L0.4,0.14L-0.4,0.14Z"
    ),
}
_TOKEN = re.compile(r"@(\d+)@")

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Interval:
    """One line of an interval plot, in the unit of the axis.

    `lower` and `upper` are what the target allows, None where it is open to that side; `centre`
    the value of an approximate target; `figure` what came of it.
    """

    label: str
    lower: float | None
    upper: float | None
    centre: float | None
    figure: float | None
    outcome: str


def intervals(lines: Sequence[Interval], labels: Sequence[str]) -> str:
    """Return targets as bars open to the side they allow, with their figures as marks.

    The label of line n is set as `labels[n]`.
    """
    known = [v for i in lines for v in (i.lower, i.upper, i.centre, i.figure) if v is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    margin = (high - low or abs(high) or 1) * 0.12
    low, high = (0.0 if 0 <= low < (high - low) / 2 else low - margin), high + margin
    values = [
        {
            "n": number,
            "label": f"@{number}@",
            "from": line.centre if line.centre is not None else _first(line.lower, low),
            "to": line.centre if line.centre is not None else _first(line.upper, high),
            "bound": next(
                (v for v in (line.lower, line.centre, line.upper) if v is not None), None
            ),
            "figure": line.figure,
            "outcome": line.outcome or "no-data",
        }
        for number, line in enumerate(lines)
    ]
    return fill(_drawn(json.dumps(_intervals(values, low, high), sort_keys=True)), labels)


def _first(value: float | None, other: float) -> float:
    return other if value is None else value


def _intervals(values: Sequence[Mapping[str, Any]], low: float, high: float) -> Spec:
    y = {"field": "n", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0}}
    scale = {"domain": [low, high], "nice": False, "zero": False}
    x = {"type": "quantitative", "scale": scale, "axis": _AXIS, "title": None}
    height = STEP * len(values)
    return {
        **_frame(WIDTH, height, {"left": 10, "right": 16, "top": 2, "bottom": 28}),
        "data": {"values": list(values)},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 8, "opacity": 0.28, "dy": 9, "yOffset": 9},
                "encoding": {
                    "x": {**x, "field": "from"},
                    "x2": {"field": "to"},
                    "color": _colour("outcome"),
                },
            },
            {
                "mark": {
                    "type": "tick",
                    "thickness": 2.5,
                    "size": 18,
                    "yOffset": 9,
                    "color": "currentColor",
                },
                "encoding": {"x": {**x, "field": "bound"}},
            },
            {
                "transform": [{"filter": "isValid(datum.figure)"}],
                "mark": {"type": "point", "filled": True, "size": 130, "yOffset": 9, "opacity": 1},
                "encoding": {
                    "x": {**x, "field": "figure"},
                    "color": _colour("outcome"),
                    "shape": _shape("outcome"),
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "yOffset": -4,
                    "fontSize": SIZE,
                    "fill": "currentColor",
                    "limit": 0,
                },
                "encoding": {"text": {"field": "label"}, "x": {"value": 0}},
            },
        ],
    }


def dots(groups: Sequence[Sequence[str]], labels: Sequence[str]) -> str:
    """Return one row of marks a group, a mark for each target by its outcome."""
    values = [
        {"n": number, "place": place, "outcome": outcome, "label": f"@{number}@"}
        for number, group in enumerate(groups)
        for place, outcome in enumerate(group)
    ]
    if not values:
        return ""
    widest = max(len(group) for group in groups)
    step = min(22, WIDTH // max(widest, 1))
    heads = [{"n": n, "label": f"@{n}@"} for n in range(len(groups))]
    y = {"field": "n", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0}}
    spec = {
        **_frame(WIDTH, 44 * len(groups), {"left": 10, "right": 10, "top": 2, "bottom": 2}),
        "layer": [
            {
                "data": {"values": values},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": min(150, step * step * 0.45),
                    "yOffset": 8,
                    "opacity": 1,
                },
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "place",
                        "type": "quantitative",
                        "axis": None,
                        "scale": {"domain": [-0.4, WIDTH / step - 0.4], "nice": False},
                    },
                    "color": _colour("outcome"),
                    "shape": _shape("outcome"),
                },
            },
            {
                "data": {"values": heads},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "yOffset": -4,
                    "fontSize": SIZE,
                    "fill": "currentColor",
                    "limit": 0,
                },
                "encoding": {"y": y, "text": {"field": "label"}, "x": {"value": 0}},
            },
        ],
    }
    return fill(_drawn(json.dumps(spec, sort_keys=True)), labels)


def timeline(years: Sequence[tuple[str, str]]) -> str:
    """Return the targets that fall due each year as stacked bars; pairs of year and outcome."""
    if not years:
        return ""
    order = {slug: number for number, slug in enumerate(OUTCOMES)}
    values = [{"year": y, "outcome": o, "rank": order.get(o, 9)} for y, o in sorted(years)]
    spec = {
        **_frame(WIDTH, 160, {"left": 34, "right": 10, "top": 8, "bottom": 28}),
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "var(--paper)", "strokeWidth": 1, "size": 36},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "axis": {**_AXIS, "grid": False, "labelAngle": 0},
                "title": None,
            },
            "y": {
                "aggregate": "count",
                "type": "quantitative",
                "axis": {**_AXIS, "tickMinStep": 1},
                "title": None,
            },
            "color": _colour("outcome"),
            "order": {"field": "rank", "type": "ordinal"},
        },
    }
    return fill(_drawn(json.dumps(spec, sort_keys=True)), ())


def fill(drawing: str, labels: Sequence[str]) -> str:
    """Return a drawing with its labels set.

    >>> fill("<text>@0@</text>", ["<b>"])
    '<text>&lt;b&gt;</text>'
    """
    return _TOKEN.sub(lambda m: escape(labels[int(m[1])]), drawing)


def scaled(values: Sequence[Decimal | None], size: Decimal) -> list[float | None]:
    """Return values in units of `size`, as an axis takes them."""
    return [None if value is None else float(value / size) for value in values]


@lru_cache(maxsize=512)
def _drawn(spec: str) -> str:
    import vl_convert  # heavy: loaded when a plot is drawn

    svg = str(vl_convert.vegalite_to_svg(json.loads(spec), allowed_base_urls=[]))
    svg = re.sub(r' (aria-label|role|aria-roledescription|aria-hidden)="[^"]*"', "", svg)
    return svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"', "")


def _unlimited(value: Any) -> Any:
    """Return a part of a chart whose labels are never cut to the width of some font."""
    if isinstance(value, dict):
        return {k: 0 if k == "labelLimit" else _unlimited(v) for k, v in value.items()}
    return [_unlimited(v) for v in value] if isinstance(value, list) else value


def _frame(width: int, height: int, padding: Mapping[str, int]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": dict(padding),
        "autosize": {"type": "none"},
        "background": None,
        "config": {
            "font": "var(--sans)",
            "view": {"stroke": None},
            "axis": {"labelFont": "var(--sans)"},
        },
    }


_AXIS = {
    "labelColor": "var(--soft)",
    "labelFontSize": SIZE - 1,
    "gridColor": "var(--rule)",
    "domainColor": "var(--rule)",
    "tickColor": "var(--rule)",
    "tickCount": 5,
    "labelOverlap": False,
    "labelFlush": False,
    "format": "~r",
}


def _colour(field: str) -> Spec:
    scale = {"domain": list(OUTCOMES), "range": [f"var(--{slug})" for slug in OUTCOMES]}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def _shape(field: str) -> Spec:
    scale = {"domain": list(OUTCOMES), "range": [_SHAPES[slug] for slug in OUTCOMES]}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def coloured(spec: Any, colours: Mapping[str, str]) -> Any:
    """Return a chart whose colour channels give each name the colour it has on the pages."""
    if isinstance(spec, list):
        return [coloured(part, colours) for part in spec]
    if not isinstance(spec, dict):
        return spec
    found = {key: coloured(part, colours) for key, part in spec.items()}
    channel = found.get("color")
    if isinstance(channel, dict) and "field" in channel:
        scale = {"domain": list(colours), "range": list(colours.values())}
        found["color"] = {**channel, "scale": scale}
    return found


def themed(spec: Mapping[str, Any]) -> str:
    """Return a chart of another module in the colours and the type of the page."""
    plain = {
        key: _unlimited(value) for key, value in spec.items() if key not in ("title", "background")
    }
    axis = {**_AXIS, "titleColor": "var(--soft)", "titleFontWeight": "normal"}
    del axis["labelOverlap"], axis["format"], axis["labelFlush"]
    text = {"labelColor": "currentColor", "titleColor": "var(--soft)"}
    config = {
        **plain.get("config", {}),
        "font": "var(--sans)",
        "range": {"category": [f"var(--chart-{number})" for number in range(1, 7)]},
        "mark": {"color": "var(--chart-1)"},
        "axis": axis,
        "legend": {**text, "orient": "bottom", "columns": 3},
        "header": text,
        "view": {"stroke": None},
    }
    return _drawn(json.dumps({**plain, "background": None, "config": config}, sort_keys=True))
