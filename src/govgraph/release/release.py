"""What a sealed release is: a folder, and what its manifest says.

dist/<version>-<first 12 of the canonical hash>/
  SHA256SUMS      every sealed file, the manifest too: `sha256sum -c SHA256SUMS`
  manifest.json   size and sha256 of every file; inputs, tools, canonical hash
  store.json      the same list for store/, whose bytes no two builds share
  store/ …        everything else is equal, byte for byte, wherever it was built
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govgraph.errors import ConfigError, DamagedStore

CURRENT = "current"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
STORE = "store"
STORE_SEAL = "store.json"


@dataclass(frozen=True, slots=True)
class Release:
    """A sealed release: its folder and what its manifest says."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return ``<version>-<first 12 of the canonical hash>``."""
        return self.folder.name

    @property
    def store(self) -> Path:
        """Return the folder of the embedded store."""
        return self.folder / STORE

    @property
    def dump(self) -> Path:
        """Return the sorted N-Quads, gzipped: the canonical form of the data."""
        return self.folder / "govgraph.nq.gz"


def open_release(folder: Path) -> Release:
    """Open a release folder, or ``dist/current``.

    Raises:
        ConfigError: there is no release.
        DamagedStore: its manifest cannot be read.
    """
    path = folder.resolve()
    if not path.is_dir():
        raise ConfigError(f"{folder}: no release here; make one with: govgraph build")
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedStore(
            f"{folder}: the manifest cannot be read ({error}); build again"
        ) from error
    return Release(path, manifest)
