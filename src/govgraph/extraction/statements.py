"""From a sentence to its quantified statements: which numbers count, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from govgraph.extraction import grammar, indicators, units
from govgraph.extraction.grammar import Motion, Production
from govgraph.extraction.indicators import Phrase
from govgraph.extraction.lexicon import Lexicon
from govgraph.extraction.quantities import CNY, COUNT, Quantity, scan

MOST_VALUES = 120  # a sentence with more numbers is a table run together, and no sentence
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
class _Reading:
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


def read(sentence: str, lexicon: Lexicon) -> list[Statement]:
    """Return the statements of a normalised sentence from left to right."""
    counted = _counted(sentence)
    if len(counted) > MOST_VALUES:
        return []
    quantities = [q for q in counted if _is_value(sentence, q)]
    readings = list(_readings(sentence, quantities))
    found: list[Statement] = []
    for index, _reading in enumerate(readings):
        if _says_which(sentence, readings, index) or _names_list(sentence, readings, index):
            continue
        found.extend(_statements(sentence, readings, index, found, lexicon))
    return found


_GREAT = re.compile(
    r"([一二两三四五六七八九十]{1,2})大(?=[“]?(?:[\d一二三四五六七八九十百千]+)?[百千万]?亿(?:元?级|[^,;。\d]{0,8}(?:产业|集群|园区)))"
)


def _counted(sentence: str) -> list[Quantity]:
    """Return the quantities with the counts of 六大千亿级 added."""
    found = scan(sentence)
    for match in _GREAT.finditer(sentence):
        from govgraph.extraction.numerals import parse

        value = parse(match[1])
        if value is not None:
            found.append(Quantity(match.start(), match.start(), match.end(), value, COUNT, form="great",
                                  chinese=True, raw=value))  # fmt: skip
    return sorted(found, key=lambda q: q.number)


# --- which numbers are values -----------------------------------------------------------------

_DURATION_OF = re.compile(
    r"寿命|年限|时间|时限|时长|期限|天数|优良天|工期|周期|用时|办结|压缩|缩短|压减|停电|时效|车程|审批|办理|学时|开办|通关"
)
_ABSTRACT = re.compile(
    r"^(?:方面|层次|维度|环节|阶段|时期|坚持|问题|关键|确保|着力|意识|自信|维护|确立|务必|全面|文明|重要|统筹|结合|统一|转变|"
    r"突破|提升|到位|不动摇|一批|必须|毫不|更加|关系|原则|特点|重大|难题|故事|人|好|新|大|精神|字|季度|时代|世纪|层面|领域|步骤|角度|部分|"
    r"部门|工作日|小时|五年|百年|星期|礼拜|先|优先|最|聚焦|面向|围绕|加快|不|没|倍增|体系|抓手|主题|出新|办法|梯队|更|健全|同步|努力|抓|强化|整治|"
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
    r"^(?:[“]|生活圈|经济圈|交通圈|都市圈|通勤圈|便民圈|大道|路|街|国道|省道|热线|工程|模式|会议室|航班)"
)


_ARRIVES = re.compile(r"(?:迈上|跃上|跨上|站上|登上|达到|达|冲刺|迈向)$")


def _is_value(sentence: str, quantity: Quantity) -> bool:
    """Tell whether a number states a value; names, slogans, periods and idioms do not."""
    before = sentence[max(0, quantity.number - 24) : quantity.number]
    after = sentence[quantity.end : quantity.end + 16]
    code = quantity.code
    if _inside_name(sentence, quantity):
        return False
    if code in units.DURATION:
        return bool(_DURATION_OF.search(before)) and not _NAMED_AFTER.match(after)
    if quantity.unit is None and before.endswith("个"):
        return False
    if (
        quantity.bare
        and quantity.form == "plain"
        and not (quantity.pre or quantity.post or _ARRIVES.search(before))
    ):
        return _named_scale(sentence, quantity) is not None
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
    return not _NAMED_AFTER.match(after) or code in ("percent", "percentagePoint")


_PLANT = re.compile(
    r"(?:级)?[^,;。、\d的]{0,12}(?:项目|工程|生产线|机组|装置|泊位|码头|电站(?!装机))"
)


def _is_count(quantity: Quantity, before: str, after: str) -> bool:
    noun = after.lstrip("的")
    if quantity.form == "great":
        return True
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
            return not re.match(
                r"(?:重点|重大)?\S{0,6}(?:工程|行动|战略|攻坚|平台|方面|任务|园区|片区|板块|基地|中心|集群|产业|领域)",
                noun,
            )
    return not re.match(
        r"(?:方面|层次|维度|环节|阶段|百分点|百年|季度|月|坚持|时期|字|着力|意识|重要)", noun
    )


def _inside_name(sentence: str, quantity: Quantity) -> bool:
    """Tell whether the number stands in a quoted name without a scale: “四个出新出彩”."""
    opened = sentence.rfind("“", max(0, quantity.number - 20), quantity.number)
    if opened < 0 or "”" in sentence[opened : quantity.number]:
        return False
    close = sentence.find("”", quantity.number, quantity.number + 24)
    if close >= 0 and sentence[quantity.number - 1] == "个" and quantity.form == "double":
        return True
    if close < 0 or quantity.form in ("grade", "great", "double", "digits") or quantity.scaled:
        return False
    inside = sentence[opened + 1 : close]
    if quantity.code in ("percent", "CNY", "percentagePoint") and quantity.number > opened + 2:
        return False
    return len(inside) <= 12


# --- the scale of a cluster, and thresholds -----------------------------------------------------

_SCALED = r"(?:产业集群|集群|产业链|产业|园区|产业园|板块|赛道)"
_SCALE_NOUN = re.compile(rf"^(?:的|”|“)?(?:[^,;。、：:\d“”]{{0,12}}?){_SCALED}")
_NO_NAME = re.compile(r"发展|用于|支持|推动|建设|打造|投入|培育|投资|基金|资金|增长|扶持|企业|奖励")
_GRADED_NOUN = re.compile(
    r"^[”]?的?[^,;。:\d]{0,40}?(?:集群|产业|园区|项目|产业链|产业园|板块|赛道|基地|平台|产业带|走廊)"
)
_NOT_GRADED = re.compile(
    r"^[”]?的?(?:市值|企业|龙头|领军|头部|链主|规模企业|单体|镇|村|街道|商圈|税收|强)"
)


def _named_scale(sentence: str, quantity: Quantity) -> Quantity | None:
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


_WHICH = re.compile(
    r"^(?:的|”)?[^,;。:、\d“”]{0,14}?(?:项目|企业|工程|村|镇|乡|社区|景区|单位|家庭|农户|大户|人口(?=\d)|主体|产品|品牌|订单|设备|建筑|住宅|小区|电站|"
    r"机组|泊位|码头|河流|水库|道路|楼宇|商圈|公司|街道|乡镇|县|城市|基地|农场|合作社|养殖场|灌区|商户|客商|大项目|好项目|老人|老年人|儿童|人群|困难|仪器|锅炉|合同|专业村|强镇|强村|强县|园区|集群|平台)"
)
_SOME = re.compile(r"(?:一批|若干|更多|多个|一些|各类|所有|单体|单个)[^,;。、]{0,12}$")
_MONEY_NOUN = re.compile(
    r"的?(?:投资|规模|产值|税收|营收|收入|产能|贷款|资金|销售|融资|授信|债|市值|总量|体量|支出|消费)"
)
_COUNT_NEXT = re.compile(
    r"^(?:的|”)?(?:约|近|超|超过)?[\d一二两三四五六七八九十百]+(?:多|余)?[个家项件座宗处]"
)


def _says_which(sentence: str, readings: list[_Reading], index: int) -> bool:
    """Tell whether a number is a threshold that only says which things are counted."""
    quantity = readings[index].quantity
    if quantity.code in ("count", "percentagePoint", "times", "rank") or quantity.form not in (
        "plain",
        "grade",
    ):
        return False
    after = sentence[quantity.end : quantity.end + 24]
    if quantity.form == "grade":
        return _grade_says_which(sentence, readings, index, after)
    if quantity.code == "percent" and not re.match(
        r"(?:的|及以上)[^,;。]{0,6}(?:企业|村|镇|县|项目|家庭)", after
    ):
        return False
    if _COUNT_NEXT.match(after):
        loose = quantity.post or quantity.pre
        portfolio = re.search(
            r"总投资|年度投资|计划投资|投资额|投资总额|营业收入|营收|产值",
            readings[index].subject.text + readings[index].between,
        )
        return (
            bool(loose)
            and not portfolio
            and not after.startswith("的")
            and not _elided_cluster(sentence, quantity)
        )
    if re.match(r"(?:的|”)?[^,;。、\d]{0,14}?(?:集群|产业链|产业园)", after) and quantity.code in (
        "CNY",
        "",
    ):
        return False
    if (
        quantity.bare
        and quantity.post
        and re.match(r"[\u4e00-\u9fff]", after)
        and not _MONEY_NOUN.match(after)
    ):
        return True
    if not _WHICH.match(after):
        return False
    if quantity.bare or quantity.post:
        return True
    counted = _has_count(sentence, readings, index)
    if quantity.pre:
        return (
            counted
            or bool(_SOME.search(sentence[max(0, quantity.start - 16) : quantity.start]))
            or quantity.chinese
        )
    return (
        counted
        and not after.startswith("的")
        and quantity.code in units.MONEY
        and not readings[index].subject
    )


def _names_list(sentence: str, readings: list[_Reading], index: int) -> bool:
    """Tell whether a ranking only names the list that counted things enter: 两个镇进入百强镇."""
    quantity = readings[index].quantity
    if quantity.code != "rank":
        return False
    for other in readings[max(0, index - LONGEST_LIST) : index]:
        between = sentence[other.quantity.end : quantity.start]
        if other.quantity.code in ("count", "household") and not re.search(r"[,;。、]", between):
            return True
    return bool(re.match(r"(?:企业|强?[镇县村市区]?)\d", sentence[quantity.end : quantity.end + 6]))


def _elided_cluster(sentence: str, quantity: Quantity) -> bool:
    return "集群" in sentence[max(0, quantity.start - 60) : quantity.start]


def _grade_says_which(sentence: str, readings: list[_Reading], index: int, after: str) -> bool:
    if _NOT_GRADED.match(after) or not _GRADED_NOUN.match(after):
        return True
    clause = sentence[max(0, readings[index].quantity.start - 50) : readings[index].quantity.start]
    parted = "其中" in clause and "项目" in after[:4]
    return parted and _has_count(sentence, readings, index)


def _has_count(sentence: str, readings: list[_Reading], index: int) -> bool:
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


# --- reading ------------------------------------------------------------------------------------


def _readings(sentence: str, quantities: list[Quantity]) -> Iterator[_Reading]:
    floor = head = 0
    for index, quantity in enumerate(quantities):
        named = _named_scale(sentence, quantity) if quantity.form == "plain" else None
        quantity = named or quantity
        start = indicators.clause_start(sentence, quantity.start, floor)
        left = sentence[start : quantity.start]
        continued = floor > 0 and not sentence[floor : quantity.start].strip("、和及与,")
        head = head if continued else index
        moved = grammar.motion(left, quantity.code)
        words = indicators.subject(sentence, start, start + moved.start)
        noun = _noun(sentence, quantities, index)
        yield _Reading(quantity, floor, moved, words, noun, left, continued, head)
        floor = quantity.end


_GRADED_WORDS = re.compile(
    r"[^,;。、：:和与及的”“\d级个]{0,10}(?:集群|产业链|产业园|产业|园区|项目|赛道|板块|基地|平台)"
)
_PORTFOLIO = re.compile(r"、[^,;。、]{2,20}?的(?P<noun>[^,;。、\d]{1,16})")


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


def _noun(sentence: str, quantities: list[Quantity], index: int) -> Phrase:
    """Return the noun after a count or a scale; a threshold between the two is stepped over."""
    quantity = quantities[index]
    if quantity.form in ("grade", "great"):
        found = _GRADED_WORDS.search(sentence, quantity.end, min(len(sentence), quantity.end + 45))
        if found:
            return Phrase(found.start(), found.end(), found[0])
    following = quantities[index + 1] if index + 1 < len(quantities) else None
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
    if not noun and quantity.code == "count" and sentence.startswith("、", quantity.end):
        portfolio = _PORTFOLIO.match(sentence, quantity.end)
        if portfolio and portfolio.start("noun") > following.end - 1:
            return Phrase(portfolio.start("noun"), portfolio.end("noun"), portfolio["noun"])
    return noun


def _statements(
    sentence: str, readings: list[_Reading], index: int, found: list[Statement], lexicon: Lexicon
) -> Iterator[Statement]:
    reading = readings[index]
    quantity = _with_unit(reading)
    previous = found[-1] if found and _same_breath(sentence, found[-1], quantity) else None
    moved = _inherited_motion(reading, previous, quantity)
    production, factor = grammar.parse(quantity, moved, sentence[quantity.end : quantity.end + 8])
    comparator = _spread(sentence, readings, index)
    for words in _subjects(sentence, readings, index, found, previous, lexicon):
        yield _statement(
            sentence, reading, quantity, production, factor, comparator, words, lexicon
        )
    return


def _statement(
    sentence: str, reading: _Reading, quantity: Quantity, production: Production, factor: Decimal,
    comparator: str, words: Phrase, lexicon: Lexicon,
) -> Statement:  # fmt: skip
    code = production.unit.code if production.unit else quantity.code
    start, end = _span(sentence, reading, quantity, words)
    label, evidence = _label(sentence, reading, words, production.measure, code, lexicon)
    text = words.text
    if production.name == "amount-decrease":
        verb = sentence[
            reading.quantity.start
            - len(reading.between)
            + reading.moved.start : reading.quantity.start
        ]
        text = (text + verb).strip("、,:“”")[:30] if text else verb + reading.noun.text
    concept = lexicon.concept(label, production.measure, code) if label else None
    return Statement(
        start, end, quantity, production, factor, comparator, code, text, label, concept, evidence
    )


def _label(
    sentence: str, reading: _Reading, words: Phrase, measure: str, unit: str, lexicon: Lexicon
) -> tuple[str, str]:
    """Return the vocabulary's label for the words, and what else speaks for a statement."""
    candidates = [lexicon.ending(words.text, len(words.text))]
    if reading.quantity.code in ("count", "person", "household", "人次", ""):
        joined = reading.subject.text + reading.noun.text
        candidates += [
            lexicon.ending(reading.noun.text, len(reading.noun.text)),
            lexicon.within(joined),
        ]
        verb = (
            sentence[max(0, reading.quantity.start - 6) : reading.quantity.start]
            + reading.noun.text
        )
        candidates.append(lexicon.within(verb))
    known = [c for c in candidates if c]
    scale = reading.quantity.form in ("grade", "named", "great")
    known = [c for c in known if scale or not re.fullmatch(r"[\d百千万亿]+级?", c)]
    fitting = [c for c in known if lexicon.concept(c, measure, unit)]
    if fitting:
        return max(fitting, key=len), "label"
    return (known[0], "label") if known else ("", "")


