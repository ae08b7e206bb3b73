"""``govgraph extract``."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from govgraph.cli import console
from govgraph.errors import ConfigError
from govgraph.extraction import drafts, extractor, listing, periods, text
from govgraph.extraction.candidates import Candidate


class Output(StrEnum):
    """The forms in which candidates are shown."""

    yamlld = "yamlld"
    jsonl = "jsonl"
    table = "table"
    html = "html"


def extract(
    source: Annotated[str, typer.Argument(help="A text file in UTF-8, or - for stdin.")],
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

    Example: govgraph extract report.txt --date 2024-01-15 --format jsonl
    """
    year = year_of(date)
    if output is Output.jsonl:
        with text.opened(source) as stream:
            chunks = text.decode(stream, source)
            for found in extractor.extract(chunks, year=year, place=place or None):
                print(found.line(explain=explain))
        return
    held, found_all = extractor.read(source, year=year, place=place or None)
    if output is Output.html:
        print(listing.html(held, found_all, explain=explain))
    elif output is Output.yamlld:
        print(drafts.preview(held, found_all))
    else:
        _show(found_all, explain=explain)


def year_of(word: str) -> int | None:
    """Return the year of `--date`, or None where it is not given.

    Raises:
        ConfigError: it is no date.
    """
    try:
        return periods.parse_date(word).year if word else None
    except ValueError as error:
        raise ConfigError(f"--date: no date ({word}); write YYYY, YYYY-MM or YYYY-MM-DD") from error


def _show(found: list[Candidate], *, explain: bool) -> None:
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
