"""The errors of govgraph.

    GovgraphError                      str() is one line; attributes hold the evidence
    ├─ SourceError                     the data is at fault: exit 1
    │   └─ EvidenceNotFound
    ├─ RecordError(location, code)
    │   └─ RecordSyntaxError, UnknownTerm, DuplicateIri, ContextRefused
    ├─ RecordProblems(ExceptionGroup)  every RecordError of a run
    ├─ OntologyError
    │   └─ Inconsistent
    ├─ NotConformant(report)           SHACL said no, and here is what
    ├─ ConfigError                     the call is at fault: exit 2
    ├─ MissingExtra(extra)             names the pip command that brings it
    ├─ QueryError
    │   └─ UnknownQuery, BadParameter, QueryTimeout, QuerySyntaxError, QueryRefused,
    │      QueryTooLong, ResultTooLarge, ResultNotAcceptable, MemoryExceeded, EngineBusy
    ├─ MachineError                    this computer: exit 3
    │   └─ DiskFull, DamagedStore
    ├─ StoreError                      a remote side: exit 4
    │   └─ StoreUnreachable, StoreRefused(status, body), Unverified
    └─ Locked(pid)                     another run: exit 5

Wording: where, what, the mend, in one line without a full stop:
``records/pledge/gdp.yaml:14:3: UNKNOWN_TERM: no such term (promisdBy); did you mean promisedBy?``
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

SHOWN_VALUE = 80
SHOWN_ERRORS = 100


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in an input file; line and column count from 1, 0 means the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``path:line:column``, leaving out what is not known.

        >>> str(Location("a.yaml", 3, 1)), str(Location("a.yaml"))
        ('a.yaml:3:1', 'a.yaml')
        """
        if not self.line:
            return self.path
        return (
            f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"
        )


