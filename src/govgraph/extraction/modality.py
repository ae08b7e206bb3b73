"""Kind and commitment: whether a number is promised, reported, expected or a starting point.

Cues are read from left to right; the nearest one in the segment (up to `;` or `。`) governs. Where a
segment has none, the time of the sentence, then the section of the document decides, then the
verbs. Every rule has a name, which `--explain` shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govgraph.extraction.clock import COMPARED
from govgraph.extraction.cues import ENSURE, EXPECT, FORECAST, OUTCOME, PLAN, TARGET, Cue
from govgraph.extraction.settings import Setting


@dataclass(frozen=True, slots=True)
class Modality:
    """What was settled for one quantity, and by which rules."""

    kind: str
    commitment: str
    rule: str


_OPENS_GOAL = re.compile(
    r"围绕|紧扣|锚定|紧盯|盯紧|瞄准|对标|聚焦|按照|实现|完成|达到|朝着|向着|确定|提出|设定|明确|制定|定下|紧紧|把|以|聚力|咬定|对照"
)
_CLOSES_GOAL = re.compile(
    r"(?:的|”的?|年度|总体|总|预期|发展|增长|主要|等)+(?:奋斗|预期|发展|工作|增长)?(?:目标|任务目标|目标任务)|作为[^,;。]{0,6}(?:任务|目标|指标|底线)"
)

_NO_REGION = re.compile(r":|距离?|还差|差距")
_GOAL_AFTER = re.compile(r"(?:以上|左右|以内)?的[^,;。]{0,4}(?:目标|年度任务|计划任务)")
# 完成全年7500个目标的84%: a share of a goal that is named by its value
_GOAL_SHARED = re.compile(
    r"的?(?:年度|全年)?(?:目标|任务|计划)(?:任务|数)?的[\d一二两三四五六七八九]"
)
_STOP = re.compile(r"[,;。]")
_PLAN_OF_SHARE = re.compile(r"(?:计划|目标|任务|预算)(?:数|为)?$")
_SHARE_FOLLOWS = re.compile(r"(?:元|吨|亩|个|家|人|户|公里)?的[\d一二三四五六七八九十百.]+(?:%|成)")
_DONE_SHARE = re.compile(
    r"(?:完成|实现|占|达到?)[^,;。]{0,14}(?:计划|目标|任务|(?<!支出)(?<!收入)预算)[^,;。]{0,10}的$|(?:计划|目标|任务|(?<!支出)(?<!收入)预算)(?:任务|目标|数)?的$"
)
_FROM = re.compile(r"(?:从|由)(?:[^,;。、从由]{0,16})$")
_RISES_TO = re.compile(
    r"^(?:[到至](?=\d)|[^,;。]{0,8}?(?:提[高升到至]|扩[到至]|增[加长至到]|上升|扩大|下降|降[低至到]|减少|压[减缩降]|缩短|升至|升到|增至|增到|调整|优化|跃升|跨越|发展|恢复|拓展|扩容|做[到大]|变[成为]|跃至|迈向|前移|上移|前进|进[到至]|放大|缩小|收窄|延长|压至))"
)

# Verbs of plans at the head of a clause; they decide only where nothing stronger does.
_PLANS = re.compile(
    r"(?:^|[,;。:、“”)]|和|并|地|以|通过|要|一是|二是|三是|四是|[一-龥]区|[一-龥]市|[一-龥]县|全力|积极|加快|着力|深入|持续|大力|扎实|坚持|重点|突出|有序|加速|年内|全年|每年|我们|同时|全面|切实|统筹)(?:打造|推进|推动|加快|建设|新建|改建|扩建|改造|实施|启动|谋划|培育|引进|招引|引育|新增|创建|建成|狠抓|抓好|抓实|落实|开展|"
    r"深入|持续|全力|加大|做大|做强|做优|壮大|布局|储备|盘活|筹集|筹建|办好|支持|鼓励|优化|完善|扩大|提升|提高|促进|强化|"
    r"聚力|聚焦|坚持|统筹|深化|积极|大力|扎实|严格|严控|控制在|构建|健全|发展|保持|不低于|不少于|稳定在|发放|整治|治理|修复|"
    r"化解|压减|淘汰|续建|开工|投产|动工|完成|实现|引导|组织|举办|选派|招聘|帮扶|认定|迈进|完工|竣工|新引进|新开工|招商|新落地|精准|集中|"
    r"节约|减少|降低|退出|筹备|划定|供应|安排|设立|培训|创建|招募|加装|安装|为(?!期|此|了)|将|对|确定|挖掘|盯紧|紧盯|瞄准|攻坚|攻克|转化|选育|推广|解决|拓展|用好|投入|办理|力保|把|新改建|新改扩建|改建|取消|推行|推出|开行|开通|遴选|提供|组建|守牢|守住|共建|建好)"
)
# 城镇化率62.4%,提高0.7个百分点: the change of a level just said is no plan.
_CHANGES = re.compile(r"(?<=[\d%元人个吨亩])[,、](?:提升|提高|扩大|减少|降低)了?\d")
_PRECISE = re.compile(
    r"同比|与[^,;。]{2,8}相比|比上年|较上年|比去年|较去年|环比|增速(?:位|居|排)|达到了"
)
_SHARE_DONE = re.compile(r"\d[\d.]*%")  # 外贸进出口完成45%: of what was planned
# How large a place is: 全市面积1.2万平方公里、人口530万.
_STATE = re.compile(
    r"全[国省市区县州旗镇乡](?:国土|行政|区域|辖区|陆域|海域)?(?:总面积|面积|(?:总|户籍|常住)?人口)"
    r"(?:[约近]?[\d.]+万?(?:平方公里|亩|公顷|人)?[、,](?:总|户籍|常住)?(?:面积|人口))?[约近]?$"
)
_SUMMED = re.compile(r"累计|(?<!公)共(?=[有完实])")
_GOAL_WORD = re.compile(r"目标|指标|任务|预期(?!寿命)|计划|规划(?!面积|用地|总)")


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
    before = sentence[max(segment, position - 30) : position]
    if named := _by_goal(sentence, position, end, before, left, regions):
        return named
    strong = _nearest(sentence, left, position)
    if (strong is None or strong.kind != TARGET) and _DEMANDED.match(sentence, end):
        return Modality(TARGET, PLAN, "demanded-after")
    if strong is None and _DONE_AFTER.match(sentence, end):
        if not _PLANS.search(sentence, segment, position):
            return Modality(OUTCOME, PLAN, "done-after")
    if strong is not None and strong.kind == FORECAST and setting.mode == TARGET:
        if _OWN_DEED.search(sentence, strong.end, position):
            return Modality(TARGET, PLAN, "own-deed")
    if strong is not None and not _is_overruled(sentence, strong, setting, since):
        promised = strong.kind == TARGET
        return Modality(strong.kind, _commitment(left) if promised else PLAN, strong.rule)
    earlier = [c for c in found if c.position < segment]
    if listed := _by_list(sentence, earlier):
        return listed
    return _by_setting(sentence, segment, position, setting, bounded=bounded)


def _by_goal(
    sentence: str, position: int, end: int, before: str, left: list[Cue],
    regions: list[tuple[int, int]],
) -> Modality | None:  # fmt: skip
    """Read shares of a plan, and values that a following 目标 names."""
    if done := _DONE_SHARE.search(before):
        said = position - len(before) + done.start()
        ahead = [c for c in left if c.rule in ("ensure", "strive", "plan") and c.end <= said]
        if _FLOOR_OF.search(before):
            return Modality(TARGET, _commitment(left), "bounded")
        if ahead and said - ahead[-1].end < 4:
            return Modality(TARGET, _commitment(left), ahead[-1].rule)
        if _DUE.search(before):
            return Modality(TARGET, _commitment(left), "due-share")
        return Modality(OUTCOME, PLAN, "share-of-plan")
    if _PLAN_OF_SHARE.search(before) and _SHARE_FOLLOWS.match(sentence, end):
        return Modality(TARGET, PLAN, "plan-of-share")
    if _GOAL_SHARED.match(sentence, end) or _GOAL_AFTER.match(sentence, end):
        return Modality(TARGET, EXPECT, "named-goal")
    if not any(a <= position < b for a, b in regions):
        return None
    stronger = [c for c in left if c.rule in ("ensure", "strive")]
    return Modality(TARGET, stronger[-1].commitment if stronger else EXPECT, "named-goal")


def _by_list(sentence: str, earlier: list[Cue]) -> Modality | None:
    """Let a cue before a colon, or 预计 at the head of its sentence, govern past semicolons."""
    opened = [c for c in earlier if _OPENS_LIST.match(sentence, c.end)]
    if opened:
        return Modality(opened[-1].kind, opened[-1].commitment, f"{opened[-1].rule}-list")
    if not any(c.rule == "forecast" for c in earlier):
        return None
    last = max((c for c in earlier if c.rule == "forecast"), key=lambda c: c.position)
    if any(c.position > last.position and c.kind != FORECAST for c in earlier):
        return None
    return Modality(FORECAST, PLAN, "forecast-sentence")


def _is_overruled(sentence: str, cue: Cue, setting: Setting, since: int) -> bool:
    """Tell whether a report's cue yields to a plan: by its section, or by a later word of time."""
    if cue.interim and _is_planned(sentence, cue, setting):
        return True
    return cue.kind == OUTCOME and cue.position < since and setting.mode == TARGET


