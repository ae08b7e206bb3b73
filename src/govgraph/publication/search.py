"""Search: an index of names in Chinese words of two characters, pinyin and English.

A release holds it as ``search.sqlite`` for the server; the static site has the same entries as
JSON, which its script looks through in the same way. No search ever reads a triple.
"""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson

FILE = "search.sqlite"
SHARD = 2_000
MIN_LENGTH, MAX_LENGTH, MAX_TERMS = 1, 100, 12
PAGE, SUGGESTED = 20, 8
SECONDS = 0.2
FACETS = ("kind", "area", "outcome")
_HAN = r"㐀-䶿一-鿿豈-﫿"
_RUNS = re.compile(rf"[{_HAN}]+|[a-z0-9]+(?:[.'’-][a-z0-9]+)*")
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|[aeiouv])"
    r"(?:(?=[^aeiouv])|$)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found; `weight` puts the more important first."""

    path: str
    kind: str
    zh: str
    en: str
    pinyin: str = ""
    names: tuple[str, ...] = ()
    area: str = ""
    outcome: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, how much there is, and counts of what it could be narrowed to.

    `facets` holds value and count by facet, the most frequent first.
    """

    query: str
    entries: tuple[Entry, ...]
    total: int
    first: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    chosen: Mapping[str, str]


def plain(text: str) -> str:
    """Return a text as it is compared: small, half-width, without tone marks.

    >>> plain("Pānyú Qū ＧＤＰ")
    'panyu qu gdp'
    """
    spread = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", bare)


def terms(text: str) -> list[str]:
    """Return the terms of a text: pairs of Chinese characters, and whole words of the rest.

    >>> terms("番禺区GDP增速")
    ['番禺', '禺区', 'gdp', '增速']
    """
    found: list[str] = []
    for run in _RUNS.findall(plain(text)):
        if run[0] > "\u2fff":
            found += [run[i : i + 2] for i in range(max(len(run) - 1, 1))]
        else:
            found += re.findall(r"[a-z0-9]+", run)
    return list(dict.fromkeys(found))


def syllables(pinyin: str) -> list[str]:
    """Return the terms of a name in pinyin: its words, its syllables, and all as one word.

    >>> syllables("Pānyú Qū")
    ['panyu', 'qu', 'panyuqu', 'pan', 'yu']
    """
    words = re.findall(r"[a-z]+", plain(pinyin).replace("ü", "v"))
    parts = [part for word in words for part in _SYLLABLE.findall(word)]
    return list(dict.fromkeys([*words, "".join(words), *parts])) if words else []


def indexed(entry: Entry) -> list[str]:
    """Return every term that an entry is found by."""
    found = [t for text in (entry.zh, entry.en, *entry.names) for t in terms(text)]
    return list(dict.fromkeys([*found, *syllables(entry.pinyin)]))


def write(path: Path, entries: Iterable[Entry]) -> int:
    """Write the index of a release; return how many entries it has. Memory does not grow."""
    count = 0
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_SCHEMA)
        for count, entry in enumerate(entries, 1):
            db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)", (count, *_row(entry)))
            db.execute(
                "INSERT INTO term (rowid, terms) VALUES (?, ?)", (count, " ".join(indexed(entry)))
            )
        db.execute("INSERT INTO term (term) VALUES ('optimize')")
        db.commit()
        db.execute("VACUUM")
    return count


def write_shards(
    folder: Path, entries: Sequence[Entry], labels: Mapping[str, Mapping[str, str]]
) -> None:
    """Write the entries for the script of the static site, and how many files they fill.

    `labels` names the values of the facets, by language.
    """
    folder.mkdir(parents=True)
    starts = range(0, len(entries), SHARD)
    for number, start in enumerate(starts):
        rows = [
            [e.path, e.kind, e.zh, e.en, e.area, e.outcome, e.weight, " ".join(indexed(e))]
            for e in entries[start : start + SHARD]
        ]
        (folder / f"entries-{number}.json").write_bytes(orjson.dumps(rows))
    (folder / "index.json").write_bytes(orjson.dumps({"shards": len(starts), "labels": labels}))


class Index:
    """The index of a release, open for reading: for one search, which ends after `SECONDS`."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        end = time.monotonic() + SECONDS
        self.db.set_progress_handler(lambda: time.monotonic() > end, 10_000)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def search(
        self, query: str, chosen: Mapping[str, str] | None = None, first: int = 0, size: int = PAGE
    ) -> Results:
        """Return a page of what is found.

        `chosen` narrows by facet. A query of nothing but signs finds nothing.
        """
        wanted = {k: v for k, v in (chosen or {}).items() if k in FACETS and v}
        match = expression(query)
        if not match:
            return Results(query, (), 0, 0, {}, wanted)
        where = "".join(f" AND entry.{facet} = :{facet}" for facet in wanted)
        values = {
            **wanted,
            "match": match,
            "exact": plain(query).strip(),
            "size": size,
            "first": first,
        }
        rows = self.db.execute(f"{_SELECT}{where}{_ORDER}", values).fetchall()
        total = self.db.execute(f"{_COUNT}{where}", values).fetchone()[0]
        facets = {facet: self._facet(facet, wanted, values) for facet in FACETS}
        return Results(query, tuple(map(_entry, rows)), total, first, facets, wanted)

    def suggest(self, query: str) -> tuple[Entry, ...]:
        """Return the few best entries for what has been typed so far."""
        return self.search(query, size=SUGGESTED).entries

    def _facet(
        self, facet: str, wanted: Mapping[str, str], values: Mapping[str, object]
    ) -> tuple[tuple[str, int], ...]:
        others = "".join(f" AND entry.{name} = :{name}" for name in wanted if name != facet)
        query = f"{_FACET.format(facet=facet)}{others} AND entry.{facet} != '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 30"
        return tuple((value, count) for value, count in self.db.execute(query, values))


