"""From a sentence to its quantified statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from govgraph.extraction import comparators, grammar, units
from govgraph.extraction.grammar import Motion, Production
from govgraph.extraction.indicators import Phrase
from govgraph.extraction.lexicon import Lexicon
from govgraph.extraction.quantity import CNY, Quantity
from govgraph.extraction.readings import (
    PLAN_COMPARED,
    Reading,
    Statement,
    read_quantities,
)
from govgraph.extraction.subjects import subjects_of
from govgraph.extraction.thresholds import names_list, says_which
from govgraph.extraction.values import counted, is_value

MOST_VALUES = 120  # a sentence with more numbers is a table run together, and no sentence
_DIGITS = re.compile(r"[0-9]+")


def read(sentence: str, lexicon: Lexicon, topic: str = "", unit: str = "") -> list[Statement]:
    """Return the statements of a normalised sentence from left to right.

    `topic` is what the sentence before was about; a clause that names nothing takes it over.
    `unit` is what the head of a list gives for its labelled numbers (单位:万元).
    """
    if len(_DIGITS.findall(sentence)) > MOST_VALUES:
        return []
    numbers = counted(sentence, unit)
    if len(numbers) > MOST_VALUES:
        return []
    quantities = [q for q in numbers if is_value(sentence, q)]
    readings = list(read_quantities(sentence, quantities))
    found: list[Statement] = []
    for index in range(len(readings)):
        if says_which(sentence, readings, index) or names_list(sentence, readings, index):
            continue
        found.extend(_statements(sentence, readings, index, found, lexicon))
    return [s if s.words or not topic else _about(s, topic, lexicon) for s in found]


def _about(statement: Statement, topic: str, lexicon: Lexicon) -> Statement:
    """Return a statement that named nothing as one about the topic."""
    concept = lexicon.concept(topic, statement.production.measure, statement.unit)
    return replace(statement, words=topic, label=topic, indicator=concept, evidence="topic")


def _statements(
    sentence: str, readings: list[Reading], index: int, found: list[Statement], lexicon: Lexicon
) -> Iterator[Statement]:
    reading = readings[index]
    quantity = reading.quantity
    previous = found[-1] if found and _same_breath(sentence, found[-1], quantity) else None
    quantity = _with_unit(_of_pair(sentence, readings, index), previous)
    moved = _inherited_motion(sentence, reading, previous, quantity)
    if moved.name == "rise" and PLAN_COMPARED.match(sentence, quantity.end):
        if quantity.code not in units.RATES and reading.between.endswith("完成"):
            moved = Motion("", False, moved.start)  # 超额完成400户的年度任务
    moved = _of_amount(sentence, reading, moved, previous)
    production, factor = grammar.parse(quantity, moved, sentence[quantity.end : quantity.end + 20])
    comparator = comparators.spread(sentence, readings, index)
    for words in subjects_of(sentence, readings, index, found, previous, lexicon):
        yield _statement(
            sentence, reading, quantity, production, factor, comparator, words, lexicon
        )
    return


def _statement(
    sentence: str, reading: Reading, quantity: Quantity, production: Production, factor: Decimal,
    comparator: str, words: Phrase, lexicon: Lexicon,
) -> Statement:  # fmt: skip
    code = production.unit.code if production.unit else quantity.code
    start, end = _span(sentence, reading, quantity, words)
    label, evidence = _label(sentence, reading, words, production.measure, code, lexicon)
    text = words.text
    if code == "household" and re.search(r"企业|商户|主体|公司$", text):
        code = "count"
    if production.name == "amount-decrease":
        verb = sentence[
            reading.quantity.start
            - len(reading.between)
            + reading.moved.start : reading.quantity.start
        ]
        text = ((reading.subject.text or text) + verb).strip("、,:“”")[:30]
    concept = lexicon.concept(label, production.measure, code) if label else None
    return Statement(
        start, end, quantity, production, factor, comparator, code, text, label, concept, evidence
    )


def _label(
    sentence: str, reading: Reading, words: Phrase, measure: str, unit: str, lexicon: Lexicon
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
    r"产值|生产总值|GDP|投资|营收|收入|规模|销售|税|(?<!名)额|贷款|存款|总量|经济|集群|产业|财政|预算|资产|贸易|进出口|出口|成交|交易|融资|债|市值|千亿|收支"
)


def _of_pair(sentence: str, readings: list[Reading], index: int) -> Reading:
    """Give the second value of 从12亿到25亿 what the first one measures."""
    reading = readings[index]
    if index == 0 or reading.quantity.unit is not None:
        return reading
    first = readings[index - 1]
    between = sentence[first.quantity.end : reading.quantity.number]
    if between not in ("到", "至", "增至", "增加到", "提高到", "提升到"):
        return reading
    return replace(reading, between=first.between + between)


def _with_unit(reading: Reading, previous: Statement | None) -> Quantity:
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
        if previous is not None and not reading.subject and not reading.noun:
            return replace(quantity, unit=units.Unit("", previous.unit))
        code = (
            "household"
            if re.search(r"农户|住户|家庭$", reading.noun.text)
            else "person"
            if re.search(
                r"人口|农牧民|农民|市民|民众|对象|职工|师生|人才|人员|游客|群众|居民|就业|学生|老年人|旅客",
                words,
            )
            else "count"
        )
        return replace(quantity, unit=units.Unit("", code))
    if quantity.code == "household" and re.search(
        r"企业|主体|商户|工商|法人|单位|公司|个体", words
    ):
        return replace(quantity, unit=units.Unit("户", "count"))
    return quantity


def _same_breath(sentence: str, last: Statement, quantity: Quantity) -> bool:
    return "。" not in sentence[last.quantity.end : quantity.start]


_AMOUNT = re.compile(
    r"(?<!占)(?:投资|收入|产值|增加值|总额|零售额|GDP|生产总值|出口|进口|税收|营收|利润|用电量|销售额|贷款|存款)$"
)
_ONLY_PROMISED = re.compile(
    r"(?:要|将|必须|确保|力争|争取|奋力|努力|全力|保|冲刺|冲|不低于|不少于|达到|左右)*"
)


def _of_amount(
    sentence: str, reading: Reading, moved: Motion, previous: Statement | None
) -> Motion:
    """Read 固定资产投资确保15% as growth: a rate that an amount is to have."""
    if reading.quantity.code != "percent" or moved.name or not reading.subject:
        return moved
    if not _AMOUNT.search(reading.subject.text) or re.search(r"占|比重|率", reading.between):
        return moved
    between = sentence[reading.subject.end : reading.quantity.start]
    among = previous is not None and previous.production.measure == "growthRate"
    if not (between or among) or not _ONLY_PROMISED.fullmatch(between):
        return moved
    return (
        moved
        if sentence.startswith("的", reading.quantity.end)
        else Motion("rise", False, moved.start)
    )


_RANKED_RATE = re.compile(r"增速|增幅|涨幅")
_OF_PLAN = re.compile(r"(?:计划|目标|任务|预算)(?:数)?的?$")


_RATE_LIKE = ("growthRate", "reductionRate")


def _inherited_motion(
    sentence: str, reading: Reading, previous: Statement | None, quantity: Quantity
) -> Motion:
    """Take over the verb of the previous value: `增长6.5%以上,力争达到7%`, `6.2%、19.3%`."""
    moved = reading.moved
    if moved.name == "rise" and moved.reach and previous is not None and not reading.subject:
        if previous.production.measure == "growthRate" and quantity.code == "percent":
            return Motion("rise", False, moved.start)  # 增长7%,三季度回升至6%
    if reading.continued and not moved.name and previous is not None:
        if previous.production.name == "amount-increase" and quantity.code != "percent":
            return Motion("rise", False, moved.start)
    if moved.name or previous is None or reading.subject or _OF_PLAN.search(reading.between):
        return moved
    if (
        quantity.code == "percent"
        and previous.unit == "rank"
        and _RANKED_RATE.search(
            sentence[max(0, previous.quantity.start - 14) : previous.quantity.start]
        )
    ):
        return Motion("rise", False, moved.start)  # 增速保持全市第一,不低于12%
    if reading.continued and quantity.code == "times":
        if previous.production.measure == "growthRate":
            return Motion("rise", False, moved.start)
    if (
        quantity.code == "percent"
        and previous.production.measure in _RATE_LIKE
        and previous.unit == "percent"
    ):
        name = "rise" if previous.production.measure == "growthRate" else "fall"
        return Motion(name, False, moved.start)
    return moved


def _tail_span(sentence: str, reading: Reading, quantity: Quantity) -> tuple[int, int]:
    """Return the stretch of a later item of a list: its value, and its noun where it counts."""
    counted = quantity.code in ("count", "person", "household")
    return quantity.start, max(
        quantity.end, reading.noun.end
    ) if counted and reading.noun else quantity.end


def _span(sentence: str, reading: Reading, quantity: Quantity, words: Phrase) -> tuple[int, int]:
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
