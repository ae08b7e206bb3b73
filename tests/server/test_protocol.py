"""The SPARQL 1.1 Protocol: the cases of the W3C, written out so that they always run."""

from __future__ import annotations

import pytest

from tests.server.invented import KASEI
from tests.server.running import Running

ONE, TWO, THREE = (KASEI.format(n) for n in (1, 2, 3))
QUERY = {"Content-Type": "application/sparql-query"}
BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g {{ <{ONE}> a ?type }} GRAPH ?h {{ <{TWO}> a ?type }} }}"


def test_a_query_comes_by_get_by_form_and_directly(server: Running) -> None:
    """Three ways to ask, one answer."""
    by_get = server.client.get("/sparql", params={"query": "ASK {}"})
    by_form = server.client.post("/sparql", data={"query": "ASK {}"})
    directly = server.client.post("/sparql", content="ASK {}", headers=QUERY)
    with_slash = server.client.get("/sparql/", params={"query": "ASK {}"})

    for answer in (by_get, by_form, directly, with_slash):
        assert answer.status_code == 200
        assert answer.json()["boolean"] is True


@pytest.mark.parametrize("way", ["get", "post"])
def test_default_graphs_are_merged_from_those_named(server: Running, way: str) -> None:
    """``default-graph-uri`` chooses the default graph; without it the data is there as it is."""
    graphs = {"default-graph-uri": [ONE, TWO]}
    if way == "get":
        answer = server.client.get("/sparql", params={"query": BOTH, **graphs})
    else:
        answer = server.client.post("/sparql", params=graphs, content=BOTH, headers=QUERY)

    assert answer.json()["boolean"] is True
    assert server.ask(BOTH).json()["boolean"] is False


@pytest.mark.parametrize("way", ["get", "post"])
def test_named_graphs_are_those_named(server: Running, way: str) -> None:
    """``named-graph-uri`` chooses the named graphs, and leaves the default graph empty."""
    graphs = {"named-graph-uri": [ONE, TWO]}
    if way == "get":
        answer = server.client.get("/sparql", params={"query": NAMED, **graphs})
    else:
        answer = server.client.post("/sparql", params=graphs, content=NAMED, headers=QUERY)
    default = server.client.get("/sparql", params={"query": "ASK { ?s ?p ?o }", **graphs})

    assert answer.json()["boolean"] is True
    assert default.json()["boolean"] is False


def test_the_protocol_goes_before_the_query_on_the_dataset(server: Running) -> None:
    """A dataset in both places: that of the protocol is used."""
    query = NAMED.replace("ASK", f"ASK FROM <{THREE}>")
    chosen = {"named-graph-uri": [ONE, TWO]}
    absent = server.client.get("/sparql", params={"query": query, "named-graph-uri": THREE})

    assert server.client.get("/sparql", params={"query": query, **chosen}).json()["boolean"] is True
    assert absent.json()["boolean"] is False


