"""Mentions: the platforms, clusters, projects, programmes and sectors named beside a statement.

Known names come from the publication's records and the vocabulary of sectors; what only looks like
a name (…商务区, …产业园, …产业集群, “…”项目, …工程) is proposed as new, with no id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govgraph.extraction.names import Names

REACH = 90  # how many characters before a number a name may stand


@dataclass(frozen=True, slots=True)
class Mention:
    """One named thing: offsets in the source, its words, its kind, and its id if it is known."""

    start: int
    end: int
    exact: str
    kind: str
    iri: str | None = None

    def tree(self) -> dict[str, object]:
        """Return the mention as plain values."""
        return {
            "start": self.start,
            "end": self.end,
            "exact": self.exact,
            "kind": self.kind,
            "id": self.iri,
        }


_SUFFIXES = (
    ("cluster", r"产业集群|产业带"),
    ("platform", r"商务区|产业园区?|科技园|工业园区?|物流园|创业园|示范园|开发区|经开区|高新区|综保区|保税区|自贸区|试验区|合作区|科学城|创新城|新城|枢纽|国际港|内陆港|陆港|港区|实验室|大科学装置"),
    ("project", r"项目|一期|二期|三期"),
    ("programme", r"工程|行动"),
)  # fmt: skip
_TAIL = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _SUFFIXES))
_STEM = re.compile(r"[\u4e00-\u9fffA-Za-z·]{1,12}$")
_QUOTED = re.compile(r"“[^“”,;。]{2,16}”$")
# What leads up to a name, and what only says of which sort a thing is.
_LEAD = re.compile(
    r".*(?:增强|强化|优化|促进|引领|壮大|升级|积极|争创|申报|擦亮|共建|联动|用好|释放|激活|打造|建设|推进|推动|围绕|依托|加快|支持|发挥|培育|建成|实施|启动|新建|引进|谋划|形成|聚焦|深入|开展|完成|扩建|提升|做大|做强|落实|抓好|投入|用于|确保|力争|争取|"
    r"设立|创建|组建|开工|竣工|投产|新增|盘活|利用|服务|位于|入驻|落户|[在以把和与及的个座级条家对从由为到将向是使])"
)
_GENERIC = re.compile(
    r"(?:产业|现代|重点|特色|各类?|工业|全[省市区县]|国家级?|省级?|市级?|区级?|县级?|一批|优质|专业|主导|优势|战略性?|新兴|先进|制造业?|高端|经济|高新|技术|农业|乡村|[千百十]?[亿万]元?级?|"
    r"大型|标准|化|民生|重大|续建|招商|签约|投资|改造|水利|基础|设施|安全|综合|示范|专项|引资|外资|文旅|技改|储备|年度|计划|新|老|大|好|本|该|此|两|三|四|五|六|七|八|九|十|多|整治|治理|服务|发展|提升|攻坚|"
    r"都|类|实事|合作|试点|前期|增资|扩产|产业化|数字|创新|配套|城市|更新|交通|能源|生态|环境|修复|保护|住房|保障|安居|保障性)*|.*(?:主体|供水|安居|非|配套|改造|防护|土建|治理|分流|迁建|扩建|修复|加固|整治|绿化|亮化|清淤|防洪|排涝|搬迁|饮水|供水|供电|供热)"
)


def find(sentence: str, names: Names) -> list[Mention]:
    """Return what a sentence of the view names, from left to right; offsets are in the sentence."""
    found = list(_known(sentence, names))
    # A sector may stand inside a name: 新材料 in 某某新材料产业园.
    taken = [(m.start, m.end) for m in found if m.kind != "sector"]
    for mention in _proposed(sentence):
        if not any(mention.start < end and start < mention.end for start, end in taken):
            found.append(mention)
            taken.append((mention.start, mention.end))
    return sorted(found, key=lambda m: m.start)


def beside(found: list[Mention], sentence: str, number: int, end: int) -> list[Mention]:
    """Return the mentions of one statement: those before its number in reach, or right after it.

    A semicolon parts them: what stands in another segment belongs to another statement.
    """
    left = max(sentence.rfind(";", 0, number), sentence.rfind("。", 0, number), number - REACH)
    stops = [at for mark in ",;。" if (at := sentence.find(mark, end)) >= 0]
    right = min([*stops, end + 40])
    return [m for m in found if left < m.start and m.start < right]


def _known(sentence: str, names: Names) -> Iterator[Mention]:
    position = 0
    while position < len(sentence):
        name = names.at(sentence, position)
        if name is None:
            position += 1
            continue
        end = position + len(name.words)
        yield Mention(position, end, name.words, name.kind, name.iri)
        position = end


def _proposed(sentence: str) -> Iterator[Mention]:
    for tail in _TAIL.finditer(sentence):
        kind = str(tail.lastgroup)
        floor = max(0, tail.start() - 20)
        before = sentence[floor : tail.start()]
        if quoted := _QUOTED.search(before):
            start = floor + quoted.start()
            yield Mention(start, tail.end(), sentence[start : tail.end()], kind)
            continue
        stem = _STEM.search(before)
        if stem is None or kind == "project":
            continue
        words = stem[0]
        if lead := _LEAD.match(words):
            words = words[lead.end() :]
        if len(words) < (4 if kind == "programme" else 2) or _GENERIC.fullmatch(words):
            continue
        start = tail.start() - len(words)
        yield Mention(start, tail.end(), sentence[start : tail.end()], kind)
