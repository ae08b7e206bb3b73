"""JSON Lines in bulk: on any number of processes, in any packing, after any break, one release."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox
import pytest

from benchmarks.generate import Size, write
from govgraph import api, config, pipeline, release
from govgraph.config import Limits, Settings
from govgraph.errors import MissingExtra, RecordProblems
from govgraph.pipeline import Work
from govgraph.records import packing
from govgraph.release import Release
from govgraph.workers import Workers
from tests.conftest import ROOT
from tests.end_to_end.test_build import tree

LIMITS = "\n[limits]\nbatch_triples = 500\nshacl_triples = 1\n"
STATEMENTS = "data/records/statements.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a generated publication of many small batches."""
    made = tmp_path / "made"
    write(made, Size(200, 4))
    (made / "data/records/method").mkdir()  # so that targets are assessed
    shutil.copy(ROOT / "data/records/method/default-1.yaml", made / "data/records/method")
    with (made / config.FILE_NAME).open("a") as stream:
        stream.write(LIMITS)
    return made


def settings_of(folder: Path) -> Settings:
    return config.load(folder / config.FILE_NAME)


def built(folder: Path, jobs: int = 1, records: tuple[Path, ...] = ()) -> Release:
    shutil.rmtree(folder / "dist", ignore_errors=True)
    with Workers(jobs) as workers:
        return pipeline.build(settings_of(folder), work=Work(workers, records))


def test_one_and_three_processes_give_the_same_bytes(folder: Path) -> None:
    alone = tree(built(folder).folder)

    assert tree(built(folder, jobs=3).folder) == alone
    assert not (folder / "dist" / ".cache" / "batches").exists()


def test_batches_give_what_one_batch_validated_by_pyshacl_gives(folder: Path) -> None:
    in_batches = built(folder).manifest
    whole = settings_of(folder)
    whole = replace(whole, limits=Limits(), output=folder / "whole")

    assert pipeline.build(whole).manifest["canonicalHash"] == in_batches["canonicalHash"]
    assert in_batches["quads"] > 20_000  # the findings among them


def test_a_store_of_many_quads_holds_the_union_and_answers_alike(folder: Path) -> None:
    whole = api.open(built(folder).folder)
    limits = replace(settings_of(folder).limits, named_quads=1000)
    large = pipeline.build(replace(settings_of(folder), limits=limits, output=folder / "large"))
    slim = api.open(large.folder)

    names = {graph.value.rpartition("/graph/")[2] for graph in slim.store().named_graphs()}
    assert names == {"meta/1.0.0", "catalog/1.0.0"}
    assert len(list(whole.store().named_graphs())) > 3
    assert set(slim.store().quads_for_pattern(None, None, None, ox.DefaultGraph())) == set(
        whole.store().quads_for_pattern(None, None, None, ox.DefaultGraph())
    )
    assert slim.query("changes-since") == whole.query("changes-since")


@pytest.mark.parametrize("packing", ["folder", "gzip", "zstd"])
def test_records_in_any_packing_give_the_same_release(folder: Path, packing: str) -> None:
    expected = built(folder).manifest["canonicalHash"]
    plain = folder / STATEMENTS
    lines = plain.read_bytes().splitlines(keepends=True)
    plain.unlink()
    given = folder / "given"
    given.mkdir()
    if packing == "folder":
        (given / "a.jsonl").write_bytes(b"".join(lines[:7]))
        (given / "b.jsonl").write_bytes(b"".join(lines[7:]))
    elif packing == "gzip":
        members = gzip.compress(b"".join(lines[:9])) + gzip.compress(b"".join(lines[9:]))
        (given / "a.jsonl.gz").write_bytes(members)
    else:
        zstandard = pytest.importorskip("zstandard")
        (given / "a.jsonl.zst").write_bytes(zstandard.compress(b"".join(lines)))

    assert built(folder, records=(given,)).manifest["canonicalHash"] == expected


