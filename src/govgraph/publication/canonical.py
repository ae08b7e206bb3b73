"""A dataset in canonical form: its sorted quads, and the union of its graphs, as plain files.

Without blank nodes the sorted lines of N-Quads are the RDFC-1.0 canonical form, so its hash is the
sha256 of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Canonical:
    """Plain files of sorted distinct lines, how many they are, and the hash of the quads.

    `union` holds the distinct triples of all graphs but the meta graph, `meta` the quads of that.
    """

    nquads: Path
    union: Path
    meta: Path
    quads: int
    triples: int
    digest: str

    def unlink(self) -> None:
        """Remove the files."""
        for path in (self.nquads, self.union, self.meta):
            path.unlink()


def write(blocks: Iterable[bytes], folder: Path, meta_graph: str) -> Canonical:
    """Write blocks of sorted lines of N-Quads, each of whole lines, into hidden files of a folder.

    Equal triples of different graphs stand side by side.
    """
    nquads, union, meta = (folder / f".govgraph.{name}" for name in ("nq", "nt", "meta.nq"))
    tail, last = f" <{meta_graph}> .".encode(), b""
    digest, quads, triples = hashlib.sha256(), 0, 0
    with nquads.open("wb") as every, union.open("wb") as plain, meta.open("wb") as aside:
        for block in blocks:
            digest.update(block)
            every.write(block)
            lines = block.split(b"\n")
            lines.pop()
            quads += len(lines)
            if tail in block:
                aside.writelines(line + b"\n" for line in lines if line.endswith(tail))
                lines = [line for line in lines if not line.endswith(tail)]
            found = list(dict.fromkeys([line[: line.rindex(b" <")] for line in lines]))
            if found and found[0] == last:  # the same triple as at the end of the last block
                del found[0]
            if found:
                last = found[-1]
                triples += len(found)
                plain.write(b" .\n".join(found) + b" .\n")
    return Canonical(nquads, union, meta, quads, triples, digest.hexdigest())
