"""``govgraph extract``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.table import Table

from govgraph import config
from govgraph.cli import console
from govgraph.errors import ConfigError, GovgraphError
from govgraph.extraction import drafts, extractor, listing, names, periods, text
from govgraph.extraction.candidates import Candidate
from govgraph.extraction.names import Names


class Output(StrEnum):
    """The forms in which candidates are shown."""

    yamlld = "yamlld"
    jsonl = "jsonl"
    table = "table"
    html = "html"


class Reading(NamedTuple):
    """How a text is read: its date, whom it is about, known names, and whether it is one of many."""

    year: int | None
    month: int | None
    place: str | None
    names: Names
    one_of_many: bool


def extract(
    sources: Annotated[list[str], typer.Argument(help="Text files in UTF-8, or - for stdin.")],
    date: Annotated[
        str, typer.Option(help="The document's date: YYYY, YYYY-MM or YYYY-MM-DD.")
    ] = "",
    place: Annotated[str, typer.Option(help="Whom the text is about, as it names itself.")] = "",
    output: Annotated[
        Output, typer.Option("--format", help="How to show the candidates.")
    ] = Output.table,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the rule behind each field.")
    ] = False,
) -> None:
    """从文本提取量化表述 · Propose the quantified statements of a text; a person decides.

    A text that cannot be read is named at the end, and hinders no other.

    Example: govgraph extract report.txt --date 2024-01-15 --format jsonl
    """
    if output is Output.html and len(sources) > 1:
        raise ConfigError("--format html: a page shows one text; name one")
    year, month = date_of(date)
    known = names_at(Path())
    reading = Reading(year, month, place or None, known, len(sources) > 1)
    faults: list[GovgraphError] = []
    for source in sources:
        try:
            _show(source, reading, output, explain=explain)
        except GovgraphError as error:
            faults.append(error)
    for fault in faults[:-1]:
        console.report(fault)
    if faults:
        raise faults[-1]


def _show(source: str, reading: Reading, output: Output, *, explain: bool) -> None:
    year, month, place, known, one_of_many = reading
    if output is Output.jsonl:
        doc = Path(source).stem if one_of_many else ""
        with text.opened(source) as stream:
            chunks = text.decode(stream, source)
            for found in extractor.extract(
                chunks, year=year, month=month, place=place, names=known
            ):
                print(found.line(explain=explain, doc=doc))
        return
    held, found_all = extractor.read(source, year=year, month=month, place=place, names=known)
    if output is Output.html:
        print(listing.html(held, found_all, explain=explain))
    elif output is Output.yamlld:
        print(drafts.preview(held, found_all))
    else:
        _table(found_all, explain=explain)


def date_of(word: str) -> tuple[int | None, int | None]:
    """Return year and month of `--date`, None for what it leaves open.

    Raises:
        ConfigError: it is no date.
    """
    try:
        return periods.parse_month(word) if word else (None, None)
    except ValueError as error:
        raise ConfigError(f"--date: no date ({word}); write YYYY, YYYY-MM or YYYY-MM-DD") from error


def names_at(folder: Path) -> Names:
    """Return the names of the publication that a folder belongs to; elsewhere the sectors alone."""
    try:
        root = config.find(folder)
    except ConfigError:
        return names.load()
    return names.load(config.load(root).data)


def _table(found: list[Candidate], *, explain: bool) -> None:
    """Print the candidates as a table, tab-separated where no terminal reads it."""
    rows = [listing.row(candidate, explain=explain) for candidate in found]
    if not sys.stdout.isatty():
        for row in (listing.head(explain=explain), *rows):
            print("\t".join(row))
        return
    table = Table(*listing.head(explain=explain))
    for row in rows:
        table.add_row(*row)
    console.out.print(table)
