"""Search: an index of names in Chinese words of two characters, pinyin and English.

A release holds it as ``search.sqlite`` for the server; the static site has the same entries as
JSON, which its script looks through in the same way. No search ever reads a triple.

Rows are numbered in the order of their rank, so that the best are read first and reading can stop:
a page reads only its own rows, and counts stop at `COUNTED` hits and say so.
"""

from __future__ import annotations

import heapq
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson

from govgraph.publication.search_terms import plain, syllables, terms

FILE = "search.sqlite"
SHARD = 2_000
MIN_LENGTH, MAX_LENGTH, MAX_TERMS = 1, 100, 12
PAGE, SUGGESTED, VALUES = 20, 8, 30
MAX_FIRST = 10_000  # where the last page may begin
SECONDS = 0.2
COUNTED = 5_000  # hits, after which a count is a lower bound
LEADING = 1_000  # names tried for beginning with what was typed, before the others follow by rank
# Greek letters mark the terms that nobody can type: `terms` finds none.
FACETS = {"kind": "κ", "area": "ρ", "outcome": "ω"}
_LEADS = "α"


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

    `facets` holds value and count by facet, the most frequent first. `at_least` names the counts
    that are lower bounds, "total" or a facet: only the `COUNTED` best hits were counted.
    """

    query: str
    entries: tuple[Entry, ...]
    total: int
    first: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    chosen: Mapping[str, str]
    at_least: tuple[str, ...] = ()


def indexed(entry: Entry) -> list[str]:
    """Return every term that an entry is found by."""
    found = [t for text in (entry.zh, entry.en, *entry.names) for t in terms(text)]
    return list(dict.fromkeys([*found, *syllables(entry.pinyin)]))


def write(path: Path, entries: Iterable[Entry]) -> int:
    """Write the index of a release; return how many entries it has. Memory does not grow."""
    count = 0
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_SCHEMA)
        for entry in entries:
            db.execute(_STAGE, (*_row(entry), " ".join([*indexed(entry), *_marked(entry)])))
        numbers = {facet: _number(db, facet) for facet in FACETS}
        for count, row in enumerate(db.execute(_RANKED), 1):
            values = dict(zip(FACETS, (row[1], row[4], row[5]), strict=True))
            db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)", (count, *row[:-1]))
            counted = (numbers[facet][str(value)] for facet, value in values.items())
            db.execute("INSERT INTO facet VALUES (?,?,?,?)", (count, *counted))
            db.execute("INSERT INTO term (rowid, terms) VALUES (?, ?)", (count, row[-1]))
        db.execute("INSERT INTO term (term) VALUES ('optimize')")
        db.execute("CREATE INDEX entry_zh ON entry (zh_plain)")
        db.execute("CREATE INDEX entry_en ON entry (en_plain)")
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
        if not expression(query):
            return Results(query, (), 0, 0, {}, wanted)
        entries = self._page(query, wanted, first, size)
        here = self._counts(query, wanted)
        # A chosen facet shows its other values too: those the other choices would leave.
        counts = dict.fromkeys(FACETS, here) | {
            facet: self._counts(query, {k: v for k, v in wanted.items() if k != facet})
            for facet in wanted
        }
        facets = {facet: self._facet(facet, counted) for facet, counted in counts.items()}
        hits = {name: len(counted["kind"]) for name, counted in (("total", here), *counts.items())}
        at_least = tuple(name for name, number in hits.items() if number > COUNTED)
        total = min(hits["total"], COUNTED)
        return Results(query, entries, total, first, facets, wanted, at_least)

    def suggest(self, query: str) -> tuple[Entry, ...]:
        """Return the few best entries for what has been typed so far."""
        return self._page(query, {}, 0, SUGGESTED) if expression(query) else ()

    def _counts(self, query: str, wanted: Mapping[str, str]) -> dict[str, list[str]]:
        """Return the numbers of each hit's values, by facet; at most one hit more than `COUNTED`."""
        match = _narrowed(expression(query), wanted)
        # One long text a facet: a row for each hit would cost three times as much.
        found = self.db.execute(_COUNTS, (match, COUNTED + 1)).fetchone()
        return {f: text.split(",") if text else [] for f, text in zip(FACETS, found, strict=True)}

    def _facet(self, facet: str, counted: Mapping[str, list[str]]) -> tuple[tuple[str, int], ...]:
        """Return the most frequent values of a facet, '' left out."""
        sums = Counter(counted[facet])
        del sums["0"]
        least = min(heapq.nlargest(VALUES, sums.values()), default=0)
        # Numbers are in the order of the values, so equal counts come in that order. Most values
        # are as rare as the last of the page: only their numbers are looked at, unsorted.
        frequent = sorted((-count, int(n)) for n, count in sums.items() if count > least)
        rare = (int(n) for n, count in sums.items() if count == least)
        last = heapq.nsmallest(VALUES - len(frequent), rare)
        ranked = [*((n, -count) for count, n in frequent), *((n, least) for n in last)]
        named = ((self.db.execute(_VALUE, (facet, n)).fetchone()[0], count) for n, count in ranked)
        return tuple((str(value), min(count, COUNTED)) for value, count in named)

    def _page(
        self, query: str, wanted: Mapping[str, str], first: int, size: int
    ) -> tuple[Entry, ...]:
        """Return a page: names that are the query, names that begin with it, then all others."""
        end = first + size
        values = {
            **{facet: wanted.get(facet) for facet in FACETS},
            "match": _narrowed(expression(query), wanted),
            "leads": _narrowed(expression(query, leads=True), wanted),
            "exact": plain(query).strip(),
            "leading": LEADING,
            "end": end,
        }
        ids: dict[int, None] = {}
        for stage in (_EXACT, _LEADING, _ALL):
            if len(ids) < end:
                found = self.db.execute(stage, {**values, "end": end + len(ids)})
                ids.update(dict.fromkeys(row[0] for row in found))
        rows = (self.db.execute(_ENTRY, (number,)).fetchone() for number in [*ids][first:end])
        return tuple(map(_entry, rows))


