"""Running a CONSTRUCT rule, and what a rule names."""

from __future__ import annotations

import re

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.graph.ontology import Rule


def construct(store: ox.Store, rule: Rule) -> list[ox.Triple]:
    """Return what one rule constructs.

    Raises:
        OntologyError: the rule is malformed, or no CONSTRUCT query.
    """
    name = f"rules/{rule.turn}-{rule.name}.rq"
    try:
        result = store.query(rule.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise OntologyError(f"{name}: {error}") from error
    if not isinstance(result, ox.QueryTriples):
        raise OntologyError(f"{name}: a rule is a CONSTRUCT query")
    return list(result)


def terms(query: str) -> set[str]:
    """Return the IRIs that a query names by prefix.

    >>> terms("PREFIX a: <urn:x#> SELECT * { ?s a:b a:c }") == {"urn:x#b", "urn:x#c"}
    True
    """
    prefixes = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", query))
    names = re.findall(r"(?<![\w:?<])([A-Za-z][\w-]*):([\w-]+)", query)
    return {prefixes[prefix] + name for prefix, name in names if prefix in prefixes}
