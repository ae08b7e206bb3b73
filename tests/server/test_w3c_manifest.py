"""The W3C manifest of the SPARQL 1.1 Protocol, run request by request."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef
from rdflib.collection import Collection

from tests.conftest import ROOT
from tests.server.running import Running

FOLDER = ROOT.parent / "shared" / "judges" / "sparql11-protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"),
}
QUERY_TESTS = 20


def manifest(name: str) -> rdflib.Graph:
    if not (FOLDER / name).is_file():
        return rdflib.Graph()
    base = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/"
    return rdflib.Graph().parse(FOLDER / name, format="turtle", publicID=base + name)


GRAPH = manifest("manifest.ttl")


def entries() -> list[URIRef]:
    """Return the query tests, in the order of the manifest."""
    for head in GRAPH.objects(None, MF.entries):
        listed = [node for node in Collection(GRAPH, head) if isinstance(node, URIRef)]
        return [node for node in listed if "update" not in name(node)]
    return []


def name(node: rdflib.term.Node) -> str:
    return str(node).rpartition("#")[2]


def requests(test: URIRef) -> Iterator[rdflib.term.Node]:
    action = GRAPH.value(test, MF.action)
    listed = GRAPH.value(action, HT.requests)
    assert listed is not None
    yield from Collection(GRAPH, listed)


def send(server: Running, node: rdflib.term.Node) -> httpx.Response:
    """Send one request exactly as the manifest says."""
    path = str(GRAPH.value(node, HT.absolutePath))
    body = GRAPH.value(node, HT.body)
    content = b""
    if body is not None:
        encoding = str(GRAPH.value(body, CNT.characterEncoding) or "UTF-8")
        content = str(GRAPH.value(body, CNT.chars)).encode(encoding)
    headers = {}
    listed = GRAPH.value(node, HT.headers)
    for field in Collection(GRAPH, listed) if listed is not None else ():
        headers[str(GRAPH.value(field, HT.fieldName))] = str(GRAPH.value(field, HT.fieldValue))
    method = str(GRAPH.value(node, HT.methodName))
    return server.client.request(method, path, content=content, headers=headers)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/judges is not at hand")
@pytest.mark.parametrize("test", entries(), ids=name)
def test_protocol(server: Running, test: URIRef) -> None:
    """Every request of the test gets the status, format and answer that it expects."""
    for node in requests(test):
        expected = GRAPH.value(node, HT.resp)
        answer = send(server, node)

        statuses = {str(s)[-3] for s in GRAPH.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in statuses, answer.text
        wanted = GRAPH.value(expected, MF.expectedFormat)
        if wanted is not None:
            kind = answer.headers["content-type"].partition(";")[0]
            assert kind in FORMATS[str(wanted)]
        boolean = GRAPH.value(expected, MF.expectedBoolean)
        if boolean is not None:
            assert str(answer.json()["boolean"]).lower() == str(boolean).lower()


@pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/judges is not at hand")
def test_the_manifest_has_as_many_query_tests_as_we_say() -> None:
    """Nothing of the manifest is left out by a wrong filter."""
    assert len(entries()) == QUERY_TESTS


@pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/judges is not at hand")
@pytest.mark.parametrize("entry", ["has-endpoint-triple", "returns-rdf", "conforms-to-schema"])
def test_service_description(server: Running, entry: str) -> None:
    """GET on the endpoint returns RDF, about this endpoint, of the classes of the schema."""
    listed = {name(s) for s in manifest("service-description.ttl").subjects(RDF.type, None)}
    assert entry in listed
    address = f"{server.url}sparql"
    answer = httpx.get(address, headers={"Accept": "text/turtle"}, trust_env=False)
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=answer.text, format="turtle", publicID=address)

    services = list(graph.subjects(SD.endpoint, URIRef(address)))
    assert services
    if entry != "conforms-to-schema":
        return
    for service in services:
        assert (service, RDF.type, SD.Service) in graph
        for dataset in graph.objects(service, SD.defaultDataset):
            assert (dataset, RDF.type, SD.Dataset) in graph
            assert graph.value(dataset, SD.defaultGraph) is not None
            for named in graph.objects(dataset, SD.namedGraph):
                assert (named, RDF.type, SD.NamedGraph) in graph
                assert graph.value(named, SD.name) is not None
        assert list(graph.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
