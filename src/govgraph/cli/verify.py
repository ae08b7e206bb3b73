"""``govgraph verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govgraph import config
from govgraph.cli import cargo, console
from govgraph.errors import SHOWN_ERRORS, Unverified
from govgraph.stores import loader
from govgraph.stores.preflight import connect


def verify(
    endpoint: Annotated[str, typer.Option(help="The store that holds a copy.")],
    store: Annotated[
        str, typer.Option(help="What the store is, where its answers do not tell.")
    ] = "",
    release: Annotated[
        str, typer.Option(help="Compare with this release, not the current one.")
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the differences for machines.")
    ] = False,
    directory: Annotated[
        Path, typer.Option("--directory", help="A folder with govgraph.toml, or below it.")
    ] = Path(),
) -> None:
    """核对远端副本 · Compare a copy in a store with the local release: counts and samples.

    Example: govgraph verify --endpoint http://127.0.0.1:3030/ds
    """
    settings = config.load(config.find(directory))
    wanted = cargo.of(settings, release, union=True)
    with (
        connect(endpoint, config.credentials(), store=store) as found,
        console.progress(not as_json, rate=True) as progress,
    ):
        faults = loader.verify(found, wanted, progress)
    if as_json:
        console.print_json({"release": wanted.release, "differences": faults})
    if faults:
        rest = [f"… and {len(faults) - SHOWN_ERRORS} more"] if len(faults) > SHOWN_ERRORS else []
        raise Unverified("\n".join([*faults[:SHOWN_ERRORS], *rest]))
    if not as_json:
        console.out.print(f"一致 · the copy is equal: {wanted.release} ({found.endpoint})")
