"""Comparators of lists: one after 分别 or 均, or before the first item, holds for the others."""

from __future__ import annotations

import re

from govgraph.extraction.readings import LONGEST_LIST, SPREADS, Reading, list_after


def spread(sentence: str, readings: list[Reading], index: int) -> str:
    """Return the comparator, spread over a list by 分别 and 均, or from before its first item."""
    quantity = readings[index].quantity
    if quantity.comparator != "point" or quantity.pre or quantity.post or quantity.form == "part":
        return quantity.comparator
    for later in list_after(readings, index):
        if (
            _is_spread(sentence, readings, index)
            and later.quantity.post
            and later.quantity.code == quantity.code
        ):
            return later.quantity.comparator
    earlier = _first_of_list(sentence, readings, index)
    if earlier is None or not earlier.quantity.pre:
        return quantity.comparator
    if earlier.quantity.unit is not None and earlier.quantity.code != quantity.code:
        return quantity.comparator
    spread = earlier.quantity.comparator
    return quantity.comparator if spread in ("range", "magnitude") else spread


def _is_spread(sentence: str, readings: list[Reading], index: int) -> bool:
    return bool(SPREADS.search(readings[readings[index].head].between[-16:]))


def _first_of_list(sentence: str, readings: list[Reading], index: int) -> Reading | None:
    """Return the first item of the list `…不少于15个…、6个…` that this one goes on."""
    at = index
    while at > max(0, index - LONGEST_LIST):
        between = sentence[readings[at - 1].quantity.end : readings[at].quantity.start]
        if not re.fullmatch(r"(?:[^,;。、\d]{0,14}[、和])", between) and not readings[at].continued:
            break
        at -= 1
    return readings[at] if at < index else None
