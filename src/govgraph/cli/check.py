"""``govgraph check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govgraph import config, pipeline
from govgraph.cli import console


def check(
    directory: Annotated[
        Path, typer.Argument(help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    text: Annotated[
        list[Path] | None,
        typer.Option(help="A source text, or a folder of them, to hold the evidence against."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings for machines.")
    ] = False,
) -> None:
    """检查记录与证据 · Check the records, and their evidence where the texts are at hand.

    Example: govgraph check --text sources/article.txt
    """
    settings = config.load(config.find(directory))
    with console.progress(not as_json) as progress:
        result = pipeline.check(settings, text or [], progress)
    if as_json:
        console.print_json(
            {"records": result.records, "verified": result.verified, "notHeld": result.not_held}
        )
        return
    console.out.print(f"{result.records} 条记录无误 · records are good")
    console.out.print(
        f"证据 · evidence: {result.verified} 处核对无误 verified, {result.not_held} 处未持有原文 text not held"
    )
