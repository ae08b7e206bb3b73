"""Questions: a canned query as a form, its answer as a table with links, and a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from govgraph.publication import charts, plots
from govgraph.publication.page import Page
from govgraph.publication.quantities import number
from govgraph.publication.results import NUMBERS
from govgraph.sparql.canned import CannedQuery, Form, stem
from govgraph.sparql.engine import Rows, Term
from govgraph.sparql.parameters import Parameter, ParameterType
from govgraph.sparql.things import Things

_SUFFIX = {"zh": "Zh", "en": "En"}
MAX_CHOICES = 300
MAX_CHART_ROWS = 80


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a field offers, under its name."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; without options it is written into."""

    name: str
    label: str
    input_type: str
    value: str
    options: tuple[Option, ...]
    required: bool
    many: bool
    minimum: str
    maximum: str
    example: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a text, and the IRI that it names, or ''."""

    text: str
    language: str
    iri: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as people see it: titles, whether each column holds numbers, and rows of cells."""

    titles: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]


def fields(
    page: Page,
    query: CannedQuery,
    given: Mapping[str, Sequence[str]],
    choices: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]],
) -> list[Field]:
    """Return the form of a question, filled in with what was given.

    `choices` holds, by the name of a parameter, values with their labels by language (zh, en).
    """
    return [
        _field(page, p, given.get(p.option, ()), choices.get(p.name, ())) for p in query.parameters
    ]


def _field(
    page: Page,
    parameter: Parameter,
    given: Sequence[str],
    choices: Sequence[tuple[str, Mapping[str, str]]],
) -> Field:
    offered = [(value, _label(labels, page.language) or value) for value, labels in choices]
    offered = offered or [(choice, choice) for choice in parameter.choices]
    kinds = {"date": "date", "integer": "number"}
    return Field(
        name=parameter.option,
        label=parameter.title[page.language],
        input_type=kinds.get(parameter.type.value, "text"),
        value=given[0] if given else "",
        options=tuple(Option(v, label, v in given) for v, label in offered[:MAX_CHOICES]),
        required=parameter.required,
        many=parameter.many,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
        example=parameter.example,
    )


def _label(labels: Mapping[str, str], language: str) -> str:
    return labels.get(language) or labels.get("zh") or labels.get("en") or ""


def options(things: Things, parameter: Parameter) -> list[tuple[str, Mapping[str, str]]]:
    """Return what the field of a parameter offers: values with their labels by language."""
    if parameter.type not in (ParameterType.IRI, ParameterType.CONCEPT):
        return []
    return [
        (things.short(c.term).removeprefix(f"{parameter.kind}/"), c.label)
        for c in things.choices(parameter)
    ]


def table(page: Page, query: CannedQuery, rows: Rows) -> Table:
    """Return an answer with labels for things, each linked to its page."""
    suffix = _SUFFIX[page.language]
    position = {name: index for index, name in enumerate(rows.columns)}
    kept = [
        (name, index)
        for name, index in position.items()
        if not stem(name)[1] and any(row[index] is not None for row in rows.rows)
    ]
    kept += [
        (name, index)
        for name, index in position.items()
        if stem(name)[1] == page.language and stem(name)[0] not in position
    ]
    kept.sort(key=lambda pair: pair[1])
    numeric = tuple(_numeric([row[i] for row in rows.rows]) for _, i in kept)
    body = tuple(
        tuple(_cell(page, row[i], _named(row, position, name, suffix)) for name, i in kept)
        for row in rows.rows
    )
    titles = tuple(query.titles.get(name, {}).get(page.language, name) for name, _ in kept)
    return Table(titles, numeric, body)


def _named(
    row: Sequence[Term | None], position: Mapping[str, int], name: str, suffix: str
) -> Term | None:
    index = position.get(name + suffix)
    return row[index] if index is not None else None


def _cell(page: Page, term: Term | None, label: Term | None) -> Cell:
    if term is None:
        return Cell("", "", "", "")
    if isinstance(term, ox.NamedNode):
        slug = term.value.rpartition("/")[2] if "/voc/outcome/" in term.value else ""
        if _is_unit(term.value):
            return Cell(page.quantities.unit(term.value, page.language), "", term.value, "")
        if isinstance(label, ox.Literal):
            return Cell(label.value, label.language or "", term.value, slug)
        text = page.label(term.value)
        return Cell(text.value, text.language, term.value, slug)
    kind = term.datatype.value
    if kind in NUMBERS:
        return Cell(number(Decimal(term.value), page.language), "", "", "")
    if kind.endswith("#boolean"):
        return Cell(page.word("yes" if term.value == "true" else "no"), "", "", "")
    return Cell(term.value, term.language or "", "", "")


def _numeric(terms: Sequence[Term | None]) -> bool:
    known = [term for term in terms if term is not None]
    return bool(known) and all(
        isinstance(t, ox.Literal) and t.datatype.value in NUMBERS for t in known
    )


def _in_words(page: Page, rows: Rows) -> Rows:
    """Return an answer whose things are named as on the pages, where it has no label of its own.

    Units get their sign in any case.
    """
    columns = rows.columns
    bare = [f"{name}Zh" not in columns and f"{name}En" not in columns for name in columns]
    named = []
    for row in rows.rows:
        shown = list(row)
        for place, term in enumerate(row):
            if not isinstance(term, ox.NamedNode):
                continue
            if _is_unit(term.value):
                _put_unit(page, columns, shown, place, term.value)
            elif bare[place]:
                shown[place] = ox.Literal(page.label(term.value).value)
        named.append(tuple(shown))
    return Rows(columns, tuple(named))


def _is_unit(iri: str) -> bool:
    return "/voc/unit/" in iri or "/vocab/unit/" in iri


def _put_unit(
    page: Page, columns: Sequence[str], shown: list[Term | None], place: int, unit: str
) -> None:
    name = ox.Literal(page.quantities.unit(unit, page.language))
    shown[place] = name
    label = columns[place] + _SUFFIX[page.language]
    if label in columns:
        shown[columns.index(label)] = name


def chart(page: Page, query: CannedQuery, rows: Rows) -> str:
    """Return the chart of an answer as SVG in the colours of the page; '' where there is none."""
    if (
        query.form is not Form.SELECT
        or query.chart is None
        or not 1 < len(rows.rows) <= MAX_CHART_ROWS
    ):
        return ""
    spec = charts.specification(query, _in_words(page, rows), page.language)
    if query.chart.kind == "bar":  # two values of one name stand over each other, never added up
        spec["encoding"]["x"]["stack"] = None
    colours = _outcome_colours(page, rows, query.chart.roles.get("color", ""))
    return plots.themed(plots.coloured(spec, colours) if colours else spec)


def _outcome_colours(page: Page, rows: Rows, column: str) -> dict[str, str]:
    """Return the colours of the outcomes in a column by their names; {} for another column."""
    if column not in rows.columns:
        return {}
    place = rows.columns.index(column)
    terms = {row[place] for row in rows.rows}
    found = [t.value for t in terms if isinstance(t, ox.NamedNode) and "/voc/outcome/" in t.value]
    return {page.label(iri).value: f"var(--{iri.rpartition('/')[2]})" for iri in sorted(found)}
