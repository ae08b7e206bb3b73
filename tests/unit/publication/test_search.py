"""Search: words of two characters, pinyin and English, and the first hit that each should give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from govgraph.publication import search
from govgraph.publication.search import Entry, Index

# Invented: no such district, official or pledge exists.
ENTRIES = (
    Entry("id/area/999901", "area", "云溪区", "Yunxi District", "Yúnxī Qū", ("999901",), weight=90),
    Entry("id/official/li", "official", "李云", "Li Yun", "Lǐ Yún", weight=80),
    Entry(
        "id/pledge/1",
        "pledge",
        "云溪区2030年地区生产总值增长目标",
        "Yunxi's target for GDP growth in 2030",
        area="999901",
        outcome="met",
        weight=50,
    ),
    Entry(
        "id/pledge/2",
        "pledge",
        "云溪区新建学校",
        "Yunxi to build schools",
        area="999901",
        outcome="missed",
        weight=50,
    ),
    Entry(
        "voc/indicator/x",
        "indicator",
        "学校数量",
        "number of schools",
        "xuexiao shuliang",
        weight=70,
    ),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    search.write(tmp_path / search.FILE, ENTRIES)
    with closing(Index(tmp_path / search.FILE)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("云溪", "id/area/999901"),
        ("云溪区", "id/area/999901"),
        ("yunxi", "id/area/999901"),
        ("yún xī", "id/area/999901"),
        ("yunxiqu", "id/area/999901"),
        ("ＹＵＮＸＩ", "id/area/999901"),
        ("999901", "id/area/999901"),
        ("李云", "id/official/li"),
        ("学校", "voc/indicator/x"),
        ("school", "voc/indicator/x"),
        ("xuexiao", "voc/indicator/x"),
        ("云溪 学校", "id/pledge/2"),
        ("GDP", "id/pledge/1"),
        ("2030年", "id/pledge/1"),
    ],
)
def test_the_first_hit_is_what_is_looked_for(index: Index, query: str, first: str) -> None:
    found = index.search(query)

    assert first == found.entries[0].path


@pytest.mark.parametrize(
    "query", ["", "%", "*", '"', "' OR 1=1 --", "（）", "NEAR(", "\x00", "溪云"]
)
def test_signs_and_absent_words_find_nothing(index: Index, query: str) -> None:
    assert index.search(query).total == 0


def test_long_queries_are_cut_to_what_the_index_takes(index: Index) -> None:
    assert search.expression("云溪" * 5_000).count('"') <= 2 * search.MAX_TERMS
    assert index.search("云溪区" * 5_000).total == 0


def test_facets_count_what_each_choice_would_leave(index: Index) -> None:
    found = index.search("云溪")

    assert dict(found.facets["kind"]) == {"pledge": 2, "area": 1}
    assert dict(found.facets["outcome"]) == {"met": 1, "missed": 1}
    for value, count in found.facets["kind"]:
        assert index.search("云溪", {"kind": value}).total == count


def test_a_chosen_facet_keeps_its_other_values_in_sight(index: Index) -> None:
    found = index.search("云溪", {"outcome": "met"})

    assert [entry.path for entry in found.entries] == ["id/pledge/1"]
    assert dict(found.facets["outcome"]) == {"met": 1, "missed": 1}


def test_unknown_facets_count_for_nothing(index: Index) -> None:
    assert index.search("云溪", {"entry.id; DROP": "1"}).total == 3


def test_pages_hold_every_entry_once(index: Index) -> None:
    pages = [index.search("云溪", first=start, size=1).entries[0].path for start in range(3)]

    assert sorted(pages) == ["id/area/999901", "id/pledge/1", "id/pledge/2"]


def test_the_index_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        search.write(tmp_path / name, ENTRIES)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
