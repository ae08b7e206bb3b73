"""The canned-query API."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import rdflib

from tests.server import invented
from tests.server.conftest import Start
from tests.server.running import Running


def next_page(link: str) -> str | None:
    found = re.search(r'<([^>]*)>; rel="next"', link)
    return found.group(1) if found else None


def test_the_index_lists_every_query(server: Running) -> None:
    """``/api`` names each query, what it takes and where it answers."""
    body = server.client.get("/api").json()

    assert [q["name"] for q in body["queries"]] == [
        "area-graph",
        "echo",
        "named",
        "numbers",
        "slow",
    ]
    numbers = next(q for q in body["queries"] if q["name"] == "numbers")
    assert numbers["parameters"][0]["name"] == "least"
    for url in numbers["formats"].values():
        assert server.client.get(url).status_code == 200


def test_values_change_the_answer(server: Running) -> None:
    """A parameter is bound; without it the default of the file counts."""
    every = server.client.get("/api/numbers").headers["x-total-count"]
    some = server.client.get("/api/numbers?least=2990").json()

    assert every == "3000"
    assert [row["value"] for row in some["rows"]] == list(range(2990, 3000))
    assert some["parameters"] == {"least": ["2990"]}


def test_formats_agree(server: Running) -> None:
    """JSON and CSV hold the same rows; suffix, ?format= and Accept give the same bytes."""
    body = server.client.get("/api/numbers.json?least=2990").json()
    text = server.client.get("/api/numbers.csv?least=2990")
    rows = list(csv.DictReader(io.StringIO(text.text, newline="")))

    assert [{**row, "value": int(row["value"])} for row in rows] == body["rows"]
    assert server.client.get("/api/numbers?least=2990&format=csv").content == text.content
    accept = {"Accept": "text/csv"}
    assert server.client.get("/api/numbers?least=2990", headers=accept).content == text.content


def test_graphs_come_as_turtle_and_json_ld(server: Running) -> None:
    """A CONSTRUCT query answers with RDF, and with nothing else."""
    turtle = server.client.get("/api/area-graph")
    json_ld = server.client.get("/api/area-graph.jsonld")
    graph = rdflib.Graph().parse(data=turtle.text, format="turtle")

    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert len(graph) == 6
    assert len(rdflib.Graph().parse(data=json_ld.text, format="json-ld")) == 6
    assert server.client.get("/api/area-graph.csv").status_code == 406


def test_pages_are_the_whole_without_a_double(server: Running) -> None:
    """Following next from the first page gives every row once."""
    url: str | None = "/api/numbers?size=700"
    seen, pages = [], 0
    while url:
        answer = server.client.get(url)
        seen += [row["value"] for row in answer.json()["rows"]]
        url, pages = next_page(answer.headers["link"]), pages + 1

    assert pages == 5
    assert seen == list(range(3_000))


def test_unknown_queries_suggest_the_nearest(server: Running) -> None:
    """404 as problem JSON, with what was probably meant."""
    answer = server.client.get("/api/number")

    assert answer.status_code == 404
    assert "numbers" in answer.json()["detail"]


def test_a_slow_query_ends_and_the_others_go_on(server: Running) -> None:
    """A canned query has a deadline too; public queries do not wait for it."""
    assert server.client.get("/api/slow").status_code == 504
    assert server.ask("ASK {}").status_code == 200


def test_the_openapi_document_is_valid_and_true(server: Running) -> None:
    """Every path of the document answers as its schema says."""
    document = server.client.get("/openapi.json").json()
    validator = pytest.importorskip("openapi_spec_validator")
    jsonschema = pytest.importorskip("jsonschema")
    validator.validate(document)

    assert document["openapi"] == "3.1.0"
    for path in ("/api/numbers", "/api/named", "/api/echo"):
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        body = server.client.get(path).json()
        jsonschema.validate(body, content["application/json"]["schema"])


def test_answers_are_cached_by_release_query_and_values(server: Running) -> None:
    """The same question is answered once; other values are another answer."""
    first = server.client.get("/api/numbers?least=17")
    again = server.client.get("/api/numbers?least=17")
    other = server.client.get("/api/numbers?least=18")

    assert again.headers["x-cache"] == "HIT"
    assert again.content == first.content
    assert other.headers["etag"] != first.headers["etag"]


def test_formats_and_pages_share_one_run(start: Start) -> None:
    """What was asked once is there in every format, even when the workers are gone."""
    server = start()
    first = server.client.get("/api/numbers?least=2990").json()
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    page = server.client.get("/api/numbers?least=2990&size=3&page=2")
    text = server.client.get("/api/numbers.csv?least=2990")

    assert page.json()["rows"] == first["rows"][3:6]
    assert len(text.text.splitlines()) == 11


def test_many_who_ask_the_same_are_answered_once(start: Start) -> None:
    """Fifty at once with one question: one query runs, and nobody is turned away."""
    server = start(canned={"workers": 1, "queue": 1}, limits={"client_places": 2})

    def ask(_: int) -> int:
        with httpx.Client(base_url=server.url, timeout=20, trust_env=False) as client:
            return client.get("/api/numbers?least=7").status_code

    with ThreadPoolExecutor(50) as threads:
        codes = set(threads.map(ask, range(50)))

    assert codes == {200}


def test_what_the_build_kept_is_answered_without_a_worker(start: Start, tmp_path: Path) -> None:
    """An answer with all its formats, and one that is known to be too large."""
    body = b'{"head":{"vars":["count"]},"results":{"bindings":[{"count":{"type":"literal","value":"7"}}]}}'
    kept = {invented.SLOW: ("S", body), invented.NUMBERS: ("L", b"100000 rows")}
    invented.make(tmp_path, answers=kept)
    server = start(current=str(tmp_path / "current"))

    assert server.get("/api/slow.csv").text.splitlines() == ["count", "7"]
    assert server.get("/api/slow.json").json()["rows"][0]["count"] is not None
    large = server.get("/api/numbers")
    assert large.status_code == 413
    assert "more than 100000 rows" in large.text
    assert server.get("/api/numbers?least=1").status_code == 200


@pytest.mark.slow
def test_the_command_line_gives_the_same_bytes(start: Start, tmp_path: Path) -> None:
    """``govgraph query NAME --param v --json`` prints the body of ``/api/NAME?param=v``."""
    from govgraph import bundled
    from tests.conftest import ROOT

    config = (ROOT / "govgraph.toml").read_text(encoding="utf-8")
    (tmp_path / "govgraph.toml").write_text(
        config.replace('data = "data"', f'data = "{ROOT / "data"}"'), encoding="utf-8"
    )

    def govgraph(*words: str) -> bytes:
        command = [sys.executable, "-m", "govgraph", *words]
        environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    govgraph("build")
    server = start(current=str(tmp_path / "dist" / "current"), queries=str(bundled.queries()))
    names = [q["name"] for q in server.client.get("/api").json()["queries"]]
    assert len(names) > 20
    for name in names[::8]:
        answer = server.client.get(f"/api/{name}.json")
        if answer.status_code == 200:
            assert govgraph("query", name, "--json") == answer.content
