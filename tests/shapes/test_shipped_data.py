"""The shipped data against all shapes, derived triples included."""

from __future__ import annotations

from govgraph.namespaces import GG
from tests.shapes.shipped import built, report


def test_the_shipped_data_has_no_result() -> None:
    assert report().lines() == []


def test_the_shipped_data_holds_what_the_shapes_speak_of() -> None:
    used = {quad.predicate.value.removeprefix(GG) for quad in built()}

    assert {"lowerBound", "refinesTarget", "evidence", "testPeriod", "concernsArea"} <= used
