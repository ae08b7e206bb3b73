"""Which numbers state a value: names, slogans, dates, idioms and building sites do not."""

from __future__ import annotations

import re
from dataclasses import replace

from govgraph.extraction import units
from govgraph.extraction.numerals import parse
from govgraph.extraction.quantities import scan
from govgraph.extraction.quantity import CNY, COUNT, Quantity

_GREAT = re.compile(
    r"([一二两三四五六七八九十]{1,2})大(?=[“]?(?:[\d一二三四五六七八九十百千]+)?[百千万]?亿(?:元?级|[^,;。\d]{0,8}(?:产业|集群|园区)))"
)


# 总投资:52000 in a list whose head says 单位:万元
_LABELLED = re.compile(
    r"(?:投资|资金|产值|金额|总额|预算|规模|收入|支出)额?:(?P<number>\d[\d,]*(?:\.\d+)?)(?=[,;。、]|$)"
)


def labelled(sentence: str, unit: str) -> list[Quantity]:
    """Return the numbers after a label, in the unit that the head of their list gives."""
    found = []
    for match in _LABELLED.finditer(sentence):
        for quantity in scan(match["number"] + unit):
            start = match.start("number")
            found.append(replace(quantity, start=start, number=start, end=match.end()))
    return found


def counted(sentence: str, unit: str = "") -> list[Quantity]:
    """Return the quantities with the counts of 六大千亿级 and the labelled numbers added."""
    found = scan(sentence)
    if unit:
        found += labelled(sentence, unit)
    for match in _GREAT.finditer(sentence):
        value = parse(match[1])
        if value is not None:
            found.append(Quantity(match.start(), match.start(), match.end(), value, COUNT, form="great",
                                  chinese=True, raw=value))  # fmt: skip
    return sorted(found, key=lambda q: q.number)


_DURATION_OF = re.compile(
    r"寿命|年限|时间|时限|时长|期限|天数|优良天|工期|周期|用时|办结|压缩|缩短|压减|停电|时效|车程|审批|办理|学时|开办|通关|库存|减免|缓缴|延长|保供|每[周月]\S{0,6}(?:下乡|驻村|走访|调研|坐班)"
)


_ABSTRACT = re.compile(
    r"^(?:方面|层次|维度|环节|阶段|时期|坚持|问题|关键|确保|着力|意识|自信|维护|确立|务必|全面|文明|重要|统筹|结合|统一|转变|"
    r"突破|提升|到位|不动摇|一批|必须|毫不|更加|关系|原则|特点|重大|难题|故事|人|好|新|大|精神|字|季度|时代|世纪|层面|领域|步骤|角度|部分|"
    r"部门|工作日|小时|五年|百年|星期|礼拜|先|优先|最|增速|增幅|聚焦|面向|围绕|加快|不|没|倍增|体系|抓手|主题|出新|办法|梯队|更|健全|同步|努力|抓|强化|整治|"
    r"行动|计划|理念|精准|深化|专项|攻坚|革命)"
)


_ONE = re.compile(
    r"(?:新增|新建|建成|引进|培育|创建|创成|落户|落地|新引进|新创|新设|新开工|获批|新认定|建设)$"
)


_SMALL_NAME = re.compile(
    r"^(?:工程|行动|计划|战略|任务|举措|措施|攻坚|机制|制度|政策|改革|抓手|工作)"
)


_SITED = re.compile(r"(?:将|把)[^,;。]{2,30}$")


_MADE = re.compile(r"^[^,;。]{0,4}(?:打造|建设|建)(?:成|为)")


_NAMED_AFTER = re.compile(
    r"^(?:“(?=[^”]{0,8}[\d一二三四五六七八九十])|生活圈|经济圈|交通圈|都市圈|通勤圈|便民圈|大道|路|街|国道|省道|覆盖|半径|范围|见方|热线|工程|模式|会议室|航班)"
)


_ARRIVES = re.compile(r"(?:增加|新增|净增|迈上|跃上|跨上|站上|登上|达到|达|冲刺|迈向)$")


