"""Measure the assessment: as many figures as targets, time against their number.

    python -m benchmarks.assess [--sizes 12500,25000,50000,100000] [--areas 3000]

Invented targets and figures go straight to the assessor, spool and explanations included; what a
build does before (reading, closure) and after (sorting, files) is not in it. Each size runs in a
process of its own. Writes ``benchmarks/results/assess.md``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import platform
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled
from govgraph.graph import ontology, runs, wording
from govgraph.graph.assessed import Assessor, groups
from govgraph.graph.dataset import Dataset
from govgraph.namespaces import DCT, GG, PROV, RDF, VOC, XSD
from govgraph.ntriples import Triple

BASE = "https://example.org/id/"
INDICATORS = ("gdp-growth", "fai-growth", "industrial-investment-growth", "imports-exports-growth")
COMPARATORS = ("at-least", "more-than", "about", "stated-value")
YEARS = tuple(range(2019, 2026))
QUDT_PERCENT = "<http://qudt.org/vocab/unit/PERCENT>"


def gg(term: str) -> str:
    """Return a term of the ontology in N-Triples syntax."""
    return f"<{GG}{term}>"


def decimal(value: float) -> str:
    """Return a decimal in N-Triples syntax."""
    return f'"{value}"^^<{XSD}decimal>'


def reference() -> Iterator[ox.Quad]:
    """Yield the vocabularies, the method and the periods."""
    words = ontology.load(bundled.ontology())
    yield from (ox.Quad(t.subject, t.predicate, t.object) for t in words.vocabularies)
    lines = [
        f"<{BASE}method/default-1> {gg('approximateFloor')} {decimal(0.95)} .",
        f"<{BASE}method/default-1> {gg('graceRatio')} {decimal(1)} .",
        f"<{BASE}method/default-1> {gg('paceTolerance')} {decimal(0.02)} .",
    ]
    for year in YEARS:
        for name, month in (("startDate", "01-01"), ("endDate", "12-31")):
            lines.append(
                f"<{BASE}period/{year}> <http://www.w3.org/ns/dcat#{name}> "
                f'"{year}-{month}"^^<{XSD}date> .'
            )
    yield from ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)


def pairs(count: int, areas: int) -> Iterator[list[Triple]]:
    """Yield targets with bounds and figures with intervals, as a build hands them over."""
    chance = random.Random(count)
    for number in range(count):
        area = f"<{BASE}area/{number % areas}>"
        turn = number // areas
        facts = {
            "area": area,
            "indicator": f"<{VOC}indicator/{INDICATORS[turn % len(INDICATORS)]}>",
            "unit": QUDT_PERCENT,
        }
        period = f"<{BASE}period/{YEARS[turn // len(INDICATORS) % len(YEARS)]}>"
        stated = round(chance.uniform(1, 30), 1)
        comparator = chance.choice(COMPARATORS)
        target = f"<{BASE}target/{number}>"
        bound = (
            {"centralValue": decimal(stated)}
            if comparator == "about"
            else {
                "lowerBound": decimal(stated),
                "lowerInclusive": f'"{str(comparator != "more-than").lower()}"^^<{XSD}boolean>',
            }
        )
        more = {
            "testPeriod": period,
            "comparator": f"<{VOC}comparator/{comparator}>",
            "statedValue": decimal(stated),
            "statedUnit": f"<{VOC}unit/percent>",
            "assessability": f"<{VOC}assessability/assessable>",
            **bound,
        }
        yield [(target, f"<{RDF}type>", gg("Target"))] + [
            (target, gg(name), value) for name, value in (facts | more).items()
        ]
        figure = f"<{BASE}observation/{number}>"
        value = round(chance.uniform(0, 32), 1)
        more = {"period": period, "value": decimal(value), "vintage": f"<{VOC}vintage/preliminary>"}
        for end in ("Lower", "Upper"):
            more[f"observed{end}"] = decimal(value)
            more[f"observed{end}Inclusive"] = f'"true"^^<{XSD}boolean>'
        yield [
            (figure, f"<{RDF}type>", gg("Observation")),
            (figure, f"<{DCT}publisher>", f"<{BASE}body/{number % areas}>"),
            (figure, f"<{PROV}hadPrimarySource>", f"<{BASE}source/1>"),
        ] + [(figure, gg(name), text) for name, text in (facts | more).items()]


def measure(count: int, areas: int) -> tuple[int, float, int, Counter[str]]:
    """Assess once; return the size, CPU seconds, peak memory in MB and the outcomes."""
    planned = runs.runs("method/default-1", dt.date(2026, 6, 30))
    store = ox.Store()
    store.bulk_extend([*reference(), *runs.notes(planned, BASE)])
    outcomes: Counter[str] = Counter()
    rules = ontology.load(bundled.ontology()).rules
    with tempfile.TemporaryDirectory() as folder, Dataset(Path(folder, "s"), 1 << 25) as spool:
        begun = time.process_time()
        assessor = Assessor(rules, store, wording.FACTS)
        for triples in pairs(count, areas):
            spool.add(assessor.wanted(triples))
        for lines in groups(spool):
            found = assessor.assess(lines, wording.explanations)
            outcomes.update(o.rpartition("/")[2][:-1] for _, p, o in found if p == gg("outcome"))
        seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return count, seconds, peak, outcomes


def main() -> None:
    """Measure every size in a process of its own and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="12500,25000,50000,100000")
    parser.add_argument("--areas", default=3000, type=int)
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    rows = []
    for size in map(int, options.sizes.split(",")):
        with spawn.Pool(1) as pool:
            rows.append(pool.apply(measure, (size, options.areas)))
        print(*rows[-1])
    lines = [
        "# Assessment against the number of targets",
        "",
        f"As many invented figures as targets, {options.areas} areas, one method and date; "
        f"CPython {platform.python_version()}, pyoxigraph {ox.__version__}. "
        "Rules, spool and explanations; one process, CPU time (the machine was shared).",
        "",
        "| targets | figures | CPU seconds | targets/s | peak MB | outcomes |",
        "|---:|---:|---:|---:|---:|---|",
    ]
    for count, seconds, peak, outcomes in rows:
        said = ", ".join(f"{name} {number}" for name, number in sorted(outcomes.items()))
        lines.append(
            f"| {count:,} | {count:,} | {seconds:.1f} | {count / seconds:,.0f} | {peak} | {said} |"
        )
    result = Path(__file__).parent / "results" / "assess.md"
    result.parent.mkdir(exist_ok=True)
    result.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
