"""What must hold between records: one definition an id, no dangling link, no circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from govgraph.context import Context
from govgraph.errors import DuplicateIri, Location, RecordError, nearest
from govgraph.records.checks import Check
from govgraph.records.record import Record

# Links that must lead on and never back: a part is no part of itself.
ACYCLIC = (
    "directlyWithin",
    "partOfTarget",
    "refinesTarget",
    "growthOfTarget",
    "revises",
    "wasRevisionOf",
    "broader",
    "readingOf",
)
SUGGESTION_LIMIT = 50_000


class References:
    """The ids of all records read so far, and the links that lead nowhere yet.

    `defined` leads from an id to its place. A fragment (``pledge/1#e1``) stands in it only where
    its record has places of its own; elsewhere it is covered by the id before the ``#``.
    """

    def __init__(self, context: Context, is_concept: Callable[[str], bool]) -> None:
        self.context = context
        self.is_concept = is_concept
        self.defined: dict[str, Location] = {}
        self._open: list[tuple[str, Location]] = []
        self._edges: dict[str, dict[str, tuple[str, Location]]] = {name: {} for name in ACYCLIC}

    def add(self, check: Check) -> list[RecordError]:
        """Take over one record; return the errors that show at once."""
        return [*self.relate(check), *missing_concepts(check, self.context, self.is_concept)]

    def relate(self, check: Check) -> list[RecordError]:
        """Take over one record; return the ids in it that are taken."""
        record = check.record
        own = {iri for iri, _ in check.defined}
        errors = list(self._define(check, own))
        for value, path in check.referred:
            if ":" not in value and value not in own and not self._known(value):
                self._open.append((value, record.place(path)))
        for path, node in record.nodes():
            for name in ACYCLIC:
                if isinstance(target := node.get(name), str):
                    self.link(name, str(node.get("id")), target, record.place((*path, name)))
        return errors

    def link(self, name: str, start: str, end: str, place: Location) -> None:
        """Take over one link that must not be part of a circle."""
        self._edges[name][start] = (end, place)

    def _define(self, check: Check, own: set[str]) -> Iterator[RecordError]:
        record = check.record
        seen: set[str] = set()
        for iri, path in check.defined:
            place = record.place(path)
            first = place if iri not in seen else record.location
            if not self._is_covered(iri, own, record):
                first = self.defined.setdefault(iri, place)
            if iri in seen or first is not place:
                yield self._taken(iri, first, place)
            seen.add(iri)

    @staticmethod
    def _is_covered(iri: str, own: set[str], record: Record) -> bool:
        before, mark, _ = iri.partition("#")
        return bool(mark) and not record.places and before in own

    def _taken(self, iri: str, first: Location, place: Location) -> RecordError:
        return DuplicateIri(place, f"the id is taken by {first}", value=iri, hint="give it another")

    def _known(self, value: str) -> bool:
        return value in self.defined or value.partition("#")[0] in self.defined

    @property
    def open(self) -> Iterator[str]:
        """Yield the links that led nowhere when their record was read."""
        return (value for value, _ in self._open)

    def circular(self) -> bool:
        """Return whether any links run in a circle."""
        return next(self._circles(), None) is not None

    def errors(self) -> list[RecordError]:
        """Return what shows only when all records are read: dangling links and circles."""
        return [*self._dangling(), *self._circles()]

    def _dangling(self) -> Iterator[RecordError]:
        suggest = len(self.defined) < SUGGESTION_LIMIT
        for value, place in self._open:
            if not self._known(value):
                hint = nearest(value, self.defined) if suggest else ""
                hint = hint or "add it or correct the link"
                yield RecordError(
                    place, "no record has this id", value=value, hint=hint, code="I24"
                )

    def _circles(self) -> Iterator[RecordError]:
        for name, edges in self._edges.items():
            done: set[str] = set()
            for start in edges:
                trail = _trail(start, edges, done)
                if trail:
                    shown = trail if len(trail) < 6 else [*trail[:3], "…", trail[-1]]
                    yield RecordError(
                        edges[trail[0]][1],
                        f"{name} runs in a circle",
                        value=" → ".join(shown),
                        hint="break it",
                        code="I25",
                    )


def missing_concepts(
    check: Check, context: Context, is_concept: Callable[[str], bool]
) -> Iterator[RecordError]:
    """Yield an error for each link of a record to a concept that no vocabulary has."""
    for value, path in check.referred:
        prefix, colon, _ = value.partition(":")
        if not colon:
            continue
        namespace = context.prefixes.get(prefix, "")
        if "/voc/" in namespace and not is_concept(context.expand(value)):
            yield RecordError(
                check.record.place(path),
                "no such concept",
                value=value,
                hint=f"see the vocabulary of {prefix}: in ontology/vocabularies",
                code="I24",
            )


def _trail(start: str, edges: Mapping[str, tuple[str, Location]], done: set[str]) -> list[str]:
    trail: list[str] = []
    seen: dict[str, int] = {}
    here = start
    while here in edges and here not in done:
        if here in seen:
            done.update(trail)
            return [*trail[seen[here] :], here]
        seen[here] = len(trail)
        trail.append(here)
        here = edges[here][0]
    done.update(trail)
    return []
