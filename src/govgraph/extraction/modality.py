"""Kind and commitment: whether a number is promised, reported, expected or a starting point.

Cues are read from left to right; the nearest one in the segment (up to `;` or `。`) governs. Where a
segment has none, the time of the sentence, then the section of the document decides, then the
verbs. Every rule has a name, which `--explain` shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TARGET, OUTCOME, BASELINE, FORECAST = "target", "outcome", "baseline", "forecast"
ENSURE, STRIVE, EXPECT, PLAN = "ensure", "strive", "expect", "plan"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that settles kind or commitment from its position onward.

    A `local` one (去年新签约的 …) describes one thing and ends with its clause.
    """

    position: int
    end: int
    kind: str
    commitment: str
    rule: str
    local: bool = False
    interim: bool = False


@dataclass(frozen=True, slots=True)
class Modality:
    """What was settled for one quantity, and by which rules."""

    kind: str
    commitment: str
    rule: str


# (rule, kind, commitment, words). A cue of an empty commitment leaves the commitment alone.
_CUES = (
    ("commitment-past", OUTCOME, PLAN, r"(?:确保|力争|争取|完成|实现|达到|新增|建成|突破|超过|引进|落地|签约|新建|下降|增长|提高|增加|减少|培育|打造|开工|发放|投入|改造|整治|建设|吸引|争取到|获得|拉动|带动|形成)了"),
    ("ensure", TARGET, ENSURE, r"(?:确保|必须|坚决(?!贯彻|落实|拥护|防止|守住|打赢|扛|反对|遏制|维护|执行|做到|整治|破除)|务必|要确保)"),
    ("strive", TARGET, STRIVE, r"(?:力争|(?<!多)争取(?!到位|到了|到上级|到中央|上级|中央|国家|省级|各类|资金|专项|[^,;。\d]{0,8}(?:资金|债券|额度|补助|试点))|努力(?=[实完新推建打促达争保提让使把在扩做增降培缩])|力促|冲刺|争创|争用|奋力(?!拼搏|谱写|开创|推进)|奋战|全力冲刺|力求|尽力)"),
    ("goal-passed", OUTCOME, PLAN, r"(?:高于|低于|快于|好于|优于|超过|超额完成|圆满完成|如期完成|提前完成|高出|高过)[^,;。\d]{0,8}(?:目标|任务|计划)"),
    ("expect", TARGET, EXPECT, r"(?:预期目标|主要目标|目标任务|奋斗目标|发展目标|目标(?:是|为|:|值)|预期(?:为|增长|达到|在)|约束性指标|预期性指标|锚定)"),
    ("plan", TARGET, PLAN, r"(?:(?<!行动)(?<!工作)(?<!年度)(?<!倍增)(?<!培育)(?<!提升)(?<!发展)(?<!专项)(?:(?<=今年)|(?<=明年)|(?<=全年)|(?<!年))计划(?=[\u4e00-\u9fff0-9])(?![的中是书外和与投内])|计划投资|用[两三四五六七八九十0-9]{1,2}年(?:左右)?的?时间|拟(?=[新投建引实安开在用按发])|安排(?=[\u4e00-\u9fff0-9:])|(?<![规即必终])将(?!军|来|近|其|于近|上年|去年)|规划(?:建设|布局|新建|面积|投资|到)|谋划(?:推进|实施|建设|新建|储备|项目)|部署(?:推进|实施|建设)|(?<![重需主只必想首紧纲摘概简索扼若就还])要(?!求|素|闻|领|害|塞|点|件|地|务|么|不|是|看|说|知|靠|想)|准备(?=[新投建引实安开])|(?<!截)(?<!增加)(?<!提高)(?<!发展)(?<!增长)到(?:20\d\d|本世纪)|明年|未来|今后|下一步|接下来|下阶段|届时|余下)"),
    ("forecast", FORECAST, PLAN, r"(?:(?:达产|投产|建成|投用|达效)后,?[^,;。]{0,6}(?:可(?!持续)|能够|预计)|预计|有望|预测|估计|预估|可望)"),
    ("reported", OUTCOME, PLAN, r"(?:已(?!知|有之|故)|已经|业已|共(?=[有计完实新引签建投开发办争])|(?<!主)(?<!未)曾|以来|(?<![比较同于与在])(?:去年|上年|前年|上一年|上年度)(?!的?基础)|过去[一两三四五六七八九十]?[年]|[一五三十四]年来|近年来|近[两三五十]年|截至|截止|(?<![从由])(?:目前|当前|现有)|现已|上半年|前三季度|前[一二三四五六七八九十]个?季度|第?[一二三四]季度|1[-~至]\d{1,2}月|\d{1,2}月末|月底止|全[国省市区县州]现?(?:拥有|共有)|连续[两三四五六七八九十0-9]+年|首次|历史性地?|荣获|获评|只有|仅有|仅为|仍然?为|创历史|再创新高|同期水平|回顾)"),
)  # fmt: skip
_CUE = re.compile("|".join(f"(?P<c{i}>{words})" for i, (_, _, _, words) in enumerate(_CUES)))

