"""``govgraph export FORMAT``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from govgraph import config
from govgraph.cli import console
from govgraph.publication import exports
from govgraph.release import CURRENT, open_release


def export(
    name: Annotated[
        str, typer.Argument(metavar="FORMAT", help="One of those that --list shows.")
    ] = "",
    directory: Annotated[
        Path, typer.Option("--directory", "-C", help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    output: Annotated[str, typer.Option("--output", "-o", help="A file; - for stdout.")] = "-",
    listed: Annotated[bool, typer.Option("--list", help="Show the formats.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The list for machines.")] = False,
) -> None:
    """按其他项目的词汇导出当前版本 · Write the current release in the words of another project.

    Example: govgraph export schema.org -o pledges.jsonld
    """
    if listed or not name:
        _list(as_json=as_json)
        return
    settings = config.load(config.find(directory))
    folder = open_release(settings.output / CURRENT).folder
    if output == "-":
        exports.write(folder, name, sys.stdout.buffer)
        return
    with Path(output).open("wb") as stream:
        exports.write(folder, name, stream)


def _list(*, as_json: bool) -> None:
    if as_json:
        console.print_json(
            [
                {"name": e.name, "file": e.file, "mediaType": e.media_type, "zh": e.zh, "en": e.en}
                for e in exports.FORMATS
            ]
        )
        return
    for known in exports.FORMATS:
        console.out.print(f"{known.name:16}{known.zh}\n{'':16}{known.en}", markup=False)
