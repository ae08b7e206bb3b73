"""How the shape files are made: names, messages, prefixes, nothing that engines differ on."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
import pytest

from govgraph import bundled
from govgraph.namespaces import SH, SHAPES
from govgraph.validation import shacl, shapes
from govgraph.validation.report import in_language
from govgraph.validation.shapes import Shapes
from tests.shapes import examples

# SHACL 1.0 core and SHACL-SPARQL, as far as our shapes go. Other engines, the compiled one among
# them, support just these.
COMPONENTS = {
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minInclusive", "maxInclusive",
    "minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "lessThan", "lessThanOrEquals",
    "not", "or", "xone", "node", "property", "qualifiedValueShape", "qualifiedMinCount",
    "qualifiedMaxCount", "hasValue", "in", "sparql",
}  # fmt: skip
FRAME = {
    "targetClass", "targetSubjectsOf", "targetObjectsOf", "path", "inversePath", "alternativePath",
    "zeroOrOnePath", "severity", "message", "name", "select", "prefixes", "declare", "prefix",
    "namespace",
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def everything() -> Shapes:
    """Return all shapes."""
    return shapes.load()


def test_only_known_parts_of_shacl_are_used(everything: Shapes) -> None:
    used = {
        quad.predicate.value.removeprefix(SH)
        for quad in everything.quads
        if quad.predicate.value.startswith(SH)
    }

    assert used == COMPONENTS | FRAME


def test_closed_shapes_hold_no_query(everything: Shapes) -> None:
    both = [
        node
        for node, properties in everything.nodes.items()
        if SH + "closed" in properties and SH + "sparql" in properties
    ]

    assert both == []


def test_every_shape_has_an_iri_of_ours(everything: Shapes) -> None:
    typed = {
        quad.subject
        for quad in everything.quads
        if quad.object in (ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape"))
    }

    assert typed
    assert all(
        isinstance(node, ox.NamedNode) and node.value.startswith(SHAPES + "#") for node in typed
    )


def test_no_shape_is_defined_in_two_files() -> None:
    counts = Counter(
        quad.subject
        for path in bundled.shapes().glob("*.ttl")
        for quad in {
            ox.Quad(q.subject, q.predicate, q.object)
            for q in examples.read(path)
            if q.predicate.value.endswith("#type") and isinstance(q.subject, ox.NamedNode)
        }
    )

    assert [node for node, count in counts.items() if count > 1] == []


def test_messages_are_english_and_chinese_in_one_string(everything: Shapes) -> None:
    messages = [
        (quad.subject, quad.object)
        for quad in everything.quads
        if quad.predicate.value == SH + "message"
    ]

    assert len(messages) == len({subject for subject, _ in messages})
    for _, message in messages:
        assert isinstance(message, ox.Literal)
        assert message.language is None
        assert message.value.count(" / ") == 1, message.value
        assert CHINESE.search(in_language(message.value, "zh-hans")), message.value


def test_every_reported_shape_names_severity_and_message(everything: Shapes) -> None:
    for constraint in everything.constraints:
        properties = everything.nodes[ox.NamedNode(constraint.shape)]

        assert constraint.message
        assert SH + "severity" in properties
        assert {"en", "zh-hans"} <= set(constraint.labels), constraint.shape


def test_every_property_of_the_context_stands_in_a_shape(everything: Shapes) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in bundled.shapes().glob("*.ttl"))
    context = (bundled.ontology() / "context.jsonld").read_text(encoding="utf-8")
    terms = set(re.findall(r'"@id": "(gg:[a-z]\w*)"', context))

    assert len(terms) > 100
    assert sorted(term for term in terms if not re.search(re.escape(term) + r"\b", text)) == []


def test_every_term_shape_refuses_a_value_of_another_kind(everything: Shapes) -> None:
    terms = {
        node.value: properties[SH + "targetSubjectsOf"][0]
        for node, properties in everything.nodes.items()
        if isinstance(node, ox.NamedNode)
        and {SH + "targetSubjectsOf", SH + "path"} <= set(properties)
        and node.value not in everything.by_shape
    }
    odd = ox.Literal("", datatype=ox.NamedNode("https://example.org/odd"))
    data = [
        ox.Quad(ox.NamedNode(f"https://example.org/{n}"), term, odd)
        for n, term in enumerate(terms.values())
        if isinstance(term, ox.NamedNode)
    ]

    refused = {result.shape for result in shacl.validate(data, everything).results}
    assert len(terms) > 100
    assert sorted(set(terms) - refused) == []
