"""Source text: checked at the border, streamed as paragraphs, read through a normalised view.

The text itself is never changed. A `View` is what the grammar reads: full-width forms become
ASCII, traditional characters simplified ones, and footnote marks, hard line breaks and stray
spaces are left out; `View.span` leads back to the offsets of the text as it is.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from govgraph.errors import SourceError

CHUNK = 1 << 16
LONGEST_PARAGRAPH = 8_000

_HTML = re.compile(r"\A\s*<(?:!doctype\s+html|html|head|body|\?xml|div|meta|script)\b", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HAN_OR_DIGIT = re.compile(r"[\u3400-\u9fff0-9０-９A-Za-z]")


def decode(stream: BinaryIO, name: str) -> Iterator[str]:
    """Yield the text of a UTF-8 stream in chunks, exactly as it stands.

    Raises SourceError for an empty, broken, binary or HTML source.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    seen, words = 0, False
    while True:
        raw = stream.read(CHUNK)
        try:
            text = decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            raise SourceError(
                f"{name}: ENCODING: not UTF-8 at byte {seen + error.start}; "
                "convert it first, for example with iconv -f GB18030 -t UTF-8"
            ) from error
        _refuse(text, name, first=seen == 0)
        words = words or bool(_HAN_OR_DIGIT.search(text))
        seen += len(raw)
        if text:
            yield text
        if not raw:
            break
    if not words:
        raise SourceError(f"{name}: EMPTY: no words to read; give a text file in Chinese")


def _refuse(text: str, name: str, *, first: bool) -> None:
    if _CONTROL.search(text):
        raise SourceError(f"{name}: BINARY: control characters; give plain text in UTF-8")
    if first and _HTML.search(text.lstrip("\ufeff")):
        raise SourceError(f"{name}: HTML: markup, not text; save the page as plain text first")


@contextmanager
def opened(source: str) -> Iterator[BinaryIO]:
    """Give the bytes of a file, or of stdin for `-`.

    Raises:
        SourceError: the file cannot be read.
    """
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below, errors told apart
    except OSError as error:
        raise SourceError(f"{source}: UNREADABLE: {error.strerror}; give a text file") from error
    with stream:
        yield stream


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text that is read as one: `text` is untouched, `start` its offset."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """The normalised text of a paragraph and the way back.

    `starts[i]` is where piece i begins in the view, `shifts[i]` what to add there to get the
    offset in the source.
    """

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def offset(self, position: int) -> int:
        """Return the source offset of the character at a position of the view."""
        return position + self.shifts[bisect_right(self.starts, position) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return source offsets of the half-open stretch [start, end) of the view."""
        return self.offset(start), self.offset(end - 1) + 1


