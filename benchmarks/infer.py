"""Inference over the same triples: ours, streamed, beside owlrl and reasonable, in one run.

    python -m benchmarks.infer --pledges 100 1000 --rounds 3 --owlrl 100

All read the same N-Triples in a fresh process: vocabularies, reference data, figures, statements.
Ours closes the vocabularies and the reference data first and streams the statements, batch by
batch, through the tables; the peers get the whole at once with the ontology. Reading is told apart.
Results are compared on domain statements: all about things of the data, but for what OWL itself
says of everything (equality, types of OWL, RDFS and RDF, nameless restrictions). The run fails where
ours is not equal to owlrl.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from benchmarks import measure, publication
from benchmarks.measure import Clock, Run
from govgraph.graph import asserted, closure
from govgraph.graph.emitter import Emitter
from govgraph.graph.inferred import Inference
from govgraph.namespaces import OWL, RDF, RDFS
from govgraph.ntriples import Triple
from govgraph.pipeline import quiet, read

REASONABLE = "reasonable==0.4.4"
TYPE, SAME = f"<{RDF}type>", f"<{OWL}sameAs>"
NOISE = tuple(f"<{space}" for space in (OWL, RDFS, RDF))
_REASONABLE_CHILD = """
import json, sys, time
import reasonable
start = time.process_time(), time.perf_counter()
engine = reasonable.PyReasoner()
engine.load_file(sys.argv[1])
read = time.process_time(), time.perf_counter()
found = engine.reason()
done = time.process_time(), time.perf_counter()
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.writelines(f"{s.n3()} {p.n3()} {o.n3()} .\\n" for s, p, o in found)
print(json.dumps({"reading": read[0] - start[0], "cpu": done[0] - read[0], "wall": done[1] - read[1]}))
"""


def prepare(folder: Path, pledges: int) -> int:
    """Generate, and write what all engines read; return the number of triples."""
    publication.generated(folder, pledges)
    told = publication.opened(folder)
    spool = folder / ".read"
    records = read(told.settings, told.mapping, told.words, quiet, spool)
    first = [f"{t.subject} {t.predicate} {t.object} ." for t in told.words.vocabularies]
    for start in range(0, len(records.reference), 500):
        first += _said(told, records.reference[start : start + 500])
    _write(folder / "part-00000.nt", first)
    counted = [c for c in records if not c[0].is_reference]
    for number, start in enumerate(range(0, len(counted), 50), 1):
        _write(folder / f"part-{number:05d}.nt", _said(told, counted[start : start + 50]))
    axioms = [f"{t.subject} {t.predicate} {t.object} ." for t in told.words.axioms()]
    data = [line for path in _parts(folder) for line in path.read_text("utf-8").splitlines()]
    _write(folder / "whole.ttl", [*dict.fromkeys(data), *axioms])
    closure.tables(told.words, folder / "cache")
    return len(set(data))


def _said(told: publication.Publication, counted: list) -> list[str]:  # type: ignore[type-arg]
    promised = sum(count for _, count in counted)
    records = [record for record, _ in counted]
    found = asserted.graphs(records, promised, Emitter(told.mapping), told.names)
    return [f"{s} {p} {o} ." for triples in found.values() for s, p, o in triples]


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*.nt"))


def triples(path: Path) -> list[Triple]:
    """Read a file of N-Triples as pyoxigraph's build does, by cutting the lines."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        subject, predicate, rest = line.split(" ", 2)
        found.append((subject, predicate, rest[:-2]))
    return found


def ours(folder: Path, out: Path) -> dict[str, float]:
    """Close the first part, stream the others through."""
    told = publication.opened(folder)
    tables = closure.tables(told.words, folder / "cache")
    reading, reasoning = Clock(), Clock()
    found: list[Triple] = []
    reference = None
    for path in _parts(folder):
        with reading:
            given = triples(path)
        with reasoning:
            inference = Inference(tables, reference)
            found += inference.add(given)
            inference.check()
            reference = reference or inference.index
    _write(out, [" ".join(triple) + " ." for triple in found])
    return {"reading": reading.cpu, "cpu": reasoning.cpu, "wall": reasoning.wall}


def with_owlrl(folder: Path, out: Path) -> dict[str, float]:
    """Close the whole with owlrl."""
    import owlrl
    import rdflib

    reading, reasoning = Clock(), Clock()
    with reading:
        graph = rdflib.Graph().parse(folder / "whole.ttl", format="nt")
    with reasoning:
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    with out.open("w", encoding="utf-8") as stream:
        for s, p, o in graph:
            if not isinstance(s, rdflib.Literal):
                stream.write(f"{s.n3()} {p.n3()} {o.n3()} .\n")
    return {"reading": reading.cpu, "cpu": reasoning.cpu, "wall": reasoning.wall}


