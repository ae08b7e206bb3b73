"""Batches made by Spark: the release of one machine, however the work is cut and what breaks."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.generate import Size, write
from govgraph import config, pipeline, release
from govgraph.cluster import Cluster, Plan
from govgraph.config import Settings
from govgraph.errors import ConfigError
from govgraph.pipeline import Work
from tests.conftest import ROOT

pyspark = pytest.importorskip("pyspark")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
HOME = Path(pyspark.__file__).parent
SMALL = "\n[limits]\nbatch_triples = 500\nshacl_triples = 1\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a generated publication whose statements lie beside it, in two files."""
    made = tmp_path_factory.mktemp("spark") / "made"
    write(made, Size(200, 4))
    with (made / config.FILE_NAME).open("a") as stream:
        stream.write(SMALL)
    given = made / "given"
    given.mkdir()
    moved = made / "data/records/statements.jsonl"
    lines = moved.read_bytes().splitlines(keepends=True)
    (given / "a.jsonl").write_bytes(b"".join(lines[:12]))
    (given / "b.jsonl").write_bytes(b"".join(lines[12:]))
    moved.unlink()
    return made


@pytest.fixture(scope="module")
def expected(folder: Path) -> str:
    """Return the hash of the release that one process makes."""
    made = pipeline.build(settings_of(folder, "alone"), work=Work(records=(folder / "given",)))
    return str(made.manifest["canonicalHash"])


def settings_of(folder: Path, name: str) -> Settings:
    return replace(config.load(folder / config.FILE_NAME), output=folder / "out" / name)


def on_spark(folder: Path, name: str, master: str, partitions: int) -> str:
    settings = settings_of(folder, name)
    copies = folder / "copies" / name
    copies.mkdir(parents=True)
    parts = (folder / "parts" / name).as_uri()
    plan = Plan(master, ((folder / "given").as_uri() + "/*.jsonl",), parts, partitions)
    with environment(), Cluster(plan, settings.limits) as cluster:
        made = pipeline.build(settings, work=Work(cluster, cluster.fetch(copies)))
    return str(made.manifest["canonicalHash"])


@contextlib.contextmanager
def environment() -> Iterator[None]:
    """Let executors on this machine find this Python and this source."""
    wanted = {
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_HOME": str(HOME),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_any_number_of_partitions_gives_the_same_release(
    folder: Path, expected: str, partitions: int
) -> None:
    assert on_spark(folder, f"local-{partitions}", "local[2]", partitions) == expected


@pytest.mark.long
def test_a_local_cluster_loses_an_executor_and_gives_the_same_release(
    folder: Path, expected: str
) -> None:
    killed: list[int] = []
    watch = threading.Thread(target=kill_executor, args=(killed,), daemon=True)
    watch.start()

    assert on_spark(folder, "cluster", "local-cluster[2,1,1024]", 7) == expected
    watch.join(1)
    assert killed


def kill_executor(killed: list[int]) -> None:
    """Kill the first Python worker's executor that is at work, once."""
    end = time.monotonic() + 120
    while time.monotonic() < end and not killed:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = path.read_bytes().split(b"\0")
                if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words:
                    time.sleep(6)  # until it has work
                    os.kill(int(path.parent.name), signal.SIGKILL)
                    killed.append(int(path.parent.name))
                    return
        time.sleep(0.2)


@pytest.mark.long
def test_a_standalone_master_with_two_workers_gives_the_same_release(
    folder: Path, expected: str
) -> None:
    with standalone(folder / "standalone") as master:
        assert on_spark(folder, "standalone-built", master, 7) == expected


@contextlib.contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """Run a master and two workers on the loopback."""
    folder.mkdir()
    started: list[subprocess.Popen[bytes]] = []
    port, web = 17077, 18080
    url = f"spark://127.0.0.1:{port}"
    deploy = "org.apache.spark.deploy"
    commands = [
        [f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(web)],
        *(
            [f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
             "--webui-port", str(web + n), "--work-dir", str(folder / f"work-{n}"), url]
            for n in (1, 2)
        ),
    ]  # fmt: skip
    with environment():
        try:
            for command in commands:
                with (folder / f"log-{len(started)}").open("wb") as log:
                    started.append(
                        subprocess.Popen(
                            [str(HOME / "bin" / "spark-class"), *command], stdout=log, stderr=log
                        )
                    )
                time.sleep(4)
            yield url
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(20)


def test_the_command_line_builds_on_spark(folder: Path, expected: str) -> None:
    arguments = ["--engine", "spark", "--master", "local[1]", "--partitions", "2", "--json"]
    arguments += ["--records", (folder / "given").as_uri() + "/*.jsonl"]
    with environment():
        done = subprocess.run(
            [sys.executable, "-m", "govgraph", "build", *arguments, str(folder)],
            capture_output=True,
            check=False,
        )

    assert done.returncode == 0, done.stderr
    built = release.open_release(folder / "dist" / "current")
    assert built.manifest["canonicalHash"] == expected


def test_records_that_are_not_there_are_named(folder: Path) -> None:
    settings = settings_of(folder, "none")
    plan = Plan("local[1]", ("file:///nowhere/*.jsonl",), (folder / "parts").as_uri())
    with (
        environment(),
        Cluster(plan, settings.limits) as cluster,
        pytest.raises(ConfigError, match="no such file; see --records"),
    ):
        cluster.fetch(folder)
