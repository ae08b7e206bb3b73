"""Two releases compared: named, by folder, or as files of N-Quads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from govgraph import release
from govgraph.changes import difference, patch
from govgraph.changes.change import Change, changes
from govgraph.changes.words import Names, Sentence, Speaker, names_of
from govgraph.context import Context
from govgraph.namespaces import SKOS
from govgraph.publication.tables import Labels

_LABEL = f" <{SKOS}prefLabel> "
_TAGS = {"zh-hans": 0, "en": 1}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What lies between two datasets of sorted lines."""

    first: Path
    second: Path
    context: Context

    def changes(self) -> Iterator[Change]:
        """Yield what changed, thing by thing."""
        yield from changes(
            difference.lines(self.first), difference.lines(self.second), self.context.base
        )

    def sentences(self) -> Iterator[tuple[Change, Sentence]]:
        """Yield each change with its sentence."""
        speaker = Speaker(self.context, self._names())
        for change in self.changes():
            yield change, speaker.sentence(change)

    def patch(self) -> Iterator[str]:
        """Yield the RDF Patch from the first to the second."""
        return patch.write(
            difference.lines(self.first),
            difference.lines(self.second),
            before=difference.canonical_hash(difference.lines(self.first)),
            after=difference.canonical_hash(difference.lines(self.second)),
        )

    def _names(self) -> Names:
        """Return what properties and things are called, from the second, else from the first."""
        terms: list[ox.Triple] = []
        things: dict[str, tuple[str, str]] = {}
        for path in (self.first, self.second):
            things.update(_labels(path))
            ontology = path / "ontology.ttl"
            if ontology.is_file():
                quads = ox.parse(path=str(ontology), format=ox.RdfFormat.TURTLE)
                terms += [quad.triple for quad in quads]
        return names_of(terms, things)


def compare(first: str, second: str, output: Path, context: Context) -> Comparison:
    """Return the comparison of two releases.

    Each is a path, or the name of a release in `output` or an unambiguous start of it.

    Raises:
        ConfigError: one is not there.
    """
    return Comparison(_path(first, output), _path(second, output), context)


def _path(name: str, output: Path) -> Path:
    path = Path(name)
    return path if path.exists() else release.find(output, name)


def _labels(path: Path) -> Labels:
    """Return what the things of a dataset are called; read for this comparison alone."""
    found: dict[str, list[str]] = {}
    lines = (line for line in difference.lines(path) if _LABEL in line)
    for quad in ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
        side = _TAGS.get(getattr(quad.object, "language", "") or "")
        if side is not None and isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.subject.value, ["", ""])[side] = quad.object.value
    return {iri: (zh, en) for iri, (zh, en) in found.items()}
