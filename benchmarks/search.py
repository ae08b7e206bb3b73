"""Search for Chinese words of two characters over N pledges, through the server's /search.

    python -m benchmarks.search --pledges 1000 100000 --calls 200

A release gets its index of names with the site; this writes the same index, over as many invented
pledges as asked for, into a copy of the smallest release, so that N need not be built. Where the
server has no /search that answers, the index is asked in this process, and the table says so.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import quote

from benchmarks import endpoints, measure
from benchmarks.endpoints import Endpoint
from benchmarks.measure import Clock
from benchmarks.queries import built
from govgraph.publication import search
from govgraph.publication.search import Entry, Index

SUBJECTS = (
    "地区生产总值", "固定资产投资", "工业投资", "规模以上工业", "社会消费品零售", "进出口总额", "财政收入", "研发投入", "高新技术企业", "新能源汽车",
    "集成电路", "生物医药", "智能装备", "绿色低碳", "轨道交通", "数字经济", "文化旅游", "商贸会展", "港口航运", "乡村振兴",
)  # fmt: skip
VERBS = (
    "增长",
    "达到",
    "突破",
    "力争",
    "确保",
    "新增",
    "培育",
    "建成",
    "引进",
    "完成",
    "提升",
    "推动",
)
PLACES = "东西南北中上下新古大"
RARE = "峰桥湖洲岭湾泉林江山城岗塘浦溪屿源川渡台"


def entries(pledges: int, rng: random.Random) -> Iterator[Entry]:
    """Yield invented entries as a build makes them of pledges: names in both languages."""
    places = [f"{a}{b}{c}区" for a in PLACES for b in RARE for c in RARE]
    for number in range(pledges):
        place = places[number % len(places)]
        subject, verb = rng.choice(SUBJECTS), rng.choice(VERBS)
        value, year = rng.randint(1, 5000), rng.randint(2019, 2026)
        yield Entry(
            path=f"pledge/{number % 900000:06d}-{number:07d}",
            kind="Pledge",
            zh=f"{year}年{place}{subject}{verb}{value}（虚构）",
            en=f"{place} pledge {number} for {year} (invented)",
            area=f"area/{number % len(places)}",
            outcome=rng.choice(("met", "missed", "pending", "")),
            weight=rng.randint(0, 3),
        )


def words(calls: int, rng: random.Random) -> dict[str, list[str]]:
    """Return words of two characters, those of many and those of few pledges."""
    common = [s[i : i + 2] for s in (*SUBJECTS, *VERBS) for i in range(len(s) - 1)]
    rare = [f"{a}{b}" for a in RARE for b in RARE] + [f"{a}{b}" for a in PLACES for b in RARE]
    return {
        "words of subjects and verbs": [rng.choice(common) for _ in range(calls)],
        "two characters of place names": [rng.choice(rare) for _ in range(calls)],
    }


def through_server(ours: Endpoint, word: str, number: int) -> tuple[float, float]:
    """Return the seconds of a search by HTTP, 0 CPU seconds; every address is new to all caches."""
    return ours.get(f"/search?format=json&q={quote(word)}&nothing={number}")[0], 0.0


def in_process(path: Path) -> Callable[[str, int], tuple[float, float]]:
    """Return what searches without a server, opening the index anew each time, as a server does.

    It returns wall and CPU seconds.
    """

    def ask(word: str, number: int) -> tuple[float, float]:
        clock = Clock()
        with clock, closing(Index(path)) as index:
            index.search(word)
        return clock.wall, clock.cpu

    return ask


def _hits(path: Path, word: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        query = "SELECT count(*) FROM term WHERE term MATCH ?"
        return int(db.execute(query, (search.expression(word),)).fetchone()[0])


def table(pledges: int, calls: int, release: Path, spool: Path) -> Iterator[str]:
    """Measure one size; yield the rows."""
    rng = random.Random(1)
    copy = spool / release.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(release, copy)
    started = time.perf_counter(), time.process_time()
    search.write(copy / search.FILE, entries(pledges, rng))
    cost = f"{time.process_time() - started[1]:.1f} CPU s, {time.perf_counter() - started[0]:.1f} wall s"
    size = (copy / search.FILE).stat().st_size / 2**20
    with endpoints.ours(copy) as ours:
        ask: Callable[[str, int], tuple[float, float]]
        try:
            through_server(ours, "增长", 0)
            how, ask = "GET /search", partial(through_server, ours)
        except endpoints.Late as fault:
            how, ask = f"the index alone (/search: {fault})", in_process(copy / search.FILE)
        for kind, asked in words(calls, rng).items():
            both, late = [], 0
            for number, word in enumerate(asked):
                try:
                    both.append(ask(word, number))
                except (endpoints.Late, sqlite3.Error):  # it gives up after its own deadline
                    late += 1
            both = both or [(float("nan"), 0.0)]
            times, cpu = ([pair[k] * 1000 for pair in both] for k in (0, 1))
            hits = [_hits(copy / search.FILE, word) for word in dict.fromkeys(asked[:20])]
            cells = (
                f"{pledges:,}", how, kind, f"{calls}" + (f", {late} given up" if late else ""), f"{min(hits):,}–{max(hits):,}",
                f"{times[0]:.1f}", f"{measure.median(times):.1f}",
                f"{measure.quantile(times, 0.95):.1f}", f"{max(times):.1f}",
                f"{measure.median(cpu):.1f} / {measure.quantile(cpu, 0.95):.1f}" if any(cpu) else "–",
                f"{size:.0f}", cost,
            )  # fmt: skip
            yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pledges", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--release", type=int, default=100, help="pledges of the release around it")
    parser.add_argument("--keep", type=Path, help="a folder with publications, one a size")
    options = parser.parse_args()
    print(measure.heading("Search", measure.versions("pyoxigraph")))
    print(
        "| pledges | through | words | calls | hits a word | first ms | p50 ms | p95 ms | slowest ms "
        "| CPU ms, p50 / p95 | index MB | index written in |\n|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep / str(options.release) if options.keep else Path(name) / "built"
        with built(options.release, folder) as release:
            for pledges in options.pledges:
                for line in table(pledges, options.calls, release, Path(name)):
                    print(line, flush=True)


if __name__ == "__main__":
    main()
