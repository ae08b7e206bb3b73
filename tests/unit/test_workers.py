"""Calls spread over processes come back in order, and a killed process does not matter."""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path

import pytest

from govgraph.errors import ConfigError, Location, MachineError, RecordError
from govgraph.workers import Workers


def squared(number: int) -> tuple[int, int]:
    time.sleep(0.02 if number % 3 == 0 else 0)
    return number * number, os.getpid()


def killed_once(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).write_text("here")
        os.kill(os.getpid(), signal.SIGKILL)
    return mark


def killed_always(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refused(number: int) -> None:
    if number:
        raise RecordError(Location("a.jsonl", number), "no good", value=3, hint="mend it", code="X")
    raise ConfigError("no")


@pytest.mark.parametrize("jobs", [1, 3])
def test_answers_come_in_the_order_of_the_calls(jobs: int) -> None:
    with Workers(jobs) as workers:
        found = list(workers.map(squared, range(40)))

    assert [square for square, _ in found] == [n * n for n in range(40)]
    assert (os.getpid() in {pid for _, pid in found}) == (jobs == 1)


def test_a_killed_worker_is_reported_and_its_call_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    marks = [str(tmp_path / str(n)) for n in range(5)]
    with Workers(2) as workers, caplog.at_level(logging.WARNING):
        found = list(workers.map(killed_once, marks))

    assert found == marks
    assert "a worker died (signal 9); its batch is done again" in caplog.messages


def test_a_call_that_kills_twice_ends_the_run() -> None:
    with Workers(2) as workers, pytest.raises(MachineError, match=r"twice.*signal 9"):
        list(workers.map(killed_always, range(5)))


def test_an_error_of_a_worker_is_raised_as_it_is() -> None:
    with Workers(2) as workers:
        with pytest.raises(RecordError) as caught:
            list(workers.map(refused, [7, 7, 7, 7]))
        with pytest.raises(ConfigError, match="no"):
            list(workers.map(refused, [0, 0, 0, 0]))

    assert str(caught.value) == "a.jsonl:7: X: no good (3); mend it"
    assert caught.value.location == Location("a.jsonl", 7)
