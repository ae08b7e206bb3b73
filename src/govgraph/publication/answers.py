"""The answer to a canned query as people and programs take it: JSON, CSV, Turtle, JSON-LD."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pyoxigraph as ox

from govgraph.context import Context
from govgraph.formats import TURTLE
from govgraph.namespaces import XSD
from govgraph.publication import description
from govgraph.publication.compaction import MAX_SAFE_INTEGER, Compactor
from govgraph.sparql.canned import CannedQuery
from govgraph.sparql.engine import Rows, Term

PAGE_ROWS = 100
MAX_PAGE_ROWS = 1_000
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an answer: its number from 1, the rows a page, and the release it is from."""

    number: int
    size: int
    release: str

    def slice(self, rows: Rows) -> Sequence[tuple[Term | None, ...]]:
        """Return the rows of this page."""
        start = (self.number - 1) * self.size
        return rows.rows[start : start + self.size]

    def last(self, rows: Rows) -> int:
        """Return the number of the last page; an empty answer has one, empty."""
        return max(1, -(-len(rows.rows) // self.size))


def json_rows(
    query: CannedQuery, rows: Rows, page: Page, parameters: Mapping[str, Sequence[Term]]
) -> bytes:
    """Return one page as plain JSON: one object a row, keyed by column."""
    body = {
        "query": query.name,
        "title": dict(query.title),
        "release": page.release,
        "parameters": {name: [cell(t) for t in terms] for name, terms in parameters.items()},
        "total": len(rows.rows),
        "page": page.number,
        "pages": page.last(rows),
        "pageSize": page.size,
        "columns": [
            {"name": column, "title": dict(query.titles.get(column, {}))} for column in rows.columns
        ],
        "rows": [dict(zip(rows.columns, map(cell, row), strict=True)) for row in page.slice(rows)],
    }
    return _dump(body)


def json_boolean(
    query: CannedQuery, found: bool, release: str, parameters: Mapping[str, Sequence[Term]]
) -> bytes:
    """Return a yes or no as JSON."""
    given = {name: [cell(t) for t in terms] for name, terms in parameters.items()}
    title = dict(query.title)
    return _dump(
        {"query": query.name, "title": title, "release": release, "parameters": given}
        | {"answer": found}
    )


def csv_rows(rows: Rows) -> bytes:
    """Return a whole answer as CSV: lexical forms, exactly, in the order of the query."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(["" if t is None else t.value for t in row] for row in rows.rows)
    return out.getvalue().encode()


def turtle(triples: Sequence[ox.Triple], context: Context) -> bytes:
    """Return a graph as Turtle."""
    return description.serialize([_quad(t) for t in triples], TURTLE, context)


def json_ld(triples: Sequence[ox.Triple], context: Context) -> bytes:
    """Return a graph as JSON-LD under the published context."""
    compactor = Compactor(context)
    nodes = compactor.nodes(description.triples([_quad(t) for t in triples]))
    return _dump({"@context": dict(context.document), "graph": list(nodes)})


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


def cell(term: Term | None) -> Cell:
    """Return a term as plain JSON has it: numbers where they are exact, else text.

    >>> cell(ox.Literal("6.5", datatype=ox.NamedNode(XSD + "decimal")))
    6.5
    """
    if term is None or isinstance(term, ox.NamedNode):
        return term and term.value
    kind, text = term.datatype.value, term.value
    if kind == XSD + "boolean":
        return text in ("true", "1")
    if kind == XSD + "integer" and abs(int(text)) < MAX_SAFE_INTEGER:
        return int(text)
    if kind == XSD + "decimal":
        return _number(text)
    return text


def _number(text: str) -> Cell:
    if "." not in text:
        return int(text) if abs(int(text)) < MAX_SAFE_INTEGER else text
    return float(text) if repr(float(text)) == text else text


def _dump(body: Mapping[str, Any]) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"