_MONEY_WORDS = re.compile(
    r"产值|生产总值|GDP|投资|营收|收入|规模|销售|税|额|贷款|存款|总量|经济|集群|产业|财政|预算|资产|贸易|进出口|出口|成交|交易|融资|债|市值|千亿|收支"
)


def _with_unit(reading: _Reading) -> Quantity:
    """Settle the unit of a number that has none, and households of firms."""
    quantity = reading.quantity
    words = reading.between + reading.noun.text
    if quantity.unit is not None and quantity.unit.word == "人口" and not reading.subject:
        return replace(quantity, unit=units.UNITS["人"])
    if quantity.unit is None:
        if _MONEY_WORDS.search(reading.between) or (quantity.value >= 10**10 and not reading.noun):
            return replace(quantity, unit=CNY)
        if _MONEY_WORDS.search(reading.noun.text[:8]):
            return replace(quantity, unit=CNY)
        code = (
            "person" if re.search(r"人口|游客|群众|居民|就业|学生|老年人|旅客", words) else "count"
        )
        return replace(quantity, unit=units.Unit("", code))
    if quantity.code == "household" and re.search(
        r"企业|主体|商户|工商|法人|单位|公司|个体", words
    ):
        return replace(quantity, unit=units.Unit("户", "count"))
    return quantity


