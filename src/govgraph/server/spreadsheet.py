"""CSV for spreadsheet programs, which take some cells for formulas and bytes for Latin-1."""

from __future__ import annotations

import csv
import io

MARK = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def with_mark(body: bytes) -> bytes:
    """Return CSV with a byte order mark in front, so that spreadsheets read it as UTF-8."""
    return body if body.startswith(MARK) else MARK + body


def for_spreadsheets(body: bytes) -> bytes:
    """Return CSV whose cells no program takes for a formula: ``'`` stands before such.

    Numbers stay as they are.

    >>> for_spreadsheets(b"a,b\\r\\n=1+1,-6.5\\r\\n")
    b"a,b\\r\\n'=1+1,-6.5\\r\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(body.decode("utf-8"), newline="")):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    if not cell.startswith(_FORMULA) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii() and cell.strip() == cell
