"""A thing as a JSON-LD document: in the shape that an author writes, whole without the network.

What belongs to a thing stands inside it: its fragments (evidence, selectors) always, and what an
author nests (a statement's pledges, a pledge's targets) where the caller hands in their triples.
Everything that the data says of a node stands in it, inferred triples too, so a document expands
to exactly the triples of the dump.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from govgraph.context import Context, Kind
from govgraph.namespaces import GG, NS
from govgraph.ntriples import Triple
from govgraph.publication.compaction import Compactor

# What an author nests in the thing that owns it.
OWNED = frozenset({GG + "expresses", GG + "hasTarget"})
_FIRST = ("type", "id", "label", "title", "altLabel")

# Triples by the IRI of their subject.
Triples = Mapping[str, Sequence[Triple]]
Node = dict[str, Any]


def context_iri(version: str) -> str:
    """Return the IRI under which the context of a version of the ontology stays for good."""
    return f"{NS}/{version}/context.jsonld"


class Documents:
    """Writes documents under one context; `version` is that of the ontology."""

    def __init__(self, context: Context, version: str) -> None:
        self.context = context
        self.compactor = Compactor(context)
        # The base of a context that is fetched counts for nothing, so it is given beside it.
        self.reference: list[Any] = [context_iri(version), {"@base": context.base}]

    def nested(self, iri: str, triples: Triples) -> Node:
        """Return the node of `iri`; every other subject of `triples` stands where it is named.

        A node named twice is nested the first time; one that nothing names is left out.
        `triples` are sorted, by subject.
        """
        return self._node(iri, triples, {iri})

    def whole(self, iri: str, triples: Triples) -> Iterator[Node]:
        """Yield the node of `iri` with all that it names, then each of `triples` it does not."""
        seen: set[str] = set()
        for root in (iri, *triples):
            if root in triples and root not in seen:
                seen.add(root)
                yield self._node(root, triples, seen)

    def inline(self, node: Node) -> Node:
        """Return a node with as much of the context inside as it uses."""
        return {"@context": self.used(node), **node}

    def referring(self, node: Node) -> Node:
        """Return a node that names its context by the versioned IRI."""
        return {"@context": self.reference, **node}

    def used(self, node: Node) -> dict[str, Any]:
        """Return the part of the context that a node needs to mean the same."""
        names = set(_names(node))
        definitions = [self.context.document[n] for n in names if n in self.context.terms]
        for definition in definitions:
            values = definition.values() if isinstance(definition, dict) else (definition,)
            names.update(v.partition(":")[0] for v in values if isinstance(v, str))
        keep = names | {"@version", "@base", "id", "type"}
        return {key: value for key, value in self.context.document.items() if key in keep}

    def _node(self, iri: str, triples: Triples, seen: set[str]) -> Node:
        own = triples[iri]
        node = self.compactor.node(iri, own)
        for _, predicate, value in own:
            target = value[1:-1] if value[0] == "<" else ""
            if target in triples and target not in seen:
                key = self._key(predicate[1:-1])
                seen.add(target)
                inner = self._node(target, triples, seen)
                node[key] = _put(node[key], self.compactor.iri(target), inner)
        return _ordered(node)

    def _key(self, predicate: str) -> str:
        term = self.compactor.term(predicate, Kind.LINK)
        return term.name if term else self.compactor.iri(predicate)


def _put(value: Any, short: str, inner: Node) -> Any:
    """Return a value in which the reference `short` has become the node itself."""
    if isinstance(value, list):
        return [inner if item in (short, {"@id": short}) else item for item in value]
    return inner if value == short else value


def _ordered(node: Node) -> Node:
    """Return a node as people write it: what it is and is called first, what it holds last."""
    ordered = {key: node[key] for key in _FIRST if key in node}
    held: Node = {}
    for key in sorted(node):
        value = node[key]
        if type(value) is not str and _holds(value):
            held[key] = value
        else:
            ordered[key] = value  # where it stands already, it stays
    return ordered | held


def _holds(value: Any) -> bool:
    """Tell whether a value is a node, or a list with one."""
    if isinstance(value, list):
        return any("id" in item for item in value if isinstance(item, dict))
    return isinstance(value, dict) and "id" in value


def _names(value: Any) -> Iterator[str]:
    """Yield every key, and what stands before the colon of every text: terms and prefixes."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, key.partition(":")[0])
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
    elif isinstance(value, str):
        yield value  # a class under "type"
        yield value.partition(":")[0]
