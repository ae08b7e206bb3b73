"""What of a batch the rules are shown: all that they may look at."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from govgraph import bundled
from govgraph.graph import ontology
from govgraph.graph.derived import TYPE, Rules
from govgraph.graph.ontology import Rule
from govgraph.ntriples import Triple

EX = "https://example.org/"
A: Triple = (f"<{EX}a>", TYPE, f"<{EX}Area>")
B: Triple = (f"<{EX}a>", TYPE, f"<{EX}Body>")
C: Triple = (f"<{EX}a>", f"<{EX}in>", f"<{EX}b>")


def rule(where: str, turn: int = 10, template: str = "?x ex:made ?x") -> Rule:
    text = f"# a ?rule\nPREFIX ex: <{EX}>\nCONSTRUCT {{ {template} }} WHERE {{ {where} }}"
    return Rule("r", turn, text)


@pytest.mark.parametrize(
    ("where", "needed"),
    [
        ("?x a ex:Area", [A]),
        ("?x a ?class", [A, B]),
        ("?x a/ex:above ex:Area", [A, B]),
        (f"?x a <{EX}Area>", [A, B]),
        ("?x ex:in ?a", [C]),
        ("?x ex:in ?y . ?y a ex:Body , ex:Area", [A, B, C]),
    ],
)
def test_they_are_shown_the_classes_and_predicates_that_they_ask_for(
    where: str, needed: list[Triple]
) -> None:
    assert Rules([rule(where)], []).needed([A, B, C]) == needed


def test_what_they_only_construct_they_are_not_shown() -> None:
    rules = Rules([rule("?x ex:in ?y", template="?y a ex:Area ; ex:made ?x")], [])

    assert rules.needed([A, C]) == [C]


def test_a_late_rule_sees_what_the_one_before_it_made() -> None:
    first = rule("?x ex:in ?y", 30, "?y ex:made ?x")
    rules = Rules([first, rule("?y ex:made ?x", 31, "?x ex:done ?y")], [])

    assert rules.before_closure([C]) == []
    assert rules.after_closure([]) == [
        (f"<{EX}b>", f"<{EX}made>", f"<{EX}a>"),
        (f"<{EX}a>", f"<{EX}done>", f"<{EX}b>"),
    ]


def test_a_batch_is_forgotten_and_the_reference_data_is_not() -> None:
    node = ox.NamedNode(EX + "a")
    kept = ox.Quad(node, ox.NamedNode(EX + "in"), ox.NamedNode(EX + "b"), node)
    rules = Rules([rule("?x ex:in ?y", 30)], [kept])

    rules.before_closure([C])
    rules.after_closure([])

    assert list(rules.store) == [kept]


def test_the_rules_that_ship_need_few_classes() -> None:
    rules = Rules(ontology.load(bundled.ontology()).rules, [])
    classes = [f"<{EX}Area>", "<https://w3id.org/govgraph/ns#Observation>"]

    found = rules.needed([(f"<{EX}a>", TYPE, name) for name in classes])

    assert [value for _, _, value in found] == classes[1:]
