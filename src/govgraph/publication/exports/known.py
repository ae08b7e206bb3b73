"""What a thing is exported with that is said of other things: gathered in a pass of its own."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from govgraph.namespaces import GG, OA, SKOS
from govgraph.ntriples import text_of
from govgraph.publication.subjects import Subject, saying, subjects

STATED = (GG + "statedBy", GG + "attributedTo", GG + "reportedIn", GG + "statedOn")
_FACTOR, _NOTATION = GG + "factor", SKOS + "notation"
_EVIDENCE, _SOURCE = GG + "evidence", OA + "hasSource"
_CODED = (GG + "indicator", GG + "vintage")


class Known:
    """Codes in use, factors of units and the like, which are few, and statements, on disk.

    All values are terms in N-Triples syntax.
    """

    def __init__(self, ntriples: Path) -> None:
        """Read the sorted triples of a release."""
        self.indicators: set[str] = set()
        self.codes: set[str] = set()
        self.snapshots: set[str] = set()
        self.evidence: set[str] = set()  # that a thing names which it is no fragment of
        self.factors: dict[str, Decimal] = {}
        self.notations: dict[str, list[str]] = {}
        self._statements = sqlite3.connect("")  # a file that vanishes
        self._statements.execute("CREATE TABLE statement (iri TEXT PRIMARY KEY, said TEXT)")
        asked = saying(_FACTOR, _NOTATION, _SOURCE, _EVIDENCE, *_CODED, *STATED)
        for subject in subjects(ntriples, asked):
            self._take(subject)

    def __enter__(self) -> Self:
        """Give what is known."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the statements."""
        self._statements.close()

    def _take(self, subject: Subject) -> None:
        values = subject.values
        self.indicators.update(values.get(_CODED[0], ()))
        for predicate in _CODED:
            self.codes.update(values.get(predicate, ()))
        self.snapshots.update(values.get(_SOURCE, ()))
        for evidence in values.get(_EVIDENCE, ()):
            if not evidence.startswith(f"<{subject.document}#"):
                self.evidence.add(evidence)
        if _FACTOR in values:
            self.factors[f"<{subject.iri}>"] = Decimal(text_of(values[_FACTOR][0]))
        if _NOTATION in values:
            self.notations[f"<{subject.iri}>"] = values[_NOTATION]
        if not values.keys().isdisjoint(STATED):
            said = json.dumps({p: values[p] for p in STATED if p in values})
            self._statements.execute(
                "INSERT INTO statement VALUES (?,?)", (f"<{subject.iri}>", said)
            )

    def statement(self, term: str) -> dict[str, list[str]]:
        """Return the values of a statement by predicate: who said it, where, when."""
        query = "SELECT said FROM statement WHERE iri = ?"
        row = self._statements.execute(query, (term,)).fetchone()
        return json.loads(row[0]) if row else {}
