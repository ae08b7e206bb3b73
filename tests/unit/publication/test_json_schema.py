"""The schemas of the record classes: current, strict on slips, and true to records and documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from govgraph import bundled, context
from govgraph.config import Limits
from govgraph.errors import RecordError
from govgraph.graph import ontology
from govgraph.namespaces import HOME
from govgraph.publication import json_schema
from govgraph.records import reader
from tests.conftest import ROOT

STORED = ROOT / "shapes" / "json-schema"


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    words = ontology.load(bundled.ontology())
    mapping = context.load(bundled.ontology() / "context.jsonld", HOME + "id/")
    made = json_schema.Schemas(
        mapping, words.axioms(), words.vocabularies, bundled.shapes(), words.version
    )
    return made.all()


@cache
def records() -> list[tuple[str, str, Any]]:
    found = []
    folders = [ROOT / "data" / "records", ROOT / "data" / "sources"]
    for path in reader.find(ROOT / "data", folders, Limits()):
        for record in reader.read(path, ROOT / "data", Limits()):
            assert not isinstance(record, RecordError)
            found.append((record.type, record.iri, record.tree))
    return found


def faults(schema: dict[str, Any], tree: Any) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema")
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(tree)]


def test_the_stored_schemas_are_current(
    schemas: dict[str, dict[str, Any]], golden: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    """Whoever changes a term, a concept or a shape writes the schemas again."""
    json_schema.write(schemas, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        golden(STORED / path.name, path.read_bytes())

    assert {p.name for p in STORED.iterdir()} == {p.name for p in tmp_path.iterdir()}


def test_every_schema_is_one(schemas: dict[str, dict[str, Any]]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_record_fits_the_schema_of_its_class(schemas: dict[str, dict[str, Any]]) -> None:
    """What is good for `govgraph check` is never underlined in an editor."""
    found = records()
    wrong = {iri: said for kind, iri, tree in found if (said := faults(schemas[kind], tree))}

    assert wrong == {}
    assert len(found) > 100


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda t: t.update(promisdBy="official/x"), "promisdBy"),
        (lambda t: t.pop("comparator"), "comparator"),
        (lambda t: t.update(comparator="cmp:at-leest"), "cmp:at-leest"),
        (lambda t: t.update(statedValue=6.5), "6.5"),
        (lambda t: t.update(statedValue="6.50"), "6.50"),
        (lambda t: t.update(indicator="ind:gdp"), "ind:gdp"),
        (lambda t: t.update(id="Target 1"), "Target 1"),
    ],
)
def test_a_slip_in_a_target_is_seen(
    schemas: dict[str, dict[str, Any]], change: Callable[[dict[str, Any]], object], word: str
) -> None:
    """Each fault that an editor can see is one; the target was good before."""
    tree = next(t for k, _, t in records() if k == "Statement")
    pledges = [p for p in tree["expresses"] if "hasTarget" in p]
    target = copy.deepcopy(pledges[0]["hasTarget"][0])
    before = faults(schemas["QuantitativeTarget"], target)
    change(target)
    after = faults(schemas["QuantitativeTarget"], target)

    assert before == []
    assert after
    assert any(word in message for message in after)


def test_a_slip_in_a_nested_node_is_seen(schemas: dict[str, dict[str, Any]]) -> None:
    tree = copy.deepcopy(next(t for k, _, t in records() if k == "Statement"))
    tree["expresses"][0]["pledgeKind"] = "kind:wish"

    assert faults(schemas["Statement"], tree)


def test_an_editor_completes_concepts_with_their_names(schemas: dict[str, dict[str, Any]]) -> None:
    """Keys are described in both languages, concepts are listed as records write them."""
    target = schemas["QuantitativeTarget"]

    assert "cmp:at-least" in target["$defs"]["comparator"]["enum"]
    assert "\n" in target["properties"]["comparator"]["description"]
    assert len(json.dumps(schemas["Statement"])) < 200_000
