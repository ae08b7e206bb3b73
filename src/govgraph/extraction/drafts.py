"""Drafts: accepted candidates become a statement record with pledges, targets and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from govgraph import evidence
from govgraph.errors import Location, SourceError
from govgraph.extraction import desk as desks
from govgraph.extraction import vocabulary as vocabularies
from govgraph.extraction.candidates import Candidate
from govgraph.extraction.desk import Desk, Tree
from govgraph.extraction.numerals import ASCII, parse
from govgraph.extraction.vocabulary import Concept, Vocabulary
from govgraph.records.record import Record

COMMITMENT = {
    "ensure": "cs:ensure",
    "strive": "cs:strive",
    "expect": "cs:targeted",
    "plan": "cs:plain",
}
COMPARATOR = {
    "atLeast": "cmp:at-least", "greaterThan": "cmp:more-than", "atMost": "cmp:at-most",
    "lessThan": "cmp:less-than", "range": "cmp:between", "magnitude": "cmp:magnitude-class",
    "approximately": "cmp:about", "point": "cmp:stated-value",
}  # fmt: skip
_REACHED = re.compile(r"达到|达至|达|提升至|提高到|提高至|增至|增加到|升至|降至|降到|扩大到")
_TOWARDS = re.compile(r"向.*(?:突破|迈进|冲刺)")
_RECURRING = re.compile(r"每年|逐年|年均")
_YEAR_SAID = re.compile(r"20\d\d|十[二三四五六七]五")
_SIGN_ZH = {"cmp:at-least": "不低于", "cmp:more-than": "超过", "cmp:at-most": "不超过", "cmp:less-than": "低于",
            "cmp:about": "约", "cmp:towards": "迈向"}  # fmt: skip
_SIGN_EN = {"cmp:at-least": "at least ", "cmp:more-than": "more than ", "cmp:at-most": "at most ",
            "cmp:less-than": "less than ", "cmp:about": "about ", "cmp:towards": "towards "}  # fmt: skip

_NOWHERE = Path()
_PLACEHOLDER = Record(
    Location(""), "AdministrativeUnit", "area/draft", {"label": {"zh-hans": "", "en": ""}}
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a curator says about the text: title, publisher and type of document.

    `speakers` names, for a speaker or place as the text has it, the official or the body.
    """

    title: str
    publisher: str
    document_type: str = "dt:web-page"
    speakers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the accepted candidates: new pledges, and those left aside with the reason."""

    pledges: tuple[str, ...] = ()
    known: int = 0
    left: tuple[tuple[Candidate, str], ...] = ()


@dataclass(slots=True)
class _Draft:
    """The work on one source: the desk, the text, and what may still be quoted."""

    desk: Desk
    words: Vocabulary
    held: str
    snapshot: str
    source: str
    quotable: int
    area: str = ""
    body: str = ""


def compose(
    desk: Desk, held: str, accepted: Sequence[Candidate], source: Source,
    words: Vocabulary | None = None,
) -> Written:  # fmt: skip
    """Put records for the accepted candidates on the desk; `desk.write` makes them files.

    A candidate whose stretch and value are recorded already is not written again.

    Raises:
        SourceError: a speaker or place leads to no official or body of the publication.
    """
    concepts = words or vocabularies.load()
    left = [(c, reason) for c in accepted if (reason := unfit(c, concepts))]
    fit = [c for c in accepted if not unfit(c, concepts)]
    known = _known(desk, held)
    fresh = [c for c in fit if _key(c) not in known]
    voices = {_voice(c): resolve(desk, c, source.speakers) for c in fresh if c.kind == "target"}
    faults = sorted(name for name, found in voices.items() if found is None)
    if faults:
        raise SourceError(
            "; ".join(f"{name}: SPEAKER: no official or body of that name" for name in faults)
            + "; add the record, or choose one on the review page"
        )
    draft = _source(desk, held, source, concepts)
    pledges: list[str] = []
    for found in dict.fromkeys(v for v in voices.values() if v is not None):
        own = [c for c in fresh if resolve(desk, c, source.speakers) == found]
        pledges += _statement(draft, found, own)
    return Written(tuple(pledges), len(fit) - len(fresh), tuple(left))


def unfit(candidate: Candidate, words: Vocabulary) -> str:
    """Return why a candidate cannot become a record as it stands, or ''."""
    if candidate.kind in ("outcome", "forecast"):
        return "a figure that describes: it belongs to data/observations"
    if not candidate.indicator:
        return "no indicator: choose one, or add it to the vocabulary"
    concept = words.indicators.get(candidate.indicator)
    if concept is None:
        return f"no such indicator ({candidate.indicator})"
    if _stated(candidate, concept, words) is None:
        return f"unit {candidate.unit} does not fit the indicator {candidate.indicator}"
    return ""


def _voice(candidate: Candidate) -> str:
    return candidate.speaker or candidate.place or "(no speaker and no place)"


def resolve(desk: Desk, candidate: Candidate, chosen: Mapping[str, str]) -> str | None:
    """Return the official, or for a document the body, that a candidate is attributed to."""
    for name in (candidate.speaker, candidate.place, ""):
        if name is not None and name in chosen:
            return chosen[name]
    if candidate.speaker:
        named = [r.iri for r in desk.of_type("Official") if candidate.speaker in _labels(r.tree)]
        return named[0] if len(named) == 1 else None
    for record in desk.of_type("PublicBody"):
        area = desk.records.get(str(record.tree.get("jurisdiction", "")))
        is_government = record.tree.get("classification") == "bt:government"
        if candidate.place and is_government and area and candidate.place in _labels(area.tree):
            return record.iri
    return None


def _labels(tree: Mapping[str, object]) -> set[str]:
    found: set[str] = set()
    for key in ("label", "altLabel"):
        value = tree.get(key)
        if isinstance(value, dict):
            for words in value.values():
                found.update(words if isinstance(words, list) else [str(words)])
    return found


# --- source -------------------------------------------------------------------------------------


def _source(desk: Desk, held: str, source: Source, words: Vocabulary) -> _Draft:
    digest = evidence.digest(held)
    visible = evidence.visible_length(held)
    for record in desk.of_type("TextSnapshot"):
        if record.tree.get("sha256") == digest:
            quoted = _quoted(desk, record.iri)
            budget = visible * evidence.QUOTE_BUDGET // 100 - quoted
            return _Draft(
                desk, words, held, record.iri, str(record.tree["specializationOf"]), budget
            )
    number = desk.next("source/", 4)
    iri = desk.mint(f"source/{number}", "SourceDocument", source.title)
    snapshot = desk.mint(f"snapshot/{number}-1", "TextSnapshot", "")
    desk.add(
        f"sources/{number}.yaml",
        {
            "type": "SourceDocument", "id": iri,
            "label": {"zh-hans": source.title, "en": f"Source {number}"},
            "title": {"zh-hans": source.title},
            "documentType": source.document_type, "publisher": source.publisher,
        },
    )  # fmt: skip
    desk.add(
        f"sources/{number}-1.yaml",
        {
            "type": "TextSnapshot", "id": snapshot,
            "label": {"zh-hans": f"来源{number}的文本快照（第一版）", "en": f"First text snapshot of source {number}"},
            "specializationOf": iri, "sha256": digest,
            "codePointLength": len(held), "visibleLength": visible,
        },
    )  # fmt: skip
    return _Draft(desk, words, held, snapshot, iri, visible * evidence.QUOTE_BUDGET // 100)


def _spans(desk: Desk, snapshot: str) -> Iterator[tuple[Mapping[str, object], int, int, str]]:
    """Yield (evidence, start, end, quote) of every stretch of a snapshot that is recorded."""
    for record in desk.of_type("Statement"):
        for _, node in record.nodes():
            if node.get("type") != "Evidence" or node.get("snapshot") != snapshot:
                continue
            selectors = node.get("selector")
            parts = (
                [s for s in selectors if isinstance(s, dict)] if isinstance(selectors, list) else []
            )
            position = next((s for s in parts if s.get("type") == "TextPosition"), {})
            quote = next((str(s["exact"]) for s in parts if "exact" in s), "")
            yield node, int(str(position.get("start", 0))), int(str(position.get("end", 0))), quote


def _quoted(desk: Desk, snapshot: str) -> int:
    return sum(
        end - start for start, end in {(a, b) for _, a, b, quote in _spans(desk, snapshot) if quote}
    )


def _known(desk: Desk, held: str) -> set[tuple[int, int]]:
    """Return the stretches of this text that evidence rests on already."""
    digest = evidence.digest(held)
    return {
        (start, end)
        for record in desk.of_type("TextSnapshot")
        if record.tree.get("sha256") == digest
        for _, start, end, _ in _spans(desk, record.iri)
    }


def _key(candidate: Candidate) -> tuple[int, int]:
    return candidate.start, candidate.end


# --- statement ----------------------------------------------------------------------------------


def _statement(draft: _Draft, voice: str, own: Sequence[Candidate]) -> list[str]:
    post = _settle_voice(draft, voice)
    groups = list(_grouped([c for c in own if c.kind == "target"]))
    baselines = [c for c in own if c.kind == "baseline"]
    trees = [_pledge(draft, group, baselines) for group in groups]
    if not trees:
        return []
    held = _held_statement(draft, voice)
    if held is not None:
        path, tree = held
        tree = {**tree, "expresses": [*tree["expresses"], *trees]}
    else:
        number = draft.source.rsplit("/", 1)[-1]
        running = draft.desk.next(f"statement/{number}-", 1)
        iri = draft.desk.mint(f"statement/{number}-{running}", "Statement", voice)
        path, tree = f"records/statement/{number}-{running}.yaml", _head(draft, iri, voice, post)
        tree["expresses"] = trees
    draft.desk.add(path, tree)
    return [str(tree["id"]) for tree in trees]


def _settle_voice(draft: _Draft, voice: str) -> str:
    """Set area and body of a voice, and return the post of an official ('' for a body)."""
    desk, body, post = draft.desk, voice, ""
    if voice.startswith("official/"):
        tenures = [r for r in desk.of_type("Tenure") if r.tree.get("member") == voice]
        if not tenures:
            raise SourceError(f"{voice}: SPEAKER: no tenure; add one in data/records/tenure")
        post = str(tenures[-1].tree["post"])
        body = str(desk.records[post].tree["postIn"])
    area = desk.records[body].tree.get("jurisdiction") if body in desk.records else None
    if not area:
        raise SourceError(f"{body}: SPEAKER: no such body, or it has no jurisdiction")
    draft.area, draft.body = str(area).rsplit("/", 1)[-1], body
    return post


def _head(draft: _Draft, iri: str, voice: str, post: str) -> Tree:
    names = draft.desk.records[voice].tree.get("label")
    zh, en = (
        (names.get("zh-hans", ""), names.get("en", "")) if isinstance(names, dict) else ("", "")
    )
    tree: Tree = {
        "type": "Statement", "id": iri,
        "label": {"zh-hans": f"{zh}的表态", "en": f"Statement by {en}"},
    }  # fmt: skip
    tree |= {"statedBy": voice, "inCapacityOf": post} if post else {"attributedTo": voice}
    mode = "rm:reported-speech" if post else "rm:document-text"
    return tree | {"reportedIn": [draft.source], "reportingMode": mode}


def _held_statement(draft: _Draft, voice: str) -> tuple[str, Tree] | None:
    for record in draft.desk.of_type("Statement"):
        same = voice in (record.tree.get("statedBy"), record.tree.get("attributedTo"))
        sources = record.tree.get("reportedIn")
        if same and draft.source in (sources if isinstance(sources, list) else [sources]):
            return record.location.path, dict(record.tree)
    return None


def _grouped(targets: Sequence[Candidate]) -> Iterator[list[Candidate]]:
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


def _pledge(draft: _Draft, group: list[Candidate], baselines: Sequence[Candidate]) -> Tree:
    desk, area = draft.desk, draft.area
    number = f"{area}-{desk.next(f'pledge/{area}-', 4)}"
    iri = desk.mint(f"pledge/{number}", "Pledge", group[0].indicatorText or "")
    lead = group[0]
    output = lead.unit in ("count", "person", "household", "mu", "kilometre", "squareMetre")
    proofs = [_evidence(draft, iri, f"e{k}", c) for k, c in enumerate(group, start=1)]
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
        "evidence": proofs, "hasTarget": targets,
    }  # fmt: skip


def _label(draft: _Draft, candidate: Candidate) -> Tree:
    """Return our own paraphrase of a target in both languages."""
    concept = draft.words.indicators[str(candidate.indicator)]
    stated, unit, _ = _stated(candidate, concept, draft.words) or ("", concept, "")
    area = draft.desk.records[f"area/{draft.area}"].tree.get("label")
    zh, en = (area.get("zh-hans", ""), area.get("en", "")) if isinstance(area, dict) else ("", "")
    sign = comparator(candidate)
    when = (candidate.periodEnd or "")[:4]
    return {
        "zh-hans": f"{zh}{when + '年' if when else ''}{concept.zh}目标（{_SIGN_ZH.get(sign, '')}{stated}{unit.zh}）",
        "en": f"{en}: target for {concept.en}{' by ' + when if when else ''} ({_SIGN_EN.get(sign, '')}{stated} {unit.en})",
    }


def _target(draft: _Draft, iri: str, candidate: Candidate, before: Sequence[Tree]) -> Tree:
    draft.desk.mint(iri, "QuantitativeTarget", candidate.indicatorText or "")
    concept = draft.words.indicators[str(candidate.indicator)]
    stated, unit, upper = _stated(candidate, concept, draft.words) or ("0", concept, "")
    base = before[0] if before else None
    twin = base is not None and base["indicator"] != f"ind:{candidate.indicator}"
    tree: Tree = {
        "type": "QuantitativeTarget", "id": iri, "indicator": f"ind:{candidate.indicator}",
        "comparator": comparator(candidate), "statedValue": stated,
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


def comparator(candidate: Candidate) -> str:
    """Return the concept of a candidate's comparator, finer than the guide's code."""
    if candidate.comparator == "greaterThan" and _TOWARDS.search(candidate.exact):
        return "cmp:towards"
    if candidate.comparator == "point" and _REACHED.search(candidate.exact):
        return "cmp:reach"
    return COMPARATOR[candidate.comparator]


_NUMBER = re.compile(rf"(?P<number>{ASCII})|百分之(?P<of>[一二三四五六七八九十百零点\d.]+)")


def _stated(
    candidate: Candidate, concept: Concept, words: Vocabulary
) -> tuple[str, Concept, str] | None:
    """Return value, unit and upper value as stated, or None where no unit fits the indicator."""
    low = candidate.lower if candidate.lower is not None else candidate.upper
    if low is None:
        return None
    default = words.units.get(_DEFAULT_UNIT.get(candidate.unit or "", ""))
    if default is None or (default.base != concept.base and not _same(default, concept, words)):
        return None
    unit = default if default.base == concept.base else _fitting(default, concept, words)
    if unit is None:
        return None
    for match in _NUMBER.finditer(candidate.exact):
        said = parse(match["number"] or match["of"])
        named = words.unit("%" if match["of"] else candidate.exact[match.end() :], concept.base)
        if said and named and said * named.factor == low * default.factor:
            unit = named
            break
    scale = default.factor / unit.factor
    upper = candidate.upper if candidate.comparator == "range" else None
    return _decimal(low * scale), unit, "" if upper is None else _decimal(upper * scale)


_DEFAULT_UNIT = {
    "percent": "percent", "percentagePoint": "percentage-point", "CNY": "yuan", "USD": "us-dollar",
    "count": "count", "person": "person", "household": "household", "mu": "mu", "hectare": "hectare",
    "squareMetre": "square-metre", "squareKilometre": "square-kilometre", "metre": "metre",
    "kilometre": "kilometre", "tonne": "tonne", "kilogram": "kilogram", "jin": "jin",
    "cubicMetre": "cubic-metre", "kilowatt": "kilowatt", "kilowattHour": "kilowatt-hour", "day": "day",
    "month": "month", "year": "year", "times": "times", "rank": "rank", "TEU": "teu", "人次": "person-time",
    "microgramPerCubicMetre": "microgram-per-cubic-metre", "perTenThousandPersons": "per-ten-thousand-persons",
}  # fmt: skip


def _same(default: Concept, concept: Concept, words: Vocabulary) -> bool:
    return _fitting(default, concept, words) is not None


def _fitting(default: Concept, concept: Concept, words: Vocabulary) -> Concept | None:
    """Return a unit of the indicator's base that shares a word with ours: floor space, patents."""
    for unit in words.units.values():
        if (
            unit.base == concept.base
            and unit.factor == default.factor
            and set(unit.words) & set(default.words)
        ):
            return unit
    return None


