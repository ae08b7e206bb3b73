"""Quads as an rdflib graph, which is what pySHACL reads."""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.query import Result
from rdflib.term import Node

from govgraph.errors import OntologyError
from govgraph.namespaces import XSD

if TYPE_CHECKING:
    from rdflib.plugins.sparql.sparql import Query

QUERIES_KEPT = 256
LOGGERS = ("rdflib.term", "pyshacl", "pyshacl-validate")


class PreparedGraph(Graph):
    """A graph that parses each query once: pySHACL asks the same one for every focus node."""

    def query(self, query_object: str | Query, *args: object, **kwargs: object) -> Result:
        """Answer a query, parsed before where it was asked before."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)  # type: ignore[arg-type]


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Keep rdflib and pySHACL from logging a traceback per literal they dislike."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


@silent()
def to_graph(quads: Iterable[ox.Quad]) -> PreparedGraph:
    """Return quads as one graph, names of graphs dropped, every literal as it is written.

    >>> one = ox.Literal("1.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    >>> node = ox.NamedNode("https://example.org/a")
    >>> [str(value) for _, _, value in to_graph([ox.Quad(node, node, one)])]
    ['1.0']
    """
    graph = PreparedGraph()
    graph.addN((_term(q.subject), URIRef(q.predicate.value), _term(q.object), graph) for q in quads)
    return graph


def prepared(graph: Graph) -> Graph:
    """Return the graph itself, or a view of the same triples that parses each query once."""
    return (
        graph if isinstance(graph, PreparedGraph) else PreparedGraph(graph.store, graph.identifier)
    )


def n_triples(term: Node) -> str:
    """Return a term in N-Triples, as it is written.

    >>> n_triples(Literal("6.50", datatype=URIRef(XSD + "decimal"), normalize=False))
    '"6.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    if isinstance(term, URIRef):
        return str(ox.NamedNode(str(term)))
    if isinstance(term, Literal) and term.language:
        return str(ox.Literal(str(term), language=term.language))
    if isinstance(term, Literal):
        return str(ox.Literal(str(term), datatype=ox.NamedNode(term.datatype or XSD + "string")))
    return f"_:{term}"


@silent()
def term(text: str) -> Node:
    """Return the term that N-Triples syntax stands for, as it is written.

    >>> term('"6.50"^^<http://www.w3.org/2001/XMLSchema#decimal>').value
    Decimal('6.50')
    """
    if text[0] == "_":
        return BNode(text[2:])
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return _term(quad.object)


@functools.lru_cache(maxsize=QUERIES_KEPT)
def _prepared(text: str) -> Query:
    from rdflib.plugins.sparql import prepareQuery  # slow to import, and seldom needed

    return prepareQuery(text)


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal) and term.language:
        return Literal(term.value, lang=term.language)
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "string":
        return Literal(term.value)
    if isinstance(term, ox.Literal):
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise OntologyError("RDF 1.2 triple terms are no data of govgraph")
