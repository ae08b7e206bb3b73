"""The life of a pledge in states: complete, invented, sound, and true to the rules and axioms."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, BNode, Graph, Literal, Namespace, URIRef

GG = Namespace("https://w3id.org/govgraph/ns#")
OA = Namespace("http://www.w3.org/ns/oa#")
VOC = "https://w3id.org/govgraph/voc/"


@pytest.fixture(scope="module")
def states(ontology_dir: Path) -> dict[str, Graph]:
    """Return the graph of every state by the name of its file."""
    files = sorted((ontology_dir / "examples").glob("*.ttl"))
    return {path.stem: Graph().parse(path) for path in files}


@pytest.fixture(scope="module")
def life(states: dict[str, Graph]) -> Graph:
    """Return all states as one graph."""
    whole = Graph()
    for graph in states.values():
        whole += graph
    return whole


@pytest.fixture(scope="module")
def closed(states: dict[str, Graph], ontology: Graph) -> Graph:
    """Return the closure of all states but the inferred one, which it must yield."""
    copy = ontology + Graph()
    for name, graph in states.items():
        if name != "08-inferred":
            copy += graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(copy)
    return copy


def unused(core: Graph, life: Graph) -> set[str]:
    """Return our classes without an instance and our properties without a use."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    classes = {c for c in core.subjects(RDF.type, OWL.Class) if str(c) in GG}
    properties = {p for kind in kinds for p in core.subjects(RDF.type, kind) if str(p) in GG}
    used = set(life.objects(None, RDF.type)) | set(life.predicates())
    return {str(term) for term in (classes | properties) - used}


def test_every_term_occurs(core: Graph, life: Graph) -> None:
    assert unused(core, life) == set()


def test_a_missing_term_is_found_out(core: Graph, life: Graph) -> None:
    shorter = life + Graph()
    shorter.remove((None, GG.growthOfTarget, None))

    assert unused(core, shorter) == {str(GG.growthOfTarget)}


def test_no_term_or_concept_is_unknown(core: Graph, life: Graph, vocabularies: Graph) -> None:
    nodes = {n for n in life.all_nodes() | set(life.predicates()) if isinstance(n, URIRef)}

    assert {n for n in nodes if str(n) in GG and (n, RDF.type, None) not in core} == set()
    assert {n for n in nodes if n.startswith(VOC) and (n, None, None) not in vocabularies} == set()


def test_no_blank_node(life: Graph) -> None:
    assert [node for node in life.all_nodes() if isinstance(node, BNode)] == []


def test_examples_say_that_they_are_invented(ontology_dir: Path, life: Graph) -> None:
    for path in (ontology_dir / "examples").glob("*.ttl"):
        assert "Everything here is invented" in path.read_text(encoding="utf-8"), path.name
    subjects = {str(s) for s in life.subjects()}
    assert [s for s in subjects if not s.startswith("https://example.org/")] == []


def test_evidence_fits_the_invented_text(ontology_dir: Path, life: Graph) -> None:
    document = (ontology_dir / "examples/01-promised.ttl").read_text(encoding="utf-8")
    found = re.search(r"# The invented text, (\d+) code points:\n# (.+)", document)
    assert found is not None
    text = found[2]
    snapshot = next(life.subjects(RDF.type, GG.TextSnapshot))

    assert len(text) == int(found[1]) == int(str(life.value(snapshot, GG.codePointLength)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest == str(life.value(snapshot, GG.sha256))
    for evidence in life.subjects(RDF.type, OA.SpecificResource):
        selectors = list(life.objects(evidence, OA.hasSelector))
        start, end = (
            next(int(str(life.value(s, p))) for s in selectors if life.value(s, p) is not None)
            for p in (OA.start, OA.end)
        )
        fragment = text[start:end]
        quotes = [q for s in selectors for q in life.objects(s, OA.exact)]
        digest = hashlib.sha256(fragment.encode()).hexdigest()
        assert digest == str(life.value(evidence, GG.fragmentSha256))
        assert quotes in ([], [Literal(fragment)])


def test_the_inferred_state_follows_from_the_axioms(
    states: dict[str, Graph], closed: Graph
) -> None:
    assert set(states["08-inferred"]) - set(closed) == set()


def test_the_derived_state_follows_from_the_rules(
    states: dict[str, Graph], vocabularies: Graph, ontology_dir: Path
) -> None:
    working = vocabularies + Graph()
    for name in sorted(states)[:7]:
        working += states[name]
    derived = Graph()
    for rule in sorted((ontology_dir / "rules").glob("*.rq")):
        found = Graph()
        for triple in working.query(rule.read_text(encoding="utf-8")):
            found.add(triple)  # type: ignore[arg-type]
        derived += found
        working += found
    missing = [
        (s, p, o)
        for s, p, o in states["07-derived"]
        if not any(o.eq(v) if isinstance(o, Literal) else o == v for v in derived.objects(s, p))
    ]

    assert missing == []


def test_the_states_follow_each_other(states: dict[str, Graph]) -> None:
    names = [name.split("-", 1)[1] for name in states]

    assert names == [
        "reference", "promised", "reported", "observed", "assessed", "revised", "released",
        "derived", "inferred",
    ]  # fmt: skip