# Weak cues of an interim report lose against a commitment in the same segment.
_INTERIM = re.compile(r"上半年|季度|1-\d|共|首次|历史性|连续|再创|已?有")

_OPENS_GOAL = re.compile(
    r"围绕|紧扣|锚定|紧盯|盯紧|瞄准|对标|聚焦|按照|实现|完成|达到|朝着|向着|确定|提出|设定|明确|制定|定下|紧紧|把|以|聚力|咬定|对照"
)
_CLOSES_GOAL = re.compile(
    r"(?:的|”的?|年度|总体|总|预期|发展|增长|主要|等)+(?:奋斗|预期|发展|工作|增长)?(?:目标|任务目标|目标任务)"
)

_NO_REGION = re.compile(r":|距离?|还差|差距")
_STOP = re.compile(r"[,;。]")
_PLAN_OF_SHARE = re.compile(r"(?:计划|目标|任务|预算)(?:数|为)?$")
_SHARE_FOLLOWS = re.compile(r"(?:元|吨|亩|个|家|人|户|公里)?的[\d一二三四五六七八九十百.]+(?:%|成)")
_DONE_SHARE = re.compile(
    r"(?:完成|实现|占|达到?)[^,;。]{0,14}(?:计划|目标|任务|预算)[^,;。]{0,10}的$|(?:计划|目标|任务|预算)(?:任务|目标|数)?的$"
)
_FROM = re.compile(r"(?:从|由)(?:[^,;。、从由]{0,16})$")
_RISES_TO = re.compile(
    r"^[^,;。]{0,8}?(?:提[高升到至]|扩[到至]|增[加长至到]|上升|扩大|下降|降[低至到]|减少|压[减缩降]|缩短|升至|升到|增至|增到|调整|优化|跃升|跨越|发展|恢复|拓展)"
)

# Verbs of plans at the head of a clause; they decide only where nothing stronger does.
_PLANS = re.compile(
    r"(?:^|[,;。:、“”)]|和|并|地|以|通过|要|一是|二是|三是|四是|[一-龥]区|[一-龥]市|[一-龥]县|全力|积极|加快|着力|深入|持续|大力|扎实|坚持|年内|全年|每年|我们|同时)(?:打造|推进|推动|加快|建设|新建|改建|扩建|改造|实施|启动|谋划|培育|引进|招引|引育|新增|创建|建成|狠抓|抓好|抓实|落实|开展|"
    r"深入|持续|全力|加大|做大|做强|做优|壮大|布局|储备|盘活|筹集|筹建|办好|支持|鼓励|优化|完善|扩大|提升|提高|促进|强化|"
    r"聚力|聚焦|坚持|统筹|深化|积极|大力|扎实|严格|严控|控制在|构建|健全|发展|保持|不低于|不少于|稳定在|发放|整治|治理|修复|"
    r"化解|压减|淘汰|续建|开工|投产|动工|完成|实现|引导|组织|举办|选派|招聘|帮扶|认定|迈进|完工|竣工|新引进|新开工|招商|新落地|精准|集中|"
    r"节约|减少|降低|退出|筹备|划定|供应|安排|设立|培训|创建|招募|加装|安装|为|将|对|确定|挖掘|盯紧|紧盯|瞄准|攻坚|攻克|转化|选育|推广|解决|拓展|用好|投入|办理|力保)"
)
_PRECISE = re.compile(r"同比|比上年|较上年|比去年|较去年|环比|增速(?:位|居|排)|达到了")
_SUMMED = re.compile(r"累计|共(?=[有完实])")
_GOAL_WORD = re.compile(r"目标|指标|任务|预期|计划|规划")


