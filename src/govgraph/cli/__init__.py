"""The command line: each command parses, calls one library function, and prints its result."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from govgraph import __version__
from govgraph.cli import console

COMMANDS = (
    "init",
    "extract",
    "review",
    "evaluate",
    "check",
    "build",
    "diff",
    "export",
    "stats",
    "serve",
    "load",
    "verify",
    "query",
    "release",
)


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the command line with some commands; what the others import stays unread."""
    app = typer.Typer(
        name="govgraph",
        help="政府承诺的可验证关联数据 · Verifiable linked data on what officials pledge.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(root)
    for name in names:
        module = import_module(f"govgraph.cli.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(context_settings=getattr(module, "OPEN", None))(getattr(module, name))
    return app


def root(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """政府承诺的可验证关联数据 · Verifiable linked data on what officials pledge."""
    if version:
        print(f"govgraph {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; every error becomes one line and an exit status."""
    asked = [word for word in sys.argv[1:2] if word in COMMANDS]
    try:
        status = application(asked or COMMANDS)(standalone_mode=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except SystemExit as stop:  # Rich ends a run whose reader went away by itself
        sys.exit(stop.code)
    except BaseException as error:
        sys.exit(console.report(error))
    sys.exit(status if isinstance(status, int) else 0)
