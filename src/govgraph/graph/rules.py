"""Running a CONSTRUCT rule."""

from __future__ import annotations

from typing import cast

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.graph.ontology import Rule
from govgraph.ntriples import Triple


def construct(store: ox.Store, rule: Rule) -> list[ox.Triple]:
    """Return what one rule constructs.

    Raises:
        OntologyError: the rule is malformed, or no CONSTRUCT query.
    """
    return list(_asked(store, rule))


def constructed(store: ox.Store, rule: Rule) -> list[Triple]:
    """Return what one rule constructs, in N-Triples syntax, sorted.

    Raises:
        OntologyError: the rule is malformed, or no CONSTRUCT query.
    """
    text = _asked(store, rule).serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    lines = sorted(text.decode("utf-8").split("\n"))[1:]  # the first is what follows the last end
    return [cast(Triple, tuple(line[:-2].split(" ", 2))) for line in lines]


def _asked(store: ox.Store, rule: Rule) -> ox.QueryTriples:
    name = f"rules/{rule.turn}-{rule.name}.rq"
    try:
        result = store.query(rule.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise OntologyError(f"{name}: {error}") from error
    if not isinstance(result, ox.QueryTriples):
        raise OntologyError(f"{name}: a rule is a CONSTRUCT query")
    return result
