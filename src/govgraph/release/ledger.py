"""The ledger: which inputs the latest build of an output folder was made from.

It lies beside the releases, not in them: a release says what it is made from, not by which edit of
the program. What is lost with it is one build's time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from govgraph.errors import GovgraphError
from govgraph.release.release import CURRENT, Release, open_release
from govgraph.release.seal import faults
from govgraph.release.shelf import use

FILE_NAME = ".cache/built.json"


def key(inputs: Mapping[str, Any]) -> str:
    """Return one hash over everything that decides what a build gives."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def find(output: Path, wanted: str) -> Release | None:
    """Return the release that was built from inputs of this key, if it stands whole.

    It becomes the current one if another was; the caller holds the lock.
    """
    try:
        known = json.loads((output / FILE_NAME).read_text(encoding="utf-8"))
        found = open_release(output / known["release"])
    except (OSError, ValueError, KeyError, TypeError, GovgraphError):
        return None
    if known.get("key") != wanted or faults(found.folder):
        return None
    if (output / CURRENT).resolve() != found.folder:
        use(output, found.name)
    return found


def note(output: Path, built: str, release: Release) -> None:
    """Note which key a release has, by one rename; on a full disk nothing is noted."""
    fresh = output / f"{FILE_NAME}.new"
    with suppress(OSError):
        fresh.parent.mkdir(exist_ok=True)
        fresh.write_text(json.dumps({"key": built, "release": release.name}), encoding="utf-8")
        fresh.rename(output / FILE_NAME)
