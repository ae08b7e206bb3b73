"""Accepted candidates become records that pass the checks, and never twice."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from govgraph import config, evidence, pipeline
from govgraph.errors import SourceError
from govgraph.extraction import desk as desks
from govgraph.extraction import drafts, extractor, names
from govgraph.extraction.draft import Source

DAY = dt.date(2026, 11, 24)
SOURCE = Source("测试来源（虚构）", "agent/govgraph", "dt:news-article")
# Invented, as are district and official: nobody ever said this.
TEXT = (
    "云澜区委书记方虚文表示,2023年地区生产总值增长4.5%以上,力争达到5%。"
    "用3年时间把工业增加值占GDP比重从目前的21%提升至24%,固定资产投资突破640亿元。"
    "去年新签约项目65个。\n"
)


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKOUT = Path(__file__).parents[3]
INVENTED = {"番禺": "云澜", "黄彪": "方虚文"}


def bare(folder: Path) -> Path:
    """Return a bare publication whose district and official are invented."""
    root: Path = _load("publication").bare(folder)
    for path in (root / "data" / "records").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for name, invented in INVENTED.items():
            text = text.replace(name, invented)
        path.write_text(text, encoding="utf-8")
    return root


def _figures(root: Path) -> list[dict[str, str]]:
    path = root / "data" / "observations" / "440113.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _compose(root: Path, text: str = TEXT) -> tuple[drafts.Written, list[Path]]:
    desk = desks.load(root / "data")
    found = list(extractor.extract([text], year=2023))
    written = drafts.compose(desk, text, found, SOURCE)
    return written, desk.write(DAY)


def test_accepted_candidates_pass_the_checks(tmp_path: Path) -> None:
    """Statement, pledges, targets, baseline and evidence are what `check` asks for."""
    root = bare(tmp_path)
    text = tmp_path / "speech.txt"
    text.write_text(TEXT, encoding="utf-8")

    written, files = _compose(root)
    result = pipeline.check(config.load(root / "govgraph.toml"), [text])

    assert [path.name for path in files] == [
        "registry.csv",
        "440113.csv",
        "0001-1.yaml",
        "0001-1.yaml",
        "0001.yaml",
    ]
    assert len(written.pledges) == 3
    assert result.verified == 6
    assert result.not_held == 0
    assert written.left == ()


def test_an_outcome_becomes_a_row_of_figures(tmp_path: Path) -> None:
    """Last year's 65 projects are a figure with its words' place and hash, and no pledge."""
    root = bare(tmp_path)
    written, _ = _compose(root)

    rows = _figures(root)

    start = TEXT.index("新签约项目65个")
    assert written.figures == ("observation/440113/new-projects-signed/2022/preliminary-1",)
    assert [(r["indicator"], r["period"], r["value"], r["unit"], r["publisher"]) for r in rows] == [
        ("ind:new-projects-signed", "period/2022", "65", "uom:count", "body/440113-cpc")
    ]
    assert rows[0]["fragment"].split()[1] == f"{start}-{start + 8}"


def test_a_second_figure_for_a_key_is_left_to_a_person(tmp_path: Path) -> None:
    """Whether it is the same figure or a revision, no machine decides."""
    root = bare(tmp_path)
    _compose(root)

    written, files = _compose(root, "云澜区委书记方虚文表示,去年新签约项目66个。\n")

    assert (written.figures, files) == ((), [])
    assert "holds 65 already" in written.left[0][1]


def test_columns_of_an_older_table_are_kept(tmp_path: Path) -> None:
    """A table without fragments gets the column; its rows stay as they are."""
    root = bare(tmp_path)
    shutil.copytree(CHECKOUT / "data" / "observations", root / "data" / "observations")
    before = _figures(root)
    _compose(root)

    after = _figures(root)

    assert len(after) == len(before) + 1
    assert [{k: v for k, v in row.items() if k != "fragment"} for row in after[:-1]] == before


def test_known_names_are_what_a_pledge_concerns(tmp_path: Path) -> None:
    """Only what has a record is linked; a new name stays a proposal."""
    root = bare(tmp_path)
    shutil.copytree(CHECKOUT / "data/records/platform", root / "data/records/platform")
    text = "云澜区委书记方虚文表示,今年围绕新能源和智能网联汽车产业园、云帆湾商务区建设,力争固定资产投资增长9%。\n"
    found = list(extractor.extract([text], year=2023, names=names.load(root / "data")))
    desk = desks.load(root / "data")
    drafts.compose(desk, text, found, SOURCE)
    desk.write(DAY)

    pledge: Any = desks.load(root / "data").records["statement/0001-1"].tree["expresses"][0]  # type: ignore[index]

    assert [(m.exact, m.iri is None) for m in found[0].mentions] == [
        ("新能源和智能网联汽车产业园", False), ("云帆湾商务区", True),
    ]  # fmt: skip
    assert len(pledge["concernsPlatform"]) == 1


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    """What is recorded already is not doubled."""
    root = bare(tmp_path)
    _compose(root)
    before = {p: p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}

    written, files = _compose(root)

    assert (written.pledges, files) == ((), [])
    assert written.known == 6
    assert before == {p: p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_stretch_refines_its_base_and_a_share_has_its_baseline(tmp_path: Path) -> None:
    """4.5 %, striving for 5 %, is one pledge of two targets; 21 % is an observation."""
    root = bare(tmp_path)
    _compose(root)

    statement = desks.load(root / "data").records["statement/0001-1"].tree
    pledges: Any = statement["expresses"]
    growth, share = pledges[:2]

    assert [t["targetLevel"] for t in growth["hasTarget"]] == ["lvl:base", "lvl:stretch"]
    assert growth["hasTarget"][1]["refinesTarget"] == growth["hasTarget"][0]["id"]
    assert (share["hasTarget"][0]["baseline"]["value"], share["hasTarget"][0]["statedValue"]) == (
        "21",
        "24",
    )


def test_the_text_itself_is_never_written(tmp_path: Path) -> None:
    """Only short quotes of assessable targets stand in the files, within the budget."""
    root = bare(tmp_path)
    _compose(root)
    statement = (root / "data/records/statement/0001-1.yaml").read_text(encoding="utf-8")

    quotes = [line.split("exact: ", 1)[1] for line in statement.splitlines() if "exact: " in line]

    assert quotes
    assert all(len(quote.strip("\"'")) <= evidence.QUOTE_LIMIT for quote in quotes)
    assert sum(map(len, quotes)) <= evidence.visible_length(TEXT) * evidence.QUOTE_BUDGET // 100
    assert "表示" not in statement


def test_more_of_the_same_source_joins_its_statement(tmp_path: Path) -> None:
    """One statement for each official and source, whenever its parts are accepted."""
    root = bare(tmp_path)
    found = list(extractor.extract([TEXT], year=2023))
    for part in (found[:1], found):
        desk = desks.load(root / "data")
        drafts.compose(desk, TEXT, part, SOURCE)
        desk.write(DAY)

    assert [p.name for p in (root / "data/records/statement").iterdir()] == ["0001-1.yaml"]
    assert len(list((root / "data/sources").iterdir())) == 2


def test_an_unknown_speaker_is_named(tmp_path: Path) -> None:
    """Nothing is written for someone the publication does not know."""
    root = bare(tmp_path)

    with pytest.raises(SourceError, match="林一舟: SPEAKER"):
        _compose(root, "甲州市乙溪区委书记林一舟表示,确保地区生产总值增长6%。")

    assert not (root / "data/records/statement").exists()


def test_an_id_is_never_given_twice() -> None:
    """The registry is append-only, also within a run."""
    desk = desks.Desk(Path("data"))
    desk.mint("pledge/1-0001", "Pledge", "")

    with pytest.raises(SourceError, match="given before"):
        desk.mint("pledge/1-0001", "Pledge", "")


def test_a_preview_needs_no_publication() -> None:
    """`extract --format yamlld` shows targets under placeholder ids."""
    shown = drafts.preview(TEXT, list(extractor.extract([TEXT], year=2023)))

    assert "statement/draft-1" in shown
    assert 'statedValue: "4.5"' in shown
