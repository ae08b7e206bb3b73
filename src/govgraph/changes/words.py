"""A change in plain words, Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph.changes.change import Change, Kind
from govgraph.context import Context
from govgraph.iris import relative
from govgraph.namespaces import GG, OA, ORG, RDF, RDFS

# What something is called: Chinese, English; '' where it has no name.
Names = Callable[[str], tuple[str, str]]

_KINDS = {
    Kind.ADDED: ("新增", "added"),
    Kind.CORRECTED: ("更正", "corrected"),
    Kind.REWORDED: ("改写", "reworded"),
    Kind.SUPERSEDED: ("被取代", "superseded"),
    Kind.WITHDRAWN: ("撤回", "withdrawn"),
}
# The class that says most of a thing, of the many that it is of.
_CLASSES = (
    *(
        GG + name
        for name in (
            "QuantitativeTarget", "StateTarget", "Pledge", "Statement", "Observation",
            "Assessment", "ProgressReport", "Indicator", "Unit", "Official",
            "AdministrativeUnit", "PublicBody", "Platform", "IndustryCluster", "Programme",
            "Project", "PledgeEvent", "SourceDocument", "TextSnapshot",
        )
    ),
    ORG + "Post",
    ORG + "Membership",
)  # fmt: skip
_QUIET = (OA + "hasSelector", RDF + "type")


def names_of(terms: Iterable[ox.Triple], things: Mapping[str, tuple[str, str]]) -> Names:
    """Return the names of properties and classes, from the ontology, and of things."""
    sides = {"zh-hans": 0, "en": 1}
    found: dict[str, list[str]] = {}
    for triple in terms:
        if triple.predicate.value != RDFS + "label":
            continue
        subject, label = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(label, ox.Literal):
            side = sides.get(label.language or "")
            if side is not None:
                found.setdefault(subject.value, ["", ""])[side] = label.value
    return lambda iri: things.get(iri) or tuple(found.get(iri, ("", "")))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One change in both languages."""

    zh: str
    en: str


class Speaker:
    """Says changes in words; `names` knows properties, classes, concepts and things."""

    def __init__(self, context: Context, names: Names) -> None:
        self.context = context
        self.names = names
        self._terms = {term.iri: name for name, term in context.terms.items()}

    def sentence(self, change: Change) -> Sentence:
        """Return one line about a change: what happened to what, and what it was and is."""
        zh, en = _KINDS[change.kind]
        what = self._what(change)
        short = relative(change.iri, self.context.base)
        name = change.labels.get("zh-hans", ""), change.labels.get("en", "")
        details = self._details(change)
        texts = []
        for side, verb in enumerate((zh, en)):
            called = f"“{name[side]}”" if name[side] else ""
            parts = [verb, what[side], called, f"({short})"]
            head = " ".join(part for part in parts if part)
            mark, stop = ("：", "；") if side == 0 else (": ", "; ")
            tail = stop.join(detail[side] for detail in details)
            texts.append(f"{head}{mark}{tail}" if tail else head)
        return Sentence(*texts)

    def _what(self, change: Change) -> tuple[str, str]:
        kind = next((kind for kind in _CLASSES if kind in change.types), "")
        return self._name(kind) if kind else ("", "")

    def _details(self, change: Change) -> list[tuple[str, str]]:
        if change.successor:
            zh, en = self._name(change.successor)
            return [(f"由{zh}接替", f"its successor is {en}")]
        if change.kind in (Kind.ADDED, Kind.WITHDRAWN):
            return []
        keys = sorted({self._key(t) for t in (*change.removed, *change.added)})
        return [self._detail(change, key) for key in keys if key[1] not in _QUIET]

    def _key(self, triple: ox.Triple) -> tuple[str, str, str]:
        language = triple.object.language if isinstance(triple.object, ox.Literal) else ""
        return str(triple.subject), triple.predicate.value, language or ""

    def _detail(self, change: Change, key: tuple[str, str, str]) -> tuple[str, str]:
        before = self._values(t for t in change.removed if self._key(t) == key)
        after = self._values(t for t in change.added if self._key(t) == key)
        fragment = key[0].strip("<>").partition("#")[2]
        place = f"#{fragment} " if fragment else ""
        language = f"@{key[2]}" if key[2] else ""
        names = self._name(key[1])
        return tuple(  # type: ignore[return-value]
            f"{place}{names[side]}{language} {before[side] or ('无' if side == 0 else 'none')} → "
            f"{after[side] or ('无' if side == 0 else 'none')}"
            for side in (0, 1)
        )

    def _values(self, triples: Iterable[ox.Triple]) -> tuple[str, str]:
        zh, en = [], []
        for triple in sorted(triples, key=str):
            value = triple.object
            if isinstance(value, ox.NamedNode):
                pair = self._name(value.value)
                zh.append(pair[0])
                en.append(pair[1])
            elif isinstance(value, ox.Literal):
                zh.append(value.value)
                en.append(value.value)
        return ", ".join(zh), ", ".join(en)

    def _name(self, iri: str) -> tuple[str, str]:
        zh, en = self.names(iri)
        short = self._terms.get(iri) or relative(iri, self.context.base)
        return zh or en or short, en or zh or short
