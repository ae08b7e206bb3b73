"""A publication that knows places and people, but no statement yet: what a curator starts from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
_KEPT = ("agent", "area", "body", "method", "official", "period", "post")


def bare(folder: Path) -> Path:
    """Copy places, people and posts of the shipped publication, and return the new root.

    Tenures are copied without the source they rest on: the source is what the test brings.
    """
    root = folder / "publication"
    shipped, data = CHECKOUT / "data", root / "data"
    for name in _KEPT:
        shutil.copytree(shipped / "records" / name, data / "records" / name)
    (data / "sources").mkdir()
    (data / "records" / "tenure").mkdir()
    for path in sorted((shipped / "records" / "tenure").glob("*.yaml")):
        text = re.sub(r"hadPrimarySource:\n(?:  - .*\n)+", "", path.read_text(encoding="utf-8"))
        (data / "records" / "tenure" / path.name).write_text(text, encoding="utf-8")
    shutil.copy(CHECKOUT / "govgraph.toml", root)
    head, *rows = (shipped / "registry.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.split("/", 1)[0] in (*_KEPT, "tenure")]
    (data / "registry.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return root
