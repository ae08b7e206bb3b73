"""The shapes: read from their folder, fitted to a base, cut to what a run needs.

The files are written for the default base. A publication with a base of its own changes one
thing: where a ``sh:pattern`` begins with the default base of things
(``^https://w3id[.]org/govgraph/id/``), `load` puts the base of the publication there. Terms of the
ontology and the vocabularies keep their IRIs everywhere, so nothing else has to move.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from govgraph import bundled
from govgraph.errors import OntologyError
from govgraph.namespaces import HOME, RDFS, SH, SKOS
from govgraph.validation import graphs, paths
from govgraph.validation.report import ALL_SEVERITIES, Severity

INFERRED = "inferred.ttl"
RECOMMENDED = "recommended.ttl"
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")

Properties = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One numbered shape: what a result of it is called, and how grave it is."""

    number: int
    shape: str
    severity: Severity
    message: str
    labels: Mapping[str, str]
    comment: str
    path: str | None
    queries: bool


@dataclass(frozen=True)
class Shapes:
    """A graph of shapes; what is derived from it is worked out once."""

    quads: tuple[ox.Quad, ...]

    @cached_property
    def nodes(self) -> Mapping[object, Properties]:
        """Return the triples of every node, by predicate IRI."""
        found: dict[object, Properties] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            found[quad.subject][quad.predicate.value].append(quad.object)
        return found

    @cached_property
    def graph(self) -> Graph:
        """Return the shapes as an rdflib graph."""
        return graphs.to_graph(self.quads)

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """Return every numbered shape, sorted by number and IRI."""
        found = [
            self._constraint(node.value, properties)
            for node, properties in self.nodes.items()
            if isinstance(node, ox.NamedNode) and SKOS + "notation" in properties
        ]
        return tuple(sorted(found, key=lambda c: (c.number, c.shape)))

    @cached_property
    def by_shape(self) -> Mapping[str, Constraint]:
        """Return the constraints by the IRI of their shape."""
        return {constraint.shape: constraint for constraint in self.constraints}

    def path(self, shape: str) -> str | None:
        """Return the path of a property shape, None for a node shape."""
        found = self._at(ox.NamedNode(shape)).get(SH + "path")
        return paths.sparql(found[0], self._at) if found else None

    def message(self, shape: str) -> str:
        """Return the message of a shape, or ''."""
        return _text(self._at(ox.NamedNode(shape)), SH + "message")

    def severity(self, shape: str) -> Severity:
        """Return the severity of a shape: a violation where it states none."""
        stated = self._at(ox.NamedNode(shape)).get(SH + "severity")
        return Severity.of(stated[0].value) if stated else Severity.VIOLATION  # type: ignore[union-attr]

    def select(
        self, *, severities: Collection[Severity] = ALL_SEVERITIES, queries: bool = True
    ) -> Shapes:
        """Return the shapes of some severities, with or without those that hold a query."""
        dropped = {
            ox.NamedNode(shape)
            for shape in self._reporting()
            if self.severity(shape) not in severities
            or (not queries and SH + "sparql" in self._at(ox.NamedNode(shape)))
        }
        return Shapes(
            tuple(q for q in self.quads if q.subject not in dropped and q.object not in dropped)
        )

    def _reporting(self) -> list[str]:
        """Return the shapes whose results are reported: all that carry a message."""
        return [
            node.value
            for node, properties in self.nodes.items()
            if isinstance(node, ox.NamedNode) and SH + "message" in properties
        ]

    def _constraint(self, shape: str, properties: Properties) -> Constraint:
        names = properties.get(SH + "name", []) + properties.get(RDFS + "label", [])
        return Constraint(
            number=int(_text(properties, SKOS + "notation")),
            shape=shape,
            severity=self.severity(shape),
            message=_text(properties, SH + "message"),
            labels={n.language or "": n.value for n in names if isinstance(n, ox.Literal)},
            comment=_text(properties, RDFS + "comment"),
            path=self.path(shape),
            queries=SH + "sparql" in properties,
        )

    def _at(self, node: object) -> Properties:
        return self.nodes.get(node, {})


def load(
    folder: Path | None = None,
    *,
    base: str = HOME,
    inferred: bool = True,
    recommended: bool = True,
) -> Shapes:
    """Read the shapes of a folder, by default those that travel with the package.

    `base` is the base of the publication, ending in a slash. Without `inferred` the shapes that
    need derived triples stay out, without `recommended` those that only warn.

    Raises:
        OntologyError: a file is no Turtle, or there is none.
    """
    folder = folder or bundled.shapes()
    left_out = {
        name for name, kept in ((INFERRED, inferred), (RECOMMENDED, recommended)) if not kept
    }
    files = sorted(path for path in folder.glob("*.ttl") if path.name not in left_out)
    if not files:
        raise OntologyError(f"{folder}: no shapes here; install govgraph again")
    quads = [quad for path in files for quad in _parse(path)]
    return Shapes(tuple(_rebased(quads, base)))


def text(folder: Path | None = None) -> str:
    """Return all shapes as written, file after file: valid Turtle, the same every time."""
    folder = folder or bundled.shapes()
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.ttl")))


def _parse(path: Path) -> list[ox.Quad]:
    try:
        return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"{path}: not readable as Turtle ({error})") from error


def _rebased(quads: Iterable[ox.Quad], base: str) -> Iterable[ox.Quad]:
    default, wanted = pattern_of(HOME), pattern_of(base)
    for quad in quads:
        value = quad.object
        if quad.predicate.value == SH + "pattern" and isinstance(value, ox.Literal):
            fitted = ox.Literal(value.value.replace(default, wanted, 1))
            yield ox.Quad(quad.subject, quad.predicate, fitted)
        else:
            yield quad


def pattern_of(base: str) -> str:
    """Return the start of a pattern for the things under a base, in any flavour of regex.

    >>> pattern_of("https://data.example.org/")
    '^https://data[.]example[.]org/id/'
    """
    return "^" + re.sub(r"[.+*()$\[]", r"[\g<0>]", base) + "id/"


def _text(properties: Properties, predicate: str) -> str:
    found = properties.get(predicate, [])
    return found[0].value if found and isinstance(found[0], ox.Literal) else ""
