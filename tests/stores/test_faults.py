"""Rows L1 to L18: what a store may do wrong, and what the loader makes of it."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from govgraph.config import Credentials
from govgraph.errors import (
    ConfigError,
    Locked,
    StoreError,
    StoreRefused,
    StoreUnreachable,
    Unverified,
)
from govgraph.namespaces import DCT
from govgraph.stores import loader, marker
from govgraph.stores.backoff import Backoff
from govgraph.stores.connection import Timeouts
from govgraph.stores.loader import Report
from govgraph.stores.marker import Claim, Names, State
from govgraph.stores.plan import Cargo
from govgraph.stores.preflight import connect
from tests.stores import mock, releases
from tests.stores.mock import Hangup, Mock, Reply, Request, running

NAMES = Names(releases.BASE)
NOBODY = Credentials()
SECRET = Credentials("curator", "hunter2-canary")


class Waits(list[float]):
    """The pauses that were asked for; none is kept."""

    def backoff(self) -> Backoff:
        """Return a back-off that writes its pauses down."""
        return Backoff(sleep=self.append)


def load(
    endpoint: str,
    cargo: Cargo,
    *,
    store: str = "",
    credentials: Credentials = NOBODY,
    timeouts: Timeouts | None = None,
    waits: Waits | None = None,
    resume: bool = False,
    progress: Callable[[str, int, int | None], None] = loader.quiet,
) -> Report:
    """Load a release, waiting for nothing."""
    backoff = (waits if waits is not None else Waits()).backoff()
    with connect(
        endpoint, credentials, store=store, timeouts=timeouts, backoff=backoff
    ) as connected:
        return loader.load(connected, cargo, resume=resume, progress=progress, backoff=backoff)


def state(served: Mock) -> State:
    """Return the marker of a mock, read without its faults."""
    served.fault = None
    with connect(served.endpoint, NOBODY) as connected:
        return marker.read(connected, NAMES)


@pytest.fixture
def old(tmp_path: Path) -> Cargo:
    """Return a first release."""
    return releases.first(tmp_path, 12)


@pytest.fixture
def new(tmp_path: Path) -> Cargo:
    """Return the next release."""
    return releases.second(tmp_path, 12)


def test_L01_a_closed_port_is_said_at_once() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{probe.getsockname()[1]}"
    started = time.monotonic()

    with pytest.raises(StoreUnreachable, match=r"cannot connect .*is the store running"):
        load(endpoint, Cargo("x", Path("none"), "", releases.BASE, ""), credentials=SECRET)
    assert time.monotonic() - started < 15


def test_L01_a_name_that_nobody_knows_is_said() -> None:
    with pytest.raises(StoreUnreachable, match="nowhere.invalid"):
        load("http://nowhere.invalid/", Cargo("x", Path("none"), "", releases.BASE, ""))


def test_L01_a_server_that_speaks_no_tls_is_said(old: Cargo) -> None:
    with running() as served:
        endpoint = served.endpoint.replace("http:", "https:")
        with pytest.raises(StoreUnreachable, match="cannot connect"):
            load(endpoint, old, credentials=SECRET)


def test_L01_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, old: Cargo) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with running(tls=context) as served:
        with pytest.raises(StoreUnreachable, match="certificate"):
            load(served.endpoint, old, credentials=SECRET)

        assert served.requests == []


@pytest.mark.parametrize("number", range(1, 30))
def test_L02_death_at_any_request_leaves_each_graph_old_or_new(
    old: Cargo, new: Cargo, number: int
) -> None:
    with running() as served:
        load(served.endpoint, old)
        before = served.counts()
        start = len(served.requests)
        dead = [True]

        def fault(request: Request, mock: Mock) -> Reply | None:
            if dead[0] and request.number >= start + number:
                raise Hangup
            return None

        served.fault = fault
        try:
            load(served.endpoint, new)
        except StoreUnreachable:
            pass
        else:
            assert len(served.requests) < start + number
        after = served.counts()
        dead[0] = False
        last = len(served.requests)
        held = state(served).graphs
        load(served.endpoint, new, resume=True)

        with connect(served.endpoint, NOBODY) as connected:
            assert loader.verify(connected, new) == []
        whole = served.counts()
        for graph, count in after.items():
            assert count in (before.get(graph, 0), whole.get(graph, 0))
        again = {
            r.parameters["graph"][0] for r in served.requests[:] if r.is_load and r.number > last
        }
        final = state(served).graphs
        assert again.isdisjoint(graph for graph in final if held.get(graph) == final[graph])
        assert state(served).claims == ()


@pytest.mark.parametrize("code", [429, 500, 503])
def test_L03_a_busy_store_is_asked_again_and_then_given_up(old: Cargo, code: int) -> None:
    waits = Waits()
    with running(mock.status(code, lambda r: r.is_load, 2)) as served:
        load(served.endpoint, old, waits=waits)

        assert len(waits) == 2
    waits = Waits()
    with running(mock.status(code, lambda r: r.is_load, 99)) as served:
        with pytest.raises(StoreRefused, match=f"HTTP {code}"):
            load(served.endpoint, old, waits=waits)

        assert len([r for r in served.requests if r.is_load]) == 5
        assert sum(waits) < 60
        assert served.counts() == {}


def test_L03_the_wait_that_the_store_asks_for_is_kept(old: Cargo) -> None:
    waits = Waits()
    with running(mock.status(429, lambda r: r.is_load, 1, Retry_After="7")) as served:
        load(served.endpoint, old, waits=waits)

    assert waits == [7]


@pytest.mark.parametrize("part", ["query", "load"])
def test_L04_a_store_that_hangs_is_left(old: Cargo, part: str) -> None:
    def when(request: Request) -> bool:
        return request.is_load if part == "load" else "SELECT ?s ?p ?o" in request.text

    with running(mock.stall(1.5, when)) as served:
        started = time.monotonic()
        with (
            pytest.raises(StoreUnreachable, match="no answer in time"),
            connect(
                served.endpoint,
                NOBODY,
                timeouts=Timeouts(idle=0.2),
                backoff=Backoff(tries=1, sleep=lambda s: None),
            ) as connected,
        ):
            connected.connection.timeouts = Timeouts(idle=0.2)
            loader.load(connected, old, backoff=Backoff(tries=1, sleep=lambda s: None))

        assert time.monotonic() - started < 15


def test_L04_an_answer_that_drips_for_ever_is_left(old: Cargo) -> None:
    clock = iter(range(0, 10**6, 3600))

    def drip(request: Request, served: Mock) -> Reply | None:
        return None

    with running(drip) as served, connect(served.endpoint, NOBODY) as connected:
        connected.connection.clock = lambda: next(clock)
        connected.connection.timeouts = Timeouts(total=1800)
        connected.backoff = Backoff(tries=1)

        with pytest.raises(StoreUnreachable, match="no answer in time"):
            connected.select("SELECT * WHERE { VALUES ?x { 1 } }")


@pytest.mark.parametrize("code", [401, 403])
def test_L05_a_refused_password_is_tried_once_and_never_shown(old: Cargo, code: int) -> None:
    def fault(request: Request, served: Mock) -> Reply | None:
        said = f"no entry for {SECRET.user} {SECRET.password} {request.headers['authorization']}"
        return (code, {"Content-Type": "text/plain"}, said.encode()) if request.writes else None

    waits = Waits()
    with running(fault) as served, pytest.raises(StoreRefused) as caught:
        load(served.endpoint, old, credentials=SECRET, waits=waits)

    assert waits == []
    assert len([r for r in served.requests if r.writes]) == 1
    assert SECRET.password not in str(caught.value)
    assert "GOVGRAPH_STORE_USER" in str(caught.value)
    assert SECRET.password not in repr(SECRET)


def test_L05_a_password_in_the_endpoint_is_refused_and_not_shown() -> None:
    with (
        pytest.raises(ConfigError) as caught,
        connect(f"http://me:{SECRET.password}@127.0.0.1:1/", NOBODY),
    ):
        pass
    assert SECRET.password not in str(caught.value)


def login_page(request: Request, served: Mock) -> Reply | None:
    """Answer everything with a page."""
    return 200, {"Content-Type": "text/html"}, b"<html><form>log in</form></html>"


def test_L06_a_login_page_is_no_answer(old: Cargo) -> None:
    with running(login_page) as served, pytest.raises(StoreRefused, match="content type"):
        load(served.endpoint, old)
    with running() as served:
        served.fault = lambda r, m: login_page(r, m) if r.is_load else None
        with pytest.raises(StoreRefused, match="content type"):
            load(served.endpoint, old)
        assert served.counts() == {}


def test_L07_a_redirect_is_refused_and_takes_no_password_along(old: Cargo) -> None:
    with running() as canary, running() as served:
        target = canary.endpoint.replace("127.0.0.1", "localhost") + "/store"
        served.fault = lambda r, m: (307, {"Location": target}, b"") if r.writes else None
        with pytest.raises(StoreRefused, match="redirects to localhost"):
            load(served.endpoint, old, credentials=SECRET)

        assert canary.requests == []


@pytest.mark.parametrize("how", ["cut", "glued"])
def test_L08_a_cut_answer_is_no_answer(old: Cargo, how: str) -> None:
    def fault(request: Request, served: Mock) -> Reply | None:
        if not (request.is_query and "GROUP BY ?p" in request.text):
            return None
        status, headers, body = served.serve(request)
        if how == "cut":
            return status, headers, body[: len(body) // 2]
        cancelled = b"The SPARQL operation has been cancelled"
        return status, headers, body[: len(body) // 2] + cancelled

    with running(fault) as served:
        with pytest.raises(Unverified, match="cut or broken"):
            load(served.endpoint, old)

        assert state(served).release == ""


def test_L08_a_body_shorter_than_it_says_is_no_answer(old: Cargo) -> None:
    def fault(request: Request, served: Mock) -> Reply | None:
        if not (request.is_query and "GROUP BY ?p" in request.text):
            return None
        status, headers, body = served.serve(request)
        return status, {**headers, "Content-Length": str(len(body) + 10)}, body

    with running(fault) as served, pytest.raises(StoreUnreachable, match="connection broke"):
        load(served.endpoint, old)


def test_L09_a_store_that_dies_after_it_stored_is_not_sent_it_twice(old: Cargo) -> None:
    done: list[str] = []

    def fault(request: Request, served: Mock) -> Reply | None:
        if request.is_load and not done:
            served.serve(request)
            done.append(request.parameters["graph"][0])
            raise Hangup
        return None

    with running(fault) as served:
        load(served.endpoint, old)

        sent = [r.parameters["graph"][0] for r in served.requests if r.is_load]
        assert sent.count(done[0]) == 1
        assert served.counts()


def test_L09_counts_that_the_old_graph_has_too_are_no_proof(tmp_path: Path) -> None:
    """The former graph has as many triples of each predicate, and one other value."""
    lines = releases.pledges(12, "0001")
    changed = [line.replace('"5.5"', '"6.25"') for line in lines]
    former = releases.release(tmp_path, "1.0.0", lines)
    later = releases.release(tmp_path, "1.1.0", changed)
    lost: list[int] = []

    def fault(request: Request, served: Mock) -> Reply | None:
        if request.is_load and "source" in request.parameters["graph"][0] and not lost:
            lost.append(request.number)
            raise Hangup
        return None

    with running() as served:
        load(served.endpoint, former)
        served.fault = fault
        load(served.endpoint, later)

        assert lost
        assert served.store.query("ASK { GRAPH ?g { ?s ?p 6.25 } }")


def test_L10_the_same_release_again_sends_nothing(old: Cargo) -> None:
    with running() as served:
        load(served.endpoint, old)
        before, writes = served.counts(), len([r for r in served.requests if r.writes])
        report = load(served.endpoint, old)

        assert report.plan.already
        assert served.counts() == before
        assert len([r for r in served.requests if r.writes]) == writes


def test_L10_a_marker_that_the_data_contradict_is_not_believed(old: Cargo) -> None:
    with running() as served:
        load(served.endpoint, old)
        graph = releases.graph("source/0002")
        served.store.update(f"DROP GRAPH <{graph}>")
        report = load(served.endpoint, old)

        assert list(report.plan.send) == [graph]


def test_L11_a_repeated_send_doubles_nothing(old: Cargo) -> None:
    served_once: list[Request] = []

    def fault(request: Request, served: Mock) -> Reply | None:
        if request.is_load and not served_once:
            served_once.append(request)
            half = Request(
                request.method, request.path, request.parameters, {}, half_of(request), 0
            )
            served.serve(half)
            raise Hangup
        return None

    with running(fault) as served:
        load(served.endpoint, old)

        with connect(served.endpoint, NOBODY) as connected:
            assert loader.verify(connected, old) == []


def half_of(request: Request) -> bytes:
    """Return the first half of the lines of a request."""
    import gzip

    lines = gzip.decompress(request.body).splitlines(keepends=True)
    return b"".join(lines[: len(lines) // 2])


@pytest.mark.parametrize("fault", ["drop", "extra", "language", "value"])
def test_L13_what_arrives_changed_is_found(old: Cargo, fault: str) -> None:
    def spoil(request: Request, served: Mock) -> Reply | None:
        if not (request.is_load and "source/0001" in request.parameters["graph"][0]):
            return None
        served.serve(request)
        name = request.parameters["graph"][0]
        pledge = f"<{releases.BASE}pledge/0001-000003>"
        label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
        value = f"<{releases.GG}value>"
        served.store.update(
            {
                "drop": f"DELETE WHERE {{ GRAPH <{name}> {{ {pledge} {value} ?o }} }}",
                "extra": f'INSERT DATA {{ GRAPH <{name}> {{ {pledge} {value} "x" }} }}',
                "language": f"DELETE {{ GRAPH <{name}> {{ ?s {label} ?o }} }} INSERT {{ GRAPH <{name}> "
                f"{{ ?s {label} ?t }} }} WHERE {{ GRAPH <{name}> {{ ?s {label} ?o BIND(STR(?o) AS ?t) }} }}",
                "value": f"DELETE {{ GRAPH <{name}> {{ ?s {value} ?o }} }} INSERT {{ GRAPH <{name}> "
                f"{{ ?s {value} ?t }} }} WHERE {{ GRAPH <{name}> {{ ?s {value} ?o BIND(STR(?o) AS ?t) }} }}",
            }[fault]
        )
        return 204, {}, b""

    with running(spoil) as served:
        with pytest.raises(Unverified, match="instead of|changed or lost"):
            load(served.endpoint, old)

        assert state(served).release == ""
        assert state(served).claims == ()


def is_count(request: Request, graph: str) -> bool:
    """Return whether a request counts the triples of a graph, as verification does."""
    return request.is_query and "GROUP BY ?p" in request.text and f"<{graph}>" in request.text


def test_L13_a_graph_in_use_is_touched_only_after_all_before_it_are_verified(
    old: Cargo, new: Cargo
) -> None:
    """The one before is new: it is verified beside the next send, unless that one has readers."""
    before, used = releases.graph("meta/1.1.0"), releases.graph("source/0002")

    def lie(request: Request, served: Mock) -> Reply | None:
        sent = any(r.is_load and r.parameters["graph"][0] == before for r in served.requests)
        if not (sent and is_count(request, before)):
            return None
        nothing = b'{"head": {"vars": ["p", "n"]}, "results": {"bindings": []}}'
        return 200, {"Content-Type": "application/sparql-results+json"}, nothing

    with running() as served:
        load(served.endpoint, old)
        count, start = served.counts()[used], len(served.requests)
        served.fault = lie
        with pytest.raises(Unverified, match="0 instead of 1 triples"):
            load(served.endpoint, new)

        sent = {r.parameters["graph"][0] for r in served.requests[start:] if r.is_load}
        assert before in sent
        assert used not in sent
        assert served.counts()[used] == count
        assert state(served).release == ""


def test_a_new_graph_is_sent_while_the_one_before_is_verified(old: Cargo) -> None:
    first, second = releases.graph("inferred/1.0.0"), releases.graph("meta/1.0.0")
    sent_meanwhile: list[bool] = []

    def sent(served: Mock, graph: str) -> bool:
        return any(r.is_load and r.parameters["graph"][0] == graph for r in served.requests)

    def slow(request: Request, served: Mock) -> Reply | None:
        if not (sent(served, first) and is_count(request, first)) or sent_meanwhile:
            return None
        served.lock.release()
        deadline = time.monotonic() + 10
        while not sent(served, second) and time.monotonic() < deadline:
            time.sleep(0.01)
        served.lock.acquire()
        sent_meanwhile.append(sent(served, second))
        return None

    with running(slow) as served:
        load(served.endpoint, old)

        assert sent_meanwhile == [True]
        assert state(served).release == old.release


LIMIT = "Virtuoso 37000 Error SP031: SPARQL: Internal error: Length of generated SQL text"


def test_L14_a_limit_of_the_store_ends_in_one_line(old: Cargo) -> None:
    def fault(request: Request, served: Mock) -> Reply | None:
        return (400, {"Content-Type": "text/plain"}, LIMIT.encode()) if request.is_load else None

    with running(fault) as served, pytest.raises(StoreRefused, match="SP031") as caught:
        load(served.endpoint, old)
    assert "\n" not in str(caught.value)


def test_L14_updates_are_cut_into_small_ones(tmp_path: Path) -> None:
    big = releases.release(tmp_path, "1.0.0", releases.pledges(300, "0001"))

    def fault(request: Request, served: Mock) -> Reply | None:
        if request.path == "/store":
            return 405, {}, b""
        if request.path == "/update" and request.body.count(b"\n") > 1010:
            return 400, {"Content-Type": "text/plain"}, LIMIT.encode()
        return None

    with running(fault) as served:
        served.server_header = "Something/1"
        report = load(f"{served.endpoint}/query", big)

        assert report.store == "generic"
        assert served.counts()[releases.graph("source/0001")] == 3000


def foreign_claim() -> Claim:
    """Return the claim of a loader on some other machine."""
    return Claim("feedface", "0.9.0-000000000000", "2026-01-01T00:00:00+00:00", "elsewhere 1")


def test_L15_a_second_loader_waits(old: Cargo) -> None:
    with running() as served:
        with connect(served.endpoint, NOBODY) as connected:
            node = NAMES.claim(foreign_claim().token)
            connected.update(
                f"INSERT DATA {{ GRAPH <{node}> {{ <{node}> <{DCT}isPartOf> <{NAMES.lock}> ; "
                f'<{DCT}title> "0.9.0" ; <{DCT}created> "2026-01-01" ; '
                f'<{DCT}identifier> "elsewhere 1" }} }}'
            )
        with pytest.raises(Locked, match=r"another machine.*--resume"):
            load(served.endpoint, old)
        assert served.counts() == {}
        load(served.endpoint, old, resume=True)
        assert state(served).claims == ()


def test_L15_of_two_at_once_at_most_one_goes_on(old: Cargo, new: Cargo) -> None:
    ready = threading.Barrier(2)
    ends: list[str] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        if stage == "preflight":
            ready.wait(10)

    def run(cargo: Cargo) -> None:
        try:
            load(served.endpoint, cargo, progress=progress)
            ends.append(cargo.release)
        except Locked:
            ends.append("locked")

    with running() as served:
        threads = [threading.Thread(target=run, args=(cargo,)) for cargo in (old, new)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        good = [end for end in ends if end != "locked"]

        assert len(ends) == 2
        if len(good) == 1:
            assert state(served).release == good[0]
        assert state(served).claims == ()


def test_L16_staging_that_was_left_is_found_and_dropped(old: Cargo, new: Cargo) -> None:
    with running() as served:
        served.server_header = "Something/1"

        def go(cargo: Cargo, **options: bool) -> None:
            load(served.endpoint + "/query", cargo, **options)  # type: ignore[arg-type]

        def fault(request: Request, mock: Mock) -> Reply | None:
            if request.path == "/store":
                return 405, {}, b""
            return None

        def break_at_move(request: Request, mock: Mock) -> Reply | None:
            if b"MOVE" in request.body or broken:
                broken.append(request.number)
                raise Hangup
            return fault(request, mock)

        broken: list[int] = []
        served.fault = fault
        go(old)
        served.fault = break_at_move
        with pytest.raises(StoreUnreachable):
            go(new)
        served.fault = fault
        left = [str(g) for g in served.store.named_graphs() if "/staging/" in str(g)]
        with connect(served.endpoint + "/query", NOBODY) as connected:
            claims = marker.read(connected, NAMES).claims

        assert left
        assert [f"<{graph}>" for graph in claims[0].staged] == left
        go(new, resume=True)
        assert not [g for g in served.store.named_graphs() if "/staging/" in str(g)]
        with connect(served.endpoint + "/query", NOBODY) as connected:
            assert loader.verify(connected, new) == []


def test_L17_an_endpoint_that_takes_no_updates_is_a_wrong_call(old: Cargo) -> None:
    with (
        running(mock.status(405, lambda r: r.writes, 99)) as served,
        pytest.raises(ConfigError, match="takes no updates"),
    ):
        load(served.endpoint, old)


def test_L17_an_endpoint_that_shows_nothing_it_took_is_a_wrong_call(old: Cargo) -> None:
    def forget(request: Request, served: Mock) -> Reply | None:
        return (204, {}, b"") if request.writes else None

    with running(forget) as served, pytest.raises(ConfigError, match="does not show it"):
        load(served.endpoint, old)


def test_L18_going_back_is_a_load_of_the_old(old: Cargo, new: Cargo) -> None:
    with running() as served:
        load(served.endpoint, old)
        before = served.counts()
        load(served.endpoint, new)
        load(served.endpoint, old)

        assert served.counts() == before
        assert state(served).release == old.release


def test_a_release_that_was_tampered_with_is_not_sent(old: Cargo) -> None:
    from dataclasses import replace

    from govgraph.errors import DamagedStore

    with running() as served:
        with pytest.raises(DamagedStore):
            load(served.endpoint, replace(old, digest="0" * 64))
        assert [r for r in served.requests if r.writes] == []


@pytest.mark.parametrize("text", ["ftp://127.0.0.1/", "127.0.0.1:80", "http://[::1", "http://a:x/"])
def test_an_endpoint_must_be_a_url(text: str) -> None:
    with pytest.raises(ConfigError), connect(text, NOBODY):
        pass


def test_every_store_error_is_one_line(old: Cargo) -> None:
    for fault in (login_page, mock.status(500, lambda r: True, 999)):
        with running(fault) as served, pytest.raises(StoreError) as caught:
            load(served.endpoint, old)
        assert "\n" not in str(caught.value)
