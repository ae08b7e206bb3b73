"""The axioms, closed once by owlrl, as tables that batches stream through.

owlrl is a naive fixpoint and far too slow for data; on the axioms alone it takes a second, and
its result is kept in a cache named by the hash of what went in.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import owlrl
import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS

from govgraph.errors import OntologyError
from govgraph.graph.consequences import Consequences, compiled
from govgraph.graph.ontology import Ontology
from govgraph.namespaces import OWL as OWL_NS
from govgraph.namespaces import RDF as RDF_NS
from govgraph.namespaces import RDFS as RDFS_NS

# What the streamed inference knows how to apply, or to check.
SUPPORTED_PREDICATES = frozenset(
    [RDFS_NS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [
        OWL_NS + name
        for name in ("inverseOf", "propertyChainAxiom", "onProperty", "someValuesFrom", "members")
    ]
)
SUPPORTED_TYPES = frozenset(
    OWL_NS + name
    for name in (
        "Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Restriction",
        "TransitiveProperty", "AllDisjointClasses", "FunctionalProperty", "AsymmetricProperty",
        "IrreflexiveProperty", "NamedIndividual",
    )
)  # fmt: skip
_HARMLESS = frozenset(
    OWL_NS + name
    for name in (
        "versionIRI",
        "versionInfo",
        "priorVersion",
        "backwardCompatibleWith",
        "deprecated",
    )
)


@dataclass(frozen=True, slots=True)
class Tables:
    """The closed axioms; every name is an IRI in N-Triples syntax.

    A chain is (property that follows, its steps); `some` maps a property to (filler class, class
    that follows) pairs; `disjoint` maps a class to all classes it excludes.
    """

    superclasses: Mapping[str, tuple[str, ...]]
    superproperties: Mapping[str, tuple[str, ...]]
    domains: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, tuple[str, ...]]
    inverses: Mapping[str, tuple[str, ...]]
    transitive: tuple[str, ...]
    chains: tuple[tuple[str, tuple[str, ...]], ...]
    some: Mapping[str, tuple[tuple[str, str], ...]]
    disjoint: Mapping[str, tuple[str, ...]]
    functional: tuple[str, ...]
    asymmetric: tuple[str, ...]
    irreflexive: tuple[str, ...]
    consequences: Consequences = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile what follows from each property."""
        object.__setattr__(self, "consequences", compiled(self))


_KEPT = tuple(entry.name for entry in fields(Tables) if entry.init)


def tables(ontology: Ontology, cache: Path | None = None) -> Tables:
    """Return the closed tables of an ontology, from the cache where it holds them.

    Raises:
        OntologyError: an axiom of a type that the streamed inference does not support.
    """
    axioms = [t for t in ontology.axioms() if _is_axiom(t)]
    version = f"rdflib {rdflib.__version__} {' '.join(_KEPT)}"
    key = hashlib.sha256("\n".join([version, *_numbered(axioms)]).encode()).hexdigest()
    kept = cache / f"closure-{key[:32]}.json" if cache else None
    if kept and kept.exists():
        return _from_json(json.loads(kept.read_text(encoding="utf-8")))
    result = _close(axioms)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")  # a killed run must leave no half of a cache
        fresh.write_text(json.dumps(_to_json(result)), encoding="utf-8")
        fresh.replace(kept)
    return result


def _numbered(axioms: Iterable[ox.Triple]) -> Iterator[str]:
    """Yield the axioms as text, blank nodes named by their first appearance."""
    names: dict[str, str] = {}
    for triple in axioms:
        terms = (triple.subject, triple.predicate, triple.object)
        yield " ".join(
            names.setdefault(str(term), f"_:{len(names)}")
            if isinstance(term, ox.BlankNode)
            else str(term)
            for term in terms
        )


