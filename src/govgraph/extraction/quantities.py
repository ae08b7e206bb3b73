"""Quantities: the values of a sentence, read from numbers and from words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from govgraph.extraction import numerals, units, worded
from govgraph.extraction.numerals import Numeral
from govgraph.extraction.quantity import CNY, PERCENT, PLAIN, TIMES, Quantity, compared
from govgraph.extraction.units import Unit

CONTEXT = 60  # how many characters left of a number its clause may reach


_LOOSE = re.compile(r"[多余](?=[\u4e00-\u9fffA-Za-z%])")
_JOIN = re.compile(r"-{1,2}|~|至|到")
_NOT_UNIT_AFTER = {
    "个": "月体性人别位数", "方": "面案式位法向便圆", "名": "单录牌片城胜", "人": "次均大民社类文力工",
    "条": "件例约款", "分": "之别类布钟解", "度": "假过夏夜", "道": "路理德", "口": "岸径号",
    "位": "于居列置", "家": "庭园属乡居装", "件": "事套", "项": "目链", "年": "代", "天": "然气河津府",
    "日": "", "头": "部", "节": "约点能日水", "对": "外接口于", "场": "景所馆地面", "只": "有要是能",
    "本": "地级市县区省科", "期": "间待", "起": "来步点", "克": "服", "块": "链", "座": "谈", "台": "阶账湾",
    "单": "位元项个", "组": "织建团合", "门": "类槛户口", "篇": "章", "户": "籍均外", "公里": "", "米": "",
    "班": "子组车", "种": "植子粮养质业群苗类族", "升": "级至到", "幅": "度", "片": "区", "间": "隔", "栋": "", "份": "额", "支": "持撑出部",
    "处": "理于置", "次": "产数", "所": "有以在", "级": "", "元": "旦素", "档": "案次", "款": "项", "根": "据",
}  # fmt: skip
_NAME_BEFORE = re.compile(r"[A-Za-z+×&#№§./]$|第$|[A-Za-z]-$|“[0-9+]+$")
_TENTHS = re.compile(r"成(?![为立果本就功员长效熟都绩交品套片群分因形色像])")
_PART_OF_TENTH = re.compile(r"[一二三四五六七八九](?=[,;。、以左%)]|$)")
_GRADE = re.compile(r"(?:元)?级")
_BROKEN = re.compile(r"(?:突破|破|超|逾|(?<![经通不走度难])过)$")  # 游客破千万
_PER_MYRIAD = re.compile(r"/(?:10|十)?万(?![元人])")  # 死亡率降到9/10万
_POINTS_NEXT = re.compile(r"个[和、与]\d[\d.]*个百分点")  # 分别高0.8个和0.5个百分点
_CASES = re.compile(r"案|事故|纠纷|事件|火灾|违法|违规|灾害|投诉")
_HUNDRED_MILLIONS = re.compile(r"个亿(?![元级])")  # 投资12个亿
_AND_A_HALF = re.compile(r"个半(?P<unit>小时|月)")
# 有效利用系数提高到0.58: what follows is no unit.
_COEFFICIENT = re.compile(
    r"(?:系数|指数|弹性|容积率|收入比|倍差|比值)(?:\([^()]{0,10}\))?(?:[由从](?:上年|去年|20\d\d年|目前|现在)的|由|从|已|将|要|为|是|达|达到|提[高升][到至]|[升增降]至|控制在|保持在|稳定在|不[低高]于|[超突]过|超|突破|低于|高于|降到|[以下内上])*$"
)
_REACHES = re.compile(
    r"(?:达到|[提升降增减压]至|提高到|降到|控制在|稳定在|保持在|(?:缩小|扩大|收窄|优化|回落|上升|下降)[到至为]|不[高低]于|比为|比达)$"
)
_OF_TWO = re.compile(r"(?:之比|收入比|产值比|比值|倍差)[^,;。]{0,24}$")  # a ratio, as 2.2:1
_ENDS = re.compile(r"(?=[,;。、)”以左上提升增降下缩扩收调]|$)")
_FEW = re.compile(r"[几数]$")


def scan(text: str) -> list[Quantity]:
    """Return the quantities of a sentence from left to right; dates and ordinals are left out."""
    found = worded.read(text)
    taken = [(q.start, q.end) for q in found]
    end = 0
    numbers = numerals.scan(text)
    for index, numeral in enumerate(numbers):
        if numeral.start < end or any(a <= numeral.start < b for a, b in taken):
            continue
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        quantity = _read(text, numeral, following)
        if quantity is not None:
            found.append(quantity)
            end = quantity.end
    return sorted(found, key=lambda q: (q.number, q.end))


def _read(text: str, numeral: Numeral, following: Numeral | None) -> Quantity | None:
    before = text[max(0, numeral.start - 12) : numeral.start]
    if numeral.chinese and _FEW.search(before):
        return None
    if _NAME_BEFORE.search(before) and not _after_acronym(text, numeral, before):
        return None
    if (
        following is not None
        and not numeral.bare
        and (joined := _range(text, numeral, following)) is not None
    ):
        return compared(text, joined)
    single = _single(text, numeral)
    return None if single is None else compared(text, single)


def _after_acronym(text: str, numeral: Numeral, before: str) -> bool:
    """Tell whether letters before a number are an indicator: GDP500亿元, not G60 or PM2.5."""
    single = _single(text, numeral) if before[-1:].isalpha() else None
    return single is not None and single.code in ("percent", "percentagePoint", "CNY", "USD")


def _single(text: str, numeral: Numeral) -> Quantity | None:
    """Return number and unit, or None where the number names, dates or orders something."""
    position, loose = numeral.end, numeral.loose
    if numeral.chinese and not numeral.value:
        return None
    base = Quantity(
        numeral.start, numeral.start, position, numeral.value, None, bare=numeral.bare,
        chinese=numeral.chinese, raw=numeral.raw, scaled=numeral.scaled,
    )  # fmt: skip
    if rate := _rate(text, numeral, base):
        return rate
    if grade := _graded(text, base):
        return grade
    if joined := _joined(text, numeral, base):
        return joined
    if more := _LOOSE.match(text, position):
        position, loose = more.end(), True
    comparator = "greaterThan" if loose else "point"
    unit = units.match(text, position)
    if unit is not None and not _misread(text, numeral, *unit):
        found, end = unit
        value = numeral.value * found.factor
        return replace(base, value=value, unit=found, end=end, comparator=comparator)
    if _is_index(text, numeral):
        ratio = _OF_TWO.search(text, max(0, numeral.start - 36), numeral.start)
        kind, form = (TIMES, "to-one") if ratio else (PLAIN, "index")
        if numeral.chinese or not _ENDS.match(text, position):
            return None
        return replace(base, unit=kind, end=position, comparator=comparator, form=form)
    if not numeral.scaled or (
        numeral.bare
        and numeral.value < 10**8
        and not _BROKEN.search(text[max(0, numeral.start - 3) : numeral.start])
    ):
        return None
    return replace(base, end=position, comparator=comparator)


def _joined(text: str, numeral: Numeral, base: Quantity) -> Quantity | None:
    """Read 12个亿, 9/10万 and 2个半小时: a unit that is grown together with its number."""
    position = numeral.end
    if _POINTS_NEXT.match(text, position):
        return replace(base, unit=units.UNITS["个百分点"], end=position + 1)
    if money := _HUNDRED_MILLIONS.match(text, position):
        value = numeral.value * 10**8
        return replace(base, value=value, unit=CNY, end=money.end(), scaled=True)
    if base_of := _PER_MYRIAD.match(text, position):
        return replace(base, unit=Unit(base_of[0], base_of[0]), end=base_of.end())
    if half := _AND_A_HALF.match(text, position):
        measure = units.UNITS["个月" if half["unit"] == "月" else half["unit"]]
        return replace(base, value=numeral.value + Decimal("0.5"), unit=measure, end=half.end())
    return None


def _is_index(text: str, numeral: Numeral) -> bool:
    """Tell whether a number without a unit is a coefficient: 利用系数提高到0.58."""
    before = text[max(0, numeral.start - 20) : numeral.start]
    fraction = numeral.raw != numeral.raw.to_integral_value()
    return bool(_COEFFICIENT.search(before) or (fraction and _REACHES.search(before)))


def _rate(text: str, numeral: Numeral, base: Quantity) -> Quantity | None:
    """Read 百分之五, 5个百分点 and 三成."""
    if numeral.percent:
        return replace(base, unit=PERCENT)
    if text.startswith("个百分点", numeral.end):
        return replace(base, unit=units.UNITS["个百分点"], end=numeral.end + 4)
    tenths = _TENTHS.match(text, numeral.end)
    if tenths and not numeral.scaled and numeral.value <= 10:
        value, end = numeral.value * 10, tenths.end()
        half = text.startswith("半", end)  # 一成半
        if part := _PART_OF_TENTH.match(text, end):  # 七成五
            value, end = value + (numerals.parse(part[0]) or 0), part.end()
        more = text[end : end + 1] in ("多", "余")
        return replace(base, value=value + 5 * half, unit=PERCENT, end=end + (half or more),
                       comparator="greaterThan" if more else "point")  # fmt: skip
    return None


def _graded(text: str, base: Quantity) -> Quantity | None:
    """Read 千亿级 and 2500亿元级; a grade without money (5A级, 万吨级) is a name."""
    grade = _GRADE.match(text, base.end)
    if grade is None or base.value < 10**8:
        return None
    return replace(base, unit=CNY, end=grade.end(), form="grade", comparator="magnitude")


def _misread(text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
    """Tell whether what looks like a unit begins another word, a date or an ordinal."""
    following = text[end : end + 1]
    if following and following in _NOT_UNIT_AFTER.get(unit.word, ""):
        return True
    if unit.word == "年":
        return 1900 <= numeral.raw <= 2100 or following == "来"
    if unit.word in ("日", "分", "节", "期", "道"):
        return True
    if unit.word == "班" and re.search(r"(?:航班|班列|班轮|列车|公交)[^,;。]{0,6}$", text[:end]):
        return False
    if unit.word == "起" and _CASES.search(text[max(0, numeral.start - 14) : end + 10]):
        return False
    if unit.word in ("方", "担", "P", "兆", "度", "本", "起", "班") and not numeral.scaled:
        return True
    return bool(
        numeral.chinese
        and numeral.raw < 10
        and unit.word in ("次", "道", "根", "口", "片", "节", "对")
    )


def _range(text: str, first: Numeral, second: Numeral) -> Quantity | None:
    """Join `5%-5.5%`, `5到6个` and `3000-4000亿元`; the lower end must be the smaller one."""
    own = _single(text, first)
    middle = own.end if own and own.unit else first.end
    join = _JOIN.match(text, middle)
    if join is None or join.end() != second.start or second.bare:
        return None
    if join[0] in "至到" and re.search(r"[从由自][^,、;]{0,12}$", text[: first.start][-14:]):
        return None
    upper = _single(text, second)
    if upper is None or (upper.form != "plain" and upper.form != "grade"):
        return None
    low = own.value if own and own.unit else first.value
    if not (own and own.unit):
        factor = upper.value / second.raw if second.raw else Decimal(1)
        low = first.raw * factor if not first.scaled else first.value
    elif own.code != upper.code:
        return None
    if not low < upper.value:
        return None
    return replace(upper, start=first.start, number=first.start, value=low, upper=upper.value,
                   comparator="range")  # fmt: skip
