"""Dereferencing, variants, links, caching and deployment, over HTTP."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.server import invented
from tests.server.conftest import Start
from tests.server.running import Running

PLEDGE = "/id/pledge/999900-0001"
RDF = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def links(answer: httpx.Response) -> list[tuple[str, str, str]]:
    """Return target, relation and type of every link of an answer."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', answer.headers["link"])
    return [(target, relation, kind) for target, relation, kind in found]


def test_every_thing_of_the_data_resolves(server: Running) -> None:
    """Each IRI under the base answers 303, and its document 200."""
    subjects = {
        str(quad.subject)[1:-1] for quad in invented.quads() if "#" not in str(quad.subject)
    }
    for iri in sorted(subjects):
        path = iri.removeprefix(invented.BASE)
        answer = server.get(f"/{path}", "text/turtle")

        assert answer.status_code == 303, iri
        assert server.client.get(answer.headers["location"]).status_code == 200


def test_the_formats_of_a_document_say_the_same(server: Running) -> None:
    """Turtle, N-Triples, RDF/XML and JSON-LD are one graph; N-Quads and TriG hold it by graph."""
    graphs = {
        suffix: rdflib.Graph().parse(data=server.client.get(f"{PLEDGE}.{suffix}").text, format=kind)
        for suffix, kind in RDF.items()
    }
    quads = rdflib.Dataset()
    quads.parse(data=server.client.get(f"{PLEDGE}.nq").text, format="nquads")
    union = rdflib.Graph()
    for subject, predicate, value, _ in quads.quads():
        union.add((subject, predicate, value))

    assert len(graphs["ttl"]) == 10
    for graph in (*graphs.values(), union):
        assert isomorphic(graph, graphs["ttl"])
    assert invented.GRAPH in server.client.get(f"{PLEDGE}.trig").text


def test_json_nests_what_is_part_of_the_thing(server: Running) -> None:
    """The JSON is one object, its fragments inside it, as an author would write it."""
    body = server.client.get(f"{PLEDGE}.json").json()

    assert "@context" not in body
    assert body["type"] == "Pledge"
    assert body["evidence"][0]["selector"][0]["start"] == 10
    assert "@context" in server.client.get(f"{PLEDGE}.jsonld").json()


def test_a_scheme_comes_with_its_concepts(server: Running) -> None:
    """The document of a vocabulary describes its concepts too."""
    text = server.client.get("/voc/comparator.ttl").text

    assert "不低于" in text


def test_chinese_iris_and_their_encoded_form_are_one(server: Running) -> None:
    """Raw bytes, percent-encoding and its lower case lead to one document, without a loop."""
    import socket

    from tests.server.sockets import receive

    encoded = server.get("/id/area/%E6%B5%A6%E4%B8%9C", "text/turtle")
    lower = server.get("/id/area/%e6%b5%a6%e4%b8%9c", "text/turtle")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(
            "GET /id/area/浦东 HTTP/1.1\r\nHost: x\r\nAccept: text/turtle\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        raw = receive(connection)

    assert encoded.status_code == lower.status_code == 303
    assert encoded.headers["location"] == lower.headers["location"]
    assert encoded.headers["location"].encode() in raw
    document = server.client.get(encoded.headers["location"])
    assert document.status_code == 200
    assert "虚构浦东" in document.text


@pytest.mark.parametrize("path", [f"{PLEDGE}.ttl", f"{PLEDGE}.html", "/ns.ttl", "/api/numbers"])
def test_head_is_get_without_the_body(server: Running, path: str) -> None:
    """The header fields are the same, length and tag included."""
    get, head = server.client.get(path), server.client.head(path)
    own = ("date", "x-request-id", "x-cache")

    assert head.content == b""
    assert head.status_code == get.status_code
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in get.headers.items() if k not in own
    }


@pytest.mark.parametrize(
    "path", [f"{PLEDGE}.ttl", "/ns", "/api/numbers", "/sparql?query=ASK%20%7B%7D", "/about"]
)
def test_a_repeat_is_answered_304(server: Running, path: str) -> None:
    """The tag comes back as 304 with its fields; another tag gets the whole."""
    first = server.client.get(path)
    tag = first.headers["etag"]
    again = server.client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    other = server.client.get(path, headers={"If-None-Match": '"other"'})

    assert not tag.startswith("W/")
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == first.headers["vary"]
    assert other.status_code == 200


