"""Every canned query gives its expected rows over the small project, in both engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from govgraph import bundled
from govgraph.publication import results
from govgraph.sparql import binding, canned
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.things import Things
from tests.queries.conftest import BASE, Tiny, comparable

EXPECTED = Path(__file__).parent / "expected"
QUERIES = canned.load(bundled.queries())
SELECTS = [name for name, query in QUERIES.items() if query.form is Form.SELECT]
# What is asked of a query beside its defaults: what it cannot do without, or what narrows it.
ASKED: Mapping[str, Mapping[str, str | list[str]]] = {
    "changes-since": {"release": "dataset/0.1.0"},
    "ending-by": {"date": "2024-12-31", "area": "甲"},
    "evidence-of": {"pledge": "pledge/990101-0001"},
    "large-money": {"minCny": "50亿"},
    "method-and-findings": {"target": "target/990101-0001-1"},
    "office-holders": {"date": "2023-06-01"},
    "outcomes-vs-targets": {"as_of": "2024-12-31"},
    "pledges-by-district": {"area": ["jiaqu", "990102"]},
    "search-pledges": {"text": "汽车"},
    "target-card": {"target": "990101-0001-2"},
    "unassessed-due": {"date": "2024-12-31"},
    "without-target": {"indicator": "fai-level"},
}


def asked(tiny: Tiny, query: CannedQuery) -> str:
    things = Things(tiny.oxigraph, BASE)
    return binding.bind(query, binding.read(query, ASKED.get(query.name, {}), things))


@pytest.mark.parametrize("name", SELECTS)
def test_a_query_gives_its_expected_rows_in_both_engines(
    tiny: Tiny, golden: Callable[[Path, bytes], None], name: str
) -> None:
    text = asked(tiny, QUERIES[name])
    rows = tiny.oxigraph.select(text)

    assert rows.rows, "an expected answer without rows proves nothing"
    golden(EXPECTED / f"{name}.csv", results.to_csv(rows).encode())
    assert tiny.rdflib.rows(text) == comparable(rows)


@pytest.mark.parametrize("name", SELECTS)
def test_a_query_runs_as_it_stands(tiny: Tiny, name: str) -> None:
    rows = tiny.oxigraph.select(QUERIES[name].text)

    assert rows.columns == QUERIES[name].columns
    assert rows.rows or name == "without-target"


@pytest.mark.parametrize("name", SELECTS)
def test_no_two_rows_are_the_same(tiny: Tiny, name: str) -> None:
    rows = tiny.oxigraph.select(QUERIES[name].text).rows

    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", SELECTS)
def test_the_order_is_total(tiny: Tiny, name: str) -> None:
    """The rows of a query over shuffled data come in the same order."""
    text = QUERIES[name].text
    head, _, tail = text.rpartition("ORDER BY")
    unordered = tiny.oxigraph.select(head)
    ordered = tiny.oxigraph.select(text)
    reversed_ = tiny.oxigraph.select(f"{head}ORDER BY {backwards(tail)}")

    assert sorted(map(str, unordered.rows)) == sorted(map(str, ordered.rows))
    assert [*reversed(reversed_.rows)] == [*ordered.rows]


def backwards(keys: str) -> str:
    """Return the keys of an ORDER BY turned round, one by one."""
    turned, depth, word = [], 0, ""
    for character in f"{keys.strip()} ":
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == " " and depth == 0:
            inner = word.removeprefix("DESC")
            turned.append(f"ASC({inner})" if inner != word else f"DESC({word})")
            word = ""
        else:
            word += character
    return " ".join(turned)


def test_one_pledge_as_rdf(tiny: Tiny) -> None:
    query = QUERIES["pledge-graph"]
    terms = binding.read(query, {"pledge": "pledge/990101-0001"}, Things(tiny.oxigraph, BASE))
    text = binding.bind(query, terms)
    triples = tiny.oxigraph.construct(text)

    assert {str(t.subject).rpartition("/")[2] for t in triples} == {
        "990101-0001>",
        "990101-0001#e1>",
        "990101-0001#e1-position>",
        "990101-0001#e1-quote>",
        "990101-0001#w1>",
        "990101-0001#w1-position>",
        "990101-0001-1>",
        "990101-0001-2>",
        "0001-1>",
    }
    assert len(tiny.rdflib.graph.query(text)) == len(triples)


def test_there_is_an_expected_answer_for_each_query() -> None:
    assert sorted(SELECTS) == sorted(path.stem for path in EXPECTED.glob("*.csv"))
