"""What a value is about: named, listed, paired by 分别, or carried over from before."""

from __future__ import annotations

import re

from govgraph.extraction import indicators, lists, units
from govgraph.extraction.indicators import Phrase
from govgraph.extraction.lexicon import Lexicon
from govgraph.extraction.quantity import Quantity
from govgraph.extraction.readings import LONGEST_LIST, Reading, Statement
from govgraph.extraction.values import SERVED


def subjects_of(
    sentence: str, readings: list[Reading], index: int, found: list[Statement],
    previous: Statement | None, lexicon: Lexicon,
) -> list[Phrase]:  # fmt: skip
    """Return what the value is about: one phrase, or one for each indicator it is spread over."""
    reading = readings[index]
    quantity = reading.quantity
    if counted := _of_count(sentence, reading, found, previous, lexicon):
        return [counted]
    if quantity.form in ("grade", "named", "great") and reading.noun:
        return [reading.noun]
    if after := _noun_of_measure(sentence, reading):
        return [after]
    if listed := lists.members_of(sentence, readings, index, found, lexicon):
        return listed
    named = _unplaced(reading.subject) if quantity.code == "rank" else reading.subject
    if previous and not reading.noun and _PLACES.search(named.text):
        return [_carried(sentence, reading, found, previous, lexicon)]
    if quantity.code == "rank" and _AMONG.fullmatch(reading.between):
        named = Phrase(quantity.start, quantity.start, "")
    if quantity.code == "percent" and (of := _SHARE_OF.match(sentence, quantity.end)):
        if not named or not indicators.LIKE.search(named.text):
            return [Phrase(of.start("noun"), of.end("noun"), of["noun"])]
    generic = indicators.GENERIC.fullmatch(named.text) or (
        previous and _SHARE_OWN.match(named.text)
    )
    if named and not (
        generic and (found or reading.floor or sentence[named.start - 1 : named.start] == ",")
    ):
        return [named]
    if _is_scale_of(sentence, quantity) and (scale := _last_money(found)):
        return [Phrase(quantity.start, quantity.start, scale)]
    if reading.noun and _noun_names(quantity, reading):
        return [reading.noun]
    return [_with_own(_carried(sentence, reading, found, previous, lexicon), reading)]


def _noun_of_measure(sentence: str, reading: Reading) -> Phrase | None:
    """Return what a measure after an owner or before a limit is about: 合作社3200亩玉米."""
    quantity, owner = reading.quantity, reading.subject
    if quantity.code == "percent" and (goal := _GROWTH_GOAL.match(sentence, quantity.end)):
        return Phrase(goal.start("noun"), goal.end("noun"), goal["noun"])
    if quantity.code in units.DURATION and quantity.post:
        if served := SERVED.match(sentence, quantity.end):
            return Phrase(served.start(), served.end(), served[0])
    if quantity.code == "CNY" and (limit := _LIMIT.match(sentence, quantity.end)):
        return Phrase(limit.start(), limit.end(), limit[0])
    if reading.noun and _DONE_TO.search(reading.between) and quantity.code in _MEASURES:
        return reading.noun
    if not reading.noun or owner.end != quantity.start or not _OWNER.search(owner.text):
        return None
    return reading.noun if quantity.code in ("mu", "tonne", "kilometre", "squareMetre") else None