def _is_planned(sentence: str, cue: Cue, setting: Setting) -> bool:
    """Tell whether a part of the year stands in a plan: 上半年新开工项目120个."""
    firm = setting.mode == TARGET and setting.rule in ("section", "title", *_FIRM)
    part = sentence[cue.position : cue.end]
    return firm and part[-1] in "年度" and not COMPARED.search(sentence, cue.end, cue.end + 40)


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


# 海棠路小学等5所学校如期启用
_DONE_AFTER = re.compile(
    r"[^,;。\d]{0,12}?(?:如期|顺利|圆满|成功|已经?)(?:建成|启用|投用|投产|开工|竣工|通车|完工|运营)"
)
# 医院有望年内开诊,建成公园15个: a clause with a deed of its own is no part of what is expected.
_OWN_DEED = re.compile(
    r",(?:并|同时|还)?(?:将|要)?(?:建成|新建|建设|实施|改造|引进|培育|打造|启动|推进|新?开工)"
)
# What a value is told to do after it stands: 总投资45亿元,10月底前务必竣工.
_ORDERED = re.compile(
    r"(?<=[前要])?(?:务必|必须|确保|力争)[^,;。\d]{0,6}(?:竣工|投产|开工|建成|投用|达产|完工|完成|落地)"
)
_LEAPS = re.compile(r"翻[一两二三四]?[番倍]|两位数")


