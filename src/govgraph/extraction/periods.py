"""Periods: the words of time beside a number, resolved against the document's date."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from govgraph.extraction import numerals


@dataclass(frozen=True, slots=True)
class Period:
    """Words as they stand and the ISO dates they mean; None is what cannot be settled."""

    text: str | None = None
    start: str | None = None
    end: str | None = None
    rule: str = ""


NONE = Period()

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_TERM = re.compile(
    r"(?P<until>(?:到|至|力争到|截至)(?P<until_year>20\d\d)年(?:底|末|年底)?)"
    r"|(?P<span>(?P<first>20\d\d)年?(?:-|至|到|~)(?P<last>20\d\d)年)"
    r"|(?<![比较与同于从由是占达\d到])(?P<year>20\d\d)年(?:度|底|末)?(?!代|来)"
    r"|(?P<plan>“?(?P<nth>十[二三四五六]|十[七])五”?(?P<nth_end>末|期末|规划期末|时期末|期间|时期|规划期)?)"
    r"|(?P<this>今年(?:以来)?|年内|全年|年度(?=投资|计划|目标|生产|新增)|当年|本年度?)"
    r"|(?P<next>明年)|(?P<last_year>(?<![比较同于与])(?:去年|上年(?!度?末)))"
    rf"|(?P<within>(?:用|未来|今后|力争用|再用|近期)?(?P<within_n>{_N})年(?:左右)?(?:内|时间|之内)|(?:未来|今后)(?P<ahead_n>{_N})年|(?P<all_n>[三五])年(?=翻|倍增|累计|共))"
    rf"|(?P<past>(?:过去|近)(?P<past_n>{_N})年|[五三]年来|过去一年)"
    r"|(?P<due>(?:(?P<due_month>1[0-2]|[1-9])月|年)[底末]前?)"
    r"|(?P<every>每年|年均|逐年)"
    r"|(?<![从由])(?P<now>目前|现在|当前)"
    r"|(?<![比较同于与])(?P<half>上半年|下半年|前三季度|[一二三四]季度)"
)
_FIRST_PLAN_YEAR = {
    "十二": 2011,
    "十三": 2016,
    "十四": 2021,
    "十五": 2026,
    "十六": 2031,
    "十七": 2036,
}
_HALVES = {
    "上半年": ("01-01", "06-30"), "下半年": ("07-01", "12-31"), "前三季度": ("01-01", "09-30"),
    "一季度": ("01-01", "03-31"), "二季度": ("04-01", "06-30"), "三季度": ("07-01", "09-30"),
    "四季度": ("10-01", "12-31"),
}  # fmt: skip


def nearest(sentence: str, position: int, floor: int, year: int | None) -> Period:
    """Return the period that governs the number at `position`: the last one said since `floor`."""
    found, yearly = None, False
    for match in _TERM.finditer(sentence, floor, position):
        if match.lastgroup == "every" or match["every"]:
            yearly = True
            every = match
            continue
        found = match
    if found is None:
        return Period(every[0], None, None, "recurring") if yearly else NONE
    start, end = _dates(found, year)
    text = found[0]
    if (match_end := (found["until"] or found["plan"])) and yearly and match_end:
        start = None
    return Period(text, start, end, "words")


def assumed(year: int | None) -> Period:
    """Return the year of a dated document, for a target that names no period."""
    if year is None:
        return NONE
    return Period(None, f"{year}-01-01", f"{year}-12-31", "document-year")


def _dates(match: re.Match[str], year: int | None) -> tuple[str | None, str | None]:
    if match["until"]:
        last = int(match["until_year"])
        return f"{last}-01-01", f"{last}-12-31"
    if match["span"]:
        return f"{match['first']}-01-01", f"{match['last']}-12-31"
    if match["year"]:
        return f"{match['year']}-01-01", f"{match['year']}-12-31"
    if match["plan"]:
        first = _FIRST_PLAN_YEAR[match["nth"]]
        last = first + 4
        at_end = "末" in (match["nth_end"] or "")
        return (f"{last}-01-01" if at_end else f"{first}-01-01"), f"{last}-12-31"
    return _relative(match, year) if year is not None else (None, None)


def _relative(match: re.Match[str], year: int) -> tuple[str | None, str | None]:
    if match["this"]:
        return f"{year}-01-01", f"{year}-12-31"
    if match["due"]:
        month = int(match["due_month"] or 12)
        return None, f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"
    if match["next"]:
        return f"{year + 1}-01-01", f"{year + 1}-12-31"
    if match["last_year"]:
        return f"{year - 1}-01-01", f"{year - 1}-12-31"
    if match["half"]:
        first, last = _HALVES[match["half"]]
        return f"{year}-{first}", f"{year}-{last}"
    number = match["within_n"] or match["ahead_n"] or match["all_n"]
    if number:
        value = numerals.parse(number)
        if value is not None and 0 < value < 60:
            return f"{year}-01-01", f"{year + int(value) - 1}-12-31"
    return None, None


# A deadline, or 全年, is said of one thing alone.
_DUE = re.compile(r"(?:\d{1,2}月|年)[底末]前?|全年|年内|当年|年度|逐年")
_IS_A_YEAR = re.compile(r"20\d\d年(?=是)")
OPENING = 14  # how far into a sentence the words of time stand that hold for those after it


@dataclass(slots=True)
class Said:
    """The periods last said in a section: one that is over, for results, and one to come."""

    over: Period = NONE
    ahead: Period = NONE

    def take_in(self, words: str, end: int, year: int | None, month: int | None) -> None:
        """Remember the period that the first `end` characters of a sentence or heading say."""
        opened = _IS_A_YEAR.match(words)  # 2024年是实现“十四五”规划目标的关键一年
        found = nearest(words, opened.end() if opened else min(end, len(words)), 0, year)
        if found.end is None or found.text is None or _DUE.fullmatch(found.text):
            return
        carried = Period(found.text, found.start, found.end, "carried")
        if year is not None and found.end < f"{year}-{month or 1:02}":
            self.over = carried
        else:
            self.ahead = carried
            if found.text.endswith("以来"):
                self.over = carried


_DATELINE = re.compile(
    r"(?P<dated>20\d\d)年\d{1,2}月\d{1,2}日[^,。;]{0,40}(?:会议|大会|届|讯|电)|(?P<report>20\d\d)年\S{0,16}(?:政府)?工作报告"
    r"|(?:本报|记者|讯|发布时间|日期|时间)[^。]{0,10}?(?P<line>20\d\d)[年/-]\d{1,2}[月/-]\d{1,2}"
)


# A year named for its work is the document's own; one looked back on lies before it.
_PLANNED_YEAR = re.compile(
    r"(?<!到)(?<!\d)(?P<year>20\d\d)年?[^。,;:\d]{0,16}(?:工作安排|重点工作|工作重点|主要任务|重点任务|工作要点|工作打算|思路|怎么干|"
    r"预期目标|主要目标|计划\(?草案|预算\(?草案|发展大会|推进会|动员会|工作会议|部署|(?=.{0,4}目标))|(?P<first>20\d\d)年?[-~至]20\d\d年?\)"
)
_PASSED_YEAR = re.compile(
    r"(?:过去的?|回顾|刚刚过去的)(?P<year>20\d\d)年|(?P<done>20\d\d)年(?:\S{0,12}(?:工作回顾|执行情况|统计公报)|实际|完成)"
    r"|(?:^|[。;|])(?P<said>20\d\d)年,(?![^。]{0,40}(?:将|要|力争|确保|目标|计划|争取|预期|预计))[^。]{0,50}?(?:实现|完成|达|增长|突破|下降)"
)
_FIVE_YEAR_PLAN = re.compile(r"“?十(?P<nth>[一二三四五六七])五”?[^。,;]{0,24}(?:规划|纲要)")


def document_year(opening: str) -> int | None:
    """Return the year that the opening of a document gives itself, or None.

    >>> document_year("2024年某县政府工作报告"), document_year("某县政府工作报告")
    (2024, None)
    >>> document_year("过去的2015年,全县"), document_year("“十四五”农业规划")
    (2016, 2021)
    """
    if match := _DATELINE.search(opening):
        return int(match["dated"] or match["report"] or match["line"])
    if match := _PLANNED_YEAR.search(opening):
        return int(match["year"] or match["first"])
    if match := _PASSED_YEAR.search(opening):
        return int(match["year"] or match["done"] or match["said"]) + 1
    if match := _FIVE_YEAR_PLAN.search(opening):
        return 2001 + 5 * "一二三四五六七".index(match["nth"]) + 5
    return None


def parse_month(word: str) -> tuple[int, int | None]:
    """Return year and month of `--date`; the month is None where only a year was given."""
    day = parse_date(word)
    return day.year, day.month if "-" in word else None


def parse_date(word: str) -> dt.date:
    """Return the date that `--date` gives: a year, a month or a day.

    Raises ValueError for anything else.
    """
    parts = [int(part) for part in word.split("-")]
    return dt.date(*([*parts, 1, 1])[:3])
