"""The dataset gives its lines back sorted and distinct, however little it may hold."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from govgraph.graph.dataset import Dataset


@given(
    batches=st.lists(st.lists(st.text("ab<>é", min_size=1))),
    budget=st.sampled_from([1, 300, 10**9]),
)
def test_lines_come_back_sorted_and_distinct(
    tmp_path_factory: object, batches: list[list[str]], budget: int
) -> None:
    folder = tmp_path_factory.mktemp("spool") / "runs"  # type: ignore[attr-defined]
    with Dataset(folder, budget) as dataset:
        for batch in batches:
            dataset.add(batch)
        found = list(dataset)

    assert found == sorted({line for batch in batches for line in batch})
    assert not Path(folder).exists()


def test_many_runs_are_merged_in_rounds(tmp_path: Path) -> None:
    with Dataset(tmp_path / "runs", 1) as dataset:
        for number in range(200):
            dataset.add([f"line {number % 150:03}"])
        found = list(dataset)

    assert found == [f"line {number:03}" for number in range(150)]
