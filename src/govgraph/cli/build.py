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
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary for machines.")
    ] = False,
) -> None:
    """构建一个版本 · Build a release: read, check, infer, validate, write, swap in.

    Example: govgraph build
    """
    settings = config.load(config.find(directory))
    with console.progress(not as_json) as progress:
        release = pipeline.build(settings, progress)
    for note in release.manifest["notes"]:
        console.err.print(note, markup=False)
    summary.show(release, as_json=as_json)
