"""The compiled shapes over one batch: a pure function of the batch and the reference data.

A batch holds whole records; what they lean on is the reference data. What reaches beyond the
batch is not judged but handed on in the verdict, for `streamed` to judge at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from govgraph.ntriples import Triple
from govgraph.validation import findings
from govgraph.validation.compiled import Compiled, CompiledShape
from govgraph.validation.report import ValidationResult
from govgraph.validation.set_queries import SetQuery
from govgraph.validation.shacl import Locate
from govgraph.validation.shapes import Shapes
from govgraph.validation.triples import TYPE, Triples

Query = tuple[CompiledShape, SetQuery]


@dataclass(slots=True)
class Verdict:
    """What became of one batch.

    `waiting` are the triples of records that link to things in other batches; `wide` are lines of
    N-Triples for the queries that compare records with each other.
    """

    results: list[ValidationResult] = field(default_factory=list)
    ill_typed: list[ValidationResult] = field(default_factory=list)
    waiting: list[Triple] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)


class Judge:
    """The shapes, and the reference data that every batch leans on."""

    def __init__(self, shapes: Shapes, base: str, known: Iterable[Triple] = ()) -> None:
        """Take the shapes, the base of all things, and the reference data."""
        self.rules = Compiled(shapes)
        self.base = f"<{base}"
        self._wide_named = _named(self.rules.queries)
        self._wide_types = _types(self.rules.queries)
        self.known = Triples(known)
        self._described = {subject for subject, _, _ in self.known}

    def reference(self, locate: Locate | None) -> Verdict:
        """Judge the reference data itself."""
        verdict = Verdict(wide=list(self._kept(self.known)))
        self.judge(self.known, verdict, locate)
        return verdict

    def batch(
        self,
        said: Sequence[Triple],
        inferred: Iterable[Triple],
        facts: Iterable[Triple] = (),
        locate: Locate | None = None,
    ) -> Verdict:
        """Judge the records of one batch: what is said of them, and what follows by inference.

        `facts` are known of things in other batches, which are not judged here.
        """
        given = list(facts)
        base = Triples(given, self.known) if given else self.known
        before = self._described.union(t[0] for t in given) if given else self._described
        found = [
            t
            for t in (*said, *inferred)
            if t[0] not in before or t[2] not in base.values(t[0], t[1])
        ]
        verdict = Verdict(wide=list(self._kept(found)))
        described = {t[0] for t in (*said, *given)}
        data = Triples(found, base)
        foreign = {term for term in _mentioned(data) - described if self.is_own(term)}
        if foreign:
            found, verdict.waiting = _parted(found, foreign, self.is_own)
            data = Triples(found, base)
        self.judge(data, verdict, locate)
        return verdict

    def last(self, found: Sequence[Triple], locate: Locate | None) -> Verdict:
        """Judge triples of whole records, which need nothing else but the reference data."""
        verdict = Verdict()
        self.judge(Triples(found, self.known), verdict, locate)
        return verdict

    def judge(self, data: Triples, verdict: Verdict, locate: Locate | None) -> None:
        """Add what is wrong with `data` to a verdict."""
        verdict.ill_typed += findings.placed(findings.ill_typed(data), data, locate)
        found = self.rules.findings(data)
        verdict.results += findings.results(found, self.rules.shapes, data, locate)

    def is_own(self, term: str) -> bool:
        """Return whether a term is a thing of the publication that is no reference data."""
        return term.startswith(self.base) and not self.known.values(term, TYPE)

    def _kept(self, triples: Iterable[Triple]) -> Iterable[str]:
        return (
            f"{s} {p} {o} .\n"
            for s, p, o in triples
            if p in self._wide_named and (p != TYPE or o in self._wide_types)
        )


def name_of(query: SetQuery) -> str:
    """Return the local name of a query."""
    return "#" + query.name.rpartition("#")[2].rstrip(">")


def _mentioned(data: Triples) -> set[str]:
    """Return all terms of triples but classes."""
    found: set[str] = set()
    for predicate, column in data.columns.items():
        if predicate != TYPE:
            found |= column.one.keys()
            found |= column.distinct()
    return found


def _named(queries: Iterable[Query]) -> frozenset[str]:
    return frozenset(p for _, query in queries for p in query.predicates)


def _types(queries: Iterable[Query]) -> frozenset[str]:
    targets = {t.term for shape, _ in queries for t in shape.targets if t.kind == "targetClass"}
    return _named(queries) | targets


def _parted(
    triples: Sequence[Triple], foreign: set[str], is_own: Callable[[str], bool]
) -> tuple[list[Triple], list[Triple]]:
    """Part triples into those of whole records and those of records that link to `foreign`."""
    near: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in triples:
        if predicate != TYPE and is_own(subject) and is_own(value):
            near[subject].add(value)
            near[value].add(subject)
    opened, queue = set(foreign), list(foreign)
    for node in queue:
        new = near[node] - opened
        opened |= new
        queue += new
    closed = [t for t in triples if t[0] not in opened and t[2] not in opened]
    return closed, [t for t in triples if t[0] in opened or t[2] in opened]
