"""What became of the shipped promises: what a reader of the official pages would say."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph import config, pipeline
from govgraph.release import Release
from tests.conftest import ROOT, without_site

PREFIXES = """PREFIX gg: <https://w3id.org/govgraph/ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX gid: <https://w3id.org/govgraph/id/>
"""
# Rows of the inventory, by way of the registry.
MET = {"BY-05", "BY-06", "BY-25", "HD-06"}
MISSED = {"LW-04", "LW-05", "BY-07", "HD-04", "PY-03", "PY-04", "PY-05"}
PENDING = {"LW-11"}
NOT_ASSESSABLE = {"BY-15", "CH-09", "HD-22"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    folder = tmp_path_factory.mktemp("outcomes")
    for name in ("data", "govgraph.toml"):
        (folder / name).symlink_to(ROOT / name)
    settings = config.load(folder / "govgraph.toml")
    release: Release = pipeline.build(without_site(settings))
    return ox.Store.read_only(str(release.store))


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + query)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple("" if v is None else v.value.rpartition("/")[2] for v in row) for row in found]


@pytest.fixture(scope="module")
def row_of() -> dict[str, str]:
    """Which row of the inventory a target was made of."""
    with (ROOT / "data/registry.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"].removeprefix("target/"): row["note"].removeprefix("seed row ")
            for row in csv.DictReader(file)
            if row["id"].startswith("target/")
        }


CURRENT = """SELECT DISTINCT ?target ?outcome WHERE {
  ?statement gg:reportedIn gid:source\\/0001 ; gg:expresses/gg:hasTarget ?target .
  ?target %s ; gg:currentAssessment/gg:outcome ?outcome }"""


def test_the_findings_on_the_dated_targets(store: ox.Store, row_of: dict[str, str]) -> None:
    found = {row_of[t]: o for t, o in rows(store, CURRENT % "gg:period ?period")}

    by_outcome = {o: {row for row in found if found[row] == o} for o in set(found.values())}
    assert Counter(found.values())["no-data"] == 19
    assert {o: by_outcome[o] for o in by_outcome if o != "no-data"} == {
        "met": MET,
        "missed": MISSED,
        "pending": PENDING,
        "not-assessable": NOT_ASSESSABLE,
    }


def test_undated_targets_are_not_assessable_unless_they_recur(
    store: ox.Store, row_of: dict[str, str]
) -> None:
    undated = "gg:assessability ?a . FILTER NOT EXISTS { ?target gg:period ?p } ?target a ?k"
    found = [(row_of[t], o) for t, o in rows(store, CURRENT % undated)]

    assert {o for row, o in found if row != "ZC-19"} == {"not-assessable"}
    assert len([row for row, _ in found if row != "ZC-19"]) == 17


def test_a_yearly_target_gets_one_finding_a_year(store: ox.Store) -> None:
    yearly = """SELECT ?period ?outcome WHERE { ?a gg:assesses gid:target\\/440118-0015-1 ;
      gg:forPeriod ?period ; gg:outcome ?outcome } ORDER BY ?period"""

    assert rows(store, yearly) == [
        ("2023", "no-data"),
        ("2024", "no-data"),
        ("2025", "no-data"),
        ("2026", "pending"),
    ]


@pytest.mark.parametrize(
    ("target", "language", "text"),
    [
        ("440103-0001-1", "zh-hans", "目标 ≥ 6.5 %，实际 4.8 %，差 1.7 个百分点"),
        (
            "440103-0001-1",
            "en",
            "target ≥ 6.5 %, actual 4.8 %, short by 1.7 percentage points",
        ),
        ("440113-0002-1", "zh-hans", "目标 > 1000 亿元，实际 811.69 亿元，差 188.31 亿元"),
        (
            "440113-0002-1",
            "en",
            "target > 100 billion yuan, actual 81.169 billion yuan, short by 18.831 billion yuan",
        ),
        ("440114-0005-1", "zh-hans", "目标 ≈ 21.5 %，实际 34.4 %，高 12.9 个百分点"),
        (
            "440117-0007-1",
            "en",
            "target towards 60 billion yuan, not assessable (directional only)",
        ),
    ],
)
def test_the_arithmetic_stands_in_words(
    store: ox.Store, target: str, language: str, text: str
) -> None:
    found = store.query(
        PREFIXES
        + f"""SELECT ?text WHERE {{ gid:target\\/{target} gg:currentAssessment/gg:explanation ?text
        FILTER(LANG(?text) = "{language}") }}"""
    )

    assert [row["text"].value for row in found] == [text]  # type: ignore[union-attr]


def test_every_assessment_says_something_on_each_axis(store: ox.Store) -> None:
    silent = """SELECT ?a WHERE { ?a a gg:Assessment FILTER(
      NOT EXISTS { ?a gg:outcome ?o } || NOT EXISTS { ?a gg:pace ?p }
      || NOT EXISTS { ?a gg:explanation ?e } || NOT EXISTS { ?a prov:wasGeneratedBy ?run }) }"""

    assert rows(store, silent) == []
    assert rows(store, "SELECT ?a WHERE { ?a a gg:Assessment }")


def test_no_working_note_is_published(store: ox.Store) -> None:
    working = 'ASK { ?s ?p ?o FILTER(STRSTARTS(STR(?p), "urn:govgraph:")) }'

    assert bool(store.query(working)) is False


def test_a_half_year_figure_sets_the_pace_and_never_the_outcome(store: ox.Store) -> None:
    both = """SELECT ?pace ?outcome WHERE { gid:target\\/440111-0004-1 gg:currentAssessment ?a .
      ?a gg:pace ?pace ; gg:outcome ?outcome ; gg:paceObservation/gg:period gid:period\\/2023-h1 }"""

    assert rows(store, both) == [("behind", "met")]


def test_every_official_row_is_a_figure_or_a_target_of_the_plan(
    store: ox.Store, seed: Path
) -> None:
    with (seed / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    official = [row for row in listed if row["publisher_is_official"] == "yes"]
    wanted = Counter(
        (row["area_code"], row["period"].lower().replace("2023h1", "2023-h1"), row["value"])
        for row in {(r["area_code"], r["period"], r["value"], r["indicator_zh"]): r for r in official if r["kind"] == "outcome"}.values()
    )  # fmt: skip

    figures = """SELECT ?area ?period ?value WHERE { ?f a gg:Observation ; gg:area ?area ;
      gg:period ?period ; gg:statedValue ?value ; prov:hadPrimarySource ?s }"""
    distinct = "SELECT DISTINCT ?f ?area ?period ?value" + figures.removeprefix(
        "SELECT ?area ?period ?value"
    )
    assert Counter(row[1:] for row in rows(store, distinct)) == wanted
    plan = "SELECT ?t { ?s gg:reportedIn gid:source\\/0007 ; gg:expresses/gg:hasTarget ?t }"
    assert len(rows(store, plan)) == sum(row["kind"] == "plan-target" for row in official)


def test_figures_of_unofficial_publishers_are_nowhere(store: ox.Store, seed: Path) -> None:
    with (seed / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        unofficial = [r for r in csv.DictReader(file) if r["publisher_is_official"] == "no"]

    for row in unofficial:
        held = f"""ASK {{ {{ ?f gg:area gid:area\\/{row["area_code"]} ; gg:statedValue {row["value"]} ;
          gg:period gid:period\\/{row["period"]} }} UNION {{ ?s ?p <{row["source_url"]}> }} }}"""
        assert bool(store.query(PREFIXES + held)) is False


def test_level_growth_and_the_unofficial_base_of_zengcheng(store: ox.Store, seed: Path) -> None:
    """The base is known from a reprint alone: it checks our readings and is never published."""
    with (seed / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        base = {
            row["indicator_zh"]: Decimal(row["value"]) * 10**8
            for row in csv.DictReader(file)
            if row["publisher_is_official"] == "no"
        }
    pairs = """SELECT ?growth ?level ?rate WHERE { ?twin gg:area gid:area\\/440118 ;
      gg:lowerBound ?rate ; gg:readingOf?/gg:growthOfTarget ?of . ?of gg:lowerBound ?level
      BIND(?twin AS ?growth) }"""
    levels = {name: (Decimal(lv), 1 + Decimal(r) / 100) for name, lv, r in rows(store, pairs)}

    fai, strict, loose = (levels[f"440118-{n}"] for n in ("0002-2", "0003-2", "0003-2-grown-to"))
    implied = fai[0] / fai[1]
    assert abs(implied - base["固定资产投资"]) < Decimal("0.05") * base["固定资产投资"]
    assert base["工业投资"] * strict[1] > strict[0]  # ≥ 489亿 asks for more than > 450亿 does
    assert base["工业投资"] * loose[1] < loose[0]


def test_another_day_is_an_argument_and_overwrites_nothing(store: ox.Store, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    command = [sys.executable, "-m", "govgraph", "build", "--as-of"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    text = (ROOT / "govgraph.toml").read_text(encoding="utf-8")
    (tmp_path / "govgraph.toml").write_text(text.replace("things = 20000", "things = 0"), "utf-8")

    bad = subprocess.run(
        [*command, "2023-02-30"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    subprocess.run([*command, "2023-06-30"], cwd=tmp_path, env=environment, check=True)
    found = ox.Store.read_only(str(tmp_path / "dist/current/store"))

    assert bad.returncode == 2
    assert bad.stderr.startswith(b"--as-of: BAD_SETTING: no such date (2023-02-30)")
    days = "SELECT ?day (COUNT(?a) AS ?n) WHERE { ?a a gg:Assessment ; gg:assessedOn ?day } GROUP BY ?day"
    assert {day for day, _ in rows(found, days)} == {"2023-06-30", "2026-06-30"}
    assert set(rows(store, days)) < set(rows(found, days))
    current = "SELECT DISTINCT ?outcome { ?t gg:currentAssessment/gg:outcome ?outcome }"
    assert set(rows(found, current)) == {("pending",), ("not-assessable",)}