def test_records_are_read_from_stdin(folder: Path) -> None:
    expected = built(folder).manifest["canonicalHash"]
    plain = (folder / STATEMENTS).rename(folder / "moved.jsonl")
    with plain.open("rb") as stream:
        done = command(folder, "--records", "-", stdin=stream)
    gone = command(folder, "--records", str(folder / "none.jsonl"))

    assert (done.returncode, done.stderr) == (0, b"")
    assert release.open_release(folder / "dist/current").manifest["canonicalHash"] == expected
    assert (gone.returncode, gone.stderr.count(b"\n")) == (2, 1)


def command(
    folder: Path, *arguments: str, stdin: BinaryIO | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "govgraph", "build", "--json", *arguments, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=stdin,
        capture_output=True,
        check=False,
    )


def test_a_packed_file_that_grows_beyond_reason_is_refused(folder: Path) -> None:
    text = settings_of(folder).root / config.FILE_NAME
    text.write_text(text.read_text() + "file_bytes = 100000\n")
    (folder / "data/records/bomb.jsonl.gz").write_bytes(gzip.compress(b" " * 30_000_000))
    (folder / "data/records/cut.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 90)[:-9])

    with pytest.raises(RecordProblems) as caught:
        built(folder)

    found = [(error.code, error.location.path) for error in caught.value.exceptions]  # type: ignore[union-attr]
    assert found == [("I32", "records/bomb.jsonl.gz"), ("I1", "records/cut.jsonl.gz")]


def test_zstandard_without_its_library_names_the_extra(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "data/records/more.jsonl.zst").write_bytes(packing.ZSTD + b"rest")
    monkeypatch.setitem(sys.modules, "zstandard", None)

    with pytest.raises(MissingExtra, match=r"govgraph\[zstd\]"):
        built(folder)


@pytest.mark.parametrize("jobs", [1, 2])
def test_faults_between_pieces_are_named_with_their_places(folder: Path, jobs: int) -> None:
    path = folder / STATEMENTS
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace("platform/park-", "platform/pork-")
    lines[7] = "{" + lines[7]
    lines.append(lines[0])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(RecordProblems) as caught:
        built(folder, jobs)

    found = {(e.code, e.location.line) for e in caught.value.exceptions}  # type: ignore[union-attr]
    assert found == {("I24", 4), ("I1", 8), ("DUPLICATE_IRI", len(lines))}
    assert all(str(e).startswith("records/statements.jsonl:") for e in caught.value.exceptions)


def test_a_build_that_was_killed_goes_on_where_it_was(folder: Path) -> None:
    expected = tree(built(folder).folder)
    shutil.rmtree(folder / "dist")
    batches = folder / "dist" / ".cache" / "batches"
    process = subprocess.Popen(
        [sys.executable, "-m", "govgraph", "build", "--jobs", "2", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.DEVNULL,
    )
    while len(list(batches.glob("*.done"))) < 3:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    made = {path.name: path.stat().st_mtime_ns for path in batches.glob("*.done")}
    seen: dict[str, int] = {}

    def watch(stage: str, done: int, total: int | None) -> None:
        if stage == "graph":
            seen.update((p.name, p.stat().st_mtime_ns) for p in batches.glob("*.done"))

    with Workers(1) as workers:
        made_again = pipeline.build(settings_of(folder), watch, Work(workers, resume=True))

    assert made.items() <= seen.items()
    assert len(seen) > len(made)
    assert tree(made_again.folder) == expected
    assert not batches.exists()


def test_workers_that_are_killed_do_not_change_the_release(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected = built(folder).manifest["canonicalHash"]
    shutil.rmtree(folder / "dist")
    killed: list[int] = []

    def kill(stage: str, done: int, total: int | None) -> None:
        if stage == "graph" and done and not killed:
            killed.extend(children())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    with Workers(2) as workers:
        made = pipeline.build(settings_of(folder), kill, Work(workers))

    assert made.manifest["canonicalHash"] == expected
    assert killed
    assert {"a worker died (signal 9); its batch is done again"} == set(caplog.messages)


def children() -> list[int]:
    """Return the batch workers that this process started; a server of other tests is none."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            own = path.read_text().rpartition(")")[2].split()[1] == str(os.getpid())
            if own and b"workers.serve()" in path.with_name("cmdline").read_bytes():
                found.append(int(path.parent.name))
    return found