def test_tags_differ_by_variant(server: Running) -> None:
    """No two formats share a tag; one format keeps its own."""
    tags = {s: server.client.get(f"{PLEDGE}.{s}").headers["etag"] for s in (*RDF, "html", "json")}

    assert len(set(tags.values())) == len(tags)
    assert server.client.get(f"{PLEDGE}.ttl").headers["etag"] == tags["ttl"]


def test_every_announced_variant_is_there(server: Running) -> None:
    """Alternates and the linkset of thing and document answer 200 with their type."""
    for path in (PLEDGE, f"{PLEDGE}.html", "/ns"):
        announced = [
            (target, kind)
            for target, relation, kind in links(server.get(path, "text/html"))
            if relation in ("alternate", "linkset", "describedby")
        ]
        assert len(announced) >= 4
        for target, kind in announced:
            answer = server.client.get(target)
            assert answer.status_code == 200, target
            assert answer.headers["content-type"].partition(";")[0] == kind


def test_signposting(server: Running) -> None:
    """A document names what it is cited as, its licence, author, types and collection."""
    relations = {r: t for t, r, _ in links(server.client.get(f"{PLEDGE}.html"))}
    linkset = server.client.get(f"{PLEDGE}.linkset.json").json()["linkset"][0]

    assert relations["cite-as"] == f"{invented.BASE}id/pledge/999900-0001"
    assert relations["license"].startswith("https://creativecommons.org/")
    assert relations["author"] == f"{invented.BASE}id/agent/example"
    assert relations["collection"] == "/dataset"
    assert relations["type"] == f"{invented.BASE}ns#Pledge"
    assert linkset["anchor"] == relations["cite-as"]


def test_faults_are_told_apart(server: Running) -> None:
    """Unknown 404, withdrawn 410 with its successor, bad value 400, no format 406."""
    gone = server.client.get("/id/pledge/999900-0007")
    buried = server.client.get("/id/pledge/999900-0008.ttl")

    assert server.client.get("/id/pledge/999900-9999").status_code == 404
    assert gone.status_code == 410
    assert gone.json()["successor"] == f"{invented.BASE}id/pledge/999900-0001"
    assert 'rel="successor-version"' in gone.headers["link"]
    assert buried.status_code == 410
    assert server.client.get(f"{PLEDGE}?format=x").status_code == 400
    assert server.client.post("/id/area/999900", content=b"x").status_code == 405
    assert "GET" in server.client.post("/ns", content=b"").headers["allow"]


def test_the_ontology_goes_by_its_version_too(server: Running) -> None:
    """``/ns/<version>`` is the same document; a version that never was is not found."""
    assert server.client.get("/ns/1.0.0.ttl").content == server.client.get("/ns.ttl").content
    assert server.get("/ns/1.0.0", "text/turtle").status_code == 200
    assert server.get("/ns/9.9.9", "text/turtle").status_code == 404


def test_the_context_is_served_for_ever_under_its_version(server: Running) -> None:
    """The context is JSON-LD with CORS; under a version it may be kept for ever."""
    answer = server.client.get("/context/1.0.0.jsonld")

    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "immutable" in answer.headers["cache-control"]
    assert "@context" in answer.json()


def test_the_language_of_a_page(server: Running) -> None:
    """``?lang=`` goes before Accept-Language; Chinese is what everyone else gets."""
    assert "关于" in server.client.get("/about").text
    assert "About" in server.client.get("/about", headers={"Accept-Language": "en-GB"}).text
    assert "About" in server.client.get("/about?lang=en", headers={"Accept-Language": "zh"}).text
    english = server.client.get(f"{PLEDGE}.html?lang=en").text
    assert "<title>An invented promise</title>" in english
    answer = server.client.get(f"{PLEDGE}?lang=en", headers={"Accept": "text/html"})
    assert answer.headers["location"] == f"{PLEDGE}.en.html"


def test_downloads_carry_the_tag_of_the_manifest(server: Running) -> None:
    """A dump is served as it lies in the release, tagged by its checksum."""
    manifest = server.client.get("/dataset/manifest.json").json()
    answer = server.client.get("/dataset/govgraph.nt.gz")
    versioned = server.client.get("/dataset/1.0.0/govgraph.nt.gz")

    assert answer.headers["content-type"] == "application/gzip"
    assert versioned.content == answer.content
    assert server.client.get("/dataset/0.9.0/govgraph.nt.gz").status_code == 404
    assert answer.headers["etag"].strip('"') in manifest["files"]["govgraph.nt.gz"]["sha256"]
    assert len(answer.content) == manifest["files"]["govgraph.nt.gz"]["bytes"]


