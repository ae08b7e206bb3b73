"""Terms and triples in the syntax of canonical N-Triples: the text that bulk work is done on."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from govgraph.namespaces import RDF, XSD

STRING = XSD + "string"

# (subject, predicate, object).
Triple = tuple[str, str, str]


def read(lines: Iterable[str]) -> Iterator[Triple]:
    """Yield the triples of lines of canonical N-Triples, each with its line end.

    Lines about one subject that follow each other share its text, whose hash is then known.

    >>> list(read(['<urn:a> <urn:b> "c d" .\\n']))
    [('<urn:a>', '<urn:b>', '"c d"')]
    """
    last = ""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if subject == last:
            subject = last
        else:
            last = subject
        yield subject, predicate, rest[:-3]


@functools.lru_cache(maxsize=100_000)
def literal(term: str) -> tuple[str, str, str]:
    """Return the lexical form, datatype and language of a literal.

    >>> literal('"a"@en'), literal('"1"^^<urn:x>'), literal('"b"')[1]
    (('a', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString', 'en'), ('1', 'urn:x', ''), 'http://www.w3.org/2001/XMLSchema#string')
    """
    end = term.rindex('"')
    text, tail = term[1:end], term[end + 1 :]
    if "\\" in text:
        (quad,) = ox.parse(f"<x:s> <x:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
        assert isinstance(quad.object, ox.Literal)
        text = quad.object.value
    if tail.startswith("@"):
        return text, RDF + "langString", tail[1:]
    return text, tail[3:-1] or STRING, ""


def text_of(term: str) -> str:
    """Return what SPARQL's STR gives of an IRI or literal.

    >>> text_of("<urn:x>"), text_of('"a"@en')
    ('urn:x', 'a')
    """
    if term[0] != '"':
        return term[1:-1]
    return literal(term)[0] if "\\" in term else term[1 : term.rindex('"')]


def language(term: str) -> str:
    """Return the language tag of a literal in small letters, '' where there is none.

    >>> language('"a"@zh-Hans'), language('"a@b"')
    ('zh-hans', '')
    """
    if term[0] != '"' or term[-1] in '">':
        return ""
    return term[term.rindex("@") + 1 :].lower()


def written(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[Triple]:
    """Yield triples with their terms in N-Triples syntax."""
    return ((str(t.subject), str(t.predicate), str(t.object)) for t in triples)
