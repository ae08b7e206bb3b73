"""Rows of tables: the first cell names the indicator, the header says what a column is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govgraph.extraction import cells, statements
from govgraph.extraction.cells import Cell
from govgraph.extraction.cues import BASELINE, EXPECT, FORECAST, OUTCOME, PLAN, TARGET
from govgraph.extraction.lexicon import Lexicon
from govgraph.extraction.modality import Modality
from govgraph.extraction.quantities import scan
from govgraph.extraction.readings import Statement
from govgraph.extraction.text import is_spaced

_TARGET_HEAD = re.compile(r"目标|年均(?=增|[/(]累计)|计划|预期|规划|任务|力争|拟")
_OUTCOME_HEAD = re.compile(r"完成|实际|实绩|执行|上年|去年|增长情况|累计|同比|现值")
_FORECAST_HEAD = re.compile(r"预计|预测|估计")
_RATE_HEAD = re.compile(r"(?:同比|年均|比上年)?(?:增长|增速|增幅|下降|±)?(?:率|速度)?(?:\(?%\)?)?")
_BASE_HEAD = re.compile(r"基期|基数|现状|基准")
LONGEST_CELL = 60
_YEAR = re.compile(r"(20\d\d)年?")
_UNIT_IN_NAME = re.compile(r"\((?P<unit>[^()\d]{1,12})\)")
_CHARACTER = re.compile(r"约束性|预期性")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: one cell a column; `caption` are the words above, `mode` their kind."""

    cells: tuple[str, ...] = ()
    caption: str = ""
    mode: str = ""


def is_row(text: str) -> bool:
    """Tell whether a paragraph of the view is a row of a table."""
    found = cells.split(text)
    if len(found) == 2 and any("。" in c.text or len(c.text) > LONGEST_CELL for c in found):
        return False  # a title with a bar in it, and its text
    return len(found) >= 2 and bool(re.search(r"\||\t|\S[ \u3000]{2,}\S", text) or is_spaced(text))


def header(text: str, caption: str = "", mode: str = "") -> Header | None:
    """Return the header that a row is, or None: years and words, but no values.

    `caption` is the paragraph above the table, `mode` the kind of the section.
    """
    found = cells.split(text)
    if any(
        cells.NUMBER.fullmatch(c.text.rstrip("%年")) and not _YEAR.fullmatch(c.text) for c in found
    ):
        return None
    words = " ".join(c.text for c in found)
    known = (
        _TARGET_HEAD.search(words)
        or _OUTCOME_HEAD.search(words)
        or _YEAR.search(words)
        or "指标" in words
        or sum(bool(_MEASURED.fullmatch(c.text)) for c in found[1:])
        > (0 if found[0].text.endswith("名称") else 1)
    )
    if not known or any(scan(_UNIT_IN_NAME.sub("", _YEAR.sub("", c.text))) for c in found):
        return None
    if _TARGET_HEAD.search(caption) and not _REPORTED.search(caption):
        mode = TARGET
    elif _OUTCOME_HEAD.search(caption):
        mode = OUTCOME
    return Header(tuple(c.text for c in found), caption, mode)


_REPORTED = re.compile(r"(?:完成|执行|实现|进展)情况")
# A column that is an indicator: 县区 | GDP增速 | 城镇新增就业(人).
_MEASURED = re.compile(
    r"[^()]{0,16}(?:GDP|生产总值|增加值|投资|收入|总额|产值|零售额|进出口|出口|就业|面积|产量|人数|数量?|率|增速|增幅|比重|占比|项目|企业|指数|能耗|[额量])"
    r"(?:增速|目标|计划|任务|完成)?(?:\([^()]*\))?"
    r"|(?![^()]*(?:20\d\d|完成|实际|实绩|目标|计划|预期))[^()]{2,16}\([百千]?[万亿]?(?:元|亩|[家个人户吨套件所座处辆台张名只头]|公里|平方米|千瓦|人次|%)\)"
)
_BARE_RATE = re.compile(r"(?:同比|比上年)?(?:增长|增速|增幅)(?:率)?(?:\(%\))?")
_PLACES = re.compile(
    r"(?:[区县市省州乡镇]{1,2}|地区|地市|单位|街道|园区|城市|(?!\S{0,2}(?:产品|指标|品种))\S{0,3}名称)(?:\([^()]*\))?"
)


def _measured(head: Header, index: int, found: list[Cell], lexicon: Lexicon) -> Cell | None:
    """Return what a column measures where the rows are places or projects, or None."""
    if len(found) != len(head.cells) or index == 0:
        return None
    first = next(c for c in head.cells if c != "序号")
    several = sum(bool(_MEASURED.fullmatch(c)) for c in head.cells[1:]) > 1
    named = _NAME_HEAD.fullmatch(first) or any(lexicon.within(c.text) for c in found[:2])
    places = _PLACES.fullmatch(first) or (several and not named)
    project = "项目" in first and "投资" in head.cells[index]
    if not (places or project):
        return None
    at = found[index].start
    if _BARE_RATE.fullmatch(head.cells[index]) and _MEASURED.fullmatch(head.cells[index - 1]):
        before = re.sub(r"\([^()]*\)", "", head.cells[index - 1])
        return Cell(at, at, f"{before}增速")
    if _MEASURED.fullmatch(head.cells[index]):
        return Cell(at, at, head.cells[index])
    label = lexicon.within(head.caption[-60:]) if _PLACES.fullmatch(first) else ""
    return Cell(at, at, label) if label else None


