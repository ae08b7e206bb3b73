"""A handful of triples as Turtle or JSON-LD under the published context."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyoxigraph as ox

from govgraph.context import Context
from govgraph.ntriples import written
from govgraph.publication.compaction import Compactor


def to_turtle(triples: Sequence[ox.Triple], context: Context) -> str:
    """Return Turtle with the prefixes that are used, sorted."""
    used = {
        name: iri
        for name, iri in sorted(context.prefixes.items())
        if any(iri in str(triple) for triple in triples)
    }
    data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used)
    return data.decode() if data else ""


def to_json_ld(triples: Sequence[ox.Triple], context: Context) -> str:
    """Return JSON-LD that carries its context inside; `triples` are sorted by subject."""
    nodes = list(Compactor(context).nodes(written(triples)))
    document = {"@context": context.document, "graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
