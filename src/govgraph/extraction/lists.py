"""Lists of indicators: several share one value, or values after 分别 pair off with those before."""

from __future__ import annotations

import re

from govgraph.extraction import indicators, units
from govgraph.extraction.indicators import Phrase
from govgraph.extraction.lexicon import Lexicon
from govgraph.extraction.readings import LONGEST_LIST, SPREADS, Reading, Statement, list_after

APART = re.compile(r"分[别列居]")


def members_of(
    sentence: str, readings: list[Reading], index: int, found: list[Statement], lexicon: Lexicon
) -> list[Phrase]:
    """Return the members of a list that this value belongs to, or nothing where there is none."""
    reading = readings[index]
    leader = readings[reading.head]
    if not leader.subject or indicators.GENERIC.fullmatch(leader.subject.text):
        if each := _each(sentence, reading):
            return each
        shared = APART.search(leader.between) or reading.quantity.code == "percent"
        paired = _paired(readings, index, found) if shared else None
        return [paired] if paired else []
    quantity = reading.quantity
    spread_rank = quantity.code == "rank" and SPREADS.search(reading.between)
    if quantity.form in ("plain", "double", "digits") or spread_rank:
        members = _members(sentence, leader, lexicon)
        if len(members) > 1:
            values = 1 + sum(1 for _ in list_after(readings, reading.head))
            at = min(index - reading.head, len(members) - 1)
            return [members[at]] if values > 1 else members
    if reading.continued and quantity.code == leader.quantity.code:
        return [leader.subject]
    return []


# 规模、增速均居全省前三: what ranks is a list of its own, though its words are generic.
_EACH = re.compile(
    r"[^,;。、\d]{2,8}(?:[、和][^,;。、\d]{2,8}){1,3}(?=(?:均|双双|都)(?:[位列]?[居列]|保持|稳居|进入|排)[^,;。、\d]{0,8}$)"
)


def _each(sentence: str, reading: Reading) -> list[Phrase]:
    """Return the members of a list of generic words that are all ranked alike."""
    if reading.quantity.code != "rank":
        return []
    number = reading.quantity.number
    start = indicators.list_start(sentence, number, reading.floor)
    listed = _EACH.match(sentence[:number], start)
    return indicators.conjuncts(sentence, start, listed.end(), "") if listed else []


def _paired(readings: list[Reading], index: int, found: list[Statement]) -> Phrase | None:
    """Return the indicator that a value after 分别 belongs to, in the order of those before."""
    head = readings[index].head
    code = readings[head].quantity.code
    apart = APART.search(readings[head].between) and code not in units.RATES
    later = list_after(readings, head)
    values = 1 + sum(1 for r in later if apart or r.quantity.code == code)
    at = readings[index].quantity.start
    before = [
        s for s in found[-2 * LONGEST_LIST :] if s.end <= readings[head].quantity.start and s.words
    ]
    if values < 2 or len(before) < values:
        return None
    return Phrase(at, at, before[index - head - values].words)


def _members(sentence: str, leader: Reading, lexicon: Lexicon) -> list[Phrase]:
    """Return the indicators that share one value: `A、B均增长12%`, `A和B翻一番`."""
    start, end = leader.subject.start, leader.subject.end
    floor = indicators.list_start(sentence, start, leader.floor)
    begin = _list_start(sentence, leader, floor, start)
    protected = lexicon.ending(sentence, end)
    members = indicators.conjuncts(sentence, begin, end, protected)
    if len(members) < 2:
        return [leader.subject]
    first = indicators.subject(sentence, members[0].start, members[0].end)
    members = [first or members[0], *members[1:]]
    if members[0].text in ("城镇", "城市") and members[1].text[:2] in ("农村", "乡村"):
        shared = members[1].text[2:]  # 城镇、农村居民人均可支配收入
        members[0] = Phrase(members[0].start, members[0].end, members[0].text + shared)
    if SPREADS.search(leader.between[-14:]):
        return members
    known = [bool(lexicon.ending(m.text, len(m.text))) for m in members]
    alike = [k or bool(indicators.LIKE.search(m.text)) for k, m in zip(known, members, strict=True)]
    if all(known) or (all(alike) and leader.quantity.form == "double"):
        return members
    return [leader.subject]


def _list_start(sentence: str, leader: Reading, floor: int, start: int) -> int:
    """Return where a list of indicators that ends in the leader's subject begins."""
    begin = start
    while begin > floor and sentence[begin - 1] in "、和与及":
        stop = max(sentence.rfind(mark, floor, begin - 1) for mark in "、和与及")
        begin = max(stop + 1, floor)
    return begin
