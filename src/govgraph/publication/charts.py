"""Charts as SVG: Vega-Lite specifications of the answers of canned queries, rendered offline.

The SVG holds text as text, so the reader's own fonts set the Chinese; no font is needed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from govgraph.errors import BadParameter
from govgraph.publication import results
from govgraph.sparql.canned import CannedQuery
from govgraph.sparql.engine import Rows

FONT = "'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
# Colours that people with colour-blindness tell apart (Okabe and Ito).
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
_SUFFIX = {"zh": "Zh", "en": "En"}

Spec = dict[str, Any]


def svg(query: CannedQuery, rows: Rows, language: str = "zh") -> str:
    """Return the chart of an answer as SVG.

    Raises:
        BadParameter: the query names no chart.
    """
    spec = specification(query, rows, language)
    import vl_convert  # heavy: loaded when a chart is drawn

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def specification(query: CannedQuery, rows: Rows, language: str = "zh") -> Spec:
    """Return the Vega-Lite specification of the chart of an answer.

    Raises:
        BadParameter: the query names no chart.
    """
    if query.chart is None:
        raise BadParameter(f"format: {query.name} names no chart (svg); use table, csv, json, md")
    table = _Table(query, rows, language)
    drawn = _KINDS[query.chart.kind](table, query.chart.roles)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "title": {"text": query.title[language], "anchor": "start", "fontSize": 15},
        "data": {"values": table.values()},
        "config": {"font": FONT, "range": {"category": list(PALETTE)}, "view": {"stroke": None}},
        **drawn,
    }


class _Table:
    """The rows of an answer as Vega-Lite takes them: labels for things, numbers for numbers."""

    def __init__(self, query: CannedQuery, rows: Rows, language: str) -> None:
        self.query = query
        self.rows = rows
        self.language = language

    def values(self) -> list[dict[str, Any]]:
        """Return one dict a row; a labelled thing is there under its own name, as its label."""
        found = []
        for row in results.to_dicts(self.rows):
            plain = {
                k: float(v) if not isinstance(v, str | None | bool) else v for k, v in row.items()
            }
            labels = {
                column: row.get(column + _SUFFIX[self.language]) or value
                for column, value in row.items()
                if column + _SUFFIX[self.language] in row
            }
            found.append({**plain, **labels})
        return found

    def title(self, column: str) -> str:
        """Return the title of a column."""
        return self.query.titles.get(column, {}).get(self.language, column)

    def category(self, column: str) -> Spec:
        """Return the channel of a column of names, in the order of the rows."""
        return {"field": column, "type": "nominal", "title": self.title(column), "sort": None}

    def quantity(self, column: str) -> Spec:
        """Return the channel of a column of numbers."""
        units = {row.get("unit") for row in self.values()} if column == "bound" else set()
        title = str(units.pop()) if len(units) == 1 else self.title(column)
        return {"field": column, "type": "quantitative", "title": title}

    def day(self, column: str) -> Spec:
        """Return the channel of a column of dates."""
        axis = {"format": "%Y-%m-%d", "labelOverlap": True}
        return {"field": column, "type": "temporal", "title": self.title(column), "axis": axis}


def _names(table: _Table, column: str) -> Spec:
    return {**table.category(column), "axis": {"labelLimit": 320, "title": None}}


def _bar(table: _Table, roles: Mapping[str, str]) -> Spec:
    encoding = {"y": _names(table, roles["x"]), "x": table.quantity(roles["y"])}
    if "color" in roles:
        encoding["color"] = table.category(roles["color"])
        encoding["yOffset"] = table.category(roles["color"])
    return {"width": 480, "mark": {"type": "bar", "tooltip": True}, "encoding": encoding}


def _stacked(table: _Table, roles: Mapping[str, str]) -> Spec:
    columns = roles["y"].split(",")
    encoding: Spec = {"y": _names(table, roles["x"])}
    if len(columns) == 1:
        encoding["x"] = table.quantity(columns[0])
        encoding["color"] = table.category(roles["color"])
        return {"width": 480, "mark": "bar", "encoding": encoding}
    titles = {column: table.title(column) for column in columns}
    encoding["x"] = {"field": "count", "type": "quantitative", "title": None}
    encoding["color"] = {
        "field": "part",
        "type": "nominal",
        "title": None,
        "sort": [*titles.values()],
    }
    rename = [{"calculate": f"datum[{column!r}]", "as": title} for column, title in titles.items()]
    fold = {"fold": [*titles.values()], "as": ["part", "count"]}
    place = {"calculate": f"indexof({[*titles.values()]!r}, datum.part)", "as": "place"}
    encoding["order"] = {"field": "place", "type": "quantitative"}
    return {"width": 480, "mark": "bar", "transform": [*rename, fold, place], "encoding": encoding}


def _dots(table: _Table, roles: Mapping[str, str]) -> Spec:
    """Return dots in one strip for each name; every strip has its own scale."""
    encoding = {
        "x": {**table.quantity(roles["x"]), "title": None, "scale": {"zero": False}},
        "color": table.category(roles["color"]),
        "row": {**table.category(roles["y"]), "header": _HEADER, "title": None},
    }
    return {
        "width": 420,
        "height": 24,
        "mark": {"type": "point", "filled": True, "size": 90},
        "encoding": encoding,
        "resolve": {"scale": {"x": "independent"}},
    }


def _line(table: _Table, roles: Mapping[str, str]) -> Spec:
    encoding = {
        "x": table.day(roles["x"]),
        "y": {**table.quantity(roles["y"]), "scale": {"zero": False}},
        "color": table.category(roles["color"]),
    }
    mark = {"type": "line", "point": True}
    return {"width": 480, "height": 260, "mark": mark, "encoding": encoding}


def _timeline(table: _Table, roles: Mapping[str, str]) -> Spec:
    encoding = {
        "x": table.day(roles["x"]),
        "y": _names(table, roles["y"]),
        "size": {"aggregate": "count", "type": "quantitative", "title": None},
    }
    mark = {"type": "circle", "color": PALETTE[0]}
    return {"width": 480, "mark": mark, "encoding": encoding}


def _interval(table: _Table, roles: Mapping[str, str]) -> Spec:
    """Return ticks for bounds and a dot for the figure, in one panel for each unit."""
    label = f"datum[{roles['group']!r}] + ' · ' + datum[{roles['x']!r}]"
    name: Spec = {"field": "label", "type": "nominal", "sort": None}
    name["axis"] = {"labelLimit": 320, "title": None}
    bounds = [
        {
            "mark": {"type": "tick", "thickness": 2, "color": "#555"},
            "encoding": {"x": {**table.quantity(c), "title": None}},
        }
        for c in (roles["lower"], roles["centre"], roles["upper"])
    ]
    point = {
        "x": {**table.quantity(roles["point"]), "title": None},
        "color": table.category(roles["color"]),
    }
    dot = {"mark": {"type": "point", "filled": True, "size": 90}, "encoding": point}
    return {
        "transform": [{"calculate": label, "as": "label"}],
        "facet": {"row": {"field": "unit", "type": "nominal", "title": None, "header": _HEADER}},
        "spec": {"width": 420, "encoding": {"y": name}, "layer": [*bounds, dot]},
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }


_HEADER = {"labelAngle": 0, "labelAlign": "left", "labelLimit": 320}
_KINDS: Mapping[str, Callable[[_Table, Mapping[str, str]], Spec]] = {
    "bar": _bar,
    "dots": _dots,
    "interval": _interval,
    "line": _line,
    "stacked": _stacked,
    "timeline": _timeline,
}
