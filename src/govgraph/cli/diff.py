"""``govgraph diff A B``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from govgraph import bundled, config, context
from govgraph.changes import comparison
from govgraph.cli import console

SHOWN = 200


def diff(
    first: Annotated[str, typer.Argument(help="A release, its folder, or an N-Quads file.")],
    second: Annotated[str, typer.Argument(help="The one to compare it with.")] = "current",
    directory: Annotated[
        Path, typer.Option("--directory", "-C", help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    patch_file: Annotated[
        Path | None, typer.Option("--patch", help="Write an RDF Patch here; - for stdout.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the changes for machines.")
    ] = False,
) -> None:
    """两个版本之间的变化 · What changed from one release to another, thing by thing.

    Example: govgraph diff 1.0.0-facc55ecf00e current
    """
    settings = config.load(config.find(directory))
    mapping = context.load(bundled.ontology() / "context.jsonld", settings.id_base)
    compared = comparison.compare(first, second, settings.output, mapping)
    if patch_file is not None:
        _write(patch_file, compared.patch())
        return
    if as_json:
        console.print_json([_json(change, said) for change, said in compared.sentences()])
        return
    count = 0
    for count, (_, said) in enumerate(compared.sentences(), 1):
        if count <= SHOWN:
            console.out.print(f"{said.zh}\n  {said.en}", markup=False)
    rest = f" (… {count - SHOWN} more: --json)" if count > SHOWN else ""
    console.out.print(f"{count} 处变化 · changes{rest}", markup=False)


def _write(path: Path, lines: Iterable[str]) -> None:
    if str(path) == "-":
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def _json(change: Any, said: Any) -> dict[str, Any]:
    return {
        "resource": change.iri,
        "change": change.kind.value,
        "types": sorted(change.types),
        "successor": change.successor,
        "zh": said.zh,
        "en": said.en,
        "removed": [str(triple) for triple in change.removed],
        "added": [str(triple) for triple in change.added],
    }
