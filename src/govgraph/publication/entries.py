"""What can be found by search: an entry for each thing that readers look for.

Two passes over the sorted triples: one gathers what the things of reference are called and what
became of targets, one yields the entries. Findings lie on disk, so memory does not grow with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from govgraph.iris import relative
from govgraph.namespaces import DCAT, DCT, GG, HOME, RDF, SKOS
from govgraph.ntriples import language, text_of
from govgraph.publication.facts import LABELS
from govgraph.publication.findings import DECIDED
from govgraph.publication.kinds import most_telling
from govgraph.publication.search import Entry
from govgraph.publication.subjects import Subject, saying, subjects

# The more a kind is looked for, the higher it stands among equal matches.
WEIGHTS = {
    "area": 90,
    "official": 80,
    "indicator": 70,
    "platform": 65,
    "cluster": 62,
    "programme": 61,
    "project": 60,
    "pledge": 50,
    "event": 45,
    "body": 40,
    "post": 35,
    "source": 30,
    "place": 28,
    "scheme": 25,
    "concept": 20,
    "unit": 15,
    "statement": 10,
    "method": 10,
    "agent": 8,
    "period": 5,
}
_AREAS = (GG + "concernsArea", GG + "locatedIn", GG + "jurisdiction")
# What else a thing goes by: other names, codes; and by whose names a pledge is found too.
_NAMES = (SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "notation", DCT + "title")
_CALLED_AFTER = (GG + "pledgedBy", GG + "concernsIndicator")
_NAMED = ("official", "indicator")
_OUTCOME, _PERIOD, _CURRENT = GG + "outcome", GG + "forPeriod", GG + "currentAssessment"
_END, _TARGET = DCAT + "endDate", GG + "hasTarget"
_SCHEMA = """CREATE TABLE finding (iri TEXT PRIMARY KEY, outcome TEXT, period TEXT) WITHOUT ROWID;
CREATE TABLE period (iri TEXT PRIMARY KEY, ends TEXT) WITHOUT ROWID;
CREATE TABLE current (target TEXT, finding TEXT, PRIMARY KEY (target, finding)) WITHOUT ROWID;"""
# The one finding that is shown of a target: the last that is decided, else the last.
_SHOWN = f"""SELECT outcome FROM current JOIN finding ON finding.iri = current.finding
LEFT JOIN period ON period.iri = finding.period WHERE target = ?
ORDER BY outcome IN ({", ".join(f"'{slug}'" for slug in DECIDED)}) DESC,
  ifnull(ends, '') DESC, finding.iri DESC LIMIT 1"""


def entries(ntriples: Path, base: str) -> Iterator[Entry]:
    """Yield an entry for each thing of a kind that is looked for; `base` is that of their ids."""
    kinds: dict[frozenset[str], str] = {}
    with closing(_Known(ntriples)) as known:
        for subject in subjects(ntriples):
            kind = kinds.get(subject.types)
            if kind is None:
                kind = kinds[subject.types] = most_telling(subject.types)
            if kind in WEIGHTS and (path := _path(subject.iri, base)):
                yield _entry(subject, kind, path, base, known)


def _path(iri: str, base: str) -> str:
    """Return the path of a page; '' for what has none of its own."""
    for start, folder in ((base, "id/"), (HOME + "voc/", "voc/")):
        if iri.startswith(start) and "#" not in iri and iri != start:
            return folder + iri[len(start) :]
    return ""


def _entry(subject: Subject, kind: str, path: str, base: str, known: _Known) -> Entry:
    labels = _labels(subject)
    area = next((found[0] for p in _AREAS if (found := subject.values.get(p))), "")
    return Entry(
        path=path,
        kind=kind,
        zh=labels.get("zh-hans") or next(iter(labels.values()), ""),
        en=labels.get("en", ""),
        pinyin=labels.get("zh-latn-pinyin", ""),
        names=tuple(_names(subject, known)),
        area=relative(area[1:-1], base).removeprefix("area/") if area else "",
        outcome=known.outcome(subject) if kind == "pledge" else "",
        weight=WEIGHTS[kind],
    )


def _labels(subject: Subject) -> dict[str, str]:
    """Return the names of a thing by language tag."""
    found: dict[str, str] = {}
    for predicate in LABELS:
        for value in subject.values.get(predicate, ()):
            if value[0] == '"':
                found.setdefault(language(value), text_of(value))
        if found:
            break
    return found


def _names(subject: Subject, known: _Known) -> Iterator[str]:
    for predicate in (*_NAMES, GG + "divisionCode"):
        yield from map(text_of, subject.values.get(predicate, ()))
    for predicate in _CALLED_AFTER:
        for value in subject.values.get(predicate, ()):
            yield from known.names.get(value[1:-1], ())


class _Known:
    """What entries take from other things: names of officials and indicators, findings."""

    def __init__(self, ntriples: Path) -> None:
        self.names: dict[str, tuple[str, ...]] = {}
        self._db = sqlite3.connect("")  # a file that vanishes
        self._db.executescript(_SCHEMA)
        asked = saying(RDF + "type", *LABELS, _OUTCOME, _PERIOD, _CURRENT, _END)
        for subject in subjects(ntriples, asked):
            self._take(subject)

    def close(self) -> None:
        """Let go of the findings."""
        self._db.close()

    def _take(self, subject: Subject) -> None:
        iri, values = subject.iri, subject.values
        if _OUTCOME in values:
            outcome = values[_OUTCOME][0][1:-1].rpartition("/")[2]
            period = values.get(_PERIOD, ["<>"])[0][1:-1]
            self._db.execute("INSERT INTO finding VALUES (?,?,?)", (iri, outcome, period))
        elif _END in values:
            self._db.execute("INSERT INTO period VALUES (?,?)", (iri, text_of(values[_END][0])))
        elif _CURRENT in values:
            rows = ((iri, finding[1:-1]) for finding in values[_CURRENT])
            self._db.executemany("INSERT INTO current VALUES (?,?)", rows)
        elif most_telling(subject.types) in _NAMED:
            self.names[iri] = tuple(_labels(subject).values())

    def outcome(self, pledge: Subject) -> str:
        """Return the one outcome of a pledge whose targets all have the same, else ''."""
        found = {
            row[0]
            for target in pledge.values.get(_TARGET, ())
            if (row := self._db.execute(_SHOWN, (target[1:-1],)).fetchone())
        }
        return found.pop() if len(found) == 1 else ""
