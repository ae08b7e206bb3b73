"""Two sorted datasets side by side: what the one has and the other has not.

Both are read as streams of lines in code point order, so size does not matter.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from govgraph.errors import ConfigError
from govgraph.release import open_release

ONLY_FIRST, ONLY_SECOND, BOTH = "-", "+", "="


def lines(path: Path) -> Iterator[str]:
    """Yield the sorted lines of a release folder, an N-Quads file or a gzipped one.

    Raises:
        ConfigError: there is nothing to read.
    """
    dump = open_release(path).dump if path.is_dir() else path
    try:
        with (
            gzip.open(dump, "rt", encoding="utf-8", newline="\n")
            if _zipped(dump)
            else dump.open(encoding="utf-8", newline="\n") as stream
        ):
            for line in stream:
                yield line.removesuffix("\n")
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read as a release or N-Quads ({error.strerror or error});"
            " see: govgraph release list"
        ) from error


def _zipped(path: Path) -> bool:
    return path.suffix == ".gz"


def canonical_hash(sorted_lines: Iterable[str]) -> str:
    """Return the canonical hash of a dataset without blank nodes."""
    digest = hashlib.sha256()
    for line in sorted_lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def merge(first: Iterable[str], second: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every line of two sorted streams once, with where it stands.

    >>> list(merge(["a", "b"], ["b", "c"]))
    [('-', 'a'), ('=', 'b'), ('+', 'c')]
    """
    left, right = iter(first), iter(second)
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        if two is None or (one is not None and one < two):
            assert one is not None
            yield ONLY_FIRST, one
            one = next(left, None)
        elif one is None or two < one:
            yield ONLY_SECOND, two
            two = next(right, None)
        else:
            yield BOTH, one
            one, two = next(left, None), next(right, None)
