"""Each production reads its example."""

from __future__ import annotations

import pytest

from govgraph.extraction import grammar, statements
from govgraph.extraction.grammar import GRAMMAR, Production
from govgraph.extraction.lexicon import Lexicon


@pytest.mark.parametrize("production", GRAMMAR, ids=lambda p: p.name)
def test_a_production_reads_its_example(production: Production, lexicon: Lexicon) -> None:
    """The example of a production is read by it, and not by one before it in the table."""
    found = statements.read(production.example, lexicon)

    assert [production.name] == [s.production.name for s in found]
    assert production.measure == found[0].production.measure


def test_names_are_unique() -> None:
    """A rule that `--explain` names is one rule."""
    assert len(GRAMMAR) == len(grammar.BY_NAME)


@pytest.mark.parametrize(
    ("left", "name", "reach"),
    [
        ("规上工业增加值增长", "rise", False), ("城镇化率提高到", "rise", True), ("能耗降至", "fall", True),
        ("工业增加值占比", "", False), ("出口增速保持在", "rate-up", False), ("新增", "flow", False),
        ("能耗降幅达到", "rate-down", False), ("增加值", "", False),
    ],
)  # fmt: skip
def test_the_verb_before_a_number(left: str, name: str, reach: bool) -> None:
    """The nearest verb governs; 增加值 is a noun."""
    found = grammar.motion(left)

    assert (name, reach) == (found.name, found.reach)
