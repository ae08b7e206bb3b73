"""Names: the platforms, clusters, projects, programmes and sectors that a publication knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled
from govgraph.config import Limits
from govgraph.errors import RecordError
from govgraph.namespaces import SKOS
from govgraph.records import reader

KINDS = {
    "Platform": "platform", "IndustryCluster": "cluster", "Project": "project", "Programme": "programme",
}  # fmt: skip
SHORTEST = 3  # a known name of two characters is a word of every text
_MARKS = str.maketrans("", "", "“”「」《》 ")


@dataclass(frozen=True, slots=True)
class Name:
    """One known thing: the words for it, its kind and its id (`platform/…`, `sec:…`)."""

    words: str
    kind: str
    iri: str


@dataclass(frozen=True, slots=True)
class Names:
    """Known names by their first character, the longest first."""

    by_first: dict[str, tuple[Name, ...]] = field(default_factory=dict)

    def at(self, text: str, position: int) -> Name | None:
        """Return the longest known name that begins at a position of a text, or None."""
        for name in self.by_first.get(text[position : position + 1], ()):
            if text.startswith(name.words, position):
                return name
        return None


def collect(known: Iterable[Name]) -> Names:
    """Return names ready for look-up; where two things share a name, the first one keeps it."""
    unique: dict[str, Name] = {}
    for name in known:
        if len(name.words) >= SHORTEST:
            unique.setdefault(name.words, name)
    by_first: dict[str, list[Name]] = {}
    for name in sorted(unique.values(), key=lambda n: (-len(n.words), n.words)):
        by_first.setdefault(name.words[0], []).append(name)
    return Names({first: tuple(found) for first, found in by_first.items()})


@lru_cache(maxsize=4)
def load(data: Path | None = None, vocabularies: Path | None = None) -> Names:
    """Return the names of a data folder and the sectors of the vocabulary.

    Without a folder there are the sectors alone. What cannot be read is left out: `check` names it.
    """
    home = vocabularies or bundled.ontology() / "vocabularies"
    records = list(_recorded(data)) if data else []
    return collect([*records, *_sectors(home / "sector.ttl")])


def _recorded(data: Path) -> Iterator[Name]:
    folders = [data / "records" / kind for kind in KINDS.values()]
    limits = Limits()
    for path in reader.find(data, [f for f in folders if f.is_dir()], limits):
        for found in reader.read(path, data, limits):
            if isinstance(found, RecordError) or found.type not in KINDS:
                continue
            for words in _labels(found.tree):
                yield Name(words, KINDS[found.type], found.iri)


def _labels(tree: Mapping[str, object]) -> Iterator[str]:
    for key in ("label", "altLabel"):
        value = tree.get(key)
        words = value.get("zh-hans") if isinstance(value, dict) else None
        for word in words if isinstance(words, list) else [words]:
            if isinstance(word, str):
                yield word.translate(_MARKS)


def _sectors(path: Path) -> Iterator[Name]:
    graph = ox.Store()
    graph.load(path=str(path), format=ox.RdfFormat.TURTLE)
    for label in ("prefLabel", "altLabel"):
        for quad in graph.quads_for_pattern(None, ox.NamedNode(SKOS + label), None):
            text = quad.object
            slug = str(getattr(quad.subject, "value", "")).rsplit("/", 1)[-1]
            if isinstance(text, ox.Literal) and text.language == "zh-hans" and slug != "sector":
                yield Name(text.value, "sector", f"sec:{slug}")
