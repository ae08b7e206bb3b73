"""``govgraph build``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from govgraph import config, pipeline
from govgraph.cli import console, summary
from govgraph.errors import ConfigError
from govgraph.pipeline import Work
from govgraph.workers import Workers, cores

STDIN = "-"


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
    records: Annotated[
        list[str] | None,
        typer.Option(
            "--records",
            help="JSON Lines beside the data folder: files or folders, plain, gzip or zstd; - reads stdin.",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes; 0: one for each core.")
    ] = 0,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Take over the finished batches of a build that broke off."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary for machines.")
    ] = False,
) -> None:
    """构建一个版本 · Build a release: read, check, infer, validate, write, swap in.

    Examples: govgraph build; govgraph build --as-of 2027-03-31; zcat more.jsonl.gz | govgraph build --records -
    """
    settings = config.load(config.find(directory))
    if as_of:
        settings = settings.seen_from(as_of)
    with (
        console.progress(not as_json, rate=True) as progress,
        _given(records or [], settings.output / ".cache") as paths,
        Workers(jobs or cores()) as workers,
    ):
        release = pipeline.build(settings, progress, Work(workers, paths, resume))
    for note in release.manifest["notes"]:
        console.err.print(note, markup=False)
    summary.show(release, as_json=as_json)


@contextmanager
def _given(names: list[str], cache: Path) -> Iterator[tuple[Path, ...]]:
    """Give the paths of records beside the data folder; what stdin holds lies in a file for a while.

    Raises:
        ConfigError: there is no such file or folder.
    """
    for name in names:
        if name != STDIN and not Path(name).exists():
            raise ConfigError(f"{name}: no such file or folder; see --records")
    if STDIN not in names:
        yield tuple(Path(name).resolve() for name in names)
        return
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="stdin-") as folder:
        spooled = Path(folder, "stdin")
        with spooled.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream, 1 << 20)
        yield tuple(spooled if name == STDIN else Path(name).resolve() for name in names)