def visible(value: object) -> str:
    """Return a value fit for a terminal: cut, and without control characters.

    >>> visible("a\\x1b[2Jb")
    'aU+001B[2Jb'
    """
    text = str(value)
    if len(text) > SHOWN_VALUE:
        text = text[:SHOWN_VALUE] + "…"
    return "".join(
        f"U+{ord(c):04X}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c
        for c in text
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean X?`` for the known word closest to `word`, or ''.

    >>> nearest("promisdBy", ["promisedBy", "area"])
    'did you mean promisedBy?'
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {found[0]}?" if found else ""


class GovgraphError(Exception):
    """The root: anything that govgraph reports on purpose."""


class SourceError(GovgraphError):
    """A source document or its text is at fault."""


class EvidenceNotFound(SourceError):
    """A quote, offset or hash does not agree with the text held."""


class RecordError(GovgraphError):
    """One fault at one place of the data.

    `code` is a documented, stable name or the id of a row of the fault list.
    """

    code = "RECORD"

    def __init__(
        self, location: Location, text: str, *, value: object = None, hint: str = "", code: str = ""
    ) -> None:
        self.location = location
        self.text = text
        self.value = value
        self.hint = hint
        self.code = code or type(self).code
        shown = f" ({visible(value)})" if value is not None else ""
        tail = f"; {hint}" if hint else ""
        super().__init__(f"{location}: {self.code}: {text}{shown}{tail}")

    def __reduce__(self) -> tuple[Callable[..., RecordError], tuple[object, ...]]:
        """Travel between processes with everything that the error was made of."""
        given = {"value": self.value, "hint": self.hint, "code": self.code}
        return _made_again, (type(self), self.location, self.text, given)


def _made_again(
    kind: type[RecordError], place: Location, text: str, given: Mapping[str, str]
) -> RecordError:
    return kind(place, text, **given)


class RecordSyntaxError(RecordError):
    """The file is not the YAML 1.2 or JSON that records are written in."""

    code = "SYNTAX"


class UnknownTerm(RecordError):
    """A key, class or prefix that the context does not know."""

    code = "UNKNOWN_TERM"


class DuplicateIri(RecordError):
    """Two records claim one IRI."""

    code = "DUPLICATE_IRI"


class ContextRefused(RecordError):
    """A record brings a context of its own."""

    code = "CONTEXT_REFUSED"


class RecordProblems(ExceptionGroup[RecordError], GovgraphError):
    """Every fault of a run, sorted by place."""

    def __new__(cls, errors: Sequence[RecordError]) -> RecordProblems:
        """Sort the errors by place."""
        ordered = sorted(errors, key=lambda e: (e.location, e.code, str(e)))
        return super().__new__(cls, f"{len(ordered)} problems", ordered)

    def __init__(self, errors: Sequence[RecordError]) -> None:
        super().__init__(f"{len(errors)} problems", errors)

    def derive(self, excs: Sequence[RecordError]) -> RecordProblems:  # type: ignore[override]
        """Keep the type when a group is split."""
        return RecordProblems(excs)

    def lines(self, limit: int = SHOWN_ERRORS) -> list[str]:
        """Return one line an error, and one that counts what was left out."""
        shown = [str(error) for error in self.exceptions[:limit]]
        rest = len(self.exceptions) - len(shown)
        return [*shown, f"… and {rest} more"] if rest > 0 else shown


class OntologyError(GovgraphError):
    """The ontology uses what the streamed inference does not support, or is malformed."""


class Inconsistent(OntologyError):
    """Data and ontology contradict each other."""


class Report(Protocol):
    """What the error asks of a validation report: one line a result."""

    def lines(self) -> list[str]:
        """Return the results as lines for people."""


class NotConformant(GovgraphError):
    """The data breaks its shapes."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__("the data does not conform to its shapes")


class ConfigError(GovgraphError):
    """The call or the configuration is at fault."""


class MissingExtra(GovgraphError):
    """A capability is asked for whose libraries are not installed."""

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f"this needs the extra {extra!r}; pip install 'govgraph[{extra}]'")


class QueryError(GovgraphError):
    """A question could not be asked."""


class UnknownQuery(QueryError):
    """No canned query has that name."""


class BadParameter(QueryError):
    """A parameter has the wrong name or a value outside its type."""


class QueryTimeout(QueryError):
    """The answer took longer than allowed."""


class QuerySyntaxError(QueryError):
    """The text is no SPARQL query, or nested beyond what any engine should parse."""


class QueryRefused(QueryError):
    """The query asks for what is never done here: SERVICE or an update."""


class QueryTooLong(QueryError):
    """The text of the query is longer than allowed."""


class ResultTooLarge(QueryError):
    """The answer has more rows or bytes than allowed; nothing of it is sent."""


class ResultNotAcceptable(QueryError):
    """The form of the query has no answer in any of the formats asked for."""


class MemoryExceeded(QueryError):
    """The query needed more memory than allowed, or its worker died."""


class EngineBusy(QueryError):
    """Every place in the queue is taken; `retry_after` is in seconds."""

    def __init__(self, text: str, *, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(text)


class MachineError(GovgraphError):
    """This computer is at fault: a disk, a permission, a damaged store."""


class DiskFull(MachineError):
    """No space left; nothing was published."""


class DamagedStore(MachineError):
    """A release or its store is not what its manifest says."""


class StoreError(GovgraphError):
    """A remote store is at fault."""


class StoreUnreachable(StoreError):
    """Nothing answers at the endpoint."""


class StoreRefused(StoreError):
    """The store answered with an error; `retry_after` is the wait it asks for, in seconds."""

    def __init__(
        self,
        text: str,
        *,
        status: int,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.status = status
        self.body = body
        self.headers = headers or {}
        self.retry_after = retry_after
        super().__init__(text)


class Unverified(StoreError):
    """The state of the remote side could not be established."""


class Locked(GovgraphError):
    """Another run holds the lock; `text` says so where a pid does not suffice."""

    def __init__(self, pid: int | None, text: str = "") -> None:
        self.pid = pid
        super().__init__(
            text or f"another run is at work (pid {pid or 'unknown'}); wait for it to end"
        )
