"""Settings: what headings, words of time and the tone of a paragraph say before a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govgraph.extraction.clock import COMPARED, FIVE_YEARS, is_over, to_come
from govgraph.extraction.cues import AHEAD, ATTRIBUTE, OUTCOME, PLAN, TARGET


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document says before a sentence: its section or time, `target`, `outcome` or ''."""

    mode: str = ""
    commitment: str = PLAN
    rule: str = "default"


_PLAN_TONE = re.compile(
    r"加快|推进|推动|抓好|抓实|狠抓|全力|深入|加大|强化|继续|积极|大力|着力|谋划|进一步|做好|聚焦|坚持|紧盯|突出|实施|深化|不少于|不低于"
)
_REPORT_TONE = re.compile(
    r"落幕|闭幕|成功|获评|获批|获得|荣获|入选|揭牌|投用|圆满|顺利|稳居|位居|居全|首批|通车|显著|明显|不断|有力|有效|余(?=[个家人项公亩万户名套处张])|落地见效|超额|夺得|斩获|摘得|迈上|跃升"
)


# `综合实力稳步提升。`: a noun that has changed opens a report; plans open with a verb.
_REPORT_LEAD = re.compile(
    r"(?:[-#*(（]{0,3}[一二三四五六七八九十]{0,2}[)）、.是]{0,2})(?!加快|推动|推进|坚持|全面|深入|持续|着力|大力|积极|扎实|全力|聚焦|进一步|促进|实现|做|抓|强化|聚力|努力|稳步|统筹)(?![^,。;:]{0,12}(?:要有?|将|须|必须|力求|争取|务求))"
    r"[^,。;:]{3,16}?(?:提升|增强|改善|牢固|向好|优化|显现|加快|完善|扩大|提高|夯实|巩固|突破|跃升|见效|增长|回升|改观|健全|稳固|彰显|释放|凸显|壮大|提速|加速|新台阶|新成效|新进展|新突破|焕然一新|成效明显|成效显著)。"
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


LAST_MONTHS = 12  # from this month on, a document speaks of its own year as over
_REVIEW_HEADING = re.compile(
    r"回顾|成就|成绩|过去|发展基础|发展现状|现状|完成情况|执行情况|工作总结|主要成效|取得的|来的工作|统计公报|统计快报|进展|成绩单|盘点|运行简况|工作情况|基本情况|运行情况|发展回顾|存在的?问题"
)
_PLAN_HEADING = re.compile(
    r"安排|目标|任务|打算|思路|总体要求|重点工作|工作重点|展望|建议|计划|部署|今年工作|下一步|主要指标|措施|举措|行动|规划|方案|要求|民生实事|保障"
)
_TIME = re.compile(
    r"(?P<interim>今年(?:以来|年?初|上半年|前[一二三]?[季三]|[一二三]季度|前\d|1[-~至]|前[一二两三四五六七八九十]+个?月))"
    r"|(?P<review>(?<![比较同于与从由])(?:去年|上年)(?!的?基础)|(?:过去的?[一两三四五六七八九十]?年|过去的?20\d\d年|清醒地?(?:看到|认识到)|存在[^,;。]{0,8}(?:差距|短板|困难)|[一两五三十四]年来|这一年|刚刚?过去|回顾|近年来|近[两三五]年)|(?:全会|大会|十[三四]五|任期|建市|建区|换届|届政府)\S{0,3}以来)"
    r"|(?P<now>(?<!过去的)(?<!统计,)(?<!显示,)今年|本年度?|年内|新的一年)"
    r"|(?P<plan>“?(?P<nth>十[一二三四五六七])五”?(?:时期|期间|末))"
    r"|(?P<part>(?<![\u4e00-\u9fff])(?:下半年|四季度|上半年|前三季度|[一二三]季度|1[-~至]\d{1,2}月|前(?:\d{1,2}|[一二两三四五六七八九十]{1,2})个?月(?!底|末|前)))"
    r"|(?P<upto>截[至止])"
    r"|(?P<soon>(?<![\u4e00-\u9fff])[一二三]季度(?:末|底)?前)"
    r"|(?P<label>^(?:[一二三四五六]、|第[一二三四五六],)?[^,;。:、\d]{0,6}(?:成绩|成效|差距|不足)(?=[:。]))"
    r"|(?P<ahead>明年|展望(?=[二2未])|未来[一二两三四五六七八九十几]?年|今后[一二两三四五六七八九十几]?年|下一步|下阶段|本届政府(?:任期内?|期间)?(?=[^。]{0,16}(?:将|要|力争|目标|确保|努力|完成))|到20\d\d年)"
    r"|(?<![比较与同于到从由是])(?P<year>20\d\d)年"
)


_PART_NEXT = re.compile(r"(?:上半年|前三季度|[一二三]季度|1[-~至]\d{1,2}月)(?!末|底|前)")
# A day is the date of something, and 今年举行的第三场发布会 names an event.
_DATED = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日(?!前)")
_HELD_THIS_YEAR = re.compile(r"今年(?:举行|召开|举办|发布|组织|开展)的")
_HEADING = re.compile(r"^[^。！？,;]{2,48}$")


_TITLE = re.compile(r"^[^。;]{2,60}[^。;:,]$")


def is_heading(text: str, *, first: bool = False) -> bool:
    """Tell whether a paragraph of the view is a heading: short, and no sentence.

    The `first` one may ask or exclaim: 民生实事进展如何?这份成绩单请查收
    """
    return bool((_TITLE if first else _HEADING).match(text))


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
        if _DATED.match(sentence, match.start()) or _HELD_THIS_YEAR.match(sentence, match.start()):
            continue
        if ATTRIBUTE.match(sentence, match.start()) or is_over(sentence, match.start(), year):
            continue
        setting = (
            _of_year(match, year, month)
            if match["year"]
            else _of_words(match, year, month, current)
        )
        in_review = current.mode == OUTCOME and current.rule.startswith("section")
        if setting is None or (match["year"] and setting.mode == TARGET and in_review):
            continue
        found.append((match.start(), setting))
    return found


def _of_words(
    match: re.Match[str], year: int | None, month: int | None, current: Setting
) -> Setting:
    """Return what words of time set, seen from the document's date."""
    group = str(match.lastgroup)
    following = match.string[match.end() : match.end() + AHEAD]
    planned = month is None and current.mode == TARGET and not COMPARED.search(following)
    coming = planned or to_come(match[0], month, following)
    if match["plan"]:
        last = FIVE_YEARS[match["nth"]] + 4
        over = last < (year or 2021) or (last == year and (month or 0) >= LAST_MONTHS)
        return Setting(OUTCOME, PLAN, "review") if over else Setting(TARGET, PLAN, "ahead")
    if group == "now" and (month or 0) >= LAST_MONTHS:
        return Setting(OUTCOME, PLAN, "past-year")
    if group == "now" or (group == "interim" and coming):
        return Setting(TARGET, PLAN, "this-year")
    if group in ("soon", "ahead") or (group == "part" and coming):
        return Setting(TARGET, PLAN, "ahead")
    return Setting(OUTCOME, PLAN, "interim" if group in ("interim", "part", "upto") else "review")


def _of_year(match: re.Match[str], year: int | None, month: int | None) -> Setting | None:
    """Return what a year sets; nothing where the document's own year is not known."""
    if year is None:
        return None
    said = int(match["year"])
    part = _PART_NEXT.match(match.string, match.end())
    if said == year and part and not to_come(part[0], month, match.string[part.end() :][:AHEAD]):
        return Setting(OUTCOME, PLAN, "interim")
    if said < year or (said == year and (month or 0) >= LAST_MONTHS):
        return Setting(OUTCOME, PLAN, "past-year")
    return Setting(TARGET, PLAN, "coming-year" if said == year else "next-year")
