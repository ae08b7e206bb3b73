"""Thresholds: numbers that only say which things are counted (过亿元项目300个)."""

from __future__ import annotations

import re

from govgraph.extraction import units
from govgraph.extraction.quantity import Quantity
from govgraph.extraction.readings import LONGEST_LIST, Reading

_GRADED_NOUN = re.compile(
    r"^[”]?的?[^,;。:\d]{0,40}?(?:集群|产业|园区|项目|产业链|产业园|板块|赛道|基地|平台|产业带|走廊|商圈|工业规模|经济规模|产值规模|经济体量|经济总量)"
)


_NOT_GRADED = re.compile(
    r"^[”]?的?(?:市值|企业|龙头|领军|头部|链主|规模企业|单体|镇|村|街道|税收|强)"
)


_WHICH = re.compile(
    r"^(?:的|”)?[^,;。:、\d“”]{0,14}?(?:项目|企业|工程|村|镇|乡|社区|景区|单位|家庭|农户|大户|人口(?=\d)|主体|产品|品牌|订单|设备|建筑|住宅|小区|电站|"
    r"机组|泊位|码头|河流|水库|道路|楼宇|商圈|公司|街道|乡镇|县|城市|基地|农场|合作社|养殖场|灌区|商户|客商|大项目|好项目|老人|老年人|儿童|人群|困难|仪器|锅炉|合同|专业村|强镇|强村|强县|园区|集群|平台)"
)


_SOME = re.compile(r"(?:一批|若干|更多|多个|一些|各类|所有|单体|单个)[^,;。、]{0,12}$")


_MONEY_NOUN = re.compile(
    r"的?(?:投资|规模|产值|税收|营收|收入|产能|贷款|资金|销售|融资|授信|债|市值|总量|体量|支出|消费)"
)


_COUNT_NEXT = re.compile(
    r"^(?:的|”)?(?:约|近|超过?|不[少低]于|至少|达到?|力争)?[\d一二两三四五六七八九十百]+(?:多|余)?[个家项件座宗处]"
)


def _limits(sentence: str, quantity: Quantity, after: str) -> bool:
    """Read 20亿元以上的只有3个 and 对新建50亩以上的茶园: a bound on an elided or a wider thing."""
    elided = _ELIDED_NOUN if quantity.post else _ELIDED_LAST if quantity.pre else None
    if elided and quantity.code in units.MONEY and elided.match(after):
        return True
    if not (quantity.pre or quantity.post):
        return False
    if quantity.form == "plain" and quantity.code != "percent" and _WHICH_LISTED.match(after):
        return True
    if not after.startswith("的"):
        return False
    left = max(0, quantity.start - 20)
    return bool(_APPLIES_TO.search(sentence, left, quantity.start))


def says_which(sentence: str, readings: list[Reading], index: int) -> bool:
    """Tell whether a number is a threshold that only says which things are counted."""
    quantity = readings[index].quantity
    after = sentence[quantity.end : quantity.end + 24]
    if quantity.code == "count":
        return bool(_OUT_OF.match(after))
    if quantity.code in ("percentagePoint", "times", "rank"):
        return False
    if _limits(sentence, quantity, after):
        return True
    if quantity.form == "grade":
        return _grade_says_which(sentence, readings, index, after)
    if quantity.form != "plain":
        return False
    if quantity.code == "percent":
        left = sentence[max(0, quantity.start - 16) : quantity.start]
        unmet = re.search(r"未(?:完成|达到?)[^,;。]*$", left)
        shares = not left[-1:].strip(",;。:、") and not _has_count(sentence, readings, index)
        return (
            bool(_SHARE_WHICH.match(after))
            and bool(quantity.pre or quantity.post or unmet)
            and not (shares and not unmet)
        )
    if quantity.post and quantity.code in units.MONEY and _STATISTIC.match(after):
        return True
    if quantity.pre and _COUNTED_NEXT.match(after):
        return True  # 营业收入超百亿元的市场2个
    if _COUNT_NEXT.match(after):
        return _before_count(sentence, readings[index], after)
    if quantity.code in ("CNY", "") and _CLUSTER_NEXT.match(after):
        return False
    if quantity.bare and quantity.post and _NOUN_NEXT.match(after):
        return True
    return bool(_WHICH.match(after)) and _before_thing(sentence, readings, index, after)


