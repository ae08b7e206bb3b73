"""The former release that changes are counted from: named in ``govgraph.toml``.

A release names itself by its content (the canonical hash), so the name alone fixes every byte
that depends on it, wherever the copy was found: in the output folder, or as
``<data>/releases/<name>.nq.gz`` for a checkout that was never built before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from govgraph.changes import difference
from govgraph.errors import ConfigError, DamagedStore

_NAME = re.compile(r"(?P<version>.+)-(?P<hash>[0-9a-f]{12})(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Former:
    """A former release: its name, version, canonical hash, and where its lines are read."""

    name: str
    version: str
    canonical_hash: str
    path: Path


def find(name: str, version: str, output: Path, data: Path) -> Former | None:
    """Return the former release that the settings name, or None if they name none.

    Raises:
        ConfigError: it is not at hand, or has the version that is being built.
        DamagedStore: what stands there is not what its name says.
    """
    if not name:
        return None
    match = _NAME.fullmatch(name)
    if not match:
        raise ConfigError(
            f"release.former ({name}) is no name of a release; see: govgraph release list"
        )
    if match["version"] == version:
        raise ConfigError(
            f"publication.version ({version}) is that of the former release; give the new one its own"
        )
    candidates = (output / name, data / "releases" / f"{name}.nq.gz")
    path = next((path for path in candidates if path.exists()), None)
    if path is None:
        raise ConfigError(
            f"release.former ({name}) is not at hand; copy the release to {output} or its"
            f" govgraph.nq.gz to {candidates[1]}"
        )
    found = difference.canonical_hash(difference.lines(path))
    if not found.startswith(match["hash"]):
        raise DamagedStore(f"{path}: its canonical hash is {found[:12]}, not as its name says")
    return Former(name, match["version"], found, path)
