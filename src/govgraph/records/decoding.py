"""Bytes of an input file to text, or one clear error."""

from __future__ import annotations

import re

from govgraph.errors import Location, RecordSyntaxError

# C0 but tab and line ends, DEL, C1 (U+0085 among them) and lone surrogates.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that reorder or hide text: bidi controls and zero-width characters.
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def decode(raw: bytes, path: str) -> str:
    """Return the text of a UTF-8 file, a BOM at its start stripped.

    Raises:
        RecordSyntaxError: not UTF-8 (the likely encoding is named) or control characters.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RecordSyntaxError(
            Location(path, 1, 1), "not UTF-8 but UTF-16", hint="convert it to UTF-8", code="I9"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordSyntaxError(
            _position(raw[: error.start].decode("utf-8", "replace"), path),
            f"not UTF-8{_guess(raw)}",
            hint="convert it to UTF-8",
            code="I9",
        ) from error
    unwanted = UNWANTED.search(text)
    if unwanted:
        raise RecordSyntaxError(
            _position(text[: unwanted.start()], path),
            "control character",
            value=f"U+{ord(unwanted.group()):04X}",
            hint="remove it",
            code="I10",
        )
    return text


def _guess(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (looks like GB18030)"


def _position(before: str, path: str) -> Location:
    line = before.count("\n") + 1
    return Location(path, line, len(before) - (before.rfind("\n") + 1) + 1)


def text_fault(value: str) -> tuple[str, str] | None:
    """Return (code, what is wrong) with a string value, or None.

    >>> text_fault("a\\u202eb")
    ('I11', 'hidden or direction-changing character U+202E')
    """
    unwanted = UNWANTED.search(value)
    if unwanted:
        return "I10", f"control character U+{ord(unwanted.group()):04X}"
    hidden = HIDDEN.search(value)
    if hidden:
        return "I11", f"hidden or direction-changing character U+{ord(hidden.group()):04X}"
    return None
