"""The streamed closure of the shipped data is owlrl's own, and free of contradictions."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import owlrl
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from govgraph import bundled
from govgraph.release import Release

NOISE = (str(OWL), str(RDFS), str(RDF))
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Closed:
    """The shipped data, the ontology, and owlrl's closure of both."""

    data: rdflib.Graph
    ontology: rdflib.Graph
    closure: rdflib.Graph


@pytest.fixture(scope="module")
def closed(shipped: Release) -> Closed:
    data, ontology = rdflib.Graph(), rdflib.Graph()
    data.parse(data=gzip.decompress((shipped.folder / "govgraph.nt.gz").read_bytes()), format="nt")
    for module in ("core.ttl", "rl.ttl"):
        ontology.parse(bundled.ontology() / module, format="turtle")
    closure = data + ontology
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    return Closed(data, ontology, closure)


def test_owlrl_finds_no_contradiction(closed: Closed) -> None:
    errors = [o for p, o in closed.closure.predicate_objects() if "error" in str(p).lower()]

    assert errors == []


def test_the_stream_gives_what_owlrl_gives(closed: Closed) -> None:
    things = set(closed.data.subjects()) - set(closed.ontology.subjects())
    found = {
        triple
        for triple in closed.closure
        if triple[0] in things
        and triple[1] != OWL.sameAs
        and not isinstance(triple[2], rdflib.BNode)  # the class of a restriction has no name
        and not (triple[1] == RDF.type and str(triple[2]).startswith(NOISE))
    }

    assert {triple for triple in found if triple not in closed.data} == set()
