"""The questions of a reader, and those of the model, over the shipped data."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

import govgraph
from govgraph import Answer
from govgraph.release import Release as Sealed

# Pledges, each with one target, of Baiyun's plan report: published beside those of the article.
PLAN = 5


@pytest.fixture(scope="module")
def release(shipped: Sealed) -> govgraph.Release:
    return govgraph.open(shipped.folder)


def column(answer: Answer, name: str) -> list[Any]:
    return [row[name] for row in answer]


def test_who_promised_the_most_gdp_growth(release: govgraph.Release) -> None:
    answer = release.query("targets-for-indicator", indicator="gdp-growth")

    assert len(answer) == 7 + 1  # the article's, and the one of Baiyun's own plan
    assert column(answer, "bound") == [Decimal(7)] * 5 + [Decimal("6.5")] * 3
    assert {row["areaEn"] for row in answer if row["bound"] == 7} == {
        "Baiyun District",
        "Panyu District",
        "Huadu District",
        "Zengcheng District",
    }


def test_what_did_huadu_promise_about_cars(release: govgraph.Release) -> None:
    found = release.query("search-pledges", area="Huadu", text="汽车")
    in_english = release.query("search-pledges", area="花都", text="automobile")

    ids = {pledge.rpartition("/")[2] for pledge in column(found, "pledge")}
    assert ids == {"440114-0009", "440114-0010", "440114-0011"}
    assert set(column(in_english, "pledge")) <= set(column(found, "pledge"))
    assert len(in_english)


def test_which_promises_name_no_year(release: govgraph.Release) -> None:
    assert len(release.query("undated-targets")) == 17


def test_how_much_money_is_behind_the_projects_of_conghua(release: govgraph.Release) -> None:
    answer = release.query("money-behind", area="从化")

    assert [(row["indicatorZh"], row["yiYuan"], row["roleEn"]) for row in answer] == [
        ("重点项目总投资", 1742, "stated figure"),
        ("项目投资规模", 1000, "target"),
        ("规上工业产值", 600, "target"),
    ]


def test_what_is_planned_at_baietan(release: govgraph.Release) -> None:
    assert len(release.query("platform-pledges", platform="白鹅潭商务区")) == 2


def test_how_much_of_the_article_is_quoted(release: govgraph.Release) -> None:
    row = release.query("quote-budget")[0]

    assert (row["quoted"], row["visible"], row["percent"]) == (401, 2589, Decimal("15.5"))


def test_what_falls_due_by_the_end_of_2023(release: govgraph.Release) -> None:
    assert len(release.query("ending-by", date="2023-12-31")) == 32 + PLAN


def test_where_the_period_is_inferred_or_inherited(release: govgraph.Release) -> None:
    answer = release.query("inferred-periods")

    assert len(answer) == 9
    assert all(row["noteZh"] and row["noteEn"] for row in answer)


def test_the_only_baseline(release: govgraph.Release) -> None:
    (row,) = release.query("baseline-and-delta")

    assert (row["baselineValue"], row["targetValue"], row["change"]) == (25, 30, 5)


def test_the_only_stretch(release: govgraph.Release) -> None:
    (row,) = release.query("stretch-gaps")

    assert (row["areaEn"], row["gap"]) == ("Panyu District", Decimal("0.5"))


def test_the_bases_that_level_and_growth_imply(release: govgraph.Release) -> None:
    answer = release.query("level-growth-pairs")

    assert column(answer, "impliedBase") == [880, 150]
    assert column(answer, "statedUnitZh") == ["亿元", "亿元"]


def test_no_pledge_lacks_evidence(release: govgraph.Release) -> None:
    assert len(release.query("evidence-gaps")) == 0


def test_the_two_readings_of_zengcheng(release: govgraph.Release) -> None:
    (row,) = release.query("contradictions")

    assert (row["areaEn"], row["contradictionEn"]) == ("Zengcheng District", "two readings")
    assert (row["firstValue"], row["secondValue"]) == (200, 100)


def test_the_counts_of_the_districts_add_up(release: govgraph.Release) -> None:
    by_district = Counter(column(release.pledges(), "areaEn"))
    shares = release.query("quantified-share")
    whole = next(row for row in release.query("rollup") if row["area"].endswith("/440100"))

    assert sum(by_district.values()) == 117 + PLAN
    assert {row["areaEn"]: row["pledges"] for row in shares} == by_district
    assert (whole["pledges"], whole["targets"]) == (117 + PLAN, 52 + PLAN)
    assert whole["quantified"] == sum(column(shares, "quantified"))


def test_a_place_is_found_by_code_name_and_pinyin(release: govgraph.Release) -> None:
    names = (
        "440103",
        "荔湾",
        "荔湾区",
        "Liwan",
        "liwan district",
        "lìwān",
        "liwanqu",
        "area/440103",
    )
    found = {release.sparql("pledges-by-district", area=name) for name in names}

    assert len(found) == 1
    assert "/id/area/440103> }" in found.pop()


def test_an_official_is_found_by_name_and_pinyin(release: govgraph.Release) -> None:
    names = ("刘晨辉", "liu chenhui", "Liú Chénhuī", "liu-chenhui")
    found = {release.sparql("pledges-by-official", official=name) for name in names}

    assert len(found) == 1


def test_an_indicator_is_found_by_slug_and_label(release: govgraph.Release) -> None:
    names = ("gdp-growth", "地区生产总值增速", "growth of gross domestic product")
    found = {release.sparql("cascade", indicator=name) for name in names}

    assert len(found) == 1


def test_several_districts_are_read_as_one_of_these(release: govgraph.Release) -> None:
    both = release.query("pledges-by-district", area=["荔湾", "花都"])

    assert len(both) == len(release.pledges("荔湾")) + len(release.pledges("花都"))


def test_what_became_of_the_targets(release: govgraph.Release) -> None:
    card = release.query("scorecard")
    misses = release.query("biggest-misses")
    outcomes = Counter(column(release.query("outcomes-vs-targets"), "outcomeEn"))

    assert sum(column(card, "missed")) == len(misses) == outcomes["missed"] == 7
    assert sum(column(card, "met")) == outcomes["met"]
    assert misses[0]["areaEn"] == "Huadu District"
    assert misses[0]["deviation"] == Decimal("-4.9")
