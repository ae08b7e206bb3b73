"""The check of one piece of JSON Lines, by whichever process: what it holds, promises and leans on.

Ids and links travel as short hashes, so that millions of them can be held against each other. A
hash proves that something is missing or there twice only in so far as the records are then read
again, one after the other, which names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from pickle import loads

from govgraph.config import Limits
from govgraph.context import Context
from govgraph.errors import Location, RecordError
from govgraph.records import reader
from govgraph.records.checks import Check
from govgraph.records.pieces import Piece
from govgraph.records.record import Record
from govgraph.records.references import ACYCLIC, missing_concepts

BUCKETS = 64
_WIDTH = 8  # bytes of a hash: two of ten million are equal once in 400 000 publications
_ACYCLIC = frozenset(ACYCLIC)
Edge = tuple[str, str, str, Location]  # property, from, to, where


@dataclass(frozen=True)
class Words:
    """What a check goes by."""

    context: Context
    concepts: frozenset[str]
    limits: Limits


@dataclass(slots=True)
class Examined:
    """What one piece holds: `triples` is what its statements and figures promise."""

    piece: Piece
    errors: list[RecordError] = field(default_factory=list)
    count: int = 0
    triples: int = 0
    reference: list[tuple[Record, int]] = field(default_factory=list)
    defined: dict[int, bytes] = field(default_factory=dict)
    referred: dict[int, bytes] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    doubtful: bool = False  # the records must be read again to say what is wrong between them


def examine(task: tuple[Piece, str]) -> Examined:
    """Check a piece by the words that lie pickled in a file."""
    piece, path = task
    words = _words(path)
    found = Examined(piece)
    defined: list[str] = []
    referred: set[str] = set()
    for record in reader.read_piece(piece, words.limits):
        if isinstance(record, RecordError):
            found.errors.append(record)
            continue
        check = Check(record, words.context)
        found.errors += check.errors
        found.errors += missing_concepts(check, words.context, words.concepts.__contains__)
        found.count += 1
        if record.is_reference:
            found.reference.append((record, check.triples))
        else:
            found.triples += check.triples
        _relate(check, defined, referred, found)
    found.defined, found.referred = hashes(defined), hashes(referred)
    return found


@lru_cache(maxsize=1)
def _words(path: str) -> Words:
    return loads(Path(path).read_bytes())  # type: ignore[no-any-return]


def _relate(check: Check, defined: list[str], referred: set[str], found: Examined) -> None:
    """Note what the record defines and refers to, and the links that must not run in a circle."""
    own = {iri for iri, _ in check.defined}
    found.doubtful |= len(own) < len(check.defined)
    defined += [iri for iri in own if not _covered(iri, own)]
    referred.update(
        value.partition("#")[0]
        for value, _ in check.referred
        if value not in own and ":" not in value
    )
    edges: dict[str, dict[str, str]] = {}
    for _, node in check.record.nodes():
        for name in () if _ACYCLIC.isdisjoint(node) else ACYCLIC:
            if isinstance(target := node.get(name), str):
                edges.setdefault(name, {})[str(node.get("id"))] = target
    for name, links in edges.items():
        for start in links:
            end = _end(start, links)
            found.doubtful |= not end
            if end and end not in own:  # what stays inside a record can be part of no other circle
                found.edges.append((name, start, end, check.record.location))


def _end(start: str, links: Mapping[str, str]) -> str:
    """Return where links lead out of a record, or end in it; '' where they run in a circle."""
    seen = {start}
    end = links[start]
    while end in links:
        if end in seen:
            return ""
        seen.add(end)
        end = links[end]
    return end


def _covered(iri: str, own: set[str]) -> bool:
    before, mark, _ = iri.partition("#")
    return bool(mark) and before in own


def hashes(ids: Iterable[str]) -> dict[int, bytes]:
    """Return the hashes of ids, by bucket."""
    found: dict[int, list[bytes]] = {}
    for iri in ids:
        value = blake2b(iri.encode(), digest_size=_WIDTH).digest()
        found.setdefault(value[0] % BUCKETS, []).append(value)
    return {bucket: b"".join(values) for bucket, values in found.items()}


class Relations:
    """The hashes of all ids and links of a publication, spooled by bucket into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, kind: str, found: dict[int, bytes]) -> None:
        """Take hashes of a kind: ``defined`` or ``referred``."""
        for bucket, values in found.items():
            with (self.folder / f"{kind}-{bucket}").open("ab") as stream:
                stream.write(values)

    def hold(self) -> bool:
        """Return whether every id is defined once and every link leads to one."""
        for bucket in range(BUCKETS):
            defined, count = set(), 0
            for value in self._values("defined", bucket):
                defined.add(value)
                count += 1
            if len(defined) < count:
                return False
            if any(value not in defined for value in self._values("referred", bucket)):
                return False
        return True

    def _values(self, kind: str, bucket: int) -> Iterator[bytes]:
        path = self.folder / f"{kind}-{bucket}"
        if not path.exists():
            return
        with path.open("rb") as stream:
            while block := stream.read(_WIDTH * 8192):
                for start in range(0, len(block), _WIDTH):
                    yield block[start : start + _WIDTH]
