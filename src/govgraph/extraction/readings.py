"""Readings: a quantity with the verb, the subject and the noun around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from govgraph.extraction import grammar, indicators, units
from govgraph.extraction.grammar import Motion, Production
from govgraph.extraction.indicators import Phrase
from govgraph.extraction.quantity import Quantity
from govgraph.extraction.values import named_scale

LONGEST_LIST = 16  # how many values one list may share a verb or a comparator over


@dataclass(frozen=True, slots=True)
class Statement:
    """One value on one indicator, with offsets in the sentence. Kind and time come later."""

    start: int
    end: int
    quantity: Quantity
    production: Production
    factor: Decimal
    comparator: str
    unit: str
    words: str
    label: str
    indicator: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity with its verb, its subject and its noun.

    `continued` marks a later value of a list (6.2%、19.3%), `head` the index of its first one.
    """

    quantity: Quantity
    floor: int
    moved: Motion
    subject: Phrase
    noun: Phrase
    between: str
    continued: bool
    head: int


def read_quantities(sentence: str, quantities: list[Quantity]) -> Iterator[Reading]:
    floor = head = 0
    for index, quantity in enumerate(quantities):
        named = named_scale(sentence, quantity) if quantity.form == "plain" else None
        quantity = _at_least(sentence, named or quantity)
        start = indicators.clause_start(sentence, quantity.start, floor)
        start = _with_head(sentence, start, quantity.start, floor)
        left = sentence[start : quantity.start]
        continued = floor > 0 and not sentence[floor : quantity.start].strip("、和及与,")
        head = head if continued else index
        moved = grammar.motion(left, quantity.code)
        words = indicators.subject(sentence, start, start + moved.start)
        if start == floor > 0 and _JOINED.search(left):
            words = Phrase(quantity.start, quantity.start, "")
        noun = _noun(sentence, quantities, index)
        yield Reading(quantity, floor, moved, words, noun, left, continued, head)
        floor = quantity.end


_JOINED = re.compile(r"(?:和|与|及|以及)$")  # 30个公园和|100公里绿道
_FLOOR = re.compile(
    r"(?:至少|最少|起码)[^,;。:\d]{2,14}(?:[\d.]+[万亿]+元(?:及?以上)?的?[^,;。:\d]{0,14}|[^,;。:\d]{0,16})$"
)


# 不低于住宅用地的15%
_OF_WHOLE = re.compile(
    r"(?:(?P<atLeast>不[低少小]于)|(?P<atMost>不超过|不[高大]于)|(?P<greaterThan>(?<!不)超过)|(?P<lessThan>(?<!不)低于))[^,;。、\d]{2,14}(?<![年期])的?$"
)


# 低于13%的计划目标2.2个百分点: what is compared is the plan, and the plan is a point.
PLAN_COMPARED = re.compile(r"的?(?:年初|年度|全年|计划|预期|既定|预算)*(?:目标|计划|任务|预期)")


def _at_least(sentence: str, quantity: Quantity) -> Quantity:
    """Read 至少招引…项目12个: the comparator stands before the verb."""
    if quantity.pre in ("低于", "高于", "快于", "好于") and quantity.post == "":
        if PLAN_COMPARED.match(sentence, quantity.end):
            return replace(quantity, comparator="point", pre="")
    if quantity.comparator != "point" or quantity.pre or quantity.post or quantity.form != "plain":
        return quantity
    if quantity.code == "percent" and (
        whole := _OF_WHOLE.search(sentence, max(0, quantity.start - 20), quantity.start)
    ):
        return replace(quantity, comparator=str(whole.lastgroup), pre=whole[0])
    if not _FLOOR.search(sentence, max(0, quantity.start - 48), quantity.start):
        return quantity
    return replace(quantity, comparator="atLeast", pre="至少")


