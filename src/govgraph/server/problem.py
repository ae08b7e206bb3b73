"""A problem: an error as HTTP tells it, without a path, version or stack."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Something that a request gets instead of an answer.

    `detail` is one line for people; `facts` become further members of the problem JSON.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.facts = dict(facts or {})
        super().__init__(detail)


def response(problem: Problem, request_id: str, *, plain: bool = False) -> Response:
    """Return a problem as problem JSON, or as plain text where SPARQL clients expect that."""
    headers = {**problem.headers, "Cache-Control": "no-store"}
    if plain:
        text = f"{problem.detail}\nrequest {request_id}\n"
        return Response(text, problem.status, headers, "text/plain")
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:request:{request_id}",
        **problem.facts,
    }
    return Response(orjson.dumps(body), problem.status, headers, MEDIA_TYPE)


def not_acceptable(offers: str) -> Problem:
    """Return the problem of a request that takes none of the formats on offer."""
    return Problem(
        406, f"no acceptable format; on offer are {offers}", facts={"available": offers.split(", ")}
    )