def _narrowed(match: str, wanted: Mapping[str, str]) -> str:
    return " ".join([match, *(f'"{_facet_term(k, v)}"' for k, v in wanted.items())])


def _facet_term(facet: str, value: str) -> str:
    # Hexadecimal: a value is one term whatever its signs, and cannot end the expression.
    return FACETS[facet] + value.encode("utf-8", "surrogatepass").hex()


def _marked(entry: Entry) -> list[str]:
    """Return the terms that nobody types: what its names begin with, and its facets."""
    leads = [_LEADS + found[0] for text in (entry.zh, entry.en) if (found := terms(text))]
    values = {"kind": entry.kind, "area": entry.area, "outcome": entry.outcome}
    return [*dict.fromkeys(leads), *(_facet_term(k, v) for k, v in values.items() if v)]


def _number(db: sqlite3.Connection, facet: str) -> dict[str, int]:
    """Number the values of a facet in their order, from 1; '' is 0. Return the numbers."""
    query = f"SELECT DISTINCT {facet} FROM staged WHERE {facet} != '' ORDER BY 1"
    numbers = {str(value): n for n, (value,) in enumerate(db.execute(query), 1)}
    rows = ((facet, n, value) for value, n in numbers.items())
    db.executemany("INSERT INTO value VALUES (?,?,?)", rows)
    return {"": 0, **numbers}


def expression(query: str, *, leads: bool = False) -> str:
    """Return the expression of the full-text index for what was typed; '' for nothing.

    Every term must occur; words match from their start, Chinese pairs as they are. With `leads`,
    a name must begin with the first.

    >>> expression('番禺区 gdp"')
    '"番禺" "禺区" "gdp"*'
    """
    found = terms(query[:MAX_LENGTH])[:MAX_TERMS]
    phrases = [f'"{t}"{"*" if t[0] < chr(0x2FFF) or len(t) == 1 else ""}' for t in found]
    if leads and phrases:
        phrases.insert(0, f'"{_LEADS}{phrases[0][1:]}')
    return " ".join(phrases)


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


# Terms are one token each, so that the index needs no positions.
_SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE entry (id INTEGER PRIMARY KEY, path TEXT, kind TEXT, zh TEXT, en TEXT, area TEXT,
  outcome TEXT, weight INTEGER, zh_plain TEXT, en_plain TEXT);
CREATE TABLE value (facet TEXT, number INTEGER, value TEXT, PRIMARY KEY (facet, number)) WITHOUT ROWID;
CREATE TABLE facet (id INTEGER PRIMARY KEY, kind INTEGER, area INTEGER, outcome INTEGER);
CREATE VIRTUAL TABLE term USING fts5(terms, content='', detail=none,
  tokenize="unicode61 remove_diacritics 0", prefix='1 2 3 4 5 6 7 8 9 10');
CREATE TEMP TABLE staged (id INTEGER PRIMARY KEY, path TEXT, kind TEXT, zh TEXT, en TEXT, area TEXT,
  outcome TEXT, weight INTEGER, zh_plain TEXT, en_plain TEXT, terms TEXT);
"""
_STAGE = "INSERT INTO staged VALUES (NULL,?,?,?,?,?,?,?,?,?,?)"
_RANKED = """SELECT path, kind, zh, en, area, outcome, weight, zh_plain, en_plain, terms
FROM staged ORDER BY weight DESC, length(zh), id"""
_ENTRY = "SELECT path, kind, zh, en, area, outcome, weight FROM entry WHERE id = ?"
_CHOSEN = "".join(f" AND ifnull({facet} = :{facet}, :{facet} IS NULL)" for facet in FACETS)
_EXACT = f"""SELECT id FROM entry WHERE (zh_plain = :exact OR en_plain = :exact){_CHOSEN}
ORDER BY id LIMIT :end"""
_LEADING = """SELECT entry.id
FROM (SELECT rowid FROM term WHERE term MATCH :leads ORDER BY rowid LIMIT :leading) AS led
CROSS JOIN entry ON entry.id = led.rowid
WHERE substr(zh_plain, 1, length(:exact)) = :exact OR substr(en_plain, 1, length(:exact)) = :exact
ORDER BY led.rowid LIMIT :end"""
_ALL = "SELECT rowid FROM term WHERE term MATCH :match ORDER BY rowid LIMIT :end"
_COUNTS = """SELECT group_concat(kind), group_concat(area), group_concat(outcome)
FROM (SELECT rowid FROM term WHERE term MATCH ? ORDER BY rowid LIMIT ?) AS hit
CROSS JOIN facet ON facet.id = hit.rowid"""
_VALUE = "SELECT value FROM value WHERE facet = ? AND number = ?"
