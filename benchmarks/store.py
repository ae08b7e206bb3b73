"""The store of a release: ours beside `oxigraph load` of the same files, in one run.

    python -m benchmarks.store --pledges 1000 --rounds 3

Ours holds the union of the data in the default graph, so that every query runs as it stands, and
the named graphs beside it: two files. The binary loads both, and the N-Quads alone. All in fresh
processes and fresh folders, the start of Python left out; peak memory of all processes together, sampled.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks import measure, publication, whole
from benchmarks.measure import Clock, Run
from benchmarks.queries import built
from govgraph.sparql import embedded
from tests.stores import servers

FILES = ("govgraph.nt", "govgraph.nq")


def child(folder: Path, way: str) -> None:
    """Build our store; print the seconds without the start of Python."""
    target, clock = folder / way, Clock()
    with clock:
        embedded.build(target, nquads=folder / FILES[1], ntriples=folder / FILES[0])
    print(json.dumps({"cpu": clock.cpu, "wall": clock.wall}))


def ours(folder: Path) -> Run:
    """Build our store in a fresh process."""
    shutil.rmtree(folder / "ours", ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.store", "--child", str(folder), "ours"]
    found = measure.run(command, json_out=True)
    return replace(found, cpu=found.told["cpu"], wall=found.told["wall"])


def binary(folder: Path, way: str, files: tuple[str, ...]) -> Run:
    """Load files with the Oxigraph binary."""
    shutil.rmtree(folder / way, ignore_errors=True)
    program = servers.oxigraph_binary()
    if program is None:
        raise RuntimeError("oxigraph is not installed; run: make stores")
    return measure.run([program, "load", "-l", folder / way, "-f", *(folder / f for f in files)])


def unpack(release: Path, folder: Path) -> dict[str, int]:
    """Unpack both files; return their numbers of lines."""
    counts = {}
    for name in FILES:
        with gzip.open(release / f"{name}.gz", "rb") as source, (folder / name).open("wb") as out:
            counts[name] = sum(1 for line in source if out.write(line))
    return counts


def table(pledges: int, rounds: int, folder: Path) -> Iterator[str]:
    """Measure one size; yield the rows."""
    with built(pledges, folder) as release, tempfile.TemporaryDirectory() as name:
        spool = Path(name)
        counts = unpack(release, spool)
        ways: dict[str, Callable[[], Run]] = {
            "ours": lambda: ours(spool),
            "both": lambda: binary(spool, "both", FILES),
            "nquads": lambda: binary(spool, "nquads", FILES[1:]),
        }
        found, faults = measure.by_turns(ways, rounds)
        if faults:
            raise SystemExit(str(faults))
        for way, runs in found.items():
            count = counts[FILES[1]] + (0 if way == "nquads" else counts[FILES[0]])
            mine = found["ours"]
            ratios = [
                measure.median(getattr(run, key) for run in mine)
                / measure.median(getattr(run, key) for run in runs)
                for key in ("cpu", "wall")
            ]
            cells = (
                f"{pledges:,}",
                TITLES[way],
                f"{count:,}",
                measure.spread([run.cpu for run in runs]),
                measure.spread([run.wall for run in runs]),
                f"{count / measure.median(run.wall for run in runs) / 1000:,.0f} k",
                f"{max(run.peak for run in runs):.0f}",
                f"{whole.size(spool / way):.0f}",
                *("" if way == "ours" else f"**{ratio:.1f} ×**" for ratio in ratios),
            )
            yield f"| {' | '.join(cells)} |"


TITLES = {
    "ours": "govgraph, default graph and named graphs",
    "both": "`oxigraph load`, the same two files",
    "nquads": "`oxigraph load`, the N-Quads alone",
}


def main() -> None:
    """Print the report."""
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), sys.argv[3])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pledges", type=int, nargs="+", default=[1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder with publications, one a size")
    options = parser.parse_args()
    print(measure.heading("Store of a release", measure.versions("pyoxigraph")))
    print(
        "| pledges | what | quads | CPU s | wall s | quads/s wall | peak MB | disk MB "
        "| CPU: ours takes | wall: ours takes |\n|---:|---|---:|---|---|---:|---:|---:|---|---|"
    )
    for pledges in options.pledges:
        with publication.place(options.keep, pledges) as folder:
            for line in table(pledges, options.rounds, folder):
                print(line, flush=True)


if __name__ == "__main__":
    main()
