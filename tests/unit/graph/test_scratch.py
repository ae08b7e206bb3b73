"""The store that forgets: it holds its reference data, whatever came and went."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from govgraph.graph import scratch
from govgraph.graph.scratch import Scratch
from govgraph.ntriples import Triple


def quad(name: str) -> ox.Quad:
    """Return a quad about a thing."""
    node = ox.NamedNode(f"https://example.org/{name}")
    return ox.Quad(node, node, node, node)


def triple(name: str) -> Triple:
    """Return a triple about a thing."""
    node = f"<https://example.org/{name}>"
    return node, node, node


def test_it_is_made_anew_once_much_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "LEAST", 3)
    store = Scratch([quad("area")])
    first = store.store
    for number in range(2):
        batch = [triple(f"a{number}"), triple(f"b{number}"), triple("area")]
        store.take(batch)
        assert len(store.store) == 4
        store.forget()
        assert list(store.store) == [quad("area")]

    assert store.store is not first
