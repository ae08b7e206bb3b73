"""Pledges: accepted targets with their levels, periods, baselines and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from govgraph.extraction.candidates import Candidate
from govgraph.extraction.desk import Tree
from govgraph.extraction.draft import Draft, assessability, period_record, proof
from govgraph.extraction.stated import DEFAULT_UNIT, base_unit, comparator, decimal, stated

COMMITMENT = {
    "ensure": "cs:ensure",
    "strive": "cs:strive",
    "expect": "cs:targeted",
    "plan": "cs:plain",
}
_RECURRING = re.compile(r"每年|逐年|年均")
_YEAR_SAID = re.compile(r"20\d\d|十[二三四五六七]五")
_SIGN_ZH = {"cmp:at-least": "不低于", "cmp:more-than": "超过", "cmp:at-most": "不超过", "cmp:less-than": "低于",
            "cmp:about": "约", "cmp:towards": "迈向"}  # fmt: skip
_SIGN_EN = {"cmp:at-least": "at least ", "cmp:more-than": "more than ", "cmp:at-most": "at most ",
            "cmp:less-than": "less than ", "cmp:about": "about ", "cmp:towards": "towards "}  # fmt: skip


def grouped(targets: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Yield the targets of one pledge: a base with its stretch, a level with its growth."""
    group: list[Candidate] = []
    for candidate in targets:
        last = group[-1] if group else None
        near = last is not None and 0 <= candidate.start - last.end <= 8
        if last is not None and near and candidate.indicatorText == last.indicatorText:
            group.append(candidate)
            continue
        if group:
            yield group
        group = [candidate]
    if group:
        yield group


def pledge(draft: Draft, group: list[Candidate], baselines: Sequence[Candidate]) -> Tree:
    """Return the record of one pledge with its targets, and put their ids on the desk."""
    desk, area = draft.desk, draft.area
    number = f"{area}-{desk.next(f'pledge/{area}-', 4)}"
    iri = desk.mint(f"pledge/{number}", "Pledge", group[0].indicatorText or "")
    lead = group[0]
    output = lead.unit in ("count", "person", "household", "mu", "kilometre", "squareMetre")
    proofs = [proof(draft, iri, f"e{k}", c) for k, c in enumerate(group, start=1)]
    targets: list[Tree] = []
    for k, candidate in enumerate(group, start=1):
        target = _target(draft, f"target/{number}-{k}", candidate, targets)
        target["evidence"] = [f"{iri}#e{k}"]
        if base := _baseline(draft, candidate, baselines):
            target["baseline"] = base
        targets.append(target)
    return {
        "type": "Pledge", "id": iri, "label": _label(draft, lead),
        "pledgeKind": "kind:output" if output else "kind:outcome",
        "commitmentStrength": COMMITMENT[lead.commitment],
        **_concerns(group), "evidence": proofs, "hasTarget": targets,
    }  # fmt: skip


_CONCERNS = {
    "platform": "concernsPlatform", "cluster": "concernsCluster", "project": "concernsProject",
    "programme": "concernsProgramme", "sector": "sector",
}  # fmt: skip


def _concerns(group: Sequence[Candidate]) -> Tree:
    """Return the known things that a pledge names beside its targets, by property."""
    found: dict[str, list[str]] = {}
    for mention in (m for candidate in group for m in candidate.mentions):
        named = found.setdefault(_CONCERNS[mention.kind], []) if mention.iri else []
        if mention.iri and mention.iri not in named:
            named.append(mention.iri)
    return dict(found)


def _label(draft: Draft, candidate: Candidate) -> Tree:
    """Return our own paraphrase of a target in both languages."""
    concept = draft.words.indicators[str(candidate.indicator)]
    value, unit, _ = stated(candidate, concept, draft.words) or ("", concept, "")
    area = draft.desk.records[f"area/{draft.area}"].tree.get("label")
    zh, en = (area.get("zh-hans", ""), area.get("en", "")) if isinstance(area, dict) else ("", "")
    sign = comparator(candidate)
    zh_unit, en_unit = ("%", "%") if unit.slug == "percent" else (unit.zh, f" {unit.en}")
    when = (candidate.periodEnd or "")[:4]
    return {
        "zh-hans": f"{zh}{when + '年' if when else ''}{concept.zh}目标（{_SIGN_ZH.get(sign, '')}{value}{zh_unit}）",
        "en": f"{en}: target for {concept.en}{' by ' + when if when else ''} ({_SIGN_EN.get(sign, '')}{value}{en_unit})",
    }


