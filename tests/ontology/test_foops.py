"""The tests of FOOPS! that a text can pass or fail, under their ids, for each module."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

DCT = Namespace("http://purl.org/dc/terms/")
VANN = Namespace("http://purl.org/vocab/vann/")
BIBO = Namespace("http://purl.org/ontology/bibo/")
SCHEMA = Namespace("https://schema.org/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
GG = Namespace("https://w3id.org/govgraph/ns#")
IRIS = {
    "core": "https://w3id.org/govgraph/ns",
    "rl": "https://w3id.org/govgraph/ns/rl",
    "alignments": "https://w3id.org/govgraph/ns/alignments",
}
METADATA = (str(DCT), str(VANN), str(BIBO), str(SCHEMA), str(FOAF))


def _has(graph: Graph, iri: Node, *properties: URIRef) -> list[str]:
    return [str(p) for p in properties if graph.value(iri, p) is None]


def purl1(graph: Graph, iri: Node) -> list[str]:
    """PURL1: a persistent IRI."""
    return [] if str(iri).startswith("https://w3id.org/") else [str(iri)]


def http1(graph: Graph, iri: Node) -> list[str]:
    """HTTP1: an open protocol."""
    return [] if str(iri).startswith(("http:", "https:")) else [str(iri)]


def uri2(graph: Graph, iri: Node) -> list[str]:
    """URI2: the file names itself, and nothing else, as the ontology."""
    return [str(o) for o in graph.subjects(RDF.type, OWL.Ontology) if o != iri] + (
        [] if (iri, RDF.type, OWL.Ontology) in graph else [str(iri)]
    )


def ver1(graph: Graph, iri: Node) -> list[str]:
    """VER1: a version IRI, other than the IRI."""
    version, number = graph.value(iri, OWL.versionIRI), graph.value(iri, OWL.versionInfo)
    return [] if version == URIRef(f"{iri}/{number}") else [str(version)]


def om1(graph: Graph, iri: Node) -> list[str]:
    """OM1: title, description, licence, version IRI, creator, namespace."""
    wanted = (DCT.title, DCT.description, DCT.license, OWL.versionIRI, DCT.creator)
    return _has(graph, iri, *wanted, VANN.preferredNamespaceUri)


def find1(graph: Graph, iri: Node) -> list[str]:
    """FIND1: the preferred prefix."""
    return [] if str(graph.value(iri, VANN.preferredNamespacePrefix)) == "gg" else ["prefix"]


def find3(graph: Graph, iri: Node) -> list[str]:
    """FIND3, FIND_3_BIS: the catalogue that lists it."""
    return _has(graph, iri, SCHEMA.includedInDataCatalog)


def voc1(graph: Graph, iri: Node) -> list[str]:
    """VOC1: metadata in established vocabularies."""
    known = (*METADATA, str(OWL), str(RDF))
    return [str(p) for p in graph.predicates(iri) if not str(p).startswith(known)]


def om2(graph: Graph, iri: Node) -> list[str]:
    """OM2: prefix, version, creation date, citation."""
    wanted = (VANN.preferredNamespacePrefix, OWL.versionInfo, DCT.created)
    return _has(graph, iri, *wanted, DCT.bibliographicCitation)


def om3(graph: Graph, iri: Node) -> list[str]:
    """OM3 but for its DOI: publisher, logo, status, source, issued."""
    return _has(graph, iri, DCT.publisher, FOAF.logo, BIBO.status, DCT.source, DCT.issued)


def om4(graph: Graph, iri: Node) -> list[str]:
    """OM4.1: a licence."""
    wanted = URIRef("https://creativecommons.org/licenses/by/4.0/")
    return [] if graph.value(iri, DCT.license) == wanted else ["licence"]


def om5(graph: Graph, iri: Node) -> list[str]:
    """OM5.1, OM5.2: creator, typed and named; creation date, issue date, publisher."""
    agent = graph.value(iri, DCT.creator)
    missing = _has(graph, iri, DCT.created, DCT.issued, DCT.publisher)
    if agent is None or (agent, RDF.type, FOAF.Organization) not in graph:
        return [*missing, "type of the creator"]
    return missing + _has(graph, agent, FOAF.name)


CHECKS = [purl1, http1, uri2, ver1, om1, find1, find3, voc1, om2, om3, om4, om5]


@pytest.mark.parametrize("module", sorted(IRIS))
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.upper())
def test_module_passes(
    check: Callable[[Graph, Node], list[str]], module: str, modules: dict[str, Graph]
) -> None:
    assert check(modules[module], URIRef(IRIS[module])) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.upper())
def test_bare_ontology_fails(check: Callable[[Graph, Node], list[str]]) -> None:
    iri = URIRef("urn:example:bare")
    bare = Graph()
    bare.add((URIRef("urn:example:other"), RDF.type, OWL.Ontology))
    bare.add((iri, URIRef("urn:example:note"), iri))

    assert check(bare, iri) != []


def test_titles_and_descriptions_are_in_both_languages(modules: dict[str, Graph]) -> None:
    for name, graph in modules.items():
        for predicate in (DCT.title, DCT.description):
            values = graph.objects(URIRef(IRIS[name]), predicate)
            assert sorted(str(v.language) for v in values if isinstance(v, Literal)) == [
                "en",
                "zh-hans",
            ]


def test_another_vocabulary_is_extended(core: Graph) -> None:
    """VOC2."""
    parents = [p for c, p in core.subject_objects(RDFS.subClassOf) if str(p) not in GG]

    assert len({str(p).rpartition("/")[0] for p in parents}) >= 4


def test_every_term_has_label_and_description(core: Graph) -> None:
    """VOC3, VOC4."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = [t for kind in kinds for t in core.subjects(RDF.type, kind) if str(t) in GG]

    assert [t for t in terms if core.value(t, RDFS.label) is None] == []
    assert [t for t in terms if core.value(t, SKOS.definition) is None] == []
