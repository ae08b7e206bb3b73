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

from govgraph.graph.dataset import Dataset
from govgraph.graph.nquads import Triple
from govgraph.graph.ontology import Rule
from govgraph.graph.rules import construct
from govgraph.graph.runs import WORKING
from govgraph.iris import terms
from govgraph.namespaces import GG, RDF

BATCH_LINES = 60_000

_AREA = f"<{GG}area>"
_TYPE = f"<{RDF}type>"
_SUBJECTS = (f"<{GG}Target>", f"<{GG}Observation>")


class Assessor:
    """Collects the targets and figures of all batches, then assesses them area by area."""

    def __init__(self, rules: Sequence[Rule], store: ox.Store, spool: Dataset, also: str) -> None:
        """Take the rules, a store of the reference data with the runs' notes, and an open spool.

        `also` is a query that will be asked of the targets and figures besides the rules.
        """
        self.rules = [rule for rule in rules if rule.scope == "dataset"]
        self.spool = spool
        self._batch: list[str] = []
        texts = [also, *(rule.text for rule in self.rules)]
        self._terms = {f"<{iri}>" for text in texts for iri in terms(text)} | {_TYPE}
        self.reference = [
            ox.Quad(q.subject, q.predicate, q.object)
            for q in store
            if str(q.predicate) in self._terms
        ]

    def take(self, triples: Iterable[Triple]) -> None:
        """Keep what the rules need of the targets and figures among `triples`.

        What is said of one of them comes in one batch.
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
        self.spool.add(
            f"{areas.get(subject, '')}\t{s} {p} {o}"
            for subject in wanted
            for s, p, o in said[subject]
        )

    def findings(self, explain: Callable[[ox.Store], Iterable[Triple]]) -> Iterator[list[Triple]]:
        """Yield what the rules construct, a batch of areas at a time, each with its explanations.

        `explain` sees the store with everything that the rules made of the batch.
        """
        batch: list[str] = []
        for _, lines in groupby(self.spool, key=lambda line: line.partition("\t")[0]):
            batch += [line.partition("\t")[2] for line in lines]
            if len(batch) >= BATCH_LINES:
                yield self._assess(batch, explain)
                batch = []
        if batch:
            yield self._assess(batch, explain)

    def facts(self) -> list[Triple]:
        """Return what was known of the targets and figures of the batch that was assessed last."""
        parts = (line.split(" ", 2) for line in self._batch)
        return [(subject, predicate, value) for subject, predicate, value in parts]

    def _assess(
        self, lines: list[str], explain: Callable[[ox.Store], Iterable[Triple]]
    ) -> list[Triple]:
        self._batch = lines
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


def _quads(lines: Sequence[str]) -> list[ox.Quad]:
    text = "".join(f"{line} .\n" for line in lines)
    return list(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))


def _strings(quad: ox.Quad) -> Triple:
    return str(quad.subject), str(quad.predicate), str(quad.object)
