"""What a number measures: the words before the verb, or the noun after a count."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOUNDARY = re.compile(r"[,;。:“”、！？|\n]")
_CLAUSE = re.compile(r"[,;。:！？|\n]")

# Words that lead up to an indicator without naming it. Stripped from the left, again and again.
_LEADS = re.compile(
    r"(?:(?<!\d)\d{1,2}[.、](?=[\u4e00-\u9fff])|\([一二三四五六七八九十\d]{1,2}\)|[▶►✅✔✓★☆●○■□◆◇▲△※→•👉📌💡🔹🔸]+|建议|希望|一个(?!.{0,3}百分点)|连续[\d两三四五六七八九十]{1,2}(?:年|个月|个季度)|(?:在)?(?:此|上年|去年|原有|现有|前期)?基础上|和|及|与|以及|并(?!网|购|轨)|且|而|其中|同时|此外|另外|还|又|也|再(?!次|生|造)|使(?!用)|让|令|把|将|对|以(?!来|上|下|内)|在(?!建|校|园|册|孵|岗)|由|从(?!业|化)|至|到(?!位|期|账|岸|户|手)|于|用(?!电|水|地|能|工|户|气|途|海|药|人)|按照?|围绕|紧盯|锚定|聚焦|"
    r"紧扣|就是|也就是|实现|完成(?!率)|力争|争取|确保|努力|奋力|力促|冲刺|计划|安排|预计|有望|在?实际(?:工作|执行)?中|(?:在)?(?:工作|执行|实践)中|有信心|有能力|有条件|有底气|预期|目标|推动|推进|促进|带动|拉动|加快|着力|全力|全面|"
    r"积极|大力|深入|持续|不断|进一步|有效|切实|稳步|有序|继续|统筹|我[国省市区县镇州旗]|全[国省市区县镇州旗乡村域](?!性|社会)|"
    r"本[市区县省]|该[市区县省]|今年|明年|去年|上年|全年|年内|到?20\d\d年底?|五年内|每年|逐年|年均|当年|本年|年度(?!投资|计划)|要求|提出|坚持|达到|保持|"
    r"稳定|要|拟|已经|已|共计|共|累计|新的一年|我们|必须|务必|坚决|各项?|的|等|是|为|中(?!签|小|心|医|学|等|部|央|欧|国|药|试|低|高)|内(?!贸|需|陆|河|外|部|涝|资)|期间|时期|末|年末|年底|分别|均|都|一定|"
    r"应当|同步|逐步|基本(?!建设|公共|养老|医疗)|总体|一是|二是|三是|四是|五是|六是|另|将会|届时|明后两?年|今明两?年|后两年|今后|未来|[一二两三四五六七八九十\d]+年(?:来|内|间|左右)?|通过|"
    r"“?十[一二三四五六七]五”?(?=期间|时期|末|以来)|以来|确定|制定|设定|定下|下达|既定|年初|年中|设立|要达?到?(?=$)|总规模(?=.)|(?:年底|年末|月底|月末|\d{1,2}月底?|季度末)?前(?=要|务必|必须|完成|实现|力争|$)|务必|要有|狠抓|抓好|抓实|做好|加强|加大|力求|截至|截止|目前|当前|上半年|前三季度|[一二三四]季度|\d{1,2}月[底末初中]?|\d{1,2}日|但是?|不过|然而|尤其是|特别是|比如|同比|比上年|较上年)+"
)
_CUT = re.compile(
    r".*(?:力争|确保|努力|推动|带动|实现|促进|拉动|预计|其中|围绕|完成(?!率)|使(?!用)|达到(?!每)|提出|保持|争取|全力以赴|要求|安排|有望|计划(?=[新完实])|以及|把|紧盯|盯紧|盯牢|瞄准|目标[是为])(?=.)"
)
_TRAILS = re.compile(
    r"(?:(?:达到|为|是|比|较)?(?:20\d\d年(?:底|末)?|上届|上一届|前[一二两三四五]年|[上前]个?五年)的?|(?:达到?|为|只有|仅有|不到|不足|超过|相当于|接近)(?:全[国省市区县球]|世界|同期|[邻周]边?[市县区省])(?:平均)?(?:水平)?的|(?:增加|提高|下降|上升|提升|降|升)[到至]?(?:去年|上年|目前)(?:底|末)?的?|(?:高于|快于|低于|优于|好于|(?<!占)(?<!产业)(?<!同)比|较)[^,;。、]{0,6}(?:平均|[全该][国省市区县]|增速|水平|目标|计划|同期|上年|去年|年|地区|末|底)[^,;。、]{0,6}|达到|达至|达|只有?|仅有?|保持|维持|稳定|实现|完成|力争|争取|确保|努力|奋力|约为|为|是|要|将|在|(?<![人户亩地])均|都|也|又|再|分别|双双|(?<!的)双(?=$)|各|同比|小?目标|预期|"
    r"的|平均|年均|可|有望|预计|不断|继续|计划|有|约|全年|每年|就|(?<!意)(?<!方)(?<!动)(?<!流)向|到|至|突破|超过|超|实际|累计|比上年|较上年|必须|:|“|”|提高|提升|"
    r"增长|增加|上升|控制|扩大|降低|降|升|增|下降|减少|占|仅|已经|已|共|高|总量|分别为|比20\d\d年|较20\d\d年|比去年|较去年|发展|拓展|得到|形成|"
    r"实有|(?:预计|有望|将|就|也|才|可)能够?|(?:高于|快于|慢于|低于|高出|领先)[\u4e00-\u9fffA-Z]{2,6}|、|[朝向]着|(?:(?:保持|稳居|位居|居|位列|处于)?(?:在)?全[国省市区县]前[列茅])|超(?:出)?(?:时?序时?|时间|计划)进度|[较比](?:[一二三四]季度|上半年|[年季月]初|同期)|由[负正降升]转[正负升降]|跑赢[全省市区县国平均水平]{2,6}|领跑[全省市区县国]{2,3}|转正|回正|先后|仍(?:然)?|(?:从|由)?(?:如今|现今|最初)的?|(?:到)?了|(?<=[还也又将])会|(?<!稳)定[在为]|设定为|(?:扣除|剔除)[\u4e00-\u9fff]{2,16}后|(?<=[到为至])每(?:人|户|亩|名|套|吨)(?:每[年月天])?|[转变改]为|[干冲跑拉涨跌]到|(?:按)?(?:(?:可比|自然|同|不变)(?:口径|价格?)|口径)(?:计算)?|迈上|迈向|跃上|站上|登上|跨上|名义|首次|一举|成功|逆势|率先|再次|提前|如期|圆满|冲刺?|力保|回升|陆续|培育|引进|新建|建成|建设|实施|推进|打造|新增|认定|调整|优化|转变|由|发展到|壮大到|做到|不低于|不少于|超额|净增|扩容|扩产|最[高低多少]|稳步|持续|显著|大幅|明显|快速|保持在|(?:从|由)(?:目前|现在|现有|上年|去年|20\\d\\d年(?:底|末)?)?(?:的)?)$"
)

# Where the noun after a count ends.
_NOUN_END = re.compile(
    r"[,;。:“、！？|\n()\d]|一批|(?:增长|达到|占(?!地)|进入|实现|完成|(?<!新)(?:开工|投产|落地|竣工|建成)(?!项目|率|面积|建设|投产)|增至|增加|减少|升至|降至|[降减增升涨跌]到|提高|下降|上升|投用|投入|均|分别|全部|力争|确保|争取|超过|突破|不低于|"
    r"不少于|(?<!级)以上|参加|获|纳入|列入|通过|带动|拉动|同比|总投资|已|将|为|保持|没|(?<![主重需必首])要(?![素道地塞害闻])|和(?=\d|$)|和(?=\S{0,6}[\d一二两三四五六七八九十]+[个家项])|及|并|以|被|比|在|提质|提升至|集中|存在|入选|上市(?!公司|企业)|实行|赴|前往|签约|入库|摘帽|脱贫|同步|基本|新增|推动|开展|户均|人均|亩均|有|覆盖|累计|年均|每年|，|[到至](?=[\d从]))"
)
_NOUN_STRIP = re.compile(
    r"[”的]{0,2}(?:以上|左右|多|余)?的?(?:[\d.]+[万千]?(?:吨|千伏|千瓦|兆瓦|平方米|公里|米|立方米)级的?)?"
)

# Words that name no indicator of their own.
GENERIC = re.compile(
    r"占(?:总量|总数|全[国省市区县]|比|其)?(?:的)?(?:比[重例])?|占比|[一二两三\d]?个?[百千万]+亿?元?(?:台阶|大关|关口)"
    r"|[两三四五六]项(?:主要)?(?:指标)?(?:增速|增幅)?|总数|总量|总额|总规模|总面积|总里程|总长度?|省级|市级|国家级|余下|剩余|其余|恢复(?:到|至)?(?:20\d\d年)?(?:同期)?(?:水平)?|(?:占|完成|为)?(?:全?年度?|全年|当年|年初|调整|变动)(?:计划|目标任务|目标|任务|预算)?(?:数)?|目标任务|任务|预算|增速|增幅|降幅|涨幅|升幅"
)
# How indicators end.
LIKE = re.compile(
    r"(?:率|比重|占比|强度|产值|增加值|收入|投资|总额|总量|规模|面积|产量|人口|数|量|额|值|税收|出口|进口|零售业|批发业|业|消费|支出|贷款|存款|余额|总值|GDP|指数|业务|利润|外资|项目|农业|经济|能耗|排放|浓度|餐饮|住宿|旅游|游客|价格|产业|制造|主体)$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a sentence and where they stand; empty words mean that nothing was said."""

    start: int
    end: int
    text: str

    def __bool__(self) -> bool:
        return bool(self.text)


