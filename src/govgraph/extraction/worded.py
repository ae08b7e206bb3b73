"""Values that are words: 翻番, 两位数, 过半, rankings (第三, 前十, 百强), moves in them, a:b:c and 2.3:1."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from govgraph.extraction import numerals
from govgraph.extraction.quantity import AFTER_WORDS, PERCENT, RANK, TIMES, Quantity, compared

_N = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
_SPECIAL = re.compile(
    rf"(?P<double>翻了?(?P<times>[一两二三四1-4])?番|翻倍|(?<=[增长])一倍)"
    r"|(?P<digits>两位数)"
    r"|(?P<half>(?<![双有未不])(?:超|过)半(?!年|天|个|数以|小时|径|场|程|导|壁)|一半|半数)"
    rf"|(?P<rank>前(?P<top>{_N})(?P<topword>名|位|强)?(?![0-9年月天日个季次批期轮届多几后余倍]|[名位]的)"
    rf"|第(?P<place>{_N})(?P<placeword>名|位)?(?=[,，、。;；)）”！|]|$|位|名|方便|的(?:目标|位次|位置|好成绩)|(?:直接)?(?:前移|跃升|上升|提升|升|进|跃|前进|下降|后移|下滑)[到至为])"
    rf"|首位(?!度)|榜首|之首|(?<=[入身围进军榜居位])(?:(?:全|中)[国省市球]|世界|国内)?[^\s,，、。;；]{{0,8}}?(?P<strong>{_N})强(?![调化度有大势制弱劲烈健]))"
    rf"|(?P<move>(?<=前移|后移|前进|再进|上升|提升|跃升|上移|进位|晋位|晋升|前挪|升位|后退|退后|下降|下滑|退步|移了|进了|升了|退了|降了|滑了)(?P<steps>{_N})(?:个?[位名]次?)(?=以上|左右|[,，、。;；)”！|]|$|[至到]第|(?:居|位居|列|位列|排)(?:全|第)))"
    r"|(?P<parts>\d{1,3}(?:\.\d{1,3})?:\d{1,3}(?:\.\d{1,3})?:\d{1,3}(?:\.\d{1,3})?)"
    r"|(?P<to_one>(?<![\d:.])(?P<ratio>\d{1,3}(?:\.\d{1,3})?):1(?![\d:.]))"
)
_FALLS = re.compile(r"(?:后移|后退|退后|下降|下滑|退步|[退降滑]了)$")
_PROPORTION = re.compile(r"比[例值率]?(?:重)?[^,;。、:\d]{0,14}$")
_MOVED = re.compile(
    r"(?:名|位)?(?:直接)?(?:前移|跃升|上升|提升|升|进|跃|下降|后移|下滑)[到至为]第?[\d一二三四五六七八九十]"
)
_LISTED = re.compile(rf"(?:[第前]{_N}[名位]?[、和])+$")
_IDIOM = re.compile(r"[放摆挺置看][在于到]$")
_RANKED = re.compile(
    r"(?:力争|冲|进入|跻身|挺进|迈入|迈进|进军|冲刺|冲进|争创|争当|争进|进到|稳居|位居|位列|位于|名列|居|列|排名?|升至|升到|"
    r"保持|重返|闯入|入围|入选|达到|跃居|跃升|进位|晋位|晋级|登上|提升|前移|争先|全国|全省|全市|全区|全县|全州|全球|全行业|世界|"
    r"同类[\u4e00-\u9fff]{0,6}|[\u4e00-\u9fff]{2}地区|[省市区县]级?)[^,、;。]{0,14}$"
)


def read(text: str) -> list[Quantity]:
    """Return the values that are words: 翻番, 两位数, 过半, rankings and a:b:c."""
    found: list[Quantity] = []
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        kind = match.lastgroup if match.lastgroup in ("digits", "half", "parts") else None
        if match["double"]:
            found.append(_doubling(text, match))
        elif match["rank"]:
            ranked = _rank(text, match)
            if ranked is not None:
                found.append(ranked)
        elif kind == "digits":
            found.append(Quantity(start, start, _tail(text, end), Decimal(10), PERCENT, "atLeast",
                                  form="digits", raw=Decimal(10)))  # fmt: skip
        elif kind == "half":
            over = match[0][0] in "超过"
            quantity = Quantity(start, start, end, Decimal(50), PERCENT, raw=Decimal(50))
            quantity = compared(text, quantity)
            found.append(replace(quantity, comparator="greaterThan") if over else quantity)
        elif kind == "parts":
            found.extend(_parts(match))
        elif match["move"]:
            found.append(_move(text, match))
        elif match["to_one"] and _PROPORTION.search(text[max(0, start - 20) : start]):
            value = Decimal(match["ratio"])
            quantity = Quantity(start, start, end, value, TIMES, form="to-one", raw=value)
            found.append(compared(text, quantity))
    return found


def _tail(text: str, end: int) -> int:
    after = AFTER_WORDS.match(text, end)
    return after.end() if after else end


def _doubling(text: str, match: re.Match[str]) -> Quantity:
    times = numerals.parse(match["times"]) if match["times"] else Decimal(1)
    value = (2 ** int(times or 1) - 1) * Decimal(100)
    start, end = match.span()
    quantity = Quantity(start, start, end, value, PERCENT, form="double", raw=value)
    return compared(text, quantity)


def _move(text: str, match: re.Match[str]) -> Quantity:
    """Read 前移2位: so many places up or down in a ranking."""
    start, end = match.span()
    value = numerals.parse(match["steps"]) or Decimal(1)
    form = "drop" if _FALLS.search(text[max(0, start - 2) : start]) else "rise"
    quantity = Quantity(start, start, end, value, RANK, form=form, raw=value)
    return compared(text, quantity)


def _rank(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if _IDIOM.search(text[max(0, start - 2) : start]):
        return None
    listed = _LISTED.search(text, max(0, start - 24), start)
    if listed:  # 分列全市第二、第三
        window = text[max(0, listed.start() - 24) : listed.start()]
        return _ranking(match) if _RANKED.search(window) else None
    window = text[max(0, start - 24) : start + (1 if match["strong"] else 0)]
    moved = match["place"] and _MOVED.match(text, end)
    if text.endswith("倒数", 0, start) or not (moved or _RANKED.search(window)):
        return None
    return _ranking(match)


def _ranking(match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    word = match["top"] or match["place"] or match["strong"]
    value = numerals.parse(word) if word else Decimal(1)
    if value is None or value == 0:
        return None
    if match["strong"]:
        start = match.start("strong")
    comparator = "atMost" if match["top"] or match["strong"] else "point"
    return Quantity(start, start, end, value, RANK, comparator, form="rank", raw=value)


def _parts(match: re.Match[str]) -> list[Quantity]:
    found, position = [], match.start()
    for part in match["parts"].split(":"):
        value = Decimal(part)
        end = position + len(part)
        found.append(Quantity(position, position, end, value, PERCENT, form="part", raw=value))
        position = end + 1
    return found
