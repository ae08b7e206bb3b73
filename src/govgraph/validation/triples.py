"""Triples as the compiled validator reads them: terms in N-Triples syntax, by predicate."""

from __future__ import annotations

import datetime as dt
import decimal
import functools
from collections.abc import Iterable, Iterator, Set

import pyoxigraph as ox

from govgraph.namespaces import RDF, RDFS, XSD

# (subject, predicate, object).
Triple = tuple[str, str, str]

TYPE = f"<{RDF}type>"
SUBCLASS = f"<{RDFS}subClassOf>"
STRING = XSD + "string"
NOTHING: Set[str] = frozenset()

# What compares: the kind and the value; terms of different kinds do not compare.
Comparable = tuple[str, object]


class Triples:
    """An index of triples over a base of reference data, which is never changed."""

    def __init__(self, triples: Iterable[Triple] = (), base: Triples | None = None) -> None:
        self.base = base
        self.by_predicate: dict[str, dict[str, set[str]]] = {}
        self._backward: dict[str, dict[str, set[str]]] = {}
        for subject, predicate, value in triples:
            subjects = self.by_predicate.get(predicate)
            if subjects is None:
                subjects = self.by_predicate[predicate] = {}
            values = subjects.get(subject)
            if values is None:
                subjects[subject] = {value}
            else:
                values.add(value)

    def __iter__(self) -> Iterator[Triple]:
        """Yield the own triples, without those of the base."""
        for predicate, subjects in self.by_predicate.items():
            for subject, values in subjects.items():
                for value in values:
                    yield subject, predicate, value

    def values(self, subject: str, predicate: str) -> Set[str]:
        """Return the objects of a subject and predicate."""
        subjects = self.by_predicate.get(predicate)
        own = subjects.get(subject, NOTHING) if subjects else NOTHING
        if self.base is None:
            return own
        theirs = self.base.values(subject, predicate)
        return own | theirs if own and theirs else own or theirs

    def subjects(self, predicate: str, value: str) -> Set[str]:
        """Return the subjects that a predicate leads from to an object."""
        own = self.own_subjects(predicate, value)
        if self.base is None:
            return own
        theirs = self.base.subjects(predicate, value)
        return own | theirs if own and theirs else own or theirs

    def own_subjects(self, predicate: str, value: str) -> Set[str]:
        """Return those of the subjects of which it is said here, not in the base."""
        index = self._backward.get(predicate)
        if index is None:
            index = self._backward[predicate] = self._inverted(predicate)
        return index.get(value, NOTHING)

    def _inverted(self, predicate: str) -> dict[str, set[str]]:
        index: dict[str, set[str]] = {}
        for subject, values in self.by_predicate.get(predicate, {}).items():
            for value in values:
                index.setdefault(value, set()).add(subject)
        return index

    def subclasses(self, kind: str) -> Set[str]:
        """Return a class with all that the data itself puts below it."""
        found, queue = {kind}, [kind]
        for current in queue:
            new = self.subjects(SUBCLASS, current) - found
            found |= new
            queue += new
        return found


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
    """Return what SPARQL's STR gives of an IRI or literal."""
    return literal(term)[0] if term[0] == '"' else term[1:-1]


@functools.lru_cache(maxsize=100_000)
def comparable(term: str) -> Comparable | None:
    """Return what a term is compared by, or None where it does not compare."""
    if term[0] != '"':
        return "text", term[1:-1]
    value, datatype, _ = literal(term)
    name = datatype.removeprefix(XSD)
    try:
        if name in ("decimal", "integer"):
            return "number", decimal.Decimal(value)
        if name == "date":
            return "date", dt.date.fromisoformat(value)
    except (ValueError, decimal.InvalidOperation):
        return None
    return ("text", value) if name in ("string", datatype) else None
