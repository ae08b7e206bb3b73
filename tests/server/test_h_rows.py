"""The H rows of the fault matrix: canned queries, search, HTML and HTTP."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from tests.server import abuse, invented, sockets
from tests.server.conftest import Start
from tests.server.running import Running

HOSTILE = (
    '" } } INSERT DATA { <x:s> <x:p> 1 } #',
    "line\nend",
    "\\u0022 } #",
    "\\",
    "'''",
    '"""',
    "#",
    "?x",
    "{}",
    "<http://x/>",
    "承诺🙂",
    "a\tb\rc",
    "%22%7D",
    "‮x‬",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_H1_literals_are_bound_as_terms(server: Running, text: str) -> None:
    """A value comes back exactly, whatever it looks like, and matches itself only."""
    echoed = server.client.get("/api/echo", params={"said": text})
    named = server.client.get("/api/named", params={"name": text})

    assert echoed.status_code == 200, echoed.text
    assert [row["said"] for row in echoed.json()["rows"]] == [text.strip()]
    assert named.json()["rows"] == []


def test_H1_random_literals(server: Running) -> None:
    """Random texts come back exactly."""
    chance = random.Random(1)
    letters = "\"'\\{}<>#?$%u0022\n\t ;.,|^@承诺\u200b\u2028🙂"
    for _ in range(300):
        text = "x" + "".join(chance.choices(letters, k=20)) + "x"
        answer = server.client.get("/api/echo", params={"said": text})

        assert [row["said"] for row in answer.json()["rows"]] == [text]


def test_H1_long_literals(server: Running) -> None:
    """A value longer than the schema allows is refused, not cut."""
    assert server.client.get("/api/echo", params={"said": "x" * 10_000}).status_code == 400


