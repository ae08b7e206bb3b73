"""Numerals in every form that government texts use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from govgraph.extraction import numerals

VALUES = {
    "三百六十五": "365", "两千五": "2500", "两万三": "23000", "十五": "15", "二十": "20", "一万零三": "10003",
    "一百二十亿": "12000000000", "二〇二五": "2025", "十二点五": "12.5", "3,000": "3000", "4.50": "4.50",
    "百": "100", "千亿": "100000000000", "万亿": "1000000000000", "一千零五十": "1050", "六百五": "650",
}  # fmt: skip


@pytest.mark.parametrize(("word", "value"), VALUES.items())
def test_a_numeral_has_its_value(word: str, value: str) -> None:
    """Every spelling parses to the number it says."""
    assert numerals.parse(word) == Decimal(value)


@pytest.mark.parametrize("word", ["万千亿", "千百", "3,00", "一二三四千五六"])
def test_what_is_no_numeral_is_none(word: str) -> None:
    """Runs of multipliers and broken separators are no numbers."""
    assert numerals.parse(word) is None


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        ("1742亿元", "174200000000", 5),
        ("20多亿元", "2000000000", 4),
        ("1.5万亩", "15000", 4),
        ("百分之五", "5", 4),
    ],
)
def test_multipliers_join_their_number(text: str, value: str, end: int) -> None:
    """万 and 亿 belong to the number before them."""
    found = numerals.scan(text)[0]

    assert (Decimal(value), end) == (found.value, found.end)


def test_cn2an_does_not_hold_up() -> None:
    """The library refuses the forms that this genre is full of, and so is not used."""
    cn2an = pytest.importorskip("cn2an")
    for word in ("千亿", "二十多", "百分之五", "半", "3,000"):
        with pytest.raises(ValueError, match=r"."):
            cn2an.cn2an(word, "smart")


def test_where_cn2an_reads_a_numeral_we_agree() -> None:
    """On plain numerals both give the same value."""
    cn2an = pytest.importorskip("cn2an")
    for number in (*range(1, 120), 1050, 2300, 10003, 23000, 105000, 120000000):
        word = cn2an.an2cn(number)

        assert numerals.parse(word) == number
