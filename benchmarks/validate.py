"""Validate the same generated publication with govgraph, pySHACL and pyrudof, in one run.

    python -m benchmarks.validate --runs 3 --pyshacl 1000 --pledges 10000

Every measurement has a fresh process, which holds the N-Triples as text and the engine imported.
Measured is all from there to the list of results: reading data and shapes, compiling, validating.
Ratios are of CPU seconds, for the machine may be shared; wall seconds stand beside them.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate import Size, write
from govgraph import bundled, config, context, pipeline
from govgraph.graph import ontology
from govgraph.namespaces import SH
from govgraph.validation import findings, shacl, shapes, streamed, triples
from govgraph.validation.report import ValidationReport
from govgraph.validation.shapes import Shapes
from govgraph.validation.streamed import Streamed
from govgraph.validation.triples import Triple

OWN = ("statement/", "pledge/", "target/", "observation/")
BATCH = 500  # pledges
BASE = "https://data.example.org/"
# Who has which differences that are not ours: see tests/shapes/engines.py.
PYRUDOF_EXTRA = SH + "MaxLengthConstraintComponent"

# (focus node, path, value, component, severity)
Row = tuple[str, str | None, str | None, str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: seconds of CPU and of the wall clock, peak memory, the results."""

    cpu: float
    wall: float
    peak: float
    rows: list[Row]


def rows(report: ValidationReport) -> list[Row]:
    """Return the results as they are compared."""
    return [(r.focus_node, r.path, r.value, r.component, r.severity.value) for r in report.results]


def whole(folder: Path, rules: Shapes) -> Callable[[], list[Row]]:
    """Validate with the compiled shapes, all triples at hand."""
    text = (folder / "whole.nt").read_text(encoding="utf-8")
    return lambda: rows(findings.validate(triples.read(text), rules))


def batches(folder: Path, rules: Shapes) -> Callable[[], list[Row]]:
    """Validate with the compiled shapes by batches, as a large build does."""
    reference, *others = [path.read_text(encoding="utf-8") for path in _parts(folder)]
    every = (folder / "whole.nt").read_text(encoding="utf-8")

    def run() -> list[Row]:
        with tempfile.TemporaryDirectory() as spool:
            validator = Streamed(rules, f"{BASE}id/", Path(spool) / "validation", None)
            validator.reference(list(triples.read(reference)))
            for text in others:
                validator.batch(list(triples.read(text)), [])
            return rows(validator.report(lambda: triples.read(every)))

    return run


def pyshacl(folder: Path, rules: Shapes) -> Callable[[], list[Row]]:
    """Validate with pySHACL, which here parses each query of the shapes only once."""
    for name in ("pyshacl", "rdflib.plugins.sparql"):
        importlib.import_module(name)  # before the clock starts
    text = (folder / "whole.nt").read_bytes()
    return lambda: rows(shacl.validate(ox.parse(text, format=ox.RdfFormat.N_TRIPLES), rules))


def pyrudof(folder: Path, rules: Shapes) -> Callable[[], list[Row]]:
    """Validate with pyrudof by batches with the reference data, which is its fastest way."""
    import pyrudof as engine

    reference, *others = [path.read_text(encoding="utf-8") for path in _parts(folder)]
    parts = [ox.Triple(q.subject, q.predicate, q.object) for q in rules.quads]
    turtle = (ox.serialize(parts, format=ox.RdfFormat.TURTLE) or b"").decode()

    def run() -> list[Row]:
        session = engine.Rudof(engine.RudofConfig())
        found: set[Row] = set()
        for text in others or [""]:
            session.read_data(reference + text, engine.RDFFormat.NTriples, merge=False)
            session.reset_shacl_validation()  # forgets the shapes too
            session.read_shacl(turtle, engine.ShaclFormat.Turtle)
            for e in session.validate_shacl():
                path = rules.path(str(e.source_shape))
                found.add((e.focus_node, path, None, e.constraint_component, e.severity))
        return sorted(found, key=str)

    return run


ENGINES = {"whole": whole, "batches": batches, "pyshacl": pyshacl, "pyrudof": pyrudof}


def prepare(folder: Path, pledges: int, faulty: float) -> int:
    """Write the data as N-Triples, whole and in parts; return the number of triples."""
    write(folder, Size(pledges, max(1, min(3000, pledges // 100))), faulty=faulty)
    settings = config.load(folder / config.FILE_NAME)
    words = ontology.load(bundled.ontology(), settings.vocabularies)
    mapping = context.load(bundled.ontology() / "context.jsonld", settings.id_base)
    records = pipeline.read(settings, mapping, words)
    spool = folder / "spool"
    spool.mkdir()
    with pipeline.assembled(settings, words, mapping, records, spool, pipeline.quiet) as dataset:
        found = dict.fromkeys(
            streamed.triples(line for line in dataset if "/graph/meta/" not in line)
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
    return Run(told["cpu"], told["wall"], told["peak"], [tuple(row) for row in told["rows"]])


def run_one(engine: str, folder: Path) -> None:
    """Measure in this process and print what was found."""
    rules = shapes.load(base=BASE)
    run = ENGINES[engine](folder, rules)
    gc.collect()
    gc.freeze()  # for all engines alike: what was imported is not to be searched again and again
    wall, cpu = time.perf_counter(), time.process_time()
    found = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"cpu": cpu, "wall": wall, "peak": peak, "rows": found}))


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
    yield "| pledges | triples | engine | CPU s (spread) | wall s | pledges/s | peak MB | results | ours is |"
    yield "|---:|---:|---|---|---:|---:|---:|---|---:|"
    for pledges, engines in sizes.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            count = prepare(folder, pledges, faulty)
            found = {engine: [measure(engine, folder) for _ in range(runs)] for engine in engines}
        best = min(statistics.median(r.cpu for r in found[e]) for e in ("whole", "batches"))
        for engine, made in found.items():
            cpu = statistics.median(r.cpu for r in made)
            wall = statistics.median(r.wall for r in made)
            spread = f"{min(r.cpu for r in made):.2f}–{max(r.cpu for r in made):.2f}"
            same = compared(found["whole"][0].rows, made[0].rows, engine)
            ratio = "" if engine in ("whole", "batches") else f"{cpu / best:.0f} ×"
            yield (
                f"| {pledges:,} | {count:,} | {_title(engine)} | {cpu:.2f} ({spread}) | {wall:.2f} "
                f"| {pledges / cpu:,.0f} | {max(r.peak for r in made):.0f} | {same} | {ratio} |"
            )


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
    parser.add_argument("--pyshacl", type=int, default=1000, help="pledges for all engines")
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
