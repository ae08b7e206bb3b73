"""``govgraph check``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from govgraph import config, pipeline
from govgraph.cli import console
from govgraph.config import Settings
from govgraph.errors import NotConformant, RecordProblems
from govgraph.pipeline import Checked
from govgraph.validation import report_graph, sarif, shapes


class Form(Enum):
    """How the findings are written."""

    text = "text"
    json = "json"
    turtle = "turtle"
    sarif = "sarif"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="A publication's folder, or record files to look at alone."),
    ] = None,
    text: Annotated[
        list[Path] | None,
        typer.Option(help="A source text, or a folder of them, to hold the evidence against."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to write the findings.")] = Form.text,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
    lang: Annotated[str, typer.Option(help="zh or en: the language of messages.")] = "zh",
) -> None:
    """检查记录、证据与约束 · Check the records, their evidence, and the shapes they must keep.

    Example: govgraph check data/records/statement/0001-1.yaml
    """
    form = Form.json if as_json else form
    start = paths[0] if paths else Path()
    settings = config.load(config.find(start if start.is_dir() else start.parent))
    files = [path for path in paths or [] if path.is_file()]
    try:
        with console.progress(form is Form.text) as progress:
            found = pipeline.check(settings, text or [], files, progress)
    except RecordProblems as problems:
        if form is Form.json:
            console.print_json({"conforms": False, "problems": problems.lines(limit=10_000)})
        raise
    for note in found.notes:
        console.err.print(note, markup=False)
    print(_written(found, form, settings, lang), end="")
    if not (found.report.conforms_strictly if strict else found.report.conforms):
        raise NotConformant(found.report) if form is Form.text else typer.Exit(1)


def _written(found: Checked, form: Form, settings: Settings, lang: str) -> str:
    report = found.report
    if form is Form.json:
        return report.to_json()
    if form is Form.turtle:
        return report_graph.turtle(report, f"{settings.id_base}validation/{settings.version}")
    if form is Form.sarif:
        rules = shapes.load(base=settings.base).constraints
        return sarif.sarif(report, rules, language=lang, base=settings.base)
    lines = [] if not report.conforms else report.lines(lang, settings.base)
    lines.append(f"{found.records} 条记录 · records; {report.summary('zh')} · {report.summary()}")
    lines.append(
        f"证据 · evidence: {found.verified} 处核对无误 verified, "
        f"{found.not_held} 处未持有原文 text not held"
    )
    return "\n".join(lines) + "\n"