def _decimal(value: Decimal) -> str:
    """Return a canonical decimal.

    >>> _decimal(Decimal("6.50")), _decimal(Decimal("1E+3"))
    ('6.5', '1000')
    """
    text = f"{value.normalize():f}"
    return text


def _period(draft: _Draft, candidate: Candidate) -> Tree:
    words = {"periodText": candidate.periodText} if candidate.periodText else {}
    if candidate.periodText and _RECURRING.search(candidate.periodText) and not candidate.periodEnd:
        return {
            **words,
            "periodBasis": "pb:relative",
            "recurrence": "freq:ANNUAL",
            "assessability": _able(candidate, dated=True),
        }
    if not candidate.periodEnd:
        return {"periodBasis": "pb:unspecified", "assessability": _able(candidate, dated=False)}
    last = candidate.periodEnd[:4]
    first = (candidate.periodStart or candidate.periodEnd)[:4]
    iri = f"period/{last}" if first == last else f"period/{first}-{last}"
    _period_record(draft, iri, first, last)
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
        "assessability": _able(candidate, dated=True),
        **note,
    }


def _able(candidate: Candidate, *, dated: bool) -> str:
    if candidate.comparator == "magnitude":
        return "ab:measure-undefined"
    if _TOWARDS.search(candidate.exact):
        return "ab:directional-only"
    return "ab:assessable" if dated else "ab:no-period"


