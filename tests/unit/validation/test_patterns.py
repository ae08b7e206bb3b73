"""Queries compiled to functions: the answers of a store of SPARQL."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from govgraph.errors import OntologyError
from govgraph.namespaces import XSD
from govgraph.ntriples import Triple
from govgraph.validation import patterns
from govgraph.validation.triples import Triples

PREFIXES = f"PREFIX : <urn:>\nPREFIX xsd: <{XSD}>\n"
NODES = [f"<urn:n{number}>" for number in range(7)]

QUERIES = [
    "$this :p ?value",
    "$this ^:p ?value . ?value :n ?n",
    "$this :p/:p ?value",
    "$this (:p|:q)/:p ?value . $this (:p|^:q) ?value",
    "$this :p* ?value . ?value :n 3",
    "$this :p ?value . FILTER NOT EXISTS { ?value :q $this }",
    "$this :p ?value . FILTER EXISTS { ?any :q ?value ; :n ?n . FILTER(?n > 2) }",
    "$this :p ?value . OPTIONAL { ?value :n ?n } FILTER(!BOUND(?n) || ?n * 2 - 1 >= 5)",
    "$this :p ?value . OPTIONAL { ?value :n ?n } OPTIONAL { $this :n ?m } "
    "FILTER(COALESCE(?n, ?m) / 2 <= 1.5 && ?n != 1)",
    "?other :p ?value . ?value :q $this . FILTER(?other != $this)",
    "$this :p ?value . ?value ?link ?end . FILTER(?link IN (:q, :n)) "
    "FILTER NOT EXISTS { $this ?link ?end }",
    "$this :t ?a . FILTER(STRSTARTS(?a, REPLACE(?a, '0+$', ''))) "
    "$this :p ?value . FILTER(STRLEN(?a) = 2)".replace("'", '"'),
    "{ SELECT $this (SUM(?n) AS ?sum) WHERE { { SELECT DISTINCT $this ?n WHERE { "
    "$this :p ?x . ?x :n ?m . BIND(?m * 10 AS ?n) } } } GROUP BY $this } "
    "$this :p ?value . FILTER(?sum + 0 > 20)",
    "$this a :C ; :p ?value , ?two . FILTER(?two != ?value)",
]


def drawn(seed: int) -> list[Triple]:
    """Return a small graph of links, numbers and texts."""
    rng = random.Random(seed)
    found = [(rng.choice(NODES), f"<urn:{rng.choice('pq')}>", rng.choice(NODES)) for _ in range(16)]
    for node in rng.sample(NODES, 4):
        found.append((node, "<urn:n>", f'"{rng.randint(1, 4)}"^^<{XSD}integer>'))
        found.append((node, "<urn:t>", f'"{rng.choice(["10", "1", "200", "00"])}"'))
        found.append((node, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<urn:C>"))
    return found


def stored(triples: list[Triple], query: str) -> set[tuple[str, str]]:
    """Return the answers of Oxigraph."""
    store = ox.Store()
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    return {(str(row["this"]), str(row["value"])) for row in rows}


@pytest.mark.parametrize("group", QUERIES)
@pytest.mark.parametrize("parted", [False, True], ids=["whole", "on a base"])
def test_a_query_has_the_answers_of_a_store(group: str, parted: bool) -> None:
    query = f"{PREFIXES}SELECT $this ?value WHERE {{ {group} }}"
    ask, answered = patterns.compiled(query), 0
    for seed in range(30):
        triples = drawn(seed)
        half = len(triples) // 2 if parted else 0
        base = Triples(triples[:half]) if parted else None
        found = set(ask(Triples(triples[half:], base), NODES))
        assert found == stored(triples, query), seed
        answered += len(found)

    assert answered


def test_a_query_without_value_names_the_focus_node_alone() -> None:
    ask = patterns.compiled(f"{PREFIXES}SELECT $this WHERE {{ $this :p :b }}")

    assert ask(Triples([("<a>", "<urn:p>", "<urn:b>")]), ["<a>", "<c>"]) == [("<a>", None)]


@pytest.mark.parametrize(
    ("group", "named"),
    [
        ("{ $this :p ?value } UNION { $this :q ?value }", "UNION"),
        ("$this :p ?value . MINUS { $this :q ?value }", "MINUS"),
        ("$this :p ?value . FILTER(LANG(?value) = 'en')".replace("'", '"'), "LANG"),
        ("$this :p+ ?value", r"\+"),
        ("$this :p ?value . ?x :q ?y", "nothing leads to"),
        ("$this :p ?x . BIND(1 + 1 AS ?value)", "value of the data"),
        ("$this :p ?value . VALUES ?value { :a }", "VALUES"),
        ("$this :p ?value . OPTIONAL { $this :q ?x } ?x :p ?y", "perhaps unbound"),
        ("$this other:p ?value", "other:p"),
        ("$this :p ?value . FILTER(STRLEN(?value, 1) = 1)", "STRLEN"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(group: str, named: str) -> None:
    with pytest.raises(OntologyError, match=named):
        patterns.compiled(f"{PREFIXES}SELECT $this ?value WHERE {{ {group} }}")
