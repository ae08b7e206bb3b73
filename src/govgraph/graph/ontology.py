"""The ontology, its vocabularies and its rules, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import OWL, SKOS, TYPE, gg

MODULES = ("core.ttl", "rl.ttl", "alignments.ttl")


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query; rules run by `turn`, those below 20 before the closure."""

    name: str
    turn: int
    text: str
    scope: str = "batch"  # what it must see: one batch, the whole dataset, or the reference data


@dataclass(frozen=True)
class Ontology:
    """The triples of each module and of the vocabularies, and the rules in their order."""

    modules: dict[str, tuple[ox.Triple, ...]]
    vocabularies: tuple[ox.Triple, ...]
    rules: tuple[Rule, ...]
    text: str = ""  # the modules as written, one after the other: valid Turtle, the same every time

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Return the IRIs of all concepts."""
        concept, in_scheme = ox.NamedNode(SKOS + "Concept"), ox.NamedNode(SKOS + "inScheme")
        return frozenset(
            t.subject.value
            for t in self.vocabularies
            if isinstance(t.subject, ox.NamedNode)
            and (t.predicate == in_scheme or (t.predicate == TYPE and t.object == concept))
        )

    @cached_property
    def units(self) -> dict[str, tuple[Decimal, str]]:
        """Return the factor to its base unit, and the base unit's IRI, of each unit's IRI."""
        factors = dict(self._values("factor"))
        return {
            unit: (Decimal(factors[unit]), base)
            for unit, base in self._values("baseUnit")
            if unit in factors
        }

    def _values(self, term: str) -> Iterable[tuple[str, str]]:
        for subject, predicate, value in self.vocabularies:
            if predicate == gg(term) and isinstance(subject, ox.NamedNode):
                assert isinstance(value, ox.NamedNode | ox.Literal)
                yield subject.value, value.value

    @cached_property
    def version(self) -> str:
        """Return the version of the core module."""
        predicate = ox.NamedNode(OWL + "versionInfo")
        return next(
            t.object.value  # type: ignore[union-attr]
            for t in self.modules["core.ttl"]
            if t.predicate == predicate
        )

    def axioms(self) -> Iterable[ox.Triple]:
        """Yield the triples of all modules."""
        for triples in self.modules.values():
            yield from triples


def load(folder: Path, extra_vocabularies: Path | None = None) -> Ontology:
    """Read the ontology folder, and a publication's own vocabularies where it has any.

    Raises:
        OntologyError: a file is missing, malformed, imports another ontology, or has a concept
            without a name.
    """
    modules = {name: _read(folder / name) for name in MODULES if (folder / name).exists()}
    files = sorted((folder / "vocabularies").glob("*.ttl"))
    if extra_vocabularies is not None:
        files += sorted(extra_vocabularies.glob("*.ttl"))
    vocabularies = tuple(triple for path in files for triple in _named(path))
    rules = tuple(_rule(path) for path in sorted((folder / "rules").glob("*.rq")))
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in modules)
    return Ontology(
        modules, vocabularies, tuple(sorted(rules, key=lambda r: (r.turn, r.name))), text
    )


def _read(path: Path) -> tuple[ox.Triple, ...]:
    try:
        quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        triples = tuple(ox.Triple(q.subject, q.predicate, q.object) for q in quads)
    except (OSError, SyntaxError) as error:
        raise OntologyError(f"{path}: {' '.join(str(error).split())}; mend the Turtle") from error
    imports = ox.NamedNode(OWL + "imports")
    for triple in triples:
        if triple.predicate == imports:
            raise OntologyError(f"{path}: owl:imports is never fetched; remove it")
    return triples


def _named(path: Path) -> tuple[ox.Triple, ...]:
    """Read a vocabulary: what it speaks of can be linked to, and has one canonical form."""
    triples = _read(path)
    for triple in triples:
        if ox.BlankNode in (type(triple.subject), type(triple.object)):
            raise OntologyError(f"{path}: a blank node ({triple.predicate}); give it an IRI")
    return triples


def _rule(path: Path) -> Rule:
    match = re.match(r"(\d+)-(.+)", path.stem, re.ASCII)
    if not match:
        raise OntologyError(
            f"{path}: a rule's file name starts with its turn, such as 40-bounds.rq"
        )
    text = path.read_text(encoding="utf-8")
    scope = re.search(r"^#\s*scope:\s*(dataset|reference)\s*$", text, re.MULTILINE)
    return Rule(match[2], int(match[1]), text, scope[1] if scope else "batch")
