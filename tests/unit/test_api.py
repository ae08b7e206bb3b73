"""The public API: few names, sorted, documented, and what they promise."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

import govgraph
from govgraph import BadParameter, ConfigError, QueryError, UnknownQuery
from govgraph.release import Release as Sealed
from tests.conftest import ROOT

PLEDGES = 117 + 5  # those of the article, and those of a plan report


@pytest.fixture(scope="module")
def release(shipped: Sealed) -> govgraph.Release:
    return govgraph.open(shipped.folder)


def test_the_names_are_sorted_and_documented() -> None:
    documented = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")

    assert sorted(govgraph.__all__) == govgraph.__all__
    assert len(govgraph.__all__) <= 18
    for name in govgraph.__all__:
        assert f"`{name}" in documented
        assert getattr(govgraph, name).__doc__


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        govgraph.nothing  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import govgraph, sys; print(sorted(m for m in sys.modules if m in ('rdflib', 'pyoxigraph', 'pandas')))"
    environment = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_an_answer_in_all_its_forms(release: govgraph.Release) -> None:
    answer = release.query("targets-for-indicator", indicator="gdp-growth")

    assert repr(answer) == "Answer('targets-for-indicator', 8 rows)"
    assert [row["value"] for row in answer] == [row["value"] for row in answer.to_dicts()]
    assert answer[0]["value"] == Decimal(7)
    assert answer.to_csv().splitlines()[0].startswith("target,area,areaZh,areaEn")


def test_an_answer_as_a_data_frame(release: govgraph.Release) -> None:
    pytest.importorskip("pandas")
    frame = release.query("targets-for-indicator").to_pandas()

    assert frame["value"].dtype == "float64"
    assert frame.groupby("levelEn")["value"].max().to_dict() == {
        "base": 7.0,
        "stretch": 7.0,
    }


def test_the_data_in_rdflib(release: govgraph.Release) -> None:
    graph = release.graph()
    pledge = rdflib.URIRef("https://w3id.org/govgraph/ns#Pledge")

    assert len(list(graph.subjects(rdflib.RDF.type, pledge))) == PLEDGES
    assert len(graph) == release.manifest["triples"]["govgraph.nt.gz"]
    assert rdflib.URIRef(release.base + "graph/reference") in {
        g.identifier for g in release.dataset().graphs()
    }


def test_queries_of_ones_own(release: govgraph.Release) -> None:
    counted = release.select(
        "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/govgraph/ns#Pledge> }"
    )
    graph = release.construct(release.sparql("pledge-graph", pledge="pledge/440113-0001"))

    assert counted[0] == {"n": PLEDGES}
    assert len(graph) > 100
    assert len(list(release.store().quads_for_pattern(None, None, None, None))) > 12_000


def test_short_ways(release: govgraph.Release) -> None:
    assert len(release.pledges()) == PLEDGES
    assert len(release.pledges("荔湾")) == 23
    assert len(release.targets()) == 51 + 5
    assert release.name.startswith(str(release.manifest["version"]))


def test_mistakes_say_what_there_is_instead(release: govgraph.Release, tmp_path: Path) -> None:
    with pytest.raises(UnknownQuery, match="did you mean scorecard"):
        release.query("scorcard")
    with pytest.raises(BadParameter, match="did you mean 荔湾区"):
        release.pledges("荔弯")
    with pytest.raises(QueryError, match="answers with RDF"):
        release.query("pledge-graph", pledge="pledge/440113-0001")
    with pytest.raises(ConfigError, match="no release here"):
        govgraph.open(tmp_path / "nothing")


def test_building_opens_the_release(tmp_path: Path) -> None:
    from govgraph import template  # the starter is a publication ready to build

    template.write(tmp_path / "mine")
    built = govgraph.build(tmp_path / "mine")

    assert len(built.pledges()) == 1
    assert govgraph.settings(tmp_path / "mine").base == "https://data.example.org/"