def clause_start(
    text: str, position: int, floor: int, boundary: re.Pattern[str] = _BOUNDARY
) -> int:
    """Return where the clause left of `position` begins, not before `floor`.

    A closed parenthesis right before the number is stepped over: 增加值(现价)增长.
    """
    limit = max(floor, position - 60)
    depth, quoted = 0, position
    for at in range(position - 1, limit - 1, -1):
        character = text[at]
        if at >= quoted:
            continue
        if character == "”" and (opened := _quoted_from(text, at, limit)) >= 0:
            quoted = opened
            continue
        if character == ")":
            depth += 1
        elif character == "(":
            if depth == 0:
                return at + 1
            depth -= 1
        elif depth == 0 and boundary.match(character):
            return at + 1
    return limit


def _quoted_from(text: str, close: int, limit: int) -> int:
    """Return where the short name that ends at a closing mark opens, or -1: “城市书房”5个."""
    opened = text.rfind("“", max(limit, close - 14), close)
    return opened if opened >= 0 and not _CLAUSE.search(text, opened, close) else -1


def list_start(text: str, position: int, floor: int) -> int:
    """Return where the clause begins in which `position` may be a member of a list."""
    return clause_start(text, position, floor, _CLAUSE)


_PARENTHESES = re.compile(r"\([^()]{0,40}\)$")


