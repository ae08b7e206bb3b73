"""Canned queries: plain SPARQL files whose header comment says what they ask and take.

The grammar of the header stands in ``docs/queries.md``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import QueryError, UnknownQuery, nearest, visible
from govgraph.sparql import header, parameters
from govgraph.sparql.header import Header
from govgraph.sparql.parameters import Parameter, ParameterType
from govgraph.sparql.question import Question

__all__ = [
    "CannedQuery",
    "Chart",
    "Form",
    "Parameter",
    "ParameterType",
    "adhoc",
    "asking",
    "column_titles",
    "find",
    "has_header",
    "load",
    "parse",
    "read",
    "stem",
]

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CHART_KINDS = ("bar", "dots", "interval", "line", "stacked", "timeline")
COLUMNS = "columns.csv"
_SEE = "see: govgraph query --list"
LANGUAGES = {"Zh": "zh", "En": "en"}
_THINGS = (ParameterType.IRI, ParameterType.CONCEPT)

Titles = Mapping[str, Mapping[str, str]]


class Form(Enum):
    """What a query answers with."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart that suits an answer: its kind, and which column plays which role.

    Where several columns share a role they are joined by commas.
    """

    kind: str
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """One question: a SPARQL text that runs as it stands, and what its header says.

    `titles` holds the title of every column by language; ``areaZh`` and ``areaEn`` are the labels
    of ``area`` and share its title. `precompute` tells that the build keeps its answer;
    `split_by` names a parameter (and column) by whose values that answer is split, `each` one for
    whose every value in use it is asked anew.
    """

    name: str
    text: str
    form: Form
    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    titles: Titles
    prefixes: Mapping[str, str]
    chart: Chart | None
    precompute: bool
    split_by: str = ""
    each: str = ""

    @property
    def body(self) -> str:
        """Return the SPARQL without its header."""
        return self.text[header.end(self.text) :].lstrip("\n")

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name; ``minCny``, ``min-cny`` and ``min_cny`` are one."""
        wanted = parameters.plain(name)
        return next((p for p in self.parameters if parameters.plain(p.name) == wanted), None)


def load(folder: Path) -> dict[str, CannedQuery]:
    """Read every ``.rq`` file of a folder, and its ``columns.csv``; return the queries by name.

    Raises:
        QueryError: one line for every fault of every file.
    """
    titles = column_titles(folder)
    queries, faults = {}, []
    for path in sorted(folder.glob("*.rq"), key=lambda p: p.stem):
        try:
            text = path.read_text(encoding="utf-8")
            queries[path.stem] = parse(path.stem, text, path=str(path), titles=titles)
        except QueryError as error:
            faults.append(str(error))
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path}: UNREADABLE: {error}")
    if faults:
        raise QueryError("\n".join(faults))
    return queries


def read(folder: Path, name: str) -> CannedQuery:
    """Read one query of a folder; the others are not looked at.

    Raises:
        UnknownQuery: with the nearest name.
        QueryError: one line for every fault of its file.
    """
    path = folder / f"{name}.rq"
    if not NAME.fullmatch(name) or not path.is_file():
        hint = nearest(name, (p.stem for p in folder.glob("*.rq"))) or _SEE
        raise UnknownQuery(f"no such query ({visible(name)}); {hint}")
    text = path.read_text(encoding="utf-8")
    return parse(name, text, path=str(path), titles=column_titles(folder))


def column_titles(folder: Path) -> dict[str, dict[str, str]]:
    """Return the titles that columns have in every query, from ``columns.csv``."""
    path = folder / COLUMNS
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["column"]: {"zh": row["zh"], "en": row["en"]} for row in csv.DictReader(stream)}


def asking(query: CannedQuery, text: str) -> Question:
    """Return the question that a canned query puts to a worker; `text` is the bound query."""
    if query.form is Form.CONSTRUCT:
        return Question(text, rows=None, graph="ntriples")
    return Question(text, rows="json", graph=None)


def find(queries: Mapping[str, CannedQuery], name: str) -> CannedQuery:
    """Return the query of that name.

    Raises:
        UnknownQuery: with the nearest name.
    """
    if name in queries:
        return queries[name]
    hint = nearest(name, queries) or _SEE
    raise UnknownQuery(f"no such query ({visible(name)}); {hint}")


def parse(name: str, text: str, *, path: str = "", titles: Titles | None = None) -> CannedQuery:
    """Read one canned query; `titles` are those that its columns have anyway.

    Raises:
        QueryError: one line for every fault.
    """
    lines = Header(path or f"{name}.rq", text)
    if not NAME.fullmatch(name):
        lines.fault(0, "BAD_NAME", f"a query is named in lower-case words and hyphens ({name})")
    form, columns = _run(lines, text)
    declared = parameters.read(lines)
    chart = _chart(lines, columns)
    usual = _precompute(lines, declared, columns)
    named = _titles(lines, columns, titles or {})
    if lines.faults:
        raise QueryError("\n".join(lines.faults))
    return CannedQuery(
        name=name,
        text=text,
        form=form,
        title=lines.labels("title"),
        description=lines.labels("description"),
        tags=tuple(tag.strip() for tag in lines.one("tags").split(",")),
        parameters=declared,
        columns=columns,
        titles=named,
        prefixes=lines.prefixes,
        chart=chart,
        precompute=bool(lines.one("precompute")),
        split_by=usual.get("by", ""),
        each=usual.get("each", ""),
    )


