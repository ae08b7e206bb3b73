"""``govgraph init``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govgraph import template
from govgraph.cli import console


def init(
    directory: Annotated[
        Path, typer.Argument(help="The folder to start in; it must be empty or new.")
    ],
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Start from a copy of the shipped publication.")
    ] = False,
) -> None:
    """新建一个空的发布 · Start an empty publication with one commented example record.

    Example: govgraph init my-city
    """
    for path in template.write(directory, shipped=shipped):
        console.out.print(f"  {path}")
    console.out.print(f"下一步 · next: cd {directory} && govgraph build")
