"""The headers of canned queries: what they say, what they may not say, what is made of them."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
import typer

from govgraph import bundled, cli
from govgraph.errors import QueryError, UnknownQuery
from govgraph.namespaces import DCT, RDFS, SCHEMA, SH
from govgraph.sparql import canned, examples
from govgraph.sparql.canned import Form, ParameterType

QUERIES = canned.load(bundled.queries())
GOOD = """# title-zh: 问
# title-en: Ask
# description-zh: 问一问。
# description-en: Just asks.
# tags: one, two
# param: minCny decimal "最低" "least" min=0
# column: name "名" "name"
# chart: bar x=name y=number

PREFIX gg: <https://w3id.org/govgraph/ns#>

SELECT ?name ?number WHERE {
  VALUES ?minCny { 1.0 }
  ?thing gg:value ?number ; gg:name ?name .
}
ORDER BY ?name ?number
"""


def test_a_header_is_read() -> None:
    query = canned.parse("ask", GOOD)
    parameter = query.parameters[0]

    assert (query.title, query.tags) == ({"zh": "问", "en": "Ask"}, ("one", "two"))
    assert (query.form, query.columns) == (Form.SELECT, ("name", "number"))
    assert query.body.startswith("PREFIX gg:")
    assert (parameter.type, parameter.option) == (ParameterType.DECIMAL, "min-cny")
    assert [term.value for term in parameter.default] == ["1"]
    assert query.parameter("min_cny") is parameter
    assert query.titles["name"] == {"zh": "名", "en": "name"}
    assert query.chart is not None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# tags: one, two\n", "", "q.rq: MISSING_KEY: the header has no tags"),
        ("# tags:", "# tag:", "q.rq:5: UNKNOWN_KEY: no such header key (tag); did you mean tags?"),
        ("# tags: one", "# tags one", "q.rq:5: BAD_LINE"),
        ("# chart:", "# title-en: again\n# chart:", "q.rq:8: REPEATED_KEY"),
        ("minCny decimal", "minCny decimla", "no such parameter type (decimla); did you mean"),
        ('"最低" "least"', '"最低"', "q.rq:6: BAD_PARAM: a parameter reads"),
        ("min=0", "mni=0", "(mni); did you mean min?"),
        ("min=0", "class=gg:Pledge", "no such option of a parameter of type decimal (class)"),
        ("decimal ", "concept ", "a parameter of type concept needs scheme="),
        ("VALUES ?minCny { 1.0 }", "", "minCny needs a line"),
        ("{ 1.0 }", "{ 1.0 }\n  VALUES ?other { 1 }", "q.rq:14: UNDECLARED"),
        ("chart: bar", "chart: pie", "no such chart (pie)"),
        ("y=number", "y=numbre", "no such column (numbre); did you mean number?"),
        ("column: name", "column: nmae", "no such column (nmae); did you mean name?"),
        ("ORDER BY", "ORDR BY", "q.rq: SPARQL: "),
        ("# chart", "# precompute: no\n# chart", "precompute is yes or absent"),
        ("# chart", "# precompute: yes per=area\n# chart", "no such option of precompute (per)"),
        ("# chart", "# precompute: yes by=minCny\n# chart", "no such parameter (minCny)"),
        ("{ 1.0 }", "{ 1.0 }\n  VALUES ?minCny { 2.0 }", "minCny has several VALUES lines"),
    ],
)
def test_a_fault_of_a_header_is_one_line(old: str, new: str, fault: str) -> None:
    assert old in GOOD
    with pytest.raises(QueryError) as caught:
        canned.parse("q", GOOD.replace(old, new, 1))

    lines = str(caught.value).splitlines()
    assert [line for line in lines if fault in line]


def test_an_unknown_query_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownQuery, match="did you mean scorecard"):
        canned.find(QUERIES, "scorcard")


@pytest.mark.parametrize("name", ["scorcard", "../columns", "Scorecard", "\x1b[2J"])
def test_a_name_that_is_none_reads_no_file(name: str) -> None:
    with pytest.raises(UnknownQuery, match=r"^no such query \("):
        canned.read(bundled.queries(), name)


def test_one_query_is_read_as_all_of_them_are() -> None:
    assert canned.read(bundled.queries(), "scorecard") == QUERIES["scorecard"]


def test_there_are_questions_enough() -> None:
    assert len(QUERIES) >= 40


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_keeps_the_rules_of_the_house(name: str) -> None:
    query = QUERIES[name]

    assert all(query.title.values())
    assert all(query.description.values())
    assert set(query.columns) == {c for c in query.columns if query.titles[c]["zh"] != c}
    assert not re.search(r"\blang\(\?\w+\)\s*=", query.text), "tags differ in case: langMatches"
    assert "SELECT *" not in query.text
    assert query.form is not Form.SELECT or "ORDER BY" in query.text
    assert "w3id.org/govgraph/id/" not in query.text, "the base of things is configurable"
    for column in query.columns:
        about, language = canned.stem(column)
        other = {"zh": "En", "en": "Zh"}.get(language, "")
        assert not language or about + other in query.columns


def test_no_parameter_is_named_like_an_option_of_the_command() -> None:
    command = typer.main.get_command(cli.application()).commands["query"]  # type: ignore[attr-defined]
    taken = {o.removeprefix("--") for p in command.params for o in p.opts} | {"help"}
    options = {p.option for query in QUERIES.values() for p in query.parameters}

    assert {"format", "lang"} <= taken
    assert options & taken == set()


def test_every_column_of_the_table_is_used() -> None:
    known = canned.column_titles(bundled.queries())
    used = {canned.stem(c)[0] for q in QUERIES.values() for c in q.columns}

    assert set(known) - used == set()


def test_the_same_header_gives_executable_records() -> None:
    triples = examples.records(
        QUERIES.values(), "https://data.example.org/", "https://x.example/sparql"
    )
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    rows = store.query(f"""SELECT ?query ?text ?keyword ?comment WHERE {{
      ?query a <{SH}SPARQLExecutable> ; <{SH}prefixes>/<{SH}declare>/<{SH}prefix> "gg" ;
        <{SH}select>|<{SH}construct>|<{SH}ask> ?text ; <{SCHEMA}keywords> ?keyword ;
        <{RDFS}comment> ?comment ; <{DCT}description> ?description ; <{SCHEMA}target> ?endpoint }}""")
    assert isinstance(rows, ox.QuerySolutions)
    found = {row["query"].value.rpartition("/")[2]: row["text"].value for row in rows}

    assert found == {name: query.body for name, query in QUERIES.items()}
    assert not [t for t in triples if isinstance(t.subject, ox.BlankNode)]
    for text in found.values():
        ox.Store().query(text)
