"""Compiled validation of a stream of batches: memory does not grow with their number.

A batch holds whole records; what they lean on is the reference data, which comes first. Three
things reach beyond a batch, and each has its way:

- a query that compares records with each other (`LOCAL` lists those that do not) runs at the end
  over a store on disk, which holds only the triples that such queries name;
- records with a link to something in another batch wait for the end, where what they lead to is
  taken from the whole dataset, and are judged together with it;
- what is said of reference things by several batches is judged batch by batch.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from govgraph.namespaces import GG
from govgraph.validation import findings
from govgraph.validation.compiled import Compiled, CompiledShape, Finding
from govgraph.validation.report import ValidationReport, ValidationResult
from govgraph.validation.scratch import Scratch
from govgraph.validation.set_queries import Answers, SetQuery
from govgraph.validation.shacl import Locate
from govgraph.validation.shapes import Shapes
from govgraph.validation.triples import TYPE, Triple, Triples

# Queries that look at one record and the reference data. Any other is asked of all records at once.
LOCAL = frozenset(
    f"#{name}-query"
    for name in (
        "AdministrativeUnit-code-unique",
        "AdministrativeUnit-code-stem",
        "Assessment-figure-fits",
        "Assessment-not-early",
        "Evidence-within-text",
        "StatedValue",
        "StatedUpperValue",
        "Target-beyond-baseline",
        "Pledge-area",
        "Statement-within-tenure",
        "Statement-tenure",
        "Tenure-overlap",
        "Target-unit-fits",
        "Stretch-same",
        "Stretch-beyond",
        "Part-within-whole",
    )
)
Subject = ox.NamedNode | ox.BlankNode | ox.Triple


@dataclass(frozen=True, slots=True)
class Shared:
    """What all things have in common that a query compares: a value of `by`; all have `only`."""

    by: ox.NamedNode
    only: ox.NamedNode


# Queries of all records that need not compare every one with every other.
SHARED = {
    "#Observation-once-query": Shared(ox.NamedNode(GG + "area"), ox.NamedNode(GG + "vintage"))
}
Query = tuple[CompiledShape, SetQuery]


class Streamed:
    """The validator of one run: `reference` once, `batch` often, then `report`."""

    def __init__(self, shapes: Shapes, base: str, folder: Path, locate: Locate | None) -> None:
        """Take the shapes, the base of all things, a folder of its own for what is spooled."""
        self.rules = Compiled(shapes)
        self.base = f"<{base}"
        self.folder = folder
        self.locate = locate
        self.known = Triples()
        self.results: list[ValidationResult] = []
        self.ill_typed: list[ValidationResult] = []
        self.waiting: list[Triple] = []
        self.local = [q for q in self.rules.queries if _name(q[1]) in LOCAL]
        self.wide = [q for q in self.rules.queries if _name(q[1]) not in LOCAL]
        self._local_named = _named(self.local)
        self._wide_named = _named(self.wide)
        self._wide_types = _types(self.wide)
        self._scratch = Scratch()
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = (folder / "wide.nt").open("w", encoding="utf-8", newline="\n")

    def reference(self, triples: Sequence[Triple]) -> None:
        """Take the reference data and vocabularies, and judge them."""
        self.known = Triples(triples)
        self._scratch = Scratch(self._quads(triples))
        self._keep(triples)
        self._judge(self.known)

    def batch(
        self, said: Sequence[Triple], inferred: Iterable[Triple], facts: Iterable[Triple] = ()
    ) -> None:
        """Judge the records of one batch: what is said of them, and what follows by inference.

        `facts` are known of things in other batches, which are not judged here.
        """
        given = list(facts)
        base = Triples(given, self.known) if given else self.known
        found = [t for t in chain(said, inferred) if t[2] not in base.values(t[0], t[1])]
        self._keep(found)
        described = {t[0] for t in chain(said, given)}
        mentioned = {term for s, p, o in found if p != TYPE for term in (s, o)}
        foreign = {term for term in mentioned - described if self._is_own(term)}
        if foreign:
            found, waiting = _parted(found, foreign, self._is_own)
            self.waiting += waiting
        data = Triples(found, base)
        quads = list(self._quads(chain(found, given)))
        self._scratch.store.extend(quads)
        self._judge(data)
        self._scratch.forget(quads)

    def report(self, everything: Callable[[], Iterable[Triple]]) -> ValidationReport:
        """Return the whole report; `everything` gives all triples anew at each call."""
        if not self.ill_typed and self.waiting:
            self._judge_waiting(everything)
        self._spool.close()
        if not self.ill_typed:
            self._ask_wide()
        shutil.rmtree(self.folder)
        return ValidationReport.of(self.ill_typed or self.results)

    def _judge(self, data: Triples) -> None:
        self.ill_typed += findings.placed(findings.ill_typed(data), data, self.locate)
        found = self.rules.findings(data)
        for shape, query in self.local:
            if self.rules.focus_nodes(shape, data):
                found += self.rules.answered(shape, query, query.ask(self._scratch.store), data)
        self._report(found, data)

    def _report(self, found: Iterable[Finding], data: Triples) -> None:
        self.results += findings.results(found, self.rules.shapes, data, self.locate)

    def _quads(self, triples: Iterable[Triple]) -> Iterable[ox.Quad]:
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples if p in self._local_named)
        return ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)

    def _keep(self, triples: Iterable[Triple]) -> None:
        self._spool.writelines(
            f"{s} {p} {o} .\n"
            for s, p, o in triples
            if p in self._wide_named and (p != TYPE or o in self._wide_types)
        )

    def _is_own(self, term: str) -> bool:
        """Return whether a term is a thing of the publication that is no reference data."""
        return term.startswith(self.base) and not self.known.values(term, TYPE)

    def _judge_waiting(self, everything: Callable[[], Iterable[Triple]]) -> None:
        wanted = {term for s, _, o in self.waiting for term in (s, o) if self._is_own(term)}
        size, found = -1, self.waiting
        while size != len(wanted):  # until whole records are at hand
            size = len(wanted)
            found = [t for t in everything() if t[0] in wanted or t[2] in wanted]
            wanted.update(term for s, _, o in found for term in (s, o) if self._is_own(term))
        data = Triples(found, self.known)
        again = {findings.plain(term) for term in wanted}
        self.results = [r for r in self.results if r.focus_node not in again]
        self._scratch.store.extend(self._quads(found))
        self._judge(data)

    def _ask_wide(self) -> None:
        store = ox.Store(str(self.folder / "store"))
        store.bulk_load(path=str(self.folder / "wide.nt"), format=ox.RdfFormat.N_TRIPLES)
        for shape, query in self.wide:
            answers = _answers(store, query)
            for focus in answers:
                quads = store.quads_for_pattern(ox.NamedNode(focus[1:-1]), None, None, None)
                own = [(str(q.subject), str(q.predicate), str(q.object)) for q in quads]
                self._report(
                    self.rules.answered(shape, query, {focus: answers[focus]}, Triples(own)),
                    Triples(own, self.known),
                )


def _answers(store: ox.Store, query: SetQuery) -> Answers:
    """Ask a query of a store, thing by thing where what it compares share one."""
    shared = SHARED.get(_name(query))
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


def _name(query: SetQuery) -> str:
    return "#" + query.name.rpartition("#")[2].rstrip(">")


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


def triples(lines: Iterable[str]) -> Iterable[Triple]:
    """Return the triples of lines of N-Quads; those in several graphs come as often."""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest.rsplit(" ", 2)[0]
