"""JSON Lines in gzip or Zstandard, unpacked into plain files once: pieces are cut from these."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from govgraph.config import Limits
from govgraph.errors import Location, MissingExtra, RecordSyntaxError

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
PACKED_SUFFIXES = (".gz", ".zst")
_BLOCK = 1 << 20


def unpack(path: Path, name: str, target: Path, limits: Limits) -> Path:
    """Return a plain file with what a file holds: itself, or `target` with the unpacked bytes.

    Raises:
        RecordSyntaxError: the file is damaged, or larger than anyone's records pack to.
        MissingExtra: it is in Zstandard, and no library for that is installed.
    """
    with path.open("rb") as packed:
        head = packed.read(4)
        packed.seek(0)
        if not head.startswith((GZIP, ZSTD)):
            return path
        with _opened(packed, head) as stream, target.open("wb") as out:
            _copy(stream, out, name, limits.file_bytes, path.stat().st_size * limits.unpacked_ratio)
    return target


def _copy(stream: BinaryIO, out: BinaryIO, name: str, harmless: int, most: int) -> None:
    size = 0
    try:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > harmless and size > most:
                raise RecordSyntaxError(
                    Location(name),
                    f"it unpacks to more than {most} bytes",
                    hint="raise limits.unpacked_ratio if it is yours",
                    code="I32",
                )
            out.write(block)
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        text = f"damaged after {size} unpacked bytes ({' '.join(str(error).split())})"
        raise RecordSyntaxError(Location(name), text, hint="pack it again", code="I1") from error


@contextmanager
def _opened(packed: BinaryIO, head: bytes) -> Iterator[BinaryIO]:
    if head.startswith(GZIP):
        with gzip.GzipFile(fileobj=packed) as stream:
            yield cast(BinaryIO, stream)
        return
    try:
        zstandard: Any = import_module("zstandard")
    except ImportError as error:
        raise MissingExtra("zstd") from error
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
        packed, read_across_frames=True
    )
    try:
        yield cast(BinaryIO, _Frames(reader, zstandard.ZstdError))
    finally:
        reader.close()


class _Frames:
    """A reader whose errors are those of any damaged file."""

    def __init__(self, reader: Any, error: type[Exception]) -> None:
        self.reader = reader
        self.error = error

    def read(self, size: int) -> bytes:
        try:
            return self.reader.read(size)  # type: ignore[no-any-return]
        except self.error as error:
            raise ValueError(str(error)) from error
