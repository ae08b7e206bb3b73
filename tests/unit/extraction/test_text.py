"""The text is never changed: views, paragraphs, and what is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.errors import SourceError
from govgraph.extraction import text


def test_a_view_leads_back_to_the_text() -> None:
    """Full-width digits, spaces, footnotes and line breaks vanish from the view alone."""
    source = "增長　６．５％[1]\n以上"

    view = text.view(source, 100)

    assert view.text == "增长6.5%以上"
    assert view.span(2, 8) == (103, 113)
    assert source[103 - 100 : 113 - 100] == "６．５％[1]\n以上"


@given(st.text(alphabet="增長投資６.5％，、。 \n[1]①“”万亿", max_size=60))
def test_every_character_of_a_view_stands_in_the_text(source: str) -> None:
    """Offsets rise strictly and stay inside the text, whatever is left out."""
    view = text.view(source, 7)

    offsets = [view.offset(i) for i in range(len(view.text))]

    assert offsets == sorted(set(offsets))
    assert all(7 <= offset < 7 + len(source) for offset in offsets)


def test_a_sentence_goes_on_over_hard_breaks_and_blank_lines() -> None:
    """Wrapped lines are one paragraph; headings are not joined to what follows."""
    source = "甲区\n推动三产融合、产城融合、\n\n城乡融合,力争投资增\n长8%。\n下一段。"

    found = [p.text for p in text.paragraphs([source])]

    assert found == [
        "甲区\n",
        "推动三产融合、产城融合、\n\n城乡融合,力争投资增\n长8%。\n",
        "下一段。",
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("增长百分之八".encode("gb18030"), "ENCODING"),
        (b"", "EMPTY"),
        (b" \n\n ", "EMPTY"),
        (b"PK\x03\x04\x00\x00", "BINARY"),
        ("<!DOCTYPE html><html><p>增长8%</p>".encode(), "HTML"),
        ("\ufeff<html><body>8%".encode(), "HTML"),
        ("增长8%".encode("utf-16"), "ENCODING"),
    ],
)
def test_what_is_no_text_gets_one_line(raw: bytes, code: str) -> None:
    """Broken encodings, markup, empty and binary input are refused in one line."""
    with pytest.raises(SourceError, match=code) as caught:
        list(text.decode(io.BytesIO(raw), "a.txt"))

    assert "\n" not in str(caught.value)


def test_chunks_decode_to_the_text_as_it_is() -> None:
    """Carriage returns, marks and astral characters survive."""
    source = "增长8%\r\n𠮷" * 30_000

    assert "".join(text.decode(io.BytesIO(source.encode()), "a.txt")) == source


def test_an_endless_line_is_cut_without_loss() -> None:
    """Paragraphs cover every non-blank character once, in order."""
    source = "投资增长8%，" * 5_000

    assert "".join(p.text for p in text.paragraphs([source[:9_999], source[9_999:]])) == source
