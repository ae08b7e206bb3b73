"""What must hold between records: one definition an id, no dangling link, no circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from govgraph.context import Context
from govgraph.errors import DuplicateIri, Location, RecordError, nearest
from govgraph.records.checks import Check

# Links that must lead somewhere and never back: a part is no part of itself.
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


class References:
    """The ids and links of all records read so far."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.defined: dict[str, Location] = {}
        self.referred: list[tuple[str, Location]] = []
        self.edges: dict[str, dict[str, tuple[str, Location]]] = {name: {} for name in ACYCLIC}

    def add(self, check: Check) -> list[RecordError]:
        """Take over one record; return the errors of ids that are already taken."""
        errors: list[RecordError] = []
        record = check.record
        for iri, path in check.defined:
            place = record.place(path)
            first = self.defined.setdefault(iri, place)
            if first is not place:
                errors.append(
                    DuplicateIri(
                        place, f"the id is taken by {first}", value=iri, hint="give it another"
                    )
                )
        self.referred += [(value, record.place(path)) for value, path in check.referred]
        for path, node in record.nodes():
            for name in ACYCLIC:
                target = node.get(name)
                if isinstance(target, str):
                    self.edges[name][str(node.get("id"))] = (target, record.place((*path, name)))
        return errors

    def errors(self, is_concept: Callable[[str], bool]) -> list[RecordError]:
        """Return the dangling links and circles; `is_concept` knows the vocabularies' IRIs."""
        return [*self._dangling(is_concept), *self._circles()]

    def _dangling(self, is_concept: Callable[[str], bool]) -> Iterable[RecordError]:
        for value, place in self.referred:
            prefix, colon, _ = value.partition(":")
            if not colon:
                if value not in self.defined:
                    hint = nearest(value, self.defined) if len(self.defined) < 50_000 else ""
                    yield RecordError(
                        place, "no record has this id", value=value, hint=hint, code="I24"
                    )
            elif prefix in self.context.prefixes:
                iri = self.context.expand(value)
                if "/voc/" in self.context.prefixes[prefix] and not is_concept(iri):
                    yield RecordError(
                        place,
                        "no such concept",
                        value=value,
                        code="I24",
                        hint=f"see ontology/vocabularies for {prefix}:",
                    )

    def _circles(self) -> Iterable[RecordError]:
        for name, edges in self.edges.items():
            done: set[str] = set()
            for start in edges:
                trail = _trail(start, edges, done)
                if trail:
                    yield RecordError(
                        edges[trail[0]][1],
                        f"{name} runs in a circle",
                        value=" → ".join(trail[:8]),
                        hint="break it",
                        code="I25",
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
