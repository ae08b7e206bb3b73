"""The shelf of releases in the output folder: which there are, and which one is current.

Nothing is ever removed but by `prune`, and that keeps two former releases at least.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from govgraph.errors import ConfigError, GovgraphError
from govgraph.release.release import CURRENT, MANIFEST, Release, open_release
from govgraph.release.staging import STAGING, lock

LEAST_FORMER = 2


def releases(output: Path) -> list[Release]:
    """Return the releases of an output folder, the newest first."""
    return [release for _, release in sorted(_dated(output), key=lambda r: r[0], reverse=True)]


def _dated(output: Path) -> Iterator[tuple[tuple[int, str], Release]]:
    for folder in output.iterdir() if output.is_dir() else ():
        manifest = folder / MANIFEST
        if folder.is_symlink() or folder.name.startswith(".") or not manifest.is_file():
            continue
        try:
            yield (manifest.stat().st_mtime_ns, folder.name), open_release(folder)
        except GovgraphError:
            continue  # a damaged one is named by `verify`, not listed


def current(output: Path) -> str | None:
    """Return the name of the current release, or None."""
    link = output / CURRENT
    return link.readlink().name if link.is_symlink() else None


def find(output: Path, name: str) -> Path:
    """Return the folder of a release, by its name, an unambiguous start of it, or ``current``.

    Raises:
        ConfigError: there is none, or several.
    """
    if (output / name / MANIFEST).is_file():
        return (output / name).resolve()
    found = [release for release in releases(output) if release.name.startswith(name)]
    if len(found) != 1:
        known = ", ".join(release.name for release in found or releases(output)) or "none"
        raise ConfigError(
            f"{output / name}: {'several' if found else 'no'} such release; there are: {known}"
        )
    return found[0].folder


def use(output: Path, name: str) -> None:
    """Make a sealed release the current one, by one atomic rename; the caller holds the lock.

    Raises:
        ConfigError: there is no release of that name.
    """
    if not (output / name / MANIFEST).is_file():
        raise ConfigError(f"{output / name}: no such release; see: govgraph release list")
    link = output / ".current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    link.rename(output / CURRENT)
    descriptor = os.open(output, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prune(output: Path, keep: int = LEAST_FORMER) -> list[str]:
    """Remove all but the current release and the `keep` newest others; return their names.

    Raises:
        ConfigError: fewer than two former releases would be kept.
    """
    if keep < LEAST_FORMER:
        raise ConfigError(f"keep {keep}: at least {LEAST_FORMER} former releases are kept")
    with lock(output):
        named = current(output)
        former = [release for release in releases(output) if release.name != named]
        for release in former[keep:]:
            doomed = output / STAGING  # the next run removes what a kill leaves of it
            shutil.rmtree(doomed, ignore_errors=True)
            release.folder.rename(doomed)
            shutil.rmtree(doomed)
    return [release.name for release in former[keep:]]