def _same_breath(sentence: str, last: Statement, quantity: Quantity) -> bool:
    return "。" not in sentence[last.quantity.end : quantity.start]


_RATE_LIKE = ("growthRate", "reductionRate")


def _inherited_motion(reading: _Reading, previous: Statement | None, quantity: Quantity) -> Motion:
    """Take over the verb of the previous value: `增长6.5%以上,力争达到7%`, `6.2%、19.3%`."""
    moved = reading.moved
    if moved.name or previous is None or reading.subject:
        return moved
    if (
        quantity.code == "percent"
        and previous.production.measure in _RATE_LIKE
        and previous.unit == "percent"
    ):
        name = "rise" if previous.production.measure == "growthRate" else "fall"
        return Motion(name, False, moved.start)
    return moved


def _spread(sentence: str, readings: list[_Reading], index: int) -> str:
    """Return the comparator, spread over a list by 分别 and 均, or from before its first item."""
    quantity = readings[index].quantity
    if quantity.comparator != "point" or quantity.pre or quantity.post or quantity.form == "part":
        return quantity.comparator
    for later in _list_after(readings, index):
        if (
            _is_spread(sentence, readings, index)
            and later.quantity.post
            and later.quantity.code == quantity.code
        ):
            return later.quantity.comparator
    earlier = _first_of_list(sentence, readings, index)
    if earlier is not None and earlier.quantity.pre and earlier.quantity.code == quantity.code:
        if earlier.quantity.comparator in (
            "atLeast",
            "greaterThan",
            "atMost",
            "lessThan",
            "approximately",
        ):
            return earlier.quantity.comparator
    return quantity.comparator