def _of_count(
    sentence: str, reading: Reading, found: list[Statement], previous: Statement | None,
    lexicon: Lexicon,
) -> Phrase | None:  # fmt: skip
    """Return what is counted, or what a bare verb is done to: the noun after the number."""
    quantity, generic = reading.quantity, indicators.GENERIC.fullmatch(reading.subject.text)
    if _counts(quantity) and generic and previous and not reading.noun:
        return _carried(sentence, reading, found, previous, lexicon)
    if quantity.unit is None and quantity.scaled and _PEOPLE.search(reading.noun.text):
        return reading.noun  # 14.3万农村贫困人口
    bare_verb = _BARE_VERB.search(reading.between)
    plain = quantity.unit is None and not quantity.bare
    if reading.noun and _MAKES.search(reading.between) and not _counts(quantity):
        if sentence.startswith("的", quantity.end) and not _is_rate(quantity):
            return reading.noun  # 建设10平方公里的开发区
    spent = quantity.code in units.MONEY and _SPENT.search(reading.between)
    if reading.noun and spent and _FUNDS.search(reading.noun.text):
        return reading.noun
    if reading.noun and (
        (plain and (bare_verb or generic)) or (bare_verb and not _is_rate(quantity))
    ):
        return reading.noun
    if _counts(quantity) and reading.subject and _CAPACITY.search(reading.between):
        return reading.subject
    stage = _BARE_STAGE.fullmatch(reading.subject.text)
    if _counts(quantity) and (reading.noun or stage or reading.between == "的"):
        return _counted_words(sentence, reading, previous, found)
    return None


def _is_rate(quantity: Quantity) -> bool:
    return quantity.code in units.RATES


_OWN_WORDS = re.compile(
    r"占比|总面积|总里程|总长度?|总数|总量|省级|市级|国家级|.*(?:计划|目标任务|目标|任务|预算)|增速|增幅|降幅|涨幅|升幅|(?:新)?(?:开工|投产|竣工|达产|签约|落地|续建|改建|扩建|新建)"
)


def _with_own(carried: Phrase, reading: Reading) -> Phrase:
    """Add what a clause says itself to the subject it takes over: 税收收入 … 占比, 项目 … 竣工."""
    own = reading.subject.text
    if carried and _SHARE_OWN.match(own) and own not in carried.text:
        return Phrase(carried.start, carried.end, (carried.text + own)[:30])
    if not carried or not _OWN_WORDS.fullmatch(own) or own in carried.text:
        return carried
    return Phrase(carried.start, carried.end, (carried.text + own)[:30])


def _counts(quantity: Quantity) -> bool:
    return quantity.code in ("count", "person", "household")


_PLACED = re.compile(
    r"(?:进入|跻身|挺进|迈入|迈进|进军|冲刺|前进|重返|闯入|入围|入选|达到|跃居|跃升|升至|升到|登上|力争|加速|继续|保持|稳居|位居|位列|位于|名列|"
    r"前移|后移|上移|后退|退后|上升|下降|下滑|前进|进位|晋位|晋升|[较比](?:上年|去年|同期|[上一二三四]季度)|由|从|再|又|"
    r"排名?|居|列|位|在|至|到|向|均|都|全[国省市区县球]|各[省市区县]{1,2}|主城区|(?:同类|全部)\S{0,6}|世界|周边|所有|副省级城市|中)+$"
)


def _unplaced(words: Phrase) -> Phrase:
    """Return the words before the verb of a ranking: 综合实力|进入全省."""
    found = _PLACED.search(words.text)
    text = words.text[: found.start()] if found else words.text
    return Phrase(words.start, words.start + len(text), text)


def _last_money(found: list[Statement]) -> str:
    return next((s.words for s in found[:-LONGEST_LIST:-1] if s.unit == "CNY"), "")


def _is_scale_of(sentence: str, quantity: Quantity) -> bool:
    return quantity.code == "CNY" and bool(quantity.pre) and sentence.startswith("的", quantity.end)


def _noun_names(quantity: Quantity, reading: Reading) -> bool:
    return quantity.form in ("grade", "named", "great") or quantity.code not in (
        "percent",
        "percentagePoint",
        "times",
        "rank",
    )


