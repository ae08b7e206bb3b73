"""What of a release goes to a store: the plain values that the loader takes."""

from __future__ import annotations

from govgraph.config import Settings
from govgraph.graph.names import GraphNames
from govgraph.release import CURRENT, open_release
from govgraph.stores.plan import Cargo


def of(settings: Settings, name: str = "", *, union: bool = False) -> Cargo:
    """Return the cargo of the release of that name, or of the current one."""
    release = open_release(settings.output / (name or CURRENT))
    manifest = release.manifest
    base = manifest["base"] + "id/"
    return Cargo(
        release.name,
        release.folder / "govgraph.nq.gz",
        manifest["canonicalHash"],
        base,
        base + GraphNames(manifest["version"]).meta,
        release.folder / "govgraph.nt.gz" if union else None,
    )
