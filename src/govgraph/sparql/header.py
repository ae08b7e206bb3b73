"""The header of a query file: its ``# key: value`` lines, and every fault found in them."""

from __future__ import annotations

import re

from govgraph.errors import nearest

NEEDED = ("title-zh", "title-en", "description-zh", "description-en", "tags")
REPEATABLE = ("param", "column")
KEYS = (*NEEDED, *REPEATABLE, "chart", "precompute")

_LINE = re.compile(r"#\s*([A-Za-z-]+):\s*(.*?)\s*")
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_VALUES = re.compile(r"^[ \t]*VALUES[ \t]+\?(\w+)[ \t]*\{(.*)\}[ \t]*$", re.MULTILINE)


class Header:
    """The lines of a header by key, each with its line number; faults are collected here."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.faults: list[str] = []
        self.lines: dict[str, list[tuple[int, str]]] = {}
        self.prefixes = {m.group(1): m.group(2) for m in _PREFIX.finditer(text)}
        for number, line in enumerate(text[: end(text)].splitlines(), 1):
            self._read(number, line)
        for key in NEEDED:
            if not self.one(key):
                self.fault(0, "MISSING_KEY", f"the header has no {key}")

    def _read(self, number: int, line: str) -> None:
        if line.strip() in ("", "#"):
            return
        found = _LINE.fullmatch(line)
        if not found:
            self.fault(number, "BAD_LINE", "a header line reads “# key: value”")
            return
        key, value = found.groups()
        if key not in KEYS:
            self.unknown(number, "UNKNOWN_KEY", "header key", key, KEYS)
        elif key in self.lines and key not in REPEATABLE:
            self.fault(number, "REPEATED_KEY", f"{key} stands here twice")
        else:
            self.lines.setdefault(key, []).append((number, value))

    def fault(self, line: int, code: str, text: str) -> None:
        """Note a fault; line 0 means the whole file."""
        place = f"{self.path}:{line}" if line else self.path
        self.faults.append(f"{place}: {code}: {text}")

    def unknown(self, line: int, code: str, noun: str, word: str, known: tuple[str, ...]) -> None:
        """Note that a word is none of the known ones."""
        hint = nearest(word, known) or f"known are {', '.join(known) or 'none'}"
        self.fault(line, code, f"no such {noun} ({word}); {hint}")

    def all(self, key: str) -> list[tuple[int, str]]:
        """Return every line of a key."""
        return self.lines.get(key, [])

    def one(self, key: str) -> str:
        """Return the value of a key that stands once, or ''."""
        return self.lines[key][0][1] if key in self.lines else ""

    def labels(self, key: str) -> dict[str, str]:
        """Return the values of ``key-zh`` and ``key-en`` by language."""
        return {"zh": self.one(f"{key}-zh"), "en": self.one(f"{key}-en")}

    def expand(self, line: int, name: str) -> str:
        """Return the IRI of a prefixed name, by the prefixes of the query."""
        prefix, colon, local = name.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        self.fault(line, "UNKNOWN_PREFIX", f"the query declares no such prefix ({name})")
        return ""


def words(value: str) -> tuple[list[str], list[str]]:
    """Return the quoted and the bare words of a line, each in order.

    >>> words('area iri "区" "district" many')
    (['区', 'district'], ['area', 'iri', 'many'])
    """
    found = _WORD.findall(value)
    return [q for q, bare in found if not bare], [bare for _, bare in found if bare]


def end(text: str) -> int:
    """Return where the leading comment of a query ends."""
    length = 0
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.startswith("#"):
            break
        length += len(line)
    return length


def values_lines(text: str) -> list[re.Match[str]]:
    """Return the ``VALUES ?name { data }`` lines of a query: group 1 the name, 2 the data."""
    return list(_VALUES.finditer(text))