_SPREADS = re.compile(r"分别|均|双双|都")


def _is_spread(sentence: str, readings: list[_Reading], index: int) -> bool:
    return bool(_SPREADS.search(readings[readings[index].head].between[-16:]))


def _list_after(readings: list[_Reading], index: int) -> Iterator[_Reading]:
    for later in islice(readings, index + 1, index + LONGEST_LIST):
        if not later.continued:
            return
        yield later


def _first_of_list(sentence: str, readings: list[_Reading], index: int) -> _Reading | None:
    """Return the first item of the list `…不少于15个…、6个…` that this one goes on."""
    at = index
    while at > max(0, index - LONGEST_LIST):
        between = sentence[readings[at - 1].quantity.end : readings[at].quantity.start]
        if not re.fullmatch(r"(?:[^,;。、\d]{0,14}[、和])", between) and not readings[at].continued:
            break
        at -= 1
    return readings[at] if at < index else None


def _subjects(
    sentence: str, readings: list[_Reading], index: int, found: list[Statement],
    previous: Statement | None, lexicon: Lexicon,
) -> list[Phrase]:  # fmt: skip
    """Return what the value is about: one phrase, or one for each indicator it is spread over."""
    reading = readings[index]
    quantity = reading.quantity
    head = reading.head
    leader = readings[head]
    counted = quantity.code in ("count", "person", "household")
    if counted and (reading.noun or reading.between == "的"):
        return [_counted_words(sentence, reading, previous)]
    if quantity.form in ("grade", "named", "great") and reading.noun:
        return [reading.noun]
    spread_rank = quantity.code == "rank" and _SPREADS.search(reading.between)
    if (
        not leader.subject
        and "分别" in leader.between
        and (paired := _paired(readings, index, found))
    ):
        return [paired]
    if leader.subject and (quantity.form in ("plain", "double", "digits") or spread_rank):
        members = _members(sentence, leader, lexicon)
        if len(members) > 1:
            if (
                "分别" in leader.between
                or head != index
                or (index + 1 < len(readings) and readings[index + 1].continued)
            ):
                values = 1 + sum(1 for _ in _list_after(readings, head))
                if values > 1:
                    return [members[min(index - head, len(members) - 1)]]
            return members
    if (
        reading.continued
        and leader is not reading
        and leader.subject
        and quantity.code == leader.quantity.code
    ):
        return [leader.subject]
    named = _unplaced(reading.subject) if quantity.code == "rank" else reading.subject
    if named:
        return [named]
    if _is_scale_of(sentence, quantity) and (scale := _last_money(found)):
        return [Phrase(quantity.start, quantity.start, scale)]
    if reading.noun and _noun_names(quantity, reading):
        return [reading.noun]
    return [_carried(sentence, reading, found, previous, lexicon)]


