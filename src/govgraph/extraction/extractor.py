"""The extractor: a stream of text in, a stream of candidates out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from govgraph.extraction import kinds, mentions, periods, speakers, statements, tables, text
from govgraph.extraction import names as known
from govgraph.extraction.candidates import Candidate, bounds
from govgraph.extraction.cues import FORECAST, OUTCOME, TARGET
from govgraph.extraction.document import Document
from govgraph.extraction.lexicon import Lexicon, load
from govgraph.extraction.mentions import Mention
from govgraph.extraction.modality import Modality
from govgraph.extraction.names import Names
from govgraph.extraction.periods import Period
from govgraph.extraction.public_affairs import is_public
from govgraph.extraction.readings import Statement
from govgraph.extraction.speakers import Voice
from govgraph.extraction.text import Paragraph, View

LONGEST_SENTENCE = 700
LONGEST_TOPIC = 24  # how far back from its end a sentence is searched for what it was about
_SENTENCE_END = re.compile(r"[。！？|]+[”)]?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER_SIGN = re.compile(r"[0-9一二两三四五六七八九十百千万亿半番位]")


def extract(
    chunks: Iterable[str],
    *,
    year: int | None = None,
    month: int | None = None,
    place: str | None = None,
    lexicon: Lexicon | None = None,
    names: Names | None = None,
) -> Iterator[Candidate]:
    """Yield the quantified statements of a text in the order of their offsets.

    `year` and `month` are the document's where the reader knows them, `place` whom it is about.
    `names` are the things that may be mentioned beside a statement, by default the sectors.
    Offsets are code points over the chunks as they are.
    """
    voice = Voice(place=place, pinned=place is not None)
    document = Document(year, month, voice, dated=year is not None)
    reader = _Reader(document, lexicon or load(), names or known.load())
    for paragraph in text.paragraphs(chunks):
        yield from _paragraph(reader, paragraph)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What reading a document takes: its memory, the indicators, and the names to look for."""

    document: Document
    lexicon: Lexicon
    names: Names


def _paragraph(reader: _Reader, paragraph: Paragraph) -> Iterator[Candidate]:
    document = reader.document
    view = text.view(paragraph.text, paragraph.start)
    document.open(paragraph, view.text)
    if tables.is_row(view.text):
        yield from _row(reader, view)
        return
    document.settle_in(view.text)
    for start, end in sentences(view.text):
        yield from _sentence(reader, view, start, end)


def _row(reader: _Reader, view: View) -> Iterator[Candidate]:
    document = reader.document
    header = tables.header(view.text, document.caption, document.lasting.mode)
    if header is not None:
        document.table = header
        return
    if tables.tells(view.text, document.table, reader.lexicon):
        for start, end in tables.stretches(view.text):
            yield from _sentence(reader, view, start, end)
        return
    for statement, how in tables.read(view.text, document.table, document.year, reader.lexicon):
        yield _candidate(document, view, 0, view.text, statement, how, ())


def sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open stretches of a paragraph's sentences; an endless one is cut at a comma."""
    start = 0
    for match in _SENTENCE_END.finditer(paragraph):
        yield from _cut(paragraph, start, match.end())
        start = match.end()
    yield from _cut(paragraph, start, len(paragraph))