def _is_axiom(triple: ox.Triple) -> bool:
    """Return whether a triple is logic; refuse logic that is not supported."""
    predicate = triple.predicate.value
    if predicate == RDF_NS + "type" and isinstance(triple.object, ox.NamedNode):
        kind = triple.object.value
        if kind.startswith(OWL_NS) and kind not in SUPPORTED_TYPES:
            raise OntologyError(
                f"{triple.subject}: the axiom type {kind} is not supported; express it as a shape or rule"
            )
        return kind.startswith(OWL_NS) and kind != OWL_NS + "Ontology"
    if predicate in SUPPORTED_PREDICATES:
        return True
    if predicate.startswith(OWL_NS) and predicate not in _HARMLESS:
        raise OntologyError(
            f"{triple.subject}: the axiom {predicate} is not supported; express it as a shape or rule"
        )
    return predicate in (RDF_NS + "first", RDF_NS + "rest")


def _close(axioms: Iterable[ox.Triple]) -> Tables:
    graph = rdflib.Graph()
    text = ox.serialize(axioms, format=ox.RdfFormat.N_TRIPLES)
    graph.parse(data=text, format="nt")
    chains = _chains(graph)
    some = _some(graph)
    disjoint = _disjoint(graph)
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    classes = _pairs(graph, RDFS.subClassOf)
    return Tables(
        superclasses=classes,
        superproperties=_pairs(graph, RDFS.subPropertyOf),
        domains=_pairs(graph, RDFS.domain),
        ranges=_pairs(graph, RDFS.range),
        inverses=_both_ways(_pairs(graph, OWL.inverseOf)),
        transitive=_typed(graph, OWL.TransitiveProperty),
        chains=chains,
        some=some,
        disjoint=disjoint,
        functional=_typed(graph, OWL.FunctionalProperty),
        asymmetric=_typed(graph, OWL.AsymmetricProperty),
        irreflexive=_typed(graph, OWL.IrreflexiveProperty),
    )


def _n3(node: Any) -> str:
    return f"<{node}>"


_NOISE = (str(OWL.Thing), str(RDFS.Resource), str(OWL.Nothing))


def _pairs(graph: rdflib.Graph, predicate: rdflib.URIRef) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value in graph.subject_objects(predicate):
        named = isinstance(subject, rdflib.URIRef) and isinstance(value, rdflib.URIRef)
        if named and subject != value and str(value) not in _NOISE and str(subject) not in _NOISE:
            found[_n3(subject)].add(_n3(value))
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _both_ways(pairs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for left, rights in pairs.items():
        for right in rights:
            found[left].add(right)
            found[right].add(left)
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _typed(graph: rdflib.Graph, kind: rdflib.URIRef) -> tuple[str, ...]:
    return tuple(
        sorted(_n3(s) for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef))
    )


def _chains(graph: rdflib.Graph) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        sorted(
            (_n3(prop), tuple(_n3(step) for step in Collection(graph, steps)))
            for prop, steps in graph.subject_objects(OWL.propertyChainAxiom)
        )
    )


def _some(graph: rdflib.Graph) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for restriction, filler in graph.subject_objects(OWL.someValuesFrom):
        for prop in graph.objects(restriction, OWL.onProperty):
            for kind in graph.objects(restriction, RDFS.subClassOf):
                found[_n3(prop)].add((_n3(filler), _n3(kind)))
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _disjoint(graph: rdflib.Graph) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(axiom, OWL.members):
            names = [_n3(member) for member in Collection(graph, members)]
            for name in names:
                found[name].update(other for other in names if other != name)
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _to_json(closed: Tables) -> dict[str, Any]:
    return {name: getattr(closed, name) for name in _KEPT}


def _from_json(kept: dict[str, Any]) -> Tables:
    def tuples(value: Any) -> Any:
        if isinstance(value, list):
            return tuple(tuples(inner) for inner in value)
        if isinstance(value, dict):
            return {key: tuples(inner) for key, inner in value.items()}
        return value

    return Tables(**{name: tuples(value) for name, value in kept.items()})
