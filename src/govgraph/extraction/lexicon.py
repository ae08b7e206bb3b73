"""The lexicon: indicators by the words of the vocabulary, so that a new one needs no code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled
from govgraph.errors import MachineError
from govgraph.namespaces import SKOS, gg

_LABELS = tuple(ox.NamedNode(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))
LONGEST_LABEL = 40

# Which measures of the guide a measure of the vocabulary may stand for.
_MEASURES = {
    "growth-rate": ("growthRate",), "reduction-rate": ("reductionRate",), "increment": ("increment",),
    "ratio": ("ratio", "level"), "rank": ("rank",), "level": ("level",), "share": ("level",),
    "count": ("level",), "area": ("level",), "state": (),
}  # fmt: skip
_UNITS = {
    "PERCENT": "percent", "CCY_CNY": "CNY", "CCY_USD": "USD", "NUM": "count", "person": "person",
    "household": "household", "mu": "mu", "M": "metre", "KiloGM": "kilogram", "YR": "year",
}  # fmt: skip
_SAME_KIND = {
    "metre": {"metre", "kilometre"}, "kilogram": {"kilogram", "tonne", "jin"},
    "mu": {"mu", "hectare", "squareKilometre", "squareMetre"}, "count": {"count", "person", "household"},
    "person": {"person", "count", "人次"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """One concept: its slug, the guide's measures it may carry, and its base unit if known."""

    slug: str
    measures: tuple[str, ...]
    unit: str

    def carries(self, measure: str, unit: str) -> bool:
        """Tell whether a value of this measure and unit may belong to the concept."""
        if measure not in self.measures:
            return False
        return not self.unit or unit in _SAME_KIND.get(self.unit, {self.unit})


class Lexicon:
    """Labels of indicators, looked up by longest match at a place of the text."""

    def __init__(self, entries: Iterable[tuple[str, Indicator]]) -> None:
        self._by_label: dict[str, list[Indicator]] = {}
        for label, indicator in entries:
            known = self._by_label.setdefault(label, [])
            if indicator not in known:
                known.append(indicator)
        self._by_last: dict[str, list[str]] = {}
        for label in sorted(self._by_label, key=lambda word: (-len(word), word)):
            self._by_last.setdefault(label[-1], []).append(label)

    def __len__(self) -> int:
        return len(self._by_label)

    def ending(self, text: str, end: int) -> str:
        """Return the longest label that ends at `end` of the text, or ''."""
        if end <= 0:
            return ""
        for label in self._by_last.get(text[end - 1], ()):
            if text.endswith(label, 0, end):
                return label
        return ""

    def within(self, text: str) -> str:
        """Return the longest label anywhere in a short text, or ''."""
        found = ""
        for end in range(len(text), 0, -1):
            label = self.ending(text, end)
            if len(label) > len(found):
                found = label
        return found

    def concept(self, label: str, measure: str, unit: str) -> str | None:
        """Return the slug of the one concept that a label names for a measure, or None."""
        fitting = [i.slug for i in self._by_label.get(label, ()) if i.carries(measure, unit)]
        return fitting[0] if len(set(fitting)) == 1 else None


@lru_cache(maxsize=4)
def load(folder: Path | None = None) -> Lexicon:
    """Return the lexicon of a folder of vocabularies, by default the bundled ones.

    Raises:
        MachineError: the vocabulary of indicators is missing.
    """
    path = (folder or bundled.ontology() / "vocabularies") / "indicator.ttl"
    if not path.is_file():
        raise MachineError(
            f"{path}: the vocabulary of indicators is missing; install govgraph again"
        )
    graph = ox.Store()
    graph.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return Lexicon(_entries(graph))


def _entries(graph: ox.Store) -> Iterable[tuple[str, Indicator]]:
    for quad in graph.quads_for_pattern(None, gg("measure"), None):
        indicator = Indicator(
            _local(quad.subject), _MEASURES.get(_local(quad.object), ()), _unit(graph, quad.subject)
        )
        for predicate in _LABELS:
            for label in graph.quads_for_pattern(quad.subject, predicate, None):
                text = label.object
                if isinstance(text, ox.Literal) and text.language == "zh-hans":
                    yield text.value[:LONGEST_LABEL], indicator


def _unit(graph: ox.Store, subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    for quad in graph.quads_for_pattern(subject, gg("baseUnit"), None):
        return _UNITS.get(_local(quad.object), "")
    return ""


def _local(term: object) -> str:
    return str(getattr(term, "value", term)).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
