"""``govgraph release list|use|verify|prune``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from govgraph import config, release
from govgraph.cli import console
from govgraph.release import shelf

app = typer.Typer(
    help="版本的清单、切换与校验 · List, switch and verify releases.", no_args_is_help=True
)

Directory = Annotated[
    Path, typer.Option("--directory", "-C", help="A folder with govgraph.toml, or below it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer for machines.")]


def _output(directory: Path) -> Path:
    return config.load(config.find(directory)).output


@app.command("list")
def list_(directory: Directory = Path(), as_json: Json = False) -> None:
    """列出已有版本 · List the releases at hand, the newest first.

    Example: govgraph release list
    """
    output = _output(directory)
    rows = [_row(found, shelf.current(output)) for found in release.releases(output)]
    if as_json:
        console.print_json(rows)
        return
    table = Table()
    for name in ("", "版本 release", "日期 issued", "四元组 quads", "字节 bytes"):
        table.add_column(name, justify="right" if name[-1:] == "s" else "left")
    for row in rows:
        mark = "*" if row["current"] else ""
        table.add_row(mark, row["release"], row["issued"], str(row["quads"]), str(row["bytes"]))
    console.out.print(table)


def _row(found: release.Release, current: str | None) -> dict[str, Any]:
    files = found.manifest.get("files", {})
    return {
        "release": found.name,
        "current": found.name == current,
        "issued": found.manifest.get("issued", ""),
        "quads": found.manifest.get("quads", 0),
        "bytes": sum(facts["bytes"] for facts in files.values()),
    }


@app.command()
def use(
    name: Annotated[str, typer.Argument(help="A release, or an unambiguous start of its name.")],
    directory: Directory = Path(),
) -> None:
    """切换当前版本 · Make a release the current one, after verifying it.

    Example: govgraph release use 1.0.0-facc55ecf00e
    """
    output = _output(directory)
    folder = release.find(output, name)
    with release.lock(output):
        release.verify(folder)
        release.use(output, folder.name)
    console.out.print(f"当前版本 · current: {folder.name}")


@app.command()
def verify(
    name: Annotated[str, typer.Argument(help="A release, or a start of its name.")] = "current",
    directory: Directory = Path(),
    as_json: Json = False,
) -> None:
    """校验一个版本 · Hold every file of a release against its seals.

    Example: govgraph release verify
    """
    folder = release.find(_output(directory), name)
    if as_json:
        found = release.faults(folder)
        console.print_json({"release": folder.name, "whole": not found, "faults": found})
        raise typer.Exit(3 if found else 0)
    release.verify(folder)
    console.out.print(f"完整无误 · whole: {folder.name}")


@app.command()
def prune(
    keep: Annotated[int, typer.Option(help="How many former releases stay, at least 2.")] = 2,
    directory: Directory = Path(),
) -> None:
    """删除更早的版本 · Remove old releases; the current one and two former ones always stay.

    Example: govgraph release prune --keep 5
    """
    for name in release.prune(_output(directory), keep):
        console.out.print(f"已删除 · removed: {name}")