def lines(chunks: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (offset, line with its end); a line without end is cut at the longest paragraph."""
    offset, rest = 0, ""
    for chunk in chunks:
        rest += chunk
        cut = 0
        while (found := rest.find("\n", cut)) >= 0:
            yield offset + cut, rest[cut : found + 1]
            cut = found + 1
        while len(rest) - cut > LONGEST_PARAGRAPH:
            end = _safe_cut(rest, cut)
            yield offset + cut, rest[cut:end]
            cut = end
        offset, rest = offset + cut, rest[cut:]
    if rest:
        yield offset, rest


def _safe_cut(text: str, start: int) -> int:
    """Return where to cut an endless line: after a sentence, else after a comma, else anywhere."""
    limit = start + LONGEST_PARAGRAPH
    for marks in ("。！？；;", "，,、"):
        found = max(text.rfind(mark, start + 1, limit) for mark in marks)
        if found > start:
            return found + 1
    return limit


_ENDS = tuple("。！？!?；;：:”」』|…■")
_HEADING = re.compile(
    r"\s*(?:#|>|[【\[★▶►✅✔◇▲※→•]|\||[-*+•·■●◆]\s*|——|\*\*|第[一二三四五六七八九十百]+[章节篇部]|"
    r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}[)）、.．](?!\d)|[①-⑳]|20\d\d年\S{0,12}$)"
)
_CLAUSE = re.compile(r"[，,。；;]")
_OPEN_END = re.compile(
    r"(?:[，,、]|增长|达到|不低于|不少于|超过|突破|力争|确保|提升至|提高到|的|和|与|及|为)$"
)


def paragraphs(chunks: Iterable[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, joining sentences over hard line breaks."""
    start, held, blanks = 0, "", ""
    for offset, line in lines(chunks):
        if not line.strip():
            blanks += line
            continue
        if held and _continues(held, line) and len(held) < LONGEST_PARAGRAPH:
            held += blanks + line
        else:
            if held:
                yield Paragraph(start, held)
            start, held = offset, line
        blanks = ""
    if held:
        yield Paragraph(start, held)


def _continues(held: str, line: str) -> bool:
    """Tell whether `line` goes on with the sentence that `held` left open."""
    tail = held.rstrip()
    if not held.endswith("\n"):
        return not tail.endswith(_ENDS)
    if tail.endswith(_ENDS) or _HEADING.match(line) or _is_row(tail) or _is_row(line):
        return False
    last = tail.rsplit("\n", 1)[-1]
    if _OPEN_END.search(tail) or tail[-1].isdigit():
        return True
    width = len(last.strip())  # a line that was broken is as long as the next one or longer
    return bool(_CLAUSE.search(tail)) and width >= 8 and len(line.strip()) <= 1.3 * width + 4


def _is_row(line: str) -> bool:
    bare = line.strip()
    return "\t" in bare or line.count("|") > 1 or bool(_CELL_GAP.search(bare)) or is_spaced(line)


def is_spaced(line: str) -> bool:
    """Tell whether single blanks part the cells of a row: two values or years, or two titles."""
    if len(line) > LONGEST_ROW or "\t" in line or "|" in line:
        return False
    cells = line.split()
    if len(cells) < 3:
        return False
    if cells[0].isdecimal() and len(cells[1]) > 3 and _LAST_CELL.fullmatch(cells[-1]):
        return "。" not in line
    if _PUNCTUATED.search(line):
        return False
    titled = sum(bool(_TITLE_CELL.fullmatch(c)) for c in cells)
    return titled > 1 or sum(bool(_VALUE_CELL.fullmatch(c)) for c in cells[1:]) > 1


LONGEST_ROW = 200
_PUNCTUATED = re.compile(r"[，。；、;|\t]|,(?!\d{3})")
# What a numbered task ends with: who answers for it, or by when.
_LAST_CELL = re.compile(
    r"(?:20\d\d年)?\d{1,2}月\S{0,3}|[\u4e00-\u9fff、]{1,20}(?:局|委|办|部|厅|镇|街道|单位|公司|中心|政府|推进|年底)"
)
_TITLE_CELL = re.compile(
    r"\S{0,4}(?:指标|项目|名称|序号|单位|属性|备注)|(?:同比|比上年|较上年|年均)\S{0,8}|\S{0,6}(?:产量|总量|数量|增长率?|增速|累计|目标|完成)(?:[(（]\S{1,6}[)）])?"
)
_VALUE_CELL = re.compile(
    r"[—–－\-/]{1,2}|[<>≥≤＜＞〔［\[(（]?[\-−－+＋]?[\d０-９][\d０-９.．,]{0,12}[%％]?[〕］\])）]?(?:以上|左右|以内|以下)?|20\d\d年\S{0,4}"
)


_CELL_GAP = re.compile(r"\S[ \u3000]{2,}\S+[ \u3000]{2,}\S")

_FULLWIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
_MARKS = str.maketrans(
    {
        "\u3000": " ", "\xa0": " ", "\r": " ", "﹪": "%", "％": "%", "〜": "~", "～": "~", "∼": "~",
        "—": "-", "–": "-", "―": "-", "−": "-", "‐": "-", "‑": "-", "─": "-", "︰": ":", "∶": ":",
        "「": "“", "」": "”", "『": "“", "』": "”", "〝": "“", "〞": "”", "﹐": ",", "﹔": ";",
        "!": "！", "?": "？", "！": "！", "？": "？", "｡": "。", "﹑": "、", "､": "、", "【": "[",
        "】": "]", "〔": "[", "〕": "]", "㎡": "㎡", "µ": "μ",
    }
)  # fmt: skip
_DROPPED = re.compile(
    r"[\ufeff\u200b-\u200d\u2060\u00ad]+"
    r"|\*\*|\[(?:注|\d{1,3})\]|[①-⑳](?=[\u4e00-\u9fff,。;、)])|(?<![mM米])[²³¹⁰⁴-⁹]+"
    r"|(?<=[^\x00-\x7f]) +|(?<=[0-9%,;:().\-]) +(?=\S)| +(?=[^\x00-\x7f]|[0-9%])"
    r"|\s*\n\s*|\s+$"
)
_ROW_DROPPED = re.compile(r"[\ufeff\u200b-\u200d\u2060\u00ad]+|\*\*|\s*\n\s*|\s+$")


@lru_cache(maxsize=1)
def _simplified() -> dict[int, int]:
    """Return the traditional → simplified table, one character to one character.

    Only single characters are mapped: phrases that OpenCC would turn into others of a different
    length are left alone, so offsets hold by construction.
    """
    from opencc import OpenCC  # type: ignore[import-untyped]  # slow to load: only when needed

    converter = OpenCC("t2s")
    table: dict[int, int] = {}
    for code in (*range(0x4E00, 0x9FA6), 0x5159):
        new = converter.convert(chr(code))
        if len(new) == 1 and ord(new) != code:
            table[code] = ord(new)
    return table


@lru_cache(maxsize=1)
def _table() -> dict[int, int | str]:
    return {**_FULLWIDTH, **_simplified(), **_MARKS}


def view(text: str, start: int = 0) -> View:
    """Return the normalised view of a paragraph that begins at offset `start`.

    >>> v = view("增长　６．５％[1]\\n以上", 100)
    >>> v.text, v.span(0, 8)
    ('增长6.5%以上', (100, 113))
    """
    plain = text.translate(_table())
    dropped = _ROW_DROPPED if _is_row(text) else _DROPPED
    pieces, starts, shifts = [], [0], [start]
    position = length = 0
    for match in dropped.finditer(plain):
        pieces.append(plain[position : match.start()])
        length += match.start() - position
        position = match.end()
        if starts[-1] == length:
            shifts[-1] = start + position - length
        else:
            starts.append(length)
            shifts.append(start + position - length)
    pieces.append(plain[position:])
    return View("".join(pieces), tuple(starts), tuple(shifts))
