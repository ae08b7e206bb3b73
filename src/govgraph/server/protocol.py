"""The SPARQL 1.1 Protocol, query operation: what a request asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from govgraph.iris import absolute_iri_fault
from govgraph.server.problem import Problem

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 100
_CHARSET = re.compile(r'charset\s*=\s*"?([^\s;"]+)', re.IGNORECASE)
_GRAPHS = ("default-graph-uri", "named-graph-uri")


@dataclass(frozen=True, slots=True)
class Operation:
    """One query operation: the text, the dataset it runs on, the format asked for by name."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    options: frozenset[str] = frozenset()


def read(method: str, query_string: bytes, content_type: str, body: bytes) -> Operation | None:
    """Return the operation of a request, or None for one that asks for the description.

    Raises:
        Problem: 400, 403, 405 or 415, as the protocol and ``docs/endpoint.md`` say.
    """
    fields = decoded(query_string)
    if method != "POST":
        return _operation(fields) if fields else None
    media_type, _, parameters = content_type.partition(";")
    charset = _CHARSET.search(parameters)
    if charset and charset.group(1).lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, "the body must be in UTF-8")
    kind = media_type.strip().lower()
    if kind == QUERY:
        if any(name == "query" for name, _ in fields):
            raise Problem(400, "the query stands in the URL and in the body; send it once")
        return _operation([*fields, ("query", _text(body))])
    if kind == FORM:
        return _operation([*fields, *decoded(body)])
    if kind == UPDATE:
        raise Problem(403, "this endpoint only answers queries; updates are refused")
    raise Problem(
        415, f"the body must be {QUERY} or {FORM}", headers={"Accept-Post": f"{QUERY}, {FORM}"}
    )


def decoded(encoded: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form or query string.

    Raises:
        Problem: 400 when they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeError as error:
        raise Problem(400, "the parameters must be percent-encoded UTF-8") from error
    except ValueError as error:
        raise Problem(413, f"more than {MAX_FIELDS} parameters") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "the query must be UTF-8") from error


def _operation(fields: Sequence[tuple[str, str]]) -> Operation | None:
    names = [name for name, _ in fields]
    if "update" in names or any(n.startswith("using-") for n in names):
        raise Problem(403, "this endpoint only answers queries; updates are refused")
    if "query" not in names:
        if set(names) & {"default-graph-uri", "named-graph-uri"}:
            raise Problem(400, "the query is missing; send the parameter query")
        return None
    for name in ("query", "format"):
        if names.count(name) > 1:
            raise Problem(400, f"the parameter {name} came more than once")
    values = dict(fields)
    default, named = (tuple(v for n, v in fields if n == name) for name in _GRAPHS)
    for iri in (*default, *named):
        fault = absolute_iri_fault(iri)
        if fault:
            raise Problem(400, f"a graph is named by an absolute IRI; {fault}")
    options = frozenset(f"{n}={v}" for n, v in fields if n in ("csv", "bom"))
    return Operation(values["query"], default, named, values.get("format"), options)