def adhoc(text: str, titles: Titles | None = None) -> CannedQuery:
    """Return a query without a header as one without parameters; its columns keep their names.

    Raises:
        QueryError: the SPARQL is malformed.
    """
    lines = Header("query", "")
    lines.faults.clear()  # a query of one's own needs no header
    form, columns = _run(lines, text)
    if lines.faults:
        raise QueryError("\n".join(lines.faults))
    named = _titles(lines, columns, titles or {})
    blank = {"zh": "", "en": ""}
    return CannedQuery(
        name="query",
        text=text,
        form=form,
        title=blank,
        description=blank,
        tags=(),
        parameters=(),
        columns=columns,
        titles=named,
        prefixes={},
        chart=None,
        precompute=False,
    )


def has_header(text: str) -> bool:
    """Tell whether a text says what a canned query says of itself."""
    return bool(re.search(r"^#\s*title-(zh|en):", text[: header.end(text)], re.MULTILINE))


def stem(column: str) -> tuple[str, str]:
    """Return what a column is about, and the language it says it in, or ''.

    >>> stem("areaZh"), stem("value")
    (('area', 'zh'), ('value', ''))
    """
    name, suffix = column[:-2], column[-2:]
    return (name, LANGUAGES[suffix]) if name and suffix in LANGUAGES else (column, "")


def _run(lines: Header, text: str) -> tuple[Form, tuple[str, ...]]:
    """Run the query over nothing: that parses it, and tells its form and columns."""
    try:
        answer = ox.Store().query(text)
    except SyntaxError as error:
        lines.fault(0, "SPARQL", " ".join(str(error).split()))
        return Form.SELECT, ()
    if isinstance(answer, ox.QuerySolutions):
        return Form.SELECT, tuple(variable.value for variable in answer.variables)
    return (Form.ASK if isinstance(answer, ox.QueryBoolean) else Form.CONSTRUCT), ()


def _titles(lines: Header, columns: tuple[str, ...], known: Titles) -> dict[str, Mapping[str, str]]:
    own: dict[str, Mapping[str, str]] = {}
    for line, value in lines.all("column"):
        quoted, bare = header.words(value)
        if len(bare) != 1 or len(quoted) != 2:
            lines.fault(line, "BAD_COLUMN", 'a column reads “name "中文" "English"”')
            continue
        own[bare[0]] = {"zh": quoted[0], "en": quoted[1]}
        known_here = [bare[0] in (column, stem(column)[0]) for column in columns]
        if columns and not any(known_here):
            lines.unknown(line, "BAD_COLUMN", "column", bare[0], columns)
    titles = {}
    for column in columns:
        about = stem(column)[0]
        found = own.get(column) or own.get(about) or known.get(column) or known.get(about)
        titles[column] = found or {"zh": column, "en": column}
    return titles


def _precompute(
    lines: Header, declared: tuple[Parameter, ...], columns: tuple[str, ...]
) -> dict[str, str]:
    """Return the parameters that a precomputed answer is split by, and asked anew for."""
    found: dict[str, str] = {}
    for line, value in lines.all("precompute"):
        word, *rest = value.split() or [""]
        if word != "yes":
            lines.fault(line, "BAD_VALUE", "precompute is yes or absent")
        for key, _, name in (text.partition("=") for text in rest):
            if key not in ("by", "each"):
                lines.unknown(line, "BAD_VALUE", "option of precompute", key, ("by", "each"))
            elif name not in {p.name for p in declared if p.type in _THINGS}:
                known = tuple(p.name for p in declared if p.type in _THINGS)
                lines.unknown(line, "BAD_VALUE", "parameter", name, known)
            elif key == "by" and columns and name not in columns:
                lines.unknown(line, "BAD_VALUE", "column", name, columns)
            else:
                found[key] = name
    return found


def _chart(lines: Header, columns: tuple[str, ...]) -> Chart | None:
    for line, value in lines.all("chart"):
        kind, *rest = value.split() or [""]
        roles = {role: column for role, _, column in (word.partition("=") for word in rest)}
        if kind not in CHART_KINDS:
            lines.unknown(line, "BAD_CHART", "chart", kind, CHART_KINDS)
        for column in ",".join(roles.values()).split(",") if columns else ():
            if column not in columns and f"{column}Zh" not in columns:
                lines.unknown(line, "BAD_CHART", "column", column, columns)
        return Chart(kind, roles)
    return None
