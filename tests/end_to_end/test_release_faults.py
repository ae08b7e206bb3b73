"""Rows B1 to B16 of the fault matrix: building, publishing and keeping releases."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph import release
from govgraph.errors import DamagedStore, MachineError
from govgraph.graph.dataset import Dataset
from govgraph.release import shelf
from govgraph.sparql import embedded
from tests.conftest import ROOT
from tests.publications import (
    STATEMENT,
    build,
    command,
    contents,
    edit,
    environment,
    govgraph,
    starter,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an invented publication that was built once; tests work on copies."""
    project = starter(tmp_path_factory.mktemp("built") / "publication")
    build(project)
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "publication", symlinks=True)


def current(project: Path) -> Path:
    return (project / "dist" / "current").resolve()


def next_version(project: Path) -> None:
    """Change the data, so that the next build gives another release."""
    edit(project / "govgraph.toml", ('version = "0.1.0"', 'version = "0.2.0"'))
    edit(project / STATEMENT, ('statedValue: "5"', 'statedValue: "6"'))


def killed_at(project: Path, seconds: float) -> int:
    """Start a build, kill it by SIGKILL at a moment; return its status, 0 if it was done."""
    process = subprocess.Popen(
        command("build"),
        cwd=project,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        return process.wait()


def is_whole(project: Path, names: set[str]) -> bool:
    """Return whether the current release is one of those named, and agrees with its seals."""
    folder = current(project)
    return folder.name in names and release.faults(folder) == []


def duration(project: Path) -> float:
    start = time.monotonic()
    assert govgraph(project, "build").returncode == 0
    return time.monotonic() - start


def kill_moments(project: Path, moments: int) -> tuple[int, int]:
    """Kill builds at evenly spread moments; return how many were killed, and how many bad."""
    old = current(project).name
    next_version(project)
    probe = shutil.copytree(project, project.parent / "probe", symlinks=True)
    took = duration(probe)
    new = current(probe).name
    assert old != new
    killed = bad = 0
    for moment in range(moments):
        fresh = shutil.copytree(project, project.parent / f"run-{moment}", symlinks=True)
        status = killed_at(fresh, took * 1.3 * (moment + 1) / moments)
        killed += status != 0
        bad += not is_whole(fresh, {old, new})
        if moment % 20 == 0 or moment == moments - 1:  # a rerun succeeds and leaves nothing behind
            assert govgraph(fresh, "build").returncode == 0
            assert current(fresh).name == new
            left = {p.name for p in (fresh / "dist").iterdir()}
            assert left == {".lock", ".cache", "current", old, new}
        shutil.rmtree(fresh)
    return killed, bad


def test_B01_kill(project: Path) -> None:
    """A build killed at a dozen moments leaves the old or the new release, whole."""
    killed, bad = kill_moments(project, 12)

    assert bad == 0
    assert killed >= 6


@pytest.mark.long
def test_B01_kill_at_200_moments(project: Path) -> None:
    """A build killed at 200 moments leaves the old or the new release, whole."""
    killed, bad = kill_moments(project, 200)

    assert bad == 0
    assert 100 <= killed < 200  # some moments lie after the swap
    print(f"killed {killed} of 200 builds, 0 bad")  # noqa: T201 the figure that a person wants


def test_B01_sigterm(project: Path) -> None:
    """SIGTERM in mid-build leaves the former release."""
    before = contents(current(project))
    next_version(project)
    process = subprocess.Popen(command("build"), cwd=project, env=environment())
    time.sleep(0.4)
    process.terminate()
    process.wait()

    assert contents(current(project)) == before


@pytest.mark.parametrize("limit", [0, 1_000, 20_000, 60_000, 100_000])
def test_B02_disk_full(project: Path, limit: int) -> None:
    """Where no file may grow, the build says which and how far, and publishes nothing."""
    before = contents(current(project))
    next_version(project)
    shutil.rmtree(project / "dist" / ".cache")

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        command("build"),
        cwd=project,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        preexec_fn=no_room,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 3, done.stderr
    assert re.search(r"/dist.*: .*(\d+ bytes|File too large)", done.stderr), done.stderr
    assert contents(current(project)) == before
    assert {p.name for p in (project / "dist").iterdir()} <= {
        ".lock", ".cache", "current", current(project).name,
    }  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_B02_disk_full_on_a_small_disk(built: Path, tmp_path: Path) -> None:
    """On a disk of one megabyte the build ends with exit 3 and leaves no file behind."""
    project = shutil.copytree(built, tmp_path / "small", ignore=shutil.ignore_patterns("dist"))
    (project / "dist").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(project / "dist")]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        done = govgraph(project, "build")
        left = [p.name for p in (project / "dist").iterdir()]
    finally:
        subprocess.run(["umount", str(project / "dist")], check=True)

    assert done.returncode == 3, done.stderr
    assert "the disk is full after" in done.stderr
    assert "bytes are free" in done.stderr
    assert set(left) <= {".lock", ".cache"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_B03_read_only(project: Path) -> None:
    """A folder that may not be written is found before the work starts."""
    before = contents(current(project))
    for folder in (project, *project.parents):
        if folder == Path("/tmp"):
            break
        folder.chmod(0o755)
    script = (
        "import contextvars, os, sys; from pathlib import Path\n"
        "from govgraph import config, pipeline; from govgraph.cli import console\n"
        "settings = config.load(Path('govgraph.toml'))\n"
        "os.setuid(65534)  # the interpreter itself may lie where nobody can read\n"
        "try: pipeline.build(settings)\n"
        "except Exception as error: sys.exit(console.report(error))"
    )
    (project / "data" / "records" / "broken.yaml").write_text("type: [", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3, done.stderr  # 1 would mean that the records were read first
    assert "cannot be written" in done.stderr
    assert contents(current(project)) == before


def test_B03_output_is_a_file(project: Path) -> None:
    """A file where the folder should be is named, before the work starts."""
    shutil.rmtree(project / "dist")
    (project / "dist").write_text("", encoding="utf-8")
    (project / "data" / "records" / "broken.yaml").write_text("type: [", encoding="utf-8")
    done = govgraph(project, "build")

    assert done.returncode == 3
    assert "dist: cannot be written" in done.stderr


def test_B03_output_is_missing(project: Path) -> None:
    """A missing folder is made; one that can never be is named."""
    shutil.rmtree(project / "dist")
    edit(project / "govgraph.toml", ('output = "dist"', 'output = "/proc/nowhere/dist"'))
    done = govgraph(project, "build")

    assert done.returncode == 3
    assert "/proc/nowhere/dist: cannot be written" in done.stderr


def test_B04_two_builds(project: Path) -> None:
    """A second build ends at once with exit 5 and the pid; the lock dies with its holder."""
    with release.lock(project / "dist"):
        second = govgraph(project, "build")
    holder = (
        "import sys, time; from pathlib import Path; from govgraph import release\n"
        "with release.lock(Path('dist')):\n print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder], cwd=project, env=environment(), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    third = govgraph(project, "build")

    assert second.returncode == 5
    assert f"pid {os.getpid()}" in second.stderr
    assert third.returncode == 0, third.stderr


def test_B05_partial_copy(project: Path) -> None:
    """A release that lacks a file, a byte, or has one too many is refused by name."""
    folder = current(project)
    (folder / "void.ttl").unlink()
    with (folder / "govgraph.ttl").open("r+b") as stream:
        stream.truncate(100)
    (folder / "tables" / "extra.csv").write_text("id\n", encoding="utf-8")
    done = govgraph(project, "release", "verify")

    assert done.returncode == 3
    assert re.search(r"void\.ttl: missing", done.stderr)
    assert re.search(r"govgraph\.ttl: 100 bytes, sealed with \d+", done.stderr)
    assert re.search(r"tables/extra\.csv: not part of the release", done.stderr)


def test_B06_order_of_fsync(project: Path) -> None:
    """Every file is synced before the rename, the parent after it, the link last."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not at hand")
    next_version(project)
    trace = project / "trace.txt"
    traced = ["strace", "-f", "-y", "-o", str(trace), "-e", "trace=fsync,fdatasync,rename,renameat,renameat2"]  # fmt: skip
    done = subprocess.run(
        [*traced, *command("build")], cwd=project, env=environment(), check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0 and "ptrace" in done.stderr:
        pytest.skip("this machine does not let us trace")
    lines = trace.read_text(encoding="utf-8").splitlines()
    name = current(project).name
    moved = next(i for i, line in enumerate(lines) if "rename" in line and f'dist/{name}"' in line)
    linked = next(i for i, line in enumerate(lines) if "rename" in line and 'dist/current"' in line)

    synced = {p for line in lines[:moved] if "sync(" in line for p in re.findall(r"<(.*?)>", line)}
    staged = str(project / "dist" / ".staging")
    files = [p.relative_to(current(project)) for p in current(project).rglob("*")]
    # The store's own scratch names may differ; everything that was sealed must have been synced.
    missing = [str(f) for f in files if f"{staged}/{f}" not in synced]
    assert missing == []
    assert staged in synced
    after = [
        line for line in lines[moved:linked] if "fsync" in line and f"<{project}/dist>" in line
    ]
    assert after
    assert any("fsync" in line and f"<{project}/dist>" in line for line in lines[linked:])


MATRIX = [
    {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "random", "TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN"},
]  # fmt: skip


@pytest.mark.parametrize("env", MATRIX, ids=lambda env: f"{env['TZ']}-{env['LC_ALL']}")
def test_B07_same_bytes(built: Path, tmp_path: Path, env: dict[str, str]) -> None:
    """Another path, hash seed, time zone and locale give the same bytes."""
    elsewhere = starter(tmp_path / "another place" / "出版")
    done = govgraph(elsewhere, "build", env=environment(**env))

    assert done.returncode == 0, done.stderr
    assert contents(current(elsewhere)) == contents(current(built))


def test_B08_no_clock(built: Path) -> None:
    """Nothing below the command line asks for the time of day."""
    allowed = {"cli/console.py"}
    clocks = re.compile(r"\b(datetime\.now|dt\.datetime|date\.today|time\.time|utcnow|localtime)\b")
    source = ROOT / "src" / "govgraph"
    users = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if clocks.search(path.read_text(encoding="utf-8"))
        and not path.relative_to(source)
        .as_posix()
        .startswith(("server/", "stores/", "extraction/", "cli/"))
    }
    day = re.compile(rb"20[0-9]{2}-[01][0-9]-[0-3][0-9]")
    inputs = [built / "govgraph.toml", *(built / "data").rglob("*.yaml")]
    inputs += [*(ROOT / "ontology").rglob("*.ttl")]
    known = {found for path in inputs for found in day.findall(path.read_bytes())}
    told = {found for body in contents(current(built)).values() for found in day.findall(body)}

    assert users <= allowed
    assert told <= known


def flipped(folder: Path) -> Iterator[Path]:
    """Yield each file of a release in turn with one of its bytes changed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size:
            body = path.read_bytes()
            place = random.Random(path.name).randrange(len(body))
            path.write_bytes(body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])
            yield path
            path.write_bytes(body)


def test_B09_damage(project: Path) -> None:
    """One changed byte in any file, of the store or the seals too, is found before serving."""
    folder = current(project)
    unnoticed = [path.name for path in flipped(folder) if release.faults(folder) == []]

    assert unnoticed == []
    assert release.faults(folder) == []


def test_B10_swap_while_reading(project: Path) -> None:
    """A reader sees the old release or the new one; an old handle outlives its folder."""
    old = release.open_release(project / "dist" / "current")
    handle = embedded.open_store(old.store)
    count = len(handle)
    next_version(project)
    process = subprocess.Popen(command("build"), cwd=project, env=environment())
    seen = set()
    while process.poll() is None:
        found = release.open_release(project / "dist" / "current")
        seen.add((found.name, found.manifest["canonicalHash"][:12]))
        time.sleep(0.002)
    new = release.open_release(project / "dist" / "current")
    shutil.rmtree(old.folder)

    assert process.returncode == 0
    assert seen <= {(r.name, r.manifest["canonicalHash"][:12]) for r in (old, new)}
    assert (len(handle), sum(1 for _ in handle)) == (count, count)


def test_B11_no_writer(project: Path) -> None:
    """The store of a release is opened for reading, and stays as it was sealed."""
    folder = current(project)
    store = embedded.open_store(folder / "store")

    with pytest.raises((RuntimeError, OSError)):
        store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    del store
    assert release.faults(folder) == []


def test_B12_rollback(project: Path) -> None:
    """`release use` goes back and forth; former releases stay, two of them whatever is pruned."""
    first = current(project)
    before = contents(first)
    next_version(project)
    for value in ("6", "7", "8"):
        edit(project / "govgraph.toml", ("0.2.0", f"0.{value}.0"))
        build(project)
        edit(project / "govgraph.toml", (f"0.{value}.0", "0.2.0"))
    last = current(project).name
    back = govgraph(project, "release", "use", first.name)
    rolled = contents(current(project))
    assert govgraph(project, "release", "use", last).returncode == 0
    listed = json.loads(govgraph(project, "release", "list", "--json").stdout)
    refused = govgraph(project, "release", "prune", "--keep", "1")
    pruned = govgraph(project, "release", "prune")

    assert back.returncode == 0, back.stderr
    assert rolled == before
    assert len(listed) == 4
    assert [row["release"] for row in listed if row["current"]] == [last]
    assert refused.returncode == 2
    assert pruned.stdout.count("removed") == 1
    assert len(shelf.releases(project / "dist")) == 3


def test_B12_a_damaged_release_is_never_used(project: Path) -> None:
    """Rolling back to a release that lost a byte is refused."""
    first = current(project)
    next_version(project)
    new = build(project).name
    (first / "void.ttl").unlink()
    done = govgraph(project, "release", "use", first.name)

    assert done.returncode == 3
    assert current(project).name == new


def test_B13_backup(project: Path) -> None:
    """Sources, N-Quads and manifest are a whole backup: count and hash come back."""
    folder = current(project)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    backup = project.parent / "backup.nq.gz"
    shutil.copyfile(folder / "govgraph.nq.gz", backup)
    shutil.rmtree(project / "dist")
    lines = gzip.decompress(backup.read_bytes())
    store = ox.Store()
    store.bulk_load(lines, format=ox.RdfFormat.N_QUADS)
    rebuilt = build(project)

    assert hashlib.sha256(lines).hexdigest() == manifest["canonicalHash"]
    assert len(store) == manifest["quads"]
    assert rebuilt.manifest == manifest


def test_B14_other_library(project: Path) -> None:
    """A store that another version of the library wrote asks to be rebuilt."""
    folder = current(project)
    seal = folder / "store.json"
    edit(seal, (f'"pyoxigraph": "{ox.__version__}"', '"pyoxigraph": "0.1.0"'))

    with pytest.raises(DamagedStore, match=r"pyoxigraph 0\.1\.0, this is .*; rebuild it"):
        release.verify(folder)


def test_B15_retry(tmp_path: Path) -> None:
    """Batches that come twice, or in another order, give the same dataset."""
    batches = [[f"<s{i}> <p> <o{j}> <g> ." for i in range(5)] for j in range(4)]
    found = []
    for order in (batches, [*reversed(batches), batches[1], batches[1]]):
        with Dataset(tmp_path / "spool", 300) as dataset:
            for batch in order:
                dataset.add(batch)
            found.append(list(dataset))

    assert found[0] == found[1]
    assert len(found[0]) == 20


def test_B16_supply_chain() -> None:
    """Every dependency is pinned with hashes, and installed in no other way."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[A-Za-z0-9])", "\n".join(
            line for line in text.splitlines() if not line.lstrip().startswith("#")
        ).strip())  # fmt: skip
        bare = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]

        assert len(entries) > 10
        assert bare == []
        assert not re.search(r"https?://|--index-url", text)
    for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines():
        if "pip install" in line and "-r " in line:
            assert "--require-hashes" in line


def test_B16_the_bill_of_materials_lists_every_pin() -> None:
    """What `make sbom` writes names each pinned package, with its hashes."""
    pytest.importorskip("cyclonedx_py")
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "requirements.txt"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    components = json.loads(done.stdout)["components"]
    pins = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.M)

    assert sorted(c["name"] for c in components) == sorted(pins)
    assert all(c["externalReferences"][0]["hashes"] for c in components)


def test_B16_the_wheel_is_reproducible_and_installs_offline(tmp_path: Path) -> None:
    """Two checkouts at two places give the same wheel, which is installed without a network."""
    named = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(named, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of git")
    wheels: list[Path] = []
    for place in ("one", "another/place"):
        for name in filter(None, listed.stdout.splitlines()):
            copy = tmp_path / place / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file():
                shutil.copyfile(ROOT / name, copy)
        make = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"]
        subprocess.run(make, cwd=tmp_path / place, check=True, capture_output=True)
        wheels += (tmp_path / place / "out").glob("*.whl")
    first, second = wheels
    assert first.read_bytes() == second.read_bytes()

    offline = ["unshare", "-n"] if os.geteuid() == 0 and shutil.which("unshare") else []
    if subprocess.run([*offline, "true"], check=False).returncode:
        offline = []
    install = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", "site"]
    command = [*offline, sys.executable, *install, str(first)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "site/govgraph/bundled/ontology/core.ttl").is_file()


def test_inputs_that_change_during_the_build_are_noticed(project: Path) -> None:
    """I34: a record touched while it is being read publishes nothing."""
    inputs = {"data": project / "data"}
    before = release.digests(inputs)
    edit(project / STATEMENT, ('statedValue: "5"', 'statedValue: "9"'))

    with pytest.raises(MachineError, match="changed during the build"):
        release.unchanged(inputs, before)


def test_equal_data_with_another_title_is_another_release(project: Path) -> None:
    """A release is never overwritten: equal data under another title gets a number."""
    first = current(project)
    before = contents(first)
    edit(project / "govgraph.toml", ("示例市政府承诺（虚构）", "改了的题目（虚构）"))
    second = build(project)
    again = build(project)

    assert second.name == f"{first.name}.2"
    assert again.name == second.name
    assert contents(first) == before
    assert len(list(itertools.islice(shelf.releases(project / "dist"), 5))) == 2
