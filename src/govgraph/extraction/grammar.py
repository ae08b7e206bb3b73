"""The grammar of quantified statements, as a table that a linguist can read.

A statement is  *subject  motion  [reach]  [comparator]  number unit  [comparator]  [noun]*.
The first production whose unit class, motion and reach fit gives the measure. `motion` is the verb
nearest to the number (`rise` 增长 提高, `fall` 下降 减少, `rate-up` 增速 涨幅, `rate-down` 降幅,
`flow` 新增, `` none), `reach` says that it leads to a level (提高到, 降至).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from govgraph.extraction.quantity import Quantity
from govgraph.extraction.units import RATES, UNITS, Unit

PERCENT = UNITS["%"]


@dataclass(frozen=True, slots=True)
class Production:
    """One rule: what it asks for and what it gives. `example` is read by its test."""

    name: str
    example: str
    units: str
    motion: str
    reach: bool | None
    measure: str
    factor: int = 1
    unit: Unit | None = None

    def fits(self, unit: str, motion: str, reach: bool) -> bool:
        """Tell whether the production reads a number of this unit class after this verb."""
        return (
            unit in self.units.split()
            and motion in self.motion.split("|")
            and (self.reach is None or self.reach == reach)
        )


GRAMMAR = (
    Production("rank", "综合实力进入全省前十", "rank", "rise|fall|rate-up|rate-down|flow|", None, "rank"),
    Production("rank-rise", "综合实力排名前移2位", "rise", "rise|fall|rate-up|rate-down|flow|", None, "increment"),
    Production("rank-drop", "综合实力排名下降2位", "drop", "rise|fall|rate-up|rate-down|flow|", None, "reductionRate"),
    Production("doubling", "力争产值翻一番", "double", "rise|fall|rate-up|rate-down|flow|", None, "growthRate"),
    Production("double-digits", "保持两位数增长", "digits", "rise|fall|rate-up|rate-down|flow|", None, "growthRate"),
    Production("scale", "打造千亿级产业集群", "scale", "rise|fall|rate-up|rate-down|flow|", None, "level"),
    Production("growth-rate-noun", "出口增速达到8%", "percent", "rate-up", None, "growthRate"),
    Production("reduction-rate-noun", "能耗降幅达到3%", "percent", "rate-down", None, "reductionRate"),
    Production("growth-percent", "出口增长8%", "percent", "rise|flow", False, "growthRate"),
    Production("reduction-percent", "能耗下降3%", "percent", "fall", False, "reductionRate"),
    Production("share", "城镇化率提高到65%", "percent", "rise|fall|flow|", None, "level"),
    Production("growth-times", "出口增长2倍以上", "times", "rise|rate-up", False, "growthRate", 100, PERCENT),
    Production("ratio", "产值达到2020年的1.5倍", "times", "rise|fall|rate-up|rate-down|flow|", None, "ratio"),
    Production("point-increase", "占比提高5个百分点", "percentagePoint", "rise|rate-up|flow|", None, "increment"),
    Production("point-decrease", "失业率下降0.5个百分点", "percentagePoint", "fall|rate-down", None, "reductionRate"),
    Production("amount-increase", "税收比上年增加10亿元", "amount thing", "rise", False, "increment"),
    Production("amount-decrease", "煤炭消费减少200万吨以上", "amount thing", "fall", False, "level"),
    Production("flow-amount", "居民存款新增42亿元", "amount thing", "flow", None, "level"),
    Production("amount", "投资达到500亿元", "amount", "rise|fall|rate-up|rate-down|", None, "level"),
    Production("count", "培育企业50家", "thing", "rise|fall|rate-up|rate-down|", None, "level"),
)  # fmt: skip

_THINGS = frozenset({"count", "person", "household"})


def unit_class(quantity: Quantity) -> str:
    """Return the class of a quantity's unit that productions ask for."""
    if quantity.form in ("double", "digits", "rise", "drop"):
        return quantity.form
    if quantity.form in ("grade", "named"):
        return "scale"
    code = quantity.code
    if code in ("percent", "percentagePoint", "times", "rank"):
        return code
    return "thing" if code in _THINGS else "amount"


