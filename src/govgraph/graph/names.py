"""The named graphs of a publication, and which record goes into which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govgraph.records.record import OUTCOME_CLASSES, STATEMENT_CLASSES, Node, Record


@dataclass(frozen=True, slots=True)
class GraphNames:
    """The ids of the named graphs, relative to the base of the publication's things."""

    version: str

    @property
    def reference(self) -> str:
        """Return the graph of areas, bodies, posts, people, periods and named things."""
        return "graph/reference"

    @property
    def vocabulary(self) -> str:
        """Return the graph of all concept schemes."""
        return "graph/vocabulary"

    @property
    def inferred(self) -> str:
        """Return the graph of what follows from the axioms."""
        return f"graph/inferred/{self.version}"

    @property
    def derived(self) -> str:
        """Return the graph of what the rules construct."""
        return f"graph/derived/{self.version}"

    @property
    def meta(self) -> str:
        """Return the graph about the other graphs."""
        return f"graph/meta/{self.version}"

    def of(self, record: Record) -> str:
        """Return the graph that a record is asserted in.

        A statement lies in the graph of its (first) source, a figure in the outcome graph of its
        source, a source in its own, everything else in the reference graph.
        """
        if record.type in STATEMENT_CLASSES:
            return f"graph/source/{_number(record.tree, 'reportedIn')}"
        if record.type in OUTCOME_CLASSES:
            return f"graph/outcome/{_number(record.tree, 'hadPrimarySource', 'reportedIn')}"
        if record.type == "SourceDocument":
            return f"graph/source/{_tail(record.iri)}"
        if record.type == "TextSnapshot":
            return f"graph/source/{_number(record.tree, 'specializationOf')}"
        return self.reference


def _number(tree: Mapping[str, object] | Node, *keys: str) -> str:
    for key in keys:
        value = tree.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str):
            return _tail(value)
    return "unknown"


def _tail(iri: str) -> str:
    return iri.partition("/")[2] or iri
