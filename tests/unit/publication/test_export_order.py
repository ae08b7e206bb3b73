"""Exports are sorted outside of memory as they would be inside."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from govgraph.namespaces import RDF
from govgraph.publication.exports import order


@pytest.mark.parametrize("run", [1, 7, 1000])
def test_triples_come_sorted_and_once(monkeypatch: pytest.MonkeyPatch, run: int) -> None:
    monkeypatch.setattr(order, "RUN", run)
    kind, name = ox.NamedNode(RDF + "type"), ox.NamedNode("https://example.org/a")
    triples = [
        ox.Triple(ox.NamedNode(f"https://example.org/{n % 9}"), predicate, value)
        for n in range(40)
        for predicate, value in (
            (name, ox.Literal(f'tab\t ! \0 <{RDF}type> "{n % 5}"\n')),
            (kind, ox.NamedNode(f"https://example.org/C{n % 3}")),
        )
    ]

    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples[1:])
    constructed = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(constructed, ox.QueryTriples)
    also = ox.serialize(triples[:3], format=ox.RdfFormat.N_TRIPLES) or b""

    found = list(order.sorted_once(constructed, also))

    assert found == sorted(
        set(triples), key=lambda t: (str(t.subject), t.predicate != kind, str(t.object))
    )
