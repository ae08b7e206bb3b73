"""Rules that unseen texts asked for, one invented sentence or page each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from govgraph.extraction import extractor
from govgraph.extraction.candidates import Candidate


def _told(found: Candidate) -> str:
    """Return measure, comparator, value, unit and kind in one line."""
    low = found.lower if found.lower is not None else found.upper
    return f"{found.measure} {found.comparator} {low} {found.unit or ''}".strip() + f" {found.kind}"


def _read(source: str, date: str = "2024-02") -> list[Candidate]:
    year, month = (int(part) for part in date.split("-"))
    return list(extractor.extract([source], year=year, month=month))


VALUES: dict[str, list[str]] = {
    # aims, slogans, headlines
    "紧盯全年2.7亿吨、830万标箱,抓好生产。": [
        "level point 270000000 tonne target", "level point 8300000 TEU target",
    ],
    "“冲刺千亿”怎么干?": [],
    "锚定“三年进百强、五年再翻番”,园区税收增长8%。": ["growthRate point 8 percent target"],
    "冲刺3000亿!某市今年这么干": ["level point 300000000000 CNY target"],
    # lists
    "能耗强度、碳排放强度双下降3%以上。": ["reductionRate atLeast 3 percent target"] * 2,
    "去年旅游收入80亿元,规模、增速均居全省前三。": [
        "level point 8000000000 CNY outcome", "rank atMost 3 rank outcome", "rank atMost 3 rank outcome",
    ],
    "去年投资增长9%,出口增长8%,两项增速分列全市第二、第三。": [
        "growthRate point 9 percent outcome", "growthRate point 8 percent outcome",
        "rank point 2 rank outcome", "rank point 3 rank outcome",
    ],
    "去年增速比全国、全省分别高0.8个和0.5个百分点。": [
        "increment point 0.8 percentagePoint outcome", "increment point 0.5 percentagePoint outcome",
    ],
    "推动光伏、锂电和煤化工三条产业链产值增长12%。": ["growthRate point 12 percent target"],
    "去年收入比2019年增长89%和1.1倍。": [
        "growthRate point 89 percent outcome", "growthRate point 110 percent outcome",
    ],
    # measures and units
    "固定资产投资确保15%、力争18%。": [
        "growthRate point 15 percent target", "growthRate point 18 percent target",
    ],
    "今年规上企业净增20家。": ["increment point 20 count target"],
    "今年降低融资成本0.4个百分点。": ["reductionRate point 0.4 percentagePoint target"],
    "去年超额完成400户的年度任务。": ["level point 400 household target"],
    "去年城乡居民收入比由上年的1.97缩小为1.91。": [
        "ratio point 1.97 times outcome", "ratio point 1.91 times outcome",
    ],
    "五年来总产值跨越两百亿、三百亿两个台阶。": [
        "level greaterThan 20000000000 CNY outcome", "level greaterThan 30000000000 CNY outcome",
    ],
    "力争工业总产值迈上千亿台阶。": ["level point 100000000000 CNY target"],
    "打造千亿白酒、五百亿竹产业。": [
        "level magnitude 100000000000 CNY target", "level magnitude 50000000000 CNY target",
    ],
    "我们承诺投诉24小时内办结。": ["level atMost 24 小时 target"],
    "审批时限压减到60个工作日以内。": ["level atMost 60 工作日 target"],
    "县级领导每周下乡不得少于两天。": ["level atLeast 2 day target"],
    "去年调处矛盾纠纷97起。": ["level point 97 count outcome"],
    "把20种重大疾病纳入保障。": ["level point 20 count target"],
    "建好示范村两到三个。": ["level range 2 count target"],
    "今年营业收入超百亿元的市场2个、超50亿元的企业4家。": [
        "level point 2 count target", "level point 4 count target",
    ],
    "今年引进亿元以上项目80个,其中20亿元以上不少于8个。": [
        "level point 80 count target", "level atLeast 8 count target",
    ],
    "去年税收居全市9个开发区之首。": ["rank point 1 rank outcome"],
    "营商环境连续三年位列全省前十。": ["rank atMost 10 rank outcome"],
    # what states nothing
    "城区公交站点500米覆盖率达到96%左右。": ["level approximately 96 percent target"],
    "每千人口拥有3岁以下婴幼儿托位数要达到5个。": ["level point 5 count target"],
    "对技改投资超500万元的企业奖励20万元。": ["level point 200000 CNY target"],
    "对照目标,外贸没有过半。": [],
}  # fmt: skip


@pytest.mark.parametrize("source", VALUES)
def test_a_value_is_read(source: str) -> None:
    """Values, units and kinds as the guide asks."""
    assert [_told(found) for found in _read(source)] == VALUES[source]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("去年农田只有38万亩,离60万亩的目标还差22万亩。", ["农田", "农田", "农田"]),
        (
            "每个镇招商引资不低于3亿元,其他乡镇不低于5000万元。",
            ["每个镇招商引资", "每个镇招商引资"],
        ),
        ("村里种了1200亩黄桃。", ["黄桃"]),
        ("现行标准下14.3万农村贫困人口脱贫。", ["农村贫困人口"]),
        ("城镇居民收入要达到全省平均的95%。", ["城镇居民收入"]),
        ("产值增长8%,实际工作中力争达到9%。", ["产值", "产值"]),
        ("选派业务骨干不少于40人赴上级医院进修。", ["选派业务骨干"]),
        ("推进示范县2个建设。", ["示范县"]),
        ("项目建成后总投资:52亿元。", ["建成后总投资"]),
        ("规划确定的26项主要指标完成24项。", ["主要指标", "主要指标"]),
    ],
)
def test_words_that_name_what_is_measured(source: str, words: list[str]) -> None:
    """Elided, bare and following nouns."""
    found = [c.indicatorText or "" for c in _read(source)]

    assert len(words) == len(found)
    assert all(wanted in said for wanted, said in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ("目标是产值从300亿到600亿。", {"from-to", "expect"}),
        ("城镇化率62.4%,提高0.7个百分点。", {"default"}),
        ("今年新增学位5400个,医院有望年内开诊,建成公园15个。", {"this-year", "own-deed"}),
        ("5所学校如期启用。", {"done-after"}),
        ("外贸进出口完成45%。", {"share-of-plan"}),
        ("各县区要在10月底前完成年度目标的85%。", {"due-share"}),
        ("去年完成全年7500个目标的84%。", {"named-goal", "share-of-plan"}),
        ("全市面积1.2万平方公里、人口530万。", {"state"}),
        ("今年的目标,全会已经定了:产值增长8%。", {"expect"}),
        ("园区组建了6支招商小分队。", {"commitment-past"}),
        ("满产后年产值可达40亿元。", {"forecast"}),
        ("剩下的两所学校将确保12月底前完工。", {"demanded-after"}),
        ("区里与邻市共建园区2个。", {"plan-verb"}),
    ],
)
def test_the_rule_behind_a_kind(source: str, rules: set[str]) -> None:
    """`--explain` names the rule that settled the kind."""
    assert rules <= {c.rules["kind"] for c in _read(source)}


PAGES: dict[str, tuple[str, str]] = {
    "a dateline plans nothing": (
        "2023-03",
        "甲市2022年国民经济和社会发展统计公报\n甲市统计局\n2023年3月28日\n一、综合\n全年出口12亿元,增长3%。\n",
    ),
    "a report of half a year": (
        "2025-07",
        "甲市2025年上半年经济运行情况发布会\n今天是我市今年举行的第八场发布会。\n工业稳中有进。产量12万辆,增长40%。\n",
    ),
    "a title that asks how it went": (
        "2024-10",
        "甲区2024年民生实事进展如何?这份“成绩单”请查收\n新学期新增学位6300个。\n改造住房412户。\n",
    ),
    "the first year of a government": (
        "2014-01",
        "甲县政府工作报告\n2013年是本届政府开局之年。一年来,出口增长9%。\n粮食产量4.5亿斤。\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_looks_back_promises_nothing(name: str) -> None:
    """Title, section and time settle what sentences leave open."""
    date, page = PAGES[name]
    found = _read(page, date)

    assert found
    assert {c.kind for c in found} == {"outcome"}


def test_single_blanks_part_the_cells_of_a_row() -> None:
    """A table set with full-width blanks is a table."""
    page = (
        "指标　2020年　2025年　年均/累计　属性\n地区生产总值（亿元）　1186　1600　>6%　预期性\n"
        "单位GDP能耗降低（%）　—　—　［14.5］　约束性\n"
    )
    found = _read(page, "2021-03")

    assert [_told(c) for c in found] == [
        "level point 118600000000 CNY baseline", "level point 160000000000 CNY target",
        "growthRate greaterThan 6 percent target", "reductionRate point 14.5 percent target",
    ]  # fmt: skip


def test_a_table_of_products_measures_each_product() -> None:
    """The row names the product, a negative growth is a decrease."""
    page = "产品名称　单位　产量　比上年增长（%）\n水泥　万吨　164.2　3.7\n服装　万件　865　-18.3\n"
    found = _read(page, "2021-04")

    assert [(c.indicatorText, _told(c)) for c in found] == [
        ("水泥", "level point 1642000 tonne outcome"), ("水泥", "growthRate point 3.7 percent outcome"),
        ("服装", "level point 8650000 count outcome"), ("服装", "reductionRate point 18.3 percent outcome"),
    ]  # fmt: skip


def test_a_numbered_task_ends_where_its_office_begins() -> None:
    """Who answers for a task is no part of what it measures."""
    page = "序号　工作目标　牵头单位　完成时限\n5　城镇新增就业2.2万人以上　市人社局　2023年12月\n"
    found = _read(page, "2023-03")

    assert [(c.exact, c.indicatorText) for c in found] == [
        ("城镇新增就业2.2万人以上", "城镇新增就业")
    ]


def test_a_cell_that_names_what_it_measures() -> None:
    """Beside the columns of numbers a cell may say its own indicator."""
    page = "项目名称|总投资（亿元）|建设内容\n空港物流园|18.5|仓储面积20万平方米\n"
    found = _read(page)

    assert [(c.indicatorText, c.lower) for c in found] == [
        ("总投资", Decimal(1850000000)), ("空港物流园仓储面积", Decimal(200000)),
    ]  # fmt: skip


def test_bracketed_headings_part_the_page() -> None:
    """【…】 and ★ begin lines of their own."""
    page = "某区“划重点”\n【去年成绩单】\n★上市企业新增4家，总数21家\n【今年目标】\n★产值增长7%\n"
    found = _read(page, "2022-03")

    assert [(c.indicatorText, c.kind) for c in found] == [
        ("上市企业", "outcome"), ("上市企业", "outcome"), ("产值", "target"),
    ]  # fmt: skip


def test_late_in_the_year_a_comparison_reports() -> None:
    """今年 with 比去年 is a report in October and a plan in February."""
    page = "今年粮食面积92万亩，较去年增加1.5万亩。\n"

    assert {c.kind for c in _read(page, "2020-10")} == {"outcome"}
    assert {c.kind for c in _read(page, "2020-02")} == {"target"}


def test_the_head_of_a_list_gives_the_unit() -> None:
    """`单位：万元` holds for the labelled numbers below it."""
    found = _read("某县重点项目清单\n单位：万元\n1.厂房项目。总投资：52000。\n")

    assert [(c.exact, c.lower, c.unit) for c in found] == [
        ("总投资：52000", Decimal(520000000), "CNY")
    ]


def test_a_period_holds_for_its_section() -> None:
    """A section without a time falls back to the title's; a deadline is one thing's alone."""
    page = "某县2024年工作要点\n一、工业\n年底前新建厂房5座。引进企业9家。\n二、到2026年的目标\n新增学位800个。\n"
    found = _read(page)

    assert [(c.periodText, c.periodEnd, c.rules["period"]) for c in found] == [
        ("年底前", "2024-12-31", "words"), ("2024年", "2024-12-31", "carried"),
        ("到2026年", "2026-12-31", "carried"),
    ]  # fmt: skip


def test_the_first_lines_say_who_speaks_where() -> None:
    """A title names the place, a line of an interview the speaker; 各位代表 is nobody."""
    found = _read("新局怎么开\n——访甲州市乙溪区委书记林一舟\n今年新建学校9所。\n")[0]
    report = _read("关于甲溪县2023年计划执行情况的报告\n各位代表:\n今年新建学校9所。\n")[0]

    assert (found.place, found.speaker) == ("乙溪区", "林一舟")
    assert (report.place, report.speaker) == ("甲溪县", None)


def test_goals_of_a_section_are_expected() -> None:
    """What stands under a heading of goals is expected, what 争取 leads is striven for."""
    page = (
        "某县规划\n一、主要目标\n到2028年,产值增长8%。\n二、重点任务\n新建厂房5座,争取资金3亿元。\n"
    )

    assert [c.commitment for c in _read(page)] == ["expect", "plan", "strive"]
