"""Numerals: ASCII and Chinese digits, multipliers, thousands separators, 半 and 成.

The library cn2an was tried first. It refuses 千亿, 二十多, 百分之五, 半 and 3,000, and returns
floats for 1.5万 (`tests/unit/extraction/test_numerals.py` shows where), so these are our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9,
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}

ASCII = r"\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?"
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千](?![一二三四五六七八九两米克瓦伏卡]))"
CHINESE = (
    r"[零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]"
    # 两 only begins a number or a part of one: 三百亿两个台阶
    r"(?:[零〇○一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]|两(?=[百千万亿])){0,19}"
    r"(?:点[零〇一二三四五六七八九]{1,8})?"
)
NUMBER = re.compile(
    rf"(?P<percent>百分之(?P<percent_of>{ASCII}|{CHINESE}))"
    rf"|(?P<ascii>{ASCII})(?P<loose>[多余](?=[百千万亿]))?(?P<scale>{SCALE})?"
    rf"|(?P<chinese>{CHINESE})"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number as written: value, where it stands, and how it was said.

    `bare` is a multiplier without a count (千亿), `scaled` one with 万 or 亿 in it, `loose` one
    with 多 or 余 inside (20多亿), `percent` one after 百分之, `years` digits that may be a year.
    """

    start: int
    end: int
    value: Decimal
    raw: Decimal
    chinese: bool = False
    bare: bool = False
    scaled: bool = False
    loose: bool = False
    percent: bool = False


def scan(text: str, start: int = 0) -> list[Numeral]:
    """Return the numerals of a text from left to right; those that do not parse are left out."""
    found = []
    for match in NUMBER.finditer(text, start):
        numeral = _numeral(match)
        if numeral is not None:
            found.append(numeral)
    return found


def _numeral(match: re.Match[str]) -> Numeral | None:
    start, end = match.span()
    if match["percent"]:
        value = parse(match["percent_of"])
        if value is None:
            return None
        return Numeral(start, end, value, value, chinese=True, percent=True)
    if match["ascii"]:
        raw = Decimal(match["ascii"].replace(",", ""))
        scale = match["scale"] or ""
        return Numeral(
            start,
            end,
            raw * multiplier(scale),
            raw,
            scaled=any(c in MYRIADS for c in scale),
            loose=bool(match["loose"]),
        )
    word = match["chinese"]
    value = parse(word)
    if value is None:
        return None
    bare = word[0] in "百千万亿佰仟"
    scaled = any(c in "万亿" for c in word)
    return Numeral(start, end, value, value, chinese=True, bare=bare, scaled=scaled)


def multiplier(scale: str) -> Decimal:
    """Return what a run of multipliers is worth.

    >>> multiplier("万亿"), multiplier("千万"), multiplier("")
    (Decimal('1000000000000'), Decimal('10000000'), Decimal('1'))
    """
    value = 1
    for character in scale:
        value *= TENS.get(character) or MYRIADS[character]
    return Decimal(value)


def parse(word: str) -> Decimal | None:
    """Return the value of a numeral in ASCII or Chinese, or None where it is not one.

    >>> parse("两千五"), parse("千亿"), parse("二〇二五"), parse("十二点五"), parse("3,000")
    (Decimal('2500'), Decimal('100000000000'), Decimal('2025'), Decimal('12.5'), Decimal('3000'))
    """
    if word[:1].isascii():
        return Decimal(word.replace(",", "")) if re.fullmatch(ASCII, word) else None
    whole, _, fraction = word.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    if not fraction:
        return Decimal(value)
    return Decimal(f"{value}.{''.join(str(DIGITS[c]) for c in fraction)}")


BARE = frozenset(
    {"十", "百", "千", "万", "亿", "百万", "千万", "百亿", "千亿", "万亿", "十亿", "十万"}
)


def _whole(word: str) -> int | None:
    if all(c in TENS or c in MYRIADS for c in word) and word not in BARE:
        return None
    if len(word) > 1 and all(c in DIGITS for c in word):
        return int("".join(str(DIGITS[c]) for c in word))
    total = largest = last = begin = 0
    for at, character in enumerate(word):
        if character not in MYRIADS:
            continue
        inner = _section(word[begin:at]) if at > begin else 0
        if inner is None:
            return None
        unit = MYRIADS[character]
        lower = total and unit < largest
        total = total + (inner or 1) * unit if lower else (total + inner or 1) * unit
        begin, last, largest = at + 1, unit, max(unit, largest)
    rest = word[begin:]
    if len(rest) == 1 and rest in DIGITS and last:
        return total + DIGITS[rest] * last // 10
    inner = _section(rest) if rest else 0
    return None if inner is None else total + inner


def _section(word: str) -> int | None:
    """Return the value of a part without 万 and 亿; 两千五 is 2500."""
    total = last = 0
    digit: int | None = None
    for character in word:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
            continue
        unit = TENS[character]
        if last and unit >= last:
            return None
        total += (1 if digit is None else digit) * unit
        digit, last = None, unit
    if digit and last >= 100 and word[-2:-1] != "零":
        return total + digit * last // 10
    return total + (digit or 0)
