"""The review page as a web application, for this machine and this person alone.

Only the loopback name is answered; a post needs the token of the page; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govgraph.errors import GovgraphError, MissingExtra
from govgraph.extraction import desk as desks
from govgraph.extraction import drafts
from govgraph.extraction.candidates import COMMITMENTS, COMPARATORS, KINDS, MEASURES
from govgraph.extraction.draft import Source
from govgraph.extraction.review.session import Item, Session

try:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route
except ImportError as error:  # pragma: no cover - the extra is there in every test
    raise MissingExtra("server") from error

_HERE = Path(__file__).parent
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_STATIC = {"page.js": "text/javascript", "page.css": "text/css"}
LARGEST_POST = 64 * 1024
_UNITS = (
    "percent", "percentagePoint", "CNY", "USD", "count", "person", "household", "mu", "hectare", "squareMetre",
    "squareKilometre", "metre", "kilometre", "tonne", "kilogram", "jin", "cubicMetre", "kilowatt", "kilowattHour",
    "day", "month", "year", "times", "rank", "TEU", "microgramPerCubicMetre", "perTenThousandPersons", "人次",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """What the page works on: the session, the data folder, and the day that ids are minted on."""

    session: Session
    data: Path
    day: dt.date
    title: str
    token: str


def create(session: Session, data: Path, day: dt.date, title: str) -> Starlette:
    """Return the application; its token is new each time."""
    review = Review(session, data, day, title, secrets.token_urlsafe(32))
    return Starlette(
        routes=[
            Route("/", _bound(review, _page)),
            Route("/state", _bound(review, _state)),
            Route("/decide", _bound(review, _decide), methods=["POST"]),
            Route("/check", _bound(review, _check), methods=["POST"]),
            Route("/add", _bound(review, _add), methods=["POST"]),
            Route("/write", _bound(review, _write), methods=["POST"]),
            Route("/favicon.ico", _bound(review, _nothing)),
            *(Route(f"/{name}", _bound(review, _static)) for name in _STATIC),
        ]
    )


Answer = Callable[[Review, Request], Awaitable[Response]]


def _bound(review: Review, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Guard an answer: the host is the loopback, a post carries the token, errors are one line."""

    async def guarded(request: Request) -> Response:
        refused = _refused(review, request)
        try:
            response = refused or await answer(review, request)
        except GovgraphError as error:
            response = JSONResponse({"error": str(error)}, status_code=422)
        response.headers.update(_HEADERS)
        return response

    return guarded


def _refused(review: Review, request: Request) -> Response | None:
    host = request.headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name not in _HOSTS:
        return JSONResponse({"error": "this page answers on the loopback only"}, status_code=421)
    if request.method != "POST":
        return None
    origin = request.headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return JSONResponse({"error": "posted from another page"}, status_code=403)
    given = request.headers.get("x-govgraph-token", "")
    if not secrets.compare_digest(given.encode(), review.token.encode()):
        return JSONResponse(
            {"error": "the token of the page is missing; reload it"}, status_code=403
        )
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_POST:
        return JSONResponse({"error": "too long"}, status_code=413)
    return None


async def _posted(request: Request) -> dict[str, Any]:
    try:
        tree = json.loads(await request.body())
    except ValueError:
        tree = None
    return tree if isinstance(tree, dict) else {}


async def _page(review: Review, request: Request) -> Response:
    page = (_HERE / "page.html").read_text(encoding="utf-8").replace("{token}", review.token)
    return Response(page, media_type="text/html")


async def _static(review: Review, request: Request) -> Response:
    name = request.url.path.strip("/")
    return Response((_HERE / name).read_bytes(), media_type=_STATIC[name])


async def _nothing(review: Review, request: Request) -> Response:
    return Response(status_code=204)


async def _state(review: Review, request: Request) -> Response:
    session = review.session
    return JSONResponse(
        {
            "title": review.title,
            "text": session.held,
            "items": [_shown(session, item) for item in session.items.values()],
            "choices": _choices(review),
        }
    )


def _shown(session: Session, item: Item) -> dict[str, Any]:
    return {
        "id": item.key, "fields": item.candidate.tree(), "rules": dict(item.candidate.rules),
        "status": item.status, "edited": item.edited, "added": item.added,
        "faults": session.faults(item.candidate), "mentions": _mentions(item),
    }  # fmt: skip


def _mentions(item: Item) -> list[dict[str, Any]]:
    """Return what is named beside an item, each with whether a person left it in."""
    kept = {m.iri for m in item.candidate.mentions}
    unique = dict.fromkeys((m.exact, m.kind, m.iri) for m in item.named)
    return [{"exact": e, "kind": k, "id": iri, "kept": iri in kept} for e, k, iri in unique]


def _choices(review: Review) -> dict[str, Any]:
    desk = desks.load(review.data)
    words = review.session.words
    voices = [r for kind in ("Official", "PublicBody") for r in desk.of_type(kind)]
    return {
        "measure": MEASURES, "comparator": COMPARATORS, "kind": KINDS, "commitment": COMMITMENTS, "unit": _UNITS,
        "indicator": [{"id": c.slug, "zh": c.zh, "en": c.en} for _, c in sorted(words.indicators.items())],
        "voices": [_named(r.iri, r.tree) for r in voices],
        "publishers": [_named(r.iri, r.tree) for r in desk.of_type("Organization")],
        "documentTypes": ["dt:news-article", "dt:work-report", "dt:plan-report", "dt:statistics-bulletin", "dt:web-page"],
    }  # fmt: skip


def _named(iri: str, tree: dict[str, Any]) -> dict[str, str]:
    label = tree.get("label")
    names = label if isinstance(label, dict) else {}
    return {"id": iri, "zh": str(names.get("zh-hans", iri)), "en": str(names.get("en", iri))}


async def _decide(review: Review, request: Request) -> Response:
    posted = await _posted(request)
    item = review.session.decide(
        str(posted.get("id")), str(posted.get("decision")), posted.get("fields")
    )
    return JSONResponse(_shown(review.session, item))


async def _check(review: Review, request: Request) -> Response:
    posted = await _posted(request)
    return JSONResponse(
        {"faults": review.session.check(str(posted.get("id")), posted.get("fields") or {})}
    )


async def _add(review: Review, request: Request) -> Response:
    posted = await _posted(request)
    start, end = posted.get("start"), posted.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return JSONResponse({"error": "start and end are numbers"}, status_code=422)
    return JSONResponse(_shown(review.session, review.session.add(start, end)))


async def _write(review: Review, request: Request) -> Response:
    posted = await _posted(request)
    speakers = posted.get("speakers")
    source = Source(
        title=str(posted.get("title") or review.title),
        publisher=str(posted.get("publisher") or ""),
        document_type=str(posted.get("documentType") or "dt:web-page"),
        speakers={str(k): str(v) for k, v in speakers.items() if v}
        if isinstance(speakers, dict)
        else {},
    )
    desk = desks.load(review.data)
    written = drafts.compose(
        desk, review.session.held, review.session.accepted(), source, review.session.words
    )
    files = desk.write(review.day)
    return JSONResponse(
        {
            "pledges": written.pledges,
            "figures": written.figures,
            "known": written.known,
            "files": [path.relative_to(review.data).as_posix() for path in files],
            "left": [{"exact": c.exact, "reason": reason} for c, reason in written.left],
        }
    )
