"""Validate the same generated publication with govgraph, pySHACL and pyrudof, in one run.

    python -m benchmarks.validate --runs 3 --pyshacl 3000 --pledges 10000

Every measurement has a fresh process with the engine imported and the shapes parsed. Measured is
all from the file of N-Triples to the list of results; reading, which ends with what the engine
validates (columns, a graph, a store), is told apart. Ratios are of CPU seconds, for the machine
may be shared; wall seconds stand beside them.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate import Size, write
from govgraph import bundled, config, context, ntriples, pipeline
from govgraph.graph import ontology
from govgraph.namespaces import SH
from govgraph.ntriples import Triple
from govgraph.validation import findings, graphs, shacl, shapes, streamed
from govgraph.validation.judge import Judge
from govgraph.validation.report import ValidationReport
from govgraph.validation.shapes import Shapes
from govgraph.validation.streamed import Streamed
from govgraph.validation.triples import Triples

OWN = ("statement/", "pledge/", "target/", "observation/")
BATCH = 500  # pledges
BASE = "https://data.example.org/"
# Who has which differences that are not ours: see tests/shapes/engines.py.
PYRUDOF_EXTRA = SH + "MaxLengthConstraintComponent"

# (focus node, path, value, component, severity)
Row = tuple[str, str | None, str | None, str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: CPU seconds in all and of reading, wall seconds, peak memory, results."""

    cpu: float
    reading: float
    wall: float
    peak: float
    rows: list[Row]


class Watch:
    """Adds up the CPU seconds that reading takes: from files to what an engine validates."""

    reading = 0.0

    def __enter__(self) -> None:
        """Begin to read."""
        self.started = time.process_time()

    def __exit__(self, *error: object) -> None:
        """Have read."""
        self.reading += time.process_time() - self.started


def rows(report: ValidationReport) -> list[Row]:
    """Return the results as they are compared."""
    return [(r.focus_node, r.path, r.value, r.component, r.severity.value) for r in report.results]


def whole(folder: Path, rules: Shapes, watch: Watch) -> list[Row]:
    """Validate with the compiled shapes, all triples at hand."""
    with watch, (folder / "whole.nt").open(encoding="utf-8", newline="\n") as lines:
        data = Triples(ntriples.read(lines))
    return rows(findings.validate(data, rules))


def batches(folder: Path, rules: Shapes, watch: Watch) -> list[Row]:
    """Validate with the compiled shapes by batches, as a large build does."""
    first, *others = _parts(folder)
    with tempfile.TemporaryDirectory() as spool:
        judge = Judge(rules, f"{BASE}id/", _read(first, watch))
        validator = Streamed(judge, Path(spool) / "validation")
        validator.take(judge.reference(None))
        for path in others:
            validator.take(judge.batch(_read(path, watch), []))
        return rows(validator.report(lambda: _read(folder / "whole.nt", watch)))


def _read(path: Path, watch: Watch) -> list[Triple]:
    with watch, path.open(encoding="utf-8", newline="\n") as lines:
        return list(ntriples.read(lines))


def pyshacl(folder: Path, rules: Shapes, watch: Watch) -> list[Row]:
    """Validate with pySHACL, which here parses each query of the shapes only once."""
    with watch:
        quads = ox.parse(path=str(folder / "whole.nt"), format=ox.RdfFormat.N_TRIPLES)
        graph = graphs.to_graph(quads)
    return rows(shacl.validate(graph, rules))


def pyrudof(folder: Path, rules: Shapes, watch: Watch) -> list[Row]:
    """Validate with pyrudof by batches with the reference data, which is its fastest way."""
    engine = importlib.import_module("pyrudof")
    parts = [ox.Triple(q.subject, q.predicate, q.object) for q in rules.quads]
    turtle = (ox.serialize(parts, format=ox.RdfFormat.TURTLE) or b"").decode()
    first, *others = _parts(folder)
    reference = first.read_text(encoding="utf-8")
    session = engine.Rudof(engine.RudofConfig())
    found: set[Row] = set()
    for path in others:
        with watch:
            text = reference + path.read_text(encoding="utf-8")
            session.read_data(text, engine.RDFFormat.NTriples, merge=False)
        session.reset_shacl_validation()  # forgets the shapes too
        session.read_shacl(turtle, engine.ShaclFormat.Turtle)
        for e in session.validate_shacl():
            at = rules.path(str(e.source_shape))
            found.add((e.focus_node, at, None, e.constraint_component, e.severity))
    return sorted(found, key=str)


ENGINES = {"whole": whole, "batches": batches, "pyshacl": pyshacl, "pyrudof": pyrudof}
NEEDED = {"pyshacl": ("pyshacl", "rdflib.plugins.sparql"), "pyrudof": ("pyrudof",)}


