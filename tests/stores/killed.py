"""Load a release and die by SIGKILL at a stage: run by tests as a process of its own.

python -m tests.stores.killed ENDPOINT STORE STAGE OCCURRENCE FOLDER VERSION
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from govgraph import config
from govgraph.stores import loader
from govgraph.stores.preflight import connect
from tests.stores import releases

MAKERS = {"1.0.0": releases.first, "1.1.0": releases.second}


def main() -> None:
    """Die at the given occurrence of a stage, or exit 0 where it never comes."""
    endpoint, store, stage, occurrence, folder, version, count = sys.argv[1:]
    left = [int(occurrence)]

    def progress(name: str, done: int, total: int | None) -> None:
        left[0] -= name == stage
        if name == stage and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    cargo = MAKERS[version](Path(folder), int(count))
    with connect(endpoint, config.credentials(), store=store) as connected:
        loader.load(connected, cargo, progress=progress)


if __name__ == "__main__":
    main()