def subject(text: str, start: int, end: int) -> Phrase:
    """Return the indicator words in [start, end), which lies between a boundary and the verb."""
    if plan := _PLAN.search(text[:end], max(start, end - 12)):
        before = subject(text, start, plan.start())
        begin = before.start if len(before.text) > 2 else plan.start()
        return Phrase(begin, plan.end(), text[begin : plan.end()][-30:])
    if (
        _SHORT_OF.match(text[:end], start)
        or _PRO_VERB.match(text[:end], start)
        or _AIMS.fullmatch(text, start, end)
    ):
        return Phrase(end, end, "")
    end = _trimmed(text, start, end)
    if cut := _CUT.match(text, start, end):
        start = cut.end()
    while (lead := _LEADS.match(text, start, end)) and start < lead.end() < end:
        start = lead.end()
    words = text[start:end]
    if _LEADS.fullmatch(words):
        return Phrase(end, end, "")
    if len(words) > 30:
        start, words = end - 30, words[-30:]
    return Phrase(start, end, words)


# 集团将紧盯全年2.7亿吨: an aim at a value names no indicator.
_AIMS = re.compile(r"[^,;。]{0,14}(?:紧盯|盯紧|盯牢|瞄准|锚定)(?:全年|今年|年度|年内)?")
_SHORT_OF = re.compile(
    r"(?:距离?|离)(?:[^,;。]{0,14}(?:还差|相差|尚差|还少))?$|[^,;。]{0,8}(?:还差|尚差|相差|还少)$"
)
# 今年先干8万亩: a verb for any other one names nothing.
_PRO_VERB = re.compile(r"[^,;。]{0,6}(?:[先再又要各共]|每年)(?:干|做|搞|抓|添|补|完成)$")
_PLAN = re.compile(r"(?:年度?|全年|当年)(?:计划|目标任务|目标|任务|预算)(?=的?$)")


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where the words end once verbs, adverbs and parentheses after them are left out."""
    for _ in range(12):
        words = text[start:end].rstrip()
        for pattern in (_TRAILS, _PARENTHESES):
            found = pattern.search(words)
            if found and not (found[0] == "总量" and len(words) <= 4):
                words = words[: found.start()]
        if start + len(words) == end:
            break
        end = start + len(words)
    return end


def noun(text: str, position: int) -> Phrase:
    """Return the noun after a count: 16个 → 重点产业项目."""
    start = position
    if strip := _NOUN_STRIP.match(text, position):
        start = strip.end()
    limit = min(len(text), start + 24)
    stop = _NOUN_END.search(text, start, limit)
    end = stop.start() if stop else limit
    if text.startswith("“", start):
        close = text.find("”", start, start + 20)
        if close > 0:
            stop = _NOUN_END.search(text, close + 1, min(len(text), close + 16))
            end = stop.start() if stop else min(len(text), close + 16)
    words = text[start:end]
    if not words and (deed := _DEED.match(text, start)):
        return Phrase(start, deed.end(), deed[0])
    if not words or _NO_NOUN.fullmatch(words):
        return Phrase(position, position, "")
    return Phrase(start, end, words)


_DEED = re.compile(r"脱贫|摘帽|入库|上市")  # 完成1.2万人脱贫
_NO_NOUN = re.compile(
    r"[和与及]|(?:如期|按期|全部|顺利|稳定)+|(?:项目)?(?:建设|改造|创建)|(?:的|年度|奋斗|预期|总体|[一二两三四五六七八九十\d]个)*(?:目标|任务|目标任务|要求|规模|水平|台阶|大关|关口|指标)\S{0,4}"
)


_CONJUNCTION = re.compile(r"(?<!全[国省市])、|和|与|以及|及|跟")


def conjuncts(text: str, start: int, end: int, protected: str) -> list[Phrase]:
    """Split `A、B和C` in [start, end) into its members; `protected` is a label kept whole."""
    kept = text.find(protected, start, end) if protected else -1
    found, begin = [], start
    for match in _CONJUNCTION.finditer(text, start, end):
        if kept >= 0 and kept <= match.start() < kept + len(protected):
            continue
        if match.start() > begin:
            found.append(Phrase(begin, match.start(), text[begin : match.start()]))
        begin = match.end()
    if begin < end:
        found.append(Phrase(begin, end, text[begin:end]))
    return found
