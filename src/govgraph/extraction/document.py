"""The document: what its reader keeps in mind from one paragraph to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from govgraph.extraction import cues, periods, settings, speakers, tables
from govgraph.extraction.cues import Cue
from govgraph.extraction.settings import Setting
from govgraph.extraction.speakers import Voice
from govgraph.extraction.text import Paragraph

Change = tuple[int, Setting]

_OFFICE = re.compile(r".*(?:区|市|县|省|州)\S{0,6}(?:书记|长)$")
_FORECAST_HEAD = re.compile(r".{0,6}预计(?:全年|20\d\d年|实现|完成|到年末|到年底)")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章篇部]")
_UNIT = re.compile(r"单位:(?P<unit>[百千]?[万亿]?元)\)?$")
_COMMITTED = re.compile(r"确保|力争|争取|锚定|目标|奋力|力促|冲刺")
# What these rules set ends with the paragraph.
_PASSING = frozenset({"interim", "after-forecast", "plan-tone", "report-tone", "goes-on"})


@dataclass(slots=True)
class Document:
    """`lasting` is the section or time that holds until another is said, `current` what holds now.

    `year` and `month` are the document's own; a document that nobody dated takes its year from its
    first lines. `tally` counts what was settled so far by kind, `reviewed` is the year that the
    section looks back on, `topic` the indicator that the sentence before ended in, `caption` the
    last paragraph before a table, `expected` whether its section lists goals, `said` the periods last said, `title` those of its title, `headed` what this paragraph says where it is a heading,
    `unit` what the head of a list or table gave for all its numbers.
    """

    year: int | None
    month: int | None
    voice: Voice
    lasting: Setting = field(default_factory=Setting)
    current: Setting = field(default_factory=Setting)
    table: tables.Header = field(default_factory=tables.Header)
    paragraph: Paragraph = field(default_factory=lambda: Paragraph(0, ""))
    tally: dict[str, int] = field(default_factory=dict)
    reviewed: int | None = None
    opening: str = ""
    topic: str = ""
    caption: str = ""
    said: periods.Said = field(default_factory=periods.Said)
    title: periods.Said = field(default_factory=periods.Said)
    headed: str = ""
    unit: str = ""
    expected: bool = False
    begun: bool = False
    dated: bool = False

    def open(self, paragraph: Paragraph, words: str) -> None:
        """Take in a paragraph, whose view reads `words`, before its sentences are read."""
        self.paragraph = paragraph
        self._date(words)
        plain = words.strip("#* []★▶►")
        if unit := _UNIT.search(plain):
            self.unit = unit["unit"]
        self.headed = ""
        if settings.is_heading(plain, first=not self.begun):
            self._retell(plain)
            self._heading(plain)
        self.begun = True

    def _retell(self, plain: str) -> None:
        """Take the period of a heading; a section without one falls back to the title's."""
        said = periods.Said()
        said.take_in(plain, len(plain), self.year, self.month)
        if not self.begun:
            self.title = said
        if said.over.end or said.ahead.end:
            self.said = said
        elif _SECTION.match(plain):
            self.said = replace(self.title)

    def settle_in(self, words: str) -> None:
        """Let the setting that lasts, or else the tone of the paragraph, hold now."""
        self.table, self.topic, self.caption = tables.Header(), "", words[-80:]
        self.current = self.lasting if self.lasting.mode else settings.tone(words)

    def cues(self, sentence: str) -> list[Cue]:
        """Return the cues of a sentence as a document of this date means them."""
        return cues.cues(sentence, self.year, self.month)

    def changes(self, sentence: str) -> list[Change]:
        """Return where in a sentence the time changes, and to what."""
        return settings.time_settings(sentence, self.year, self.current, self.month)

    def go_on(self, sentence: str, changes: Sequence[Change]) -> None:
        """Take over what a sentence that was read says for those after it."""
        self.said.take_in(sentence, periods.OPENING, self.year, self.month)
        if self.lasting.mode != cues.TARGET and _FORECAST_HEAD.match(sentence):
            self.current = Setting(cues.OUTCOME, cues.PLAN, "after-forecast")
        self._commit(sentence, changes)
        if not changes or (self.headed and changes[-1][1].mode != self.headed):
            return
        position, last = changes[-1]
        # A word of time at the head of its sentence sets those after it.
        if position > 12 and last.rule != self.current.rule:
            heads = [setting for at, setting in changes if at <= 12]
            if not heads:
                return
            last = heads[-1]
        self.current = last
        against = self.lasting.rule == "section" and last.mode != self.lasting.mode
        aside = self.lasting.rule == "ahead" and last.rule == "review"  # a look back in a plan
        # A report on the year so far names its own year without planning.
        reports = self.lasting.rule == "title" and self.lasting.mode == cues.OUTCOME
        aside = aside or (reports and last.rule == "this-year")
        if last.rule not in _PASSING and not against and not aside:
            self.lasting = last

    def _commit(self, sentence: str, changes: Sequence[Change]) -> None:
        """Let 力争, 确保 and 目标 colour the rest of a paragraph that a passed year had opened."""
        if self.current.mode == cues.TARGET or not _COMMITTED.search(sentence):
            return
        reviewing = self.lasting.rule == "section" and self.lasting.mode == cues.OUTCOME
        rules = ("ensure", "strive") if reviewing else ("ensure", "strive", "expect")
        said = [c for c in self.cues(sentence) if c.rule in rules]
        if said and (not changes or changes[-1][0] < said[-1].position):
            self.current = Setting(cues.TARGET, cues.PLAN, "goes-on")

    def _date(self, words: str) -> None:
        if self.dated or len(self.opening) > 600:
            return
        self.opening += words[:200]
        self.year = periods.document_year(self.opening)
        self.dated = self.year is not None

    def _heading(self, plain: str) -> None:
        self.voice = speakers.from_heading(plain, self.voice, first=not self.begun)
        if _OFFICE.match(plain) or (plain.endswith(":") and len(plain) < 6):
            self.lasting = Setting()
            return
        mode = settings.heading(plain)
        if mode or _SECTION.match(plain):
            self.expected = mode == cues.TARGET and plain.rstrip(":").endswith("目标")
        if not mode:
            return
        self.headed = mode
        expected = mode == cues.TARGET and "目标" in plain
        self.lasting = Setting(
            mode, cues.EXPECT if expected else cues.PLAN, "section" if self.begun else "title"
        )
        year = re.search(r"20\d\d(?=年)", plain)
        self.reviewed = int(year[0]) if year and mode == cues.OUTCOME else None
