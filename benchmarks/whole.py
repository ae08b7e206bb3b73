"""A whole `govgraph build` beside its physical minimum and `oxigraph load` alone, in one run.

    python -m benchmarks.whole --pledges 1000 10000 --keep FOLDER

The physical minimum is one process that reads the input, parses each line with orjson and writes
the bytes of the release, with fsync. `oxigraph load` gets the N-Quads that the build wrote, unpacked
beforehand. Memory is the resident memory of all processes together, sampled.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import orjson

from benchmarks import measure, publication
from benchmarks.measure import Clock, Run
from govgraph import config, pipeline
from tests.stores import servers

_BLOCK = 1 << 20


def build(folder: Path) -> Run:
    """Build in fresh processes, as the command line does on all cores."""
    shutil.rmtree(folder / "dist", ignore_errors=True)
    return measure.run([sys.executable, "-m", "govgraph", "build", "--json", folder])


def release(folder: Path) -> Path:
    """Return the folder of the release that was built."""
    return (folder / "dist" / "current").resolve()


def minimum(folder: Path) -> Run:
    """Read, parse and write in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.whole", "--child", str(folder)]
    try:
        found = measure.run(command, json_out=True)  # the seconds of its start are no minimum
        return replace(found, cpu=found.told["cpu"], wall=found.told["wall"])
    finally:
        shutil.rmtree(folder / "copy", ignore_errors=True)


def child(folder: Path) -> None:
    """Be the physical minimum; print the seconds that it took."""
    with Clock() as clock:
        _copy(folder)
    print(json.dumps({"cpu": clock.cpu, "wall": clock.wall}))


def _copy(folder: Path) -> None:
    for path in sorted((folder / "data").rglob("*.jsonl")):
        with path.open("rb") as stream:
            for line in stream:
                orjson.loads(line)
    source, target = release(folder), folder / "copy"
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as given, copy.open("wb") as out:
            shutil.copyfileobj(given, out, _BLOCK)
            out.flush()
            os.fsync(out.fileno())


def load(folder: Path) -> Run:
    """Load the N-Quads of the release with the Oxigraph binary alone."""
    target = folder / "loaded"
    shutil.rmtree(target, ignore_errors=True)
    binary = servers.oxigraph_binary()
    if binary is None:
        raise RuntimeError("oxigraph is not installed; run: make stores")
    return measure.run([binary, "load", "-l", target, "-f", folder / "govgraph.nq"])


def unpack(folder: Path) -> None:
    """Unpack the N-Quads of the release beside it."""
    packed = release(folder) / "govgraph.nq.gz"
    with gzip.open(packed, "rb") as source, (folder / "govgraph.nq").open("wb") as out:
        shutil.copyfileobj(source, out, _BLOCK)


def stages(folder: Path) -> None:
    """Build in this process alone; print the CPU seconds of each stage."""
    spent: dict[str, float] = {}
    current, last = "start", time.process_time()

    def progress(stage: str, done: int, total: int | None) -> None:
        nonlocal current, last
        now, ended = time.process_time(), stage if done else current
        spent[ended] = spent.get(ended, 0.0) + now - last
        current, last = stage, now

    pipeline.build(config.load(folder / config.FILE_NAME), progress)
    spent["seal"] = time.process_time() - last
    print(json.dumps(spent))


def parts(folder: Path) -> dict[str, float]:
    """Return the CPU seconds of each stage of a build in one process."""
    shutil.rmtree(folder / "dist", ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.whole", "--stages", str(folder)]
    return dict(measure.run(command, json_out=True).told)


def size(folder: Path) -> float:
    """Return the MB of all files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 2**20


def table(pledges: int, rounds: int, folder: Path) -> Iterator[str]:
    """Measure one size; yield the rows."""
    publication.generated(folder, pledges)
    builds = [build(folder) for _ in range(rounds)]
    unpack(folder)
    quads = json.loads((release(folder) / "manifest.json").read_text("utf-8"))["quads"]
    ways: dict[str, Callable[[], Run]] = {
        "minimum": lambda: minimum(folder),
        "load": lambda: load(folder),
    }
    found, faults = measure.by_turns(ways, max(rounds, 3))
    found = {"build": builds, **found}
    for way, runs in found.items():
        wall, cpu = (
            measure.median(getattr(run, key) for run in builds)
            / measure.median(getattr(run, key) for run in runs)
            for key in ("wall", "cpu")
        )
        cells = (
            f"{pledges:,}",
            f"{quads:,}",
            TITLES[way],
            measure.spread([run.cpu for run in runs]),
            measure.spread([run.wall for run in runs]),
            f"{max(run.peak for run in runs):.0f}",
            f"{measure.median(run.cpu for run in runs) / pledges * 1000:.2f}",
            "" if way == "build" else f"**{cpu:.1f} ×**",
            "" if way == "build" else f"{wall:.1f} ×",
        )
        yield f"| {' | '.join(cells)} |"
    for way, fault in faults.items():
        yield f"| {pledges:,} | {quads:,} | {TITLES[way]} | failed: {fault} ||||||"
    spent = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in parts(folder).items())
    yield f"| {pledges:,} | {quads:,} | *CPU s by stage, one process* | {spent} ||||||"
    yield (
        f"| {pledges:,} | {quads:,} | *sizes* | input {size(folder / 'data'):.1f} MB, release "
        f"{size(release(folder)):.1f} MB, its store {size(release(folder) / 'store'):.1f} MB ||||||"
    )


TITLES = {
    "build": "`govgraph build`",
    "minimum": "read, parse with orjson, write the same bytes",
    "load": "`oxigraph load` of the same N-Quads",
}


def main() -> None:
    """Print the report."""
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]))
        return
    if sys.argv[1:2] == ["--stages"]:
        stages(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pledges", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder to leave the publications in")
    options = parser.parse_args()
    known = measure.versions("pyoxigraph", "orjson")
    print(measure.heading("Whole build", known))
    print(
        "| pledges | quads | what | CPU s | wall s | peak MB, all processes | CPU ms a pledge "
        "| CPU: build takes | wall: build takes |\n|---:|---:|---|---|---|---:|---:|---|---|"
    )
    for pledges in options.pledges:
        with publication.place(options.keep, pledges) as folder:
            for line in table(pledges, options.rounds, folder):
                print(line, flush=True)


if __name__ == "__main__":
    main()
