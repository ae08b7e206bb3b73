"""JSON Lines: one file a class, one thing a line, for those who take a class and no more.

A line holds a thing with its fragments; other things are named by id. Each line names the
context by its versioned IRI, which the release holds as ``context.jsonld``.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import orjson

from govgraph.iris import relative
from govgraph.publication.document import Documents
from govgraph.publication.subjects import runs, together

FOLDER = "things"
CONCEPTS = "concept"


def write(ntriples: Path, folder: Path, documents: Documents) -> dict[str, int]:
    """Write ``things/<class>.jsonl`` from the sorted triples; return the lines of each."""
    (folder / FOLDER).mkdir()
    counts: dict[str, int] = {}
    with ExitStack() as stack:
        streams: dict[str, BinaryIO] = {}
        for iri, triples in together((iri, list(run)) for iri, run in runs(ntriples)):
            name = _class(iri, documents.context.base)
            if name not in streams:
                path = folder / FOLDER / f"{name}.jsonl"
                streams[name] = stack.enter_context(path.open("wb"))
            for node in documents.whole(iri, triples):
                streams[name].write(orjson.dumps(documents.referring(node)) + b"\n")
                counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def _class(iri: str, base: str) -> str:
    """Return the class of a thing as its id says it; concepts lie outside the base."""
    short = relative(iri, base)
    return short.partition("/")[0] if short != iri else CONCEPTS