def expression(query: str) -> str:
    """Return the expression of the full-text index for what was typed; '' for nothing.

    Every term must occur; words match from their start, Chinese pairs as they are.

    >>> expression('番禺区 gdp"')
    '"番禺" "禺区" "gdp"*'
    """
    found = terms(query[:MAX_LENGTH])[:MAX_TERMS]
    return " ".join(f'"{t}"{"*" if t[0] < chr(0x2FFF) or len(t) == 1 else ""}' for t in found)


def _row(entry: Entry) -> tuple[object, ...]:
    names = (plain(entry.zh), plain(entry.en))
    return (
        entry.path,
        entry.kind,
        entry.zh,
        entry.en,
        entry.area,
        entry.outcome,
        entry.weight,
        names[0],
        names[1],
    )


def _entry(row: Sequence[object]) -> Entry:
    path, kind, zh, en, area, outcome, weight = row
    return Entry(
        path=str(path),
        kind=str(kind),
        zh=str(zh),
        en=str(en),
        area=str(area),
        outcome=str(outcome),
        weight=int(str(weight)),
    )


_SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE entry (id INTEGER PRIMARY KEY, path TEXT, kind TEXT, zh TEXT, en TEXT, area TEXT,
  outcome TEXT, weight INTEGER, zh_plain TEXT, en_plain TEXT);
CREATE VIRTUAL TABLE term USING fts5(terms, content='', tokenize="unicode61 remove_diacritics 0", prefix='1 2 3');
"""
_SELECT = """SELECT entry.path, entry.kind, entry.zh, entry.en, entry.area, entry.outcome, entry.weight
FROM term JOIN entry ON entry.id = term.rowid WHERE term MATCH :match"""
_ORDER = """ ORDER BY (entry.zh_plain = :exact OR entry.en_plain = :exact) DESC,
(substr(entry.zh_plain, 1, length(:exact)) = :exact OR substr(entry.en_plain, 1, length(:exact)) = :exact) DESC,
entry.weight DESC, length(entry.zh), entry.id LIMIT :size OFFSET :first"""
_COUNT = "SELECT count(*) FROM term JOIN entry ON entry.id = term.rowid WHERE term MATCH :match"
_FACET = "SELECT entry.{facet}, count(*) FROM term JOIN entry ON entry.id = term.rowid WHERE term MATCH :match"
