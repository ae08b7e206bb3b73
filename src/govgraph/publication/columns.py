"""What the tables hold: one entry a table, one a column, in the order that people read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from govgraph.namespaces import DCAT, DCT, GG, OA, ORG, PROV, SCHEMA, SKOS


class Cell(Enum):
    """What a cell holds; the value is its datatype in CSVW."""

    LINK = "anyURI"
    TEXT = "string"
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One property of a row.

    `labelled` adds two columns with what the linked thing is called, ``<name>_zh`` and
    ``<name>_en``. `many` values stand in one cell, separated by `SEPARATOR`. A text with a
    `language` takes the value in that language alone.
    """

    name: str
    predicate: str
    cell: Cell
    zh: str
    en: str
    many: bool = False
    labelled: bool = False
    language: str = ""
    references: str = ""  # the table whose ids this one-valued link names
    required: bool = False  # no row is without it


@dataclass(frozen=True, slots=True)
class Table:
    """All things of a class, one a row, ordered by id, but those that are also of `excluding`."""

    name: str
    class_iri: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    excluding: tuple[str, ...] = ()


SEPARATOR = " | "


def _link(name: str, predicate: str, zh: str, en: str, *, many: bool = False) -> Column:
    return Column(name, predicate, Cell.LINK, zh, en, many, labelled=True)


def _id(name: str, predicate: str, zh: str, en: str, *, many: bool = False) -> Column:
    return Column(name, predicate, Cell.LINK, zh, en, many)


def _to(
    table: str, name: str, predicate: str, zh: str, en: str, *, required: bool = False
) -> Column:
    return Column(name, predicate, Cell.LINK, zh, en, references=table, required=required)


def _value(name: str, predicate: str, cell: Cell, zh: str, en: str) -> Column:
    return Column(name, predicate, cell, zh, en)


def _words(name: str, predicate: str, zh: str, en: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_zh", predicate, Cell.TEXT, zh, f"{en} (Chinese)", True, False, "zh-hans"),
        Column(f"{name}_en", predicate, Cell.TEXT, f"{zh}（英文）", en, True, False, "en"),
    )


_LABEL = _words("label", SKOS + "prefLabel", "名称", "label")
_NOTE = _words("note", SKOS + "note", "说明", "note")
_SOURCE = _id("source", PROV + "hadPrimarySource", "来源", "source", many=True)
_AREA = _link("area", GG + "area", "地区", "area", many=True)
_INDICATOR = Column(
    "indicator",
    GG + "indicator",
    Cell.LINK,
    "指标",
    "indicator",
    labelled=True,
    references="indicators",
    required=True,
)
_PERIOD = _link("period", GG + "period", "期间", "period")
_CONFIDENCE = _link("confidence", GG + "confidence", "可信度", "confidence")


def _named(
    name: str, class_iri: str, zh: str, en: str, *more: Column, excluding: tuple[str, ...] = ()
) -> Table:
    """Return the table of a class of named things that the sources mention."""
    return Table(name, class_iri, zh, en, (*_LABEL, *more, _SOURCE, *_NOTE), excluding)


_LOCATED = _link("located_in", GG + "locatedIn", "所在地区", "located in", many=True)
_SECTOR = _link("sector", GG + "sector", "行业", "sector", many=True)

