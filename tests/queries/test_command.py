"""``govgraph query``: the same answers through the command line."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from rich.cells import cell_len

from govgraph import bundled, cli
from govgraph.publication import results
from govgraph.release import Release
from govgraph.sparql import canned
from govgraph.sparql.embedded import EmbeddedEngine
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def publication(shipped: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication whose current release is the shipped data."""
    folder = tmp_path_factory.mktemp("publication")
    shutil.copyfile(ROOT / "govgraph.toml", folder / "govgraph.toml")
    (folder / "dist").symlink_to(shipped.folder.parent, target_is_directory=True)
    return folder


class Command:
    """Runs the command in the publication; its status, output and errors."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capfd = capfd

    def __call__(self, *words: str) -> tuple[int, str, str]:
        monkeypatch = pytest.MonkeyPatch()
        monkeypatch.setattr("sys.argv", ["govgraph", "query", *words])
        monkeypatch.chdir(self.folder)
        try:
            with pytest.raises(SystemExit) as caught:
                cli.main()
        finally:
            monkeypatch.undo()
        output = self.capfd.readouterr()
        return int(caught.value.code or 0), output.out, output.err


@pytest.fixture
def query(publication: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(publication, capfd)


def test_the_answer_is_that_of_the_library(query: Command, shipped: Release) -> None:
    engine = EmbeddedEngine(shipped.store)
    for name, question in canned.load(bundled.queries()).items():
        if question.form is not canned.Form.SELECT or any(p.required for p in question.parameters):
            continue
        status, out, _ = query(name, "--format", "csv")

        assert (status, out) == (
            0,
            results.to_csv(engine.select(question.text)),
        )


def test_the_list_names_every_question(query: Command) -> None:
    status, out, _ = query("--list", "--json")
    names = [entry["name"] for entry in json.loads(out)]

    assert status == 0
    assert names == sorted(canned.load(bundled.queries()))
    listed = query("--list")[1]
    assert all(name in listed for name in names)


def test_a_table_is_as_wide_in_every_line(query: Command) -> None:
    status, out, _ = query("targets-for-indicator", "--indicator", "gdp-growth")
    lines = [line for line in out.splitlines() if line[:1] in "┏┃┡│└"]

    assert status == 0
    assert "单位: 百分比" in out
    assert "何镜清" in out
    assert len({cell_len(line) for line in lines}) == 1


def test_a_table_in_english(query: Command) -> None:
    _, out, _ = query("platform-pledges", "--platform", "白鹅潭", "--lang", "en")

    assert "What is planned at a platform?" in out
    assert "Baietan Central Business District" in out
    assert "2 rows" in out


def test_numbers_are_numbers_in_json(query: Command) -> None:
    _, out, _ = query("quote-budget", "--json")
    document = json.loads(out)

    assert document["query"] == "quote-budget"
    assert {k: document["rows"][0][k] for k in ("quoted", "visible", "percent")} == {
        "quoted": 401,
        "visible": 2589,
        "percent": 15.5,
    }


def test_markdown_and_html_hold_what_people_see(query: Command) -> None:
    _, markdown, _ = query("undated-targets", "--area", "huadu", "--format", "md")
    _, html, _ = query("undated-targets", "--area", "huadu", "--format", "html")

    assert len(markdown.splitlines()) == 2 + 3
    assert html.count("<tr>") == 1 + 3
    assert "<th" in html
    assert 'lang="zh-Hans"' in html


def test_tsv_holds_terms(query: Command) -> None:
    _, out, _ = query("stretch-gaps", "--format", "tsv")
    head, row = out.splitlines()

    assert head.startswith("?stretch\t?area\t?areaZh")
    assert row.split("\t")[2] == '"番禺区"@zh-hans'


def test_rdf_comes_as_turtle_and_json_ld(query: Command) -> None:
    _, turtle, _ = query("pledge-graph", "--pledge", "pledge/440113-0001", "--format", "ttl")
    _, document, _ = query("pledge-graph", "--pledge", "pledge/440113-0001", "--format", "jsonld")

    from_turtle = set(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    assert set(ox.parse(document, format=ox.RdfFormat.JSON_LD)) == from_turtle
    assert len(from_turtle) > 100


def test_explain_prints_sparql_that_runs(query: Command, shipped: Release) -> None:
    _, out, _ = query("search-pledges", "--area", "花都", "--text", "汽车", "--explain")
    rows = EmbeddedEngine(shipped.store).select(out)

    assert 'VALUES ?text { "汽车" }' in out
    assert len(rows.rows) == 3


def test_a_file_of_ones_own(query: Command, tmp_path: Path) -> None:
    plain = tmp_path / "own.rq"
    plain.write_text("SELECT ?pledge WHERE { ?pledge a <https://w3id.org/govgraph/ns#Pledge> }")
    status, out, _ = query("-f", str(plain), "--format", "csv")

    assert status == 0
    assert len(list(csv.reader(io.StringIO(out)))) == 1 + 122


def test_a_file_of_ones_own_with_a_header_takes_parameters(query: Command, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_bytes((bundled.queries() / "pledges-by-district.rq").read_bytes())
    status, out, _ = query("-f", str(own), "--area", "荔湾", "--format", "csv")

    assert status == 0
    assert len(list(csv.reader(io.StringIO(out)))) == 1 + 23


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("scorcard",), "no such query (scorcard); did you mean scorecard?"),
        (("scorecard", "--asof"), "--asof has no value"),
        (("scorecard", "2023"), "a value without a name (2023); write --NAME 2023"),
        (("--area", "440103", "pledges-by-district"), "the name of the question comes first"),
        (
            ("pledges-by-district", "--area", "荔弯"),
            "area (iri): no such district (荔弯); did you mean 荔湾区?",
        ),
        (("ending-by", "--date", "soon"), "date (date): wants a date (soon)"),
        (("evidence-gaps", "--format", "svg"), "evidence-gaps names no chart"),
        (("evidence-gaps", "--format", "ttl"), "evidence-gaps answers with rows (ttl)"),
        (("pledge-graph", "--pledge", "pledge/440113-0001", "--format", "csv"), "answers with RDF"),
        (("-f", "/nowhere.rq"), "/nowhere.rq: cannot be read"),
    ],
)
def test_a_bad_call_is_one_line_and_status_2(
    query: Command, words: tuple[str, ...], message: str
) -> None:
    status, out, err = query(*words)

    assert (status, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint on the loopback, over the shipped data."""

    store: ox.Store
    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Answer a query."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["query"][0] if "query=" in body else body
        self.asked.append(query)
        answer = self.store.query(query)
        assert not isinstance(answer, ox.QueryTriples)
        data = answer.serialize(format=ox.QueryResultsFormat.JSON)
        assert data is not None
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(shipped: Release) -> Iterator[str]:
    Endpoint.store = EmbeddedEngine(shipped.store).store
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_remote_endpoint_gives_the_same_answer(query: Command, endpoint: str) -> None:
    words = ("search-pledges", "--area", "花都", "--text", "汽车", "--format", "csv")
    there = query(*words, "--endpoint", endpoint)

    assert there == query(*words)
    assert any('VALUES ?text { "汽车" }' in asked for asked in Endpoint.asked)


def test_an_endpoint_that_is_not_there_is_status_4(query: Command) -> None:
    status, out, err = query("scorecard", "--endpoint", "http://127.0.0.1:9/sparql")

    assert (status, out) == (4, "")
    assert "127.0.0.1:9" in err


def test_malformed_sparql_of_ones_own_is_status_2(query: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("SELEC ?s { ?s ?p ?o }")
    status, _, err = query("-f", str(tmp_path / "bad.rq"))

    assert status == 2
    assert "SPARQL" in err


def test_text_from_the_data_is_never_markup(query: Command, tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_text('SELECT ("[bold]<b>&" AS ?x) WHERE {}')
    _, table, _ = query("-f", str(tmp_path / "own.rq"))
    _, html, _ = query("-f", str(tmp_path / "own.rq"), "--format", "html")

    assert "[bold]<b>&" in table
    assert "[bold]&lt;b&gt;&amp;" in html
