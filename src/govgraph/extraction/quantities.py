"""Quantities: a number, its unit, and the comparator words that stand right beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from govgraph.extraction import numerals, units
from govgraph.extraction.numerals import Numeral
from govgraph.extraction.units import Unit

PERCENT = units.UNITS["%"]
RANK = Unit("位", "rank")
CNY = units.UNITS["元"]
COUNT = units.UNITS["个"]

CONTEXT = 60  # how many characters left of a number its clause may reach


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as it stands in a sentence.

    `start`–`end` hold comparator words, number and unit; `number` is where the digits begin.
    `upper` is set for ranges. `form` is `plain`, `grade` (千亿级), `named` (百亿…产业),
    `great` (六大千亿级), `double` (翻番), `digits` (两位数), `rank` or `part` (one number of a:b:c).
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
    ("atLeast", "不(?:能|得|可|应|会|许)?(?:低于|少于|小于|下于)|不亚于|至少(?:建成|新建|建设|完成|新增|培育|引进|有|打造|创建|达到|形成|实现)?|最低|起码|达到或超过|≥|>="),
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
    + r")(?:到|了|为|人民币|全国)?$"
)
_NOT_BEFORE = re.compile(r"(?:节|条|预|契|合|特|制|盟|相)约$|(?:赶|反|高|远)超$|附近$|最近$")
_AFTER = re.compile(r"(?:及?以上|之上|以下|以内|之内|左右|上下)")
_CAP = re.compile(r"(?:控制|稳定|保持|压降|压减|降低?)[在到至](?:约)?$")
_TOWARDS = re.compile(r"向(?:着)?$")
_TOWARDS_OVER = re.compile(r"(?:大关|关口|台阶)?(?:的目标)?(?:突破|跨越)")
_LOOSE = re.compile(r"[多余](?=[\u4e00-\u9fffA-Za-z%])")
_JOIN = re.compile(r"-{1,2}|~|至|到")
_NOT_UNIT_AFTER = {
    "个": "月体性人别位数", "方": "面案式位法向便圆", "名": "单录牌片城胜", "人": "次均大民社类文力工",
    "条": "件例约款", "分": "之别类布钟解", "度": "假过夏夜", "道": "路理德", "口": "岸径号",
    "位": "于居列置", "家": "庭园属乡居装", "件": "事套", "项": "目链", "年": "代", "天": "然气河津府",
    "日": "", "头": "部", "节": "约点能日水", "对": "外接口于", "场": "景所馆地面", "只": "有要是能",
    "本": "地级市县区省科", "期": "间待", "起": "来步点", "克": "服", "块": "链", "座": "谈", "台": "阶账湾",
    "单": "位元项个", "组": "织建团合", "门": "类槛户口", "篇": "章", "户": "籍均外", "公里": "", "米": "",
    "班": "子组车", "升": "级至到", "幅": "度", "片": "区", "间": "隔", "栋": "", "份": "额", "支": "持撑出部",
    "处": "理于置", "次": "产数", "所": "有以在", "级": "", "元": "旦素", "档": "案次", "款": "项", "根": "据",
}  # fmt: skip
_NAME_BEFORE = re.compile(r"[A-Za-z+×&#№§./]$|第$|[A-Za-z]-$|“[0-9+]+$")
_TENTHS = re.compile(r"成(?![为立果本就功员长效熟都绩交品套片群分因形色像])")
_GRADE = re.compile(r"(?:元)?级")
_FEW = re.compile(r"[几数]$")


def scan(text: str) -> list[Quantity]:
    """Return the quantities of a sentence from left to right; dates and ordinals are left out."""
    found = _special(text)
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
        return _compared(text, joined)
    single = _single(text, numeral)
    return None if single is None else _compared(text, single)


def _after_acronym(text: str, numeral: Numeral, before: str) -> bool:
    """Tell whether letters before a number are an indicator: GDP500亿元, not G60 or PM2.5."""
    single = _single(text, numeral) if before[-1:].isalpha() else None
    return single is not None and single.code in ("percent", "CNY", "USD")


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
    if more := _LOOSE.match(text, position):
        position, loose = more.end(), True
    comparator = "greaterThan" if loose else "point"
    unit = units.match(text, position)
    if unit is not None and not _misread(text, numeral, *unit):
        found, end = unit
        value = numeral.value * found.factor
        return replace(base, value=value, unit=found, end=end, comparator=comparator)
    if not numeral.scaled or (numeral.bare and numeral.value < 10**8):
        return None
    return replace(base, end=position, comparator=comparator)


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


def _compared(text: str, quantity: Quantity) -> Quantity:
    """Add the comparator words before and after the number."""
    before = text[max(0, quantity.start - 12) : quantity.start]
    pre = _BEFORE.search(before)
    if pre and _NOT_BEFORE.search(before):
        pre = None
    after = _AFTER.match(text, quantity.end)
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
        if quantity.code == "percentagePoint" and _DISTANCE.match(pre[0]):
            return quantity.comparator
        return str(pre.lastgroup)
    return quantity.comparator


# 高于全国0.4个百分点 says how far, not how much at least.
_DISTANCE = re.compile(r"(?:高于|低于|多于|优于|好于|快于).")

_N = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
_SPECIAL = re.compile(
    rf"(?P<double>翻了?(?P<times>[一两二三四1-4])?番|翻倍|(?<=[增长])一倍)"
    r"|(?P<digits>两位数)"
    r"|(?P<half>(?:超|过)半(?!年|天|个|数以|小时|径|场|程|导|壁)|一半|半数)"
    rf"|(?P<rank>前(?P<top>{_N})(?P<topword>名|位|强)?(?![0-9年月天日个季次批期轮届多几后余倍]|[名位]的)"
    rf"|第(?P<place>{_N})(?P<placeword>名|位)?(?=[,，、。;；)）”！|]|$|位|名|方便|的(?:目标|位次|位置|好成绩))"
    rf"|首位(?!度)|榜首|(?<=[入身围进军榜居位])(?:(?:全|中)[国省市球]|世界|国内)?\S{{0,8}}?(?P<strong>{_N})强(?![调化度有大势制弱劲烈健]))"
    r"|(?P<parts>\d{1,3}(?:\.\d{1,3})?:\d{1,3}(?:\.\d{1,3})?:\d{1,3}(?:\.\d{1,3})?)"
)
_RANKED = re.compile(
    r"(?:力争|冲|进入|跻身|挺进|迈入|迈进|进军|冲刺|冲进|争创|争当|争进|进到|稳居|位居|位列|位于|名列|居|列|排名?|升至|升到|"
    r"保持|重返|闯入|入围|入选|达到|跃居|跃升|进位|晋位|晋级|登上|提升|前移|争先|全国|全省|全市|全区|全县|全州|全球|全行业|世界|"
    r"同类[\u4e00-\u9fff]{0,6}|[\u4e00-\u9fff]{2}地区|[省市区县]级?)[^,、;。]{0,14}$"
)


def _special(text: str) -> list[Quantity]:
    """Return the values that are words: 翻番, 两位数, 过半, rankings and a:b:c."""
    found: list[Quantity] = []
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        kind = match.lastgroup if match.lastgroup in ("digits", "half", "parts") else None
        if match["double"]:
            found.append(_doubling(text, match))
        elif match["rank"]:
            ranked = _rank(text, match)
            if ranked is not None:
                found.append(ranked)
        elif kind == "digits":
            found.append(Quantity(start, start, _tail(text, end), Decimal(10), PERCENT, "atLeast",
                                  form="digits", raw=Decimal(10)))  # fmt: skip
        elif kind == "half":
            over = match[0][0] in "超过"
            quantity = Quantity(start, start, end, Decimal(50), PERCENT, raw=Decimal(50))
            quantity = _compared(text, quantity)
            found.append(replace(quantity, comparator="greaterThan") if over else quantity)
        elif kind == "parts":
            found.extend(_parts(match))
    return found


def _tail(text: str, end: int) -> int:
    after = _AFTER.match(text, end)
    return after.end() if after else end


def _doubling(text: str, match: re.Match[str]) -> Quantity:
    times = numerals.parse(match["times"]) if match["times"] else Decimal(1)
    value = (2 ** int(times or 1) - 1) * Decimal(100)
    start, end = match.span()
    quantity = Quantity(start, start, end, value, PERCENT, form="double", raw=value)
    return _compared(text, quantity)


def _rank(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if not _RANKED.search(text[max(0, start - 24) : start + (1 if match["strong"] else 0)]):
        return None
    word = match["top"] or match["place"] or match["strong"]
    value = numerals.parse(word) if word else Decimal(1)
    if value is None or value == 0:
        return None
    if match["strong"]:
        start = match.start("strong")
    comparator = "atMost" if match["top"] or match["strong"] else "point"
    return Quantity(start, start, end, value, RANK, comparator, form="rank", raw=value)


def _parts(match: re.Match[str]) -> list[Quantity]:
    found, position = [], match.start()
    for part in match["parts"].split(":"):
        value = Decimal(part)
        end = position + len(part)
        found.append(Quantity(position, position, end, value, PERCENT, form="part", raw=value))
        position = end + 1
    return found