@pytest.mark.parametrize("mark", list('<>"{}|\\^` \x00\n'))
def test_H2_graph_names_are_checked(server: Running, mark: str) -> None:
    """An IRI of the protocol with a forbidden character is refused."""
    graph = f"http://x/{mark}> }} DROP ALL #"
    query = {"query": "ASK {}", "default-graph-uri": graph}

    assert server.client.get("/sparql", params=query).status_code == 400


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("least=1e9", "least"),
        ("least=１２", "least"),
        ("least=-1", "least"),
        ("least=x", "integer"),
        ("least=1&least=2", "least"),
        ("nonsense=1", "nonsense"),
        ("page=0", "page"),
        ("page=999999999999", "page"),
        ("page=1&page=2", "page"),
        ("size=-1", "size"),
        ("format=png", "format"),
    ],
)
def test_H3_bad_parameters(server: Running, query: str, word: str) -> None:
    """400 as problem JSON that names the parameter."""
    answer = server.client.get(f"/api/numbers?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(word in line for line in answer.json()["errors"])


def test_H3_sizes_are_clamped(server: Running) -> None:
    """A page is never larger than the schema says."""
    answer = server.client.get("/api/numbers?size=1000000000000")

    assert answer.status_code == 200
    assert len(answer.json()["rows"]) == 3_000


class Page(HTMLParser):
    """What matters of a page: its tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_H4_labels_are_escaped(server: Running, lang: str) -> None:
    """A label that is a script stays a text, in title and body."""
    text = server.client.get(f"/id/pledge/999900-0002.html?lang={lang}").text
    page = Page(text)

    assert invented.EVIL not in text
    assert not [tag for tag, _ in page.tags if tag in ("script", "img")]
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]


def test_H4_labels_in_json_stay_data(server: Running) -> None:
    """JSON is served as JSON, never as a page."""
    answer = server.client.get("/id/pledge/999900-0002.jsonld")

    assert answer.headers["content-type"] == "application/ld+json"
    assert invented.EVIL in json.dumps(answer.json(), ensure_ascii=False)


def test_H5_no_link_runs_anything(server: Running) -> None:
    """Only http and https become links; those that lead away say so."""
    page = Page(server.client.get("/id/pledge/999900-0002.html").text)
    targets = [a for tag, a in page.tags if tag == "a"]

    assert targets
    for attributes in targets:
        target = attributes["href"] or ""
        assert target.startswith(("/", "http://", "https://"))
        if not target.startswith("/"):
            assert attributes["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/id/area/999900",
        "/id/area/999900.ttl",
        "/id/none",
        "/id/pledge/999900-0008",
        "/sparql",
        "/sparql?query=ASK",
        "/sparql?query=ASK%20%7B%7D",
        "/api/none",
        "/api/numbers?least=x",
        "/healthz",
        "/metrics",
        "/search?q=x",
        "/dataset/manifest.json",
        "/static/site.css",
    ],
)
def test_H6_security_headers_on_every_status(server: Running, path: str) -> None:
    """No answer lacks its policy."""
    for answer in (server.client.get(path), server.client.head(path)):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"]


def test_H6_security_headers_on_faults_of_the_server(start: Start) -> None:
    """A deadline and a lack of memory carry them as well."""
    answer = start().ask(abuse.HEAVY["count"])

    assert answer.status_code == 504
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("suffix", ["html", "ttl", "jsonld", "nt", "rdf", "nq", "trig", "json"])
def test_H7_types_and_character_sets(server: Running, suffix: str) -> None:
    """Every document has its type; text names its character set."""
    answer = server.client.get(f"/id/area/999900.{suffix}")

    kind = answer.headers["content-type"]
    assert answer.status_code == 200
    assert not kind.startswith("text/") or kind.endswith("; charset=utf-8")
    answer.content.decode("utf-8")


def test_H8_csv_for_spreadsheets(server: Running) -> None:
    """Formulas are made harmless on request alone; plain CSV is exact."""
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("=1+1" -6.5) ("@x" 1) ("-cmd" 2) ("a,b" 3) } }'
    plain = server.ask(query, format="csv")
    excel = server.ask(query, format="csv", csv="excel")
    marked = server.ask(query, format="csv", bom="1")

    def cells(answer: httpx.Response) -> set[str]:
        text = answer.content.decode("utf-8-sig")
        return {row[0] for row in csv.reader(io.StringIO(text))}

    assert cells(plain) == {"a", "=1+1", "@x", "-cmd", "a,b"}
    assert cells(excel) == {"a", "'=1+1", "'@x", "'-cmd", "a,b"}
    assert "-6.5" in excel.text
    assert "'-6.5" not in excel.text
    assert excel.content.startswith(b"\xef\xbb\xbf")
    assert marked.content == b"\xef\xbb\xbf" + plain.content


REDIRECTS = (
    "/id//evil.example/",
    "/id/%2F%2Fevil.example/",
    "/id/\\evil.example",
    "/id/%5Cevil.example",
    "/id/https:evil.example",
    "/id/https://evil.example/",
    "/id/@evil.example",
    "/id/area/999900@evil.example",
    "/id/area/999900%0d%0aLocation:%20http://evil.example/",
    "/id/area/999900%0aX:%20y",
    "/id/..//evil.example",
    "/id/%2e%2e//evil.example",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "/%09/evil.example",
    "/.evil.example",
    "/id/area/999900/..//evil.example",
    "/id/area/999900?lang=http://evil.example",
    "/id/area/999900?format=//evil.example",
    "/id/area/999900?url=//evil.example",
    "/id/area/999900?next=https://evil.example",
    "/voc//evil.example",
    "/voc/comparator//evil.example",
    "/voc/%0d%0aevil",
    "/id/area/999900;evil.example",
    "/id/area/999900%23@evil.example",
    "/id/javascript:alert(1)",
    "/id/area/999900%00evil",
    "/id/area/999900.ttl//evil.example",
)


@pytest.mark.parametrize("path", REDIRECTS)
def test_H9_redirects_stay_here(server: Running, path: str) -> None:
    """No redirect leads to another host, and no address adds a header."""
    raw = sockets.send(
        server.port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )
    head = raw.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    fields = dict(line.split(": ", 1) for line in head.splitlines()[1:])

    location = fields.get("location", "/")
    assert head.split()[1] in ("303", "400", "404")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "evil" not in location.split("?")[0]
    assert "x" not in fields


def test_H10_the_host_header_is_not_believed(server: Running) -> None:
    """A made-up host appears in no body and no header."""
    for path in ("/", "/id/area/999900", "/id/area/999900.html", "/sparql", "/api", "/none", "/ns"):
        request = f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
        raw = sockets.send(server.port, request.encode() + b"Connection: close\r\n\r\n")

        assert raw.startswith(b"HTTP/1.1 ")
        assert b"evil.example" not in raw


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/../../manifest.json",
        "/static/%2e%2e/%2e%2e/manifest.json",
        "/static/%2e%2e%2f%2e%2e%2fmanifest.json",
        "/static/..%5c..%5cmanifest.json",
        "//etc/passwd",
        "/static//site.css",
        "/static/site.css%00.html",
        "/STATIC/site.css",
        "/static/site.css/",
        "/dataset/../manifest.json",
        "/dataset/store/CURRENT",
        "/dataset/%2e%2e/current/manifest.json",
        "/dataset/site/robots.txt",
    ],
)
def test_H11_paths_stay_inside(server: Running, path: str) -> None:
    """Nothing outside the site is a page."""
    raw = sockets.send(
        server.port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )

    assert raw.split()[1] in (b"404", b"400")
    assert b"root:" not in raw
    assert b"canonicalHash" not in raw


def test_H11_links_stay_inside(start: Start, tmp_path: Path) -> None:
    """A symbolic link out of the site leads nowhere."""
    folder = tmp_path
    invented.make(folder, more={"site/a.txt": "a"})
    (folder / "secret.txt").write_text("secret")
    (folder / "current" / "site" / "b.txt").symlink_to(folder / "secret.txt")
    server = start(current=str(folder / "current"))

    assert server.client.get("/a.txt").text == "a"
    assert server.client.get("/b.txt").status_code == 404


def test_H12_ranges(server: Running) -> None:
    """One range is honoured, two thousand are not worth an answer in parts."""
    whole = server.client.get("/dataset/ontology.ttl")
    part = server.client.get("/dataset/ontology.ttl", headers={"Range": "bytes=0-9"})
    many = "bytes=" + ",".join(f"{n}-{n}" for n in range(2_000))
    started = time.monotonic()
    flood = server.client.get("/dataset/ontology.ttl", headers={"Range": many})

    assert part.status_code == 206
    assert part.content == whole.content[:10]
    assert flood.status_code in (200, 416)
    assert time.monotonic() - started < 0.25


def test_H13_forms(server: Running) -> None:
    """A form of a million fields is refused by its size; one of many fields by their number."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        status = server.client.post(
            "/sparql", content=b"a=1&" * 1_000_000, headers=kind
        ).status_code
    except httpx.WriteError:
        status = 413

    assert status == 413
    assert server.client.post("/sparql", content=b"a=1&" * 500, headers=kind).status_code == 413


