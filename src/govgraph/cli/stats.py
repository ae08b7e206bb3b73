"""``govgraph stats``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govgraph import config
from govgraph.cli import summary
from govgraph.release import CURRENT, open_release


def stats(
    directory: Annotated[
        Path, typer.Argument(help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures for machines.")
    ] = False,
) -> None:
    """当前版本里有什么 · What the current release holds.

    Example: govgraph stats --json
    """
    settings = config.load(config.find(directory))
    summary.show(open_release(settings.output / CURRENT), as_json=as_json)
