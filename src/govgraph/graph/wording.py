"""The arithmetic of an assessment in words, Chinese and English.

``目标 ≥ 6.5 %，实际 4.8 %，差 1.7 个百分点`` · ``target ≥ 6.5 %, actual 4.8 %, short by 1.7
percentage points``
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from govgraph.namespaces import GG, PROV, SKOS, VOC, gg
from govgraph.ntriples import Triple
from govgraph.quantities import difference, quantity

LANGUAGES = ("zh-hans", "en")

# Besides these facts, labels (skos:prefLabel) and ranks of states are looked up.
FACTS = f"""# skos:prefLabel gg:rank
PREFIX gg: <{GG}> PREFIX skos: <{SKOS}>
SELECT ?assessment ?outcome ?reason ?deviation ?target ?period ?figure ?value ?said
  ?comparator ?side ?stated ?range ?factor ?base ?direction ?state ?lower
WHERE {{
  ?assessment a gg:Assessment ; gg:assesses ?target ; gg:outcome ?outcome .
  OPTIONAL {{ ?assessment gg:outcomeReason ?reason }}
  OPTIONAL {{ ?assessment gg:deviation ?deviation }}
  OPTIONAL {{ ?assessment gg:forPeriod ?period }}
  OPTIONAL {{ ?assessment gg:usesObservation ?figure . ?figure gg:value ?value .
    OPTIONAL {{ ?figure gg:comparator ?said }} }}
  OPTIONAL {{ ?target gg:comparator ?comparator . ?comparator gg:boundSide ?side }}
  OPTIONAL {{ ?target gg:statedValue ?stated ; gg:statedUnit ?unit .
    ?unit gg:factor ?factor ; gg:baseUnit ?base }}
  OPTIONAL {{ ?target gg:statedUpperValue ?range }}
  OPTIONAL {{ ?target gg:requiredState ?state }}
  OPTIONAL {{ ?target gg:indicator/gg:direction ?direction }}
}}"""
_DERIVED = f"""PREFIX gg: <{GG}>
SELECT ?assessment ?part WHERE {{
  ?assessment gg:outcome <{VOC}outcome/disputed> ; <{PROV}wasDerivedFrom> ?part . ?part a gg:Assessment .
}} ORDER BY ?assessment ?part"""

_SIGNS = {
    "at-least": "≥",
    "more-than": ">",
    "at-most": "≤",
    "less-than": "<",
    "about": "≈",
    "nearly": "≈",
}
_BY_DIRECTION = {"increase": "≥", "decrease": "≤", "neutral": "="}
_SAID = {
    "more-than": ("超过", "more than"),
    "at-least": ("不低于", "at least"),
    "at-most": ("不超过", "at most"),
    "less-than": ("不到", "less than"),
    "nearly": ("接近", "nearly"),
    "about": ("约", "about"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What one assessment says; `figures` are (value in the base unit, comparator) pairs."""

    outcome: str
    reason: ox.NamedNode | None
    deviation: Decimal | None
    period: ox.NamedNode | None
    figures: tuple[tuple[Decimal, str], ...]
    comparator: str
    side: str
    goal: Decimal | None
    range: Decimal | None
    unit: str
    direction: str
    state: ox.NamedNode | None


def explanations(store: ox.Store) -> Iterator[Triple]:
    """Yield the explanation of every assessment in the store, in each language."""
    labels = _Labels(store)
    facts = _facts(store)
    parts = defaultdict(list)
    for row in _rows(store, _DERIVED):
        parts[row["assessment"].value].append(row["part"].value)
    for iri, said in facts.items():
        for language in LANGUAGES:
            text = (
                _disputed([facts[p] for p in parts[iri]], language, labels)
                if parts[iri]
                else sentence(said, language, labels)
            )
            literal = ox.Literal(text, language=language)
            yield f"<{iri}>", str(gg("explanation")), str(literal)