_ATTRIBUTE = re.compile(r"(?:去年|上年|前年|已|目前)[^,;。、]{1,8}?的")


# The last month of a part of the year: before it is over, its words are no report.
_QUARTERS = {"一季": 3, "上半": 6, "二季": 6, "三季": 9, "四季": 12, "下半": 12}
_PART = re.compile(r"一季|上半|二季|三季|四季|下半")
_FIVE_YEARS = {n: 2006 + 5 * i for i, n in enumerate(("十一", "十二", "十三", "十四", "十五", "十六", "十七"))}


def _to_come(words: str, month: int | None) -> bool:
    """Tell whether 四季度 lies ahead of a document of that month; without one, only the last does."""
    part = _PART.search(words)
    return part is not None and _QUARTERS[part[0]] >= (month or 12)


_UNTIL = re.compile(r"到(20\d\d)年")


def _is_over(sentence: str, position: int, year: int | None) -> bool:
    """Tell whether 到2020年 names a year that was over when the document was written."""
    until = _UNTIL.match(sentence, position)
    return until is not None and year is not None and int(until[1]) < year


def cues(sentence: str, year: int | None = None, month: int | None = None) -> list[Cue]:
    """Return the strong cues of a sentence, left to right, as a document of that year means them."""
    found = []
    for match in _CUE.finditer(sentence):
        if _is_over(sentence, match.start(), year):
            continue
        if _to_come(match[0], month):
            continue
        rule, kind, commitment, _ = _CUES[int(str(match.lastgroup)[1:])]
        local = rule == "reported" and bool(_ATTRIBUTE.match(sentence, match.start()))
        interim = rule == "reported" and bool(_INTERIM.search(match[0]))
        found.append(Cue(match.start(), match.end(), kind, commitment, rule, local, interim))
    return found


