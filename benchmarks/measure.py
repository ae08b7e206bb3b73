"""Measuring: processes with CPU seconds, wall seconds and peak memory; medians; versions; peers.

The machine may be shared, so ratios are of CPU seconds where both sides compute, and wall seconds
stand beside them.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "build" / "peers"
_SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """What a process and all that it started took: seconds, peak resident MB together, its JSON."""

    cpu: float
    wall: float
    peak: float
    told: Any = None


def run(command: Sequence[str | Path], *, json_out: bool = False, cwd: Path | None = None) -> Run:
    """Run a command to its end; with `json_out` its last line of output is JSON.

    Raises:
        RuntimeError: it failed; with the end of what it wrote.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdout=out, stderr=err, cwd=cwd, env=environment()
        )
        watch = _Watch(process.pid)
        watch.start()
        status = process.wait()
        wall = time.perf_counter() - started
        watch.ended.set()
        watch.join()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        out.seek(0)
        err.seek(0)
        text, fault = out.read().decode(), err.read().decode()
    if status:
        raise RuntimeError(f"{' '.join(map(str, command))}: {fault[-2000:]}{text[-500:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(cpu, wall, watch.peak, json.loads(text.splitlines()[-1]) if json_out else None)


def environment() -> dict[str, str]:
    """Return an environment in which both the package and the benchmarks are found."""
    paths = [str(ROOT / "src"), str(ROOT)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


class _Watch(threading.Thread):
    """Adds up the resident memory of a process and its descendants, many times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0.0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(_SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(map(_resident, family(self.pid))))


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for parent in found:  # grows while it is read
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in status else 0.0


class Clock:
    """Takes the CPU and wall seconds of a block in this process."""

    cpu = wall = 0.0

    def __enter__(self) -> Clock:
        """Begin."""
        self._started = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *error: object) -> None:
        """Add what the block took."""
        self.cpu += time.process_time() - self._started[0]
        self.wall += time.perf_counter() - self._started[1]


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return median and extremes as text.

    >>> spread([3, 1, 2], 0)
    '2 (1–3)'
    """
    middle = f"{statistics.median(values):,.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which about that share lies; of few values nearly the largest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def by_turns(
    ways: dict[str, Callable[[], Run]], rounds: int
) -> tuple[dict[str, list[Run]], dict[str, str]]:
    """Run every way `rounds` times by turns, so that other work on the machine meets all alike.

    Returns the runs by way, and why a way has none.
    """
    found: dict[str, list[Run]] = {name: [] for name in ways}
    faults: dict[str, str] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            if name in faults:
                continue
            try:
                found[name].append(way())
            except (RuntimeError, OSError) as error:
                faults[name] = " ".join(str(error).split())[-200:]
    return {name: runs for name, runs in found.items() if name not in faults}, faults


def heading(title: str, versions: dict[str, str]) -> str:
    """Return the head of a report: title, command, machine, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    known = {"CPython": platform.python_version(), **versions}
    return (
        f"# {title}\n\n"
        f"`python -m {command()}` · {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"load average at the start {os.getloadavg()[0]:.1f} · "
        f"{', '.join(f'{name} {version}' for name, version in known.items())}\n"
    )


def command() -> str:
    """Return the command line after ``python -m``, without paths of this machine."""
    name = f"benchmarks.{Path(sys.argv[0]).stem}"
    words = [Path(word).name if word.startswith("/") else word for word in sys.argv[1:]]
    return " ".join([name, *words])


def versions(*names: str) -> dict[str, str]:
    """Return the versions of packages of this environment."""
    return {name: metadata.version(name) for name in names}


def peer(name: str, *packages: str, folder: Path = PEERS) -> Path:
    """Return the Python of a peer's own environment; it is made where it is missing."""
    home = folder / name
    python, stamp = home / "bin" / "python", home / ".installed"
    wanted = "\n".join(packages)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        quiet = ["install", "-q", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", *quiet, *packages], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python
