"""The tables as Parquet, typed: for those who analyse them in bulk (extra: parquet)."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from govgraph.errors import MissingExtra
from govgraph.publication.columns import SEPARATOR, TABLES, Cell, Table
from govgraph.publication.tables import FOLDER, Header, headers

BATCH = 10_000
# Wide enough for yuan in the trillions and for rates: 20 digits before the point, 9 after it.
_DIGITS, _PLACES = 29, 9


def write(folder: Path) -> None:
    """Write ``tables/parquet/<table>.parquet`` from the CSV files.

    Lists stay lists, numbers are exact decimals. The bytes depend on the version of pyarrow.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        pa: Any = import_module("pyarrow")
        pq: Any = import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtra("parquet") from error
    (folder / FOLDER / "parquet").mkdir()
    for table in TABLES:
        schema = pa.schema([(header.name, _type(pa, header)) for header in headers(table)])
        path = folder / FOLDER / "parquet" / f"{table.name}.parquet"
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for rows in _batches(folder / FOLDER / f"{table.name}.csv", table):
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _type(pa: Any, header: Header) -> Any:
    column = header.column
    if column is None:
        return pa.string()
    if column.many:
        return pa.list_(pa.string())
    cell = Cell.TEXT if header.label else column.cell
    return {
        Cell.DECIMAL: pa.decimal128(_DIGITS, _PLACES),
        Cell.INTEGER: pa.int64(),
        Cell.BOOLEAN: pa.bool_(),
        Cell.DATE: pa.date32(),
    }.get(cell, pa.string())


def _batches(path: Path, table: Table) -> Iterator[list[dict[str, Any]]]:
    readers = {header.name: _reader(header) for header in headers(table)}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        while batch := list(islice(rows, BATCH)):
            yield [{name: readers[name](text) for name, text in row.items()} for row in batch]


def _reader(header: Header) -> Callable[[str], Any]:
    column = header.column
    if column is None:
        return str
    if column.many:
        return lambda text: text.split(SEPARATOR) if text else []
    cell = Cell.TEXT if header.label else column.cell
    read = _READERS.get(cell, str)
    return lambda text: read(text) if text else None


_READERS: dict[Cell, Callable[[str], Any]] = {
    Cell.DECIMAL: Decimal,
    Cell.INTEGER: int,
    Cell.BOOLEAN: lambda text: text == "true",
    Cell.DATE: dt.date.fromisoformat,
}