def _cut(paragraph: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        stop = max(paragraph.rfind(mark, start + 1, limit) for mark in ";,、")
        stop = stop + 1 if stop > start else limit
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _sentence(reader: _Reader, view: View, start: int, end: int) -> Iterator[Candidate]:
    document = reader.document
    sentence = view.text[start:end]
    document.voice = speakers.from_sentence(sentence, document.voice)
    changes = document.changes(sentence)
    said = ""
    if (
        _NUMBER_SIGN.search(sentence)
        and _HAN.search(sentence)
        and (found := statements.read(sentence, reader.lexicon, document.topic, document.unit))
    ):
        settled = kinds.settle(document, sentence, found, changes)
        said = found[-1].words
        public = [pair for pair in zip(found, settled, strict=True) if is_public(sentence, pair[0])]
        named = mentions.find(sentence, reader.names) if public else []
        for statement, how in public:
            beside = _beside(document, view, start, sentence, statement, named)
            yield _candidate(document, view, start, sentence, statement, how, beside)
    document.go_on(sentence, changes)
    document.topic = reader.lexicon.within(sentence[-LONGEST_TOPIC:]) or said


def _beside(
    document: Document, view: View, shift: int, sentence: str, statement: Statement,
    named: list[Mention],
) -> tuple[Mention, ...]:  # fmt: skip
    """Return the names beside a statement, with offsets in the source."""
    quantity = statement.quantity
    found = []
    for mention in mentions.beside(named, sentence, quantity.number, quantity.end):
        start, end = view.span(shift + mention.start, shift + mention.end)
        exact = _exact(document.paragraph, start, end)
        found.append(replace(mention, start=start, end=end, exact=exact))
    return tuple(found)


def _candidate(
    document: Document, view: View, shift: int, sentence: str, statement: Statement, how: Modality,
    beside: tuple[Mention, ...],
) -> Candidate:  # fmt: skip
    start, end = view.span(shift + statement.start, shift + statement.end)
    quantity = statement.quantity
    value = quantity.value * statement.factor
    upper = None if quantity.upper is None else quantity.upper * statement.factor
    lower, higher = bounds(statement.comparator, value, upper)
    period = _period(document, sentence, statement, how)
    return Candidate(
        start=start,
        end=end,
        exact=_exact(document.paragraph, start, end),
        indicatorText=statement.words or None,
        indicator=statement.indicator,
        measure=statement.production.measure,
        comparator=statement.comparator,
        lower=_canonical(lower),
        upper=_canonical(higher),
        unit=statement.unit or None,
        periodText=period.text,
        periodStart=period.start,
        periodEnd=period.end,
        kind=how.kind,
        commitment=how.commitment,
        place=speakers.about(sentence, quantity.number, document.voice),
        speaker=document.voice.speaker,
        rules={
            "measure": statement.production.name,
            "comparator": quantity.form if quantity.form != "plain" else "words" if quantity.pre or quantity.post else "bare",
            "indicator": statement.evidence or "words",
            "kind": how.rule,
            "commitment": how.rule,
            "period": period.rule or "none",
        },
        mentions=beside,
    )  # fmt: skip


def _period(document: Document, sentence: str, statement: Statement, how: Modality) -> Period:
    found = periods.nearest(sentence, statement.quantity.number, 0, document.year)
    over, ahead = document.said.over, document.said.ahead
    if found.rule == "recurring" and found.text in ("年均", "逐年"):
        carried = over if how.kind == OUTCOME else ahead
        return replace(carried, start=None) if carried.end else found
    if how.rule == "state":
        return found
    if found is not periods.NONE:
        # 全年 of a report on the year before
        vague = found.text in ("全年", "年内", "当年") and how.kind == OUTCOME
        return over if vague and over.end else found
    if how.kind == OUTCOME and over.end:
        return over
    if how.kind in (TARGET, FORECAST) and ahead.end:
        return ahead
    if how.kind == OUTCOME and document.reviewed is not None:
        return periods.assumed(document.reviewed)
    if how.kind == TARGET and statement.production.measure == "growthRate":
        return periods.assumed(document.year)
    return found


def _canonical(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _exact(paragraph: Paragraph, start: int, end: int) -> str:
    return paragraph.text[start - paragraph.start : end - paragraph.start]


def read(
    source: str,
    *,
    year: int | None = None,
    month: int | None = None,
    place: str | None = None,
    lexicon: Lexicon | None = None,
    names: Names | None = None,
) -> tuple[str, list[Candidate]]:
    """Return a whole text from a file or stdin (`-`), and its candidates.

    Raises:
        SourceError: the source is no readable text.
    """
    with text.opened(source) as stream:
        held = "".join(text.decode(stream, source))
    return held, list(
        extract([held], year=year, month=month, place=place, lexicon=lexicon, names=names)
    )