_PLACED = re.compile(
    r"(?:进入|跻身|挺进|迈入|迈进|进军|冲刺|前进|重返|闯入|入围|入选|达到|跃居|跃升|升至|升到|登上|力争|加速|继续|保持|稳居|位居|位列|位于|名列|"
    r"排名?|居|列|位|在|至|到|向|均|都|全[国省市区县球]|同类\S{0,6}|世界|周边|所有|副省级城市|中)+$"
)


def _unplaced(words: Phrase) -> Phrase:
    """Return the words before the verb of a ranking: 综合实力|进入全省."""
    found = _PLACED.search(words.text)
    text = words.text[: found.start()] if found else words.text
    return Phrase(words.start, words.start + len(text), text)


def _paired(readings: list[_Reading], index: int, found: list[Statement]) -> Phrase | None:
    """Return the indicator that a value after 分别 belongs to, in the order of those before."""
    head = readings[index].head
    values = 1 + sum(1 for _ in _list_after(readings, head))
    at = readings[index].quantity.start
    before = [
        s for s in found[-2 * LONGEST_LIST :] if s.end <= readings[head].quantity.start and s.words
    ]
    if values < 2 or len(before) < values:
        return None
    return Phrase(at, at, before[index - head - values].words)


def _last_money(found: list[Statement]) -> str:
    return next((s.words for s in found[:-LONGEST_LIST:-1] if s.unit == "CNY"), "")


