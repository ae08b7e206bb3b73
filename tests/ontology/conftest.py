"""The ontology's files, read once a session; tests that break something work on a copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

ONTOLOGY = Path(__file__).parents[2] / "ontology"


def _read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def ontology_dir() -> Path:
    """Return the folder of the ontology."""
    return ONTOLOGY


@pytest.fixture(scope="session")
def core() -> Graph:
    """Return the core module."""
    return _read(ONTOLOGY / "core.ttl")


@pytest.fixture(scope="session")
def rl() -> Graph:
    """Return the reasoning module."""
    return _read(ONTOLOGY / "rl.ttl")


@pytest.fixture(scope="session")
def alignments() -> Graph:
    """Return the alignments module."""
    return _read(ONTOLOGY / "alignments.ttl")


@pytest.fixture(scope="session")
def modules(core: Graph, rl: Graph, alignments: Graph) -> dict[str, Graph]:
    """Return the three modules by name."""
    return {"core": core, "rl": rl, "alignments": alignments}


@pytest.fixture(scope="session")
def ontology(core: Graph, rl: Graph) -> Graph:
    """Return core and rl as one graph."""
    return core + rl


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    """Return all vocabularies as one graph."""
    return _read(*sorted((ONTOLOGY / "vocabularies").glob("*.ttl")))


@pytest.fixture(scope="session")
def context() -> dict[str, Any]:
    """Return the terms and prefixes of the JSON-LD context."""
    document = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    terms: dict[str, Any] = document["@context"]
    return terms
