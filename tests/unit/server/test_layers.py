"""Addresses, budgets, the cache and the counters, each by itself."""

from __future__ import annotations

import ipaddress

import pytest

from govgraph.errors import GovgraphError
from govgraph.server import exchange
from govgraph.server.answers import Answers, CachedAnswer
from govgraph.server.app import STATUS, of_error
from govgraph.server.budget import Budget
from govgraph.server.metrics import Metrics
from govgraph.server.problem import Problem
from govgraph.server.settings import Limits

PROXIES = (ipaddress.ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.1", "198.51.100.1", "203.0.113.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, expected: str) -> None:
    """The last address that no trusted proxy vouches for further is the client."""
    assert exchange.client(peer, forwarded, PROXIES) == expected


def test_a_network_of_ipv6_is_one_client() -> None:
    """Whoever has a /64 has no more than one budget."""
    assert exchange.network("2001:db8:1:2::a") == exchange.network("2001:db8:1:2:ffff::b")
    assert exchange.network("203.0.113.1") != exchange.network("203.0.113.2")


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_work_is_charged_and_refilled() -> None:
    """A spent budget refuses, and time fills it again."""
    clock = Clock()
    budget = Budget(Limits(budget=20, budget_refill=10), clock)
    budget.charge("a", 25, failed=False)
    with pytest.raises(Problem) as refused, budget.place("a"):
        pass
    with budget.place("b"):
        pass
    clock.now = float(refused.value.headers["Retry-After"])
    with budget.place("a"):
        pass

    assert refused.value.status == 429


def test_failures_are_charged() -> None:
    """So many failures, then a pause."""
    budget = Budget(Limits(errors=3), Clock())
    for _ in range(3):
        budget.charge("a", 0, failed=True)
    with pytest.raises(Problem), budget.place("a"):
        pass


def test_places_are_given_back() -> None:
    """A client holds so many places, and each only while its query runs."""
    budget = Budget(Limits(client_places=1), Clock())
    with budget.place("a"), pytest.raises(Problem), budget.place("a"):
        pass
    with budget.place("a"):
        pass


def test_the_cache_has_a_size() -> None:
    """The least recently used leaves first."""
    answers = Answers(5_000)
    keys = [(f"/{n}", b"", b"", b"") for n in range(4)]
    for key in keys[:3]:
        answers.put(key, CachedAnswer(200, (), "", b"x" * 600, "page"))
    assert answers.get(keys[0]) is not None
    answers.put(keys[3], CachedAnswer(200, (), "", b"x" * 600, "page"))

    assert answers.get(keys[1]) is None
    assert answers.get(keys[0]) is not None
    assert len(answers) == 3


def test_histograms_add_up() -> None:
    """The last bucket counts everything."""
    metrics = Metrics()
    for seconds in (0.001, 0.02, 99.0):
        metrics.observe("page", 200, seconds)
    text = metrics.exposition([("up", {"a": 'x"y'}, 1)])

    assert 'govgraph_request_seconds_bucket{route="page",le="0.005"} 1' in text
    assert 'govgraph_request_seconds_bucket{route="page",le="10.0"} 2' in text
    assert 'govgraph_request_seconds_bucket{route="page",le="+Inf"} 3' in text
    assert 'up{a="x\\"y"} 1' in text


def leaves(kind: type[GovgraphError]) -> list[type[GovgraphError]]:
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [kind]


@pytest.mark.parametrize("kind", leaves(GovgraphError), ids=lambda k: k.__name__)
def test_every_error_has_a_status(kind: type[GovgraphError]) -> None:
    """The table covers the tree."""
    assert any(issubclass(kind, known) for known, _ in STATUS)


def test_the_inside_of_an_error_stays_inside() -> None:
    """What is no error of the asker is told in general words."""
    from govgraph.errors import DamagedStore, OntologyError

    for error in (DamagedStore("/srv/secret: broken"), OntologyError("/srv/secret")):
        assert "secret" not in of_error(error).detail


def test_every_bound_of_the_configuration_is_one_of_the_server() -> None:
    """What ``[server]`` may hold is taken, each key to its place."""
    from govgraph.config import _KNOWN
    from govgraph.server.settings import limits

    told: dict[str, int | float] = dict.fromkeys(_KNOWN["server"], 3)
    found = limits(told)

    assert found.public.seconds == found.canned.seconds == found.body == found.budget == 3
    assert found.public.size == found.public.workers == 3
    assert found.canned.workers == 1