_FILL = (
    "达到|达至|达|保持|维持|稳定|实现|完成|力争|争取|确保|努力|奋力|约为|为|是|要|将|在|均|都|也|又|再|还|分别|双双|各|同比|"
    "目标|预期|的|平均|年均|可|高|仅|有望|预计|不断|继续|总体|幅度|速度|左右|计划|有|约|基本|同步|全年|每年|分别为|比例|就|到|"
    "至|突破|超过|超|实际|累计|比上年|较上年|比去年|较去年|必须|必|由|从|我们|力促|冲刺|上|了|以|:|-|“|”|力求|全力|更是|已经|已|"
    "低于|高于|不|一|将达|能|控制|任务|指标|值|定[为在]|[设确]定为|(?:收窄|扩大|回落|回升)[到至]"
)
_MOTION = re.compile(
    r"(?:(?P<rate_up>增速|增幅|涨幅|增长率|增长速度|升幅|增长幅度|增长(?:预期)?目标)"
    r"|(?P<rate_down>降幅|下降率|降低率|削减率|减少率|下降幅度|降低幅度)"
    r"|(?P<flow>(?<![比较](?:上年|去年|年初|同期))(?<!上年同期)(?<!去年同期)(?<!上年末)(?:新增|增收|增产(?!值)|累计增加))"
    r"|(?P<rise>(?:净增|新增|增收|增产)(?!值)|增长|上调|调增|上浮|递增|上涨|上升|回升|提高|(?<!改造)(?<!整治)(?<!巩固)(?<!治理)(?<!改建)(?<!修缮)提升|扩大|攀升|提(?=到|至)|扩(?=到|至)|增加(?!值)|(?<=[年净])增|(?<![加最])快(?=于|$)|跃升|增(?=至|到|$)|(?<!提)升(?=至|到|$)|多(?=于|$)|超额完成(?=$)|(?<=同比)多[争引完实收投产增][取进成现入到收资]?|(?<!最)高(?=于|出|$)|拓宽|延长)"
    r"|(?P<fall>减产|减收|下降|降低|减少|下调|压减|削减|缩减|压缩|压降|回落|收窄|缩小|缩短|下滑|减征|减免|减税|降费|压(?=到|至)|减(?=至|到|$)|降(?=至|到|为|$)|低(?=于|$)|节约|核减|退减|淘汰))"
    rf"(?P<attach>到|至|为|成)?(?P<fill>(?:{_FILL}){{0,10}})$"
)
_LOOSE_RATE = re.compile(
    r"(?:(?P<rate_up>增速|增幅|涨幅|增长率)|(?P<rate_down>降幅|下降率))[^,、;。]{0,10}(?:(?<=\w)[、,](?:达到?|保持在?|为)?)?$"
)
_COMPARED = re.compile(
    r"(?:(?P<rise>超额完成(?=.)|高于|快于|优于|好于|高出|领先)|(?P<fall>低于|慢于))[^,、;。\d]{0,8}(?:平均|[全该][国省市区县]|增速|水平|目标|计划|任务|同期|上年|地区|[国省市区县])[^,、;。\d]{0,6}(?<!的)$"
)
_CUT_FIRST = re.compile(
    r"^[^,;。]{0,4}(?P<fall>压减|削减|减少|降低|压缩|下调|缩减|核减)(?=[^,;。]{2,16}$)(?![^,;。]*(?:率|比重|占比|比例|至|到|为|在)$)"
)
_NET = re.compile(r"(?:^|[,;。:、])[^,;。:、\d]{0,6}净增(?!值)[^,;。、\d]{2,16}$")  # 净增规上企业
_PERCENT_AFTER = re.compile(
    r"的[\u4e00-\u9fff]{0,10}(?:增长|增速)(?:的)?(?:预期)?目标|(?:的?(?:年均|平均)?(?:速度|增速|增长)|以上的?速度|的?幅度)(?:递增|增长|发展|增加|推进|以上)?"
)


@dataclass(frozen=True, slots=True)
class Motion:
    """The verb before a number: its class, whether it leads to a level, and where it begins."""

    name: str
    reach: bool
    start: int


def motion(left: str, unit: str = "") -> Motion:
    """Return the verb that governs the number right after `left`.

    >>> motion("规上工业增加值增长"), motion("城镇化率提高到").reach
    (Motion(name='rise', reach=False, start=7), True)
    """
    tail = left[-40:]
    shift = len(left) - len(tail)
    found = _MOTION.search(tail) or _LOOSE_RATE.search(tail) or _COMPARED.search(tail)
    if found is None and unit in RATES and _CUT_FIRST.search(tail):
        return Motion("fall", False, len(left))
    if found is None and _NET.search(tail):
        return Motion("rise", False, len(left))
    if found is None:
        return Motion("", False, len(left))
    name = str(
        next(
            k for k in ("rate_up", "rate_down", "flow", "rise", "fall") if found.groupdict().get(k)
        )
    )
    reach = bool(found.groupdict().get("attach"))
    return Motion(name.replace("_", "-"), reach, shift + found.start())


def parse(quantity: Quantity, moved: Motion, following: str) -> tuple[Production, Decimal]:
    """Return the production that reads a quantity after a verb, and the factor on its value."""
    unit = unit_class(quantity)
    name, reach = moved.name, moved.reach
    if unit == "percent" and not name and _PERCENT_AFTER.match(following):
        name = "rate-up"
    for production in GRAMMAR:
        if production.fits(unit, name, reach):
            return production, Decimal(production.factor)
    raise AssertionError(f"no production for {unit} after {name}")


BY_NAME = {production.name: production for production in GRAMMAR}
