"""A new publication: what ``govgraph init`` writes."""

from __future__ import annotations

from pathlib import Path

from govgraph import bundled
from govgraph.errors import ConfigError, MachineError

METHOD = Path("data/records/method/default-1.yaml")


def write(folder: Path, *, shipped: bool = False) -> list[Path]:
    """Start a publication in a new or empty folder; return the files written.

    It starts from one commented example and the default method of assessment, or from a copy of
    the shipped publication.

    Raises:
        ConfigError: the folder is not empty.
        MachineError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder}: not an empty folder; name a new one")
    source = bundled.root() if shipped else bundled.starter()
    files = {
        path.relative_to(source): path
        for path in (
            source / "govgraph.toml",
            *(source / "data").rglob("*"),
            *(source / "texts").rglob("*"),
        )
    }
    files[METHOD] = bundled.root() / METHOD
    written = []
    try:
        for name, path in sorted(files.items()):
            if path.is_file():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
                written.append(target)
    except OSError as error:
        raise MachineError(f"{error.filename}: {error.strerror}; check its permissions") from error
    return written
