"""Cues: the words that settle kind or commitment from their place onward (力争, 预计, 去年)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govgraph.extraction.clock import is_over, to_come

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


# (rule, kind, commitment, words). A cue of an empty commitment leaves the commitment alone.
_CUES = (
    ("commitment-past", OUTCOME, PLAN, r"(?:确保|力争|争取|完成|实现|达到|新增|建成|突破|超过|引进|落地|签约|新建|下降|增长|提高|增加|减少|培育|打造|开工|发放|投入|改造|整治|建设|吸引|争取到|获得|拉动|带动|贡献|创造|支撑|撬动|形成|(?<=[\u4e00-\u9fff])(?<![出定确为])(?=了(?!20[0-9][0-9]年)[0-9两三四五六七八九十]))了"),
    ("ensure", TARGET, ENSURE, r"(?:确保|必须|坚决(?!贯彻|落实|拥护|防止|守住|打赢|扛|反对|遏制|维护|执行|做到|整治|破除)|务必|要确保)"),
    ("strive", TARGET, STRIVE, r"(?:力争|(?<!多)争取(?!到位|到了|到上级|到中央|上级|中央|国家|省级|各类|资金|专项|[^,;。\d]{0,8}(?:资金|债券|额度|补助|试点))|努力(?=[实完新推建打促达争保提让使把在扩做增降培缩])|力促|冲刺|争创|争当|争用|奋力(?!拼搏|谱写|开创|推进)|奋战|全力冲刺|力求|尽力)"),
    ("goal-passed", OUTCOME, PLAN, r"(?:高于|低于|快于|好于|优于|超过|超额完成|圆满完成|如期完成|提前完成|高出|高过)[^,;。\d]{0,8}(?:目标|任务|计划)|控制在(?:年度|全年|预期|调控|省定|既定)+(?:目标|任务)"),
    ("expect", TARGET, EXPECT, r"(?:预期目标|主要目标|目标任务|奋斗目标|发展目标|目标(?:是|为|:|值)|目标[^。;:]{0,16}?(?:定|确定|明确|下达)了(?=:)|预期(?:为|增长|达到|在)|约束性指标|预期性指标|锚定|(?:紧盯|盯紧|盯牢|瞄准|围绕|对标)(?:全年|今年|年度|年内)?(?=[0-9]))"),
    ("plan", TARGET, PLAN, r"(?:(?<!行动)(?<!工作)(?<!年度)(?<!倍增)(?<!培育)(?<!提升)(?<!发展)(?<!专项)(?:(?<=今年)|(?<=明年)|(?<=全年)|(?<!年))(?<![超过])计划(?=[\u4e00-\u9fff0-9])(?![的中是书外和与投内目任数指])|计划投资|用[两三四五六七八九十0-9]{1,2}年(?:左右)?的?时间|拟(?=[新投建引实安开在用按发])|安排(?=[\u4e00-\u9fff0-9:])|(?<![规即必终])将(?!军|来|近|其|于近|上年|去年)|规划(?:建设|布局|新建|投资|到)|谋划(?:推进|实施|建设|新建|储备|项目)|部署(?:推进|实施|建设)|(?<![重需主只必想首紧纲摘概简索扼若就还])要(?!求|素|闻|领|害|塞|点|件|地|务|么|不|是|看|说|知|靠|想)|(?<![相供反适效对响])应(?=配套|完成|达到|缴|收缴|落实|投入)|承诺(?![的书制])|准备(?=[新投建引实安开])|(?<!截)(?<!增加)(?<!提高)(?<!发展)(?<!增长)到(?:20\d\d|本世纪)|明年|未来|今后|下一步|接下来|下阶段|届时|余下|奔向|迈向|挺进|剑指)"),
    ("forecast", FORECAST, PLAN, r"(?:(?:满产|达产|投产|建成|投用|达效|运营)后,?[^,;。0-9]{0,6}(?:可(?!持续)|能够|预计)|预计|有望|预测|估计|预估|可望)"),
    ("reported", OUTCOME, PLAN, r"(?:已(?!知|有之|故)|已经|业已|(?<![公总])共(?=[有计完实新引签投开发办争]|建成)|(?<!主)(?<!未)曾|以来|(?<![比较同于与在从由])(?:去年|上年|前年|上一年|上年度)(?!的?基础)|过去[一两三四五六七八九十]?[年]|[一五三十四]年来|近年来|近[两三五十]年|截至|截止|(?<![从由])(?:目前|当前|现有)|现已|上半年|前三季度|前[一二三四五六七八九十]个?季度|(?<![年月提])前(?:[1-9]|1[0-2]|[一二两三四五六七八九十]{1,2})个?月(?!底|末|前)|第?[一二三四]季度|1[-~至]\d{1,2}月|\d{1,2}月末|月底止|全[国省市区县州]现?(?:拥有|共有)|连续[两三四五六七八九十0-9]+年|首次(?![^,;。0-9]{0,8}(?:企业|单位|项目|的))|历史性地?|现场(?=签|发|集中|授)|仪式上|(?:工|约|产|牌|签约|投用)仪式(?=上|,)|荣获|获评|(?<![要将会应须拥没所还含设占都能可就各具保新])有(?=(?:[0-9]+|[二两三四五六七八九十]+)[条个家](?!左右|以上))|(?<=[,;])实际(?=完成|增长|达|实现|支出|执行|下降)|先后(?=[引建完签荣获落组入])|如期(?=启用|投用|建成|完成|投产|开工|通车)|提前完成|提前超额|(?:我们|我[国省市县区镇]|全[国省市县区])现?有(?=[\u4e00-\u9fff]{2,16}[0-9])|据[^,;。0-9]{0,14}统计|(?:数据|统计)显示|只有|仅有|仅为|仍然?为|创历史|再创新高|同期水平|回顾)"),
)  # fmt: skip
_CUE = re.compile("|".join(f"(?P<c{i}>{words})" for i, (_, _, _, words) in enumerate(_CUES)))

# Weak cues of an interim report lose against a commitment in the same segment.
AHEAD = 40  # how far after 一季度 a promise may stand
_INTERIM = re.compile(r"上半年|季度|1-\d|共|首次|历史性|连续|再创|已?有|如期|提前")

ATTRIBUTE = re.compile(r"(?:去年|上年|前年|已|目前|上半年|前三季度|[一二三]季度)[^,;。、]{1,8}?的")


def cues(sentence: str, year: int | None = None, month: int | None = None) -> list[Cue]:
    """Return the strong cues of a sentence, left to right, as a document of that year means them."""
    found = []
    for match in _CUE.finditer(sentence):
        if is_over(sentence, match.start(), year):
            continue
        if to_come(match[0], month, sentence[match.end() : match.end() + AHEAD]):
            continue
        rule, kind, commitment, _ = _CUES[int(str(match.lastgroup)[1:])]
        local = rule == "reported" and bool(ATTRIBUTE.match(sentence, match.start()))
        interim = rule == "reported" and bool(_INTERIM.search(match[0]))
        found.append(Cue(match.start(), match.end(), kind, commitment, rule, local, interim))
    return found
