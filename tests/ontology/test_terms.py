"""Every term is declared, labelled and defined in both languages, with ranges that exist."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

GG = Namespace("https://w3id.org/govgraph/ns#")
SCHEMA = Namespace("https://schema.org/")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
AXIOMS = (
    RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.disjointWith,
    OWL.equivalentClass, OWL.equivalentProperty, OWL.propertyChainAxiom, OWL.sameAs,
)  # fmt: skip
LANGUAGES = {"zh-hans", "en"}
TAGS = LANGUAGES | {"zh-hant", "zh-latn-pinyin"}
DATATYPES = {XSD.decimal, XSD.integer, XSD.boolean, XSD.date, XSD.string, RDF.langString}


def declared(graph: Graph) -> set[Node]:
    """Return every class and property that the graph declares."""
    return {s for kind in KINDS for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)}


def ours(graph: Graph) -> list[Node]:
    """Return the declared terms of our namespace, sorted."""
    return sorted((term for term in declared(graph) if str(term) in GG), key=str)


def languages(graph: Graph, term: Node, predicate: URIRef) -> list[str]:
    """Return the language tags of a term's literals, one entry a literal."""
    values = graph.objects(term, predicate)
    return sorted(str(v.language) for v in values if isinstance(v, Literal))


def unlabelled(graph: Graph) -> list[str]:
    """Name the terms, foreign ones too, that lack exactly one label in each language."""
    wanted = sorted(LANGUAGES)
    return sorted(str(t) for t in declared(graph) if languages(graph, t, RDFS.label) != wanted)


def undefined(graph: Graph) -> list[str]:
    """Name our terms that lack exactly one definition in each language."""
    wanted = sorted(LANGUAGES)
    return [str(t) for t in ours(graph) if languages(graph, t, SKOS.definition) != wanted]


def foreign_axioms(graph: Graph) -> list[str]:
    """Name the axioms about terms that are not ours (P40, namespace hijacking)."""
    named = [(s, p) for p in AXIOMS for s in graph.subjects(p) if isinstance(s, URIRef)]
    return [f"{s} {p}" for s, p in named if str(s) not in GG]


def undeclared_parents(graph: Graph) -> Iterator[str]:
    """Name the parents, domains and ranges that nobody declares (a misspelt range)."""
    known = declared(graph) | DATATYPES | {RDFS.Resource}
    places = (
        RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf,
        SCHEMA.domainIncludes, SCHEMA.rangeIncludes, OWL.onProperty, OWL.someValuesFrom,
    )  # fmt: skip
    for place in places:
        for subject, value in graph.subject_objects(place):
            if isinstance(value, URIRef) and value not in known:
                yield f"{subject} {place} {value}"


def ill_typed(graph: Graph) -> list[str]:
    """Name the literals that break their datatype, use one not allowed, or an odd language tag."""
    found = []
    for _, predicate, value in graph:
        if not isinstance(value, Literal):
            continue
        if value.ill_typed or (value.datatype or XSD.string) not in DATATYPES:
            found.append(f"{predicate} {value!r}")
        if value.language is not None and value.language not in TAGS:
            found.append(f"{predicate} {value!r}")
    return found


def loosely_typed_hints(graph: Graph) -> list[str]:
    """Name the properties whose hint of a range does not fit their kind."""
    found = []
    for prop in graph.subjects(RDF.type, OWL.DatatypeProperty):
        for value in graph.objects(prop, SCHEMA.rangeIncludes):
            if value not in DATATYPES:
                found.append(f"{prop} {value}")
    for prop in graph.subjects(RDF.type, OWL.ObjectProperty):
        for value in graph.objects(prop, SCHEMA.rangeIncludes):
            if value in DATATYPES:
                found.append(f"{prop} {value}")
    return found


def test_every_term_has_one_label_a_language(core: Graph) -> None:
    assert unlabelled(core) == []


def test_every_own_term_has_one_definition_a_language(core: Graph) -> None:
    assert undefined(core) == []


def test_every_own_term_hints_at_its_domain_and_range(core: Graph) -> None:
    properties = [t for t in ours(core) if (t, RDF.type, OWL.Class) not in core]

    assert [p for p in properties if not list(core.objects(p, SCHEMA.domainIncludes))] == []
    assert [p for p in properties if not list(core.objects(p, SCHEMA.rangeIncludes))] == []


def test_every_term_says_where_it_is_defined(core: Graph) -> None:
    wanted = URIRef("https://w3id.org/govgraph/ns")

    assert [t for t in declared(core) if not list(core.objects(t, RDFS.isDefinedBy))] == []
    assert [t for t in ours(core) if list(core.objects(t, RDFS.isDefinedBy)) != [wanted]] == []
    foreign = declared(core) - set(ours(core))
    assert [t for t in foreign if wanted in core.objects(t, RDFS.isDefinedBy)] == []


def test_foreign_terms_get_no_axioms(core: Graph, rl: Graph, alignments: Graph) -> None:
    assert foreign_axioms(core + rl + alignments) == []


def test_parents_domains_and_ranges_exist(ontology: Graph) -> None:
    assert list(undeclared_parents(ontology)) == []


def test_literals_are_well_typed(ontology: Graph, alignments: Graph, vocabularies: Graph) -> None:
    assert ill_typed(ontology + alignments + vocabularies) == []


def test_hints_of_ranges_fit_the_kind_of_property(core: Graph) -> None:
    assert loosely_typed_hints(core) == []


def test_the_modules_use_only_declared_terms_of_ours(ontology: Graph, alignments: Graph) -> None:
    known = declared(ontology)
    nodes = {x for triple in ontology + alignments for x in triple if isinstance(x, URIRef)}

    assert {node for node in nodes if str(node) in GG} - known == set()


def test_the_vocabularies_use_only_declared_properties(core: Graph, vocabularies: Graph) -> None:
    own = {OWL.versionInfo, RDF.type, SKOS.hasTopConcept, SKOS.topConceptOf}

    assert set(vocabularies.predicates()) - declared(core) - own == set()


def test_a_broken_copy_is_found_out(core: Graph) -> None:
    broken = core + Graph()
    broken.remove((GG.Pledge, RDFS.label, Literal("pledge", lang="en")))
    broken.remove((GG.Target, SKOS.definition, None))
    broken.add((URIRef("http://xmlns.com/foaf/0.1/Person"), RDFS.subClassOf, GG.Official))
    broken.add((GG.statedBy, RDFS.range, GG.Offical))
    broken.add((GG.Unit, SKOS.note, Literal("x", lang="zh-Hant-TW")))
    broken.add((GG.Unit, SKOS.note, Literal("2026/11/24", datatype=XSD.date)))
    broken.add((GG.value, SCHEMA.rangeIncludes, GG.Unit))

    assert unlabelled(broken) == [str(GG.Pledge)]
    assert undefined(broken) == [str(GG.Target)]
    assert len(foreign_axioms(broken)) == 1
    assert len(list(undeclared_parents(broken))) == 1
    assert len(ill_typed(broken)) == 2
    assert len(loosely_typed_hints(broken)) == 1
