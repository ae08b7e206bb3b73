"""The table of figures: `data/observations/<area>.csv` as columns and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from govgraph.extraction.desk import Desk

COLUMNS = (
    "id", "area", "indicator", "period", "value", "unit", "comparator", "vintage", "publisher",
    "source", "fragment", "confidence",
)  # fmt: skip
Row = dict[str, str]


def read(desk: Desk, path: Path) -> tuple[list[str], list[Row]]:
    """Return the columns and rows of a table of figures; a missing one has ours and none."""
    file = desk.data / path
    if not file.is_file():
        return list(COLUMNS), []
    table = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    rows = [dict(row) for row in table]
    columns = list(table.fieldnames or COLUMNS)
    missing = [name for name in ("comparator", "fragment", "confidence") if name not in columns]
    return columns + missing, rows


def spans(desk: Desk, snapshot: str) -> set[tuple[int, int]]:
    """Return the stretches of a snapshot that figures rest on already."""
    found = set()
    for path in sorted((desk.data / "observations").glob("*.csv")):
        for row in read(desk, Path("observations") / path.name)[1]:
            words = (row.get("fragment") or "").split()
            if len(words) == 3 and words[0] == snapshot:
                start, _, end = words[1].partition("-")
                found.add((int(start), int(end)))
    return found


def dump(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the table as it stands in its file."""
    out = io.StringIO()
    table = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()
