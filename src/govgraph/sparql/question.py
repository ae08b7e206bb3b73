"""A question to a query worker and its answer, as values and as frames on a pipe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from govgraph.errors import (
    MemoryExceeded,
    QueryError,
    QuerySyntaxError,
    ResultNotAcceptable,
    ResultTooLarge,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one query may cost, and how many may run or wait at once."""

    seconds: float = 10.0
    rows: int = 10_000
    size: int = 10_000_000
    memory: int = 512 << 20
    workers: int = 2
    spares: int = 1
    queue: int = 8
    niceness: int = 15


PUBLIC = Bounds()
CANNED = Bounds(seconds=2.0, rows=100_000, workers=1, niceness=0)


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the dataset the protocol chose, and the formats the asker takes.

    `rows` and `graph` name a format of the worker, or are None where none is acceptable; `base` is
    what relative IRIs of the query are relative to.
    """

    query: str
    rows: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its bytes, whether it is a graph, and the seconds of work it took."""

    body: bytes
    is_graph: bool
    seconds: float


def encode(question: Question, bounds: Bounds) -> bytes:
    """Return the frame of a question."""
    return json.dumps(
        {
            "query": question.query,
            "base": question.base,
            "default_graphs": question.default_graphs,
            "named_graphs": question.named_graphs,
            "select": question.rows,
            "graph": question.graph,
            "prefixes": dict(question.prefixes),
            "rows": bounds.rows,
            "bytes": bounds.size,
        }
    ).encode()


_FAULTS: Mapping[bytes, Callable[[str], QueryError]] = {
    b"X": lambda text: QuerySyntaxError(f"malformed SPARQL ({syntax_fault(text)})"),
    b"L": lambda text: ResultTooLarge(
        f"the answer has more than {text}; set a LIMIT, or take the dumps"
    ),
    b"N": lambda text: ResultNotAcceptable(
        "this query answers with a graph" if text == "graph" else "this query answers with rows"
    ),
    b"E": lambda text: QueryError(f"the query cannot be evaluated ({' '.join(text.split())})"),
}


def decode(frame: bytes | None, seconds: float) -> Answer:
    if frame is None or frame[:1] == b"M":
        raise MemoryExceeded("the query needed more memory than allowed; ask for less")
    kind, body = frame[:1], frame[1:]
    if kind in (b"S", b"G"):
        return Answer(body, kind == b"G", seconds)
    raise _FAULTS[kind](body.decode("utf-8", "replace"))


def syntax_fault(text: str) -> str:
    """Return the parser's words on one line, without its list of a thousand characters.

    >>> syntax_fault("error at 1:14: expected one of '!', ['a' ..= 'z'\\n| 'b']")
    'line 1, column 14: unexpected here'
    """
    place, _, rest = " ".join(text.split()).removeprefix("error at ").partition(": ")
    line, colon, column = place.partition(":")
    if not (colon and line.isdigit() and column.isdigit()):
        return " ".join(text.split())[:200]
    words = "unexpected here" if rest.startswith("expected") else rest[:200]
    return f"line {line}, column {column}: {words}"