TABLES = (
    Table(
        "pledges", GG + "Pledge", "承诺", "pledges",
        (
            *_LABEL,
            _link("kind", GG + "pledgeKind", "类型", "kind"),
            _link("commitment", GG + "commitmentStrength", "承诺强度", "commitment strength"),
            _link("plan_character", GG + "planCharacter", "计划指标属性", "plan character"),
            _link("area", GG + "concernsArea", "地区", "area", many=True),
            _link("official", GG + "pledgedBy", "官员", "official", many=True),
            _id("statement", GG + "statedIn", "表态", "statement", many=True),
            _link("source", GG + "documentedIn", "来源", "source", many=True),
            _id("target", GG + "hasTarget", "指标目标", "targets", many=True),
            _link("platform", GG + "concernsPlatform", "平台", "platform", many=True),
            _link("cluster", GG + "concernsCluster", "产业集群", "industry cluster", many=True),
            _link("project", GG + "concernsProject", "项目", "project", many=True),
            _link("programme", GG + "concernsProgramme", "行动与工程", "programme", many=True),
            _link("place", GG + "concernsPlace", "地点", "place", many=True),
            _SECTOR,
            _id("evidence", GG + "evidence", "证据", "evidence", many=True),
            *_words("ambiguity", GG + "ambiguityNote", "歧义说明", "ambiguity"),
            *_NOTE,
        ),
    ),
    Table(
        "targets", GG + "Target", "指标目标", "targets",
        (
            _to("pledges", "pledge", GG + "targetOf", "承诺", "pledge"),
            _AREA,
            _INDICATOR,
            _link("comparator", GG + "comparator", "比较词", "comparator"),
            _value("stated_value", GG + "statedValue", Cell.DECIMAL, "原文数值", "stated value"),
            _value("stated_upper_value", GG + "statedUpperValue", Cell.DECIMAL, "原文上限", "stated upper value"),
            _link("stated_unit", GG + "statedUnit", "原文单位", "stated unit"),
            _value("lower_bound", GG + "lowerBound", Cell.DECIMAL, "下界", "lower bound"),
            _value("lower_inclusive", GG + "lowerInclusive", Cell.BOOLEAN, "含下界", "lower bound included"),
            _value("upper_bound", GG + "upperBound", Cell.DECIMAL, "上界", "upper bound"),
            _value("upper_inclusive", GG + "upperInclusive", Cell.BOOLEAN, "含上界", "upper bound included"),
            _value("central_value", GG + "centralValue", Cell.DECIMAL, "中心值", "central value"),
            _link("unit", GG + "unit", "基准单位", "base unit"),
            _link("required_state", GG + "requiredState", "须达到的状态", "required state"),
            _link("level", GG + "targetLevel", "目标层次", "target level"),
            _PERIOD,
            _link("period_basis", GG + "periodBasis", "期间依据", "period basis"),
            _value("period_text", GG + "periodText", Cell.TEXT, "期间原文", "period as worded"),
            _id("recurrence", GG + "recurrence", "周期性", "recurrence"),
            _link("assessability", GG + "assessability", "可评估性", "assessability"),
            _to("targets", "refines", GG + "refinesTarget", "所细化的目标", "target it refines"),
            _to("targets", "part_of", GG + "partOfTarget", "所属总目标", "target it is part of"),
            _to("targets", "growth_of", GG + "growthOfTarget", "对应的总量目标", "level target it grows to"),
            _to("targets", "reading_of", GG + "readingOf", "另一读法所属目标", "target it reads differently"),
            _to("observations", "baseline", GG + "baseline", "基期值", "baseline"),
            _id("evidence", GG + "evidence", "证据", "evidence", many=True),
            _CONFIDENCE,
            *_NOTE,
        ),
    ),
    Table(
        "observations", GG + "Observation", "观测值", "observations",
        (
            _link("area", GG + "area", "地区", "area"),
            _INDICATOR,
            _PERIOD,
            _link("comparator", GG + "comparator", "比较词", "comparator"),
            _value("value", GG + "value", Cell.DECIMAL, "数值", "value"),
            _link("unit", GG + "unit", "单位", "unit"),
            _link("vintage", GG + "vintage", "数据版本", "vintage"),
            _link("publisher", DCT + "publisher", "发布者", "publisher"),
            _SOURCE,
            _to("observations", "revises", GG + "revises", "所修订的观测值", "figure it revises"),
            _id("evidence", GG + "evidence", "证据", "evidence", many=True),
            _CONFIDENCE,
            *_NOTE,
        ),
    ),
    Table(
        "assessments", GG + "Assessment", "评估", "assessments",
        (
            _to("targets", "target", GG + "assesses", "指标目标", "target", required=True),
            _link("period", GG + "forPeriod", "期间", "period"),
            _link("outcome", GG + "outcome", "结果", "outcome"),
            _link("pace", GG + "pace", "进度", "pace"),
            _value("deviation", GG + "deviation", Cell.DECIMAL, "偏差", "deviation"),
            _id("observation", GG + "usesObservation", "所用观测值", "observation used", many=True),
            _link("method", GG + "method", "评估方法", "method"),
            _value("assessed_on", GG + "assessedOn", Cell.DATE, "评估日期", "assessed on"),
        ),
    ),
    Table(
        "officials", GG + "Official", "官员", "officials",
        (
            *_LABEL,
            Column("label_pinyin", SKOS + "prefLabel", Cell.TEXT, "拼音", "pinyin", True, False, "zh-latn-pinyin"),
            _link("post", GG + "holdsPost", "职务", "post", many=True),
            _id("wikidata", SKOS + "exactMatch", "相同条目", "same as", many=True),
            *_NOTE,
        ),
    ),
    Table(
        "areas", GG + "AdministrativeUnit", "行政区", "administrative units",
        (
            *_LABEL,
            _value("division_code", GG + "divisionCode", Cell.TEXT, "行政区划代码", "division code"),
            _link("level", GG + "adminLevel", "级别", "level"),
            _link("directly_within", GG + "directlyWithin", "上级行政区", "directly within"),
            _value("ended", GG + "ended", Cell.BOOLEAN, "已撤销", "abolished"),
            _id("same_as", SKOS + "exactMatch", "相同条目", "same as", many=True),
            *_NOTE,
        ),
    ),
    _named("places", SCHEMA + "Place", "地点", "places", _LOCATED, _link("tier", GG + "zoneTier", "功能区级别", "zone tier"),
           excluding=(GG + "Platform", GG + "AdministrativeUnit")),
    _named("platforms", GG + "Platform", "平台", "platforms", _LOCATED, _link("tier", GG + "zoneTier", "功能区级别", "zone tier")),
    _named("clusters", GG + "IndustryCluster", "产业集群", "industry clusters", _LOCATED, _SECTOR),
    _named("projects", GG + "Project", "项目", "projects", _LOCATED, _link("stage", GG + "projectStage", "项目阶段", "stage")),
    _named("programmes", GG + "Programme", "行动与工程", "programmes", _id("lead_body", GG + "leadBody", "牵头单位", "lead body", many=True)),
    Table(
        "posts", ORG + "Post", "职务", "posts",
        (*_LABEL, _link("body", ORG + "postIn", "机构", "body")),
    ),
    Table(
        "sources", GG + "SourceDocument", "来源", "sources",
        (
            *_LABEL,
            _link("type", GG + "documentType", "文件类型", "document type"),
            _link("publisher", DCT + "publisher", "发布者", "publisher"),
            _value("issued", DCT + "issued", Cell.DATE, "发布日期", "issued"),
            _id("url", SCHEMA + "url", "网址", "address", many=True),
            _value("retrieved_on", GG + "retrievedOn", Cell.DATE, "取得日期", "retrieved on"),
            *_NOTE,
        ),
    ),
    Table(
        "evidence", OA + "SpecificResource", "证据", "evidence",
        (
            _id("snapshot", OA + "hasSource", "文本快照", "text snapshot"),
            _value("start", OA + "start", Cell.INTEGER, "起始码位", "first code point"),
            _value("end", OA + "end", Cell.INTEGER, "终止码位（不含）", "code point after the last"),
            _value("exact", OA + "exact", Cell.TEXT, "引文", "quote"),
            _value("fragment_sha256", GG + "fragmentSha256", Cell.TEXT, "片段哈希", "sha256 of the fragment"),
        ),
    ),
    Table(
        "indicators", GG + "Indicator", "指标", "indicators",
        (
            *_LABEL,
            *_words("definition", SKOS + "definition", "定义", "definition"),
            _link("measure", GG + "measure", "度量", "measure"),
            _link("direction", GG + "direction", "方向", "direction"),
            _link("base_unit", GG + "baseUnit", "基准单位", "base unit"),
            _link("period_type", GG + "periodType", "期间类型", "period type"),
            _link("growth_basis", GG + "growthBasis", "增速口径", "growth basis"),
            _SECTOR,
        ),
    ),
    Table(
        "periods", DCT + "PeriodOfTime", "期间", "periods",
        (
            *_LABEL,
            _value("start", DCAT + "startDate", Cell.DATE, "开始日期", "start"),
            _value("end", DCAT + "endDate", Cell.DATE, "结束日期", "end"),
        ),
    ),
)  # fmt: skip

# The parts that stand in fragments of a thing, read as if they were its own.
FOLDED = (OA + "hasSelector",)
# Things of these classes grow with the publication; they are never held for their labels.
BULK = frozenset(
    GG + name
    for name in ("Pledge", "Target", "Statement", "Observation", "Assessment", "ProgressReport", "ChangeEntry")
)  # fmt: skip
