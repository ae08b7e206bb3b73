"""The rules of the annotation guide, one sentence each (all invented)."""

from __future__ import annotations

import pytest

from govgraph.extraction import statements
from govgraph.extraction.lexicon import Lexicon

# sentence → (words, measure, comparator, value, upper, unit) of each statement
CASES: dict[str, list[tuple[str, str, str, str, str | None, str]]] = {
    "固定资产投资超800亿元、增长16%": [
        ("固定资产投资", "level", "greaterThan", "80000000000", None, "CNY"),
        ("固定资产投资", "growthRate", "point", "16", None, "percent"),
    ],
    "甲县地区生产总值增长5.8%以上,力争达到6.4%": [
        ("甲县地区生产总值", "growthRate", "atLeast", "5.8", None, "percent"),
        ("甲县地区生产总值", "growthRate", "point", "6.4", None, "percent"),
    ],
    "批发业增长32%、零售业增长18%、进出口增长9%以上": [
        ("批发业", "growthRate", "point", "32", None, "percent"),
        ("零售业", "growthRate", "point", "18", None, "percent"),
        ("进出口", "growthRate", "atLeast", "9", None, "percent"),
    ],
    "进出口总额、实际使用外资均增长12%以上": [
        ("进出口总额", "growthRate", "atLeast", "12", None, "percent"),
        ("实际使用外资", "growthRate", "atLeast", "12", None, "percent"),
    ],
    "化学需氧量、氨氮排放量分别下降2%、3%以上": [
        ("化学需氧量", "reductionRate", "atLeast", "2", None, "percent"),
        ("氨氮排放量", "reductionRate", "atLeast", "3", None, "percent"),
    ],
    "生产总值达90亿元、财政收入8亿元,分别增长6%和7%": [
        ("生产总值", "level", "point", "9000000000", None, "CNY"),
        ("财政收入", "level", "point", "800000000", None, "CNY"),
        ("生产总值", "growthRate", "point", "6", None, "percent"),
        ("财政收入", "growthRate", "point", "7", None, "percent"),
    ],
    "新建不少于15个社区食堂、6个长者驿站": [
        ("社区食堂", "level", "atLeast", "15", None, "count"),
        ("长者驿站", "level", "atLeast", "6", None, "count"),
    ],
    "出口增长8%-10%": [("出口", "growthRate", "range", "8", "10", "percent")],
    "三次产业结构调整为3.2:44.2:52.6": [
        ("三次产业结构", "level", "point", "3.2", None, "percent"),
        ("三次产业结构", "level", "point", "44.2", None, "percent"),
        ("三次产业结构", "level", "point", "52.6", None, "percent"),
    ],
    "工业产值向700亿元大关突破": [("工业产值", "level", "greaterThan", "70000000000", None, "CNY")],
    "工业产值向700亿元迈进": [("工业产值", "level", "point", "70000000000", None, "CNY")],
    "打造“六大千亿级”产业集群": [
        ("产业集群", "level", "point", "6", None, "count"),
        ("产业集群", "level", "magnitude", "100000000000", None, "CNY"),
    ],
    "培育百亿食品产业集群": [("食品产业集群", "level", "magnitude", "10000000000", None, "CNY")],
    "谋划投资项目265个,其中5亿元以上的项目14个": [
        ("投资项目", "level", "point", "265", None, "count"),
        ("项目", "level", "point", "14", None, "count"),
    ],
    "引进过亿元项目30个": [("项目", "level", "point", "30", None, "count")],
    "推进总投资达936亿元的57个重点项目建设": [
        ("总投资", "level", "point", "93600000000", None, "CNY"),
        ("重点项目建设", "level", "point", "57", None, "count"),
    ],
    "两个镇进入全国百强镇": [("镇", "level", "point", "2", None, "count")],
    "综合实力进入全省前十": [("综合实力", "rank", "atMost", "10", None, "rank")],
    "新登记企业5万户": [("新登记企业", "level", "point", "50000", None, "count")],
    "接待游客300万人次": [("接待游客", "level", "point", "3000000", None, "人次")],
    "旅游收入翻两番": [("旅游收入", "growthRate", "point", "300", None, "percent")],
    "省外资金占比不低于六成": [("省外资金占比", "level", "atLeast", "60", None, "percent")],
}


@pytest.mark.parametrize("sentence", CASES)
def test_a_sentence_gives_its_statements(sentence: str, lexicon: Lexicon) -> None:
    """Words, measure, comparator, value and unit are what the guide says."""
    found = [
        (
            s.words, s.production.measure, s.comparator, str(s.quantity.value * s.factor),
            None if s.quantity.upper is None else str(s.quantity.upper * s.factor), s.unit,
        )
        for s in statements.read(sentence, lexicon)
    ]  # fmt: skip

    assert CASES[sentence] == [
        (w[-len(e[0]) :], *rest) for (w, *rest), e in zip(found, CASES[sentence], strict=True)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "深入实施三大工程,统筹推进“五个振兴”", "地铁14号线二期加快推进", "2024年3月15日第三届运动会开幕",
        "从三个方面下功夫", "实施“千企帮千镇”行动", "拨打12345热线", "用5年时间补齐短板", "15分钟便民生活圈",
        "万元地区生产总值能耗持续下降", "“2+5+N”产业平台", "坚持“两个毫不动摇”", "建设5A级景区",
        "打造“四个出新出彩”样板", "“十四五”规划", "岗位开发、技能培训、权益保障三项工程",
    ],
)  # fmt: skip
def test_names_dates_and_slogans_state_nothing(sentence: str, lexicon: Lexicon) -> None:
    """Counts in names, ordinals, dates and periods are no statements."""
    assert statements.read(sentence, lexicon) == []


def test_a_new_indicator_needs_no_code() -> None:
    """A label of the vocabulary is found by the longest match and its measure."""
    from govgraph.extraction.lexicon import Indicator

    words = Lexicon([("海蛎产量", Indicator("oyster-output", ("level",), "kilogram"))])

    found = statements.read("力争海蛎产量达到3万吨", words)

    assert [(s.words, s.indicator) for s in found] == [("海蛎产量", "oyster-output")]
