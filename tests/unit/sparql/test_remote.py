"""The remote engine reads what is whole and right, and says in one line what is not."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyoxigraph as ox
import pytest

import govgraph
from govgraph.errors import (
    ConfigError,
    QueryError,
    QueryTimeout,
    StoreRefused,
    StoreUnreachable,
    Unverified,
)
from govgraph.namespaces import XSD
from govgraph.sparql.remote import RemoteEngine
from tests.stores import mock
from tests.stores.mock import Mock, Reply, Request, running

DATA = """INSERT DATA { GRAPH <urn:g> {
  <urn:a> <urn:p> "承诺"@zh-hans , 7.50 , true ; <urn:q> <urn:b> . } <urn:a> <urn:p> "x" }"""


def asking(
    served: Mock, *, timeout: float = 20, graphs: tuple[str, ...] = ("urn:g",)
) -> RemoteEngine:
    """Return an engine for a mock."""
    served.store.update(DATA)
    return RemoteEngine(served.endpoint + "/query", timeout=timeout, graphs=graphs)


def reply(status: int, kind: str, body: bytes, **headers: str) -> mock.Fault:
    """Return a fault that answers every request alike."""
    return lambda request, served: (status, {"Content-Type": kind, **headers}, body)


def test_rows_come_as_terms_in_canonical_form() -> None:
    body = (
        b'{"head":{"vars":["b","d","l","u"]},"results":{"bindings":[{'
        b'"b":{"type":"typed-literal","datatype":"%sboolean","value":"1"},'
        b'"d":{"type":"literal","datatype":"%sdecimal","value":"7.0"},'
        b'"l":{"type":"literal","xml:lang":"zh-hans","value":"a"}}]}}'
    ) % (XSD.encode(), XSD.encode())
    with running(reply(200, "application/sparql-results+json", body)) as served:
        rows = RemoteEngine(served.endpoint, graphs=()).select("SELECT * WHERE {}")

    true = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))
    seven = ox.Literal("7", datatype=ox.NamedNode(XSD + "decimal"))
    assert rows.columns == ("b", "d", "l", "u")
    assert rows.rows == ((true, seven, ox.Literal("a", language="zh-hans"), None),)


def test_ask_and_construct_are_answered() -> None:
    with running() as served:
        engine = asking(served)

        assert engine.ask("ASK { GRAPH <urn:g> { <urn:a> <urn:q> <urn:b> } }")
        assert not engine.ask("ASK { GRAPH <urn:g> { <urn:b> <urn:q> <urn:b> } }")
        triples = engine.construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:g> { ?s ?p ?o } }")
        assert len(triples) == 4
        assert list(triples) == sorted(triples, key=str)


def test_virtuosos_yes_is_understood() -> None:
    row = b'{"type":"typed-literal","datatype":"urn:i","value":"1"}'
    for rows, expected in ((b'{"__ASK_RETVAL":' + row + b"}", True), (b"", False)):
        body = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[' + rows + b"]}}"
        with running(reply(200, "application/sparql-results+json", body)) as served:
            assert RemoteEngine(served.endpoint, graphs=()).ask("ASK {}") is expected


def test_a_query_goes_out_by_post_with_the_graphs_of_the_union() -> None:
    long = "SELECT * WHERE { VALUES ?x { " + " ".join(f'"{n}"' for n in range(9000)) + " } }"
    with running() as served:
        rows = asking(served, graphs=("urn:g", "urn:h")).select(long)

        assert len(rows.rows) == 9000
        assert served.requests[-1].method == "POST"
        assert b"default-graph-uri=urn%3Ag&default-graph-uri=urn%3Ah" in served.requests[-1].body
        assert "authorization" not in served.requests[-1].headers


def test_a_parameter_that_means_any_is_not_sent() -> None:
    with running() as served:
        asking(served).select("SELECT * WHERE { VALUES ?area { UNDEF } GRAPH ?g { ?area ?p ?o } }")

        assert "UNDEF" not in served.requests[-1].text


MARKER = "https://example.org/id/graph/load"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((), ()),
        (("graph/a", "graph/b"), ("graph/a", "graph/b")),
        (("graph/a", "graph/load/default"), ()),
        (("graph/a", "graph/load/union"), ("graph/load/union",)),
    ],
)
def test_the_marker_says_which_graphs_to_ask(
    parts: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    base = "https://example.org/id/"
    with running() as served:
        for part in parts:
            served.store.update(
                f"INSERT DATA {{ GRAPH <{MARKER}> {{ <{MARKER}> "
                f"<http://purl.org/dc/terms/hasPart> <{base}{part}> }} }}"
            )
        engine = RemoteEngine(served.endpoint + "/query")

        assert engine.graphs == tuple(base + part for part in expected)


def test_a_redirect_is_refused_and_never_followed() -> None:
    with running() as canary:
        fault = reply(302, "text/plain", b"", Location=canary.endpoint)
        with (
            running(fault) as served,
            pytest.raises(StoreRefused, match=r"redirects to 127\.0\.0\.1"),
        ):
            asking(served).select("SELECT * WHERE {}")

        assert canary.requests == []


@pytest.mark.parametrize("ask", ["select", "ask", "construct"])
def test_a_login_page_is_no_answer(ask: str) -> None:
    with running(reply(200, "text/html", b"<html>log in</html>")) as served:
        method: Callable[[str], object] = getattr(asking(served), ask)
        with pytest.raises(StoreRefused, match="unexpected content type"):
            method("SELECT * WHERE {}")


@pytest.mark.parametrize("tail", [b"", b"The SPARQL operation has been cancelled"])
def test_a_cut_answer_is_no_answer(tail: bytes) -> None:
    def cut(request: Request, served: Mock) -> Reply | None:
        status, headers, body = served.serve(request)
        return status, headers, body[: len(body) // 2] + tail

    with running(cut) as served, pytest.raises(Unverified, match="cut or broken"):
        asking(served).select("SELECT * WHERE { GRAPH <urn:g> { ?s ?p ?o } }")


def test_triples_that_stop_short_are_no_answer() -> None:
    def short(request: Request, served: Mock) -> Reply | None:
        status, headers, body = served.serve(request)
        return status, {**headers, "Content-Length": str(len(body) + 5)}, body

    with running(short) as served, pytest.raises(StoreUnreachable, match="no whole answer"):
        asking(served).construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:g> { ?s ?p ?o } }")


def test_a_slow_store_is_left_in_time() -> None:
    with running(mock.stall(2, lambda request: True)) as served:
        started = time.monotonic()
        with pytest.raises(QueryTimeout, match=r"0\.3 s"):
            asking(served, timeout=0.3).select("SELECT * WHERE {}")

        assert time.monotonic() - started < 2


def test_a_malformed_query_is_the_callers_fault() -> None:
    with running() as served, pytest.raises(QueryError, match="refuses the query"):
        asking(served).select("SELECT * WHERE { ?s }")


def test_a_query_of_another_form_is_the_callers_fault() -> None:
    with running() as served:
        with pytest.raises(QueryError, match="not a SELECT"):
            asking(served).select("ASK {}")
        with pytest.raises(QueryError, match="not an ASK"):
            asking(served).ask("SELECT * WHERE {}")


def test_a_closed_port_is_said() -> None:
    with pytest.raises(StoreUnreachable, match="is the store running"):
        RemoteEngine("http://127.0.0.1:9/", graphs=()).select("SELECT * WHERE {}")


@pytest.mark.parametrize("text", ["ftp://x/", "x", "http://me:pw@127.0.0.1/", "http://[::1"])
def test_an_endpoint_must_be_a_url_without_a_password(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RemoteEngine(text)

    assert "pw" not in str(caught.value)


def test_the_python_api_asks_a_canned_question_far_away() -> None:
    prefixes = "PREFIX gg: <https://w3id.org/govgraph/ns#> PREFIX d: <https://example.org/id/>"
    with running() as served:
        served.store.update(
            f"{prefixes} INSERT DATA {{ d:p1 a gg:Pledge , gg:QuantifiedPledge ; "
            "gg:concernsArea d:area . d:p2 a gg:Pledge ; gg:concernsArea d:area }"
        )
        far = govgraph.connect(served.endpoint + "/query", base="https://example.org/id/")
        answer = far.query("quantified-share").to_dicts()

    assert [(row["pledges"], row["quantified"], row["percent"]) for row in answer] == [(2, 1, 50)]