# 社会消费品零售总额由负转正、增长0.4%: nothing but a verb after the comma of a list.
_BARE_PREDICATE = re.compile(
    r"(?:同比|名义|实际|累计|年均|较上年|比上年|力争|确保|总量|规模)*(?:增长|增加|上涨|上升|提高|提升|下降|减少|降低|达到?|达至|突破|超过?|实现|不低于|不少于|保持)?(?:到|至|在)?|全[国省市区县](?:平均)?(?:水平)?"
)


def _with_head(sentence: str, start: int, end: int, floor: int) -> int:
    """Return where the clause begins, before a `、` that only a verb follows."""
    if start <= floor:
        return start
    if start == end and sentence[start - 1] == ":":
        return indicators.clause_start(sentence, start - 1, floor)  # 总投资:5.2亿元
    if start == end and sentence[start - 1] == "“":
        return indicators.clause_start(sentence, start - 1, floor)  # 让收入“翻一番”
    if sentence[start - 1] not in "、,":
        return start
    if not _BARE_PREDICATE.fullmatch(sentence, start, end):
        return start
    head = indicators.clause_start(sentence, start - 1, floor)
    said = _PREDICATE if sentence[start - 1] == "、" else _OF_RATE
    return head if start - 1 - head >= 4 and said.search(sentence, head, start - 1) else start


_OF_RATE = re.compile(r"(?:增速|增幅|涨幅)[^,;。\d]{1,8}$")  # 税收增幅要跑赢全市,保底10%


# What stands before it says something of its subject.
_PREDICATE = re.compile(
    r"由[负正降升]转[正负升降]|跑赢|领跑|稳步|持续|大幅|快速|较快|逆势|实现|保持|稳中|明显|显著|再创|创历?史?|迈上|跃上|站上|回升|回落|增长|提升|提高|下降|翻番|领先|高于|快于|好于|优于|位居|居全|连续|首次"
)


_GRADED_WORDS = re.compile(
    r"[^,;。、：:和与及的”“\d级个]{0,10}(?:集群|产业链|产业园|产业|园区|项目|赛道|板块|基地|平台|商圈|(?:工业|经济|产值|营收)(?:规模|体量|总量))"
)


_GRADE_NEXT = re.compile(r"[“]?[\d一二三四五六七八九十百千]*[百千万]?亿元?级")
_GRADED_LIST = re.compile(  # 1家百亿级、5家十亿级龙头企业
    r"“?[\d一二三四五六七八九十百千]{1,6}[万]?亿元?级”?(?:[、和]\d{1,3}[个家]“?[\d一二三四五六七八九十百千]{1,6}亿元?级”?){0,4}的?(?P<noun>[^,;。、\d]{2,14})"
)


_PORTFOLIO = re.compile(r"、[^,;。、]{2,20}?的(?P<noun>[^,;。、\d]{1,16})")


_WHICH_BETWEEN = re.compile(r"(?:元)?(?:的)?(?=[\u4e00-\u9fff])(?!级)")


# 3个年接待100万人次以上的核心景区
_QUALIFIED = re.compile(
    r"[^,;。、\d的]{1,8}[\d.]+[百千]?[万亿]?(?:元|人次|吨|亩|人|平方米)(?:及?以上|左右|以下)的(?P<noun>[^,;。、\d]{2,12})"
)
_OWNED = re.compile(r"的[\u4e00-\u9fff]{1,12}")  # 超百亿元的市场2个、超50亿元的企业4家
_TOGETHER = re.compile(r"[、,]?(?:共计?|总长|合计|总计)约?")


_CLAUSE_OF = re.compile(
    r"(?=[^,;。、\d的]{0,12}(?:[、在对与具引影带以为有可]))[^,;。\d]{6,60}的(?P<head>[^,;。、\d的]{2,16})(?=[,;。、]|$)"
)


_NO_HEAD = re.compile(
    r"^(?:建设|改造|任务|目标|工作|发展|规划|开工|实施|培育|认定|提升|项目建设|要求|基础|规模|水平)"
)