# 10月底前完成年度目标的85%
_DUE = re.compile(r"[月年季度]?[底末]?前,?(?:要|必须|务必|力争|确保)?(?:完成|实现)[^,;。]*$")
_FLOOR_OF = re.compile(r"不(?:低|少|小)于[^,;。]{0,12}的$")  # 不低于年度计划的1.5倍
# 17个贫困县要全部摘帽
_DEMANDED = re.compile(
    r"[^,;。\d]{1,12}?(?<![重主需只])(?:要|将|须|必须)(?:[在于]?[^,;。]{0,6}前)?(?:确保|全部|全面|如期|按期|基本|实现|达到|建成|完成|力争|同步|陆续)"
)
# A section or a year to come is a plan, whatever is compared with last year.
_FIRM = frozenset({"section", "next-year", "ahead"})


def _by_setting(
    sentence: str, segment: int, position: int, setting: Setting, *, bounded: bool
) -> Modality:
    clause = sentence[segment:position]
    if setting.mode == OUTCOME:
        return Modality(OUTCOME, PLAN, setting.rule)
    if setting.rule not in ("section", "ahead") and _STATE.search(clause):
        return Modality(OUTCOME, PLAN, "state")
    if setting.mode == TARGET:
        if _PRECISE.search(clause) and setting.rule not in _FIRM and not bounded:
            return Modality(OUTCOME, PLAN, "precise-growth")
        return Modality(TARGET, setting.commitment, setting.rule)
    planned = any(
        not _CHANGES.match(sentence, m.start())
        for m in _PLANS.finditer(sentence, segment, position)
    )
    summed = _SUMMED.search(clause) and not planned
    if _PRECISE.search(clause) or summed:
        return Modality(OUTCOME, PLAN, "precise-growth")
    if _SHARE_DONE.match(sentence, position) and clause.endswith("完成") and not bounded:
        return Modality(OUTCOME, PLAN, "share-of-plan")
    if _GOAL_WORD.search(clause):
        return Modality(TARGET, EXPECT, "goal-word")
    if setting.rule in ("plan-tone", "report-tone"):
        kind = TARGET if setting.rule == "plan-tone" else OUTCOME
        return Modality(kind, PLAN, setting.rule)
    if planned:
        return Modality(TARGET, PLAN, "plan-verb")
    if bounded or _LEAPS.match(sentence, position):
        return Modality(TARGET, PLAN, "bounded")
    if _ORDERED.search(sentence, position):
        return Modality(TARGET, ENSURE, "ordered-after")
    return Modality(OUTCOME, PLAN, "default")


def is_baseline(sentence: str, number: int, end: int) -> bool:
    """Tell whether a value is where a movement starts: 从目前的25%提升至30%."""
    before = sentence[max(0, number - 20) : number]
    return bool(_FROM.search(before) and _RISES_TO.match(sentence[end : end + 20]))
