"""Cells of a row of a table, and the statements that a cell makes about its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from govgraph.extraction import grammar, statements, units
from govgraph.extraction.indicators import Phrase
from govgraph.extraction.lexicon import Lexicon
from govgraph.extraction.quantities import scan
from govgraph.extraction.quantity import Quantity
from govgraph.extraction.readings import Statement
from govgraph.extraction.text import is_spaced

NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell without the blanks around it, and where it stands in its row."""

    start: int
    end: int
    text: str


def split(row: str) -> list[Cell]:
    """Return the cells of a row that are parted by `|`, tabs, wide gaps or single blanks."""
    found, start = [], 0
    gap = r"[ \u3000]+|$" if is_spaced(row) else r"[|\t]|[ \u3000]{2,}|$"
    for match in re.finditer(gap, row):
        text = row[start : match.start()]
        lead = len(text) - len(text.lstrip())
        if text.strip():
            found.append(Cell(start + lead, start + lead + len(text.strip()), text.strip()))
        start = match.end()
    return found


def speaks(cell: Cell) -> bool:
    """Tell whether a cell names what it measures, with a unit: 仓储面积20万平方米."""
    named = _NAMED.match(cell.text)
    if named is None:
        return False
    return any(quantity.unit is not None for quantity in scan(cell.text[named.end() :]))


_NAMED = re.compile(
    r"(?!(?:力争|确保|达到|不[低高少]|超|控制|保持|稳定|降|提高|增|约|完成|累计|全部|新增|净增))[\u4e00-\u9fff]{2,12}(?=\d)"
)


def read(
    cell: Cell, indicator: Cell, title: str, unit: str, lexicon: Lexicon
) -> Iterator[Statement]:
    """Read a cell of several clauses as a sentence about its row, any other as one value."""
    several = re.search(r"[,;、]", cell.text) and not re.search(r"\d,\d{3}", cell.text)
    if not several and not speaks(cell):
        yield from _cell(cell, indicator, title, unit, lexicon)
        return
    words = re.sub(r"\([^()]*\)", "", indicator.text).strip()
    shift = cell.start - len(words)
    for found in statements.read(words + cell.text, lexicon):
        quantity = found.quantity
        moved = replace(quantity, start=quantity.start + shift, number=quantity.number + shift,
                        end=quantity.end + shift)  # fmt: skip
        start = max(found.start, len(words)) + shift
        yield replace(found, start=start, end=found.end + shift, quantity=moved, evidence="row")


def _cell(
    cell: Cell, indicator: Cell, title: str, unit: str, lexicon: Lexicon
) -> Iterator[Statement]:
    text, inserted, at = cell.text, "", len(cell.text)
    number = NUMBER.search(text)
    unit = "%" if title else unit
    said = number is not None and re.compile(r"[百千]?[万亿]").match(text, number.end())
    if unit and number and not said and units.match(text, number.end()) is None:
        inserted, at = _unit_word(unit), number.end()
        text = text[:at] + inserted + text[at:]
    words = re.sub(r"\([^()]*\)", "", indicator.text).strip()
    subject = (
        re.sub(
            r"(?:年均|累计|比上年|同比)?(?:增长|增速|增幅|下降|降低|提高|达到|控制)(?:率|在|幅度)?$",
            "",
            words,
        )
        or words
    )
    for quantity in scan(text):
        left = words + title + text[: quantity.start]
        moved = _motion(left, quantity, words, summed=bool(title) and text[:1] in _BRACKETS)
        production, factor = grammar.parse(quantity, moved, text[quantity.end :])
        if moved.reach:
            production = replace(grammar.BY_NAME["point-increase"], unit=units.UNITS["个百分点"])
        yield _statement(cell, quantity, at, len(inserted), Phrase(indicator.start, indicator.start + len(subject), subject),
                         production, factor, lexicon)  # fmt: skip


_BRACKETS = ("〔", "[", "【", "(")  # five years' sum beside a yearly rate


def _motion(left: str, quantity: Quantity, words: str, *, summed: bool) -> grammar.Motion:
    """Return the verb of a cell: -3.1 falls, 〔6.8〕 of a share are points over the whole term."""
    if quantity.code == "percent" and left.endswith(("-", "−", "－")):
        return grammar.Motion("fall", False, 0)
    if quantity.code != "percent" or not summed:
        return grammar.motion(left, quantity.code)
    if re.search(r"(?:降低|下降|减少)(?:率|幅度)?$", words):
        return grammar.Motion("fall", False, 0)
    return grammar.Motion("rise", bool(re.search(r"(?:率|比重|占比|比例)$", words)), 0)


def _unit_word(unit: str) -> str:
    return unit if units.match("1" + unit, 1) or unit[:1] in "万亿千百" else ""


def _statement(
    cell: Cell, quantity: Quantity, at: int, inserted: int, words: Phrase,
    production: grammar.Production, factor: Decimal, lexicon: Lexicon,
) -> Statement:  # fmt: skip
    def place(offset: int) -> int:
        return cell.start + (offset if offset <= at else max(at, offset - inserted))

    code = production.unit.code if production.unit else quantity.code
    label = lexicon.ending(words.text, len(words.text))
    concept = lexicon.concept(label, production.measure, code) if label else None
    start, end = place(quantity.start), max(place(quantity.end), place(quantity.start) + 1)
    moved = replace(quantity, start=start, number=place(quantity.number), end=end)
    return Statement(
        start,
        end,
        moved,
        production,
        factor,
        quantity.comparator,
        code,
        words.text,
        label,
        concept,
        "row",
    )