def prepare(folder: Path, pledges: int, faulty: float) -> int:
    """Write the data as N-Triples, whole and in parts; return the number of triples."""
    write(folder, Size(pledges, max(1, min(3000, pledges // 100))), faulty=faulty)
    settings = config.load(folder / config.FILE_NAME)
    words = ontology.load(bundled.ontology(), settings.vocabularies)
    mapping = context.load(bundled.ontology() / "context.jsonld", settings.id_base)
    spool = folder / "spool"
    spool.mkdir()
    records = pipeline.read(settings, mapping, words, pipeline.quiet, spool / ".read")
    with pipeline.assembled(settings, words, mapping, records, spool, pipeline.quiet) as dataset:
        found = dict.fromkeys(
            streamed.without_graphs(line for line in dataset if "/graph/meta/" not in line)
        )
    _write(folder / "whole.nt", found)
    for number, part in enumerate(parted(found, settings.id_base)):
        _write(folder / f"part-{number:04d}.nt", part)
    return len(found)


def parted(found: Iterable[Triple], base: str) -> Iterator[list[Triple]]:
    """Yield the reference data, then whole records of about 500 pledges each."""
    own = tuple(f"<{base}{name}" for name in OWN)
    leader: dict[str, str] = {}

    def lead(term: str) -> str:
        node = term.partition("#")[0].rstrip(">")
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    groups: dict[str, list[Triple]] = defaultdict(list)
    told = list(found)
    for subject, _, value in told:
        if subject.startswith(own) and value.startswith(own):
            leader[lead(subject)] = lead(value)
    for triple in told:
        named = next((t for t in (triple[0], triple[2]) if t.startswith(own)), None)
        groups[lead(named) if named else ""].append(triple)
    yield groups.pop("", [])
    part: list[Triple] = []
    pledges: set[str] = set()
    for group in groups.values():
        part += group
        pledges |= {s for s, p, _ in group if s.startswith(own[1]) and "#" not in s}
        if len(pledges) >= BATCH:
            yield part
            part, pledges = [], set()
    if part:
        yield part


def measure(engine: str, folder: Path) -> Run:
    """Run an engine in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.validate", "--engine", engine, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if done.returncode:
        raise SystemExit(f"{engine}: {done.stderr}")
    told = json.loads(done.stdout)
    return Run(**told | {"rows": [tuple(row) for row in told["rows"]]})


def run_one(engine: str, folder: Path) -> None:
    """Measure in this process and print what was found."""
    rules, watch = shapes.load(base=BASE), Watch()
    for name in NEEDED.get(engine, ()):
        importlib.import_module(name)  # before the clock starts
    gc.collect()
    gc.freeze()  # for all engines alike: what was imported is not to be searched again and again
    wall, cpu = time.perf_counter(), time.process_time()
    found = ENGINES[engine](folder, rules, watch)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    run = Run(cpu, watch.reading, wall, peak, found)
    print(json.dumps(dataclasses.asdict(run)))


def compared(ours: list[Row], theirs: list[Row], engine: str) -> str:
    """Say how far the results of another engine are ours."""
    left, right = set(ours), set(theirs)
    if engine == "pyrudof":  # which names no value, and counts bytes where SHACL has characters
        left = {(focus, path, None, *rest) for focus, path, _, *rest in left}  # type: ignore[misc]
        right = {row for row in right if row in left or row[3] != PYRUDOF_EXTRA}
    if left == right:
        return f"{len(right)}, equal"
    return f"{len(right)}, {len(right - left)} more and {len(left - right)} fewer"


def table(sizes: dict[int, list[str]], runs: int, faulty: float) -> Iterator[str]:
    """Measure all sizes; yield the lines of a table."""
    yield (
        "| pledges | triples | engine | CPU s (spread) | of it reading | wall s | pledges/s "
        "| peak MB | results | all: ours is | validating: ours is |"
    )
    yield "|---:|---:|---|---|---:|---:|---:|---:|---|---:|---:|"
    for pledges, engines in sizes.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            count = prepare(folder, pledges, faulty)
            found: dict[str, list[Run]] = {engine: [] for engine in engines}
            for _ in range(runs):  # by turns, so that other work on the machine meets all alike
                for engine in engines:
                    found[engine].append(measure(engine, folder))
        ours = found["whole"]
        for engine, made in found.items():
            same = compared(ours[0].rows, made[0].rows, engine)
            ratios = " | " if made is ours else f"{_ratio(made, ours, 0)} | {_ratio(made, ours, 1)}"
            yield f"| {pledges:,} | {count:,} | {_title(engine)} | {_told(made, pledges)} | {same} | {ratios} |"


def _told(runs: list[Run], pledges: int) -> str:
    cpus = [run.cpu for run in runs]
    cpu = statistics.median(cpus)
    cells = (
        f"{cpu:.2f} ({min(cpus):.2f}–{max(cpus):.2f})",
        f"{statistics.median(run.reading for run in runs):.2f}",
        f"{statistics.median(run.wall for run in runs):.2f}",
        f"{pledges / cpu:,.0f}",
        f"{max(run.peak for run in runs):.0f}",
    )
    return " | ".join(cells)


def _ratio(theirs: list[Run], ours: list[Run], less_reading: int) -> str:
    left, right = (
        statistics.median(run.cpu - less_reading * run.reading for run in runs)
        for runs in (theirs, ours)
    )
    return f"{left / right:.1f} ×"


def _title(engine: str) -> str:
    titles = {"whole": "govgraph, whole", "batches": "govgraph, batches of 500"}
    if engine in titles:
        return titles[engine]
    how = ", batches of 500" if engine == "pyrudof" else ""
    return f"{engine} {metadata.version(engine)}{how}"


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*.nt"))


def _write(path: Path, found: Iterable[Triple]) -> None:
    path.write_text("".join(f"{s} {p} {o} .\n" for s, p, o in found), encoding="utf-8")


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description="Compare validators.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--pyshacl", type=int, default=3000, help="pledges for all engines")
    parser.add_argument("--pledges", type=int, default=10_000, help="pledges without pySHACL")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--faulty", type=float, default=0.3, help="share of faulty statements")
    options = parser.parse_args()
    if options.engine:
        return run_one(options.engine, options.folder)
    every, most = list(ENGINES), [e for e in ENGINES if e != "pyshacl"]
    sizes = {options.pyshacl: every} | ({options.pledges: most} if options.pledges else {})
    for line in table(sizes, options.runs, options.faulty):
        print(line, flush=True)
    return None


if __name__ == "__main__":
    main()