def measured(engine: str, folder: Path, python: Path) -> Run:
    """Infer in a fresh process."""
    out = folder / f"{engine}.out"
    command: list[str | Path]
    if engine == "reasonable":
        command = [python, "-c", _REASONABLE_CHILD, folder / "whole.ttl", out]
    else:
        command = [sys.executable, "-m", "benchmarks.infer", "--child", engine, folder, out]
    return measure.run(command, json_out=True)


def domain(path: Path, folder: Path) -> set[str]:
    """Return the domain statements of a result that the data does not hold itself."""
    data = {t for part in _parts(folder) for t in _canonical(part)}
    told = publication.opened(folder)
    ontology = {str(t.subject) for t in told.words.axioms()}
    things = {subject for subject, _, _ in data} - ontology
    return {
        " ".join(t)
        for t in _canonical(path)
        if t not in data
        and t[0] in things
        and t[1] != SAME
        and not t[2].startswith("_:")
        and not (t[1] == TYPE and t[2].startswith(NOISE))
    }


def _canonical(path: Path) -> Iterator[Triple]:
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def table(pledges: int, rounds: int, owlrl: int, peers: Path) -> Iterator[str]:
    """Measure one size; yield the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = prepare(folder, pledges)
        python = measure.peer("reasonable", REASONABLE, "rdflib==7.6.0", folder=peers)
        engines = ["ours", "reasonable"] + (["owlrl"] if pledges <= owlrl else [])
        ways: dict[str, Callable[[], Run]] = {
            engine: partial(measured, engine, folder, python) for engine in engines
        }
        found, faults = measure.by_turns(ways, rounds)
        if "ours" in faults:
            raise SystemExit(faults["ours"])
        mine = domain(folder / "ours.out", folder)
        for engine, runs in found.items():
            theirs = domain(folder / f"{engine}.out", folder)
            if engine == "owlrl" and mine != theirs:
                raise SystemExit(f"not equal to owlrl: {sorted(mine ^ theirs)[:20]}")
            yield _row(pledges, count, engine, runs, found["ours"], _compared(mine, theirs))
        for engine, fault in faults.items():
            yield f"| {pledges:,} | {count:,} | {engine} | failed: {fault} |||||||"


def _compared(mine: set[str], theirs: set[str]) -> str:
    if mine == theirs:
        return f"{len(theirs):,}, equal"
    return f"{len(theirs):,}: {len(theirs - mine):,} more, {len(mine - theirs):,} fewer"


def _row(pledges: int, count: int, engine: str, runs: list[Run], mine: list[Run], same: str) -> str:
    cpu = measure.median(run.told["cpu"] for run in runs)
    own = measure.median(run.told["cpu"] for run in mine)
    whole = measure.median(run.told["cpu"] + run.told["reading"] for run in runs)
    own_whole = measure.median(run.told["cpu"] + run.told["reading"] for run in mine)
    cells = (
        f"{pledges:,}",
        f"{count:,}",
        {"ours": "govgraph, streamed"}.get(engine, engine),
        measure.spread([run.told["cpu"] for run in runs]),
        measure.spread([run.told["reading"] for run in runs]),
        measure.spread([run.told["wall"] for run in runs]),
        f"{count / cpu / 1000:,.1f} k",
        f"{max(run.peak for run in runs):.0f}",
        same,
        "" if runs is mine else f"**{cpu / own:,.0f} ×**",
        "" if runs is mine else f"{whole / own_whole:,.0f} ×",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the report."""
    if sys.argv[1:2] == ["--child"]:
        engine = {"ours": ours, "owlrl": with_owlrl}[sys.argv[2]]
        print(json.dumps(engine(Path(sys.argv[3]), Path(sys.argv[4]))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pledges", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--owlrl", type=int, default=100, help="pledges for owlrl too")
    parser.add_argument("--peers", type=Path, default=measure.PEERS)
    options = parser.parse_args()
    known = measure.versions("owlrl", "rdflib") | {"reasonable": REASONABLE[12:]}
    print(measure.heading("Inference", known))
    print(
        "| pledges | triples | engine | CPU s reasoning | CPU s reading | wall s reasoning "
        "| triples/s CPU | peak MB | new domain statements | reasoning: ours is | with reading: ours is |\n"
        "|---:|---:|---|---|---|---|---:|---:|---|---|---|"
    )
    for pledges in options.pledges:
        for line in table(pledges, options.rounds, options.owlrl, options.peers):
            print(line, flush=True)


if __name__ == "__main__":
    main()