def read(
    row: str, head: Header, year: int | None, lexicon: Lexicon
) -> Iterator[tuple[Statement, Modality]]:
    """Yield the statements of a row; columns that the header does not settle are outcomes."""
    found = cells.split(row)
    name = _name_column(found, head)
    if name is None:
        return
    indicator = found[name]
    unit = _row_unit(indicator.text, found, head)
    kinds = [
        _kind(head, i - (len(found) - len(head.cells) if head.cells else 0), year)
        for i in range(len(found))
    ]
    expected = bool(_CHARACTER.search(row))
    has_target = TARGET in kinds or expected
    for index, cell in enumerate(found):
        if index <= name or not re.search(r"\d|[一二两三四五六七八九十]成|翻", cell.text):
            continue
        column = None if cells.speaks(cell) else _measured(head, index, found, lexicon)
        if column:
            own = _column_unit(column.text) or _column_unit(head.caption)
            for statement in cells.read(cell, column, "", own, lexicon):
                kind = kinds[index] or head.mode or (TARGET if _bounded(statement) else OUTCOME)
                yield statement, Modality(kind, EXPECT if kind == TARGET else PLAN, "table-column")
            continue
        title = _title(head, index - (len(found) - len(head.cells) if head.cells else 0))
        for statement in cells.read(cell, indicator, title, unit, lexicon):
            mode = head.mode if cells.speaks(cell) else ""
            kind = kinds[index] or mode or (TARGET if expected or _bounded(statement) else OUTCOME)
            if kind == BASELINE and not has_target:
                kind = OUTCOME
            yield statement, Modality(kind, EXPECT if kind == TARGET else PLAN, "table-column")


def tells(row: str, head: Header, lexicon: Lexicon) -> bool:
    """Tell whether the cell that names a row says all of it: 新增学位1.6万个 | 市教育局 | 9月."""
    found = cells.split(row)
    name = _name_column(found, head)
    if name is None or not statements.read(found[name].text, lexicon):
        return False
    return not any(_VALUE.search(_DATE.sub("", cell.text)) for cell in found[name + 1 :])


def stretches(row: str) -> list[tuple[int, int]]:
    """Return where the cells of a row stand."""
    return [(cell.start, cell.end) for cell in cells.split(row)]


_VALUE = re.compile(r"\d|[一二两三四五六七八九十]成|翻")
_DATE = re.compile(r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?|20\d\d年")
_NAME_HEAD = re.compile(r"\S{0,4}(?:指标|项目|任务|工作|产品|品种)(?:名称)?")


def _name_column(found: list[Cell], head: Header) -> int | None:
    """Return which cell names the indicator: the one headed 指标, else the first with words."""
    named = [i for i, cell in enumerate(head.cells) if _NAME_HEAD.fullmatch(cell)]
    if named and len(found) == len(head.cells):
        return named[0]
    return next((i for i, c in enumerate(found) if re.search(r"[\u4e00-\u9fff]{2}", c.text)), None)


def _bounded(statement: Statement) -> bool:
    return statement.comparator in ("atLeast", "approximately", "atMost")


def _kind(head: Header, index: int, year: int | None) -> str:
    if not 0 <= index < len(head.cells):
        return ""
    cell = head.cells[index]
    if index and _RATE_HEAD.fullmatch(cell):
        return _kind(head, index - 1, year)  # the growth of the column before
    if _FORECAST_HEAD.search(cell):
        return FORECAST
    if _TARGET_HEAD.search(cell):
        return TARGET
    if _OUTCOME_HEAD.search(cell):
        return OUTCOME
    if _BASE_HEAD.search(cell):
        return BASELINE
    years = [int(y) for c in head.cells for y in _YEAR.findall(c)]
    own = _YEAR.search(cell)
    if own is None:
        return ""
    if _title(head, index) and index and own[1] in head.cells[index - 1]:
        return _kind(head, index - 1, year)
    if year is not None:
        return TARGET if int(own[1]) >= year else BASELINE if max(years) >= year else OUTCOME
    return (
        TARGET
        if len(years) > 1 and int(own[1]) == max(years) and max(years) - min(years) >= 3
        else BASELINE
    )


def _row_unit(name: str, found: list[Cell], head: Header) -> str:
    if match := _UNIT_IN_NAME.search(name):
        return match["unit"]
    for index, cell in enumerate(head.cells):
        if re.fullmatch(r"(?:计量|计算)?单位(?:名称)?", cell) and index < len(found):
            return found[index].text
    return ""


def _column_unit(name: str) -> str:
    """Return the unit that the header of a column gives in parentheses, or a rate's."""
    if match := _UNIT_IN_NAME.search(name):
        return match["unit"].removeprefix("单位:").strip()
    return "%" if re.search(r"(?:率|增速|增幅|比重|占比)(?:目标|计划)?$", name) else ""


_YEARLY = re.compile(r"年均(?:增长|增速)?\(?[/或\[〔(]{1,2}(?:五年)?累计[\]〕)]?(?:增长|增速)?\)?")


def _title(head: Header, index: int) -> str:
    """Return what a column's header adds to the words of its rows: 年均增长."""
    named = head.cells[index] if 0 <= index < len(head.cells) else ""
    plain = re.sub(r"(?:20\d\d年)|\(?%\)?", "", named)
    if _YEARLY.fullmatch(plain):
        return "年均增长"
    return plain if re.fullmatch(r"\S{0,6}(?:增长|增速|增幅|下降|降低)(?:率|速度)?", plain) else ""
