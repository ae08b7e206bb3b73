"""What a newcomer wants to know of a release, as tables."""

from __future__ import annotations

import os
from typing import Any

from rich.table import Table

from govgraph.cli import console
from govgraph.release import Release
from govgraph.sparql import statistics


def show(release: Release, *, as_json: bool) -> None:
    """Print what a release holds and where its files are."""
    figures = statistics.of(release.store)
    if as_json:
        console.print_json(
            {**release.manifest, "folder": str(release.folder), "statistics": figures}
        )
        return
    manifest = release.manifest
    console.out.print(
        f"[bold]govgraph {release.name}[/]  {manifest['quads']} quads  ({manifest['issued']})"
    )
    console.out.print(_areas(figures["areas"]))
    console.out.print(_classes(figures["classes"]))
    console.out.print(_files(release))
    console.out.print(f"文件夹 · folder: {os.path.relpath(release.folder)}")
    console.out.print("提问 · ask: govgraph query --list    浏览 · browse: govgraph serve")


def _areas(rows: list[dict[str, Any]]) -> Table:
    table = Table(title="各区承诺 · Pledges by district", title_justify="left")
    for name in ("地区", "district"):
        table.add_column(name)
    for name in ("承诺 pledges", "量化承诺 with a number", "指标目标 targets"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row["zh"], row["en"], *(str(row[key]) for key in ("pledges", "quantified", "targets"))
        )
    return table


def _classes(rows: list[dict[str, Any]]) -> Table:
    table = Table(title="数据内容 · What is in it", title_justify="left")
    for name in ("类", "class"):
        table.add_column(name)
    table.add_column("数量 count", justify="right")
    for row in rows:
        table.add_row(row["zh"], row["en"], str(row["count"]))
    return table


def _files(release: Release) -> Table:
    table = Table(title="文件 · Files", title_justify="left")
    table.add_column("文件 file")
    table.add_column("字节 bytes", justify="right")
    table.add_column("三元组 triples", justify="right")
    triples = release.manifest["triples"]
    for name, facts in release.manifest["files"].items():
        if "/" not in name:
            table.add_row(name, str(facts["bytes"]), str(triples.get(name) or ""))
    return table