def _target(draft: Draft, iri: str, candidate: Candidate, before: Sequence[Tree]) -> Tree:
    draft.desk.mint(iri, "QuantitativeTarget", candidate.indicatorText or "")
    concept = draft.words.indicators[str(candidate.indicator)]
    value, unit, upper = stated(candidate, concept, draft.words) or ("0", concept, "")
    base = before[0] if before else None
    twin = base is not None and base["indicator"] != f"ind:{candidate.indicator}"
    tree: Tree = {
        "type": "QuantitativeTarget", "id": iri, "indicator": f"ind:{candidate.indicator}",
        "comparator": comparator(candidate), "statedValue": value,
    }  # fmt: skip
    tree |= {"statedUpperValue": upper} if upper else {}
    stretch = base is not None and not twin and candidate.commitment == "strive"
    tree |= {
        "statedUnit": f"uom:{unit.slug}",
        "targetLevel": "lvl:stretch" if stretch else "lvl:base",
    }
    tree |= _period(draft, candidate)
    if base is not None and (twin or stretch):
        tree["growthOfTarget" if twin else "refinesTarget"] = base["id"]
    return tree


def _period(draft: Draft, candidate: Candidate) -> Tree:
    words = {"periodText": candidate.periodText} if candidate.periodText else {}
    if candidate.periodText and _RECURRING.search(candidate.periodText) and not candidate.periodEnd:
        return {
            **words,
            "periodBasis": "pb:relative",
            "recurrence": "freq:ANNUAL",
            "assessability": assessability(candidate, dated=True),
        }
    if not candidate.periodEnd:
        return {
            "periodBasis": "pb:unspecified",
            "assessability": assessability(candidate, dated=False),
        }
    last = candidate.periodEnd[:4]
    first = (candidate.periodStart or candidate.periodEnd)[:4]
    iri = f"period/{last}" if first == last else f"period/{first}-{last}"
    period_record(draft, iri, first, last)
    text = candidate.periodText or ""
    basis = "pb:explicit" if _YEAR_SAID.search(text) else "pb:relative" if text else "pb:inferred"
    note = (
        {}
        if text
        else {
            "note": {
                "zh-hans": "年份据文件日期推定。",
                "en": "The year is inferred from the document's date.",
            }
        }
    )
    return {
        "period": iri,
        **words,
        "periodBasis": basis,
        "assessability": assessability(candidate, dated=True),
        **note,
    }


def _baseline(draft: Draft, target: Candidate, baselines: Sequence[Candidate]) -> Tree | None:
    """Return the observation that a target starts from, of the year before its period."""
    near = [
        b for b in baselines if 0 <= target.start - b.end <= 12 and b.indicator == target.indicator
    ]
    if not near or not target.periodStart:
        return None
    base = near[-1]
    concept = draft.words.indicators[str(base.indicator)]
    year = (base.periodEnd or str(int(target.periodStart[:4]) - 1))[:4]
    period_record(draft, f"period/{year}", year, year)
    iri = f"observation/{draft.area}/{base.indicator}/{year}/preliminary-1"
    if iri in draft.desk.given:
        return None
    draft.desk.mint(iri, "Observation", "baseline")
    own = proof(draft, iri, "e1", base)
    default = draft.words.units[DEFAULT_UNIT[base.unit or "percent"]]
    value = (base.lower or Decimal(0)) * default.factor
    return {
        "type": "Observation", "id": iri, "area": f"area/{draft.area}", "indicator": f"ind:{base.indicator}",
        "period": f"period/{year}", "value": decimal(value), "unit": base_unit(concept),
        "vintage": "vin:preliminary", "publisher": draft.body, "hadPrimarySource": [draft.source],
        "confidence": "conf:medium", "evidence": [own],
    }  # fmt: skip
