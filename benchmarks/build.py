"""Time and peak memory of ``govgraph build`` over growing publications, each in a process of its own.

python -m benchmarks.build 1 10 100 1000 10000
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import PLEDGES_PER_STATEMENT, Size, write


@dataclass(frozen=True, slots=True)
class Run:
    """One build: pledges, quads written, seconds, and the peak resident memory in MiB."""

    pledges: int
    quads: int
    seconds: float
    peak: float


def measure(pledges: int) -> Run:
    """Generate a publication and build it in a fresh process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        areas = max(1, min(3000, pledges // 100))
        write(folder, Size(max(pledges, PLEDGES_PER_STATEMENT), areas))
        started = time.perf_counter()
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "govgraph", "build", "--json", str(folder)],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, str(folder / "out.json"), os.O_WRONLY | os.O_CREAT, 0o644)
            ],
        )
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - started
        if status:
            raise SystemExit(f"the build of {pledges} pledges failed")
        quads = json.loads((folder / "out.json").read_text(encoding="utf-8"))["quads"]
        return Run(pledges, quads, seconds, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure the sizes of the command line and print a table."""
    sizes = [int(word) for word in sys.argv[1:]] or [10, 100, 1000, 10_000]
    print("| pledges | quads | seconds | ms a pledge | peak MiB |\n|---|---|---|---|---|")
    for size in sizes:
        run = measure(size)
        each = run.seconds * 1000 / run.pledges
        print(
            f"| {run.pledges} | {run.quads} | {run.seconds:.1f} | {each:.2f} | {run.peak:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