def _rows(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return iter(rows)


def _facts(store: ox.Store) -> dict[str, Facts]:
    rows: dict[str, list[ox.QuerySolution]] = defaultdict(list)
    for row in _rows(store, FACTS):
        rows[row["assessment"].value].append(row)
    return {iri: _gather(found) for iri, found in sorted(rows.items())}


def _gather(rows: list[ox.QuerySolution]) -> Facts:
    row = rows[0]
    factor = _decimal(row["factor"]) or Decimal(1)
    stated, upper = _decimal(row["stated"]), _decimal(row["range"])
    figures = {(Decimal(r["value"].value), _slug(r["said"])) for r in rows if r["value"]}
    return Facts(
        outcome=_slug(row["outcome"]),
        reason=row["reason"],
        deviation=_decimal(row["deviation"]),
        period=row["period"],
        figures=tuple(sorted(figures)),
        comparator=_slug(row["comparator"]),
        side=_slug(row["side"]),
        goal=None if stated is None else stated * factor,
        range=None if upper is None else upper * factor,
        unit=row["base"].value if row["base"] else "",
        direction=_slug(row["direction"]),
        state=row["state"],
    )


def _decimal(term: ox.Literal | None) -> Decimal | None:
    return None if term is None else Decimal(term.value)


def _slug(term: ox.NamedNode | None) -> str:
    return term.value.rpartition("/")[2] if term else ""


class _Labels:
    """The preferred labels of concepts and periods."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def of(self, iri: ox.NamedNode, language: str) -> str:
        found = [
            quad.object.value
            for quad in self.store.quads_for_pattern(iri, ox.NamedNode(SKOS + "prefLabel"), None)
            if isinstance(quad.object, ox.Literal) and quad.object.language == language
        ]
        return min(found, default=iri.value.rpartition("/")[2])


def sentence(facts: Facts, language: str, labels: _Labels) -> str:
    """Return target, figure and difference, or why there is no verdict."""
    comma = "，" if language == "zh-hans" else ", "
    parts = [_goal(facts, language, labels)]
    if facts.figures:
        parts.append(_actual(facts, language, labels))
    verdict = _verdict(facts, language, labels)
    if verdict:
        parts.append(verdict)
    return comma.join(parts)


def _goal(facts: Facts, language: str, labels: _Labels) -> str:
    word = "目标" if language == "zh-hans" else "target"
    if facts.state is not None:
        return f"{word} {labels.of(facts.state, language)}"
    if facts.goal is None:
        return word
    value = quantity(facts.goal, facts.unit, language)
    if facts.comparator == "between" and facts.range is not None:
        return f"{word} {value} – {quantity(facts.range, facts.unit, language)}"
    if facts.comparator == "magnitude-class":
        return f"{word} {value}级" if language == "zh-hans" else f"{word} {value} class"
    if facts.comparator == "towards":
        return f"{word} {'向' if language == 'zh-hans' else 'towards'} {value}"
    sign = _SIGNS.get(facts.comparator) or _BY_DIRECTION.get(facts.direction, "=")
    return f"{word} {sign} {value}"


def _actual(facts: Facts, language: str, labels: _Labels) -> str:
    chinese = language == "zh-hans"
    texts = []
    for value, said in facts.figures:
        text = quantity(value, facts.unit, language)
        if facts.state is not None:
            text = labels.of(_state(facts.state, value, labels.store), language)
        if said in _SAID:
            text = f"{_SAID[said][0 if chinese else 1]} {text}"
        texts.append(text)
    running = facts.outcome == "pending"
    word = ("目前" if running else "实际") if chinese else ("so far" if running else "actual")
    return f"{word} {('、' if chinese else ' / ').join(texts)}"


def _state(required: ox.NamedNode, rank: Decimal, store: ox.Store) -> ox.NamedNode:
    scheme = required.value.rpartition("/")[0] + "/"
    for quad in store.quads_for_pattern(None, gg("rank"), None):
        concept, value = quad.subject, quad.object
        if not isinstance(concept, ox.NamedNode) or not isinstance(value, ox.Literal):
            continue
        if concept.value.startswith(scheme) and Decimal(value.value) == rank:
            return concept
    return required


def _verdict(facts: Facts, language: str, labels: _Labels) -> str:
    chinese = language == "zh-hans"
    if facts.outcome == "not-assessable":
        reason = labels.of(facts.reason, language) if facts.reason else ""
        return f"无法评估（{reason}）" if chinese else f"not assessable ({reason})"
    if facts.outcome == "pending":
        period = labels.of(facts.period, language) if facts.period else ""
        return f"{period}尚未结束" if chinese else f"the period ({period}) still runs"
    if facts.outcome == "no-data":
        if facts.figures:
            return "不足以判定" if chinese else "which does not decide it"
        return "没有与之相符的官方数值" if chinese else "no matching official figure"
    if facts.deviation is None:
        return labels.of(ox.NamedNode(f"{VOC}outcome/{facts.outcome}"), language)
    return _difference(facts, facts.deviation, chinese)


def _difference(facts: Facts, deviation: Decimal, chinese: bool) -> str:
    language = LANGUAGES[0] if chinese else LANGUAGES[1]
    amount = difference(abs(deviation), facts.unit, language)
    if not deviation:
        return _equal(facts, chinese)
    above = deviation > 0
    met = facts.outcome == "met"
    if met:
        text = ("高 " if above else "低 ") if chinese else ("above by " if above else "below by ")
    elif above:
        text = "超出 " if chinese else "over by "
    else:
        text = "差 " if chinese else "short by "
    tail = ""
    if facts.outcome == "within-tolerance":
        tail = "，在方法容差之内" if chinese else ", within the method's tolerance"
    elif met and facts.side == "central" and above != (facts.direction == "increase"):
        tail = (
            "，在约数容许之内" if chinese else ", which the method allows of an approximate value"
        )
    return text + amount + tail


def _equal(facts: Facts, chinese: bool) -> str:
    if facts.comparator == "between" and facts.outcome == "met":
        return "在区间之内" if chinese else "within the range"
    if facts.outcome == "met":
        return "正好达到" if chinese else "exactly reached"
    return "正好等于，须超出才算实现" if chinese else "equal, where more was wanted"


def _disputed(parts: list[Facts], language: str, labels: _Labels) -> str:
    chinese = language == "zh-hans"
    said = []
    for part in parts:
        outcome = labels.of(ox.NamedNode(f"{VOC}outcome/{part.outcome}"), language)
        bits = [_goal(part, language, labels)]
        if part.figures:
            bits.append(_actual(part, language, labels))
        said.append(f"{'，'.join(bits)}：{outcome}" if chinese else f"{', '.join(bits)}: {outcome}")
    if chinese:
        return "数值或读法不同，结论不一：" + "；".join(said)
    return "figures or readings disagree: " + "; ".join(said)
