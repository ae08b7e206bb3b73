"""``govgraph query``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from govgraph import bundled, config
from govgraph.cli import answer, console
from govgraph.errors import BadParameter, ConfigError, QueryError
from govgraph.namespaces import HOME
from govgraph.release import CURRENT, open_release
from govgraph.sparql import binding, canned, guard
from govgraph.sparql.canned import CannedQuery
from govgraph.sparql.embedded import EmbeddedEngine
from govgraph.sparql.engine import QueryEngine
from govgraph.sparql.things import Things

# Options after NAME are parameters of the query; which ones there are, only its header knows.
OPEN = {"allow_extra_args": True, "ignore_unknown_options": True}


class Format(StrEnum):
    """What an answer can be written as."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    MD = "md"
    HTML = "html"
    SVG = "svg"
    TTL = "ttl"
    JSONLD = "jsonld"


class Language(StrEnum):
    """The language of titles and labels."""

    ZH = "zh"
    EN = "en"


def query(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="The question; its parameters follow as --name value.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-f", "--file", help="A SPARQL file of your own; - for stdin.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the questions.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the SPARQL instead of asking it.")
    ] = False,
    format_: Annotated[
        Format, typer.Option("--format", help="How to write the answer.")
    ] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    language: Annotated[
        Language, typer.Option("--lang", help="The language of titles and labels.")
    ] = Language.ZH,
    endpoint: Annotated[
        str, typer.Option(help="Ask this SPARQL endpoint instead of the current release.")
    ] = "",
    directory: Annotated[
        Path, typer.Option("--directory", help="A folder with govgraph.toml, or below it.")
    ] = Path(),
) -> None:
    """提问 · Ask a question of the current release: a canned one, or SPARQL of your own.

    Example: govgraph query targets-for-indicator --indicator gdp-growth
    """
    if listing or not (name or file):
        queries = canned.load(bundled.queries())
        answer.show_list(queries.values(), language.value, as_json=as_json)
        return
    asked = own(file) if file else canned.read(bundled.queries(), _named(name or ""))
    given = parameters([*([name] if name and file else []), *context.args])
    engine, base = _engine(endpoint, directory)
    terms = binding.read(asked, given, Things(engine, base))
    text = binding.bind(asked, terms)
    if explain:
        console.write(text if text.endswith("\n") else text + "\n")
        return
    shape = Format.JSON if as_json else format_
    answer.show(asked, terms, engine, text, shape.value, language.value, base)


def parameters(arguments: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the values of ``--name value`` and ``--name=value`` pairs, by name.

    Raises:
        BadParameter: a value without a name, or a name without a value.

    >>> parameters(["--area", "440103", "--text=汽车", "--area", "440114"])
    {'area': ['440103', '440114'], 'text': ['汽车']}
    """
    found: dict[str, list[str]] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise BadParameter(f"a value without a name ({word}); write --NAME {word}")
        if not equals and not rest:
            raise BadParameter(f"--{name} has no value; write --{name} VALUE")
        found.setdefault(name, []).append(value if equals else rest.pop(0))
    return found


OWN_BYTES = 1 << 20  # a caller may ask at more length than the public


def own(path: Path) -> CannedQuery:
    """Return a query file of the caller, with or without a header.

    Raises:
        QueryError: it cannot be read or is malformed.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot be read ({error})") from error
    guard.check(text, max_bytes=OWN_BYTES)
    titles = canned.column_titles(bundled.queries())
    if canned.has_header(text):
        return canned.parse(path.stem, text, path=str(path), titles=titles)
    return canned.adhoc(text, titles)


def _named(name: str) -> str:
    if name.startswith("-"):
        raise BadParameter(f"the name of the question comes first, then {name}")
    return name


def _engine(endpoint: str, directory: Path) -> tuple[QueryEngine, str]:
    """Return what answers, and the IRI that ids are relative to."""
    try:
        settings = config.load(config.find(directory))
    except ConfigError:
        if not endpoint:
            raise
        return _remote(endpoint), HOME + "id/"
    if endpoint:
        return _remote(endpoint), settings.id_base
    return EmbeddedEngine(open_release(settings.output / CURRENT).store), settings.id_base


def _remote(endpoint: str) -> QueryEngine:
    from govgraph.sparql.remote import RemoteEngine  # brings SPARQLWrapper, which few calls need

    return RemoteEngine(endpoint)
