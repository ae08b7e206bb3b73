"""Loading shapes: the base, the files left out, the severities chosen."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.errors import OntologyError
from govgraph.namespaces import HOME, SHAPES
from govgraph.validation import shacl, shapes
from govgraph.validation.report import Severity
from tests.shapes import examples

OTHER = "https://data.example.org/"


def _pledge(base: str) -> list[ox.Quad]:
    text = (examples.FOLDER / "pledge" / "valid.ttl").read_text(encoding="utf-8")
    reference = examples.REFERENCE.read_text(encoding="utf-8")
    return [
        quad
        for document in (text, reference)
        for quad in examples.parse(document.replace(HOME + "id/", base + "id/"))
    ]


def test_pledges_of_another_base_are_good_under_that_base() -> None:
    report = shacl.validate(_pledge(OTHER), shapes.load(base=OTHER))

    assert report.lines() == []


def test_pledges_of_another_base_are_refused_under_the_default() -> None:
    report = shacl.validate(_pledge(OTHER), shapes.load())

    assert [result.constraint for result in report.results] == [1]


def test_the_dot_of_a_base_is_no_wildcard() -> None:
    data = _pledge("https://dataXexample.org/")
    report = shacl.validate(data, shapes.load(base=OTHER))

    assert [result.constraint for result in report.results] == [1]


def test_only_the_pattern_of_things_moves_with_the_base() -> None:
    moved, same = shapes.load(base=OTHER), shapes.load()

    assert moved.constraints == same.constraints
    moved_patterns = {str(q.object) for q in moved.quads} - {str(q.object) for q in same.quads}
    assert {p for p in moved_patterns if not p.startswith("_:")} == {
        '"^https://data[.]example[.]org/id/pledge/"'
    }


def test_shapes_that_need_derived_triples_can_stay_out() -> None:
    numbers = {c.number for c in shapes.load(inferred=False).constraints}

    assert set(range(1, 35)) - numbers == {17, 18, 19, 20, 22, 24}


def test_shapes_that_only_warn_can_stay_out() -> None:
    numbers = {c.number for c in shapes.load(inferred=False, recommended=False).constraints}

    assert numbers & {5, 11, 12, 26} == set()


def test_selection_by_severity_keeps_only_those() -> None:
    chosen = shapes.load().select(severities={Severity.WARNING})

    assert {c.severity for c in chosen.constraints} == {Severity.WARNING}
    assert {c.number for c in chosen.constraints} == {5, 11, 12, 22, 24}


def test_selection_without_queries_leaves_core_shapes() -> None:
    chosen = shapes.load().select(queries=False)

    assert not any(c.queries for c in chosen.constraints)
    assert {c.number for c in shapes.load().constraints if c.queries} == {
        8, 10, 11, 12, 16, 17, 21, 22, 23, 24, 28, 30, 32, 33, 34,
    }  # fmt: skip


def test_a_constraint_says_what_it_is_called_and_where_it_looks() -> None:
    evidence = shapes.load().by_shape[SHAPES + "#Pledge-evidence"]

    assert evidence.number == 3
    assert evidence.labels == {"en": "evidence", "zh-hans": "证据"}
    assert evidence.path is None
    assert len(evidence.comment.splitlines()) == 2


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no shapes here"):
        shapes.load(tmp_path)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "pledge.ttl").write_text("<a> <b> .", encoding="utf-8")

    with pytest.raises(OntologyError, match=r"pledge\.ttl: not readable as Turtle"):
        shapes.load(tmp_path)
