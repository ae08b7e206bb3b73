"""The checks of ROBOT's default report that apply, under their ids, counting labels by language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace
from rdflib.term import Node

GG = Namespace("https://w3id.org/govgraph/ns#")
DCT = Namespace("http://purl.org/dc/terms/")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TEXTS = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition)
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))


def _subjects(graph: Graph) -> list[Node]:
    terms = {s for kind in KINDS for s in graph.subjects(RDF.type, kind) if str(s) in GG}
    return sorted(terms | set(graph.subjects(RDF.type, SKOS.Concept)), key=str)


def _labels(graph: Graph, term: Node) -> list[Literal]:
    values = [*graph.objects(term, RDFS.label), *graph.objects(term, SKOS.prefLabel)]
    return [v for v in values if isinstance(v, Literal)]


def _home(graph: Graph, term: Node) -> Node | None:
    return graph.value(term, SKOS.inScheme) or graph.value(term, RDFS.isDefinedBy)


def _twice(values: list[tuple[object, ...]]) -> list[str]:
    return sorted(str(v) for v, n in Counter(values).items() if n > 1)


def missing_label(graph: Graph) -> list[str]:
    """Name the terms and concepts without a label."""
    return [str(t) for t in _subjects(graph) if not _labels(graph, t)]


def multiple_labels(graph: Graph) -> list[str]:
    """Name the terms and concepts with two labels in one language."""
    return _twice([(t, v.language) for t in _subjects(graph) for v in _labels(graph, t)])


def duplicate_label(graph: Graph) -> list[str]:
    """Name the labels that two things of one scheme, or of the ontology, share."""
    return _twice([(_home(graph, t), v) for t in _subjects(graph) for v in _labels(graph, t)])


def label_formatting(graph: Graph) -> list[str]:
    """Name the labels with tabs, line ends or markup."""
    labels = [v for t in _subjects(graph) for v in _labels(graph, t)]
    return [str(v) for v in labels if re.search(r"[\t\n\r]|</?[a-z]+>", v)]


def label_whitespace(graph: Graph) -> list[str]:
    """Name the labels with white space at an end or doubled."""
    labels = [v for t in _subjects(graph) for v in _labels(graph, t)]
    return [str(v) for v in labels if str(v) != str(v).strip() or "  " in v]


def annotation_whitespace(graph: Graph) -> list[str]:
    """Name the other texts with white space at an end or doubled."""
    texts = [v for p in TEXTS for v in graph.objects(None, p)]
    return [str(v) for v in texts if str(v) != str(v).strip() or "  " in str(v)]


def missing_definition(graph: Graph) -> list[str]:
    """Name the terms and concepts without a definition."""
    return [str(t) for t in _subjects(graph) if not list(graph.objects(t, SKOS.definition))]


def multiple_definitions(graph: Graph) -> list[str]:
    """Name the terms and concepts with two definitions in one language."""
    pairs = [(t, v) for t in _subjects(graph) for v in graph.objects(t, SKOS.definition)]
    return _twice([(t, v.language) for t, v in pairs if isinstance(v, Literal)])


def duplicate_definition(graph: Graph) -> list[str]:
    """Name the definitions that two things of one scheme, or of the ontology, share."""
    terms = _subjects(graph)
    return _twice([(_home(graph, t), v) for t in terms for v in graph.objects(t, SKOS.definition)])


def lowercase_definition(graph: Graph) -> list[str]:
    """Name the English definitions that begin with a small letter or end without a full stop."""
    texts = [v for t in _subjects(graph) for v in graph.objects(t, SKOS.definition)]
    english = [v for v in texts if isinstance(v, Literal) and v.language == "en"]
    return [str(v) for v in english if v[0].islower() or not v.endswith(".")]


def duplicate_exact_synonym(graph: Graph) -> list[str]:
    """Name the alternative labels that two concepts of one scheme share."""
    terms = _subjects(graph)
    return _twice([(_home(graph, t), v) for t in terms for v in graph.objects(t, SKOS.altLabel)])


def duplicate_label_synonym(graph: Graph) -> list[str]:
    """Name the alternative labels that are the label of a concept of the same scheme."""
    labels = {(_home(graph, t), v) for t in _subjects(graph) for v in _labels(graph, t)}
    alternatives = [
        (_home(graph, t), v) for t in _subjects(graph) for v in graph.objects(t, SKOS.altLabel)
    ]
    return sorted(str(pair) for pair in alternatives if pair in labels)


def illegal_use_of_built_in_vocabulary(graph: Graph) -> list[str]:
    """Name the statements about terms of RDF, RDFS, OWL and XSD."""
    return [str(s) for s in graph.subjects() if str(s).startswith(BUILT_IN)]


def invalid_entity_uri(graph: Graph) -> list[str]:
    """Name the terms and concepts whose IRI is not plain ASCII words."""
    allowed = re.compile(r"https://w3id\.org/govgraph/(ns#[A-Za-z0-9]+|voc/[a-z-]+/[a-z0-9-]+)")
    return [str(t) for t in _subjects(graph) if not allowed.fullmatch(str(t))]


def missing_superclass(graph: Graph) -> list[str]:
    """Name our classes without a parent."""
    classes = [c for c in graph.subjects(RDF.type, OWL.Class) if str(c) in GG]
    return sorted(str(c) for c in classes if not list(graph.objects(c, RDFS.subClassOf)))


def deprecated_without_replacement(graph: Graph) -> list[str]:
    """Name deprecated terms without a successor, not typed boolean, or still in use."""
    found = []
    for term, flag in graph.subject_objects(OWL.deprecated):
        typed = isinstance(flag, Literal) and flag.datatype == XSD.boolean
        used = any(o == term for p, o in graph.predicate_objects(None) if p != DCT.isReplacedBy)
        if not typed or used or (term, DCT.isReplacedBy, None) not in graph:
            found.append(str(term))
    return found


CHECKS = [
    missing_label, multiple_labels, duplicate_label, label_formatting, label_whitespace,
    annotation_whitespace, missing_definition, multiple_definitions, duplicate_definition,
    lowercase_definition, duplicate_exact_synonym, duplicate_label_synonym,
    illegal_use_of_built_in_vocabulary, invalid_entity_uri, missing_superclass,
    deprecated_without_replacement,
]  # fmt: skip


@pytest.fixture(scope="module")
def everything(ontology: Graph, alignments: Graph, vocabularies: Graph) -> Graph:
    """Return ontology, alignments and vocabularies as one graph."""
    return ontology + alignments + vocabularies


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_report_is_clean(check: Callable[[Graph], list[str]], everything: Graph) -> None:
    assert check(everything) == []


FAULTS = """
@prefix gg: <https://w3id.org/govgraph/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://w3id.org/govgraph/voc/x/> .
x:none a skos:Concept .
x:a a skos:Concept ; skos:inScheme x:s ;
  skos:prefLabel "one"@en , "two"@en , " <b>three</b> "@zh-hans ;
  skos:altLabel "odd  one"@en , "same"@en , "label of b"@en ;
  skos:definition "small"@en , "Second one."@en .
x:b a skos:Concept ; skos:inScheme x:s ;
  skos:prefLabel "one"@en , "label of b"@zh-hans ; skos:altLabel "same"@en , "label of b"@zh-hans ;
  skos:definition "Second one."@en .
<https://w3id.org/govgraph/voc/x/Größe> a skos:Concept .
owl:Class rdfs:comment "ours now" .
gg:Orphan a owl:Class ; owl:deprecated "yes" .
"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_report_would_find_it(check: Callable[[Graph], list[str]]) -> None:
    assert check(Graph().parse(data=FAULTS, format="turtle")) != []
