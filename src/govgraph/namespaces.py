"""The namespaces of govgraph: the one place where its own IRIs are spelled out."""

from __future__ import annotations

import pyoxigraph as ox

HOME = "https://w3id.org/govgraph/"
NS = HOME + "ns"
SHAPES = HOME + "shapes"
VOC = HOME + "voc/"

GG = NS + "#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = "https://schema.org/"
DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
SPDX = "http://spdx.org/rdf/terms#"
QB = "http://purl.org/linked-data/cube#"
OA = "http://www.w3.org/ns/oa#"
SH = "http://www.w3.org/ns/shacl#"

TYPE = ox.NamedNode(RDF + "type")


def gg(term: str) -> ox.NamedNode:
    """Return a term of the ontology.

    >>> gg("Pledge").value
    'https://w3id.org/govgraph/ns#Pledge'
    """
    return ox.NamedNode(GG + term)


def concept(scheme: str, slug: str) -> ox.NamedNode:
    """Return a concept of one of the vocabularies.

    >>> concept("outcome", "met").value
    'https://w3id.org/govgraph/voc/outcome/met'
    """
    return ox.NamedNode(f"{VOC}{scheme}/{slug}")
