"""How the command line speaks: errors to stderr, progress on terminals, results to stdout."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from typer.exceptions import TyperException

from govgraph.errors import (
    ConfigError,
    GovgraphError,
    Locked,
    MachineError,
    MissingExtra,
    NotConformant,
    QueryError,
    RecordProblems,
    StoreError,
)


class Terminal(Console):
    """A console that leaves a broken pipe to the main function, like any other writer."""

    def on_broken_pipe(self) -> None:
        """Raise what happened, where Rich would end the process with status 1."""
        raise BrokenPipeError


out = Terminal(highlight=False, soft_wrap=True)
err = Terminal(stderr=True, highlight=False, soft_wrap=True)

USAGE = 2
INTERRUPTED = 130
BUG = 70
# The first class that fits decides.
EXIT_STATUS: tuple[tuple[type[BaseException], int], ...] = (
    (ConfigError, 2),
    (MissingExtra, 2),
    (QueryError, 2),
    (MachineError, 3),
    (StoreError, 4),
    (Locked, 5),
    (GovgraphError, 1),
)
STAGES = {
    "read": "读取记录 reading records",
    "graph": "断言与推理 asserting and inferring",
    "assess": "评估 assessing",
    "validate": "校验 validating",
    "sort": "排序 sorting",
    "files": "写文件 writing files",
    "store": "建库 building the store",
    "describe": "编目 describing",
    "answers": "常用问答 answering usual questions",
    "site": "网站 writing the site",
    "split": "按图拆分 splitting by graph",
    "preflight": "预检 preflight",
    "claim": "占用 claiming",
    "stage": "暂存 staging",
    "send": "发送 sending",
    "swap": "切换 swapping",
    "verify": "核对 verifying",
    "clear": "清理 clearing away",
    "mark": "标记 marking",
    "unchanged": "未变 unchanged",
    "done": "完成 done",
}


def report(error: BaseException) -> int:
    """Print an error on stderr and return its exit status."""
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    if isinstance(error, TyperException):
        if error.format_message():
            print(f"govgraph: USAGE: {error.format_message()} See govgraph --help", file=sys.stderr)
        return USAGE
    for kind, status in EXIT_STATUS:
        if isinstance(error, kind):
            for line in lines(error):
                print(line, file=sys.stderr)
            return status
    if os.environ.get("GOVGRAPH_DEBUG"):
        traceback.print_exception(error)
    print(
        f"govgraph: BUG: {type(error).__name__}: {' '.join(str(error).split())}; "
        "please report it; GOVGRAPH_DEBUG=1 shows where",
        file=sys.stderr,
    )
    return BUG


def lines(error: BaseException) -> list[str]:
    """Return an error as lines for people."""
    if isinstance(error, RecordProblems):
        return [
            *error.lines(),
            f"{len(error.exceptions)} 个问题，未发布 · problems; nothing was published",
        ]
    if isinstance(error, NotConformant):
        return [*error.report.lines(), "未发布 · nothing was published"]
    return str(error).splitlines()


def print_json(value: Any) -> None:
    """Print a value for machines."""
    print(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))


def write(text: str) -> None:
    """Write a text as it is, in UTF-8 whatever the terminal says, and without changing line ends."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


class RateColumn(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, once there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def progress(enabled: bool = True, *, rate: bool = False) -> Iterator[Any]:
    """Give a progress function that draws on a terminal and is silent when piped.

    `rate` adds how many are done in a second, and the time left.
    """
    if not (enabled and err.is_terminal):
        yield lambda stage, done, total: None
        return
    columns: tuple[ProgressColumn, ...] = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
    )
    if rate:
        columns += (RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(STAGES.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield advance
