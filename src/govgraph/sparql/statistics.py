"""How much of what a store holds, by class and by area."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph.namespaces import GG, ORG, SCHEMA, SKOS
from govgraph.sparql.embedded import open_store

_PREFIXES = f"PREFIX gg: <{GG}> PREFIX skos: <{SKOS}> PREFIX org: <{ORG}> PREFIX schema: <{SCHEMA}>"

_AREAS = f"""{_PREFIXES}
SELECT ?area ?zh ?en (COUNT(DISTINCT ?pledge) AS ?pledges) (COUNT(DISTINCT IF(BOUND(?number), ?pledge, ?none)) AS ?quantified)
  (COUNT(DISTINCT ?target) AS ?targets)
WHERE {{
  ?pledge a gg:Pledge ; gg:concernsArea ?area .
  ?area skos:prefLabel ?zh , ?en . FILTER(langMatches(lang(?zh), "zh-hans") && lang(?en) = "en")
  OPTIONAL {{ ?pledge gg:hasTarget ?target . ?target a gg:Target .
    FILTER NOT EXISTS {{ ?target gg:readingOf ?main }}
    OPTIONAL {{ ?target gg:statedValue ?number }} }}
}} GROUP BY ?area ?zh ?en ORDER BY ?area"""

# The classes that people ask for, in the order of the story: who, where, what, what became of it.
_CLASSES = (
    (GG + "Official", "官员", "officials"),
    (ORG + "Post", "职务", "posts"),
    (GG + "PublicBody", "机构", "public bodies"),
    (GG + "AdministrativeUnit", "行政区", "administrative units"),
    (GG + "Statement", "表态", "statements"),
    (GG + "Pledge", "承诺", "pledges"),
    (GG + "QuantitativeTarget", "量化目标", "quantitative targets"),
    (GG + "StateTarget", "状态目标", "state targets"),
    (GG + "Observation", "观测值", "observations"),
    (GG + "Assessment", "评估", "assessments"),
    (GG + "Platform", "平台", "platforms"),
    (GG + "IndustryCluster", "产业集群", "industry clusters"),
    (GG + "Project", "项目", "projects"),
    (GG + "Programme", "行动与工程", "programmes"),
    (GG + "Indicator", "指标", "indicators"),
    (GG + "SourceDocument", "来源", "sources"),
)


def of(store: Path) -> dict[str, list[dict[str, Any]]]:
    """Return rows by class (zh, en, count) and by area (zh, en, pledges, quantified, targets)."""
    opened = open_store(store)
    classes = [
        {"class": iri, "zh": zh, "en": en, "count": count}
        for iri, zh, en in _CLASSES
        if (count := _count(opened, iri))
    ]
    return {"classes": classes, "areas": _rows(opened)}


def _count(store: ox.Store, kind: str) -> int:
    rows = store.query(
        f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a <{kind}> "
        f"FILTER NOT EXISTS {{ ?s <{GG}readingOf> ?main }} }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(iter(rows))["n"].value)


def _rows(store: ox.Store) -> list[dict[str, Any]]:
    rows = store.query(_AREAS)
    assert isinstance(rows, ox.QuerySolutions)
    counts = ("pledges", "quantified", "targets")
    return [
        {"area": row["area"].value, "zh": row["zh"].value, "en": row["en"].value}
        | {key: int(row[key].value) for key in counts}
        for row in rows
    ]
