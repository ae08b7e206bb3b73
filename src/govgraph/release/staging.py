"""The folder that a release is built in: one run at a time, gone unless it was sealed."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govgraph.errors import DiskFull, Locked, MachineError

STAGING = ".staging"
_NO_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
# Libraries that write by themselves give the cause as text alone.
_NO_SPACE_TEXTS = ("No space left", "File too large", "Disk quota exceeded", "disk full")


@contextmanager
def lock(output: Path) -> Iterator[None]:
    """Hold the output folder for one run; the lock dies with its process.

    Raises:
        Locked: another run holds it.
        MachineError: the folder is no folder, or cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):  # a lock of an earlier run proves nothing
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
        _sign(stream.fileno(), output)
        yield


def _sign(descriptor: int, output: Path) -> None:
    """Leave the pid in the lock file, past any buffer that would be written at its close."""
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
    except OSError as error:
        raise DiskFull(
            f"{output / '.lock'}: the disk is full: 0 bytes could be written, "
            f"{shutil.disk_usage(output).free} bytes are free ({error.strerror}); free some space"
        ) from error


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Give a fresh folder to build in; it vanishes unless it was sealed.

    What a killed run left is removed first.

    Raises:
        DiskFull: the disk ran full on the way; nothing was published.
        MachineError: anything else that this computer refused.
    """
    folder = output / STAGING
    (output / ".current.new").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
        yield folder
    except DiskFull as error:
        raise DiskFull(_disk_full(folder, str(error))) from error
    except OSError as error:
        if error.errno in _NO_SPACE or any(text in str(error) for text in _NO_SPACE_TEXTS):
            raise DiskFull(_disk_full(folder, error.strerror or str(error))) from error
        raise MachineError(f"{error.filename or folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _disk_full(folder: Path, cause: str) -> str:
    """Name the file that was being written, how far it came, and what is left."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    last = max(files, key=lambda path: path.stat().st_mtime_ns, default=folder)
    written = last.stat().st_size if files else 0
    free = shutil.disk_usage(folder).free
    return (
        f"{last}: the disk is full after {written} bytes of this file, {free} bytes are free"
        f" ({' '.join(cause.split())[:120]}); nothing was published, free some space"
    )
