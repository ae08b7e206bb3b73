"""A revision never overwrites: what was changed in place though it belongs to the record.

An official who revises a target makes a new statement with a new target; the first one stays.
A new vintage of a figure is a new observation that revises the old. A misreading is mended in
place, and the release says that it was corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph.changes.change import Change, Kind
from govgraph.namespaces import GG

_TARGET = tuple(
    GG + name
    for name in (
        "statedValue", "statedUpperValue", "statedUnit", "comparator",
        "indicator", "period", "requiredState",
    )
)  # fmt: skip
_LASTING = {
    GG + "QuantitativeTarget": _TARGET,
    GG + "StateTarget": _TARGET,
    GG + "Observation": tuple(GG + n for n in ("value", "unit", "area", "indicator", "period")),
    GG + "Statement": tuple(GG + n for n in ("statedBy", "statedOn", "inCapacityOf")),
}
_MEND = (
    "a revision is a new statement with a new target (or a new observation that revises);"
    " keep this change only if the record was misread"
)


@dataclass(frozen=True, slots=True)
class Note:
    """One property that was changed in place: the thing, the property, before and after."""

    iri: str
    predicate: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return the note as one line: where, what, the mend."""
        name = self.predicate.rpartition("#")[2]
        return (
            f"{self.iri}: CHANGED_IN_PLACE: {name} was {self.before or 'absent'}, is"
            f" {self.after or 'absent'}; {_MEND}"
        )


def notes(changes: Iterable[Change], base: str) -> Iterator[Note]:
    """Yield what changed in place; ids are relative to `base`."""
    for change in changes:
        if change.kind is not Kind.CORRECTED:
            continue
        lasting = {p for kind in change.types for p in _LASTING.get(kind, ())}
        for predicate in sorted(lasting):
            before = _values(change.removed, change.iri, predicate, base)
            after = _values(change.added, change.iri, predicate, base)
            if before or after:
                yield Note(change.iri.removeprefix(base), predicate, before, after)


def _values(triples: Iterable[ox.Triple], iri: str, predicate: str, base: str) -> str:
    return " ".join(
        triple.object.value.removeprefix(base)
        for triple in triples
        if triple.predicate.value == predicate
        and isinstance(triple.object, ox.NamedNode | ox.Literal)
        and isinstance(triple.subject, ox.NamedNode)
        and triple.subject.value == iri
    )
