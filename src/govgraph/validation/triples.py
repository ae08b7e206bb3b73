"""Triples as the compiled validator reads them: terms in N-Triples syntax, a column a predicate."""

from __future__ import annotations

import datetime as dt
import decimal
import functools
from collections.abc import Collection, Iterable, Iterator, Set

from govgraph.namespaces import RDF, RDFS, XSD
from govgraph.ntriples import Triple, literal
from govgraph.validation.columns import EMPTY, NOTHING, Column

TYPE = f"<{RDF}type>"
SUBCLASS = f"<{RDFS}subClassOf>"
_INTEGER = f'"^^<{XSD}integer>'

# What compares: the kind and the value; terms of different kinds do not compare.
Comparable = tuple[str, object]


class Triples:
    """An index of triples over a base of reference data; neither is changed once it is made."""

    def __init__(self, triples: Iterable[Triple] = (), base: Triples | None = None) -> None:
        self.base = base
        self.columns: dict[str, Column] = {}
        self._subclasses: dict[str, Set[str]] = {}
        self._take(triples)

    def _take(self, triples: Iterable[Triple]) -> None:
        columns = self.columns
        for subject, predicate, value in triples:
            column = columns.get(predicate)
            if column is None:
                column = columns[predicate] = Column()
            first = column.one.setdefault(subject, value)
            if first is not value and first != value:
                several = column.more.get(subject)
                if several is None:
                    column.more[subject] = {first, value}
                else:
                    several.add(value)

    def __iter__(self) -> Iterator[Triple]:
        """Yield the own triples, without those of the base."""
        for predicate, column in self.columns.items():
            for subject in column.one:
                for value in column.values(subject):
                    yield subject, predicate, value

    def about(self, subject: str) -> Iterator[Triple]:
        """Yield the own triples of one subject."""
        for predicate, column in self.columns.items():
            for value in column.values(subject):
                yield subject, predicate, value

    def values(self, subject: str, predicate: str) -> Set[str]:
        """Return the objects of a subject and predicate."""
        found: Set[str] = NOTHING
        data: Triples | None = self
        while data is not None:
            column = data.columns.get(predicate)
            if column is not None:
                value = column.one.get(subject)
                if value is not None:
                    own = column.more.get(subject) or {value}
                    found = found | own if found else own
            data = data.base
        return found

    def subjects(self, predicate: str, value: str) -> Set[str]:
        """Return the subjects that a predicate leads from to an object."""
        own = self.own_subjects(predicate, value)
        if self.base is None:
            return own
        theirs = self.base.subjects(predicate, value)
        return own | theirs if own and theirs else own or theirs

    def own_subjects(self, predicate: str, value: str) -> Set[str]:
        """Return those of the subjects of which it is said here, not in the base."""
        column = self.columns.get(predicate)
        return NOTHING if column is None else column.inverse().values(value)

    def spoken(self, predicate: str, *, back: bool = False) -> list[Column]:
        """Return the columns of a predicate, or their inverses, with those of the base."""
        found: list[Column] = []
        data: Triples | None = self
        while data is not None:
            column = data.columns.get(predicate)
            if column is not None:
                found.append(column.inverse() if back else column)
            data = data.base
        return found

    def predicates(self) -> Set[str]:
        """Return all predicates, those of the base too."""
        own = self.columns.keys()
        return own | self.base.predicates() if self.base else own

    def described(self, nodes: Set[str], predicate: str) -> Set[str]:
        """Return those of the nodes of which the base says something by a predicate."""
        if self.base is None:
            return NOTHING
        found = self.base.columns.get(predicate, EMPTY).one.keys() & nodes
        return found | self.base.described(nodes, predicate) if self.base.base else found

    def ordered(self, nodes: Collection[str], predicate: str) -> Collection[str]:
        """Return nodes in the order in which a predicate came, where memory was laid out so."""
        column = self.columns.get(predicate, EMPTY).one
        found = [node for node in column if node in nodes]
        return found if len(found) == len(nodes) else nodes

    def mentioned(self, nodes: Set[str], predicate: str) -> bool:
        """Return whether the base leads to one of the nodes by a predicate."""
        if self.base is None:
            return False
        theirs = self.base.columns.get(predicate, EMPTY).inverse()
        return not theirs.one.keys().isdisjoint(nodes) or self.base.mentioned(nodes, predicate)

    def subclasses(self, kind: str) -> Set[str]:
        """Return a class with all that the data itself puts below it."""
        if self.base is not None and SUBCLASS not in self.columns:
            return self.base.subclasses(kind)
        known = self._subclasses.get(kind)
        if known is not None:
            return known
        found, queue = {kind}, [kind]
        for current in queue:
            new = self.subjects(SUBCLASS, current) - found
            found |= new
            queue += new
        self._subclasses[kind] = found
        return found

    def own_instances(self, kind: str) -> Set[str]:
        """Return the nodes that are said here to be of a class or of one below it."""
        found = [s for s in (self.own_subjects(TYPE, k) for k in self.subclasses(kind)) if s]
        return found[0] if len(found) == 1 else set().union(*found)

    def strangers(self, nodes: Set[str], kind: str) -> Set[str]:
        """Return those of the nodes that are of no class at or below `kind`."""
        kinds, data, left = self.subclasses(kind), self, set(nodes)
        while left:
            for each in kinds:
                left -= data.own_subjects(TYPE, each)
            if data.base is None:
                break
            data = data.base
        return left


@functools.lru_cache(maxsize=100_000)
def comparable(term: str) -> Comparable | None:
    """Return what a term is compared by, or None where it does not compare."""
    if term[0] != '"':
        return "text", term[1:-1]
    if "\\" not in term and term.endswith(_INTEGER):
        return "number", int(term[1 : -len(_INTEGER)])
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
