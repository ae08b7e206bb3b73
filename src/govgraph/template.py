"""An empty publication: what ``govgraph init`` writes."""

from __future__ import annotations

from pathlib import Path

from govgraph import bundled
from govgraph.errors import ConfigError, MachineError


def write(folder: Path) -> list[Path]:
    """Write the template into a new or empty folder; return the files written.

    Raises:
        ConfigError: the folder is not empty.
        MachineError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder}: not an empty folder; name a new one")
    source = bundled.template()
    written = []
    try:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
                written.append(target)
    except OSError as error:
        raise MachineError(f"{error.filename}: {error.strerror}; check its permissions") from error
    return written
