"""Negotiation is total, and the most specific range decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.server.negotiation import (
    DOCUMENT,
    GRAPH,
    HTML,
    LINKSET,
    TURTLE,
    by_name,
    choose,
    language,
    parse,
    split_suffix,
)


@given(st.text())
def test_any_header_gives_a_variant_or_none(header: str) -> None:
    """No header makes it fail, and what it gives was on offer."""
    assert choose(header, DOCUMENT) in (*DOCUMENT, None)


@given(st.lists(st.sampled_from([*(v.media_type for v in DOCUMENT), "*/*", "text/*", "x/y;q=0.3"])))
def test_what_is_chosen_was_acceptable(ranges: list[str]) -> None:
    """A variant is only chosen when some range takes it."""
    chosen = choose(",".join(ranges), DOCUMENT)
    takes = {"*/*", "text/*", *(v.media_type for v in DOCUMENT)} & set(ranges)

    assert (chosen is None) == (bool(ranges) and not takes)


def test_the_specific_range_goes_before_the_general() -> None:
    """A type that is excluded by name is not taken by a wildcard."""
    chosen = choose("text/html;q=0, application/xhtml+xml;q=0, text/*;q=0.9, */*;q=0.1", DOCUMENT)

    assert chosen is TURTLE


def test_equal_quality_leaves_the_choice_to_us() -> None:
    """The order of the offers decides."""
    assert choose("text/turtle, text/html", DOCUMENT) is HTML
    assert choose("text/html, text/turtle", GRAPH) is TURTLE


def test_quality_is_read_leniently() -> None:
    """What is no number counts as 1, too large as 1, too small as 0."""
    header = "a/a;q=x, b/b;q=9, c/c;q=-1, d/d;Q=0.5, e/e;level=1;q=0.25, f/f;q=nan"

    assert [quality for _, _, quality in parse(header)] == [1.0, 1.0, 0.0, 0.5, 0.25, 1.0]


def test_long_headers_are_read_in_part() -> None:
    """Two hundred ranges are enough for anybody."""
    assert len(parse("text/turtle," * 10_000)) == 200


@pytest.mark.parametrize(
    ("path", "stem", "suffix"),
    [
        ("a/b.ttl", "a/b", "ttl"),
        ("a/b.linkset.json", "a/b", "linkset.json"),
        ("a/b.c", "a/b.c", None),
        ("a/.ttl", "a/.ttl", None),
        (".ttl", ".ttl", None),
        ("a/b.ttl.ttl", "a/b.ttl", "ttl"),
    ],
)
def test_suffixes(path: str, stem: str, suffix: str | None) -> None:
    """Only a whole known suffix behind a name counts."""
    found, variant = split_suffix(path, (LINKSET, *DOCUMENT))

    assert found == stem
    assert (variant.suffix if variant else None) == suffix


def test_formats_go_by_suffix_and_type() -> None:
    """Nothing else is a name of a format."""
    assert by_name(" TTL ", DOCUMENT) is TURTLE
    assert by_name("text/n3", DOCUMENT) is TURTLE
    assert by_name("turtle", DOCUMENT) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "zh"),
        ("zh-Hans-CN, en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("fr, de", "zh"),
        ("fr, en;q=0.1", "en"),
        ("zh;q=0.1, en;q=0.2", "en"),
        (";;,,", "zh"),
    ],
)
def test_languages(header: str, expected: str) -> None:
    """The best known language, else the first."""
    assert language(header, ("zh", "en")) == expected
