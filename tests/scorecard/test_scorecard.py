"""The scorecard is current, its evidence exists, and the scores hold the bar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.scorecard import scorecard
from tests.scorecard.checklists import DWBP, FOOPS, Line


def test_the_page_is_current(golden: Callable[[Path, bytes], None]) -> None:
    golden(scorecard.PAGE, scorecard.page().encode())


def test_all_evidence_is_there() -> None:
    """A test that is renamed or a file that moves is noticed here."""
    assert [place for line in (*FOOPS, *DWBP) for place in scorecard.missing(line)] == []


def test_the_scores_hold_the_bar() -> None:
    """FOOPS! 21 of 24, best practices 33 of 35, nothing argued among them."""
    assert (len(FOOPS), len(DWBP)) == (24, 35)
    assert scorecard.score(FOOPS) >= 21
    assert scorecard.score(DWBP) >= 33


def test_a_line_counts_only_with_evidence() -> None:
    here = "tests/scorecard/test_scorecard.py::test_a_line_counts_only_with_evidence"

    assert scorecard.met(Line("x", "…", (here,)))
    assert not scorecard.met(Line("x", "…", (here, "docs/no-such-page.md")))
    assert not scorecard.met(Line("x", "…", (f"{here}_at_all",)))
    assert not scorecard.met(Line("x", "…", argued="because"))
