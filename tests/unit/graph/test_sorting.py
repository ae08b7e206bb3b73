"""Sorted files come together in one order, wherever they are cut."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from govgraph.graph import sorting
from govgraph.graph.dataset import Dataset
from govgraph.workers import Workers


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    """Return sorted files whose lines overlap, one of them empty and one of a single long line."""
    rng = random.Random(7)
    found = []
    for number in range(9):
        lines = sorted({f"line {rng.randrange(900):05} é" * rng.choice([1, 3]) for _ in range(300)})
        path = tmp_path / f"run-{number}"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        found.append(path)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "long").write_bytes(b"line 004" + b"x" * 5000 + b"\n")
    return [*found, tmp_path / "empty", tmp_path / "long"]


@pytest.mark.parametrize(("part", "sample"), [(400, 100), (3000, 50), (1 << 24, 1 << 18)])
def test_parts_hold_all_lines_once_in_order(
    runs: list[Path], monkeypatch: pytest.MonkeyPatch, part: int, sample: int
) -> None:
    monkeypatch.setattr(sorting, "PART_BYTES", part)
    monkeypatch.setattr(sorting, "SAMPLE_BYTES", sample)
    expected = sorted({line for run in runs for line in run.read_bytes().splitlines()})

    parts = list(sorting.parts(runs, Workers()))
    found = [line for one in parts for line in sorting.merged(one)]

    assert found == expected
    assert (len(parts) > 5) == (part < 1 << 24)


def test_a_dataset_merges_what_it_adopts_with_what_it_took(
    runs: list[Path], tmp_path: Path
) -> None:
    expected = {line for run in runs for line in run.read_text(encoding="utf-8").splitlines()}
    with Dataset(tmp_path / "spool", 200) as dataset:
        for run in runs:
            dataset.adopt(run)
        dataset.add(["line 00000", "zzz"])
        lines = list(dataset)
        blocks = b"".join(dataset.blocks(Workers()))

    assert lines == sorted({*expected, "line 00000", "zzz"})
    assert blocks.decode().splitlines() == lines
    assert all(run.exists() for run in runs)
