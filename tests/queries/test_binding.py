"""What people write for a parameter stays data: it changes the match and nothing else."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib

from govgraph import bundled
from govgraph.errors import BadParameter
from govgraph.namespaces import XSD
from govgraph.sparql import binding, canned
from govgraph.sparql.canned import CannedQuery
from govgraph.sparql.things import Things
from tests.queries.conftest import BASE, HOSTILE, MemoryEngine, Tiny

QUERIES = canned.load(bundled.queries())
STRINGS = 10_000
PIECES = [
    *HOSTILE,
    *"\"'\\{}<>?$#;.,|&()[]@^`~!=+-*/% \t\n\r\x00\x1b\u200b\u202e荔湾aUu0",
    "\\u0041",
    "\\U",
]
HEADER = "\n".join(
    f"# {key}: x" for key in ("title-zh", "title-en", "description-zh", "description-en", "tags")
)
MATCH = f"""{HEADER}
# param: text text "文字" "words"
SELECT ?thing WHERE {{
  VALUES ?text {{ UNDEF }}
  ?thing <http://example.org/says> ?says .
  FILTER(?says = ?text)
}}
ORDER BY ?thing
"""


def random_text(source: random.Random) -> str:
    if source.random() < 0.3:
        points = (source.randrange(0x110000) for _ in range(source.randrange(1, 30)))
        return "".join(chr(p) for p in points if not 0xD800 <= p <= 0xDFFF)
    return "".join(source.choices(PIECES, k=source.randrange(1, 12)))


def nothing() -> Things:
    return Things(MemoryEngine(ox.Store()), BASE)


def bound(query: CannedQuery, text: str) -> str:
    return binding.bind(query, binding.read(query, {"text": ox.Literal(text)}, nothing()))


def test_random_texts_change_nothing_but_the_match() -> None:
    query = canned.parse("match", MATCH)
    source = random.Random(20261124)
    says = ox.NamedNode("http://example.org/says")
    before, after = MATCH.split("UNDEF")
    for number in range(STRINGS):
        text = random_text(source)
        store = ox.Store()
        me, other = ox.NamedNode("urn:me"), ox.NamedNode("urn:other")
        store.add(ox.Quad(me, says, ox.Literal(text)))
        store.add(ox.Quad(other, says, ox.Literal(text + "x")))

        sparql = bound(query, text)

        rows = MemoryEngine(store).select(sparql).rows
        assert rows == ((me,),), f"{number}: {text!a}"
        assert sparql.startswith(before.rstrip())
        assert sparql.endswith(after.lstrip())


def test_random_texts_change_nothing_in_rdflib_either() -> None:
    query = canned.parse("match", MATCH)
    source = random.Random(7)
    says = rdflib.URIRef("http://example.org/says")
    for text in [*HOSTILE, *(random_text(source) for _ in range(400))]:
        graph = rdflib.Graph()
        graph.add((rdflib.URIRef("urn:me"), says, rdflib.Literal(text)))
        graph.add((rdflib.URIRef("urn:other"), says, rdflib.Literal(text + "x")))

        rows = [row[0] for row in graph.query(bound(query, text))]  # type: ignore[index]

        assert rows == [rdflib.URIRef("urn:me")], ascii(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_searched_for_and_not_found(tiny: Tiny, text: str) -> None:
    query = QUERIES["search-pledges"]
    terms = binding.read(query, {"text": text}, Things(tiny.oxigraph, BASE))
    rows = tiny.oxigraph.select(binding.bind(query, terms))

    assert rows.columns == query.columns
    assert rows.rows == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_place_is_refused(tiny: Tiny, text: str) -> None:
    with pytest.raises(BadParameter, match=r"^area \(iri\): no such district .*甲区"):
        binding.read(QUERIES["pledges-by-district"], {"area": text}, Things(tiny.oxigraph, BASE))


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("ending-by", {"date": "2023-02-30"}, "date (date): wants a date (2023-02-30); write YYYY"),
        ("ending-by", {"date": "２０２３-01-01"}, "date (date): wants a date"),
        ("ending-by", {"date": "2023-01-01T00:00:00"}, "date (date): wants a date"),
        ("large-money", {"minCny": "1e9"}, "min-cny (decimal): wants a decimal number (1e9)"),
        ("large-money", {"min_cny": "-1"}, "min-cny (decimal): wants 0 or more (-1)"),
        ("large-money", {"min-cny": "NaN"}, "min-cny (decimal): wants a decimal number (NaN)"),
        (
            "large-money",
            {"mincn": "1"},
            "large-money: no such parameter (mincn); did you mean min-cny?",
        ),
        ("evidence-gaps", {"x": "1"}, "evidence-gaps: no such parameter (x); it takes none"),
        ("target-card", {}, "target (iri): target-card cannot do without it; give --target, such"),
        ("target-card", {"target": "any"}, "target (iri): target-card cannot do without it"),
        ("cascade", {"indicator": ["gdp-growth", "fai-growth"]}, "indicator (concept): takes one"),
        ("cascade", {"indicator": "gdp-growht"}, "did you mean gdp-growth"),
        (
            "cascade",
            {"indicator": "增速"},
            "indicator (concept): names several (增速); say which: ",
        ),
        ("pledges-by-district", {"area": "area/990199"}, "no such district (area/990199)"),
        ("pledges-by-district", {"area": "http://x> } DROP ALL #"}, "no such district (http://x>"),
        ("search-pledges", {"text": "x" * 201}, "text (text): wants at most 200 characters"),
        ("search-pledges", {"text": "\ud800"}, "text (text): is not Unicode text"),
    ],
)
def test_a_bad_value_names_parameter_type_and_mend(
    tiny: Tiny, name: str, given: dict[str, str | list[str]], message: str
) -> None:
    with pytest.raises(BadParameter) as caught:
        binding.read(QUERIES[name], given, Things(tiny.oxigraph, BASE))

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_fault_of_a_call_is_told_at_once(tiny: Tiny) -> None:
    given = {"date": "x", "area": "y", "z": "1"}
    with pytest.raises(BadParameter) as caught:
        binding.read(QUERIES["ending-by"], given, Things(tiny.oxigraph, BASE))

    assert len(str(caught.value).splitlines()) == 3


def test_values_of_python_are_taken_as_they_are(tiny: Tiny) -> None:
    things = Things(tiny.oxigraph, BASE)
    area = ox.NamedNode(BASE + "area/990101")
    ending = binding.read(
        QUERIES["ending-by"], {"date": dt.date(2023, 12, 31), "area": area}, things
    )
    money = [
        binding.read(QUERIES["large-money"], {"minCny": value}, things)["minCny"][0]
        for value in (Decimal("1E+8"), 100_000_000, "1亿", "10000万", "100000000.00")
    ]

    assert ending == {
        "date": (ox.Literal("2023-12-31", datatype=ox.NamedNode(XSD + "date")),),
        "area": (area,),
    }
    assert {str(term) for term in money} == {
        '"100000000"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    }


def test_any_frees_a_parameter_from_its_default(tiny: Tiny) -> None:
    query = QUERIES["ending-by"]
    terms = binding.read(query, {"date": "any"}, Things(tiny.oxigraph, BASE))

    assert "VALUES ?date { UNDEF }" in binding.bind(query, terms)
    assert len(tiny.oxigraph.select(binding.bind(query, terms)).rows) > len(
        tiny.oxigraph.select(query.text).rows
    )


def test_choices_come_from_the_data_with_labels(tiny: Tiny) -> None:
    parameter = QUERIES["pledges-by-district"].parameter("area")
    assert parameter is not None
    choices = Things(tiny.oxigraph, BASE).choices(parameter)

    assert [(c.term.value.rpartition("/")[2], c.label["zh"], c.label["en"]) for c in choices] == [
        ("990100", "样例市", "Yangli City"),
        ("990101", "甲区", "Jia District"),
        ("990102", "乙区", "Yi District"),
    ]
