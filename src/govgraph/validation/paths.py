"""Property paths of SHACL, as one line of SPARQL.

A single predicate is its bare IRI. Anything else is written as SPARQL writes it, with IRIs in
angle brackets: ``^<a>|<b>`` or ``<a>/<b>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.namespaces import RDF, SH

Properties = Mapping[str, Sequence[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]

_STEP = re.compile(r"\^?<[^<>]+>")
_SUFFIXES = {"zeroOrOnePath": "?", "zeroOrMorePath": "*", "oneOrMorePath": "+"}


def sparql(node: object, properties: Callable[[object], Properties]) -> str:
    """Return the path that starts at a node of the shapes graph.

    `properties` gives the triples of a node, by predicate IRI.

    Raises:
        OntologyError: the node is no path of SHACL 1.0.
    """
    if isinstance(node, ox.NamedNode):
        return node.value
    return _complex(node, properties)


def turtle(path: str) -> str:
    """Return the path as Turtle, for ``sh:resultPath``.

    >>> turtle("https://example.org/p")
    '<https://example.org/p>'
    >>> turtle("^<https://example.org/p>|<https://example.org/q>")
    '[ sh:alternativePath ( [ sh:inversePath <https://example.org/p> ] <https://example.org/q> ) ]'
    """
    if "<" not in path:
        return f"<{path}>"
    steps = [
        f"[ sh:inversePath {step[1:]} ]" if step.startswith("^") else step
        for step in _STEP.findall(path)
    ]
    separators = set(_STEP.sub("", path))
    if separators - {"|"} and separators - {"/"}:
        raise OntologyError(f"shapes: a path of a result is one sequence or one choice ({path})")
    if "|" in separators:
        return f"[ sh:alternativePath ( {' '.join(steps)} ) ]"
    return f"( {' '.join(steps)} )" if len(steps) > 1 else steps[0]


def _complex(node: object, properties: Callable[[object], Properties]) -> str:
    found = properties(node)
    if RDF + "first" in found:
        return "/".join(_step(item, properties) for item in items(node, properties))
    if SH + "alternativePath" in found:
        (first,) = found[SH + "alternativePath"]
        return "|".join(_step(item, properties) for item in items(first, properties))
    if SH + "inversePath" in found:
        return "^" + _step(found[SH + "inversePath"][0], properties)
    for name, suffix in _SUFFIXES.items():
        if SH + name in found:
            return _step(found[SH + name][0], properties) + suffix
    raise OntologyError("shapes: a path is an IRI, a list, or one of the path forms of SHACL 1.0")


def _step(node: object, properties: Callable[[object], Properties]) -> str:
    if isinstance(node, ox.NamedNode):
        return f"<{node.value}>"
    inner = _complex(node, properties)
    return f"({inner})" if "/" in _STEP.sub("", inner) or "|" in inner else inner


def items(node: object, properties: Callable[[object], Properties]) -> list[object]:
    """Return the items of a list of RDF."""
    found: list[object] = []
    while node != ox.NamedNode(RDF + "nil"):
        at = properties(node)
        found.append(at[RDF + "first"][0])
        node = at[RDF + "rest"][0]
    return found
