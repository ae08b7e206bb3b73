"""The quantity: a value, its unit, and the comparator words that stand right beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from govgraph.extraction import units
from govgraph.extraction.units import Unit

PERCENT = units.UNITS["%"]
RANK = Unit("位", "rank")
TIMES = units.UNITS["倍"]
PLAIN = Unit("", "")  # a coefficient
CNY = units.UNITS["元"]
COUNT = units.UNITS["个"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as it stands in a sentence.

    `start`–`end` hold comparator words, number and unit; `number` is where the digits begin.
    `upper` is set for ranges. `form` is `plain`, `grade` (千亿级), `named` (百亿…产业),
    `great` (六大千亿级), `double` (翻番), `digits` (两位数), `rank`, `rise` or `drop` in a ranking (前移2位), `part` (one number of a:b:c),
    `to-one` (2.3:1) or `index` (a coefficient).
    """

    start: int
    number: int
    end: int
    value: Decimal
    unit: Unit | None
    comparator: str = "point"
    upper: Decimal | None = None
    pre: str = ""
    post: str = ""
    form: str = "plain"
    bare: bool = False
    chinese: bool = False
    raw: Decimal = Decimal(0)
    scaled: bool = False

    @property
    def code(self) -> str:
        """Return the unit's code in the guide, or ''."""
        return self.unit.code if self.unit else ""


# Words before a number → comparator. Longest first; `低于` is read after `不低于`.
BEFORE = (
    ("atLeast", "保底|不(?:能|得|可|应|会|许)?(?:低于|少于|小于|下于)|不亚于|至少(?:建成|新建|建设|完成|新增|培育|招引|引进|有|打造|创建|达到|形成|实现)?|最低|起码|达到或超过|≥|>="),
    ("atMost", "不(?:能|得|可|应|会|许)?(?:超过|高于|大于|多于|突破)|至多|最多|控制在不超过|≤|<="),
    ("greaterThan", "超过|超出|超越|突破|高于|多于|大于|首破|冲破|跨过|跨越|优于|好于|快于|破|逾|超|>|(?<![经通不走度难])过"),
    ("lessThan", "<|低于|小于|少于|不到|不足"),
    ("approximately", "大约|约为|约|接近|将近|(?<!靠)近|大概"),
)  # fmt: skip
AFTER = {
    "以上": "atLeast", "及以上": "atLeast", "之上": "atLeast", "以下": "atMost", "以内": "atMost",
    "之内": "atMost", "内": "atMost", "左右": "approximately", "上下": "approximately",
}  # fmt: skip

_BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in BEFORE)
    + r")(?:到|了|为|人民币|全国|(?:去年|上年|20\d\d年)同期的?|年度?(?:计划|目标)的)?$"
)
_NOT_BEFORE = re.compile(
    r"(?:节|条|预|契|合|特|制|盟|相|签|履|续|赴|违)约$|(?:赶|反|高|远)超$|附近$|最近$"
)
AFTER_WORDS = re.compile(
    r"(?:及?以上|之上|以下|以内|之内|内(?=[,;。、)]|$|响应|办结|到达|送达|反馈|回复|上门|受理|答复|处置|出证)|左右|上下)"
)
_CAP = re.compile(r"(?:控制|稳定|保持|压降|压减|降低?)[在到至](?:约)?$")
_TOWARDS = re.compile(r"向(?:着)?$")
_TOWARDS_OVER = re.compile(r"(?:大关|关口|台阶)?(?:的目标)?(?:突破|跨越)")


def compared(text: str, quantity: Quantity) -> Quantity:
    """Add the comparator words before and after the number."""
    before = text[max(0, quantity.start - 12) : quantity.start]
    pre = _BEFORE.search(before)
    if pre and _NOT_BEFORE.search(before):
        pre = None
    if pre and quantity.code == "percentagePoint" and _DISTANCE.match(pre[0]):
        pre = None
    after = AFTER_WORDS.match(text, quantity.end)
    start = quantity.start - (len(before) - pre.start()) if pre else quantity.start
    end = after.end() if after else quantity.end
    comparator = quantity.comparator
    if comparator not in ("range", "magnitude"):
        comparator = _comparator(text, quantity, pre, after)
    towards = _TOWARDS.search(before)
    over = _TOWARDS_OVER.match(text, end) if towards else None
    if over:
        comparator, end, start = "greaterThan", over.end(), quantity.start - 1
    return replace(
        quantity, start=start, end=end, comparator=comparator,
        pre=pre[0] if pre else "向" if towards else "", post=after[0] if after else "",
    )  # fmt: skip


def _comparator(
    text: str, quantity: Quantity, pre: re.Match[str] | None, after: re.Match[str] | None
) -> str:
    if after:
        return AFTER[after[0]]
    if pre:
        return str(pre.lastgroup)
    return quantity.comparator


# 高于全国0.4个百分点 says how far, not how much at least.
_DISTANCE = re.compile(r"(?:高于|低于|多于|优于|好于|快于).")
