"""What a release was made from: hashes of its inputs, taken before the work and after it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from govgraph.errors import MachineError

# What Python leaves beside sources, and what a wheel brings beside them.
_PASSED_OVER = ("__pycache__", "bundled")
# How many files, and one hash over the hash and the path of each.
Digest = dict[str, int | str]


def digests(inputs: Mapping[str, Path]) -> dict[str, Digest]:
    """Return the digest of each input, a file or a folder, by its name."""
    return {name: _digest(path) for name, path in sorted(inputs.items()) if path.exists()}


def unchanged(inputs: Mapping[str, Path], before: Mapping[str, Digest]) -> None:
    """Hold the inputs against what they were.

    Raises:
        MachineError: one was changed during the build, so nobody knows which state was read.
    """
    after = digests(inputs)
    changed = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    if changed:
        raise MachineError(
            f"{inputs[changed[0]]}: changed during the build; nothing was published, build again"
        )


def _digest(path: Path) -> Digest:
    digest, count = hashlib.sha256(), 0
    for file in _files(path):
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(f"{found}  {file.relative_to(path.parent).as_posix()}\n".encode())
        count += 1
    return {"files": count, "sha256": digest.hexdigest()}


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        parts = file.relative_to(path).parts
        passed = any(part.startswith(".") or part in _PASSED_OVER for part in parts)
        if file.is_file() and not passed:
            yield file