def test_void_is_well_known(server: Running) -> None:
    """``/.well-known/void`` describes the data as RDF."""
    graph = rdflib.Graph().parse(
        data=server.get("/.well-known/void", "text/turtle").text, format="turtle"
    )

    assert list(graph.objects(None, rdflib.VOID.triples))


@pytest.mark.parametrize("strips", [True, False])
def test_below_a_path_of_a_proxy(start: Start, strips: bool) -> None:
    """With ``--root-path`` every address leads below it, whether the proxy strips it or not."""
    server = start(root_path="/pledges")
    prefix = "" if strips else "/pledges"
    answer = server.get(f"{prefix}{PLEDGE}", "text/turtle")
    page = server.client.get(f"{prefix}{PLEDGE}.html")

    assert answer.headers["location"] == f"/pledges{PLEDGE}.ttl"
    local = [t for t, _, _ in links(page) if t.startswith("/")]
    assert local
    assert all(target.startswith("/pledges/") for target in local)
    addresses = re.findall(r'(?:href|action|src)="(/[^"]*)"', server.client.get("/").text)
    assert addresses
    assert all(a.startswith("/pledges/") for a in addresses)


def test_a_preview_shows_its_own_iris(start: Start, server: Running) -> None:
    """With ``--base`` everything is equal after the base is written back."""
    preview = "http://preview.example/"
    staged = start(preview=preview)
    for path in (f"{PLEDGE}.ttl", f"{PLEDGE}.jsonld", "/ns.ttl", "/api/numbers"):
        shown, real = staged.client.get(path), server.client.get(path)
        assert preview in shown.text or path == "/api/numbers"
        assert shown.text.replace(preview, invented.BASE) == real.text
    query = f"SELECT ?p {{ <{preview}id/area/999900> ?p ?o }}"
    assert staged.ask(query).json()["results"]["bindings"]


def test_a_new_release_is_taken_up_under_load(start: Start, tmp_path: Path) -> None:
    """The swap fails no request, new tags appear, and pages of the old answers say 410."""
    invented.make(tmp_path, "1.0.0-000000000001", numbers=30)
    server = start(current=str(tmp_path / "current"))
    old = server.client.get("/api/numbers?size=10")
    following = next(t for t, r, _ in links(old) if r == "next")
    codes = []
    extra = f"<{invented.GRAPH}> {{ <{invented.ID}area/999901> a <x:Area> }}"
    invented.make(tmp_path, "1.0.0-000000000002", numbers=30, extra=extra)
    for _ in range(4_000):
        codes.append(server.client.get("/id/area/999900.ttl").status_code)
        codes.append(server.ask("ASK {}").status_code)
        if server.client.get("/id/area/999901.ttl").status_code == 200:
            break

    assert set(codes) == {200}
    assert server.client.get("/id/area/999901.ttl").status_code == 200
    assert server.client.get("/healthz").json()["release"] == "1.0.0-000000000002"
    assert server.client.get(following).status_code == 410
    assert "govgraph_reloads_total 1" in server.client.get("/metrics").text


def test_health_and_metrics(server: Running) -> None:
    """Health names release and cage; the metrics count what was asked."""
    body = server.client.get("/healthz").json()
    text = server.client.get("/metrics").text

    assert body["status"] == "ok"
    assert body["cage"] in ("namespace", "descriptors")
    assert re.search(r'govgraph_requests_total\{route="healthz",status="200"\} \d+', text)
    for line in text.splitlines():
        assert line.startswith("# ") or re.fullmatch(r"[a-z_]+(\{[^}]*\})? [0-9.e+]+", line), line


def test_a_cached_answer_says_so(server: Running) -> None:
    """The second reader is told that his answer was at hand."""
    path = f"{PLEDGE}.nt?unique=1"

    assert server.client.get(path).headers["x-cache"] == "MISS"
    assert server.client.get(path).headers["x-cache"] == "HIT"


def test_responses_are_json_where_they_say_so(server: Running) -> None:
    """What is announced as JSON parses as JSON."""
    for path in ("/api", "/openapi.json", "/none", f"{PLEDGE}.linkset.json", "/healthz"):
        answer = server.client.get(path)
        assert "json" in answer.headers["content-type"]
        json.loads(answer.text)