def test_a_full_dataset_has_default_and_named_graphs(server: Running) -> None:
    """Both parameters together make the whole dataset."""
    query = NAMED.replace("ASK {", f"ASK {{ <{THREE}> a ?type ")
    graphs = {"default-graph-uri": THREE, "named-graph-uri": [ONE, TWO]}

    answer = server.client.post("/sparql", params=graphs, content=query, headers=QUERY)

    assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT (1 AS ?value) {}", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+json"),
        ("DESCRIBE <http://example.org/>", "text/turtle"),
        ("CONSTRUCT { <x:s> <x:p> 1 } WHERE {}", "text/turtle"),
    ],
)
def test_every_form_has_its_default_format(server: Running, query: str, kind: str) -> None:
    """Without a wish, rows come as JSON and graphs as Turtle."""
    answer = server.ask(query)

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status"),
    [
        ("PUT", "/sparql?query=ASK%20%7B%7D", "", "", 405),
        ("DELETE", "/sparql?query=ASK%20%7B%7D", "", "", 405),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", "", "", 400),
        ("POST", "/sparql", "ASK {}", "text/plain", 415),
        ("POST", "/sparql", "query=ASK%20%7B%7D", "", 415),
        ("POST", "/sparql", "ASK {}", "", 415),
        ("POST", "/sparql", "ASK {}", "application/sparql-query; charset=UTF-16", 415),
        ("GET", "/sparql?query=ASK%20%7B", "", "", 400),
        ("GET", "/sparql?query=ASK%20%7B%FF%7D", "", "", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", "", "", 403),
        ("POST", "/sparql", "CLEAR ALL", "application/sparql-update", 403),
        ("POST", "/sparql", "update=CLEAR%20ALL", "application/x-www-form-urlencoded", 403),
        ("GET", "/sparql?query=CLEAR%20ALL", "", "", 403),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=nonsense", "", "", 400),
        ("GET", "/sparql?default-graph-uri=http%3A%2F%2Fexample.org%2F", "", "", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&format=png", "", "", 400),
    ],
)
def test_what_is_no_query_operation_is_refused(
    server: Running, method: str, path: str, content: str, kind: str, status: int
) -> None:
    """Every fault has its status, and plain words."""
    headers = {"Content-Type": kind} if kind else {}
    request = server.client.build_request(method, path, content=content, headers=headers)
    if not kind:
        request.headers.pop("Content-Type", None)

    answer = server.client.send(request)

    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_query_that_is_not_utf8_is_refused(server: Running) -> None:
    """Bytes that are no UTF-8 are an error of the client."""
    answer = server.client.post("/sparql", content=b"ASK { ?s ?p '\xff' }", headers=QUERY)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/sparql-results+json"),
        ("application/xml", "application/sparql-results+xml"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
    ],
)
@pytest.mark.parametrize("query", ["SELECT ?s { ?s ?p ?o } LIMIT 2", "ASK {}"])
def test_rows_come_in_four_formats(server: Running, query: str, accept: str, kind: str) -> None:
    """JSON, XML, CSV and TSV, each under its own type."""
    answer = server.client.get("/sparql", params={"query": query}, headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "kind", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_come_in_four_formats(server: Running, kind: str) -> None:
    """Turtle, N-Triples, RDF/XML and JSON-LD read back to the same graph."""
    import rdflib
    from rdflib.compare import isomorphic

    query = {
        "query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/govgraph/ns#Pledge> ; ?p ?o }"
    }
    answer = server.client.get("/sparql", params=query, headers={"Accept": kind})
    plain = server.client.get("/sparql", params={**query, "format": "nt"})

    found = rdflib.Graph().parse(data=answer.text, format=kind)
    assert len(found) > 5
    assert isomorphic(found, rdflib.Graph().parse(data=plain.text, format="nt"))


def test_the_form_of_the_query_decides_what_is_acceptable(server: Running) -> None:
    """Rows are not to be had as Turtle, nor graphs as CSV: 406 with the list."""
    for query, accept in (("ASK {}", "text/turtle"), ("CONSTRUCT WHERE {?s ?p ?o}", "text/csv")):
        answer = server.client.get("/sparql", params={"query": query}, headers={"Accept": accept})

        assert answer.status_code == 406
        assert "on offer are" in answer.text
    nothing = server.client.get(
        "/sparql", params={"query": "ASK {}"}, headers={"Accept": "image/png"}
    )
    assert nothing.status_code == 406


def test_the_description_is_rdf_about_this_endpoint(server: Running) -> None:
    """GET without a query describes the service, in every format, with its own address."""
    import rdflib

    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    for kind in ("text/turtle", "application/rdf+xml", "application/ld+json"):
        for path in ("sparql", "sparql/"):
            answer = server.client.get(f"/{path}", headers={"Accept": kind})
            graph = rdflib.Graph().parse(
                data=answer.text, format=kind, publicID=f"{server.url}{path}"
            )

            endpoint = rdflib.URIRef(f"{server.url}{path}")
            assert answer.headers["content-type"].partition(";")[0] == kind
            services = list(graph.subjects(sd.endpoint, endpoint))
            assert len(services) == 1
            assert (services[0], rdflib.RDF.type, sd.Service) in graph


def test_every_graph_that_the_description_lists_is_there(server: Running) -> None:
    """A named graph of the description answers, and none is left out."""
    import rdflib

    text = server.client.get("/sparql", headers={"Accept": "text/turtle"}).text
    graph = rdflib.Graph().parse(data=text, format="turtle", publicID=f"{server.url}sparql")
    names = graph.objects(
        None, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#name")
    )
    listed = {str(name) for name in names}
    rows = server.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").json()["results"]["bindings"]

    assert listed == {row["g"]["value"] for row in rows}


def test_a_browser_gets_a_form(server: Running) -> None:
    """Without a query and with HTML wished for, there is a form that works without scripts."""
    answer = server.get("/sparql", "text/html,*/*;q=0.8")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<textarea id="query" name="query"' in answer.text


def test_plain_queries_see_all_data_but_the_meta_graph(server: Running) -> None:
    """The default graph is the union of the data; the graph about graphs stands beside it."""
    data = "ASK { <https://w3id.org/govgraph/id/area/999900> ?p ?o }"
    meta = "ASK { <https://w3id.org/govgraph/id/graph/meta/1> ?p ?o }"

    assert server.ask(data).json()["boolean"] is True
    assert server.ask(meta).json()["boolean"] is False
    assert server.ask(meta.replace("{", "{ GRAPH ?g {") + "}").json()["boolean"] is True
