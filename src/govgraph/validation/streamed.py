"""Compiled validation of a stream of batches: memory does not grow with their number.

Batches are judged one by one (`judge`), in any process. Three things reach beyond a batch, and each
has its way:

- a query that compares records with each other is asked at the end, of only the triples that such
  queries name, part by part (`comparison`);
- records with a link to something in another batch wait for the end, where what they lead to is
  taken from the whole dataset, and are judged together with it;
- what is said of reference things by several batches is judged batch by batch.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from govgraph.errors import Location, OntologyError
from govgraph.ntriples import Triple
from govgraph.validation import findings
from govgraph.validation.comparison import SHARED, Comparison
from govgraph.validation.compiled import Finding
from govgraph.validation.judge import Judge, Verdict, name_of
from govgraph.validation.report import ValidationReport, ValidationResult
from govgraph.validation.shacl import Locate
from govgraph.validation.triples import Triples

BUDGET = 1 << 25
# Finds where nodes stand, given their ids relative to the base.
Find = Callable[[Collection[str]], Mapping[str, Location]]


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

        About `budget` bytes of what is spooled are compared in memory at a time.

        Raises:
            OntologyError: a query of the shapes cannot be asked batch by batch; it says which.
        """
        for _, question in judge.rules.questions:
            name = name_of(question.query)
            if question.ask is None or not (question.query.is_local or name in SHARED):
                raise OntologyError(
                    f"shapes: {name}: it cannot be asked batch by batch; write it in what compiles, "
                    "and name what it compares by in validation/comparison.py"
                )
        self.budget = budget
        self.judge = judge
        self.folder = folder
        self.locate = locate
        self.find = find
        self.results: list[ValidationResult] = []
        self.ill_typed: list[ValidationResult] = []
        self.waiting: list[Triple] = []
        self.comparison = Comparison(folder)

    def take(self, verdict: Verdict, wide: Path | None = None) -> None:
        """Take the verdict on a batch; `wide` is a file with its lines for wide queries."""
        self.results += verdict.results
        self.ill_typed += verdict.ill_typed
        self.waiting += verdict.waiting
        self.comparison.take(line.encode() for line in verdict.wide)
        if wide is not None:
            with wide.open("rb") as stream:
                self.comparison.take(stream)

    def report(self, everything: Callable[[], Iterable[Triple]]) -> ValidationReport:
        """Return the whole report; `everything` gives all triples anew at each call."""
        if not self.ill_typed and self.waiting:
            self._judge_waiting(everything)
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
        """Judge the records beside each other, part by part; what two parts find is found once."""
        rules, seen = self.judge.rules, set[Finding]()
        for data in self.comparison.parts(self.budget):
            for finding in rules.across(data):
                if finding not in seen:
                    seen.add(finding)
                    self._note([finding], data.about(finding[0]))

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


def without_graphs(lines: Iterable[str]) -> Iterable[Triple]:
    """Return the triples of lines of N-Quads; those in several graphs come as often."""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest.rsplit(" ", 2)[0]