def _head_noun(sentence: str, quantity: Quantity, following: Quantity | None) -> Phrase | None:
    """Return the head of `3个引领升级、具有影响力的冠军产业`."""
    limit = following.start if following else min(len(sentence), quantity.end + 80)
    found = _CLAUSE_OF.match(sentence, quantity.end, limit)
    if found is None or _NO_HEAD.match(found["head"]):
        return None
    return Phrase(found.start("head"), found.end("head"), found["head"])


def _graded_noun(sentence: str, quantity: Quantity) -> Phrase | None:
    """Return the noun of a scale, or of a count before a scale."""
    if quantity.form not in ("grade", "great") and not _GRADE_NEXT.match(sentence, quantity.end):
        return None
    limit = min(len(sentence), quantity.end + 70)
    if found := _GRADED_WORDS.search(sentence, quantity.end, limit):
        return Phrase(found.start(), found.end(), found[0])
    if listed := _GRADED_LIST.match(sentence, quantity.end, limit):
        return Phrase(listed.start("noun"), listed.end("noun"), listed["noun"])
    return None


def _counted_noun(sentence: str, quantity: Quantity, following: Quantity | None) -> Phrase | None:
    """Return the noun of a count with a threshold or a ranking between the two."""
    if quantity.code != "count":
        return None
    if following and following.code == "rank":
        if head := _head_noun(sentence, quantity, None):
            return head  # 2家产销量进入全球前十的整车企业
    if following and following.start == quantity.end and following.code == "CNY":
        if stepped := _WHICH_BETWEEN.match(sentence, following.end):
            return indicators.noun(sentence, stepped.end())  # 87个亿元以上工业项目
    of = _QUALIFIED.match(sentence, quantity.end)
    return Phrase(of.start("noun"), of.end("noun"), of["noun"]) if of else None


def _noun(sentence: str, quantities: list[Quantity], index: int) -> Phrase:
    """Return the noun after a count or a scale; a threshold between the two is stepped over."""
    quantity = quantities[index]
    if graded := _graded_noun(sentence, quantity):
        return graded
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    if counted := _counted_noun(sentence, quantity, following):
        return counted
    if following and _TOGETHER.fullmatch(sentence, quantity.end, following.start):
        return indicators.noun(sentence, following.end)  # 2条共86公里高速公路
    if following is None or following.start <= quantity.end:
        head = _head_noun(sentence, quantity, None) if quantity.code == "count" else None
        return head or indicators.noun(sentence, quantity.end)
    noun = indicators.noun(sentence[: following.start], quantity.end)
    if following.code == "rank":
        return indicators.noun(sentence, quantity.end)
    if quantity.code == "count" and (head := _head_noun(sentence, quantity, following)):
        return head
    abuts = noun.end == following.start and following.code in (*units.MONEY, "mu", "tonne")
    if abuts and (after := re.compile(r"(?:的)(?=[^\d,;。、]{2})").match(sentence, following.end)):
        return indicators.noun(sentence, after.end())
    owned = index and _OWNED.fullmatch(sentence, quantities[index - 1].end, quantity.start)
    if (
        not noun
        and quantity.code == "count"
        and sentence.startswith("、", quantity.end)
        and not owned
    ):
        portfolio = _PORTFOLIO.match(sentence, quantity.end)
        if portfolio and portfolio.start("noun") > following.end - 1:
            return Phrase(portfolio.start("noun"), portfolio.end("noun"), portfolio["noun"])
    return noun


def list_after(readings: list[Reading], index: int) -> Iterator[Reading]:
    for later in islice(readings, index + 1, index + LONGEST_LIST):
        if not later.continued:
            return
        yield later


# 双 alone before a verb: 能耗强度、碳排放强度双下降3%
SPREADS = re.compile(r"分别|分列|分居|均|双双|都|双(?=[下提上增升降])")
