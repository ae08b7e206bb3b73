"""Names beside a statement: known ones with their id, new ones by their pattern."""

from __future__ import annotations

import json
import re

import pytest

from govgraph.extraction import extractor, listing, names
from govgraph.extraction.candidates import FIELDS, Candidate
from govgraph.extraction.names import Name

KNOWN = names.collect([
    Name("云帆湾商务区", "platform", "platform/cloud-sail-bay"),
    Name("新材料", "sector", "sec:new-materials"),
])  # fmt: skip


def _first(source: str) -> Candidate:
    return next(extractor.extract([source], year=2024, names=KNOWN))


def test_a_known_name_has_its_id_and_its_place() -> None:
    """Offsets run over the text as it is, full-width signs and breaks included."""
    source = "全区要以更大力度推进产城融合，紧紧依托临水而建的云帆湾\n商务区，发展新材料，力争投资增长８％。"
    found = _first(source)

    assert [(m.kind, m.iri) for m in found.mentions] == [
        ("platform", "platform/cloud-sail-bay"), ("sector", "sec:new-materials"),
    ]  # fmt: skip
    assert [source[m.start : m.end] for m in found.mentions] == ["云帆湾\n商务区", "新材料"]


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("加快建设青枫谷产业园,新引进企业30家。", "青枫谷产业园", "platform"),
        ("做强高端海工装备产业集群,产值增长12%。", "高端海工装备产业集群", "cluster"),
        ("推进“一河三湖”项目,完成投资8亿元。", "“一河三湖”项目", "project"),
        ("深入实施“百企焕新”工程,技改投资增长15%。", "“百企焕新”工程", "programme"),
    ],
)
def test_a_name_by_its_pattern_is_a_proposal(source: str, name: str, kind: str) -> None:
    """What only looks like a name has no id."""
    found = _first(source).mentions

    assert [(m.exact, m.kind, m.iri) for m in found] == [(name, kind, None)]


@pytest.mark.parametrize(
    "source",
    ["建设产业园5个,投资增长8%。", "打造一批特色产业园,投资增长8%。", "推进重点项目,投资增长8%。"],
)
def test_a_sort_of_thing_is_no_name(source: str) -> None:
    """A plain noun names nothing."""
    assert _first(source).mentions == ()


def test_another_segment_is_not_beside() -> None:
    """A semicolon parts what belongs together."""
    found = list(extractor.extract(["建设云帆湾商务区;投资增长8%。"], year=2024, names=KNOWN))

    assert found[0].mentions == ()


def test_the_json_line_keeps_the_fields_of_the_guide() -> None:
    """Mentions are for people and records, not for the contract."""
    found = _first("依托云帆湾商务区,力争投资增长8%。")

    assert found.mentions
    assert tuple(json.loads(found.line())) == FIELDS


def test_the_page_shows_names_and_keeps_the_text() -> None:
    """Names are underlined with what is known of them; every character is still there."""
    source = "依托云帆湾商务区,建设青枫谷产业园,力争投资增长8%。"
    found = list(extractor.extract([source], year=2024, names=KNOWN))

    page = listing.html(source, found)

    assert 'title="platform: platform/cloud-sail-bay"' in page
    assert 'title="platform: 新 new"' in page
    assert re.sub("<[^>]+>", "", page.split("<pre>")[1]) == source
