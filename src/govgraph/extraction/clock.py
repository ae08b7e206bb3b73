"""What is over and what is to come, seen from the date of a document."""

from __future__ import annotations

import re

# The last month of a part of the year: before it is over, its words are no report.
_QUARTERS = {"一季": 3, "上半": 6, "二季": 6, "三季": 9, "四季": 12, "下半": 12}
_PART = re.compile(r"一季|上半|二季|三季|四季|下半")
FIVE_YEARS = {
    n: 2006 + 5 * i for i, n in enumerate(("十一", "十二", "十三", "十四", "十五", "十六", "十七"))
}


def to_come(words: str, month: int | None) -> bool:
    """Tell whether 四季度 lies ahead of a document of that month; without one, only the last does."""
    part = _PART.search(words)
    return part is not None and _QUARTERS[part[0]] >= (month or 12)


_UNTIL = re.compile(r"到(20\d\d)年")


def is_over(sentence: str, position: int, year: int | None) -> bool:
    """Tell whether 到2020年 names a year that was over when the document was written."""
    until = _UNTIL.match(sentence, position)
    return until is not None and year is not None and int(until[1]) < year