def _is_scale_of(sentence: str, quantity: Quantity) -> bool:
    return quantity.code == "CNY" and bool(quantity.pre) and sentence.startswith("的", quantity.end)


def _noun_names(quantity: Quantity, reading: _Reading) -> bool:
    return quantity.form in ("grade", "named", "great") or quantity.code not in (
        "percent",
        "percentagePoint",
        "times",
        "rank",
    )


_NOUN_BEFORE = re.compile(r"([\u4e00-\u9fff]{0,10}(?:集群|项目|企业|园区|基地))")


def _counted_words(sentence: str, reading: _Reading, previous: Statement | None) -> Phrase:
    if reading.noun:
        return reading.noun
    if reading.subject:
        return reading.subject
    at = reading.quantity.start
    if reading.between == "的" and (named := _NOUN_BEFORE.search(sentence[:at])):
        return Phrase(at, at, named[1])
    return Phrase(at, at, previous.words if previous else "")


def _carried(
    sentence: str,
    reading: _Reading,
    found: list[Statement],
    previous: Statement | None,
    lexicon: Lexicon,
) -> Phrase:
    """Return the subject of a clause that names none: the last one said."""
    at = reading.quantity.start
    if reading.quantity.code != "rank":
        previous = next((s for s in found[:-LONGEST_LIST:-1] if s.unit != "rank"), previous)
    if previous is not None and previous.words:
        return Phrase(at, at, previous.words)
    before = sentence[max(0, at - 60) : at]
    before = before[: len(before) - len(reading.between)]
    label = lexicon.within(before)
    if label:
        return Phrase(at, at, label)
    clause = re.findall(r"[^,;。:“”、]{2,20}", before)
    words = indicators.subject(clause[-1], 0, len(clause[-1])).text if clause else ""
    return Phrase(at, at, words)


