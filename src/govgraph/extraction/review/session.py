"""A review session: candidates, the decisions on them, and the log that keeps these.

The log is JSON Lines, one decision a line, appended and synced as it is made; a line torn by a crash
is left out when it is read again. The state is what replaying the log over the candidates gives.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from govgraph.errors import MachineError, SourceError
from govgraph.extraction import candidates, extractor
from govgraph.extraction.candidates import (
    COMMITMENTS,
    COMPARATORS,
    FIELDS,
    KINDS,
    MEASURES,
    Candidate,
)
from govgraph.extraction.mentions import Mention
from govgraph.extraction.stated import unfit
from govgraph.extraction.vocabulary import Vocabulary

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
DECISIONS = ("accept", "reject", "undo", "edit", "add")
_CHOICES = {
    "measure": MEASURES,
    "comparator": COMPARATORS,
    "kind": KINDS,
    "commitment": COMMITMENTS,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One candidate under review: as it reads now, its status, and whether a person changed it.

    `named` is all that stands beside it; what a person leaves of it is in the candidate.
    """

    key: str
    candidate: Candidate
    named: tuple[Mention, ...] = ()
    status: str = OPEN
    edited: bool = False
    added: bool = False


@dataclass
class Session:
    """The review of one text. `items` are in the order of the text."""

    held: str
    log: Path
    words: Vocabulary
    items: dict[str, Item] = field(default_factory=dict)

    def decide(self, key: str, decision: str, fields: Mapping[str, Any] | None = None) -> Item:
        """Take one decision, keep it in the log, and return the item as it is now.

        Raises:
            SourceError: there is no such item or decision, or the fields are malformed.
            MachineError: the log cannot be written; nothing has changed then.
        """
        item = self._after(key, decision, fields or {})
        _append(
            self.log,
            {"id": key, "decision": decision, **({"fields": dict(fields)} if fields else {})},
        )
        self._put(item)
        return item

    def add(self, start: int, end: int) -> Item:
        """Add a statement that was missed, by the stretch of text that a person selected."""
        if not 0 <= start < end <= len(self.held):
            raise SourceError(f"{start}–{end}: REVIEW: outside the text")
        number = sum(item.added for item in self.items.values()) + 1
        fields = propose(self.held, start, end).tree()
        return self.decide(f"added-{number}", "add", fields)

    def accepted(self) -> list[Candidate]:
        """Return what was accepted, in the order of the text."""
        return [item.candidate for item in self.items.values() if item.status == ACCEPTED]

    def faults(self, candidate: Candidate) -> list[str]:
        """Return what keeps a candidate from becoming a record, in words for the page."""
        found = list(_faults(candidate, len(self.held)))
        if not found and (reason := unfit(candidate, self.words)):
            found.append(reason)
        return found

    def check(self, key: str, fields: Mapping[str, Any]) -> list[str]:
        """Return the faults that an item would have with other fields; nothing is kept."""
        try:
            return self.faults(self._after(key, "edit", fields).candidate)
        except SourceError as error:
            return [str(error)]

    def _after(self, key: str, decision: str, fields: Mapping[str, Any]) -> Item:
        if decision not in DECISIONS:
            raise SourceError(f"{key}: REVIEW: no such decision ({decision})")
        if decision == "add":
            return Item(key, _candidate(fields, self.held), edited=True, added=True)
        if key not in self.items:
            raise SourceError(f"{key}: REVIEW: no such candidate")
        item = self.items[key]
        if fields:
            item = _edited(item, fields, self.held)
        status = {"accept": ACCEPTED, "reject": REJECTED, "undo": OPEN}.get(decision, item.status)
        return replace(item, status=status)

    def _put(self, item: Item) -> None:
        self.items[item.key] = item
        if item.added:
            ordered = sorted(
                self.items.values(), key=lambda i: (i.candidate.start, i.candidate.end, i.key)
            )
            self.items = {i.key: i for i in ordered}


