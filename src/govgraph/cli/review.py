"""``govgraph review``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from govgraph import config
from govgraph.cli import console
from govgraph.cli.extract import date_of
from govgraph.extraction import extractor, names, vocabulary


def review(
    text: Annotated[Path, typer.Argument(help="The source text, UTF-8; it is never copied.")],
    directory: Annotated[
        Path, typer.Option(help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    date: Annotated[
        str, typer.Option(help="The document's date: YYYY, YYYY-MM or YYYY-MM-DD.")
    ] = "",
    place: Annotated[str, typer.Option(help="Whom the text is about, as it names itself.")] = "",
    decisions: Annotated[
        Path | None, typer.Option(help="Where decisions are kept; by default beside the text.")
    ] = None,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1; 0 takes a free one.")] = 0,
) -> None:
    """在本机网页中逐条审定 · Accept, correct or reject each candidate on a local page.

    Example: govgraph review ~/texts/report.txt --date 2024-01-15
    """
    from govgraph.extraction.review import app, server, session  # needs the extra "server"

    settings = config.load(config.find(directory))
    year, month = date_of(date)
    held, found = extractor.read(
        str(text), year=year, month=month, place=place or None, names=names.load(settings.data)
    )
    log = decisions or text.with_name(f"{text.name}.review.jsonl")
    work = session.begin(held, found, log, vocabulary.load())
    page = app.create(work, settings.data, dt.date.today(), text.stem)
    server.serve(page, port, lambda address: console.out.print(f"{address}  (Ctrl-C 结束 · ends)"))