# 在8个区县中排第四: those compared with are no indicator, a contest (综合评价中) is.
_AMONG = re.compile(r"(?![^,;。]*(?:评|考核|排名|排行|测))[^,;。、\d]{1,14}中[排位名居列有]{0,3}")
# 城关、石桥两镇不少于3个: whose they are, not what they are.
_PLACES = re.compile(
    r"(?:[两三四五六七八九十各]|每个?|其他|其余)个?(?:乡镇|县区|街道|园区|部门|单位|[镇县区市村])$"
)
_MAKES = re.compile(
    r"(?:建设|新建|打造|规划|建成|开发|修建|设立|拉开|拉大)(?:一个|一条|一座)?(?:总?面积|总长|全长)?约?$"
)
_SHARE_OWN = re.compile(r"占(?!地|用|道|补)")
_SPENT = re.compile(
    r"(?:安排|统筹|争取|落实|投入|投放|整合|列支|下达|注入|撬动|引导|募集|筹集)[各近超约达过不少于]*$"
)
_FUNDS = re.compile(r"(?:资金|经费|基金|贷款|债券|补助|补贴|社会资本|财力)(?=$|[用支扶])")
# A rate before its noun: 5%左右的经济增长目标.
_GROWTH_GOAL = re.compile(
    r"的(?:年度|全年|年均)?(?P<noun>[\u4e00-\u9fff]{2,10}(?:增长|增速))(?:的)?(?:预期)?目标"
)
_OWNER = re.compile(r"(?:合作社|公司|集团|农场|农户|我们|我[区县市镇村]|[区县市镇乡村家])$")
_MEASURES = frozenset({"mu", "tonne", "kilometre", "squareMetre", "metre", "hectare"})
# What is done to so many acres: 种了1200亩黄桃.
_DONE_TO = re.compile(
    r"(?:[种栽养修铺挖收采建拆改]|种植|养殖|铺设|改造|拆除|整治|疏浚|清淤|治理|收割|播种|流转|复垦|收储|守住|守牢|保住)了?约?$"
)
_CAPACITY = re.compile(r"[年日月]产(?:能)?$")  # 储能电池一期年产2.4万套项目
_PEOPLE = re.compile(r"(?:人口|群众|居民|农民|学生|游客|旅客|职工|人才|劳动力)$")
_LIMIT = re.compile(r"(?:债务)?限额")  # 控制在省核定的312亿元限额之内
# 以全市7%的土地: the share is one of the noun after it.
_SHARE_OF = re.compile(
    r"(?:的|(?<=以上)|(?<=以内))(?P<noun>(?!(?:才|用于|用在|投向|投入|来自|速度|增速|增长|增幅|[^,;。]{0,4}(?:目标|任务|要求|计划)|比例|比重|水平|幅度|任务|要求|占比|年均|左右))"
    r"[^,;。、\d]{2,8}?)(?:(?<=行政村)|(?<=乡镇)|(?<=街道)|(?<=企业)|(?<=学校)|(?<=社区)|(?=以上|创造|支撑|贡献|实现|完成|纳入|达到|建成|[,;。、\d]|$))"
)
_BARE_VERB = re.compile(
    r"(?:减免|免收|缓缴|拿出|总长度?|全长|列支|注入|发放|兑现|拨付|投放|建一座|建设一[座个条]|新建一[座个条所]|筹措|筹集|设立|组建|发行|解决|帮助|(?<=[将要])安排|下拨)了?(?:总规模|规模|约|超|近|不少于)?$"
)
# 开工项目200个,投产120个: stages of what was just counted.
_BARE_STAGE = re.compile(
    r"(?:日均|月均)?(?:新|集中)?(?:新设|新登记|设立|登记|改扩建|改建|扩建|新建|迁建|改造|开工|落户|投产|竣工|达产|签约|落地|入库|入统|投用|建成|完工|动工|达效|续建)+"
)
_OUT_OF = re.compile(r"\d[个家项种类户](?P<noun>[^,;。、\d]{2,12})中,?(?:有|已有|共有)?$")
_NOUN_BEFORE = re.compile(
    r"((?:(?![级批个家的])[\u4e00-\u9fff]){0,10}(?:集群|项目|企业|园区|基地))"
)


def _counted_words(
    sentence: str, reading: Reading, previous: Statement | None, found: list[Statement]
) -> Phrase:
    if reading.noun:
        return reading.noun
    at = reading.quantity.start
    if previous and _BARE_STAGE.fullmatch(reading.subject.text):
        counted = next((s for s in found[:-LONGEST_LIST:-1] if s.unit == "count"), previous)
        return _with_own(Phrase(at, at, counted.words), reading)
    if reading.subject:
        return reading.subject
    if before := _OUT_OF.search(sentence, max(0, at - 24), at):
        return Phrase(before.start("noun"), before.end("noun"), before["noun"])
    if reading.between == "的" and (named := _NOUN_BEFORE.findall(sentence[max(0, at - 80) : at])):
        return Phrase(at, at, named[-1])
    return Phrase(at, at, previous.words if previous else "")


