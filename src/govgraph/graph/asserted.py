"""Records to asserted triples, by graph; every triple is counted.

The emitter does the plain records, which is nearly all of them; pyoxigraph's JSON-LD parser, the
reference, does the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

import orjson
import pyoxigraph as ox

from govgraph.context import Context
from govgraph.errors import RecordError
from govgraph.graph import nquads
from govgraph.graph.emitter import Emitter
from govgraph.graph.names import GraphNames
from govgraph.ntriples import Triple
from govgraph.records.checks import Check
from govgraph.records.record import Json, Node, Record


def graphs(
    batch: Sequence[Record], promised: int, emitter: Emitter, names: GraphNames
) -> dict[str, list[Triple]]:
    """Return the asserted triples of checked records, which promise so many, by graph.

    Raises:
        RecordError: a record gave fewer or more triples than it promises; the parser drops
            what it does not understand in silence, so a batch must keep its count.
    """
    found = _graphs(batch, emitter, names)
    if sum(map(len, found.values())) != promised:
        _name_culprit(batch, emitter, names)
    return found


def _graphs(
    batch: Sequence[Record], emitter: Emitter, names: GraphNames
) -> dict[str, list[Triple]]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for record in batch:
        name = names.of(record)
        graph = emitter.iri(name)
        if graph is None or not emitter.emit(record.tree, found[graph]):
            for *triple, graph in parsed(record.tree, name, emitter.context):
                found[graph].append(cast(Triple, tuple(triple)))
    return dict(found)


def parsed(tree: Node, graph: str, context: Context) -> list[nquads.Statement]:
    """Return the statements of one record in a graph, by the parser."""
    body = orjson.dumps([{"id": graph, "graph": [keywords_first(tree)]}])
    document = b'{"@context":' + context.encoded.encode() + b',"graph":' + body + b"}"
    found = nquads.lines(ox.parse(document, format=ox.RdfFormat.STREAMING_JSON_LD))
    return [nquads.split(line) for line in found]


def keywords_first(value: Json) -> Json:
    """Return a tree whose nodes start with type and id, which is what streaming parsers want."""
    if isinstance(value, list):
        return [keywords_first(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    node: Node = {key: value[key] for key in ("type", "id") if key in value}
    node.update((k, keywords_first(v)) for k, v in value.items() if k not in node)
    return node


def _name_culprit(batch: Sequence[Record], emitter: Emitter, names: GraphNames) -> None:
    for record in batch:
        promised = Check(record, emitter.context).triples
        got = sum(map(len, _graphs([record], emitter, names).values()))
        if got != promised:
            raise RecordError(
                record.location,
                f"the record promises {promised} triples but gives {got}",
                value=record.iri,
                hint="an IRI or language tag in it is not understood",
                code="TRIPLE_COUNT",
            )
    raise AssertionError("a batch gives another count than its records one by one")
