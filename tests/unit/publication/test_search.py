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


def crowd(number: int) -> list[Entry]:
    """Invented pledges that all hold one word, the least important first, each third one met."""
    return [
        Entry(f"p/{n}", "pledge", f"甲{n}增长", area=f"a{n % 2}", outcome=("met", "", "")[n % 3], en="",
              weight=n // 100)
        for n in range(number)
    ]  # fmt: skip


@pytest.fixture
def crowded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.setattr(search, "COUNTED", 300)
    search.write(tmp_path / search.FILE, [*crowd(600), Entry("t", "event", "增长", "growth")])
    with closing(Index(tmp_path / search.FILE)) as opened:
        yield opened


def test_counts_beyond_the_bound_say_that_they_are_lower_bounds(crowded: Index) -> None:
    found = crowded.search("增长")

    assert found.total == 300
    assert found.at_least == ("total", "kind", "area", "outcome")
    assert all(count <= 300 for values in found.facets.values() for _, count in values)


def test_what_is_narrowed_below_the_bound_is_counted_exactly(crowded: Index) -> None:
    found = crowded.search("增长", {"outcome": "met"})

    assert found.total == 200
    assert found.at_least == ("outcome",)
    assert dict(found.facets["area"]) == {"a0": 100, "a1": 100}
    assert crowded.search("增长", {"kind": "event"}).total == 1


def test_the_name_itself_comes_first_and_then_the_weight(crowded: Index) -> None:
    found = crowded.search("增长")
    weights = [entry.weight for entry in found.entries[1:]]

    assert found.entries[0].path == "t"
    assert weights == [5] * 19


def test_pages_beyond_the_bound_still_hold_every_entry_once(crowded: Index) -> None:
    pages = [e.path for n in range(0, 620, 20) for e in crowded.search("增长", first=n).entries]

    assert len(pages) == len(set(pages)) == 601


def test_few_hits_are_all_counted(index: Index) -> None:
    assert index.search("云溪").at_least == ()
