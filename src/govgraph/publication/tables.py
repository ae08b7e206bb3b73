"""The tables of a release: CSV for programs, the same for spreadsheets, Parquet on request.

One pass over the sorted triples fills all tables; what linked things are called was gathered in
a pass before, for the reference data alone. The exact variant holds every value as it is. The
spreadsheet variant starts with a byte order mark, ends lines as Windows does, and puts an
apostrophe before any text that a spreadsheet would run as a formula.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from govgraph.namespaces import OA, RDF, SKOS
from govgraph.ntriples import language, text_of
from govgraph.publication.columns import BULK, SEPARATOR, TABLES, Cell, Column, Table
from govgraph.publication.subjects import Subject, saying, subjects

FOLDER = "tables"
SPREADSHEETS = "tables/excel"
_LANGUAGES = (("zh", "zh-hans"), ("en", "en"))
_PREF_LABEL = SKOS + "prefLabel"
_SELECTOR = OA + "hasSelector"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EMPTY = ("", "", "")  # a cell, and what the linked thing is called

# What a thing is called: Chinese, English.
Labels = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Header:
    """One column as it stands in the file: the property it comes from and its language, if any."""

    name: str
    column: Column | None  # None: the id
    label: str = ""  # 'zh' or 'en': what the linked thing is called


def headers(table: Table) -> list[Header]:
    """Return the columns of a table's file, the id first."""
    found = [Header("id", None)]
    for column in table.columns:
        found.append(Header(column.name, column))
        if column.labelled:
            found += [Header(f"{column.name}_{key}", column, key) for key, _ in _LANGUAGES]
    return found


def labels(ntriples: Path) -> dict[str, tuple[str, str]]:
    """Return what the things of reference are called; those in bulk are left out."""
    found = {}
    for subject in subjects(ntriples, saying(RDF + "type", _PREF_LABEL)):
        if _PREF_LABEL in subject.values and not subject.types & BULK:
            zh, en = (_texts(subject.values[_PREF_LABEL], tag) for _, tag in _LANGUAGES)
            found[subject.iri] = (zh, en)
    return found


def write(ntriples: Path, folder: Path, names: Labels) -> dict[str, int]:
    """Write every table below `folder`, in both variants; return their numbers of rows."""
    (folder / SPREADSHEETS).mkdir(parents=True)
    with ExitStack() as stack:
        files = {table.name: _Files(table, folder, stack) for table in TABLES}
        homes: dict[frozenset[str], list[Table]] = {}  # few sets of classes, many things
        for subject in folded(subjects(ntriples)):
            types = subject.types
            if types not in homes:
                homes[types] = [table for table in TABLES if _belongs(types, table)]
            for table in homes[types]:
                files[table.name].add(row(subject, table, names))
        return {name: file.rows for name, file in files.items()}


def _belongs(types: frozenset[str], table: Table) -> bool:
    return table.class_iri in types and not types.intersection(table.excluding)


class _Files:
    """The two variants of one table, open for writing."""

    def __init__(self, table: Table, folder: Path, stack: ExitStack) -> None:
        plain = stack.enter_context(
            (folder / FOLDER / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        )
        spreadsheet = stack.enter_context(
            (folder / SPREADSHEETS / f"{table.name}.csv").open(
                "w", encoding="utf-8-sig", newline=""
            )
        )
        self.plain = csv.writer(plain, lineterminator="\n")
        self.spreadsheet = csv.writer(spreadsheet, lineterminator="\r\n")
        self.rows = 0
        names = [header.name for header in headers(table)]
        self.plain.writerow(names)
        self.spreadsheet.writerow(names)

    def add(self, cells: list[str]) -> None:
        self.plain.writerow(cells)
        self.spreadsheet.writerow([formula_safe(text) if text else text for text in cells])
        self.rows += 1


def formula_safe(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers.

    >>> formula_safe("=HYPERLINK(1)"), formula_safe("-1.9"), formula_safe("增长")
    ("'=HYPERLINK(1)", '-1.9', '增长')
    """
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def folded(source: Iterable[Subject]) -> Iterator[Subject]:
    """Yield subjects; the selectors of a piece of evidence become properties of its own.

    All fragments of one thing stand side by side in sorted triples, so few are held at a time.
    """
    held: list[Subject] = []
    for subject in source:
        if held and not (subject.document == held[0].document and "#" in subject.iri):
            yield from _fold(held)
            held = []
        if "#" in subject.iri:
            held.append(subject)
        else:
            yield subject
    yield from _fold(held)


def _fold(fragments: list[Subject]) -> Iterator[Subject]:
    by_iri = {subject.iri: subject for subject in fragments}
    for subject in fragments:
        for selector in subject.values.get(_SELECTOR, ()):
            part = by_iri.get(selector[1:-1])
            for predicate, values in part.values.items() if part else ():
                subject.values.setdefault(predicate, values)
    yield from fragments


def row(subject: Subject, table: Table, names: Labels) -> list[str]:
    """Return the cells of one thing."""
    cells = [subject.iri]
    for column in table.columns:
        values = subject.values.get(column.predicate)
        if values is None:
            cells += _EMPTY if column.labelled else _EMPTY[:1]
            continue
        if column.language or column.cell is Cell.TEXT:
            cells.append(_texts(values, column.language))
            continue
        cells.append(SEPARATOR.join(map(text_of, values)))
        if column.labelled:
            cells += _labels_of(values, names)
    return cells


def _labels_of(values: list[str], names: Labels) -> list[str]:
    """Return the Chinese and the English names of linked things, in the order of the links."""
    pairs = [names.get(value[1:-1], ("", "")) for value in values]
    return [SEPARATOR.join(side) for side in zip(*pairs, strict=True)]


def _texts(values: Iterable[str], tag: str) -> str:
    """Return the texts in one language ('' : without one), joined."""
    return SEPARATOR.join(text_of(v) for v in values if language(v) == tag)
