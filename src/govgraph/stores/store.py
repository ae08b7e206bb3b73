"""A store: what the loader asks of any triple store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import pyoxigraph as ox

from govgraph.stores.dialects import Dialect
from govgraph.stores.parts import Part

# The name that stands for the default graph where a graph is asked for.
DEFAULT = ""

Term = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
# One solution: the bound variables only.
Row = dict[str, Term]
Sent = Callable[[int], None]


def nothing(triples: int) -> None:
    """Report no progress."""


class Store(Protocol):
    """One endpoint that takes graphs and answers SPARQL.

    Raises of every method:
        StoreUnreachable: nothing answers, or the outcome is unknown.
        StoreRefused: the store said no.
    """

    @property
    def endpoint(self) -> str:
        """Return the endpoint as given."""

    @property
    def dialect(self) -> Dialect:
        """Return what is particular to this store."""

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""

    def select(self, query: str) -> list[Row]:
        """Answer a SELECT query."""

    def replace(self, graph: str, part: Part, sent: Sent = nothing, *, bulk: bool = False) -> None:
        """Make a graph hold exactly a part; `bulk` may skip the transaction, on an empty graph."""

    def write(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Make a small graph hold exactly these triples; none removes it."""

    def remove(self, graph: str) -> None:
        """Remove a graph; one that is not there is fine."""

    def move(self, source: str, target: str) -> None:
        """Make `target` hold what `source` holds, and remove `source`."""


def predicates(store: Store, graph: str) -> dict[str, int]:
    """Return how many triples a graph holds, by predicate."""
    pattern = "?s ?p ?o" if graph == DEFAULT else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
    rows = store.select(f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?p")
    return {text(row["p"]): int(text(row["n"])) for row in rows if "p" in row}


def holds(store: Store, graph: str) -> bool:
    """Return whether a graph holds anything."""
    pattern = "?s ?p ?o" if graph == DEFAULT else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
    return store.ask(f"ASK {{ {pattern} }}")


def text(term: Term) -> str:
    """Return the IRI or the lexical form of a term."""
    return str(term.value) if not isinstance(term, ox.Triple) else str(term)


def turtle(triples: Sequence[ox.Triple]) -> bytes:
    """Return triples as N-Triples, which is Turtle too."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