def _period_record(draft: _Draft, iri: str, first: str, last: str) -> None:
    if iri in draft.desk.given:
        return
    draft.desk.mint(iri, "Period", "")
    span = first == last
    draft.desk.add(
        f"records/{iri}.yaml",
        {
            "type": "Period", "id": iri,
            "label": {"zh-hans": f"{last}年" if span else f"{first}—{last}年", "en": last if span else f"{first}–{last}"},
            "startDate": f"{first}-01-01", "endDate": f"{last}-12-31",
        },
    )  # fmt: skip


def _baseline(draft: _Draft, target: Candidate, baselines: Sequence[Candidate]) -> Tree | None:
    """Return the observation that a target starts from, of the year before its period."""
    near = [
        b for b in baselines if 0 <= target.start - b.end <= 12 and b.indicator == target.indicator
    ]
    if not near or not target.periodStart:
        return None
    base = near[-1]
    concept = draft.words.indicators[str(base.indicator)]
    year = (base.periodEnd or str(int(target.periodStart[:4]) - 1))[:4]
    _period_record(draft, f"period/{year}", year, year)
    iri = f"observation/{draft.area}/{base.indicator}/{year}/preliminary-1"
    if iri in draft.desk.given:
        return None
    draft.desk.mint(iri, "Observation", "baseline")
    proof = _evidence(draft, iri, "e1", base)
    default = draft.words.units[_DEFAULT_UNIT[base.unit or "percent"]]
    value = (base.lower or Decimal(0)) * default.factor
    return {
        "type": "Observation", "id": iri, "area": f"area/{draft.area}", "indicator": f"ind:{base.indicator}",
        "period": f"period/{year}", "value": _decimal(value), "unit": _base_unit(concept),
        "vintage": "vin:preliminary", "publisher": draft.body, "hadPrimarySource": [draft.source],
        "confidence": "conf:medium", "evidence": [proof],
    }  # fmt: skip


