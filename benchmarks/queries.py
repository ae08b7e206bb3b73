"""Every canned query on a generated release: our endpoint beside rdflib, Oxigraph, Virtuoso, Fuseki.

    python -m benchmarks.queries --pledges 1000 --rounds 10

Each query is asked with random values of its parameters (seeded), all servers by turns, so that
other work on the machine meets all alike. *First* is a first call at /api, which a large release
may have kept the answer to since its build; *again* the same call once more; *uncached* the bound
query by POST to /sparql, as the peers get it. Peers hold the union of the graphs, which is what our
default graph holds.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from benchmarks import endpoints, measure, publication
from benchmarks.endpoints import Endpoint, Late, Rdflib
from govgraph import bundled
from govgraph.namespaces import SKOS, VOC, XSD
from govgraph.release import open_release
from govgraph.sparql import binding, canned
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.engine import Term
from govgraph.sparql.parameters import Parameter, ParameterType

PEERS = ["oxigraph", "virtuoso", "fuseki", "rdflib"]
MOST_CHOICES = 5_000
TEXTS = ("目标", "增速", "第一", "虚构", "gdp", "target")
Terms = dict[str, tuple[Term, ...]]


@dataclass
class Times:
    """What one query took on one server, in milliseconds; `fault` says why there is no more."""

    all: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    fault: str = ""

    def told(self) -> str:
        """Return p50 and p95."""
        if self.fault or not self.all:
            return self.fault or "–"
        return f"{_number(measure.median(self.all))} / {_number(measure.quantile(self.all, 0.95))}"


def _number(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


class Values:
    """Random values for parameters, out of what a release holds."""

    def __init__(self, store: ox.Store, seed: int) -> None:
        self.store = store
        self.random = random.Random(seed)
        self._kept: dict[tuple[str, str], list[Term]] = {}

    def of(self, query: CannedQuery) -> Terms:
        """Return one value for each parameter that has any."""
        return {
            p.name: (self.random.choice(c),) for p in query.parameters if (c := self.choices(p))
        }

    def choices(self, parameter: Parameter) -> list[Term]:
        """Return the values that a parameter can take here; empty: only its default."""
        if parameter.type in (ParameterType.IRI, ParameterType.CONCEPT):
            key = parameter.kind, parameter.choices_of
            if key not in self._kept:
                self._kept[key] = self._things(parameter)
            return self._kept[key]
        if parameter.type is ParameterType.DATE:
            day = f"{self.random.randint(2019, 2026)}-{self.random.randint(1, 12):02d}-28"
            return [ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))]
        if parameter.type in (ParameterType.DECIMAL, ParameterType.INTEGER):
            text = str(self.random.randint(1, 10**6))
            return [ox.Literal(text, datatype=ox.NamedNode(XSD + parameter.type.value))]
        if parameter.type is ParameterType.TEXT:
            return [ox.Literal(text) for text in TEXTS]
        return [ox.Literal(choice) for choice in parameter.choices]

    def _things(self, parameter: Parameter) -> list[Term]:
        belongs = f"a <{parameter.kind}>"
        if parameter.type is ParameterType.CONCEPT:
            belongs = f"<{SKOS}inScheme> <{VOC}{parameter.kind}>"
        where = f"?value {belongs} ."
        if parameter.choices_of:
            where += f" FILTER EXISTS {{ ?any <{parameter.choices_of}> ?value }}"
        rows = self.store.query(
            f"SELECT DISTINCT ?value {{ {where} }} ORDER BY ?value LIMIT {MOST_CHOICES}"
        )
        return [row["value"] for row in rows]  # type: ignore[union-attr]


def path(query: CannedQuery, terms: Terms) -> str:
    """Return the address of a call of our API."""
    names = {p.name: p.option for p in query.parameters}
    fields = [(names[name], term.value) for name, found in terms.items() for term in found]
    return f"/api/{query.name}?{urlencode(fields)}"


def asked(
    query: CannedQuery,
    sets: Sequence[Terms],
    ours: Endpoint,
    peers: dict[str, Endpoint | Rdflib],
) -> dict[str, Times]:
    """Ask one query with each set of values, all servers by turns."""
    found: dict[str, Times] = defaultdict(Times)
    graph = query.form is Form.CONSTRUCT
    for terms in sets:
        text, address = binding.bind(query, terms), path(query, terms)
        for name in ("first", "again"):
            _take(found[name], partial(ours.get, address))
        for name, server in {"ours": ours, **peers}.items():
            _take(found[name], partial(server.ask, text, graph))
    return found


def _take(times: Times, ask: Callable[[], tuple[float, int]]) -> None:
    if times.fault:
        return
    try:
        seconds, rows = ask()
        times.all.append(seconds * 1000)
        times.rows.append(rows)
    except Late as error:
        times.fault = str(error)


@contextmanager
def built(pledges: int, folder: Path) -> Iterator[Path]:
    """Give a release of so many pledges, built there unless it stands there already."""
    if not (folder / "dist" / "current").exists():
        publication.generated(folder, pledges)
        command = [sys.executable, "-m", "govgraph", "build", "--json", str(folder)]
        subprocess.run(command, check=True, capture_output=True, env=measure.environment())
    yield (folder / "dist" / "current").resolve()


def row(query: CannedQuery, found: dict[str, Times], names: list[str]) -> str:
    """Return the line of one query."""
    first, ours, again = found["first"], found["ours"], found["again"]
    sizes = ours.rows
    others = {n: found[n] for n in names if n in found and not found[n].fault}
    differ = [n for n, t in others.items() if sizes and t.rows != sizes]
    best = min(others, key=lambda n: measure.median(others[n].all), default="")
    cells = [
        f"`{query.name}`",
        f"{max(sizes, default=0):,}" + (f" ({', '.join(differ)} differ)" if differ else ""),
        first.told(),
        ours.told(),
        again.told(),
        *(found[n].told() if n in found else "–" for n in names),
    ]
    for mine in (first, ours, again):
        if not best or mine.fault or not mine.all:
            cells.append("?")
            continue
        ratio = measure.median(others[best].all) / measure.median(mine.all)
        cells.append(f"**{ratio:.1f} ×**" if ratio >= 1 else f"{best} {1 / ratio:.1f} ×")
    return f"| {' | '.join(cells)} |"


def summary(every: dict[str, dict[str, Times]], names: list[str]) -> Iterator[str]:
    """Yield the lines over all queries."""
    yield "| server | calls | p50 ms | p95 ms | slowest ms | without an answer |"
    yield "|---|---:|---:|---:|---:|---|"
    titles = {"first": "ours, first call at /api", "ours": "ours, uncached", "again": "ours, again"}
    for name in ("first", "ours", "again", *names):
        calls = [ms for found in every.values() if name in found for ms in found[name].all]
        faults = [f"{q} ({f[name].fault})" for q, f in every.items() if name in f and f[name].fault]
        if calls:
            cells = (len(calls), measure.median(calls), measure.quantile(calls, 0.95), max(calls))
            told = " | ".join(
                _number(value) if i else f"{value:,}" for i, value in enumerate(cells)
            )
            yield f"| {titles.get(name, name)} | {told} | {', '.join(faults)} |"


def report(pledges: int, rounds: int, folder: Path, names: list[str], seed: int) -> Iterator[str]:
    """Measure one size; yield the lines."""
    with built(pledges, folder) as release, tempfile.TemporaryDirectory() as spool:
        held = open_release(release)
        values = Values(ox.Store.read_only(str(held.store)), seed)
        with (
            endpoints.peers(release, Path(spool), names) as peers,
            endpoints.ours(release) as ours,
        ):
            known = [name for name in names if name in peers]
            yield f"## {pledges:,} pledges, {held.manifest['quads']:,} quads\n"
            yield (
                f"| query | rows | first, p50 / p95 | uncached | again | {' | '.join(known)} "
                "| first: best peer takes | uncached: it takes | again: it takes |"
            )
            yield f"|---|---:|{'---:|' * (6 + len(known))}"
            every = {}
            for query in canned.load(bundled.queries()).values():
                sets = [values.of(query) for _ in range(rounds)]
                every[query.name] = asked(query, sets, ours, peers)
                yield row(query, every[query.name], known)
            yield ""
            yield from summary(every, known)
            yield ""


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pledges", type=int, nargs="+", default=[1000])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--rdflib", type=int, default=1000, help="pledges for rdflib too")
    parser.add_argument("--peers", nargs="+", default=PEERS, choices=PEERS)
    parser.add_argument("--keep", type=Path, help="a folder with publications, one a size")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(measure.heading("Canned queries", measure.versions("pyoxigraph", "rdflib")))
    for pledges in options.pledges:
        names = [n for n in options.peers if n != "rdflib" or pledges <= options.rdflib]
        with tempfile.TemporaryDirectory() as name:
            folder = options.keep / str(pledges) if options.keep else Path(name)
            for line in report(pledges, options.rounds, folder, names, options.seed):
                print(line, flush=True)


if __name__ == "__main__":
    main()
