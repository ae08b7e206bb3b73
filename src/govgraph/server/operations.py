"""What operators ask a server: is it well, and what has it done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response

from govgraph.server import exchange
from govgraph.server.generation import Generations
from govgraph.server.metrics import MEDIA_TYPE, Metrics

Gauge = tuple[str, Mapping[str, str], float]


class Operations:
    """Health and metrics of one process."""

    def __init__(self, generations: Generations, metrics: Metrics) -> None:
        self.generations = generations
        self.metrics = metrics

    async def healthz(self, request: Request) -> Response:
        """Answer 200 when queries can be answered, else 503; pages may be served all the same."""
        exchange.of(request.scope).route = "healthz"
        current = self.generations.current
        body = {
            "status": "ok" if current.healthy else "unavailable",
            "release": current.release.name,
            "cage": current.public.cage or "none",
            "workers": {"public": current.public.alive, "canned": current.canned.alive},
        }
        status = 200 if current.healthy else 503
        headers = {"Cache-Control": "no-store"}
        return Response(orjson.dumps(body), status, headers, "application/json")

    async def prometheus(self, request: Request) -> Response:
        """Answer with every counter and gauge."""
        exchange.of(request.scope).route = "metrics"
        self.metrics.reloads = self.generations.reloads
        text = self.metrics.exposition(self._gauges())
        return Response(text, 200, {"Cache-Control": "no-store"}, MEDIA_TYPE)

    def _gauges(self) -> Iterator[Gauge]:
        current = self.generations.current
        yield "govgraph_release_info", {"release": current.release.name}, 1
        yield "govgraph_requests_active", {}, current.active
        pools = {"public": current.public, "canned": current.canned}
        for name, pool in pools.items():
            yield "govgraph_workers", {"pool": name}, pool.alive
        for name, pool in pools.items():
            yield "govgraph_queue", {"pool": name}, pool.waiting
        for name, pool in pools.items():
            for reason, count in sorted(pool.kills.items()):
                yield "govgraph_worker_ends", {"pool": name, "reason": reason}, count
        yield "govgraph_cached_answers", {}, len(current.answers)
        yield "govgraph_cache_hits", {}, current.answers.hits
        yield "govgraph_cache_misses", {}, current.answers.misses
