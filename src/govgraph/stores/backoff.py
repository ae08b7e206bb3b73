"""Another try, later: how often, how long to wait, and what to look up first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from govgraph.errors import StoreError
from govgraph.stores.connection import transient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Backoff:
    """At most `tries` tries; the pause doubles from `first` to `longest` seconds, with jitter."""

    tries: int = 5
    first: float = 0.5
    longest: float = 30
    sleep: Callable[[float], None] = time.sleep

    def again(self, action: Callable[[], T]) -> T:
        """Carry out an action that may be repeated freely.

        Raises:
            StoreError: of the last try, or one that no other try would mend.
        """
        for attempt in range(1, self.tries):
            try:
                return action()
            except StoreError as error:
                self._pause(attempt, error)
        return action()

    def settle(self, action: Callable[[], None], done: Callable[[], bool]) -> None:
        """Carry out an action whose outcome is looked up with `done` before it is repeated.

        Raises:
            StoreError: of the last try, or one that no other try would mend.
        """
        for attempt in range(1, self.tries + 1):
            try:
                return action()
            except StoreError as error:
                self._pause(attempt, error)
                if _looked_up(done):
                    return None
                if attempt == self.tries:
                    raise
        return None

    def _pause(self, attempt: int, error: StoreError) -> None:
        """Wait for the next try, or raise the error that none would mend."""
        if not transient(error):
            raise error
        asked = getattr(error, "retry_after", None)
        pause = self.first * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
        self.sleep(min(self.longest, asked or pause))


def _looked_up(done: Callable[[], bool]) -> bool:
    """Return whether the store says that it is done; a store that cannot say has not."""
    try:
        return done()
    except StoreError as error:
        if not transient(error):
            raise
        return False
