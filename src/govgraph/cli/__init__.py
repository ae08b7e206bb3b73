"""The command line: each command parses, calls one library function, and prints its result."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from govgraph import __version__
from govgraph.cli import console
from govgraph.cli.build import build
from govgraph.cli.check import check
from govgraph.cli.diff import diff
from govgraph.cli.evaluate import evaluate
from govgraph.cli.export import export
from govgraph.cli.extract import extract
from govgraph.cli.init import init
from govgraph.cli.load import load
from govgraph.cli.query import OPEN, query
from govgraph.cli.release import app as release
from govgraph.cli.review import review
from govgraph.cli.serve import serve
from govgraph.cli.stats import stats
from govgraph.cli.verify import verify

app = typer.Typer(
    name="govgraph",
    help="政府承诺的可验证关联数据 · Verifiable linked data on what officials pledge.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    init,
    extract,
    review,
    evaluate,
    check,
    build,
    diff,
    export,
    stats,
    serve,
    load,
    verify,
):
    app.command()(command)
app.command(context_settings=OPEN)(query)
app.add_typer(release, name="release")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """政府承诺的可验证关联数据 · Verifiable linked data on what officials pledge."""
    if version:
        print(f"govgraph {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; every error becomes one line and an exit status."""
    try:
        status = app(standalone_mode=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except SystemExit as stop:  # Rich ends a run whose reader went away by itself
        sys.exit(stop.code)
    except BaseException as error:
        sys.exit(console.report(error))
    sys.exit(status if isinstance(status, int) else 0)
