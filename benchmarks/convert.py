"""Records to N-Quads: ours beside rdflib's JSON-LD parser, PyLD and morph-kgc, in one run.

    python -m benchmarks.convert --pledges 1000 10000 --rounds 3 --slow 1000

Every measurement has a fresh process. Ours is what a build does with a batch: read a piece of JSON
Lines, make triples of it by the functions that are generated from the context, hold their count
against what the check promised, write. rdflib and PyLD get the same documents, batch by batch, and write N-Quads too.
morph-kgc gets a table that is made beforehand, which costs it nothing, and writes N-Triples with
two processes; its start belongs to its time, as it does to all.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import orjson
import pyoxigraph as ox

from benchmarks import measure, publication, rml
from benchmarks.measure import Clock, Run
from govgraph.graph import asserted, nquads
from govgraph.graph.emitter import Emitter
from govgraph.records import reader
from govgraph.records.checks import Check
from govgraph.records.pieces import Piece
from govgraph.workers import Workers, cores

MORPH = "morph-kgc==2.10.0"


def convert(task: tuple[Piece, int, str, str]) -> int:
    """Write the N-Quads of a piece that promises so many triples; return how many they are."""
    piece, promised, folder, out = task
    told = _opened(folder)
    found = asserted.graphs(list(reader.trees(piece)), promised, _emitter(folder), told.names)
    lines = [*nquads.joined(found), ""]
    Path(out).write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return len(lines) - 1


_KEPT: dict[str, publication.Publication] = {}
_EMITTERS: dict[str, Emitter] = {}


def _emitter(folder: str) -> Emitter:
    if folder not in _EMITTERS:
        _EMITTERS[folder] = Emitter(_opened(folder).mapping)
        gc.collect()
        gc.freeze()  # as a build does with what every batch leans on
    return _EMITTERS[folder]


def _opened(folder: str) -> publication.Publication:
    if folder not in _KEPT:
        _KEPT[folder] = publication.opened(Path(folder))
    return _KEPT[folder]


def ours(folder: Path, out: Path, jobs: int, clock: Clock) -> int:
    """Convert with so many processes."""
    told = _opened(str(folder))
    _emitter(str(folder))
    counts = json.loads((folder / "promised.json").read_text(encoding="utf-8"))
    with clock, Workers(jobs) as workers:
        tasks = (
            (piece, promised, str(folder), str(out / f"{number:05d}.nq"))
            for number, (piece, promised) in enumerate(zip(told.pieces(), counts, strict=True))
        )
        return sum(workers.map(convert, tasks))


def documents(folder: Path) -> Iterator[bytes]:
    """Yield each batch as one JSON-LD document, as ours has it."""
    told = _opened(str(folder))
    for piece in told.pieces():
        graphs: dict[str, list[object]] = {}
        for record in reader.trees(piece):
            graphs.setdefault(told.names.of(record), []).append(record.tree)
        yield orjson.dumps(
            {
                "@context": told.mapping.document,
                "graph": [{"id": graph, "graph": nodes} for graph, nodes in graphs.items()],
            }
        )


def with_rdflib(folder: Path, out: Path, clock: Clock) -> int:
    """Convert with rdflib's JSON-LD parser."""
    import rdflib

    count = 0
    told = documents(folder)
    with clock:
        for number, document in enumerate(told):
            dataset = rdflib.Dataset()
            dataset.parse(data=document, format="json-ld")
            text = dataset.serialize(format="nquads")
            (out / f"{number:05d}.nq").write_text(text, encoding="utf-8")
            count += len(dataset)
    return count


def with_pyld(folder: Path, out: Path, clock: Clock) -> int:
    """Convert with PyLD."""
    from pyld import jsonld

    count = 0
    told = documents(folder)
    with clock:
        for number, document in enumerate(told):
            text = jsonld.to_rdf(orjson.loads(document), {"format": "application/n-quads"})
            (out / f"{number:05d}.nq").write_text(text, encoding="utf-8")
            count += text.count("\n")
    return count


WAYS: dict[str, Callable[[Path, Path, Clock], int]] = {
    "1": lambda folder, out, clock: ours(folder, out, 1, clock),
    "all": lambda folder, out, clock: ours(folder, out, cores(), clock),
    "rdflib": with_rdflib,
    "pyld": with_pyld,
}


def child(way: str, folder: Path, out: Path) -> None:
    """Convert in this process and print how many lines that gave, and the seconds within."""
    clock = Clock()
    count = WAYS[way](folder, out, clock)
    print(json.dumps({"lines": count, "cpu": clock.cpu, "wall": clock.wall}))


def measured(way: str, folder: Path) -> Run:
    """Convert in a fresh process; its output stays in a folder named like the way."""
    out = folder / f"out-{way}"
    out.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.convert", "--child", way, str(folder), str(out)]
    return measure.run(command, json_out=True)


def morph(folder: Path, python: Path) -> Run:
    """Convert with morph-kgc, two processes."""
    return measure.run([python, "-m", "morph_kgc", folder / "morph.ini"], cwd=folder)


