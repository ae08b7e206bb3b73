"""owlrl finds no contradiction in the ontology, and does find one that is put there."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
from rdflib import RDF, Graph, Literal, Namespace
from rdflib.term import Node

GG = Namespace("https://w3id.org/govgraph/ns#")
EX = Namespace("https://example.org/")


def closure(graph: Graph) -> Graph:
    """Return the OWL 2 RL closure of a copy of the graph."""
    copy = graph + Graph()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(copy)
    return copy


def bare(graph: Graph) -> Graph:
    """Return the graph without its texts in a language: much work for owlrl, and no axiom."""
    copy = Graph()
    for triple in graph:
        if not (isinstance(triple[2], Literal) and triple[2].language):
            copy.add(triple)
    return copy


def contradictions(closed: Graph) -> list[str]:
    """Return what owlrl says about contradictions: triples whose predicate ends in #error."""
    return [str(o) for _, p, o in closed if str(p).endswith("#error")]


@pytest.fixture(scope="module")
def axioms(ontology: Graph) -> Graph:
    """Return core and rl without their texts."""
    return bare(ontology)


def test_ontology_and_vocabularies_are_consistent(
    ontology: Graph, alignments: Graph, vocabularies: Graph
) -> None:
    assert contradictions(closure(bare(ontology + alignments + vocabularies))) == []


def test_a_life_of_a_pledge_is_consistent(axioms: Graph, ontology_dir: Path) -> None:
    life = axioms + Graph()
    for path in sorted((ontology_dir / "examples").glob("*.ttl")):
        life.parse(path)

    assert contradictions(closure(life)) == []


CONTRADICTIONS = {
    "disjoint classes": [(EX.x, RDF.type, GG.Official), (EX.x, RDF.type, GG.PublicBody)],
    "disjoint by a parent": [(EX.x, RDF.type, GG.QuantifiedPledge), (EX.x, RDF.type, GG.Target)],
    "disjoint through a range": [(EX.s, GG.statedBy, EX.x), (EX.x, RDF.type, GG.PublicBody)],
    "number and state": [(EX.x, RDF.type, GG.QuantitativeTarget), (EX.x, RDF.type, GG.StateTarget)],
    "an area within itself": [(EX.x, GG.directlyWithin, EX.x)],
    "areas in each other": [(EX.x, GG.directlyWithin, EX.y), (EX.y, GG.directlyWithin, EX.x)],
    "a figure that revises itself": [(EX.x, GG.revises, EX.x)],
}


@pytest.mark.parametrize("name", sorted(CONTRADICTIONS))
def test_a_contradiction_is_found(name: str, axioms: Graph) -> None:
    faulty = axioms + Graph()
    for triple in CONTRADICTIONS[name]:
        faulty.add(triple)

    assert contradictions(closure(faulty)) != []


def test_chains_and_inverses_infer_the_direct_links(axioms: Graph) -> None:
    data = """
    @prefix gg: <https://w3id.org/govgraph/ns#> . @prefix oa: <http://www.w3.org/ns/oa#> .
    @prefix org: <http://www.w3.org/ns/org#> . @prefix prov: <http://www.w3.org/ns/prov#> .
    @prefix : <https://example.org/> .
    :s gg:expresses :p ; gg:statedBy :o ; gg:inCapacityOf :post . :post org:postIn :body .
    :body gg:jurisdiction :county .
    :town gg:directlyWithin :county . :county gg:directlyWithin :city .
    :p gg:concernsArea :town ; gg:hasTarget :t ; gg:evidence :e . :t a gg:QuantitativeTarget ;
      gg:indicator :i ; gg:period :y . :e oa:hasSource :snap . :snap prov:specializationOf :doc .
    """
    closed = closure(axioms + Graph().parse(data=data, format="turtle"))
    expected: set[tuple[Node, Node, Node]] = {
        (EX.p, GG.statedIn, EX.s), (EX.p, GG.pledgedBy, EX.o), (EX.t, GG.targetOf, EX.p),
        (EX.p, GG.speakerJurisdiction, EX.county), (EX.t, GG.area, EX.town),
        (EX.p, GG.rollsUpTo, EX.county), (EX.p, GG.rollsUpTo, EX.city),
        (EX.p, GG.concernsIndicator, EX.i), (EX.p, GG.concernsPeriod, EX.y),
        (EX.p, GG.documentedIn, EX.doc), (EX.city, GG.contains, EX.town),
        (EX.p, RDF.type, GG.QuantifiedPledge), (EX.o, RDF.type, GG.Official),
    }  # fmt: skip

    assert expected - set(closed) == set()
    assert (EX.p, GG.concernsArea, EX.county) not in closed
