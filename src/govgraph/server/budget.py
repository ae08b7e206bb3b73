"""The client budget: how much query work one address may ask for."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from govgraph.server.problem import Problem
from govgraph.server.settings import Limits

REMEMBERED = 10_000


@dataclass(slots=True)
class _Account:
    seconds: float
    errors: float
    seen: float
    running: int = 0


class Budget:
    """Token buckets by client: seconds of work, and queries that failed on a limit."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """Hold one place of the queue for a client while its query waits and runs.

        Raises:
            Problem: 429, when its budget is spent or its places are taken.
        """
        account = self._account(client)
        if account.running >= self._limits.client_places:
            raise self._refusal("too many queries at once from this address", 1)
        for left, refill in (
            (account.seconds, self._limits.budget_refill),
            (account.errors, self._limits.errors_refill),
        ):
            if left < 1:
                wait = int((1 - left) * 60 / refill) + 1
                raise self._refusal("the query budget of this address is spent", wait)
        account.running += 1
        try:
            yield
        finally:
            account.running -= 1

    def charge(self, client: str, seconds: float, *, failed: bool) -> None:
        """Take the work of one query from a client's budget."""
        account = self._account(client)
        account.seconds -= seconds
        account.errors -= failed

    def _account(self, client: str) -> _Account:
        now, limits = self._clock(), self._limits
        account = self._accounts.get(client)
        if account is None:
            account = self._accounts[client] = _Account(limits.budget, limits.errors, now)
            self._forget()
            return account
        minutes = (now - account.seen) / 60
        account.seconds = min(limits.budget, account.seconds + minutes * limits.budget_refill)
        account.errors = min(limits.errors, account.errors + minutes * limits.errors_refill)
        account.seen = now
        self._accounts.move_to_end(client)
        return account

    def _forget(self) -> None:
        while len(self._accounts) > REMEMBERED:
            self._accounts.popitem(last=False)

    @staticmethod
    def _refusal(text: str, wait: int) -> Problem:
        return Problem(
            429,
            f"{text}; ask again in {wait} s, or take the dumps",
            headers={"Retry-After": str(wait)},
        )
