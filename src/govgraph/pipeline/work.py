"""How a build goes about its work."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from govgraph.workers import Workers


@dataclass(frozen=True, slots=True)
class Work:
    """How a build goes about its work: none of it changes what is built.

    `workers` make batches; `records` are files and folders of JSON Lines beside the data folder;
    with `resume` the finished batches of a build that broke off are taken over.
    """

    workers: Workers = field(default_factory=Workers)
    records: tuple[Path, ...] = ()
    resume: bool = False
