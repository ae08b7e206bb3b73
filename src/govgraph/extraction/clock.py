"""What is over and what is to come, seen from the date of a document."""

from __future__ import annotations

import re

# The last month of a part of the year: before it is over, its words are no report.
_QUARTERS = {"一季": 3, "上半": 6, "二季": 6, "三季": 9, "四季": 12, "下半": 12}
_PART = re.compile(r"一季|上半|二季|三季|四季|下半")
FIVE_YEARS = {
    n: 2006 + 5 * i for i, n in enumerate(("十一", "十二", "十三", "十四", "十五", "十六", "十七"))
}


_PLANNED = re.compile(
    r"不低于|不少于|力争|争取|确保|必须|务必|(?<![需主重只必想首纪摘])要(?!求|素)|将|双过半|冲刺|底前|集中开工|新开工"
)
COMPARED = re.compile(r"同比|较去年|比上年|较上年|已")


def to_come(words: str, month: int | None, following: str = "") -> bool:
    """Tell whether 四季度 lies ahead of a document of that month.

    Without a month the words that follow decide: what is promised lies ahead, and so does the last quarter.
    """
    part = _PART.search(words)
    if part is None:
        return False
    last = _QUARTERS[part[0]]
    if month is not None:
        return last >= month
    planned = _PLANNED.search(following) and not COMPARED.search(following)
    return last >= 12 or bool(planned)


_UNTIL = re.compile(r"到(20\d\d)年")


def is_over(sentence: str, position: int, year: int | None) -> bool:
    """Tell whether 到2020年 names a year that was over when the document was written."""
    until = _UNTIL.match(sentence, position)
    return until is not None and year is not None and int(until[1]) < year
