"""The generated emitter gives what the JSON-LD parser gives, triple by triple."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govgraph import bundled, context
from govgraph.config import Limits
from govgraph.context import Context, Kind, Term
from govgraph.errors import Location, OntologyError, RecordError
from govgraph.graph import asserted
from govgraph.graph.emitter import Emitter, literal
from govgraph.graph.names import GraphNames
from govgraph.namespaces import HOME
from govgraph.ntriples import Triple
from govgraph.records import reader
from govgraph.records.record import Node, Record
from tests.conftest import ROOT

PATH = bundled.ontology() / "context.jsonld"
CONTEXT = context.load(PATH, HOME + "id/")
EMITTER = Emitter(CONTEXT)
NAMES = GraphNames("1.0.0")
GRAPH = "graph/reference"
FILES = [
    path
    for home in (ROOT / "data", ROOT / "src" / "govgraph" / "starter" / "data")
    if home.exists()
    for path in reader.find(home, [home], Limits())
    if path.suffix != ".csv"
]

IDS = st.from_regex(r"\A[a-z]{1,6}/[A-Za-z0-9][A-Za-z0-9._~-]{0,8}(#[a-z0-9]{1,3})?\Z")
COMPACT = st.builds(
    lambda prefix, local: f"{prefix}:{local}",
    st.sampled_from(sorted(CONTEXT.prefixes)),
    st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,8}\Z"),
)
ABSOLUTE = st.sampled_from(
    [
        "https://example.org/",
        "http://example.org",
        "https://example.org/a/../b?x=1&y=%E4%BA%8C#z",
        "https://sws.geonames.org/1809858/",
    ]
)
TAGS = st.sampled_from(["zh-hans", "en", "zh-latn-pinyin", "yue", "zh-hant-hk", "es-419"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    TEXTS,
    st.just([]),
    st.sampled_from(["urn:x:y", "mailto:a@example.org", "https://例子.org/", "a b", "_:x", "@id"]),
    st.dictionaries(st.sampled_from(["zh_CN", "de-1", "x-a", "i-hak", "@none", "e"]), TEXTS),
)
PLAIN: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False).map(str),
    Kind.DATE: st.dates().map(str),
    Kind.INTEGER: st.integers(-(10**18) + 1, 10**18 - 1),
    Kind.BOOLEAN: st.booleans(),
}


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, min_size=1, max_size=3))


def values(term: Term, depth: int, *, odd: bool) -> st.SearchStrategy[Any]:
    if term.kind is Kind.LANGUAGE:
        plain = st.dictionaries(TAGS, several(TEXTS), max_size=3)
    elif term.kind is Kind.LINK:
        links = st.one_of(IDS, COMPACT, ABSOLUTE)
        plain = several(st.one_of(links, nodes(depth - 1, odd=odd)) if depth else links)
    else:
        plain = several(PLAIN[term.kind])
    return st.one_of(plain, plain, plain, ODD) if odd else plain


@st.composite
def nodes(
    draw: st.DrawFn, depth: int = 1, *, odd: bool = False, names: tuple[str, ...] = ()
) -> Node:
    classes = st.sampled_from(names or sorted(CONTEXT.classes))
    node: Node = {"type": draw(several(classes)), "id": draw(IDS)}
    for key in draw(st.lists(st.sampled_from(sorted(CONTEXT.keys)), max_size=6, unique=True)):
        node[key] = draw(values(CONTEXT.terms[key], depth, odd=odd))
    keys = draw(st.permutations(list(node)))
    return {key: node[key] for key in keys}


def by_parser(tree: Node) -> list[Triple]:
    return [(s, p, o) for s, p, o, _ in asserted.parsed(tree, GRAPH, CONTEXT)]


def nameless(triples: list[Triple]) -> list[list[str]]:
    """Return triples in order, with no names for blank nodes, which are new each time."""
    return sorted([term if term[0] != "_" else "_:" for term in triple] for triple in triples)


def graphs(tree: Node) -> list[Triple]:
    record = Record(Location("a"), "Place", str(tree["id"]), tree)
    promised = len(by_parser(tree))
    found = asserted.graphs([record], promised, EMITTER, NAMES)
    return [triple for triples in found.values() for triple in triples]


@pytest.mark.parametrize("name", sorted(CONTEXT.classes))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_plain_records_of_every_class_give_what_the_parser_gives(
    name: str, data: st.DataObject
) -> None:
    tree = data.draw(nodes(names=(name,)))

    out: list[Triple] = []

    assert EMITTER.emit(tree, out)
    assert sorted(out) == sorted(by_parser(tree))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(nodes(odd=True))
def test_odd_records_give_what_the_parser_gives(tree: Node) -> None:
    assert nameless(graphs(tree)) == nameless(by_parser(tree))


@pytest.mark.parametrize("key", sorted(CONTEXT.keys))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_term_is_known(key: str, data: st.DataObject) -> None:
    value = data.draw(values(CONTEXT.terms[key], 1, odd=False))
    tree: Node = {"type": "Place", "id": "place/1", key: value}

    out: list[Triple] = []

    assert EMITTER.emit(tree, out)
    assert sorted(out) == sorted(by_parser(tree))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_shipped_records_need_no_parser(path: Path) -> None:
    for record in reader.read(path, path.parent, Limits()):
        assert isinstance(record, Record)
        out: list[Triple] = []

        assert EMITTER.emit(record.tree, out)
        assert sorted(out) == sorted(by_parser(record.tree))


def test_every_character_is_written_as_the_parser_writes_it() -> None:
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code < 0xE000:
            continue
        text = f"a{chr(code)}"

        assert f'{literal(text)}"' == str(ox.Literal(text))


@pytest.mark.parametrize(
    "value",
    [{"exact": "a", "unknownKey": "b"}, {"exact": {"@value": "a"}}, {"@context": {}, "exact": "a"}],
)
def test_what_is_not_plain_is_left_to_the_parser(value: Node) -> None:
    out: list[Triple] = [("<urn:a>", "<urn:b>", "<urn:c>")]

    assert not EMITTER.emit({"type": "Place", "id": "place/1", **value}, out)
    assert out == [("<urn:a>", "<urn:b>", "<urn:c>")]


def test_a_record_that_gives_fewer_triples_than_promised_is_named() -> None:
    tree: Node = {"type": "Place", "id": "place/1", "label": {"zh-a": "名"}}
    record = Record(Location("places.jsonl", 7), "Place", "place/1", tree)

    with pytest.raises(RecordError, match=r"places\.jsonl:7.*promises 2 triples but gives 1"):
        asserted.graphs([record], 2, EMITTER, NAMES)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"@vocab": "https://example.org/"}, "@vocab"),
        ({"exact": {"@id": "oa:exact", "@container": "@list"}}, "exact: @container @list"),
        ({"exact": {"@id": "oa:exact", "@language": "en"}}, "exact: @language"),
        ({"id": "https://example.org/id"}, "id must stand for @id"),
    ],
)
def test_a_context_that_the_generator_does_not_know_is_refused_by_name(
    entry: dict[str, Any], said: str, tmp_path: Path
) -> None:
    document = json.loads(PATH.read_text(encoding="utf-8"))
    document["@context"] |= entry
    path = tmp_path / "context.jsonld"
    path.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(OntologyError, match=said):
        Emitter(context.load(path, HOME + "id/"))


def test_a_base_that_ids_cannot_be_put_behind_is_refused() -> None:
    odd = Context("urn:x", CONTEXT.document, CONTEXT.prefixes, CONTEXT.terms)

    with pytest.raises(OntologyError, match="@base urn:x"):
        Emitter(odd)
