"""Answers to queries as text: exact for machines (CSV, TSV, JSON), readable for people."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from govgraph import iris
from govgraph.namespaces import VOC, XSD
from govgraph.sparql.canned import CannedQuery, stem
from govgraph.sparql.engine import Rows, Term

NUMBERS = (XSD + "decimal", XSD + "integer")
_GROUPED = 5  # digits from which thousands are set apart
_YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
_SUFFIX = {"zh": "Zh", "en": "En"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column as people see it: its title, whether it holds numbers, and its cells."""

    title: str
    numeric: bool
    cells: tuple[str, ...]


def to_csv(rows: Rows) -> str:
    """Return CSV with every column, values as they are, lines ended by CRLF (RFC 4180)."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(rows.columns)
    writer.writerows([_value(term) for term in row] for row in rows.rows)
    return stream.getvalue()


def to_tsv(rows: Rows) -> str:
    """Return SPARQL 1.1 TSV: every cell a term in Turtle syntax."""
    lines = ["\t".join(f"?{column}" for column in rows.columns)]
    lines += ["\t".join("" if t is None else str(t) for t in row) for row in rows.rows]
    return "\n".join(lines) + "\n"


def to_dicts(rows: Rows) -> list[dict[str, Any]]:
    """Return one dict a row: IRIs and texts as str, numbers as numbers, booleans as bool."""
    return [
        {column: python(term) for column, term in zip(rows.columns, row, strict=True)}
        for row in rows.rows
    ]


def to_json(query: CannedQuery, terms: Mapping[str, Sequence[Term]], rows: Rows) -> str:
    """Return the question, its parameters, columns with titles, and rows as one JSON object."""
    document = {
        "query": query.name,
        "title": dict(query.title),
        "parameters": {name: [_value(t) for t in values] for name, values in terms.items()},
        "columns": [{"name": c, "title": dict(query.titles.get(c, {}))} for c in rows.columns],
        "rows": [
            {c: _number(v) if isinstance(v, Decimal) else v for c, v in row.items()}
            for row in to_dicts(rows)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def to_markdown(query: CannedQuery, rows: Rows, language: str, base: str) -> str:
    """Return a Markdown table of what people see."""
    columns = view(query, rows, language, base)
    if not columns:
        return ""
    lines = [
        _pipes(c.title for c in columns),
        _pipes("--:" if c.numeric else "---" for c in columns),
    ]
    lines += [_pipes(cells) for cells in zip(*(c.cells for c in columns), strict=True)]
    return "\n".join(lines) + "\n"


def to_html(query: CannedQuery, rows: Rows, language: str, base: str) -> str:
    """Return an HTML table of what people see; every text is escaped."""
    columns = view(query, rows, language, base)
    tag = {"zh": "zh-Hans", "en": "en"}[language]
    head = "".join(f'<th scope="col">{html.escape(c.title)}</th>' for c in columns)
    body = "".join(
        f"<tr>{''.join(_cell(c, text) for c, text in zip(columns, cells, strict=True))}</tr>\n"
        for cells in zip(*(c.cells for c in columns), strict=True)
    )
    caption = f"<caption>{html.escape(query.title[language])}</caption>\n"
    return (
        f'<table lang="{tag}">\n{caption}<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n"
    )


def view(query: CannedQuery, rows: Rows, language: str, base: str) -> list[Column]:
    """Return the columns that people see: labels in their language instead of IRIs.

    The first column keeps its id, since it is what the row is about; columns without any value
    are left out. `base` is the IRI that ids are relative to.
    """
    shown = []
    for number, name in enumerate(rows.columns):
        about, said = stem(name)
        labelled = about + _SUFFIX[language] in rows.columns
        if said and said != language and labelled:
            continue
        if not said and labelled and number > 0:
            continue
        terms = [row[number] for row in rows.rows]
        if all(term is None for term in terms):
            continue
        title = query.titles.get(name, {}).get(language, name)
        cells = tuple(_shown(term, language, base) for term in terms)
        shown.append(Column(title, all(_is_number(t) for t in terms if t is not None), cells))
    return _apart(shown)


def python(term: Term | None) -> Any:
    """Return a term as a value of Python: str, int, Decimal, bool or None."""
    if not isinstance(term, ox.Literal):
        return None if term is None else term.value
    kind = term.datatype.value
    if kind == XSD + "integer":
        return int(term.value)
    if kind == XSD + "decimal":
        return Decimal(term.value)
    return term.value == "true" if kind == XSD + "boolean" else term.value


def _apart(columns: list[Column]) -> list[Column]:
    """Mark an id that stands beside its label, so that no two titles are the same."""
    titles = [column.title for column in columns]
    if titles.count(titles[0] if titles else "") > 1:
        columns[0] = Column(f"{titles[0]} id", columns[0].numeric, columns[0].cells)
    return columns


def _value(term: Term | None) -> str:
    return "" if term is None else term.value


def _number(value: Decimal) -> int | float | str:
    """Return a number that JSON can hold without loss, else its digits."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in NUMBERS


def _shown(term: Term | None, language: str, base: str) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return iris.relative(iris.relative(term.value, VOC), base)
    if _is_number(term):
        return _grouped(term.value)
    if term.datatype.value == XSD + "boolean":
        return _YES_NO[language][term.value != "true"]
    return term.value


def _grouped(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    whole = text.lstrip("-").partition(".")[0]
    return f"{number:,f}" if len(whole) >= _GROUPED else text


def _pipes(cells: Any) -> str:
    safe = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(safe)} |"


def _cell(column: Column, text: str) -> str:
    kind = ' class="number"' if column.numeric else ""
    return f"<td{kind}>{html.escape(text)}</td>"
