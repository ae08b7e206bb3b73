"""The Accept matrix: 27 headers that real clients send, for four kinds of thing."""

from __future__ import annotations

import pytest

from tests.server.running import Running

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = (
    "application/rdf+xml,text/html;q=0.5,application/xhtml+xml;q=0.5,text/turtle;q=0.4,"
    "application/n-triples;q=0.3"
)
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "*/*;q=0.3"
)
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
    "application/json;q=0.45,text/n3;q=0.35,application/xml;q=0.3,text/html;q=0.2"
)
# Header, suffix of the variant (None: 406). An absent header is the first row.
MATRIX: tuple[tuple[str | None, str | None], ...] = (
    (None, "html"),
    ("", "html"),
    ("*/*", "html"),
    (CHROME, "html"),
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("text/*", "html"),
    (RDFLIB, "rdf"),
    (JENA, "ttl"),
    ("text/turtle", "ttl"),
    ("TEXT/Turtle; charset=utf-8", "ttl"),
    ("text/turtle;q=0.9, text/html;q=0.8", "ttl"),
    ("text/html;q=0.8, text/turtle;q=0.9", "ttl"),
    ("application/x-turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
    ("application/*", "html"),
    ("application/*;q=0.5, application/xhtml+xml;q=0.1, text/turtle", "ttl"),
    ("application/rdf+xml", "rdf"),
    ("application/n-triples", "nt"),
    ("text/plain, */*;q=0.1", "nt"),
    ("text/turtle;q=0, */*", "html"),
    ("*/*;q=abc", "html"),
    ("nonsense, ,;q=1", "html"),
    ("text/turtle;q=7", "ttl"),
    ("image/png", None),
    ("text/html;q=0", None),
)
# Formats that keep graphs are variants of things alone; the ontology has no named graphs.
OF_THINGS = (
    (COMUNICA, "nq"),
    ("application/n-quads", "nq"),
    ("application/trig", "trig"),
    ("application/json", "json"),
)
TYPES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "json": "application/json",
}
THINGS = ("/id/area/999900", "/voc/comparator", "/voc/comparator/at-least")


@pytest.mark.parametrize(("header", "suffix"), [*MATRIX, *OF_THINGS])
@pytest.mark.parametrize("path", THINGS)
def test_a_thing_leads_to_the_document_asked_for(
    server: Running, path: str, header: str | None, suffix: str | None
) -> None:
    """A thing answers 303 to the document of the best variant, or 406 with the list."""
    answer = server.get(path, header)

    assert answer.headers["vary"] == "Accept, Accept-Language"
    if suffix is None:
        assert answer.status_code == 406
        assert "text/turtle" in answer.json()["available"]
        return
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path}.{suffix}"
    document = server.get(answer.headers["location"])
    assert document.status_code == 200
    assert document.headers["content-type"].partition(";")[0] == TYPES[suffix]


@pytest.mark.parametrize(("header", "suffix"), MATRIX)
def test_the_ontology_is_negotiated_in_place(
    server: Running, header: str | None, suffix: str | None
) -> None:
    """``/ns`` is a document: 200 with the best variant, its bytes those of the suffix."""
    answer = server.get("/ns", header)

    assert answer.headers["vary"] == "Accept, Accept-Language"
    if suffix is None:
        assert answer.status_code == 406
        return
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == TYPES[suffix]
    assert server.get(f"/ns.{suffix}").content == answer.content


def test_format_goes_before_accept_and_suffix_before_format(server: Running) -> None:
    """The more explicit wish wins."""
    answer = server.get("/id/area/999900?format=ttl", "text/html")
    document = server.get("/id/area/999900.nt?format=ttl", "text/html")
    unknown = server.get("/id/area/999900?format=png", "text/html")

    assert answer.headers["location"] == "/id/area/999900.ttl"
    assert document.headers["content-type"] == "application/n-triples"
    assert unknown.status_code == 400
