"""RDF Patch: the exact difference of two releases, as lines that turn the one into the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.changes.difference import BOTH, ONLY_FIRST, merge
from govgraph.errors import ConfigError


def write(
    first: Iterable[str], second: Iterable[str], *, before: str = "", after: str = ""
) -> Iterator[str]:
    """Yield the patch from one sorted dataset to another, both lines of N-Quads.

    `before` and `after` are the canonical hashes, which the header names where they are known.
    """
    if after:
        yield f"H id <urn:sha256:{after}> ."
    if before:
        yield f"H prev <urn:sha256:{before}> ."
    yield "TX ."
    for side, line in merge(first, second):
        if side != BOTH:
            yield f"{'D' if side == ONLY_FIRST else 'A'} {line}"
    yield "TC ."


def apply(dataset: Iterable[str], patch: Iterable[str]) -> Iterator[str]:
    """Yield a sorted dataset with a patch applied; the patch is in the order of its quads.

    Raises:
        ConfigError: the patch was made for another dataset, or is no RDF Patch.
    """
    source = iter(dataset)
    line = next(source, None)
    for sign, quad in _changes(patch):
        while line is not None and line < quad:
            yield line
            line = next(source, None)
        if (sign == "D") != (line == quad):
            raise ConfigError(f"the patch is for another dataset ({sign} {quad[:80]})")
        if sign == "D":
            line = next(source, None)
        else:
            yield quad
    while line is not None:
        yield line
        line = next(source, None)


def _changes(patch: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(patch, 1):
        sign, _, quad = text.rstrip("\n").partition(" ")
        if sign in ("A", "D"):
            yield sign, quad
        elif sign not in ("H", "TX", "TC", "TA", ""):
            raise ConfigError(f"line {number}: no line of an RDF Patch ({text[:40]})")
