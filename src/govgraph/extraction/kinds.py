"""Kinds: how the statements of one sentence are settled, each by itself and by those beside it."""

from __future__ import annotations

import re
from dataclasses import replace

from govgraph.extraction import modality
from govgraph.extraction.cues import (
    BASELINE,
    EXPECT,
    FORECAST,
    OUTCOME,
    PLAN,
    STRIVE,
    TARGET,
    Cue,
)
from govgraph.extraction.document import Change, Document
from govgraph.extraction.modality import Modality
from govgraph.extraction.readings import Statement
from govgraph.extraction.units import RATES


def settle(
    document: Document, sentence: str, found: list[Statement], changes: list[Change]
) -> list[Modality]:
    """Return kind and commitment of each statement of a sentence."""
    cues, goals = document.cues(sentence), modality.goals(sentence)
    bounded = any(_is_bounded(s) or _is_held(sentence, s) for s in found)
    settled = [_settle(document, sentence, s, cues, goals, changes, bounded=bounded) for s in found]
    settled = _follow(sentence, found, settled, late=(document.month or 0) >= LATE)
    settled = _baselines(sentence, found, _lean(document, _in_step(settled)))
    pairs = zip(found, settled, strict=True)
    return [_committed(document, sentence, s.quantity.number, how) for s, how in pairs]


def _committed(document: Document, sentence: str, position: int, how: Modality) -> Modality:
    """Give a plain plan the commitment of 争取 before it, or of the 目标 that its section lists."""
    if how.kind != TARGET or how.commitment != PLAN:
        return how
    segment = max(sentence.rfind(mark, 0, position) for mark in ";。") + 1
    if "争取" in sentence[segment:position]:
        return replace(how, commitment=STRIVE)
    return replace(how, commitment=EXPECT) if document.expected else how


def _is_bounded(statement: Statement) -> bool:
    """Tell whether a value is given with a floor or roughly, as plans do and reports do not."""
    if _PROMISED.match(statement.quantity.pre):
        return True
    return statement.unit in (*RATES, "day") and statement.quantity.post in (
        "以上", "及以上", "左右", "以内", "以下",
    )  # fmt: skip


def _is_held(sentence: str, statement: Statement) -> bool:
    """Tell whether a value is to be held: 用水总量控制在8.5亿立方米以内, 面积稳定在1200万亩以上."""
    start = statement.quantity.start
    return bool(statement.quantity.post) and sentence.endswith(_HELD, 0, start)


_HELD = ("控制在", "稳定在", "保持在", "压减到", "压缩到")
_PROMISED = re.compile(r"不[得应能可]?(?:低于|少于|小于|超过|高于)|至少")


def _settle(
    document: Document, sentence: str, statement: Statement, cues: list[Cue],
    goals: list[tuple[int, int]], changes: list[Change], *, bounded: bool,
) -> Modality:  # fmt: skip
    position = statement.quantity.number
    setting, since = document.current, -1
    for at, changed in changes:
        if at < position:
            setting, since = changed, at
    return modality.settle(
        sentence,
        position,
        statement.quantity.end,
        cues,
        goals,
        setting,
        bounded=bounded,
        since=since,
    )


def _lean(document: Document, settled: list[Modality]) -> list[Modality]:
    """Let what nothing speaks for follow a document that has promised far more than reported."""
    for how in settled:
        if how.rule != "default":
            document.tally[how.kind] = document.tally.get(how.kind, 0) + 1
    targets, rest = document.tally.get(TARGET, 0), document.tally.get(OUTCOME, 0)
    if targets < 3 or targets < 3 * rest:
        return settled
    leaning = Modality(TARGET, PLAN, "document-leaning")
    return [leaning if how.rule == "default" else how for how in settled]


def _in_step(settled: list[Modality]) -> list[Modality]:
    """Let a value that nothing speaks for take the kind of those settled beside it."""
    result = list(settled)
    for order in (range(1, len(result)), range(len(result) - 2, -1, -1)):
        for at in order:
            beside = result[at - 1 if order.step > 0 else at + 1]
            if result[at].rule == "default" and beside.rule in _SURE:
                result[at] = replace(beside, rule="in-step")
    return result


LATE = 7  # from this month on, 今年 with a comparison reports


def _follow(
    sentence: str, found: list[Statement], settled: list[Modality], *, late: bool
) -> list[Modality]:
    """Let 较上年增加50亿元 after a promise in the same segment be part of the promise.

    Late in the year the comparison is a report, and the level of 今年 before it is one too.
    """
    result = list(settled)
    for at in range(1, len(result)):
        between = sentence[found[at - 1].quantity.end : found[at].quantity.number]
        if late and result[at].rule == "precise-growth" and result[at - 1].rule == "this-year":
            if not re.search(r"[;。]", between):
                result[at - 1] = replace(result[at], rule="in-step")
            continue
        if (
            result[at].rule == "precise-growth"
            and result[at - 1].kind == TARGET
            and _AGAINST_LAST_YEAR.fullmatch(between)
        ):
            result[at] = replace(result[at - 1], rule="in-step")
    return result


_AGAINST_LAST_YEAR = re.compile(r",(?:比|较)(?:上|去)年[^,;。]{0,12}")
_SURE = frozenset({"bounded", "plan-verb", "goal-word", "in-step"})


def _baselines(sentence: str, found: list[Statement], settled: list[Modality]) -> list[Modality]:
    """Call the first value of `从…提升至…` a baseline where the second is a target."""
    result = list(settled)
    for index in range(len(found) - 1):
        quantity = found[index].quantity
        if modality.is_baseline(sentence, quantity.number, quantity.end):
            kind = settled[index + 1].kind
            if kind in (TARGET, FORECAST):
                result[index] = Modality(BASELINE, PLAN, "from-to")
            else:
                result[index] = replace(settled[index], kind=OUTCOME)
    return result
