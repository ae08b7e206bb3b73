"""Who says it and whom it is about: by attribution, by heading, by the place at a clause's head."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_SUFFIX = r"(?:自治区|自治州|自治县|特别行政区|开发区|高新区|新区|省|市|区|县|州|盟|旗|镇|乡|街道)"
_POST = (
    r"(?:[委党]?(?:工|组)?委?(?:副)?书记|委员会主任|管委会(?:副)?主任|(?:人民政府|政府)?(?:代|副)?(?:省长|市长|区长|县长|州长|盟长|旗长|镇长|乡长|主席)|"
    r"(?:副)?总理|(?:\S{1,8})?(?:局|厅|部|委)(?:副)?(?:局长|厅长|部长|主任)|局长|厅长|部长|秘书长|新闻发言人|负责人)"
)
_SAYS = r"(?:表示|说|指出|强调|介绍|称|透露|提出|坦言|告诉|认为|在[^,。;]{1,24}?(?:上|中|时)(?:表示|说|指出|强调|介绍|提出|作)|代表[^,。;]{2,16}向|作(?:政府)?工作?报告)"
_ATTRIBUTED = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{2,12}}?{_SUFFIX})(?P<post>{_POST}(?:、{_POST}){{0,2}})(?P<name>[\u4e00-\u9fff·]{{2,4}}?){_SAYS}"
)
_HEAD = re.compile(
    rf"^(?P<place>[\u4e00-\u9fff]{{2,12}}?{_SUFFIX})(?:党?委|人民政府|政府)?\S{{0,8}}?(?:书记|长|主任|主席)\s*[:]?(?P<name>[\u4e00-\u9fff]{{2,4}})?[:]?$"
)
_NAME_HEAD = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,4}):$")
_TITLE = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{2,10}}?{_SUFFIX})(?:人民)?(?:政府)?(?:20\d\d年)?(?:政府工作报告|国民经济和社会发展|“?十[三四五六]五”?规划|工作报告|统计公报)"
)
# The first line of a document: whose report, plan or speech it is.
_FIRST_LINE = re.compile(
    rf"^(?:关于|在|中共)?(?:20\d\d年)?(?P<place>[\u4e00-\u9fff]{{2,12}}?{_SUFFIX})(?![省市区县州旗镇乡])"
)
# ——访甲区委书记乙
_INTERVIEWED = re.compile(
    rf"(?:专访|采访|对话|访)了?(?P<place>[\u4e00-\u9fff]{{2,12}}?{_SUFFIX})(?P<post>{_POST})(?P<name>[\u4e00-\u9fff·]{{2,3}})(?=$|[,。;)(:—-]|[就时])"
)
_ABOUT = re.compile(
    rf"(?:^|[,;。:])(?:今年|明年|去年|20\d\d年|到20\d\d年)?,?(?P<place>[\u4e00-\u9fff]{{2,6}}?{_SUFFIX})(?=将|要|力争|计划|今年|明年|20\d\d|锚定|围绕|预计|提出|确保|实现|完成|地区生产总值|的?目标|GDP)"
)
_NOT_A_PLACE = re.compile(
    r"^(?:在|关于|全|我|本|该|各|某|两|三|一|大湾|核心|老城|城|社|园|街|景|小|示范|自贸|试验|保税|工业|产业|经济|高新|开发|合作|先行|功能|集聚|片|辖|库|山|城镇|乡村|国家级|省级|市级|现代|新型|和|与|推动|建设|打造)"
)
_NAME_STOP = re.compile(
    r"(?:各位|同志|代表|主持|发布|附件|工作|任务|措施|如下|会议|报告|大会|记者|同时|通知|方案|他|她|我们|这|文件|公报|纲要|规划|意见|据|相关|负责|近日|昨日|会上|数据|目标|进一步|明确)"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and about which place, as they stand in the text."""

    place: str | None = None
    speaker: str | None = None
    pinned: bool = False


def from_heading(text: str, voice: Voice, *, first: bool = False) -> Voice:
    """Return the voice after a heading such as `甲县委书记` or `张三:`, or the `first` line."""
    plain = text.strip("#* \u3000")
    if asked := _INTERVIEWED.search(plain):
        return replace(
            voice, place=_place(voice, _last_part(asked["place"])), speaker=asked["name"]
        )
    if named := _NAME_HEAD.match(plain):
        if voice.place and not _NAME_STOP.search(named["name"]):
            return replace(voice, speaker=named["name"])
        return voice
    if head := _HEAD.match(plain):
        return replace(voice, place=_place(voice, head["place"]), speaker=head["name"])
    if title := _TITLE.search(plain):
        place = title["place"].removeprefix("关于").removeprefix("在")
        return replace(voice, place=_place(voice, place))
    begun = _FIRST_LINE.match(plain) if first else None
    if begun and not _NOT_A_PLACE.match(begun["place"]):
        return replace(voice, place=_place(voice, _last_part(begun["place"])))
    return voice


def from_sentence(sentence: str, voice: Voice) -> Voice:
    """Return the voice after a sentence's attribution, if it has one."""
    if said := _ATTRIBUTED.search(sentence[:120]) or _INTERVIEWED.search(sentence[:160]):
        place = said["place"]
        return replace(voice, place=_place(voice, _last_part(place)), speaker=said["name"])
    return voice


def _place(voice: Voice, place: str) -> str | None:
    return voice.place if voice.pinned else place


def _last_part(place: str) -> str:
    """Return the innermost unit: 甲市乙区 → 乙区."""
    inner = re.search(
        rf".*(?:省|市|自治州|地区|盟)(?P<inner>[\u4e00-\u9fff]{{2,8}}{_SUFFIX})$", place
    )
    return inner["inner"] if inner else place


def about(sentence: str, position: int, voice: Voice) -> str | None:
    """Return the place that a clause names at its head, else that of the voice."""
    if voice.pinned or voice.speaker:
        return voice.place
    for match in _ABOUT.finditer(sentence, 0, position):
        if not _NOT_A_PLACE.match(match["place"]):
            return match["place"]
    return voice.place
