"""``govgraph serve`` as people start it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT

FIRST_PAGE = 3.0


@pytest.fixture
def publication(tmp_path: Path, output: Path) -> Path:
    """Return a folder with the invented release in its ``dist``."""
    config = (ROOT / "govgraph.toml").read_text(encoding="utf-8")
    (tmp_path / "govgraph.toml").write_text(config, encoding="utf-8")
    (tmp_path / "dist").symlink_to(output)
    return tmp_path


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "govgraph", "serve", *words]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen(
        command(*words), cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found.group(), process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def test_it_prints_its_address_and_answers_soon(publication: Path) -> None:
    """The first page takes less than three seconds of work, all processes counted."""
    with serving(publication, "--port", "0") as (url, process):
        assert httpx.get(url, trust_env=False).status_code == 200
        took = sum(_seconds(pid) for pid in (str(process.pid), *_children(process.pid)))

    assert took < FIRST_PAGE
    assert process.returncode in (0, -signal.SIGTERM)


def test_several_processes_share_the_socket(publication: Path) -> None:
    """A web process that dies is replaced; SIGTERM ends all of them."""
    with serving(publication, "--port", "0", "--workers", "2") as (url, process):
        for _ in range(100):
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        children = [int(p) for p in _children(process.pid)]
        assert len(children) == 2
        os.kill(children[0], signal.SIGKILL)
        time.sleep(1.5)
        assert {httpx.get(url, trust_env=False).status_code for _ in range(20)} == {200}
        after = _children(process.pid)
        assert len(after) == 2

    assert not [pid for pid in after if Path(f"/proc/{pid}").exists()]


def _children(pid: int) -> list[str]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout.split()


def _seconds(pid: str) -> float:
    """Return the processor time of a process; a busy machine does not change it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_port_that_is_taken(publication: Path) -> None:
    """One line, exit 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            command("--port", port), cwd=publication, env=environment(), capture_output=True,
            text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 2
    assert f"127.0.0.1:{port}: cannot listen here" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_release_yet(tmp_path: Path) -> None:
    """One line that says how to make one, exit 2."""
    config = (ROOT / "govgraph.toml").read_text(encoding="utf-8")
    (tmp_path / "govgraph.toml").write_text(config, encoding="utf-8")
    done = subprocess.run(
        command("--port", "0"), cwd=tmp_path, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "govgraph build" in done.stderr


@pytest.mark.parametrize("words", [("--base", "ftp://x/"), ("--proxy", "nonsense")])
def test_bad_options(publication: Path, words: tuple[str, ...]) -> None:
    """A wrong value is named, exit 2."""
    done = subprocess.run(
        command("--port", "0", *words), cwd=publication, env=environment(), capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert words[0] in done.stderr
