"""A query engine: what answers SPARQL, here or far away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

# What a cell of an answer holds; no blank node is ever published.
Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: named columns, and one term or None for each in every row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class QueryEngine(Protocol):
    """Answers queries over the union of a release's graphs; read only.

    Raises of every method:
        QueryError: the query is malformed or of another form.
        QueryTimeout: the answer took too long.
        StoreError: a remote engine failed.
    """

    def select(self, query: str) -> Rows:
        """Answer a SELECT query."""

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Answer a CONSTRUCT or DESCRIBE query, sorted."""