def test_H14_a_shared_cache_never_mixes_variants(server: Running) -> None:
    """A cache that obeys Vary, asked in every order, gives everyone what he wanted."""
    wishes = ("text/html", "text/turtle", "application/ld+json")
    for path in ("/id/area/999900", "/ns"):
        direct = {wish: server.get(path, wish) for wish in wishes}
        for order in itertools.permutations(wishes):
            cache: dict[tuple[str, ...], httpx.Response] = {}
            for wish in (*order, *order):
                answer = direct[wish]
                key = tuple(
                    {"accept": wish, "accept-language": ""}[name.strip().lower()]
                    for name in answer.headers["vary"].split(",")
                )
                cached = cache.setdefault(key, answer)
                assert cached.headers.get("location") == answer.headers.get("location")
                assert cached.content == answer.content
    tags = [direct[wish].headers["etag"] for wish in wishes]
    assert len(set(tags)) == len(wishes)


@pytest.mark.parametrize("path", ["/none", "/id/none", "/api/none", "/sparql?query=x", "/search"])
def test_H14_faults_are_not_stored(server: Running, path: str) -> None:
    """No cache keeps an error."""
    answer = server.client.get(path)

    assert answer.status_code >= 400
    assert answer.headers["cache-control"] == "no-store"


def test_H15_cross_origin_requests(server: Running) -> None:
    """Data is for all origins, errors too; nobody gets credentials; preflight is cheap."""
    for path in ("/id/area/999900.ttl", "/sparql?query=ASK%7B%7D", "/api/numbers", "/id/none"):
        answer = server.client.get(path, headers={"Origin": "https://else.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    page = server.client.get("/id/area/999900.html")
    assert "access-control-allow-origin" not in page.headers
    preflight = server.client.options("/sparql", headers={"Origin": "https://else.example"})
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "query", ["", "q=x", "q=" + "x" * 10_000, "q=%25", "q=*", "q=" + "+a" * 200]
)
def test_H16_search_is_bounded(server: Running, query: str) -> None:
    """Whatever is searched for, there is an answer at once, and no fault."""
    started = time.monotonic()
    answer = server.client.get(f"/search?{query}")

    assert answer.status_code in (200, 400, 503)
    assert time.monotonic() - started < 0.2


def test_H17_a_storm_of_readers(server: Running) -> None:
    """Repeats of a page cost next to nothing, and 304 carries no body."""
    first = server.client.get("/id/area/999900.html")
    tag = {"If-None-Match": first.headers["etag"]}

    def read(_: int) -> list[int]:
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            return [client.get("/id/area/999900.html", headers=tag).status_code for _ in range(100)]

    with ThreadPoolExecutor(4) as threads:
        codes = list(itertools.chain(*threads.map(read, range(4))))

    assert set(codes) == {304}
    assert server.client.get("/id/area/999900.html", headers=tag).content == b""


def test_H18_faults_say_nothing_of_the_inside(start: Start, output: object) -> None:
    """No path, version, class or stack; a request id instead."""
    server = start()
    for path in ("/none", "/id/none", "/api/none", "/api/numbers?least=x", "/sparql?query=ASK%7B"):
        answer = server.client.get(path)
        inside = (
            str(output),
            "Traceback",
            "site-packages",
            "uvicorn",
            "starlette",
            "python",
            ".py",
        )

        assert not [word for word in inside if word in answer.text.lower()]
        assert "server" not in answer.headers
        assert answer.headers["x-request-id"] in answer.text


def test_H19_the_log_is_one_line_a_request_without_personal_data(start: Start) -> None:
    """Line ends are escaped, the query is a hash, the address is cut."""
    server = start(log=True)
    server.client.get("/id/x%0d%0a%7B%22forged%22:1%7D?q=secret", headers={"User-Agent": "me"})
    server.ask("SELECT * { ?s ?p 'secret' }")
    server.stop()

    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert [line["status"] for line in lines] == [404, 200]
    assert {line["client"] for line in lines} == {"127.0.0.0/24"}
    text = server.log.read_text()
    assert "secret" not in text
    assert "127.0.0.1" not in text
    assert '"me"' not in text
    assert lines[1]["query"]


def test_H20_forwarded_addresses(start: Start) -> None:
    """X-Forwarded-For counts from a configured proxy only; what it was itself told does not."""
    trusting = start(proxies=["127.0.0.1/32"], log=True)
    wary = start(log=True)
    for server in (trusting, wary):
        for value in ("203.0.113.9", "198.51.100.1, 203.0.113.9", "nonsense"):
            server.client.get("/none", headers={"X-Forwarded-For": value})
        server.stop()

    def clients(server: Running) -> list[str]:
        return [json.loads(line)["client"] for line in server.log.read_text().splitlines()]

    assert clients(trusting) == ["203.0.113.0/24", "203.0.113.0/24", "127.0.0.0/24"]
    assert clients(wary) == ["127.0.0.0/24"] * 3
