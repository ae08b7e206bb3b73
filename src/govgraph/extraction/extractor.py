"""The extractor: a stream of text in, a stream of candidates out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from govgraph.extraction import modality, periods, speakers, statements, tables, text
from govgraph.extraction.candidates import Candidate, bounds
from govgraph.extraction.lexicon import Lexicon, load
from govgraph.extraction.modality import Modality, Setting
from govgraph.extraction.periods import Period
from govgraph.extraction.readings import Statement
from govgraph.extraction.speakers import Voice
from govgraph.extraction.text import Paragraph, View

LONGEST_SENTENCE = 700
_SENTENCE_END = re.compile(r"[。！？|]+[”)]?")
_HEADING = re.compile(r"^[^。！？,;]{2,48}$")
_NUMBER_SIGN = re.compile(r"[0-9一二两三四五六七八九十百千万亿半番位]")


@dataclass(slots=True)
class _Document:
    """What the reader of a document keeps in mind from one paragraph to the next.

    `lasting` is the section or time that holds until another is said, `current` what holds now.
    """

    year: int | None
    month: int | None
    voice: Voice
    lasting: Setting = field(default_factory=Setting)
    current: Setting = field(default_factory=Setting)
    table: tables.Header = field(default_factory=tables.Header)
    paragraph: Paragraph = field(default_factory=lambda: Paragraph(0, ""))
    tally: dict[str, int] = field(default_factory=dict)
    opening: str = ""
    dated: bool = False


def extract(
    chunks: Iterable[str],
    *,
    year: int | None = None,
    month: int | None = None,
    place: str | None = None,
    lexicon: Lexicon | None = None,
) -> Iterator[Candidate]:
    """Yield the quantified statements of a text in the order of their offsets.

    `year` and `month` are the document's where the reader knows them, `place` whom it is about.
    Offsets are code points over the chunks as they are.
    """
    words = lexicon or load()
    document = _Document(year, month, Voice(place=place, pinned=place is not None), dated=year is not None)
    for paragraph in text.paragraphs(chunks):
        yield from _paragraph(document, paragraph, words)


def _paragraph(document: _Document, paragraph: Paragraph, lexicon: Lexicon) -> Iterator[Candidate]:
    document.paragraph = paragraph
    view = text.view(paragraph.text, paragraph.start)
    _date(document, view.text)
    plain = view.text.strip("#* ")
    if _HEADING.match(plain):
        _heading(document, plain)
    if tables.is_row(view.text):
        yield from _row(document, view, lexicon)
        return
    document.table = tables.Header()
    document.current = document.lasting
    if not document.current.mode:
        document.current = modality.tone(view.text)
    for start, end in sentences(view.text):
        yield from _sentence(document, view, start, end, lexicon)


def _row(document: _Document, view: View, lexicon: Lexicon) -> Iterator[Candidate]:
    header = tables.header(view.text)
    if header is not None:
        document.table = header
        return
    for statement, how in tables.read(view.text, document.table, document.year, lexicon):
        yield _candidate(document, view, 0, view.text, statement, how)


def _date(document: _Document, opening: str) -> None:
    """Take the document's year from its first lines, where the caller gave none."""
    if document.dated or len(document.opening) > 600:
        return
    document.opening += opening[:200]
    document.year = periods.document_year(document.opening)
    document.dated = document.year is not None


def _heading(document: _Document, plain: str) -> None:
    document.voice = speakers.from_heading(plain, document.voice)
    if re.match(r".*(?:区|市|县|省|州)\S{0,6}(?:书记|长)$", plain) or (
        plain.endswith(":") and len(plain) < 6
    ):
        document.lasting = Setting()
        return
    mode = modality.heading(plain)
    if mode:
        commitment = (
            modality.EXPECT if mode == modality.TARGET and "目标" in plain else modality.PLAN
        )
        document.lasting = Setting(mode, commitment, "section")


def sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open stretches of a paragraph's sentences; an endless one is cut at a comma."""
    start = 0
    for match in _SENTENCE_END.finditer(paragraph):
        yield from _cut(paragraph, start, match.end())
        start = match.end()
    yield from _cut(paragraph, start, len(paragraph))


def _cut(paragraph: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        stop = max(paragraph.rfind(mark, start + 1, limit) for mark in ";,、")
        stop = stop + 1 if stop > start else limit
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _sentence(
    document: _Document, view: View, start: int, end: int, lexicon: Lexicon
) -> Iterator[Candidate]:
    sentence = view.text[start:end]
    document.voice = speakers.from_sentence(sentence, document.voice)
    changes = modality.time_settings(sentence, document.year, document.current, document.month)
    if _NUMBER_SIGN.search(sentence):
        found = statements.read(sentence, lexicon)
        if found:
            cues, goals = modality.cues(sentence, document.year, document.month), modality.goals(sentence)
            bounded = any(_is_bounded(s) for s in found)
            settled = [
                _settle(document, sentence, s, cues, goals, changes, bounded=bounded) for s in found
            ]
            settled = _follow(sentence, found, settled)
            settled = _baselines(sentence, found, _lean(document, _in_step(settled)))
            for statement, how in zip(found, settled, strict=True):
                if _worth(sentence, statement, how):
                    yield _candidate(document, view, start, sentence, statement, how)
    if document.lasting.mode != modality.TARGET and _FORECAST_HEAD.match(sentence):
        document.current = Setting(modality.OUTCOME, modality.PLAN, "after-forecast")
    _go_on(document, sentence, changes)
    if changes:
        last = changes[-1][1]
        if _leads(sentence, changes[-1][0]) or last.rule == document.current.rule:
            document.current = last
            against = document.lasting.rule == "section" and last.mode != document.lasting.mode
            if last.rule not in _PASSING and not against:
                document.lasting = last


_FORECAST_HEAD = re.compile(r".{0,6}预计(?:全年|20\d\d年|实现|完成|到年末|到年底)")
# What these rules set ends with the paragraph.
_PASSING = frozenset({"interim", "after-forecast", "plan-tone", "report-tone", "goes-on"})


def _go_on(document: _Document, sentence: str, changes: list[tuple[int, Setting]]) -> None:
    """Let 力争, 确保 and 目标 colour the rest of a paragraph that a passed year had opened."""
    if document.current.mode == modality.TARGET or not _COMMITTED.search(sentence):
        return
    cues = [c for c in modality.cues(sentence, document.year, document.month) if c.rule in ("ensure", "strive", "expect")]
    if cues and (not changes or changes[-1][0] < cues[-1].position):
        document.current = Setting(modality.TARGET, modality.PLAN, "goes-on")


_COMMITTED = re.compile(r"确保|力争|争取|锚定|目标|奋力|力促|冲刺")


def _leads(sentence: str, position: int) -> bool:
    """Tell whether a word of time stands at the head of its sentence and so sets those after it."""
    return position <= 12


def _is_bounded(statement: Statement) -> bool:
    """Tell whether a value is given with a floor or roughly, as plans do and reports do not."""
    if _PROMISED.match(statement.quantity.pre):
        return True
    return statement.unit == "percent" and statement.quantity.post in (
        "以上", "及以上", "左右", "以内", "以下",
    )  # fmt: skip


_PROMISED = re.compile(r"不低于|不少于|不小于|至少|不超过|不高于")


def _settle(
    document: _Document, sentence: str, statement: Statement, cues: list[modality.Cue],
    goals: list[tuple[int, int]], changes: list[tuple[int, Setting]], *, bounded: bool,
) -> Modality:  # fmt: skip
    position = statement.quantity.number
    setting, since = document.current, -1
    for at, changed in changes:
        if at < position:
            setting, since = changed, at
    return modality.settle(
        sentence, position, statement.quantity.end, cues, goals, setting, bounded=bounded, since=since
    )


def _lean(document: _Document, settled: list[Modality]) -> list[Modality]:
    """Let what nothing speaks for follow a document that has promised far more than reported."""
    for how in settled:
        if how.rule != "default":
            document.tally[how.kind] = document.tally.get(how.kind, 0) + 1
    targets, rest = document.tally.get(modality.TARGET, 0), document.tally.get(modality.OUTCOME, 0)
    if targets < 3 or targets < 3 * rest:
        return settled
    leaning = Modality(modality.TARGET, modality.PLAN, "document-leaning")
    return [leaning if how.rule == "default" else how for how in settled]


def _in_step(settled: list[Modality]) -> list[Modality]:
    """Let a value that nothing speaks for take the kind of those settled beside it."""
    result = list(settled)
    for order in (range(1, len(result)), range(len(result) - 2, -1, -1)):
        for at in order:
            beside = result[at - 1 if order.step > 0 else at + 1]
            if result[at].rule == "default" and beside.rule in _SURE:
                result[at] = replace(beside, rule="in-step")
    return result


def _follow(
    sentence: str, found: list[Statement], settled: list[Modality]
) -> list[Modality]:
    """Let 较上年增加50亿元 after a promise in the same segment be part of the promise."""
    result = list(settled)
    for at in range(1, len(result)):
        between = sentence[found[at - 1].quantity.end : found[at].quantity.number]
        if (
            result[at].rule == "precise-growth"
            and result[at - 1].kind == modality.TARGET
            and _AGAINST_LAST_YEAR.fullmatch(between)
        ):
            result[at] = replace(result[at - 1], rule="in-step")
    return result


_AGAINST_LAST_YEAR = re.compile(r",(?:比|较)(?:上|去)年[^,;。]{0,12}")
_SURE = frozenset({"bounded", "plan-verb", "goal-word", "in-step"})


def _baselines(sentence: str, found: list[Statement], settled: list[Modality]) -> list[Modality]:
    """Call the first value of `从…提升至…` a baseline where the second is a target."""
    result = list(settled)
    for index in range(len(found) - 1):
        quantity = found[index].quantity
        if modality.is_baseline(sentence, quantity.number, quantity.end):
            kind = settled[index + 1].kind
            if kind in (modality.TARGET, modality.FORECAST):
                result[index] = Modality(modality.BASELINE, modality.PLAN, "from-to")
            else:
                result[index] = replace(settled[index], kind=modality.OUTCOME)
    return result


_GOVERNMENT = re.compile(
    r"生产总值|GDP|增速|城市|项目|企业|园区|集群|平台|基地|中心|学校|学位|医院|床位|幼儿园|村|镇|乡|社区|小区|街区|公园|景区|车间|工厂|实验室|机构|站|充电桩|岗位|就业|车位|泊位|"
    r"住房|公里|里程|用地|农田|造林|绿道|管网|道路|桥|机场|港|线路|航线|专利|人才|团队|高企|小巨人|上市|标准|品牌|主体|合作社|农场|大棚|仓|水库|"
    r"游客|旅客|投资|资金|贷款|税|收入|产值|增加值|总额|消费|补贴|基金|产量|面积|人口|率|比重|占比|能耗|排放|浓度|吞吐量|用电|行业|事项|服务|培训|"
    r"产业|结构|经济|财政|活动|赛事|演出|会展|困难|残疾|老人|养老|托位|危房|户厕|厕所|垃圾|污水|河|湖|海绵|试点|示范|名录|场馆|博物馆|图书馆|书屋|戏|地块|土地|"
    r"厂房|载体|孵化器|楼宇|门店|首店|商圈|市场|案件|隐患|政策|清单|任务|指标|工程|民生实事|试验|成果|技术|产品|设备|机组|电站|装机|储能|5G|基站"
)
_ACTS = re.compile(
    r"增至|新增|新建|改建|扩建|建成|建设|打造|引进|招引|引育|培育|完成|实现|实施|推进|推动|启动|开工|竣工|投产|落地|签约|储备|盘活|供应|收储|出让|筹集|发放|"
    r"开展|举办|创建|认定|整治|治理|修复|改造|种植|造林|化解|压减|淘汰|关停|招聘|选派|培训|帮扶|扶持|谋划|布局|达到|力争|确保|计划|安排|争取|目标|净增|"
    r"入库|上市|获批|新开|开通|加密|组建|设立|扩大|提升|提高|增长|下降|减少|进入|跻身|拥有|纳入|投入|投放|投用|解决|办好|覆盖|惠及|保障|吸引|接待|拆除|清理|新认定|新设|转移|抓好|狠抓|建立|形成|发展|壮大|集聚|突破|达|超"
)


def _worth(sentence: str, statement: Statement, how: Modality) -> bool:
    """Tell whether a number speaks of public affairs rather than of a story's three apples."""
    if (
        statement.unit in ("percent", "percentagePoint", "rank", "CNY", "USD")
        or statement.indicator
    ):
        return bool(statement.indicator or _GOVERNMENT.search(sentence) or _ACTS.search(sentence))
    quantity = statement.quantity
    if quantity.form in ("grade", "named", "great"):
        return True
    start = max(0, quantity.start - 40)
    near = sentence[start : quantity.end + 20]
    if quantity.scaled and not quantity.chinese:
        return True
    if quantity.chinese and not quantity.scaled and quantity.value < 10_000:
        acts = _ACTS.search(sentence[start : quantity.end + 20])
        return bool(acts and _GOVERNMENT.search(near))
    return bool(_GOVERNMENT.search(near)) or bool(_ACTS.search(near))


def _candidate(
    document: _Document, view: View, shift: int, sentence: str, statement: Statement, how: Modality
) -> Candidate:
    start, end = view.span(shift + statement.start, shift + statement.end)
    quantity = statement.quantity
    value = quantity.value * statement.factor
    upper = None if quantity.upper is None else quantity.upper * statement.factor
    lower, higher = bounds(statement.comparator, value, upper)
    period = _period(document, sentence, statement, how)
    return Candidate(
        start=start,
        end=end,
        exact=_exact(document.paragraph, start, end),
        indicatorText=statement.words or None,
        indicator=statement.indicator,
        measure=statement.production.measure,
        comparator=statement.comparator,
        lower=_canonical(lower),
        upper=_canonical(higher),
        unit=statement.unit or None,
        periodText=period.text,
        periodStart=period.start,
        periodEnd=period.end,
        kind=how.kind,
        commitment=how.commitment,
        place=speakers.about(sentence, quantity.number, document.voice),
        speaker=document.voice.speaker,
        rules={
            "measure": statement.production.name,
            "comparator": quantity.form if quantity.form != "plain" else "words" if quantity.pre or quantity.post else "bare",
            "indicator": statement.evidence or "words",
            "kind": how.rule,
            "commitment": how.rule,
            "period": period.rule or "none",
        },
    )  # fmt: skip


def _period(document: _Document, sentence: str, statement: Statement, how: Modality) -> Period:
    found = periods.nearest(sentence, statement.quantity.number, 0, document.year)
    if found is not periods.NONE or how.kind != modality.TARGET:
        return found
    if statement.production.measure == "growthRate":
        return periods.assumed(document.year)
    return found


def _canonical(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _exact(paragraph: Paragraph, start: int, end: int) -> str:
    return paragraph.text[start - paragraph.start : end - paragraph.start]


def read(
    source: str,
    *,
    year: int | None = None,
    month: int | None = None,
    place: str | None = None,
    lexicon: Lexicon | None = None,
) -> tuple[str, list[Candidate]]:
    """Return a whole text from a file or stdin (`-`), and its candidates.

    Raises:
        SourceError: the source is no readable text.
    """
    with text.opened(source) as stream:
        held = "".join(text.decode(stream, source))
    return held, list(extract([held], year=year, month=month, place=place, lexicon=lexicon))