def _carried(
    sentence: str,
    reading: Reading,
    found: list[Statement],
    previous: Statement | None,
    lexicon: Lexicon,
) -> Phrase:
    """Return the subject of a clause that names none: the last one said."""
    at = reading.quantity.start
    if reading.quantity.code != "rank":
        previous = next((s for s in found[:-LONGEST_LIST:-1] if s.unit != "rank"), previous)
    if previous is not None and (between := _BETWEEN.search(sentence, previous.end, at)):
        return Phrase(between.start("words"), between.end("words"), between["words"])
    if head := _head(sentence, previous, at):
        return head
    if previous is not None and previous.words:
        changed = reading.moved.name in ("rise", "fall") and not reading.continued
        apart = _counts(reading.quantity) and previous.unit in units.MONEY
        alike = _alike(reading.quantity, previous, found) if changed or apart else previous
        return Phrase(at, at, alike.words)
    before = sentence[max(0, at - 60) : at]
    before = before[: len(before) - len(reading.between)]
    label = lexicon.within(before)
    if label:
        return Phrase(at, at, label)
    clause = [c for c in _CLAUSES.findall(before) if not _NO_TOPIC.search(c)]
    words = indicators.subject(clause[-1], 0, len(clause[-1])).text if clause else ""
    return Phrase(at, at, words)


_CLAUSES = re.compile(r"[^,;。:“”、]{2,20}")
# What a clause says or counts is not what a later one is about.
_NO_TOPIC = re.compile(
    r"\d[万亿]|^[上下全]半?年$|有信心|有能力|有条件|(?:强调|要求|指出|提出|表示|介绍|认为|获悉|了解|透露)$|^(?:据|按照|根据)"
)


def _alike(quantity: Quantity, previous: Statement, found: list[Statement]) -> Statement:
    """Return the last statement in the same unit: 项目150个、投资30亿元,比去年增加20个."""
    if quantity.code in (*units.RATES, "times", "rank") or previous.unit == quantity.code:
        return previous
    same = (s for s in found[:-LONGEST_LIST:-1] if s.unit == quantity.code and s.words)
    return next(same, previous)


def _head(sentence: str, previous: Statement | None, at: int) -> Phrase | None:
    """Return the noun that a new segment opens with: ;不锈钢材料,明年向2500亿元迈进."""
    begin = max(sentence.rfind(mark, 0, at) for mark in ";。") + 1
    if previous is None or previous.quantity.end > begin:
        return None
    head = _HEAD.match(sentence, begin, at)
    if head is None:
        return None
    words = indicators.subject(sentence, head.start("words"), head.end("words"))
    return words if len(words.text) >= 2 else None


_HEAD = re.compile(
    r"(?:[一二三四五六]是)?(?!同时|其中|此外|另外|今年|明年|去年|全年|到|通过|围绕|聚焦|坚持|持续|加快|推动|推进|深入|大力|全力|实施|经过|按照|根据|随着|力争|确保)(?P<words>[\u4e00-\u9fff“”]{3,12}?)(?:只减不增|方面|领域|业务|板块)?,(?=[^,;。]{0,20}$)"
)
# A clause between that names an indicator without a number: 利润总额创历史新高,达38亿元.
_BETWEEN = re.compile(
    r"[,;](?P<words>(?!其中)[\u4e00-\u9fff]{1,10}(?:率|总额|产值|收入|投资|产量|总量|增加值|占比|比重|规模|存款|贷款|面积|人口|企业|项目))"
    r"(?:再?创|持续|稳步|首次|快速|大幅|逆势|跃上|迈上|连续|再上|实现|稳中|显著|明显|不断|要有)[^,;。\d]{0,12},"
)