def begin(held: str, found: Sequence[Candidate], log: Path, words: Vocabulary) -> Session:
    """Return the session of a text, with the decisions of earlier runs taken again."""
    session = Session(held, log, words)
    seen: dict[tuple[int, int], int] = {}
    for candidate in found:
        place = candidate.start, candidate.end
        seen[place] = seen.get(place, 0) + 1
        key = f"{place[0]}-{place[1]}-{seen[place]}"
        session.items[key] = Item(key, candidate, candidate.mentions)
    for line in _lines(log):
        try:
            session._put(
                session._after(str(line["id"]), str(line["decision"]), line.get("fields") or {})
            )
        except (SourceError, KeyError):
            continue  # a decision on a candidate that a newer extractor no longer proposes
    return session


def _edited(item: Item, fields: Mapping[str, Any], held: str) -> Item:
    """Return the item with other fields; `mentions` lists the ids that are to stay."""
    plain = {name: value for name, value in fields.items() if name != "mentions"}
    read = _candidate({**item.candidate.tree(), **plain}, held)
    kept, left = fields.get("mentions"), item.candidate.mentions
    if isinstance(kept, list):
        left = tuple(m for m in item.named if m.iri is None or m.iri in kept)
    return replace(
        item, candidate=replace(read, rules=item.candidate.rules, mentions=left), edited=True
    )


def propose(held: str, start: int, end: int) -> Candidate:
    """Return what the extractor reads around a stretch, or an empty statement over it."""
    left = max(held.rfind(mark, 0, start) for mark in "。！？\n") + 1
    right = min((at for mark in "。！？\n" if (at := held.find(mark, end)) >= 0), default=len(held))
    for found in extractor.extract([held[left:right]]):
        if found.start + left < end and start < found.end + left:
            return replace(found, start=start, end=end, exact=held[start:end], rules={})
    return Candidate(start, end, held[start:end], None, None, "level", "point", None, None, None)


def _candidate(fields: Mapping[str, Any], held: str) -> Candidate:
    """Return the candidate that a page's fields say; its text always comes from the source."""
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise SourceError(f"{unknown[0]}: REVIEW: no such field")
    plain = {name: None if value == "" else value for name, value in fields.items()}
    for name in ("lower", "upper"):
        plain[name] = _number(name, plain.get(name))
    try:
        start, end = int(plain["start"] or 0), int(plain["end"] or 0)
        read = candidates.read({**plain, "start": start, "end": end, "exact": held[start:end]})
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(f"REVIEW: malformed fields ({error})") from error
    return read


def _number(name: str, value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation as error:
        raise SourceError(f"{name}: REVIEW: no number ({value})") from error
    if not number.is_finite():
        raise SourceError(f"{name}: REVIEW: no number ({value})")
    return number


_NEEDS = {
    "atLeast": (True, False), "greaterThan": (True, False), "atMost": (False, True), "lessThan": (False, True),
}  # fmt: skip


def _faults(candidate: Candidate, length: int) -> Iterator[str]:
    for name, allowed in _CHOICES.items():
        if getattr(candidate, name) not in allowed:
            yield f"{name}: choose one of {', '.join(allowed)}"
    if not 0 <= candidate.start < candidate.end <= length:
        yield "start, end: outside the text"
    lower, upper = _NEEDS.get(candidate.comparator, (True, True))
    if (candidate.lower is not None, candidate.upper is not None) != (lower, upper):
        sides = " and ".join(
            name for name, needed in (("lower", lower), ("upper", upper)) if needed
        )
        yield f"lower, upper: {candidate.comparator} sets {sides}"
    elif candidate.comparator == "range" and not candidate.lower < candidate.upper:  # type: ignore[operator]
        yield "lower, upper: a range rises"
    if not candidate.unit:
        yield "unit: choose one"
    if (
        candidate.periodStart
        and candidate.periodEnd
        and candidate.periodStart > candidate.periodEnd
    ):
        yield "period: it ends before it starts"


def _append(path: Path, line: Mapping[str, object]) -> None:
    """Append one line in one write and wait until it is on the disk."""
    raw = (json.dumps(line, ensure_ascii=False) + "\n").encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, raw)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise MachineError(
            f"{path}: the decisions cannot be kept ({error.strerror}); name another file with --decisions"
        ) from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    for line in path.read_bytes().decode("utf-8", errors="replace").splitlines():
        try:
            tree = json.loads(line)
        except ValueError:
            continue  # torn by a crash
        if isinstance(tree, dict):
            yield tree