def goals(sentence: str) -> list[tuple[int, int]]:
    """Return the stretches that a following 目标 closes: 围绕 … 的目标."""
    found = []
    for match in _CLOSES_GOAL.finditer(sentence):
        left = (
            max(sentence.rfind(";", 0, match.start()), sentence.rfind("。", 0, match.start())) + 1
        )
        opened = _OPENS_GOAL.search(sentence, max(left, match.start() - 160), match.start())
        if opened and not _NO_REGION.search(sentence, opened.end(), match.start()):
            found.append((opened.start(), match.start()))
    return found


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document says before a sentence: its section or time, `target`, `outcome` or ''."""

    mode: str = ""
    commitment: str = PLAN
    rule: str = "default"


# A colon after its cue opens a list whose items semicolons part: `预期目标是:…;…`.
_OPENS_LIST = re.compile(r"[^,;。]{0,14}:")


def settle(
    sentence: str, position: int, end: int, found: list[Cue], regions: list[tuple[int, int]],
    setting: Setting, *, bounded: bool, since: int = -1,
) -> Modality:  # fmt: skip
    """Return kind and commitment of the quantity at `position`–`end` of a sentence.

    `since` is where in the sentence the time of `setting` was said, -1 where before it.
    """
    segment = max(sentence.rfind(";", 0, position), sentence.rfind("。", 0, position)) + 1
    left = [c for c in found if segment <= c.position < position]
    left = [c for c in left if not c.local or not _STOP.search(sentence, c.end, position)]
    commitment = _commitment(left)
    before = sentence[max(segment, position - 30) : position]
    if _DONE_SHARE.search(before):
        return Modality(OUTCOME, PLAN, "share-of-plan")
    if _PLAN_OF_SHARE.search(before) and _SHARE_FOLLOWS.match(sentence, end):
        return Modality(TARGET, PLAN, "plan-of-share")
    if any(a <= position < b for a, b in regions):
        stronger = [c for c in left if c.rule in ("ensure", "strive")]
        chosen = stronger[-1].commitment if stronger else EXPECT
        return Modality(TARGET, chosen, "named-goal")
    strong = _nearest(sentence, left, position)
    if strong is not None and strong.kind == OUTCOME and strong.position < since:
        strong = None if setting.mode == TARGET else strong
    if strong is not None:
        kind, rule = strong.kind, strong.rule
        chosen = commitment if kind == TARGET else PLAN
        return Modality(kind, chosen, rule)
    opened = [c for c in found if c.position < segment and _OPENS_LIST.match(sentence, c.end)]
    if opened:
        return Modality(opened[-1].kind, opened[-1].commitment, f"{opened[-1].rule}-list")
    forecast = [c for c in found if c.position < segment and c.rule == "forecast"]
    if forecast and not any(
        c.position > forecast[-1].position and c.position < segment and c.kind != FORECAST
        for c in found
    ):
        return Modality(FORECAST, PLAN, "forecast-sentence")
    return _by_setting(sentence, segment, position, setting, bounded=bounded)


def _commitment(left: list[Cue]) -> str:
    """Return the governing commitment: plans and dates do not lift 力争 or 确保."""
    for cue in reversed([c for c in left if not c.interim]):
        if cue.rule in ("ensure", "strive", "expect"):
            return cue.commitment
        if cue.kind != TARGET:
            return PLAN
    return PLAN


def _nearest(sentence: str, left: list[Cue], position: int) -> Cue | None:
    """Return the cue that governs: the last one, unless it is a weak report after a commitment."""
    for cue in reversed(left):
        if cue.interim:
            earlier = [c for c in left if c.position < cue.position]
            if any(c.rule in ("ensure", "strive", "expect", "plan") for c in earlier):
                continue
            following = sentence[cue.end : position]
            if "力争" in following or "确保" in following:
                continue
        return cue
    return None


# What a value is told to do after it stands: 总投资45亿元,10月底前务必竣工.
_ORDERED = re.compile(r"(?<=[前要])?(?:务必|必须|确保|力争)[^,;。\d]{0,6}(?:竣工|投产|开工|建成|投用|达产|完工|完成|落地)")
_LEAPS = re.compile(r"翻[一两二三四]?[番倍]|两位数")


def _by_setting(
    sentence: str, segment: int, position: int, setting: Setting, *, bounded: bool
) -> Modality:
    clause = sentence[segment:position]
    if setting.mode == OUTCOME:
        return Modality(OUTCOME, PLAN, setting.rule)
    if setting.mode == TARGET:
        if _PRECISE.search(clause) and setting.rule != "section" and not bounded:
            return Modality(OUTCOME, PLAN, "precise-growth")
        return Modality(TARGET, setting.commitment, setting.rule)
    if _PRECISE.search(clause) or _SUMMED.search(clause):
        return Modality(OUTCOME, PLAN, "precise-growth")
    if _GOAL_WORD.search(clause):
        return Modality(TARGET, EXPECT, "goal-word")
    if setting.rule in ("plan-tone", "report-tone"):
        kind = TARGET if setting.rule == "plan-tone" else OUTCOME
        return Modality(kind, PLAN, setting.rule)
    if _PLANS.search(sentence, segment, position):
        return Modality(TARGET, PLAN, "plan-verb")
    if bounded or _LEAPS.match(sentence, position):
        return Modality(TARGET, PLAN, "bounded")
    if _ORDERED.search(sentence, position):
        return Modality(TARGET, ENSURE, "ordered-after")
    return Modality(OUTCOME, PLAN, "default")


_PLAN_TONE = re.compile(
    r"加快|推进|推动|抓好|抓实|狠抓|全力|深入|加大|强化|继续|积极|大力|着力|谋划|进一步|做好|聚焦|坚持|紧盯|突出|实施|深化|不少于|不低于"
)
_REPORT_TONE = re.compile(
    r"成功|获评|获批|获得|荣获|入选|揭牌|投用|圆满|顺利|稳居|位居|居全|首批|通车|显著|明显|不断|有力|有效|余(?=[个家人项公亩万户名套处张])|落地见效|超额|夺得|斩获|摘得|迈上|跃升"
)


# `综合实力稳步提升。`: a noun that has changed opens a report; plans open with a verb.
_REPORT_LEAD = re.compile(
    r"(?:[-#*(（]{0,3}[一二三四五六七八九十]{0,2}[)）、.是]{0,2})(?!加快|推动|推进|坚持|全面|深入|持续|着力|大力|积极|扎实|全力|聚焦|进一步|促进|实现|做|抓|强化|聚力|努力|稳步|统筹)"
    r"[^,。;:]{3,16}?(?:提升|增强|改善|牢固|向好|优化|显现|加快|完善|扩大|提高|夯实|巩固|突破|跃升|见效|增长|回升|改观|健全|稳固|彰显|释放|凸显|壮大|提速|新台阶|新成效|新进展|新突破|焕然一新|成效明显|成效显著)。"
)


def tone(paragraph: str) -> Setting:
    """Return whether a paragraph without words of time sounds like a plan or like a report."""
    plans = len({m[0] for m in _PLAN_TONE.finditer(paragraph)})
    reports = len({m[0] for m in _REPORT_TONE.finditer(paragraph)})
    if _REPORT_LEAD.match(paragraph):
        return Setting("", PLAN, "report-tone")
    if plans > reports + 1 and not reports:
        return Setting("", PLAN, "plan-tone")
    return Setting("", PLAN, "report-tone") if reports > plans else Setting()


def is_baseline(sentence: str, number: int, end: int) -> bool:
    """Tell whether a value is where a movement starts: 从目前的25%提升至30%."""
    before = sentence[max(0, number - 20) : number]
    return bool(_FROM.search(before) and _RISES_TO.match(sentence[end : end + 20]))


_REVIEW_HEADING = re.compile(
    r"回顾|成就|成绩|过去|发展基础|发展现状|现状|完成情况|执行情况|工作总结|主要成效|取得的|来的工作|工作情况|基本情况|运行情况|发展回顾|存在的?问题"
)
_PLAN_HEADING = re.compile(
    r"安排|目标|任务|打算|思路|总体要求|重点工作|工作重点|展望|建议|计划|部署|今年工作|下一步|主要指标|措施|举措|行动|规划|方案|要求|民生实事|保障"
)
_TIME = re.compile(
    r"(?P<interim>今年(?:以来|上半年|前[一二三]?[季三]|[一二三]季度|前\d|1-|前[一二三四五六七八九十]+个?月))"
    r"|(?P<review>(?<![比较同于与])(?:去年|上年)(?!的?基础)|(?:过去的?[一两三四五六七八九十]?年|过去的?20\d\d年|清醒地?(?:看到|认识到)|存在[^,;。]{0,8}(?:差距|短板|困难)|[一两五三十四]年来|这一年|回顾|近年来|近[两三五]年)|(?:全会|大会|十[三四]五|任期|建市|建区|换届|届政府)\S{0,3}以来)"
    r"|(?P<now>今年|本年度?|年内|新的一年)"
    r"|(?P<plan>“?(?P<nth>十[一二三四五六七])五”?(?:时期|期间|末))"
    r"|(?P<ahead>明年|未来[一二两三四五六七八九十]?年|今后[一二两三四五六七八九十]?年|下一步|下阶段|本届政府|到20\d\d年)"
    r"|(?<![比较与同于到从由是])(?P<year>20\d\d)年"
)


def heading(text: str) -> str:
    """Return `outcome` or `target` for a heading that says so, else ''."""
    years = re.search(r"工作回顾|回顾", text)
    if years or (_REVIEW_HEADING.search(text) and not re.search(r"目标|安排|部署", text)):
        return OUTCOME
    return TARGET if _PLAN_HEADING.search(text) else ""


def time_settings(
    sentence: str, year: int | None, current: Setting, month: int | None = None
) -> list[tuple[int, Setting]]:
    """Return where in a sentence the time changes, and to what."""
    found: list[tuple[int, Setting]] = []
    for match in _TIME.finditer(sentence):
        group = str(match.lastgroup)
        if _ATTRIBUTE.match(sentence, match.start()) or _is_over(sentence, match.start(), year):
            continue
        if group == "interim" and _to_come(match[0], month):
            found.append((match.start(), Setting(TARGET, PLAN, "this-year")))
        elif group in ("interim", "review"):
            found.append((match.start(), Setting(OUTCOME, PLAN, group)))
        elif group == "now":
            found.append((match.start(), Setting(TARGET, PLAN, "this-year")))
        elif group == "plan" or match["plan"]:
            over = _FIVE_YEARS[match["nth"]] + 4 < (year or 2021)
            mode = Setting(OUTCOME, PLAN, "review") if over else Setting(TARGET, PLAN, "ahead")
            found.append((match.start(), mode))
        elif group == "ahead":
            found.append((match.start(), Setting(TARGET, PLAN, "ahead")))
        elif year is not None:
            past = int(match["year"]) < year
            rule = "past-year" if past else "coming-year"
            if past or not (current.mode == OUTCOME and current.rule.startswith("section")):
                found.append((match.start(), Setting(OUTCOME if past else TARGET, PLAN, rule)))
    return found