def _is_timed(quantity: Quantity, before: str, after: str) -> bool:
    """Tell whether so many days are a value: 办理时限压缩至3天, 24小时内办结, not 连续三年."""
    if before.endswith("连续") or _NAMED_AFTER.match(after):
        return False
    served = quantity.post in ("内", "以内", "之内") and SERVED.match(after)
    return bool(served or _DURATION_OF.search(before))


def is_value(sentence: str, quantity: Quantity) -> bool:
    """Tell whether a number states a value; names, slogans, periods and idioms do not."""
    before = sentence[max(0, quantity.number - 24) : quantity.number]
    after = sentence[quantity.end : quantity.end + 16]
    code = quantity.code
    if _inside_name(sentence, quantity):
        return False
    if quantity.form in ("rise", "drop", "index"):
        return True
    if quantity.form == "double" and before.endswith("个"):
        return False
    if code == "year" and quantity.post in ("以上", "以下", "及以上") and _OF_AGE.match(after):
        return False  # 3岁以下婴幼儿
    if code in units.DURATION:
        return _is_timed(quantity, before, after)
    if quantity.unit is None and before.endswith("个") and not named_scale(sentence, quantity):
        return False
    if (
        quantity.bare
        and quantity.form == "plain"
        and not (quantity.pre or quantity.post or _ARRIVES.search(before))
    ):
        return named_scale(sentence, quantity) is not None
    if code == "count" and _sums_up(sentence, quantity):
        return False
    if code in ("count", "person", "household", "") and not _is_count(quantity, before, after):
        return False
    if code in ("tonne", "kilowatt", "cubicMetre", "kilowattHour", "兆伏安") and _PLANT.match(
        sentence, quantity.end
    ):
        return (
            bool(re.search(r"(?:新增|装机|总|达到?|完成)$", before)) and "年产" not in before[-3:]
        )
    if code in ("squareKilometre", "squareMetre", "mu", "hectare"):
        return not (_SITED.search(before) and _MADE.match(after))
    named = _NAMED_AFTER.match(after) or (quantity.chinese and after.startswith("“"))
    return not named or code in ("percent", "percentagePoint")


_MEMBERS = re.compile(r"[\u4e00-\u9fff]{1,10}(?:(?:[、和与及]|以及)[\u4e00-\u9fff]{1,10}){1,8}$")


def _sums_up(sentence: str, quantity: Quantity) -> bool:
    """Tell whether a count only sums up the names before it: 光伏、锂电和煤化工三条产业链."""
    if not quantity.chinese or not 2 <= quantity.raw <= 9 or quantity.pre or quantity.post:
        return False
    if not re.match(r"[\u4e00-\u9fff]{2}", sentence[quantity.end : quantity.end + 2]):
        return False
    if _SCALE_NEXT.match(sentence, quantity.end):
        return False
    listed = _MEMBERS.search(sentence[max(0, quantity.start - 60) : quantity.start])
    if listed is None:
        return False
    return 1 + len(re.findall(r"以及|[、和与及]", listed[0])) == quantity.raw


# 24小时内办结: how soon a thing is done
SERVED = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:响应|办结|到达|送达|反馈|回复|回应|上门|受理|答复|处置|出证)"
)
_OF_AGE = re.compile(r"的?[\u4e00-\u9fff]{2}")
_STEP = re.compile(r"(?:[一二两三四五六七八九十百千万]+亿?元?)?(?:台阶|大关|关口)")
_STEPS = re.compile(r"[两三四2-4]个(?:百亿|千亿|万亿)?(?:台阶|大关|关口)")
_SCALE_NEXT = re.compile(
    r"“?[一二两三四五六七八九\d]*[十百千万]?亿元?(?:级|(?=[\u4e00-\u9fff]{0,8}(?:产业|集群|园区)))"
)
_MOVES = re.compile(r"(?:后退|前移|前进|提升|上升|下降|退后|跃升|进位|晋升|上移|下滑)了?$")
_PLANT = re.compile(
    r"(?:级)?[^,;。、\d的]{0,12}(?:项目|工程|生产线|机组|装置|泊位|码头|电站(?!装机))"
)


def _is_milestone(quantity: Quantity, before: str, noun: str) -> bool:
    """Read 迈上千亿台阶 and 跨越两百亿、三百亿两个台阶."""
    if quantity.unit is not None or not quantity.scaled:
        return False
    passed = quantity.pre or _ARRIVES.search(before)
    return bool(_STEPS.match(noun) or (passed and _STEP.match(noun)))


