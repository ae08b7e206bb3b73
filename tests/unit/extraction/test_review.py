"""The review: decisions are kept, the page is guarded."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from govgraph.errors import MachineError, SourceError
from govgraph.extraction import extractor, names, vocabulary
from govgraph.extraction.names import Name
from govgraph.extraction.review import session as sessions
from govgraph.extraction.review.session import Session

pytest.importorskip("starlette")

import httpx
from starlette.applications import Starlette

from govgraph.extraction.review import app

TEXT = "确保地区生产总值增长6%以上,新引进项目30个。\n他买了三个苹果。\n"


def _session(folder: Path) -> Session:
    found = list(extractor.extract([TEXT], year=2024))
    return sessions.begin(TEXT, found, folder / "log.jsonl", vocabulary.load())


def test_decisions_survive_a_crash(tmp_path: Path) -> None:
    """A new session over the same log stands where the old one stood, a torn line aside."""
    first = _session(tmp_path)
    keys = list(first.items)
    first.decide(keys[0], "accept", {"lower": "6.5"})
    first.decide(keys[1], "reject")
    added = first.add(2, 8)
    with (tmp_path / "log.jsonl").open("ab") as log:
        log.write(b'{"id": "' + keys[1].encode())

    second = _session(tmp_path)

    assert [item.status for item in first.items.values()] == [
        i.status for i in second.items.values()
    ]
    assert str(second.items[keys[0]].candidate.lower) == "6.5"
    assert added.key in second.items


def test_undo_reopens(tmp_path: Path) -> None:
    """Nothing is final until records are written."""
    work = _session(tmp_path)
    key = next(iter(work.items))
    work.decide(key, "accept")

    assert work.decide(key, "undo").status == "open"
    assert work.accepted() == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"comparator": "atMost"}, "atMost sets upper"),
        ({"comparator": "range", "lower": "8", "upper": "6"}, "a range rises"),
        ({"measure": "speed"}, "measure: choose one of"),
        ({"indicator": "no-such"}, "no such indicator"),
        ({"indicator": ""}, "no indicator"),
        ({"unit": "kilometre"}, "does not fit the indicator"),
        ({"lower": "many"}, "no number"),
        ({"end": 99999}, "outside the text"),
        ({"kind": "outcome", "periodEnd": ""}, "data/observations"),
        ({"kind": "forecast"}, "neither a promise nor a figure"),
    ],
)
def test_faults_are_told_while_typing(
    tmp_path: Path, fields: dict[str, object], fault: str
) -> None:
    """A check keeps nothing and says what a record would lack."""
    work = _session(tmp_path)
    key = next(iter(work.items))

    assert work.check(key, {}) == []
    assert fault in " ".join(work.check(key, fields))
    assert not (tmp_path / "log.jsonl").exists()


def test_a_person_settles_what_is_named_beside(tmp_path: Path) -> None:
    """An unticked name is left out of the record, and stays so after a restart."""
    text = "围绕打造白鹭湾商务区,发展新材料产业,确保投资增长6%。\n"
    known = names.collect([Name("白鹭湾商务区", "platform", "platform/egret-bay")])
    found = list(extractor.extract([text], year=2024, names=known))
    work = sessions.begin(text, found, tmp_path / "log.jsonl", vocabulary.load())
    key = next(iter(work.items))

    assert [m.iri for m in work.items[key].candidate.mentions] == ["platform/egret-bay"]
    work.decide(key, "accept", {"mentions": []})
    again = sessions.begin(text, found, tmp_path / "log.jsonl", vocabulary.load())

    assert again.accepted()[0].mentions == ()
    assert [m.exact for m in again.items[key].named] == ["白鹭湾商务区"]


def test_what_cannot_be_kept_is_not_done(tmp_path: Path) -> None:
    """An unwritable log refuses the decision."""
    work = _session(tmp_path)
    work.log = tmp_path / "missing" / "log.jsonl"
    key = next(iter(work.items))

    with pytest.raises(MachineError, match="--decisions"):
        work.decide(key, "accept")

    assert work.items[key].status == "open"


def test_unknown_fields_and_decisions_are_refused(tmp_path: Path) -> None:
    """The log never holds what cannot be replayed."""
    work = _session(tmp_path)
    key = next(iter(work.items))
    for wrong in (
        lambda: work.decide("nobody", "accept"),
        lambda: work.decide(key, "burn"),
        lambda: work.decide(key, "edit", {"x": 1}),
    ):
        with pytest.raises(SourceError):
            wrong()  # type: ignore[no-untyped-call]


class Client:
    """Asks the application without a socket, under the host name of the loopback."""

    def __init__(self, page: Starlette) -> None:
        self.page = page

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Return the answer to a GET."""
        return asyncio.run(self._ask("GET", path, headers, None))

    def post(
        self, path: str, json: object, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Return the answer to a POST of JSON."""
        return asyncio.run(self._ask("POST", path, headers, json))

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None, json: object
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.page)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000"
        ) as client:
            return await client.request(method, path, headers=headers, json=json)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """Return a client of the page."""
    (tmp_path / "data").mkdir()
    return Client(app.create(_session(tmp_path), tmp_path / "data", dt.date(2026, 11, 24), "测试"))


def _token(client: Client) -> dict[str, str]:
    page = client.get("/").text
    return {"x-govgraph-token": page.split('name="token" content="')[1].split('"')[0]}


def test_the_page_loads_nothing_from_elsewhere(client: Client) -> None:
    """The policy allows this origin alone, and no script or style stands in the page."""
    answer = client.get("/")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert client.get("/page.js").headers["content-type"].startswith("text/javascript")


def test_another_host_name_is_refused(client: Client) -> None:
    """A rebound name does not reach the page."""
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421


def test_a_post_needs_the_token_and_the_origin(client: Client) -> None:
    """Another site cannot decide for the person."""
    key = client.get("/state").json()["items"][0]["id"]
    body = {"id": key, "decision": "accept"}
    headers = _token(client)

    assert client.post("/decide", json=body).status_code == 403
    assert (
        client.post(
            "/decide", json=body, headers={**headers, "origin": "http://evil.example"}
        ).status_code
        == 403
    )
    assert client.post("/decide", json=body, headers=headers).json()["status"] == "accepted"


def test_errors_are_one_line(client: Client) -> None:
    """A wrong request is answered, not raised."""
    answer = client.post("/decide", json={"id": "x", "decision": "accept"}, headers=_token(client))

    assert answer.status_code == 422
    assert "no such candidate" in answer.json()["error"]
