"""Running a CONSTRUCT rule, and what a rule names."""

from __future__ import annotations

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
