"""``govgraph build``."""

from __future__ import annotations

import enum
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
from govgraph.cluster import Cluster, Plan
from govgraph.config import Limits
from govgraph.errors import ConfigError
from govgraph.pipeline import Work
from govgraph.workers import Workers, cores

STDIN = "-"


class Engine(enum.Enum):
    """What makes the batches."""

    LOCAL = "local"
    SPARK = "spark"


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
    engine: Annotated[
        Engine, typer.Option("--engine", help="What makes the batches: this machine, or Spark.")
    ] = Engine.LOCAL,
    master: Annotated[
        str,
        typer.Option("--master", help="The URL of the Spark master, such as spark://host:7077."),
    ] = "",
    parts: Annotated[
        str,
        typer.Option("--parts", help="A folder for what Spark makes, on any Hadoop file system."),
    ] = "",
    partitions: Annotated[
        int, typer.Option("--partitions", min=0, help="Spark's tasks; 0: three for each core.")
    ] = 0,
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
    given = tuple(records or ())
    cache = settings.output / ".cache"
    if engine is Engine.SPARK:
        plan = Plan(master, given, parts or (cache / "parts").absolute().as_uri(), partitions)
        making = _on_spark(plan, settings.limits, cache, jobs or cores(), resume=resume)
    else:
        making = _here(given, cache, jobs or cores(), resume=resume)
    with console.progress(not as_json, rate=True) as progress, making as work:
        release = pipeline.build(settings, progress, work)
    for note in release.manifest["notes"]:
        console.err.print(note, markup=False)
    summary.show(release, as_json=as_json)


@contextmanager
def _here(names: tuple[str, ...], cache: Path, jobs: int, *, resume: bool) -> Iterator[Work]:
    with _given(names, cache) as paths, Workers(jobs) as workers:
        yield Work(workers, paths, resume)


@contextmanager
def _on_spark(
    plan: Plan, limits: Limits, cache: Path, jobs: int, *, resume: bool
) -> Iterator[Work]:
    if not plan.master or not plan.records or STDIN in plan.records:
        raise ConfigError("build: --engine spark needs --master URL and --records URL")
    cache.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=cache, prefix="records-") as folder,
        Cluster(plan, limits, jobs) as cluster,
    ):
        yield Work(cluster, cluster.fetch(Path(folder)), resume)


@contextmanager
def _given(names: tuple[str, ...], cache: Path) -> Iterator[tuple[Path, ...]]:
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