def prepare(folder: Path, pledges: int) -> int:
    """Generate, check, and write what the peers read; return the number of triples."""
    publication.generated(folder, pledges)
    told = _opened(str(folder))
    counts = [
        sum(Check(record, told.mapping).triples for record in batch) for batch in told.statements()
    ]
    (folder / "promised.json").write_text(json.dumps(counts), encoding="utf-8")
    records = (record for batch in told.statements() for record in batch)
    rml.table(folder / "pledges.csv", records, told.mapping)
    rml.mapping(folder / "pledges.rml.ttl", folder / "pledges.csv", told.mapping)
    (folder / "morph.ini").write_text(
        f"[CONFIGURATION]\noutput_file: {folder}/morph.nt\noutput_format: N-TRIPLES\n"
        f"number_of_processes: {cores()}\nlogging_level: WARNING\n"
        f"[pledges]\nmappings: {folder}/pledges.rml.ttl\n",
        encoding="utf-8",
    )
    return sum(counts)


def canonical(paths: list[Path], *, graphs: bool) -> list[str]:
    """Return the distinct lines of files as pyoxigraph writes them, sorted."""
    lines = set()
    for path in paths:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            lines.add(str(quad if graphs else quad.triple))
    return sorted(lines)


def equal(way: str, folder: Path) -> str:
    """Say whether a way gave what ours gives."""
    mine, graphs = sorted((folder / "out-1").iterdir()), way != "morph"
    theirs = [folder / "morph.nt"] if way == "morph" else sorted((folder / f"out-{way}").iterdir())
    left, right = canonical(mine, graphs=graphs), canonical(theirs, graphs=graphs)
    what = "quads" if graphs else "triples"
    if left == right:
        return f"{len(right):,} {what}, equal"
    a, b = set(left), set(right)
    return f"{len(right):,} {what}, {len(b - a):,} more and {len(a - b):,} fewer"


def table(pledges: int, rounds: int, slow: int, peers: Path) -> Iterator[str]:
    """Measure one size; yield the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        triples = prepare(folder, pledges)
        python = measure.peer("morph-kgc", MORPH, folder=peers)
        ways: dict[str, Callable[[], Run]] = {
            way: partial(measured, way, folder)
            for way in WAYS
            if way in ("1", "all") or pledges <= slow
        }
        ways["morph"] = partial(morph, folder, python)
        found, faults = measure.by_turns(ways, rounds)
        if "1" in faults or "all" in faults:
            raise SystemExit(str(faults))
        one, every = found["1"], found["all"]
        for way, runs in found.items():
            cells = (
                f"{pledges:,}",
                f"{triples:,}",
                TITLES[way],
                measure.spread([_within(run, "cpu", way) for run in runs]),
                measure.spread([run.cpu for run in runs]),
                measure.spread([run.wall for run in runs]),
                f"{triples / measure.median(run.wall for run in runs) / 1000:,.0f} k",
                f"{max(run.peak for run in runs):.0f}",
                equal(way, folder),
                _ratio(runs, one, way, "cpu"),
                _ratio(runs, every, way, "wall"),
            )
            yield f"| {' | '.join(cells)} |"
        for way, fault in faults.items():
            yield f"| {pledges:,} | {triples:,} | {TITLES[way]} | failed: {fault} |||||||"


TITLES = {
    "1": "govgraph, 1 process",
    "all": f"govgraph, {cores()} processes",
    "rdflib": "rdflib JSON-LD",
    "pyld": "PyLD",
    "morph": f"morph-kgc, {cores()} processes",
}


def _within(run: Run, key: str, way: str) -> float:
    """Return the seconds without the start of Python, where they were told."""
    if run.told is None or (way == "all" and key == "cpu"):  # workers' CPU is not this process's
        return run.cpu if key == "cpu" else run.wall
    return float(run.told[key])


def _ratio(runs: list[Run], mine: list[Run], way: str, key: str) -> str:
    """Return how many times ours is faster; beside morph-kgc the start belongs to both."""
    own = "1" if key == "cpu" else "all"
    if way in ("1", "all"):
        return ""
    if way == "morph":
        theirs, ours = ([run.cpu if key == "cpu" else run.wall for run in r] for r in (runs, mine))
    else:
        theirs = [_within(run, key, way) for run in runs]
        ours = [_within(run, key, own) for run in mine]
    return f"**{measure.median(theirs) / measure.median(ours):.1f} ×**"


def main() -> None:
    """Print the report."""
    if sys.argv[1:2] == ["--child"]:
        from benchmarks import convert as module  # other processes cannot call what is __main__'s

        module.child(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pledges", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow", type=int, default=1000, help="pledges for rdflib and PyLD too")
    parser.add_argument("--peers", type=Path, default=measure.PEERS)
    options = parser.parse_args()
    known = measure.versions("pyoxigraph", "rdflib", "PyLD") | {"morph-kgc": MORPH[11:]}
    print(measure.heading("Records to N-Quads", known))
    print(
        "| pledges | triples | engine | CPU s within | CPU s, start included | wall s, start "
        "included | triples/s wall | peak MB | result | CPU: ours (1) is | wall within: ours (all) is |\n"
        "|---:|---:|---|---|---|---|---:|---:|---|---|---|"
    )
    for pledges in options.pledges:
        for line in table(pledges, options.rounds, options.slow, options.peers):
            print(line, flush=True)


if __name__ == "__main__":
    main()
