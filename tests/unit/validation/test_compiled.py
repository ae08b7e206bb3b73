"""The compiled shapes: the same results as pySHACL's, one by one."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks import validate
from govgraph.errors import OntologyError
from govgraph.namespaces import GG, SH, XSD
from govgraph.ntriples import Triple, read
from govgraph.validation import findings, graphs, shacl, shapes, targets
from govgraph.validation.compiled import Compiled
from govgraph.validation.shapes import Shapes
from govgraph.validation.triples import Triples
from tests.shapes import examples, shipped
from tests.shapes.examples import Example


def triples(quads: Iterable[ox.Quad]) -> list[Triple]:
    """Return quads as triples in N-Triples syntax."""
    return [(str(q.subject), str(q.predicate), str(q.object)) for q in quads]


@pytest.mark.parametrize("example", examples.examples(), ids=lambda e: e.name)
def test_an_example_has_the_results_of_pyshacl(example: Example) -> None:
    ours = findings.validate(triples(examples.quads(example)), shapes.load())

    assert ours == examples.report(example)


def test_the_shipped_data_has_no_result() -> None:
    assert findings.validate(triples(shipped.built()), shapes.load()).lines() == []


def test_all_examples_damaged_at_random_have_the_results_of_pyshacl() -> None:
    rules = shapes.load()
    for seed in range(12):
        quads = damaged(seed)
        assert findings.validate(triples(quads), rules) == shacl.validate(quads, rules), seed


def test_faulty_generated_data_has_the_results_of_pyshacl(tmp_path: Path) -> None:
    validate.prepare(tmp_path, pledges=200, faulty=0.3)
    text = (tmp_path / "whole.nt").read_text(encoding="utf-8")
    rules = shapes.load(base=validate.BASE)
    ours = findings.validate(read(text.splitlines(keepends=True)), rules)

    assert ours == shacl.validate(ox.parse(text, format=ox.RdfFormat.N_TRIPLES), rules)
    assert not ours.conforms
    assert {tuple(row) for row in validate.batches(tmp_path, rules, validate.Watch())} == set(
        validate.rows(ours)
    )


def test_chosen_nodes_have_the_results_of_pyshacl() -> None:
    rules = shapes.load()
    quads = damaged(5)
    every = findings.validate(triples(quads), rules)
    chosen = {result.focus_node for result in every.results[::3]}
    ours = findings.validate(triples(quads), rules, focus_nodes=chosen)

    assert ours == shacl.validate(quads, rules, focus_nodes=chosen)
    assert 0 < len(ours.results) < len(every.results)


def test_what_a_change_may_break_is_the_same_in_both_indexes() -> None:
    quads = damaged(7)
    for node in sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}):
        ours = findings.affected(Triples(triples(quads)), [node])
        assert ours == targets.affected(graphs.to_graph(quads), [node])


def test_a_query_that_no_function_can_answer_is_asked_of_a_store() -> None:
    text = f"""@prefix sh: <{SH}> . @prefix ex: <https://example.org/> .
        ex:s a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ; sh:sparql ex:q .
        ex:q sh:select "SELECT $this ?value WHERE {{ {{ $this $PATH ?value }} UNION {{ }} }}" ."""
    rules = Shapes(tuple(ox.parse(text, format=ox.RdfFormat.TURTLE)))
    node = "<https://example.org/{}>".format
    report = findings.validate([(node("a"), node("p"), node("b"))], rules)

    assert [q.name for _, q in Compiled(rules).queries] == [node("q")]
    assert [(r.focus_node, r.value) for r in report.results][-1][1] == node("b")


def test_every_query_of_the_shapes_is_answered_by_a_function() -> None:
    rules = Compiled(shapes.load())

    assert len(rules.questions) == 20
    assert all(question.ask for _, question in rules.questions)
    assert not any(query.is_local for _, query in rules.queries)


def damaged(seed: int) -> list[ox.Quad]:
    """Return all valid examples, some triples dropped and some objects exchanged."""
    rng = random.Random(seed)
    quads = examples.read(examples.REFERENCE)
    quads += [quad for example in examples.valid() for quad in examples.read(example.path)]
    quads = sorted(set(quads), key=str)
    for _ in range(25):
        position, other = rng.randrange(len(quads)), rng.choice(quads)
        quad = quads[position]
        if rng.random() < 0.4:
            quads.pop(position)
        elif _kind(quad.object) == _kind(other.object):
            quads.append(ox.Quad(quad.subject, quad.predicate, other.object))
    return quads


def _kind(term: object) -> object:
    """Return the datatype of a literal, else the type of the term.

    A value of another datatype is reported by both engines; but rdflib goes on to order it among
    the rest inside queries, where SPARQL has an error and so no result.
    """
    return term.datatype if isinstance(term, ox.Literal) else type(term)


def test_a_literal_that_fits_no_datatype_is_all_that_is_reported() -> None:
    quads = examples.quads(examples.invalid()[0])
    bad = ox.Literal("tall", datatype=ox.NamedNode(XSD + "decimal"))
    quads.append(ox.Quad(quads[0].subject, ox.NamedNode(GG + "statedValue"), bad))
    rules = shapes.load()

    assert findings.validate(triples(quads), rules) == shacl.validate(quads, rules)


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        ("sh:equals ex:q", "sh:equals"),
        ("sh:closed true", "sh:closed"),
        ("sh:datatype xsd:gYear", "gYear"),
        ("sh:deactivated true", "sh:deactivated"),
        ("sh:node [ a sh:NodeShape ]", "without an IRI"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(turtle: str, named: str) -> None:
    text = f"""@prefix sh: <{SH}> . @prefix ex: <https://example.org/> . @prefix xsd: <{XSD}> .
        ex:s a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ; {turtle} ."""
    rules = Shapes(tuple(ox.parse(text, format=ox.RdfFormat.TURTLE)))

    with pytest.raises(OntologyError, match=named):
        Compiled(rules)
