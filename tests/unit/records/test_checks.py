"""A record's keys, forms and languages are checked before the silent parser sees them."""

from __future__ import annotations

from typing import Any

import pytest

from govgraph import bundled, context
from govgraph.errors import Location
from govgraph.records.checks import Check
from govgraph.records.record import Record

CONTEXT = context.load(bundled.ontology() / "context.jsonld", "https://example.org/id/")


def check(**node: Any) -> Check:
    tree = {"type": "Pledge", "id": "pledge/1", **node}
    return Check(Record(Location("a.yaml", 1, 1), "Pledge", "pledge/1", tree), CONTEXT)


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ({"promisdBy": "official/a"}, "UNKNOWN_TERM"),
        ({"名称：": "x"}, "UNKNOWN_TERM"),
        ({"type": "Plegde"}, "UNKNOWN_TERM"),
        ({"id": "pledge/a b"}, "BAD_ID"),
        ({"id": "pledge/１"}, "I13"),
        ({"id": "pledge/a\u202eb"}, "BAD_ID"),
        ({"concernsArea": "area/a b"}, "I18"),
        ({"concernsArea": "are:x"}, "I18"),
        ({"url": "https://a b"}, "I18"),
        ({"url": "https://a/%zz"}, "I18"),
        ({"url": "http://[::1"}, "I18"),
        ({"url": "javascript:alert(1)"}, "I19"),
        ({"url": "file:///etc/passwd"}, "I19"),
        ({"label": {"zh_CN": "x"}}, "I20"),
        ({"label": {"": "x"}}, "I20"),
        ({"label": "x"}, "BAD_FORM"),
        ({"label": {"en": "a\u202eb"}}, "I11"),
        ({"label": {"en": "a\ud800"}}, "I10"),
        ({"label": {"en": " "}}, "EMPTY"),
        ({"statedValue": "6.50"}, "BAD_NUMBER"),
        ({"statedValue": "６.５"}, "I13"),
        ({"statedValue": 7}, "UNQUOTED_NUMBER"),
        ({"statedValue": "1" * 99}, "I14"),
        ({"start": "５"}, "I13"),
        ({"start": True}, "BAD_NUMBER"),
        ({"ended": "no"}, "I17"),
        ({"statedOn": "2024-02-30"}, "I16"),
        ({"statedOn": "2024-13-01"}, "I16"),
        ({"statedOn": "民国112年"}, "I16"),
        ({"divisionCode": 440113}, "UNQUOTED_NUMBER"),
        ({"evidence": [{"type": "Evidence"}]}, "NO_ID"),
        ({"evidence": [{"id": "pledge/1#e1"}]}, "NO_TYPE"),
        ({"evidence": []}, "EMPTY"),
    ],
)
def test_a_bad_form_is_named(node: dict[str, Any], code: str) -> None:
    errors = check(**node).errors

    assert [error.code for error in errors] == [code]
    assert "\n" not in str(errors[0])


def test_a_nested_context_is_refused() -> None:
    errors = check(evidence={"type": "Evidence", "id": "p#e", "@context": "https://evil"}).errors

    assert "I28" in {error.code for error in errors}


def test_the_nearest_term_is_suggested() -> None:
    assert "did you mean pledgedBy?" in str(check(pledgdBy="official/a").errors[0])


def test_every_type_value_and_link_counts_as_a_triple() -> None:
    record = check(
        label={"zh-hans": "甲", "en": ["a", "b"]},
        evidence=[{"type": "Evidence", "id": "pledge/1#e1", "fragmentSha256": "00"}],
        concernsArea=["area/1", "area/2"],
    )

    assert record.errors == []
    assert record.triples == 1 + 3 + 1 + 2 + 2
