"""The pitfalls of OOPS! that a text can show, under their ids; the others are argued at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

GG = Namespace("https://w3id.org/govgraph/ns#")
DCT = Namespace("http://purl.org/dc/terms/")
SCHEMA = Namespace("https://schema.org/")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)

# P11: on several classes, so a single domain would be false; core says which, the shapes check it.
NO_DOMAIN = {
    "ambiguityNote", "area", "baseUnit", "comparator", "confidence", "documentedIn", "evidence",
    "indicator", "locatedIn", "period", "periodBasis", "periodText", "projectStage", "retrievedOn", "sector",
    "statedUnit", "statedUpperValue", "statedValue", "unit",
}  # fmt: skip
# P11: dates and language strings lie outside the OWL 2 datatype map; units may be foreign.
NO_RANGE = {
    "ambiguityNote", "assessedOn", "baseUnit", "changedResource", "explanation", "inRelease",
    "officialName", "recurrence", "retrievedOn", "statedOn", "statusAsOf", "unit",
}  # fmt: skip


def _own(graph: Graph, *kinds: URIRef) -> list[Node]:
    return sorted(
        {s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s) in GG}, key=str
    )


def _named(terms: set[Node] | list[Node]) -> list[str]:
    return sorted(str(t).removeprefix(str(GG)) for t in terms)


def p03(graph: Graph) -> list[str]:
    """P03: a relation named "is"."""
    return [n for n in _named(_own(graph, *PROPERTIES)) if re.fullmatch(r"is([A-Z]?$)", n)]


def p04(graph: Graph) -> list[str]:
    """P04: a class that nothing connects: no parent, domain, range or hint."""
    used = set(graph.objects(None, SCHEMA.domainIncludes))
    used |= set(graph.objects(None, SCHEMA.rangeIncludes)) | set(graph.subjects(RDFS.subClassOf))
    return _named(set(_own(graph, OWL.Class)) - used)


def p05(graph: Graph) -> list[str]:
    """P05: inverses whose domain and range do not mirror each other."""
    found = []
    for a, b in graph.subject_objects(OWL.inverseOf):
        for near, far in ((RDFS.domain, RDFS.range), (RDFS.range, RDFS.domain)):
            if set(graph.objects(a, near)) != set(graph.objects(b, far)):
                found.append(f"{a} {b}")
    return found


def p06(graph: Graph) -> list[str]:
    """P06: a circle of classes, or of properties."""
    found = []
    for step in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in set(graph.subjects(step)):
            if any(term in graph.transitive_objects(p, step) for p in graph.objects(term, step)):
                found.append(str(term))
    return found


def p08(graph: Graph) -> list[str]:
    """P08: no label, or no definition."""
    terms = _own(graph, OWL.Class, *PROPERTIES)
    return _named(
        [t for t in terms if not (graph.value(t, RDFS.label) and graph.value(t, SKOS.definition))]
    )


def p10(graph: Graph) -> list[str]:
    """P10: no disjointness at all."""
    return [] if (None, RDF.type, OWL.AllDisjointClasses) in graph else ["no disjoint classes"]


def p11(graph: Graph) -> list[str]:
    """P11: no domain or no range, but for those argued above."""
    terms = set(_own(graph, *PROPERTIES))
    without_domain = {t for t in terms if (t, RDFS.domain, None) not in graph}
    without_range = {t for t in terms if (t, RDFS.range, None) not in graph}
    domains = set(_named(without_domain)) ^ NO_DOMAIN
    return sorted(domains | set(_named(without_range)) ^ NO_RANGE)


def p19(graph: Graph) -> list[str]:
    """P19: several domains or several ranges."""
    pairs = [(s, p) for p in (RDFS.domain, RDFS.range) for s in graph.subjects(p)]
    return [f"{s} {p}" for (s, p), n in Counter(pairs).items() if n > 1]


def p20(graph: Graph) -> list[str]:
    """P20: a label as long as a definition, or a definition as short as a label."""
    found = []
    for term in _own(graph, OWL.Class, *PROPERTIES):
        longest = max(len(str(v)) for v in graph.objects(term, RDFS.label))
        shortest = min(len(str(v)) for v in graph.objects(term, SKOS.definition))
        if longest > 40 or shortest < 8:
            found.append(str(term))
    return _named([URIRef(t) for t in found])


def p21(graph: Graph) -> list[str]:
    """P21: a class for whatever is left over."""
    return [n for n in _named(_own(graph, OWL.Class)) if re.match(r"Misc|Other|Various", n)]


def p22(graph: Graph) -> list[str]:
    """P22: names in more than one style."""
    classes, properties = _named(_own(graph, OWL.Class)), _named(_own(graph, *PROPERTIES))
    odd = [n for n in classes if not re.fullmatch(r"([A-Z][a-z]+)+", n)]
    return odd + [n for n in properties if not re.fullmatch(r"[a-z]+([A-Z][a-z]*|\d+)*", n)]


def p24(graph: Graph) -> list[str]:
    """P24: a class that is defined by itself."""
    return [str(s) for s, p, o in graph if s == o and p != OWL.versionIRI]


def p25(graph: Graph) -> list[str]:
    """P25: a property that is its own inverse."""
    return [str(a) for a, b in graph.subject_objects(OWL.inverseOf) if a == b]


def p29(graph: Graph) -> list[str]:
    """P29: a transitive property whose domain is not its range."""
    return [
        str(t)
        for t in graph.subjects(RDF.type, OWL.TransitiveProperty)
        if set(graph.objects(t, RDFS.domain)) != set(graph.objects(t, RDFS.range))
    ]


def p32(graph: Graph) -> list[str]:
    """P32: one label for two terms."""
    labels = Counter(o for s, o in graph.subject_objects(RDFS.label) if str(s) in GG)
    return sorted(f"{label}" for label, n in labels.items() if n > 1)


def p33(graph: Graph) -> list[str]:
    """P33: a chain of one property."""
    heads = graph.objects(None, OWL.propertyChainAxiom)
    return [str(head) for head in heads if len(set(Collection(graph, head))) < 2]


def p34(graph: Graph) -> list[str]:
    """P34: something used as a class that is none."""
    places = (RDFS.subClassOf, RDFS.domain, OWL.someValuesFrom)
    used = {o for place in places for o in graph.objects(None, place) if isinstance(o, URIRef)}
    return sorted(str(c) for c in used if (c, RDF.type, OWL.Class) not in graph)


def p35(graph: Graph) -> list[str]:
    """P35: something used as a property that is none."""
    axioms = (RDFS.domain, RDFS.range, OWL.inverseOf, OWL.propertyChainAxiom, RDFS.subPropertyOf)
    used = {s for axiom in axioms for s in graph.subjects(axiom)}
    return sorted(str(p) for p in used if not set(graph.objects(p, RDF.type)) & set(PROPERTIES))


def p36(graph: Graph) -> list[str]:
    """P36: a file name for an ontology IRI."""
    ontologies = graph.subjects(RDF.type, OWL.Ontology)
    return [str(o) for o in ontologies if re.search(r"\.(owl|rdf|ttl|n3|xml)$", str(o))]


def p38(graph: Graph) -> list[str]:
    """P38: no owl:Ontology."""
    return [] if (None, RDF.type, OWL.Ontology) in graph else ["no ontology"]


def p39(graph: Graph) -> list[str]:
    """P39: a name that is relative or resolves to this machine."""
    nodes = {str(n) for n in graph.all_nodes() | set(graph.predicates()) if isinstance(n, URIRef)}
    return sorted(n for n in nodes if not n.startswith(("http://", "https://")))


def p41(graph: Graph) -> list[str]:
    """P41: no licence."""
    ontologies = graph.subjects(RDF.type, OWL.Ontology)
    return [str(o) for o in ontologies if (o, DCT.license, None) not in graph]


CHECKS = [
    p03, p04, p05, p06, p08, p10, p11, p19, p20, p21, p22, p24, p25, p29, p32, p33, p34, p35, p36,
    p38, p39, p41,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.upper())
def test_pitfall_is_absent(check: Callable[[Graph], list[str]], ontology: Graph) -> None:
    assert check(ontology) == []


SHORT = URIRef("https://w3id.org/govgraph/ns/list")
LONG = Literal("a label that goes on and on as only a definition may", lang="en")
ADDED: dict[Callable[[Graph], list[str]], list[tuple[Node, Node, Node]]] = {
    p03: [(GG["is"], RDF.type, OWL.ObjectProperty)],
    p04: [(GG.Lonely, RDF.type, OWL.Class)],
    p05: [(GG.hasTarget, OWL.inverseOf, GG.statedIn)],
    p06: [(GG.Target, RDFS.subClassOf, GG.StateTarget)],
    p19: [(GG.hasTarget, RDFS.domain, GG.Statement)],
    p20: [(GG.Pledge, RDFS.label, LONG)],
    p21: [(GG.OtherThing, RDF.type, OWL.Class)],
    p22: [(GG.has_target, RDF.type, OWL.ObjectProperty)],
    p24: [(GG.Pledge, RDFS.subClassOf, GG.Pledge)],
    p25: [(GG.within, OWL.inverseOf, GG.within)],
    p29: [(GG.statedBy, RDF.type, OWL.TransitiveProperty)],
    p32: [(GG.Pledge, RDFS.label, Literal("target", lang="en"))],
    p33: [
        (GG.within, OWL.propertyChainAxiom, SHORT),
        (SHORT, RDF.first, GG.directlyWithin),
        (SHORT, RDF.rest, RDF.nil),
    ],
    p34: [(GG.hasTarget, RDFS.domain, GG.Plegde)],
    p35: [(GG.hasTraget, RDFS.domain, GG.Pledge)],
    p36: [(URIRef("https://w3id.org/x.owl"), RDF.type, OWL.Ontology)],
    p39: [(URIRef("file:///x"), RDF.type, OWL.Class)],
}
REMOVED: dict[Callable[[Graph], list[str]], tuple[Node | None, ...]] = {
    p08: (GG.Pledge, RDFS.label, None),
    p10: (None, RDF.type, OWL.AllDisjointClasses),
    p11: (GG.hasTarget, RDFS.domain, None),
    p38: (None, RDF.type, OWL.Ontology),
    p41: (None, DCT.license, None),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.upper())
def test_pitfall_would_be_found(check: Callable[[Graph], list[str]], ontology: Graph) -> None:
    broken = ontology + Graph()
    for triple in ADDED.get(check, []):
        broken.add(triple)
    if check in REMOVED:
        broken.remove(REMOVED[check])  # type: ignore[arg-type]

    assert check(broken) != []


def test_constructs_whose_pitfalls_cannot_arise_are_absent(ontology: Graph) -> None:
    """P12, P26–P28, P30, P31 need equivalence or symmetry; P02, P07 synonym or merged classes."""
    predicates, types = set(ontology.predicates()), set(ontology.objects(None, RDF.type))

    assert predicates & {OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs} == set()
    assert OWL.SymmetricProperty not in types
    assert [c for c in _named(_own(ontology, OWL.Class)) if re.search("And|Or[A-Z]", c)] == []
    assert XSD.date not in set(ontology.objects(None, RDFS.range))


# Elsewhere: P13 (inverse undeclared): every "X / Y" pair of the model is declared; the rest is
# one-way on purpose, for records write forward terms only. P37 (on the Web): the server's tests.
# P40 (hijacking): test_terms.py, foreign axioms.
