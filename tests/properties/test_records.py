"""Every shipped record means the same to three JSON-LD parsers, and no blank node is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld

from govgraph import bundled, context
from govgraph.config import Limits
from govgraph.namespaces import HOME
from govgraph.records import reader
from govgraph.records.checks import Check
from govgraph.records.record import Record
from tests.conftest import ROOT

DATA = ROOT / "data"
FILES = reader.find(DATA, [DATA / "sources", DATA / "records"], Limits())
CONTEXT = context.load(bundled.ontology() / "context.jsonld", HOME + "id/")


def lines(raw: bytes) -> set[str]:
    found = ox.serialize(ox.parse(raw, format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)
    assert found is not None
    return set(found.decode().splitlines())


def document(path: Path) -> tuple[Record, dict[str, Any]]:
    record = next(iter(reader.read(path, DATA, Limits())))
    assert isinstance(record, Record)
    return record, {"@context": CONTEXT.document, **record.tree}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(DATA).as_posix())
def test_three_parsers_agree(path: Path) -> None:
    record, tree = document(path)
    text = json.dumps(tree)
    quads = list(ox.parse(text, format=ox.RdfFormat.JSON_LD))
    ours = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert ours is not None

    theirs = jsonld.to_rdf(tree, {"format": "application/n-quads"})
    graph = rdflib.Graph().parse(data=text, format="json-ld")

    assert Check(record, CONTEXT).triples == len(quads)
    assert lines(theirs.encode()) == lines(ours)
    assert lines(graph.serialize(format="nt", encoding="utf-8")) == lines(ours)
    assert b"_:" not in ours
