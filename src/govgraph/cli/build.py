"""``govgraph build``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govgraph import config, pipeline
from govgraph.cli import console, summary


def build(
    directory: Annotated[
        Path, typer.Argument(help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    as_of: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="Assess as of this day; findings as of the day in govgraph.toml stay beside.",
        ),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary for machines.")
    ] = False,
) -> None:
    """构建一个版本 · Build a release: read, check, infer, validate, write, swap in.

    Examples: govgraph build; govgraph build --as-of 2027-03-31
    """
    settings = config.load(config.find(directory))
    if as_of:
        settings = settings.seen_from(as_of)
    with console.progress(not as_json) as progress:
        release = pipeline.build(settings, progress)
    for note in release.manifest["notes"]:
        console.err.print(note, markup=False)
    summary.show(release, as_json=as_json)
