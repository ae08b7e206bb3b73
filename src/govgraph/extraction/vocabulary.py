"""Concepts as drafts and the review page need them: labels, base units, factors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled
from govgraph.namespaces import SKOS, gg

_LABELS = tuple(ox.NamedNode(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: its slug, preferred labels, every Chinese word for it, base unit and factor."""

    slug: str
    zh: str
    en: str
    words: tuple[str, ...] = ()
    base: str = ""
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The indicators and units of a folder of vocabularies, by slug."""

    indicators: dict[str, Concept] = field(default_factory=dict)
    units: dict[str, Concept] = field(default_factory=dict)

    def unit(self, word: str, base: str) -> Concept | None:
        """Return the unit that begins a text and fits a base unit; the longest word wins."""
        fitting = [
            (len(spelling), unit)
            for unit in self.units.values()
            for spelling in unit.words
            if word.startswith(spelling) and (not base or unit.base == base)
        ]
        return max(fitting, key=lambda pair: (pair[0], pair[1].slug))[1] if fitting else None


@lru_cache(maxsize=4)
def load(folder: Path | None = None) -> Vocabulary:
    """Return the indicators and units of a folder, by default the bundled ones."""
    home = folder or bundled.ontology() / "vocabularies"
    return Vocabulary(
        {c.slug: c for c in _concepts(home / "indicator.ttl")},
        {c.slug: c for c in _concepts(home / "unit.ttl")},
    )


def _concepts(path: Path) -> Iterator[Concept]:
    graph = ox.Store()
    graph.load(path=str(path), format=ox.RdfFormat.TURTLE)
    for quad in graph.quads_for_pattern(None, gg("baseUnit"), None):
        subject = quad.subject
        labels = [
            (predicate, q.object)
            for predicate in _LABELS
            for q in graph.quads_for_pattern(subject, predicate, None)
            if isinstance(q.object, ox.Literal)
        ]
        preferred = {
            text.language: text.value for predicate, text in labels if predicate == _LABELS[0]
        }
        words = tuple(text.value for _, text in labels if text.language == "zh-hans")
        factor = next(iter(graph.quads_for_pattern(subject, gg("factor"), None)), None)
        yield Concept(
            slug=_local(subject),
            zh=preferred.get("zh-hans", ""),
            en=preferred.get("en", ""),
            words=words,
            base=_local(quad.object),
            factor=Decimal(getattr(factor.object, "value", "1")) if factor else Decimal(1),
        )


def _local(term: object) -> str:
    return str(getattr(term, "value", term)).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