_COUNTED_NEXT = re.compile(
    r"的(?![^\d]{0,12}(?:集群|产业|园区))[\u4e00-\u9fff]{1,12}\d{1,4}[个家户项座](?![\u4e00-\u9fff])"
)
# 投资过亿元、带动力强的工业项目12个
_WHICH_LISTED = re.compile(r"、[^,;。、\d]{2,14}的[^,;。、\d]{1,12}\d{1,5}[个家项户]")
# 500万元以上固定资产投资增长8%: the threshold belongs to the indicator's name.
_STATISTIC = re.compile(
    r"(?:的)?(?:固定资产|工业|项目|产业|城镇)[^,;。、\d]{0,6}投资|(?:的)?工业企业"
)
# 31个行业中,22个…, 在169家高新区中列第3 and 其中十亿元以上的要达到15个
_OUT_OF = re.compile(r"[^,;。、\d]{1,10}之首|[^,;。、\d]{1,16}?中(?=,|[排位]?[名居列]|排|有|第|\d)")
_ELIDED_NOUN = re.compile(
    r"的(?:只有|仅有|才|要|应|须|需|达到?|有|不[少低]于|至少|占|突破|超过?|力争|共){0,3}[\d一二两三四五六七八九十百]"
)
_ELIDED_LAST = re.compile(
    r"的(?:只有|仅有|有)?[\d一二两三四五六七八九十百]{1,4}[个家项件户](?=[,;。、]|$)"
)
_SHARE_WHICH = re.compile(
    r"(?:的|及以上)[^,;。]{0,6}(?:企业|村|镇|县|项目|家庭|单位|部门|地区|街道|乡镇|学校|主体|责任人)"
)
_CLUSTER_NEXT = re.compile(r"(?:的|”)?[^,;。、\d]{0,14}?(?:集群|产业链|产业园)")
_NOUN_NEXT = re.compile(rf"(?!{_MONEY_NOUN.pattern})[\u4e00-\u9fff]")
_PORTFOLIO_WORDS = re.compile(r"总投资|年度投资|计划投资|投资额|投资总额|营业收入|营收|产值")


def _before_count(sentence: str, reading: Reading, after: str) -> bool:
    """Read 亿元以上5个 as a threshold, 总投资超500亿元的20个 as the amount of a portfolio."""
    quantity = reading.quantity
    if not (quantity.post or quantity.pre) or after.startswith("的"):
        return False
    portfolio = _PORTFOLIO_WORDS.search(reading.subject.text + reading.between)
    return not portfolio and not _elided_cluster(sentence, quantity)


_COUNTED_PLACE = re.compile(
    r"(?:的|”)(?:村|镇|乡|社区|家庭|农户|脱贫户|人口|人群|企业|项目)(?![\u4e00-\u9fff])|的村"
)


_APPLIES_TO = re.compile(r"(?:^|[,;。、:])(?:对|凡)[^,;。、]{0,16}$")


def _before_thing(sentence: str, readings: list[Reading], index: int, after: str) -> bool:
    """Read 过亿元项目, 10亿元以上的项目 and 10亿元项目5个 as thresholds."""
    quantity = readings[index].quantity
    if quantity.bare or quantity.post or _COUNTED_PLACE.match(after):
        return True
    counts = _has_count(sentence, readings, index)
    if quantity.pre:
        some = _SOME.search(sentence[max(0, quantity.start - 16) : quantity.start])
        return counts or bool(some) or quantity.chinese
    if quantity.chinese and quantity.scaled and counts:
        return True
    money = quantity.code in units.MONEY and not readings[index].subject
    return counts and money and not after.startswith("的")


def names_list(sentence: str, readings: list[Reading], index: int) -> bool:
    """Tell whether a ranking only names the list that counted things enter: 两个镇进入百强镇."""
    quantity = readings[index].quantity
    if quantity.form != "rank":
        return False
    for other in readings[max(0, index - LONGEST_LIST) : index]:
        between = sentence[other.quantity.end : quantity.start]
        if _OUT_OF.match(sentence, other.quantity.end):
            continue
        if other.quantity.code in ("count", "household") and not re.search(r"[,;。、]", between):
            return True
    return bool(
        re.match(
            r"(?:企业|强?[镇县村市区]?)(?:第|前[\d一二三四五六七八九十]|\d)",
            sentence[quantity.end : quantity.end + 6],
        )
    )


def _elided_cluster(sentence: str, quantity: Quantity) -> bool:
    return "集群" in sentence[max(0, quantity.start - 60) : quantity.start]


_GRADED_LIST = re.compile(
    r"(?:[、和及]|以及)?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?[个大]?“?[\d一二三四五六七八九十百千]{0,5}[百千万]?亿元?级”?"
)


def _grade_says_which(sentence: str, readings: list[Reading], index: int, after: str) -> bool:
    end = readings[index].quantity.end
    listed = _GRADED_LIST.sub("", sentence[end : end + 70])
    if _NOT_GRADED.match(after) or not _GRADED_NOUN.match(listed):
        return True
    clause = sentence[max(0, readings[index].quantity.start - 50) : readings[index].quantity.start]
    parted = "其中" in clause and "项目" in after[:4]
    return parted and _has_count(sentence, readings, index)


def _has_count(sentence: str, readings: list[Reading], index: int) -> bool:
    """Tell whether a count stands in the same clause, on either side."""
    own = readings[index].quantity
    for step in (-1, 1):
        at = index + step
        if 0 <= at < len(readings) and readings[at].quantity.code == "count":
            other = readings[at].quantity
            left, right = sorted((own, other), key=lambda q: q.number)
            if not re.search(r"[,;。、]", sentence[left.end : right.start]):
                return True
    return False
