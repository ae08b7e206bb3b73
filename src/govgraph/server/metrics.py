"""What the server counts, as Prometheus reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counters of one process."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.refusals: Counter[str] = Counter()
        self.reloads = 0
        self.active = 0
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests[route, status] += 1
        self._seconds[route] += seconds  # type: ignore[assignment]
        for bound in BUCKETS:
            if seconds <= bound:
                self._buckets[route, bound] += 1
                break

    def exposition(self, gauges: Iterable[tuple[str, Mapping[str, str], float]]) -> str:
        """Return everything in the text format; `gauges` are read at this moment."""
        return "".join(f"{line}\n" for line in (*self._lines(), *_gauge_lines(gauges)))

    def _lines(self) -> Iterator[str]:
        yield "# TYPE govgraph_requests_total counter"
        for (route, status), count in sorted(self.requests.items()):
            yield f'govgraph_requests_total{{route="{route}",status="{status}"}} {count}'
        yield "# TYPE govgraph_refusals_total counter"
        for reason, count in sorted(self.refusals.items()):
            yield f'govgraph_refusals_total{{reason="{reason}"}} {count}'
        yield "# TYPE govgraph_reloads_total counter"
        yield f"govgraph_reloads_total {self.reloads}"
        yield "# TYPE govgraph_request_seconds histogram"
        for route in sorted({route for route, _ in self.requests}):
            yield from self._histogram(route)

    def _histogram(self, route: str) -> Iterator[str]:
        total = 0
        for bound in BUCKETS:
            total += self._buckets[route, bound]
            yield f'govgraph_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
        count = sum(n for (name, _), n in self.requests.items() if name == route)
        yield f'govgraph_request_seconds_bucket{{route="{route}",le="+Inf"}} {count}'
        yield f'govgraph_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
        yield f'govgraph_request_seconds_count{{route="{route}"}} {count}'


def _gauge_lines(gauges: Iterable[tuple[str, Mapping[str, str], float]]) -> Iterator[str]:
    last = ""
    for name, labels, value in gauges:
        if name != last:
            yield f"# TYPE {name} gauge"
            last = name
        shown = ",".join(f'{key}="{escape(text)}"' for key, text in labels.items())
        yield f"{name}{{{shown}}} {value:g}" if shown else f"{name} {value:g}"


def escape(text: str) -> str:
    r"""Return a label value as the format wants it.

    >>> escape('a"b\n')
    'a\\"b\\n'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
