"""Batches stream through the closed tables and give what owlrl gives."""

from __future__ import annotations

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from govgraph.errors import Inconsistent, OntologyError
from govgraph.graph import closure
from govgraph.graph.closure import Tables
from govgraph.graph.index import Index
from govgraph.graph.inferred import Inference
from govgraph.graph.ontology import Ontology
from govgraph.ntriples import Triple

PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://x/> .\n"""
AXIOMS = """
:A rdfs:subClassOf :B . :B rdfs:subClassOf :C .
:p rdfs:subPropertyOf :q ; rdfs:domain :A ; rdfs:range :D . :p a owl:ObjectProperty .
:q owl:inverseOf :r ; rdfs:range :E . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:in a owl:TransitiveProperty , owl:ObjectProperty . :directly rdfs:subPropertyOf :in .
:far owl:propertyChainAxiom ( :r :p :in ) . :far a owl:ObjectProperty .
[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ; rdfs:subClassOf :Special .
"""
CLASHES = """
[] a owl:AllDisjointClasses ; owl:members ( :A :D ) . :f a owl:FunctionalProperty , owl:ObjectProperty .
:i a owl:IrreflexiveProperty , owl:ObjectProperty . :s a owl:AsymmetricProperty , owl:ObjectProperty .
:A a owl:Class . :D a owl:Class .
"""
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def tables(turtle: str) -> Tables:
    triples = tuple(
        ox.Triple(q.subject, q.predicate, q.object)
        for q in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    )
    return closure.tables(Ontology({"rl.ttl": triples}, (), ()))


TABLES = tables(AXIOMS)


def x(name: str) -> str:
    return TYPE if name == "a" else f"<http://x/{name}>"


def oracle(data: set[Triple]) -> set[Triple]:
    """Return owlrl's own closure, its statements about classes, equality and literals left out."""
    graph = rdflib.Graph().parse(data=PREFIXES + AXIOMS, format="turtle")
    graph.parse(data="\n".join(f"{s} {p} {o} ." for s, p, o in data), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    mine = {x(n) for n in "nmkl"}
    return {
        (s.n3(), p.n3(), o.n3())
        for s, p, o in graph
        if s.n3() in mine
        and str(p).startswith(("http://x/", TYPE[1:-1]))
        and str(o).startswith("http://x/")
    }


NODES = st.sampled_from([x(n) for n in "nmkl"])
LINKS = st.tuples(NODES, st.sampled_from([x(p) for p in ("p", "q", "r", "in", "directly")]), NODES)
TYPES = st.tuples(NODES, st.just(TYPE), st.sampled_from([x(c) for c in "ABD"]))


@settings(max_examples=25, deadline=None)
@given(st.sets(LINKS | TYPES, min_size=1, max_size=7))
def test_streamed_inference_equals_owlrl(data: set[Triple]) -> None:
    inferred = Inference(TABLES).add(data)

    assert set(inferred) | data == oracle(data)


@given(st.sets(LINKS | TYPES, max_size=8))
def test_inferring_twice_adds_nothing(data: set[Triple]) -> None:
    inference = Inference(TABLES)
    first = inference.add(data)

    assert inference.add(first) == []
    assert set(Inference(TABLES).add(data | set(first))) == set()


def test_a_batch_leans_on_reference_data_without_repeating_it() -> None:
    reference = Index(TABLES.consequences)
    reference.link(x("p"), {(x("m"), x("k"))})
    reference.link(x("in"), {(x("k"), x("l"))})

    inferred = Inference(TABLES, reference).add([(x("n"), x("r"), x("m"))])

    assert (x("n"), x("far"), x("l")) in inferred
    assert (x("m"), x("p"), x("k")) not in inferred


def test_the_index_keeps_only_what_may_be_looked_up_again() -> None:
    inference = Inference(tables(AXIOMS + ":label rdfs:domain :A ."))

    inferred = inference.add([(x("n"), x("label"), '"n"'), (x("n"), x("note"), x("m"))])

    assert set(inferred) == {(x("n"), TYPE, x(kind)) for kind in "ABC"}
    assert not inference.index.links(x("label"))
    assert not inference.index.links(x("note"))


@pytest.mark.parametrize(
    "data",
    [
        [("n", "a", "A"), ("n", "a", "D")],
        [("n", "f", "m"), ("n", "f", "k")],
        [("n", "i", "n")],
        [("n", "s", "m"), ("m", "s", "n")],
    ],
)
def test_contradictions_are_named(data: list[tuple[str, str, str]]) -> None:
    inference = Inference(tables(AXIOMS + CLASHES))
    inference.add([(x(s), x(p), x(o)) for s, p, o in data])

    with pytest.raises(Inconsistent, match="INCONSISTENT"):
        inference.check()


@pytest.mark.parametrize(
    "axiom",
    [
        ":A owl:equivalentClass :B .",
        ":f a owl:InverseFunctionalProperty .",
        ":A owl:hasKey ( :p ) .",
        ":n owl:sameAs :m .",
        ":A owl:unionOf ( :B :C ) .",
    ],
)
def test_an_axiom_type_that_is_not_supported_is_refused_by_name(axiom: str) -> None:
    with pytest.raises(OntologyError, match="not supported"):
        tables(axiom)


def test_the_closure_is_kept_and_read_back(tmp_path: object) -> None:
    ontology = Ontology({"rl.ttl": ()}, (), ())

    first = closure.tables(ontology, tmp_path)  # type: ignore[arg-type]

    assert closure.tables(ontology, tmp_path) == first  # type: ignore[arg-type]
