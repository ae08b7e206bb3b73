"""The guard: one linear scan that lets good queries pass."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph import bundled
from govgraph.errors import QueryRefused, QuerySyntaxError, QueryTooLong
from govgraph.sparql import guard

GOOD = (
    "SELECT * { ?s ?p ?o }",
    'PREFIX s: <http://service/> ASK { s:SERVICE ?service \'SERVICE\' , """a "SERVICE" b"""@en }',
    "SELECT * { ?s ?p ?o FILTER(?a<?b && ?c>?d) } # SERVICE",
    'PREFIX insert: <x:y> SELECT * { ?s insert:x "\\u0041" . <http://x/SERVICE> ?p _:service }',
    "SELECT * { ?s a:b\\'SERVICE ?o }",
    "CONSTRUCT { ?s ?p -1.5e3 } WHERE { ?s a:c/a:d* ?o ; ?p 'it\\'s' , '''a'b''' }",
    "ASK { ?s ?p 'x'@en-service }",
    "DESCRIBE <x:y>",
)
REFUSED = (
    "ASK { SERVICE <x:y> {} }",
    "ask { service silent ?u {} }",
    "ASK { ?s ?p 1SERVICE <x:y> {} }",
    "ASK { ?s ?p 1.SERVICE <x:y> {} }",
    "ASK { ?s ?p 'x'SERVICE <x:y> {} }",
    "ASK { ?s ?p ?o.SERVICE<x:y>{} }",
    "ASK {}#\rSERVICE <x:y> {}",
    "insert data {}",
    "PREFIX a: <b:c> # x\nDELETE WHERE { ?s ?p ?o }",
    "BASE <x:y> LOAD <z>",
    "WITH <x:g> DELETE {} WHERE {}",
)
MALFORMED = (
    "\\u0053ERVICE",
    "ASK { ?s ?p 'x",
    'ASK { ?s ?p """x" }',
    "ASK {\x00}",
    "\ufeffASK {}",
    "ASK { ?s ?p '\ud800' }",
    "ASK " + "{" * 101,
    "ASK { FILTER(" + "!" * 1_001 + "?x) }",
    "ASK { FILTER(1" + "-1" * 1_001 + ") }",
    "ASK { FILTER((1)" + "+(1)" * 1_001 + ") }",
)


@pytest.mark.parametrize("text", GOOD)
def test_good_queries_pass(text: str) -> None:
    """Words that only look like refused ones do not count."""
    guard.check(text)


@pytest.mark.parametrize("text", REFUSED)
def test_service_and_updates_are_refused(text: str) -> None:
    """No spelling gets by."""
    with pytest.raises(QueryRefused):
        guard.check(text)


@pytest.mark.parametrize("text", MALFORMED)
def test_what_harms_parsers_is_malformed(text: str) -> None:
    """Escapes, open strings, half characters, nesting and runs of operators."""
    with pytest.raises(QuerySyntaxError):
        guard.check(text)


def test_the_length_counts_in_bytes() -> None:
    """A Chinese character is three of them."""
    guard.check("ASK { ?s ?p '" + "承" * 5_000 + "' }")
    with pytest.raises(QueryTooLong):
        guard.check("ASK { ?s ?p '" + "承" * 5_500 + "' }")


def test_operators_count_between_pauses() -> None:
    """Many short expressions are no long one."""
    guard.check("SELECT * { " + "?s a:b/a:c ?o . " * 900 + "}")


@pytest.mark.parametrize(
    "unit",
    [
        "'\\",
        '"""\\',
        "''",
        '"',
        "<",
        "<a",
        "a.",
        "a-",
        "%",
        "%-",
        "#",
        "\\",
        ":",
        "a:",
        "?",
        "[]",
        "((",
        "1e",
        "承",
        "@a-",
        "_:",
    ],
)
def test_the_scan_is_linear(unit: str) -> None:
    """Whatever is repeated, 16 kB take no longer than a glance."""
    text = (unit * 16_000)[:16_000]
    started = time.perf_counter()
    with contextlib.suppress(QuerySyntaxError, QueryRefused):
        guard.check(text, max_bytes=100_000)

    assert time.perf_counter() - started < 0.25


@given(st.text())
def test_the_scan_is_total(text: str) -> None:
    """Any text passes or is refused by one of three errors."""
    with contextlib.suppress(QuerySyntaxError, QueryRefused, QueryTooLong):
        guard.check(text)


def test_our_own_queries_pass() -> None:
    """Every canned query may be asked of the endpoint as well."""
    for path in sorted(bundled.queries().glob("*.rq")):
        guard.check(path.read_text(encoding="utf-8"))
