"""The truth table of the model comes out, equally, in Oxigraph and in rdflib."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from govgraph import bundled
from govgraph.graph import ontology
from govgraph.graph.ontology import Rule
from tests.assessment.truth_table import Case, cases, turtle

# {assessment: {property: values}}, numbers as numbers
Found = dict[str, dict[str, set[object]]]

TABLE = cases()
ROOT = "https://example.org/id/"
ASSESSMENT = "https://w3id.org/govgraph/ns#Assessment"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NAMESPACES = (ROOT, "https://w3id.org/govgraph/ns#", "http://www.w3.org/ns/prov#")


def rules() -> list[Rule]:
    """All rules but those about pledges and posts, in their order."""
    return [rule for rule in ontology.load(bundled.ontology()).rules if rule.turn != 10]


def vocabularies() -> list[Path]:
    names = ("bound-side", "comparator", "indicator", "unit", "vintage", "zone-tier")
    return [bundled.ontology() / f"vocabularies/{name}.ttl" for name in names]


@cache
def in_oxigraph() -> Found:
    store = ox.Store()
    for path in vocabularies():
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    store.load(turtle(TABLE).encode(), format=ox.RdfFormat.TURTLE)
    for rule in rules():
        made = store.query(rule.text)
        assert isinstance(made, ox.QueryTriples)
        store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in made])
    found: Found = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value, _ in store:
        if "/assessment/" in str(subject) or predicate.value.endswith("currentAssessment"):
            number = isinstance(value, ox.Literal) and value.datatype.value.endswith("decimal")
            found[subject.value][predicate.value].add(Decimal(value.value) if number else value.value)  # fmt: skip
    return found


@cache
def in_rdflib() -> Found:
    graph = rdflib.Graph()
    for path in vocabularies():
        graph.parse(path)
    graph.parse(data=turtle(TABLE), format="turtle")
    for rule in rules():
        made = graph.query(rule.text).graph
        assert made is not None
        for triple in made:
            graph.add(triple)
    found: Found = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in graph:
        if "/assessment/" in str(subject) or str(predicate).endswith("currentAssessment"):
            number = isinstance(value, rdflib.Literal) and value.datatype == rdflib.XSD.decimal
            found[str(subject)][str(predicate)].add(Decimal(str(value)) if number else str(value))
    return found


@pytest.fixture(scope="module", params=[in_oxigraph, in_rdflib], ids=["oxigraph", "rdflib"])
def found(request: pytest.FixtureRequest) -> Found:
    run: Callable[[], Found] = request.param
    return run()


def said(found: Found, case: Case, term: str) -> dict[str, set[str]]:
    """The concepts or numbers that the assessments of a case give under one property."""
    stems = (f"{ROOT}assessment/{case.name}/", f"{ROOT}assessment/{case.name}-grown-to/")
    tail = f"/{case.method}/{case.as_of}"
    return {
        iri.removeprefix(f"{ROOT}assessment/"): {
            str(value).rpartition("/")[2] for value in facts[f"{NAMESPACES[1]}{term}"]
        }
        for iri, facts in found.items()
        if iri.startswith(stems) and tail in iri and ASSESSMENT in facts[TYPE]
    }


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_the_outcomes_of_a_case(found: Found, case: Case) -> None:
    expected = {name: {outcome} for name, outcome in case.expected.items()}

    assert said(found, case, "outcome") == expected


@pytest.mark.parametrize(
    ("case", "term", "value"),
    [
        (case, term, value)
        for case in TABLE
        for term, value in (("outcomeReason", case.reason), ("pace", case.pace))
        if value
    ],
    ids=lambda value: value.name if isinstance(value, Case) else str(value),
)
def test_the_other_axes_of_a_case(found: Found, case: Case, term: str, value: str) -> None:
    assert list(said(found, case, term).values()) == [{value}]


@pytest.mark.parametrize(
    "case", [case for case in TABLE if case.deviation], ids=lambda case: case.name
)
def test_the_deviation_is_figure_less_stated_value(found: Found, case: Case) -> None:
    (values,) = said(found, case, "deviation").values()

    assert [Decimal(value) for value in values] == [Decimal(str(case.deviation))]


def test_a_dispute_is_current_and_names_what_it_came_from(found: Found) -> None:
    current = {
        iri.removeprefix(ROOT): {str(v).removeprefix(f"{ROOT}assessment/") for v in values}
        for iri, facts in found.items()
        for values in [facts[f"{NAMESPACES[1]}currentAssessment"]]
        if values and iri.endswith(("/26", "/22b", "/22b-grown-to", "/26agree"))
    }
    stem = "2023/default-1/2026-06-30"

    assert current == {
        "target/26": {f"26/{stem}"},
        "target/26agree": {f"26agree/{stem}"},
        "target/22b": {f"22b/{stem}/disputed"},
        "target/22b-grown-to": {f"22b-grown-to/{stem}"},
    }
    derived = found[f"{ROOT}assessment/22b/{stem}/disputed"][f"{NAMESPACES[2]}wasDerivedFrom"]
    assert {str(v).removeprefix(f"{ROOT}assessment/") for v in derived} == {
        f"22b/{stem}",
        f"22b-grown-to/{stem}",
    }


def test_both_engines_find_the_same() -> None:
    ours = {iri: dict(facts) for iri, facts in in_oxigraph().items()}
    theirs = {iri: dict(facts) for iri, facts in in_rdflib().items()}

    def published(found: Found) -> dict[str, dict[str, set[object]]]:
        return {
            iri: {p: values for p, values in facts.items() if not p.startswith("urn:")}
            for iri, facts in found.items()
        }

    assert published(ours) == published(theirs)