def _base_unit(concept: Concept) -> str:
    return f"qudt:{concept.base}" if concept.base[:1].isupper() else f"uom:{concept.base}"


def _evidence(draft: _Draft, owner: str, name: str, candidate: Candidate) -> Tree:
    """Return offsets and hash, with a quote only where D10 and the budget allow one."""
    iri = f"{owner}#{name}"
    exact = draft.held[candidate.start : candidate.end]
    selector: list[Tree] = [
        {
            "type": "TextPosition",
            "id": f"{iri}-position",
            "start": candidate.start,
            "end": candidate.end,
        }
    ]
    assessable = candidate.kind == "baseline" or _able(candidate, dated=True) == "ab:assessable"
    if assessable and len(exact) <= evidence.QUOTE_LIMIT and len(exact) <= draft.quotable:
        draft.quotable -= len(exact)
        selector.append({"type": "TextQuote", "id": f"{iri}-quote", "exact": exact})
    return {
        "type": "Evidence", "id": iri, "snapshot": draft.snapshot,
        "fragmentSha256": evidence.digest(exact), "selector": selector,
    }  # fmt: skip


def preview(held: str, found: Sequence[Candidate], words: Vocabulary | None = None) -> str:
    """Return targets as YAML-LD to look at: ids are placeholders, nothing is minted.

    Whom a pledge is attributed to is settled in review, so it is left out here.
    """
    concepts = words or vocabularies.load()
    draft = _Draft(
        Desk(data=_NOWHERE),
        concepts,
        held,
        "snapshot/draft-1",
        "source/draft",
        len(held) * 16 // 100,
        "draft",
        "body/draft",
    )
    draft.desk.records["area/draft"] = _PLACEHOLDER
    ready = [c for c in found if c.kind in ("target", "baseline") and not unfit(c, concepts)]
    baselines = [c for c in ready if c.kind == "baseline"]
    pledges = [
        _pledge(draft, group, baselines)
        for group in _grouped([c for c in ready if c.kind == "target"])
    ]
    return desks.dump(
        {
            "type": "Statement",
            "id": "statement/draft-1",
            "reportedIn": ["source/draft"],
            "expresses": pledges,
        }
    )
