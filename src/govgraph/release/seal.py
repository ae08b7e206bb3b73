"""The seal of a release: what it lists, how it is made durable, how it is held to its word."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph.errors import DamagedStore
from govgraph.release.release import MANIFEST, STORE, STORE_SEAL, SUMS, Release
from govgraph.release.shelf import use

_SEALS = (MANIFEST, SUMS, STORE_SEAL)
SHOWN_FAULTS = 20


def seal(folder: Path, output: Path, name: str, facts: Mapping[str, Any]) -> Release:
    """Write the seals, make the folder durable, and swap it in as ``current``.

    `facts` is what the manifest says beside the files. A whole release of equal bytes that
    exists stays as it is. One of the same name with other bytes (another title, a newer
    govgraph) stays too: the new one gets the next free number behind its name.
    """
    manifest = {**facts, "release": name, "files": listing(folder)}
    text = _encode(manifest)
    (folder / MANIFEST).write_bytes(text)
    sums = _sums(manifest["files"], text)
    (folder / SUMS).write_bytes(sums)
    store = {"files": listing(folder / STORE), "pyoxigraph": ox.__version__}
    (folder / STORE_SEAL).write_bytes(_encode(store))
    sync_tree(folder)
    target = _target(output, name, sums)
    if target.exists():
        shutil.rmtree(folder)
    else:
        folder.rename(target)
        sync(output)
    use(output, target.name)
    return Release(target.resolve(), manifest)


def _target(output: Path, name: str, sums: bytes) -> Path:
    number, target = 1, output / name
    while target.exists() or target.is_symlink():
        path = target / SUMS
        if path.is_file() and path.read_bytes() == sums and not faults(target):
            return target
        number += 1
        target = output / f"{name}.{number}"
    return target


def verify(folder: Path) -> None:
    """Hold a release against its seals.

    Raises:
        DamagedStore: naming every file that is missing, extra or wrong, or a store that another
            version of the library wrote.
    """
    found = faults(folder)
    if not found:
        return
    rest = len(found) - SHOWN_FAULTS
    shown = found[:SHOWN_FAULTS] + ([f"{folder}: … and {rest} more"] if rest > 0 else [])
    raise DamagedStore("\n".join(shown))


def faults(folder: Path) -> list[str]:
    """Return one line for each thing in a release that is not as it was sealed."""
    manifest, found = _sealed(folder / MANIFEST)
    if manifest is not None:
        files = manifest.get("files", {})
        found += _differences(folder, files, listing(folder))
        sums = _sums(files, (folder / MANIFEST).read_bytes())
        if not (folder / SUMS).is_file() or (folder / SUMS).read_bytes() != sums:
            found.append(f"{folder / SUMS}: does not agree with {MANIFEST}; build again")
    return found + store_faults(folder)


def store_faults(folder: Path) -> list[str]:
    """Return one line for each thing in the store of a release that is not as it was sealed."""
    store, found = _sealed(folder / STORE_SEAL)
    if store is not None:
        found += _differences(folder / STORE, store.get("files", {}), listing(folder / STORE))
        if store.get("pyoxigraph") != ox.__version__:
            found.append(
                f"{folder / STORE}: written by pyoxigraph {store.get('pyoxigraph')}, this is"
                f" {ox.__version__}; rebuild it with: govgraph build"
            )
    return found


def listing(folder: Path) -> dict[str, dict[str, Any]]:
    """Return bytes and sha256 of every file below a folder, by relative path.

    Left out are the seals, and the store, which has a list of its own.
    """
    return {
        name: {"bytes": path.stat().st_size, "sha256": sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(folder).as_posix()) not in _SEALS
        and not name.startswith(f"{STORE}/")
    }


def sha256(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sealed(path: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """Return what a seal says, or its fault; a seal is canonical JSON, so no byte is free."""
    try:
        text = path.read_bytes()
        value = json.loads(text)
    except (OSError, ValueError) as error:
        return None, [f"{path}: cannot be read ({error}); build again"]
    if not isinstance(value, dict) or _encode(value) != text:
        return None, [f"{path}: was changed after it was sealed; build again"]
    return value, []


def _differences(
    folder: Path, sealed: Mapping[str, Mapping[str, Any]], found: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for name in sorted(sealed.keys() | found.keys()):
        wanted, got = sealed.get(name), found.get(name)
        if got is None:
            yield f"{folder / name}: missing; copy or build the release again"
        elif wanted is None:
            yield f"{folder / name}: not part of the release; remove it"
        elif got["bytes"] != wanted.get("bytes"):
            yield (
                f"{folder / name}: {got['bytes']} bytes, sealed with {wanted.get('bytes')};"
                " copy or build the release again"
            )
        elif got != wanted:
            yield f"{folder / name}: other bytes than sealed; copy or build the release again"


def _encode(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sums(files: Mapping[str, Mapping[str, Any]], manifest: bytes) -> bytes:
    digests = {name: facts.get("sha256") for name, facts in files.items()}  # it may be damaged
    digests[MANIFEST] = hashlib.sha256(manifest).hexdigest()
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def sync_tree(folder: Path) -> None:
    """Make a folder durable: files first, then the folders that name them."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(parent) / name)
        sync(Path(parent))


def sync(path: Path) -> None:
    """Make a file or folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
