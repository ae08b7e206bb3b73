"""What became of each target: the rules that need all figures of an area at once.

A figure decides only targets of its own area, so the targets and figures of a publication are
spooled by area and assessed a few areas at a time: memory does not grow with their number. The
rules leave working notes in a namespace of their own, which is never published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

import pyoxigraph as ox

from govgraph.graph.ontology import Rule
from govgraph.graph.rules import construct
from govgraph.graph.runs import WORKING
from govgraph.iris import terms
from govgraph.namespaces import GG, RDF
from govgraph.ntriples import Triple

BATCH_LINES = 60_000

_AREA = f"<{GG}area>"
_TYPE = f"<{RDF}type>"
_SUBJECTS = (f"<{GG}Target>", f"<{GG}Observation>")


class Assessor:
    """The rules of the assessment, and the reference data that they lean on."""

    def __init__(self, rules: Sequence[Rule], store: ox.Store, also: str) -> None:
        """Take the rules, and a store of the reference data with the runs' notes.

        `also` is a query that will be asked of the targets and figures besides the rules.
        """
        self.rules = [rule for rule in rules if rule.scope == "dataset"]
        texts = [also, *(rule.text for rule in self.rules)]
        self._terms = {f"<{iri}>" for text in texts for iri in terms(text)} | {_TYPE}
        self.reference = [
            ox.Quad(q.subject, q.predicate, q.object)
            for q in store
            if str(q.predicate) in self._terms
        ]

    def wanted(self, triples: Iterable[Triple]) -> Iterator[str]:
        """Yield what the rules need of the targets and figures among `triples`.

        A line is the area, a tab and the triple. What is said of one thing comes in one batch.
        """
        areas: dict[str, str] = {}
        said: dict[str, list[Triple]] = defaultdict(list)
        wanted: set[str] = set()
        for triple in triples:
            subject, predicate, value = triple
            if predicate == _TYPE:
                said[subject].append(triple)
                if value in _SUBJECTS:
                    wanted.add(subject)
            elif predicate in self._terms:
                said[subject].append(triple)
                if predicate == _AREA:
                    areas[subject] = value
        return (
            f"{areas.get(subject, '')}\t{s} {p} {o}"
            for subject in wanted
            for s, p, o in said[subject]
        )

    def assess(
        self, lines: Sequence[str], explain: Callable[[ox.Store], Iterable[Triple]]
    ) -> list[Triple]:
        """Return what the rules construct of whole areas, with the explanations.

        `lines` are triples without their areas; `explain` sees the store with everything that the
        rules made.
        """
        # A store in memory keeps what was removed from it, so each batch gets a fresh one.
        store = ox.Store()
        store.bulk_extend([*self.reference, *_quads(lines)])
        found: dict[Triple, None] = {}
        for rule in self.rules:
            new = [ox.Quad(t.subject, t.predicate, t.object) for t in construct(store, rule)]
            store.extend(new)
            found.update(
                (_strings(q), None) for q in new if not q.predicate.value.startswith(WORKING)
            )
        found.update((triple, None) for triple in explain(store))
        return sorted(found)


def groups(spool: Iterable[str]) -> Iterator[list[str]]:
    """Yield the triples of a few areas at a time, from sorted lines with their areas."""
    batch: list[str] = []
    for _, lines in groupby(spool, key=lambda line: line.partition("\t")[0]):
        batch += [line.partition("\t")[2] for line in lines]
        if len(batch) >= BATCH_LINES:
            yield batch
            batch = []
    if batch:
        yield batch


def facts(lines: Iterable[str]) -> list[Triple]:
    """Return the triples of a group."""
    parts = (line.split(" ", 2) for line in lines)
    return [(subject, predicate, value) for subject, predicate, value in parts]


def _quads(lines: Sequence[str]) -> list[ox.Quad]:
    text = "".join(f"{line} .\n" for line in lines)
    return list(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))


def _strings(quad: ox.Quad) -> Triple:
    return str(quad.subject), str(quad.predicate), str(quad.object)
