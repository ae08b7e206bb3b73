"""Each constraint against its examples: the approved report, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.validation import shacl, shapes
from govgraph.validation.report import Severity
from govgraph.validation.shapes import Shapes
from tests.shapes import examples
from tests.shapes.examples import Example

ALL = range(1, 35)
WARNINGS = {5, 11, 12, 22, 24}
HINTS = {26}
MOST_TRIPLES_CHANGED = 5
# A class check on the speaker cannot fail alone: such a speaker has no tenure either.
NEVER_ALONE = {"Statement-official", "Statement-post"}


@pytest.fixture(scope="module")
def everything() -> Shapes:
    """Return all shapes."""
    return shapes.load()


@pytest.mark.parametrize("example", examples.valid(), ids=lambda e: e.name)
def test_a_valid_example_has_no_result(example: Example) -> None:
    assert examples.report(example).lines() == []


@pytest.mark.parametrize("example", examples.invalid(), ids=lambda e: e.name)
def test_an_invalid_example_has_exactly_its_report(
    example: Example, golden: Callable[[Path, bytes], None]
) -> None:
    report = examples.report(example)

    assert {result.constraint for result in report.results} == {example.constraint}
    golden(example.expected, examples.text(report).encode())


@pytest.mark.parametrize("example", examples.invalid(), ids=lambda e: e.name)
def test_an_invalid_example_has_one_fault(example: Example) -> None:
    valid = set(examples.read(example.path.parent / "valid.ttl"))
    broken = set(examples.read(example.path))

    renamed = example.constraint == 1
    assert broken != valid
    assert renamed or len(broken ^ valid) <= MOST_TRIPLES_CHANGED


def test_every_constraint_has_an_example_and_a_reason(everything: Shapes) -> None:
    reasoned = {c.number for c in everything.constraints if c.comment}

    assert {e.constraint for e in examples.invalid()} == set(ALL)
    assert {c.number for c in everything.constraints} == set(ALL)
    assert reasoned == set(ALL)


def test_every_numbered_shape_fires_in_some_example(everything: Shapes) -> None:
    fired = {
        result.shape.rpartition("#")[2]
        for example in examples.invalid()
        for result in examples.report(example).results
    }

    numbered = {c.shape.rpartition("#")[2] for c in everything.constraints}
    assert numbered - fired == NEVER_ALONE


def test_a_body_as_speaker_is_refused(everything: Shapes) -> None:
    data = examples.read(examples.REFERENCE) + list(
        ox.parse(
            """@base <https://w3id.org/govgraph/id/> .
            @prefix gg: <https://w3id.org/govgraph/ns#> .
            <statement/9001-3> a gg:Statement ; gg:reportedIn <source/9001> ;
              gg:statedBy <body/990101-cpc> ; gg:inCapacityOf <official/li-si> .""",
            format=ox.RdfFormat.TURTLE,
        )
    )

    fired = {r.shape.rpartition("#")[2] for r in shacl.validate(data, everything).results}
    assert fired == NEVER_ALONE | {"Statement-tenure"}


def test_severities_are_those_of_the_list(everything: Shapes) -> None:
    found: dict[Severity, set[int]] = {severity: set() for severity in Severity}
    for constraint in everything.constraints:
        found[constraint.severity].add(constraint.number)

    assert found[Severity.WARNING] == WARNINGS
    assert found[Severity.INFO] == HINTS
    assert found[Severity.VIOLATION] == set(ALL) - WARNINGS - HINTS
