"""The results of canned queries, kept as the workers gave them: one run for all formats and pages."""

from __future__ import annotations

import threading
from collections import OrderedDict

from govgraph.sparql.question import Answer


class Results:
    """Results of one generation by the text of the bound query, the least recently used leaving first.

    Any thread may read and write.
    """

    def __init__(self, size: int) -> None:
        self._left = size
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Answer | None:
        """Return a result, if it is held."""
        with self._lock:
            if text in self._answers:
                self._answers.move_to_end(text)
            return self._answers.get(text)

    def put(self, text: str, answer: Answer) -> None:
        """Hold a result, letting go of others until it fits."""
        with self._lock:
            if text in self._answers:
                return
            self._answers[text] = answer
            self._left -= len(answer.body) + len(text)
            while self._left < 0 and self._answers:
                old, gone = self._answers.popitem(last=False)
                self._left += len(gone.body) + len(old)