_INDICATOR_LIKE = re.compile(
    r"(?:率|比重|占比|强度|产值|增加值|收入|投资|总额|总量|规模|面积|产量|人口|数|量|额|值|税收|出口|进口|零售业|批发业|业|消费|支出|贷款|存款|余额|总值|GDP|指数|业务|利润|外资|项目|农业|经济|能耗|排放|浓度|餐饮|住宿|旅游|游客|价格|产业|制造|主体)$"
)


def _members(sentence: str, leader: _Reading, lexicon: Lexicon) -> list[Phrase]:
    """Return the indicators that share one value: `A、B均增长12%`, `A和B翻一番`."""
    start, end = leader.subject.start, leader.subject.end
    floor = indicators.list_start(sentence, start, leader.floor)
    begin = _list_start(sentence, leader, floor, start)
    protected = lexicon.ending(sentence, end)
    members = indicators.conjuncts(sentence, begin, end, protected)
    if len(members) < 2:
        return [leader.subject]
    first = indicators.subject(sentence, members[0].start, members[0].end)
    members = [first or members[0], *members[1:]]
    if _SPREADS.search(leader.between[-14:]):
        return members
    if all(lexicon.ending(m.text, len(m.text)) or _INDICATOR_LIKE.search(m.text) for m in members):
        if (
            all(lexicon.ending(m.text, len(m.text)) for m in members)
            or leader.quantity.form == "double"
        ):
            return members
    return [leader.subject]


def _list_start(sentence: str, leader: _Reading, floor: int, start: int) -> int:
    """Return where a list of indicators that ends in the leader's subject begins."""
    begin = start
    while begin > floor and sentence[begin - 1] in "、和与及":
        stop = max(sentence.rfind(mark, floor, begin - 1) for mark in "、和与及")
        begin = max(stop + 1, floor)
    return begin


def _tail_span(sentence: str, reading: _Reading, quantity: Quantity) -> tuple[int, int]:
    """Return the stretch of a later item of a list: its value, and its noun where it counts."""
    counted = quantity.code in ("count", "person", "household")
    return quantity.start, max(
        quantity.end, reading.noun.end
    ) if counted and reading.noun else quantity.end


def _span(sentence: str, reading: _Reading, quantity: Quantity, words: Phrase) -> tuple[int, int]:
    """Return the stretch of value, comparator and adjoining indicator."""
    start, end = quantity.start, quantity.end
    if reading.continued:
        return _tail_span(sentence, reading, quantity)
    between = sentence[words.end : start] if words.text and words.end <= start else None
    if (
        between is not None
        and words.start < words.end
        and len(between) <= 12
        and not re.search(r"[,;。、]", between)
    ):
        start = words.start
    elif reading.moved.name and not words.start < words.end <= start:
        start = start - len(reading.between) + reading.moved.start
        start = min(start, quantity.start)
    counted = quantity.code in ("count", "person", "household", "人次") or quantity.form == "named"
    if quantity.form in ("grade", "great"):
        start, end = _graded_span(sentence, quantity)
    elif (
        counted
        and reading.noun
        and not re.search(r"[,;。、\d]", sentence[quantity.end : reading.noun.end])
    ):
        end = max(end, reading.noun.end)
    while start < quantity.start and sentence[start] in "、,;:和及与 ":
        start += 1
    return start, end


_GRADED = re.compile(
    r"“?(?:[一二两三四五六七八九十]{1,2}大)?[\d一二两三四五六七八九十百千.-]*[百千万]?亿元?级”?"
)


def _graded_span(sentence: str, quantity: Quantity) -> tuple[int, int]:
    """Return the stretch of 六大千亿级 with its quotation marks, which holds count and scale."""
    for match in _GRADED.finditer(sentence, max(0, quantity.start - 4)):
        if match.start() <= quantity.start < match.end():
            return match.start(), max(match.end(), quantity.end)
    return quantity.start, quantity.end