def _is_count(quantity: Quantity, before: str, after: str) -> bool:
    noun = after.lstrip("的")
    if _is_milestone(quantity, before, noun):
        return True
    if _STEP.match(noun) or (before.endswith("从") and re.match(r"[^,;。\d]{1,10}看,", noun)):
        return False
    if quantity.form == "great":
        return True
    if quantity.value == 1 and re.search(
        r"每(?:[\d一二两三四五六七八九十]{0,3}[天日周月年]|人|名|位|户)[^,;。]{0,8}$", before
    ):
        return False
    if quantity.unit is not None and quantity.unit.word == "位" and _MOVES.search(before):
        return False
    if quantity.chinese and quantity.raw == 1:
        return bool(_ONE.search(before)) and not _ABSTRACT.match(noun)
    if quantity.chinese and quantity.raw < 20:
        if _ABSTRACT.match(noun) or _SMALL_NAME.match(noun):
            return False
        if before.endswith(("“", "第", "这", "那", "每", "上述", "以上")) or "几" in before[-1:]:
            return False
        listed = re.search(r"[^,;。]*、[^,;。、]*$", before)
        if (
            listed
            and not before.endswith("等")
            and not re.search(r"[新增建成引进培育打造]$", before)
        ):
            return bool(_SCALE_NEXT.match(noun)) or not re.match(
                r"(?:重点|重大)?\S{0,6}(?:工程|行动|战略|攻坚|平台|方面|任务|园区|片区|板块|基地|中心|集群|产业|领域)",
                noun,
            )
    return not re.match(
        r"(?:方面|层次|维度|环节|阶段|百分点|百年|季度|月|坚持|时期|字|着力|意识|重要)", noun
    )


LONGEST_SLOGAN = 14


def _inside_name(sentence: str, quantity: Quantity) -> bool:
    """Tell whether the number stands in a quoted name without a scale: “四个出新出彩”."""
    opened = sentence.rfind("“", max(0, quantity.number - 20), quantity.number)
    if opened < 0 or "”" in sentence[opened : quantity.number]:
        return False
    close = sentence.find("”", quantity.number, quantity.number + 24)
    short = 0 <= close - opened <= LONGEST_SLOGAN
    if short and quantity.form == "double" and "、" in sentence[opened:close]:
        return True  # “三年进百强、五年再翻番” is a slogan
    if close >= 0 and sentence[quantity.number - 1] == "个" and quantity.form == "double":
        return True
    if quantity.form == "plain" and quantity.bare and close == quantity.end:
        return True  # “冲刺千亿” is a slogan
    if close < 0 or quantity.form in ("grade", "great", "double", "digits") or quantity.scaled:
        return False
    inside = sentence[opened + 1 : close]
    if quantity.code in ("percent", "CNY", "percentagePoint") and quantity.number > opened + 2:
        return False
    return len(inside) <= 12


_SCALED = r"(?:产业集群|集群|产业链|产业园区?|产业|园区|板块|赛道)(?!基金|引导|投资|资金|贷款|债)"


_SCALE_NOUN = re.compile(
    rf"^(?:的|”|“)?(?:[\u4e00-\u9fff]{{1,6}}[、和][一二三四五六七八九十]?[十百千]?万?亿)?(?:[^,;。、：:\d“”]{{0,12}}?){_SCALED}"
)


_NO_NAME = re.compile(r"发展|用于|支持|推动|建设|打造|投入|培育|投资|基金|资金|增长|扶持|企业|奖励")


def named_scale(sentence: str, quantity: Quantity) -> Quantity | None:
    """Read 百亿食品产业集群 and 千亿产业: the scale of a cluster without 级."""
    if quantity.value < 10**8 or quantity.code not in ("", "CNY") or quantity.post or quantity.pre:
        return None
    noun = _SCALE_NOUN.match(sentence[quantity.end : quantity.end + 20])
    if (
        noun is None
        or _NO_NAME.search(noun[0])
        or re.search(r"投资|投入|资金$", sentence[max(0, quantity.start - 4) : quantity.start])
    ):
        return None
    return replace(quantity, unit=CNY, form="named", comparator="magnitude")
