"""``govgraph evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govgraph.cli import console
from govgraph.cli.extract import date_of
from govgraph.extraction import evaluation


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold statements, one JSON object a line.")],
    texts: Annotated[
        list[Path] | None,
        typer.Argument(help="The texts; by default NAME.txt beside the gold, by its doc field."),
    ] = None,
    date: Annotated[str, typer.Option(help="The date of texts that do not say theirs.")] = "",
    place: Annotated[str, typer.Option(help="Whom the texts are about.")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Leave out the list of errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores for machines.")] = False,
) -> None:
    """对照金标准评估提取 · Hold proposals against gold: precision, recall and F1.

    Example: govgraph evaluate gold.jsonl article.txt --date 2023
    """
    year, month = date_of(date)
    result = evaluation.evaluate(gold, texts or [], year=year, month=month, place=place or None)
    if as_json:
        console.print_json(evaluation.scores(result))
        return
    for line in evaluation.report(result, errors=not quiet):
        print(line)
