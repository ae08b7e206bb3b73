"""How the command line shows questions and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox
from rich.table import Table
from rich.text import Text

from govgraph import bundled, context
from govgraph.cli import console
from govgraph.errors import BadParameter
from govgraph.publication import answers, charts
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.engine import QueryEngine, Rows, Term

CARD_COLUMNS = 9  # one row of more columns than this is set as a card
_NONE = {"zh": "没有结果", "en": "no rows"}
_COUNT = {"zh": "{} 行", "en": "{} rows"}
_RDF = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}


def show_list(queries: Iterable[CannedQuery], language: str, *, as_json: bool) -> None:
    """Print the questions there are, with what each takes."""
    if as_json:
        console.print_json([_entry(query) for query in queries])
        return
    table = Table(title="问题 · Questions", title_justify="left", show_lines=False)
    for title in ("名称 name", "问题 question", "参数 parameters"):
        table.add_column(title)
    for query in queries:
        options = " ".join(_option(query, p.option) for p in query.parameters)
        table.add_row(query.name, query.title[language], options)
    console.out.print(table)
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
        console.write(_rdf(query, engine.construct(text), shape))
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
        return answers.to_csv(rows)
    if shape == "tsv":
        return answers.to_tsv(rows)
    if shape == "json":
        return answers.to_json(query, terms, rows)
    if shape == "md":
        return answers.to_markdown(query, rows, language, base)
    if shape == "html":
        return answers.to_html(query, rows, language, base)
    return charts.svg(query, rows, language)


def _rdf(query: CannedQuery, triples: Sequence[ox.Triple], shape: str) -> str:
    if shape not in ("table", *_RDF):
        raise BadParameter(f"format: {query.name} answers with RDF ({shape}); use ttl or jsonld")
    mapping = context.load(bundled.ontology() / "context.jsonld", "")
    data = ox.serialize(
        triples, format=_RDF.get(shape, ox.RdfFormat.TURTLE), prefixes=dict(mapping.prefixes)
    )
    return data.decode() if data else ""


def _table(query: CannedQuery, rows: Rows, language: str, base: str) -> None:
    columns = answers.view(query, rows, language, base)
    if not columns:
        console.out.print(f"{query.title[language]}  {_NONE[language]}".strip())
        return
    title = query.title[language] or None
    card = len(rows.rows) == 1 and len(columns) > CARD_COLUMNS
    table = Table(title=title, title_justify="left", show_header=not card)
    if card:
        for column in columns:
            table.add_row(Text(column.title, style="bold"), Text(column.cells[0]))
    else:
        for column in columns:
            table.add_column(column.title, justify="right" if column.numeric else "left")
        for cells in zip(*(c.cells for c in columns), strict=True):
            table.add_row(*(Text(cell) for cell in cells))
    console.out.print(table)
    console.out.print(_COUNT[language].format(len(rows.rows)))


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
