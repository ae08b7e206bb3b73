"""How the command line shows questions and their results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import pyoxigraph as ox
from rich.table import Table
from rich.text import Text

from govgraph import bundled, context
from govgraph.cli import console
from govgraph.errors import BadParameter
from govgraph.publication import charts, rdf, results
from govgraph.publication.results import Column
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.engine import QueryEngine, Rows, Term

CARD_COLUMNS = 9  # one row of more columns than this is set as a card
_NONE = {"zh": "没有结果", "en": "no rows"}
_COUNT = {"zh": "{} 行", "en": "{} rows"}
_RDF = ("ttl", "jsonld")
PIPED_WIDTH = 160


def show_list(queries: Iterable[CannedQuery], language: str, *, as_json: bool) -> None:
    """Print the questions there are, with what each takes."""
    if as_json:
        console.print_json([_entry(query) for query in queries])
        return
    table = Table(title="问题 · Questions", title_justify="left", show_lines=False)
    for title in ("名称 name", "问题 question", "参数 parameters"):
        table.add_column(title, overflow="fold", no_wrap=title.startswith("名称"))
    for query in queries:
        options = " ".join(_option(query, p.option) for p in query.parameters)
        table.add_row(query.name, query.title[language], options)
    _console().print(table)
    console.out.print("例 · example: govgraph query search-pledges --area 花都 --text 汽车")


def show(
    query: CannedQuery,
    terms: Mapping[str, Sequence[Term]],
    engine: QueryEngine,
    text: str,
    shape: str,
    language: str,
    base: str,
) -> None:
    """Ask, and print the answer in the shape wanted.

    Raises:
        BadParameter: the answer cannot be written so.
    """
    if query.form is Form.CONSTRUCT:
        console.write(_rdf(query, engine.construct(text), shape, base))
        return
    if query.form is Form.ASK:
        console.write(f"{str(engine.ask(text)).lower()}\n")
        return
    if shape in _RDF:
        raise BadParameter(f"format: {query.name} answers with rows ({shape}); use csv, tsv, json")
    rows = engine.select(text)
    if shape == "table":
        _table(query, rows, language, base)
        return
    console.write(_text(query, terms, rows, shape, language, base))


def _text(
    query: CannedQuery,
    terms: Mapping[str, Sequence[Term]],
    rows: Rows,
    shape: str,
    language: str,
    base: str,
) -> str:
    if shape == "csv":
        return results.to_csv(rows)
    if shape == "tsv":
        return results.to_tsv(rows)
    if shape == "json":
        return results.to_json(query, terms, rows)
    if shape == "md":
        return results.to_markdown(query, rows, language, base)
    if shape == "html":
        return results.to_html(query, rows, language, base)
    return charts.svg(query, rows, language)


def _rdf(query: CannedQuery, triples: Sequence[ox.Triple], shape: str, base: str) -> str:
    mapping = context.load(bundled.ontology() / "context.jsonld", base)
    if shape == "jsonld":
        return rdf.to_json_ld(triples, mapping)
    if shape in ("table", "ttl"):
        return rdf.to_turtle(triples, mapping)
    raise BadParameter(f"format: {query.name} answers with RDF ({shape}); use ttl or jsonld")


def _table(query: CannedQuery, rows: Rows, language: str, base: str) -> None:
    columns = results.view(query, rows, language, base)
    if not columns:
        console.out.print(f"{query.title[language]}  {_NONE[language]}".strip())
        return
    varying, constant = _split(columns)
    out = _console()
    out.print(Text(query.title[language], style="bold"))
    if len(rows.rows) == 1 and len(columns) > CARD_COLUMNS:
        out.print(_card(columns))
    else:
        if constant:
            out.print(Text(" · ".join(f"{c.title}: {c.cells[0]}" for c in constant), style="dim"))
        out.print(_grid(varying))
    out.print(_COUNT[language].format(len(rows.rows)))


def _console() -> console.Terminal:
    """Return the terminal, or a wide page where the output is piped."""
    if console.out.is_terminal:
        return console.out
    return console.Terminal(highlight=False, width=PIPED_WIDTH)


def _split(columns: Sequence[Column]) -> tuple[list[Column], list[Column]]:
    """Part the columns that differ from row to row from those that say the same in each.

    The latter are said once, above the table; the first column always stays.
    """
    if len(columns[0].cells) < 2:
        return list(columns), []
    constant = [c for c in columns[1:] if len(set(c.cells)) == 1 and c.cells[0]]
    return [c for c in columns if c not in constant], constant


def _card(columns: Sequence[Column]) -> Table:
    table = Table(show_header=False)
    for column in columns:
        table.add_row(Text(column.title, style="bold"), Text(column.cells[0]))
    return table


def _grid(columns: Sequence[Column]) -> Table:
    """Return the rows as a table; the first column, an id to be copied, stays in one piece."""
    table = Table()
    for number, column in enumerate(columns):
        justify: Literal["left", "right"] = "right" if column.numeric else "left"
        whole = number == 0 or column.numeric
        table.add_column(column.title, justify=justify, overflow="fold", no_wrap=whole)
    for cells in zip(*(c.cells for c in columns), strict=True):
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _option(query: CannedQuery, option: str) -> str:
    parameter = query.parameter(option)
    assert parameter is not None
    return f"--{option}" if parameter.required else f"[--{option}]".replace("[", "\\[")


def _entry(query: CannedQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "title": dict(query.title),
        "description": dict(query.description),
        "tags": list(query.tags),
        "form": query.form.value,
        "chart": query.chart.kind if query.chart else None,
        "columns": list(query.columns),
        "parameters": [
            {
                "name": p.name,
                "option": p.option,
                "type": p.type.value,
                "title": dict(p.title),
                "default": [t.value for t in p.default],
                "choices": list(p.choices),
                "required": p.required,
                "many": p.many,
                "example": p.example,
            }
            for p in query.parameters
        ],
    }
