"""The guard in front of public SPARQL: one linear scan of the text, before any engine sees it.

It refuses what crashes parsers (nesting, runs of operators), what opens connections (SERVICE)
and what would write (updates). It is the second line of defence: the worker has no network and
opens its store read-only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from govgraph.errors import QueryRefused, QuerySyntaxError, QueryTooLong

MAX_BYTES = 16 * 1024
MAX_DEPTH = 100
MAX_OPERATORS = 1_000

# Order decides: what hides words (strings, IRIs, comments, names) is taken whole and first. Every
# repeat is possessive and every start of a token takes something, so the scan never goes back.
_TOKEN = re.compile(
    r"""
    (?P<skip> \#[^\n\r]*+ | <[^<>"{}|^`\\\x00-\x20]*+> | \s++ )
  | (?: \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+ | '''(?:[^'\\]|\\.|'(?!''))*+
      | "(?:[^"\\\n\r]|\\.)*+ | '(?:[^'\\\n\r]|\\.)*+ )
    (?: (?P<string> \"\"\" | ''' | " | ' ) | (?P<unclosed> ) )
  | (?P<escape> \\[uU] )
  | (?P<variable> [?$]\w++ | @[\w-]++ )
  | (?: (?P<word> \w[\w.-]*+ ) )? (?P<name> :(?:[\w.%:-]|\\[^uU])*+ )
  | (?P<bare> \w[\w.-]*+ )
  | (?P<open> <<\(? | [({\[] )
  | (?P<close> \)?>> | [)}\]] )
  | (?P<operator> && | \|\| | [!^=<>+*/|?-] )
  | (?P<pause> [.,;] )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_PROLOGUE = frozenset(("BASE", "PREFIX", "VERSION"))


def check(text: str, *, max_bytes: int = MAX_BYTES) -> None:
    """Let a query pass, or say why not.

    Raises:
        QueryTooLong: more than `max_bytes` of UTF-8.
        QuerySyntaxError: a NUL, a byte order mark, an escape outside strings, or nesting.
        QueryRefused: SERVICE anywhere, or an update.

    >>> check("SELECT * { ?s ?p 'SERVICE' }")
    >>> check("ASK { service <http://example.org/> {} }")
    Traceback (most recent call last):
    govgraph.errors.QueryRefused: SERVICE is not offered here; ask the other endpoint yourself
    """
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise QueryTooLong(f"the query is longer than {max_bytes} bytes; send a shorter one")
    fault = next((name for mark, name in _FORBIDDEN.items() if mark in text), "")
    if fault or any("\ud800" <= c <= "\udfff" for c in text):
        raise QuerySyntaxError(f"the query holds {fault or 'half a character'}; send plain UTF-8")
    scan = _Scan()
    for found in _TOKEN.finditer(text):
        scan.take(found.lastgroup or "", found.group())


_FORBIDDEN = {"\x00": "a NUL character", "\ufeff": "a byte order mark"}


@dataclass(slots=True)
class _Scan:
    """What the scan remembers: operators since the last pause, one count for each open bracket."""

    operators: list[int] = field(default_factory=lambda: [0])
    started: bool = False

    def take(self, kind: str, token: str) -> None:
        if kind == "open":
            self._open()
        elif kind == "close" and len(self.operators) > 1:
            self.operators.pop()
        elif kind == "operator":
            self._operator()
        elif kind == "pause":
            self.operators[-1] = 0
        elif kind == "bare":
            self._bare(token.upper())
        elif kind == "unclosed":
            raise QuerySyntaxError("a string is not closed; end it with the quote it began with")
        elif kind == "escape":
            raise QuerySyntaxError(
                "\\u escapes stand in strings and IRIs only; write the character itself"
            )

    def _open(self) -> None:
        self.operators.append(0)
        if len(self.operators) > MAX_DEPTH + 1:
            raise QuerySyntaxError(
                f"nested too deeply; at most {MAX_DEPTH} brackets may be open at once"
            )

    def _operator(self) -> None:
        self.operators[-1] += 1
        if self.operators[-1] > MAX_OPERATORS:
            raise QuerySyntaxError(
                f"nested too deeply; at most {MAX_OPERATORS} operators may follow each other"
            )

    def _bare(self, token: str) -> None:
        """Take words with the dots and hyphens between them: ``1.SERVICE`` is three tokens."""
        if "SERVICE" in token:
            raise QueryRefused("SERVICE is not offered here; ask the other endpoint yourself")
        for _ in range(token.count("-")):
            self._operator()
        if self.started or token in _PROLOGUE:
            return
        self.started = True
        if token in _UPDATES:
            raise QueryRefused(f"{token} is an update; this endpoint only answers queries")
