"""A release: an immutable directory, sealed by its manifest, swapped in by one rename."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govgraph.errors import ConfigError, DamagedStore, DiskFull, Locked, MachineError

CURRENT = "current"
MANIFEST = "manifest.json"
STAGING = ".staging"
_NO_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


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
        return self.folder / "store"


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


@contextmanager
def lock(output: Path) -> Iterator[None]:
    """Hold the output folder for one run; the lock dies with its process.

    Raises:
        Locked: another run holds it.
        MachineError: the folder cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        stream = (output / ".lock").open("a+")
    except OSError as error:
        raise MachineError(
            f"{output}: cannot be written ({error.strerror}); see paths.output"
        ) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            stream.seek(0)
            pid = stream.read().strip()
            raise Locked(int(pid) if pid.isdigit() else None) from error
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Give a fresh folder to build in; it vanishes unless it was sealed.

    Raises:
        DiskFull: the disk ran full on the way; nothing was published.
    """
    folder = output / STAGING
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
        yield folder
    except OSError as error:
        if error.errno in _NO_SPACE or "No space" in str(error) or "File too large" in str(error):
            raise DiskFull(
                f"{error.filename or folder}: the disk is full; free some space"
            ) from error
        raise MachineError(f"{error.filename or folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seal(folder: Path, output: Path, name: str, facts: Mapping[str, Any]) -> Release:
    """Write the manifest, make the folder durable, and swap it in as ``current``.

    `facts` is what the manifest says beside the files. A release of that name that exists
    already holds the same bytes, and stays.
    """
    manifest = {**facts, "release": name, "files": _files(folder)}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    _sync_tree(folder)
    target = output / name
    if target.exists():
        shutil.rmtree(folder)
    else:
        folder.rename(target)
    _sync(output)
    use(output, name)
    return Release(target.resolve(), manifest)


def use(output: Path, name: str) -> None:
    """Make a sealed release the current one, by one atomic rename.

    Raises:
        ConfigError: there is no release of that name.
    """
    if not (output / name / MANIFEST).is_file():
        raise ConfigError(f"{output / name}: no such release; see: govgraph release list")
    link = output / ".current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    link.rename(output / CURRENT)
    _sync(output)


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size and sha256 of every file but those of the store, which no two builds share."""
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": _sha256(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "store"
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
