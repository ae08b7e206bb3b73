"""Batches judged one by one: the same report as that of the whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.generate import FAULTS, Size, write
from govgraph import config, pipeline
from govgraph.config import Settings
from govgraph.errors import OntologyError
from govgraph.validation import comparison, judge, shapes
from govgraph.validation.compiled import Compiled
from govgraph.validation.report import ValidationReport
from govgraph.validation.set_queries import LOCAL
from govgraph.validation.streamed import Streamed

ALL_TO_COMPILED = 1


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a generated publication in which every statement has a fault, each kind twice."""
    folder = tmp_path_factory.mktemp("faulty")
    write(folder, Size(20 * len(FAULTS), 4), seed=3, faulty=1.0)
    return config.load(folder / config.FILE_NAME)


def judged(
    settings: Settings, folder: Path, triples: int, batch: int, spool: int = 1 << 25
) -> ValidationReport:
    """Return the report of a run with other limits."""
    limits = replace(settings.limits, shacl_triples=triples, batch_triples=batch, spool_bytes=spool)
    settings = replace(settings, limits=limits)
    words, mapping = pipeline.load_words(settings)
    records = pipeline.read(settings, mapping, words, pipeline.quiet, folder / ".read")
    with pipeline.assembled(settings, words, mapping, records, folder, pipeline.quiet) as dataset:
        assert (dataset.validator is not None) == (records.triples > triples)
        return pipeline.validated(dataset, settings, mapping, records)


@pytest.mark.parametrize(("batch", "spool"), [(200, 1 << 25), (1_500, 1), (100_000, 1 << 25)])
def test_a_report_by_batches_is_that_of_pyshacl(
    faulty: Settings, whole: ValidationReport, tmp_path: Path, batch: int, spool: int
) -> None:
    report = judged(faulty, tmp_path, ALL_TO_COMPILED, batch, spool)

    assert report.results == whole.results
    assert not list(tmp_path.glob(".validation/*"))


@pytest.fixture(scope="module")
def whole(faulty: Settings, tmp_path_factory: pytest.TempPathFactory) -> ValidationReport:
    """Return the report of pySHACL on the whole."""
    return judged(faulty, tmp_path_factory.mktemp("whole"), 10_000_000, 12_000)


def test_every_kind_of_fault_is_found(whole: ValidationReport) -> None:
    codes = {result.code for result in whole.results}

    assert len(codes) >= len(FAULTS) - 2
    assert not whole.conforms


def test_a_query_that_no_part_can_answer_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(comparison.SHARED, "#Observation-once-query")

    with pytest.raises(OntologyError, match="Observation-once-query"):
        Streamed(judge.Judge(shapes.load(), "urn:x:"), tmp_path)


def test_every_query_named_as_local_is_one_of_the_shapes() -> None:
    rules = Compiled(shapes.load())

    named = {judge.name_of(question.query) for _, question in rules.questions}
    assert named == LOCAL | comparison.SHARED.keys()
