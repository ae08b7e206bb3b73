"""Compiled validation of a stream of batches: memory does not grow with their number.

Batches are judged one by one (`judge`), in any process. Three things reach beyond a batch, and each
has its way:

- a query that compares records with each other is asked at the end, of only the triples that such
  queries name: in memory while they are few, else of a store on disk;
- records with a link to something in another batch wait for the end, where what they lead to is
  taken from the whole dataset, and are judged together with it;
- what is said of reference things by several batches is judged batch by batch.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from govgraph import ntriples
from govgraph.errors import Location
from govgraph.namespaces import GG
from govgraph.ntriples import Triple
from govgraph.validation import findings
from govgraph.validation.compiled import Finding
from govgraph.validation.judge import Judge, Verdict, name_of
from govgraph.validation.report import ValidationReport, ValidationResult
from govgraph.validation.set_queries import Answers, SetQuery
from govgraph.validation.shacl import Locate
from govgraph.validation.triples import Triples

PIECE = 1 << 24  # bytes
BUDGET = 1 << 25
Subject = ox.NamedNode | ox.BlankNode | ox.Triple
# Finds where nodes stand, given their ids relative to the base.
Find = Callable[[Collection[str]], Mapping[str, Location]]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all things have in common that a query compares: a value of `by`; all have `only`."""

    by: ox.NamedNode
    only: ox.NamedNode


# Queries of all records that need not compare every one with every other.
SHARED = {
    "#Observation-once-query": Shared(ox.NamedNode(GG + "area"), ox.NamedNode(GG + "vintage"))
}


class Streamed:
    """The validation of one run: takes the verdicts on all batches, then reports."""

    def __init__(
        self,
        judge: Judge,
        folder: Path,
        locate: Locate | None = None,
        find: Find | None = None,
        budget: int = BUDGET,
    ) -> None:
        """Take the judge, a folder of its own for what is spooled, and what finds places.

        At most `budget` bytes of what is spooled are compared in memory.
        """
        self.budget = budget
        self.judge = judge
        self.folder = folder
        self.locate = locate
        self.find = find
        self.results: list[ValidationResult] = []
        self.ill_typed: list[ValidationResult] = []
        self.waiting: list[Triple] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = (folder / "wide.nt").open("wb")

    def take(self, verdict: Verdict, wide: Path | None = None) -> None:
        """Take the verdict on a batch; `wide` is a file with its lines for wide queries."""
        self.results += verdict.results
        self.ill_typed += verdict.ill_typed
        self.waiting += verdict.waiting
        self._spool.writelines(line.encode() for line in verdict.wide)
        if wide is not None:
            with wide.open("rb") as stream:
                shutil.copyfileobj(stream, self._spool, 1 << 20)

    def report(self, everything: Callable[[], Iterable[Triple]]) -> ValidationReport:
        """Return the whole report; `everything` gives all triples anew at each call."""
        if not self.ill_typed and self.waiting:
            self._judge_waiting(everything)
        self._spool.close()
        if not self.ill_typed:
            self._compare()
        shutil.rmtree(self.folder)
        found = ValidationReport.of(self.ill_typed or self.results)
        return found if self.find is None else placed(found, self.judge.base[1:], self.find)

    def _judge_waiting(self, everything: Callable[[], Iterable[Triple]]) -> None:
        is_own = self.judge.is_own
        wanted = {term for s, _, o in self.waiting for term in (s, o) if is_own(term)}
        size, found = -1, self.waiting
        while size != len(wanted):  # until whole records are at hand
            size = len(wanted)
            found = [t for t in everything() if t[0] in wanted or t[2] in wanted]
            wanted.update(term for s, _, o in found for term in (s, o) if is_own(term))
        again = {findings.plain(term) for term in wanted}
        self.results = [r for r in self.results if r.focus_node not in again]
        self.take(self.judge.last(found, self.locate))

    def _compare(self) -> None:
        """Judge the records beside each other."""
        spool, rules = self.folder / "wide.nt", self.judge.rules
        if spool.stat().st_size > self.budget or not all(q.ask for _, q in rules.questions):
            self._ask_store(spool)
            return
        with spool.open(encoding="utf-8", newline="\n") as lines:
            data = Triples(ntriples.read(lines))
        for finding in rules.across(data):
            self._note([finding], data.about(finding[0]))

    def _ask_store(self, spool: Path) -> None:
        store = ox.Store(str(self.folder / "store"))
        with spool.open("rb") as stream:
            while lines := stream.readlines(PIECE):  # the bulk loader holds each piece in memory
                store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        rules = self.judge.rules
        for shape, query in rules.queries:
            answers = _answers(store, query)
            for focus in answers:
                quads = store.quads_for_pattern(ox.NamedNode(focus[1:-1]), None, None, None)
                own = [(str(q.subject), str(q.predicate), str(q.object)) for q in quads]
                found = rules.answered(shape, query, {focus: answers[focus]}, Triples(own))
                self._note(found, own)

    def _note(self, found: Iterable[Finding], own: Iterable[Triple]) -> None:
        """Add what was found on one node, of which `own` is said."""
        data = Triples(own, self.judge.known)
        self.results += findings.results(found, self.judge.rules.shapes, data, self.locate)


def placed(report: ValidationReport, base: str, find: Find) -> ValidationReport:
    """Return a report with the places of records that are not kept in memory."""
    lost = {r.focus_node.removeprefix(base) for r in report.results if r.location is None}
    found = find(lost) if lost else {}
    if not found:
        return report
    return ValidationReport.of(
        r if r.location else replace(r, location=found.get(r.focus_node.removeprefix(base)))
        for r in report.results
    )


def _answers(store: ox.Store, query: SetQuery) -> Answers:
    """Ask a query of a store, thing by thing where what it compares share one."""
    shared = SHARED.get(name_of(query))
    if shared is None:
        return query.ask(store)
    found: dict[str, list[str | None]] = {}
    named = [ox.NamedNode(iri[1:-1]) for iri in query.predicates]
    for thing in {q.object for q in store.quads_for_pattern(None, shared.by, None)}:
        subjects = {q.subject for q in store.quads_for_pattern(None, shared.by, thing)}
        alike = [s for s in subjects if _has(store, s, shared.only)]
        if len(alike) > 1:
            part = ox.Store()
            for subject in alike:
                for name in named:
                    part.extend(store.quads_for_pattern(subject, name, None))
            found.update(query.ask(part))
    return found


def _has(store: ox.Store, subject: Subject, predicate: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(subject, predicate, None), None) is not None


def without_graphs(lines: Iterable[str]) -> Iterable[Triple]:
    """Return the triples of lines of N-Quads; those in several graphs come as often."""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest.rsplit(" ", 2)[0]
