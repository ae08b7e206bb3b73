"""What a release says about one thing, and that as a document in any format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import pyoxigraph as ox

from govgraph.context import Context
from govgraph.formats import BY_SUFFIX, Format
from govgraph.namespaces import SKOS, TYPE
from govgraph.ntriples import written
from govgraph.publication.compaction import Compactor
from govgraph.publication.serialization import prefixes

MAX_MEMBERS = 5_000
_IN_SCHEME = ox.NamedNode(SKOS + "inScheme")
_SCHEME = ox.NamedNode(SKOS + "ConceptScheme")


def known(store: ox.Store, iri: str) -> bool:
    """Tell whether the release says anything about `iri`, or in a named graph of that name."""
    node = ox.NamedNode(iri)
    said = store.quads_for_pattern(node, None, None, None)
    return next(said, None) is not None or store.contains_named_graph(node)


def describe(store: ox.Store, iri: str) -> list[ox.Quad]:
    """Return the quads of a thing and of the fragments it leads to, of a scheme its concepts too.

    Those of the default graph come as well: it holds what the named graphs say, once each.
    Of a named graph that nothing is said about, it is what that graph holds.
    """
    quads = _closure(store, [iri], iri + "#")
    if not quads:
        return list(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    if any(quad.predicate == TYPE and quad.object == _SCHEME for quad in quads):
        members = store.quads_for_pattern(None, _IN_SCHEME, ox.NamedNode(iri), None)
        concepts = sorted({q.subject.value for q in members if isinstance(q.subject, ox.NamedNode)})
        quads += _closure(store, concepts[:MAX_MEMBERS], iri + "/")
    return quads


def _closure(store: ox.Store, start: Sequence[str], inside: str) -> list[ox.Quad]:
    found: list[ox.Quad] = []
    queue, seen = list(start), set(start)
    while queue:
        for quad in store.quads_for_pattern(ox.NamedNode(queue.pop(0)), None, None, None):
            found.append(quad)
            value = quad.object
            if not isinstance(value, ox.NamedNode) or value.value in seen:
                continue
            if value.value.startswith(inside):
                seen.add(value.value)
                queue.append(value.value)
    return found


def document(iri: str, quads: Sequence[ox.Quad], suffix: str, context: Context) -> bytes:
    """Return a description as Turtle, N-Triples, RDF/XML, N-Quads, TriG, JSON-LD or JSON."""
    if suffix in ("jsonld", "json"):
        return _json(iri, quads, context, with_context=suffix == "jsonld")
    kind = BY_SUFFIX[suffix]
    return serialize(quads, kind, context)


def serialize(quads: Iterable[ox.Quad], kind: Format, context: Context) -> bytes:
    """Return quads in a format: by named graph where there are any, or as a set of triples."""
    held = list(quads)
    named = [q for q in held if not isinstance(q.graph_name, ox.DefaultGraph)]
    statements: Iterable[ox.Quad] | Iterable[ox.Triple] = triples(held)
    if kind.keeps_graphs and named:
        statements = sorted(named, key=lambda q: (str(q.graph_name), _order(q)))
    body = ox.serialize(statements, format=kind.rdf, prefixes=_prefixes(kind, context))
    assert body is not None
    return body


def triples(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return the set union of the graphs, sorted by subject, type first."""
    return sorted({q.triple for q in quads}, key=_order)


def _order(triple: ox.Triple | ox.Quad) -> tuple[str, bool, str, str]:
    return (
        getattr(triple.subject, "value", ""),
        triple.predicate != TYPE,
        triple.predicate.value,
        str(triple.object),
    )


def _prefixes(kind: Format, context: Context) -> dict[str, str] | None:
    return prefixes(context) if kind.suffix in ("ttl", "trig", "rdf") else None


def _json(iri: str, quads: Sequence[ox.Quad], context: Context, *, with_context: bool) -> bytes:
    compactor = Compactor(context)
    nodes = {node["id"]: node for node in compactor.nodes(written(triples(quads)))}
    own = compactor.iri(iri, compact=False)
    root = nodes.pop(own, {"id": own})
    fragments = {name: nodes.pop(name) for name in list(nodes) if name.startswith(own + "#")}
    _nest(root, fragments)
    body: dict[str, Any] = {"@context": context.document} if with_context else {}
    if nodes or fragments:
        body["graph"] = [root, *fragments.values(), *nodes.values()]
    else:
        body |= root
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def _nest(node: dict[str, Any], fragments: dict[str, dict[str, Any]]) -> None:
    """Put every fragment in the place of the first link to it."""
    for key, value in node.items():
        if key in ("id", "type"):
            continue
        if isinstance(value, list):
            node[key] = [_inlined(item, fragments) for item in value]
        else:
            node[key] = _inlined(value, fragments)


def _inlined(value: Any, fragments: dict[str, dict[str, Any]]) -> Any:
    if not isinstance(value, str) or value not in fragments:
        return value
    node = fragments.pop(value)
    _nest(node, fragments)
    return node
