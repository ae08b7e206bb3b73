"""Records to asserted quads: pyoxigraph's JSON-LD parser over batches, every triple counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

import orjson
import pyoxigraph as ox

from govgraph.context import Context
from govgraph.errors import RecordError
from govgraph.graph import nquads
from govgraph.graph.names import GraphNames
from govgraph.records.checks import Check
from govgraph.records.record import Json, Node, Record


def lines(batch: Sequence[Record], promised: int, context: Context, names: GraphNames) -> list[str]:
    """Return the asserted quads of checked records, which promise so many triples, as N-Quads.

    Raises:
        RecordError: a record gave fewer or more triples than it promises; the parser drops
            what it does not understand in silence, so a batch must keep its count.
    """
    found = _lines(batch, context, names)
    if len(found) != promised:
        _name_culprit(batch, context, names)
    return found


def _lines(records: Sequence[Record], context: Context, names: GraphNames) -> list[str]:
    graphs: dict[str, list[Node]] = defaultdict(list)
    for record in records:
        graphs[names.of(record)].append(cast(Node, keywords_first(record.tree)))
    body = orjson.dumps([{"id": graph, "graph": nodes} for graph, nodes in graphs.items()])
    document = b'{"@context":' + context.encoded.encode() + b',"graph":' + body + b"}"
    return nquads.lines(ox.parse(document, format=ox.RdfFormat.STREAMING_JSON_LD))


def keywords_first(value: Json) -> Json:
    """Return a tree whose nodes start with type and id, which is what streaming parsers want."""
    if isinstance(value, list):
        return [keywords_first(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    node: Node = {key: value[key] for key in ("type", "id") if key in value}
    node.update((k, keywords_first(v)) for k, v in value.items() if k not in node)
    return node


def _name_culprit(batch: Sequence[Record], context: Context, names: GraphNames) -> None:
    for record in batch:
        promised = Check(record, context).triples
        got = len(_lines([record], context, names))
        if got != promised:
            raise RecordError(
                record.location,
                f"the record promises {promised} triples but gives {got}",
                value=record.iri,
                hint="an IRI or language tag in it is not understood",
                code="TRIPLE_COUNT",
            )
    raise AssertionError("a batch gives another count than its records one by one")
