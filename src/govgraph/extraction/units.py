"""Units as they are written, and what they are in the base units of the annotation guide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling of a unit: its code in the guide and its factor to the base unit."""

    word: str
    code: str
    factor: Decimal = Decimal(1)


_TABLE = """
percent: % 个百分号
percentagePoint: 个百分点 百分点
CNY: 元 元人民币 块钱
USD: 美元
count: 个 家 项 件 所 座 处 台 套 台套 台/套 台(套) 辆 艘 架 间 栋 幢 宗 例 株 棵 部 支 门 对 头 头只 头(只) 只 羽 场 场次 次 条 张 幅 块 把 盏
  根 口 眼 孔 道 款 枚 篇 册 本 份 期 片 组 批次 期 尾 匹 列 趟 班次 单 笔 起 种 班 节 档 颗 个标段 家次 桩
person: 人 名 位 名学生 人口
household: 户
mu: 亩
hectare: 公顷
squareMetre: 平方米 平米 ㎡ m² m2 平方
squareKilometre: 平方公里 平方千米 km² km2
metre: 米
kilometre: 公里 千米 km
tonne: 吨 吨标准煤 吨标煤 吨油当量
kilogram: 公斤 千克 kg 千克标准煤 公斤标准煤 千克标煤
jin: 斤
cubicMetre: 立方米 方 m³ m3
kilowatt: 千瓦 kW
kilowattHour: 千瓦时 千瓦小时 度 度电 kWh
day: 天 日 个自然日
month: 个月
year: 年 岁 周岁
times: 倍
TEU: 标准箱 标箱 TEU 国际标准箱 个标准箱 个标箱
microgramPerCubicMetre: 微克/立方米 微克每立方米 微克／立方米 μg/m³ ug/m3 μg/m3
perTenThousandPersons: 件/万人 人/万人 个/万人
"""

_SCALED: dict[str, tuple[str, int | Decimal]] = {
    "兆瓦": ("kilowatt", 1000), "MW": ("kilowatt", 1000), "吉瓦": ("kilowatt", 10**6),
    "GW": ("kilowatt", 10**6), "瓦": ("kilowatt", Decimal("0.001")),
    "兆瓦时": ("kilowattHour", 1000), "吉瓦时": ("kilowattHour", 10**6),
    "GWh": ("kilowattHour", 10**6), "MWh": ("kilowattHour", 1000),
    "公担": ("kilogram", 100), "担": ("kilogram", 50), "毫克": ("毫克", 1), "克": ("克", 1),
}  # fmt: skip

# Units the guide has no code for stay as they stand.
_AS_THEY_STAND = """
人次 车次 架次 小时 分钟 工作日 立方米/秒 吨/日 吨/天 立方米/日 立方米/天 升 毫米 厘米 摄氏度 ℃ 分 分贝 海里 载重吨 总吨 重量箱
欧元 港元 港币 日元 英镑 新元 米/秒 公里/小时 人年 节次 学时 课时 户次 人天 ‰ 个机架 标准机架 标准立方米 EFLOPS PFLOPS P Gbps Tbps Mbps 标台 兆伏安 万伏安 千伏安 兆 TB PB GB
"""

# "元/斤", "吨/万元", "度/平方米": a rate keeps its words.
_PER = re.compile(
    r"/(?:[百千万亿]?(?:元|人|户|亩|平方米|平方公里|立方米|公里|吨|千瓦时|度|斤|公斤|天|日|小时|年|月|个|次|秒)){1,2}"
)


def _read(table: str) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    code = ""
    for token in table.split():
        if token.endswith(":"):
            code = token[:-1]
        else:
            units[token] = Unit(token, code)
    return units


UNITS: dict[str, Unit] = _read(_TABLE)
UNITS |= {w: Unit(w, c, Decimal(f)) for w, (c, f) in _SCALED.items()}
UNITS |= {w: Unit(w, w) for w in _AS_THEY_STAND.split()}
UNITS |= {"个" + w: Unit("个" + w, w) for w in ("工作日", "小时")}

_PATTERN = re.compile("|".join(re.escape(w) for w in sorted(UNITS, key=len, reverse=True)))
MONEY = frozenset({"CNY", "USD", "欧元", "港元", "港币", "日元", "英镑"})
DURATION = frozenset({"day", "month", "year", "小时", "分钟", "工作日"})
RATES = frozenset({"percent", "percentagePoint"})


def match(text: str, position: int) -> tuple[Unit, int] | None:
    """Return the unit that begins at a position and where it ends.

    >>> unit, end = match("1742亿元的", 5)
    >>> unit.code, end
    ('CNY', 6)
    """
    found = _PATTERN.match(text, position)
    if found is None:
        return None
    per = _PER.match(text, found.end())
    if per is not None and found[0] + per[0] not in UNITS:
        word = found[0] + per[0]
        return Unit(word, word), per.end()
    following = text[found.end() : found.end() + 1]
    if found[0].isascii() and found[0] != "%" and following.isascii() and following.isalnum():
        return None
    return UNITS[found[0]], found.end()
