"""The invented small project, built once, as both engines see it."""

from __future__ import annotations

import dataclasses
import gzip
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib

from govgraph import config, pipeline
from govgraph.namespaces import XSD
from govgraph.sparql.embedded import EmbeddedEngine
from govgraph.sparql.engine import Rows, Term
from tests.conftest import ROOT, without_site

TINY = ROOT / "tests" / "tiny"
BASE = "https://data.example.org/id/"
Cell = str | Decimal | None


class MemoryEngine(EmbeddedEngine):
    """The embedded engine over a store in memory."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store


class RdflibEngine:
    """rdflib over the same triples, as a second opinion."""

    def __init__(self, graph: rdflib.Dataset) -> None:
        self.graph = graph

    def rows(self, query: str) -> list[tuple[Cell, ...]]:
        """Return the rows of a SELECT, comparable."""
        return [tuple(_plain(node) for node in row) for row in self.graph.query(query)]  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Tiny:
    """The data in both engines."""

    oxigraph: MemoryEngine
    rdflib: RdflibEngine


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Build the small project, and add what stages outside the build would."""
    settings = config.load(TINY / "govgraph.toml")
    output = tmp_path_factory.mktemp("tiny")
    release = pipeline.build(without_site(dataclasses.replace(settings, output=output)))
    ntriples = gzip.decompress((release.folder / "govgraph.nt.gz").read_bytes())
    later = (TINY / "later.ttl").read_bytes()
    store = ox.Store()
    store.load(input=ntriples, format=ox.RdfFormat.N_TRIPLES)
    store.load(input=later, format=ox.RdfFormat.TURTLE)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=ntriples, format="nt")
    dataset.parse(data=later, format="turtle")
    return Tiny(MemoryEngine(store), RdflibEngine(dataset))


def comparable(rows: Rows) -> list[tuple[Cell, ...]]:
    """Return rows with numbers as numbers, since engines write 6.5 and 6.50."""
    return [tuple(_value(term) for term in row) for row in rows.rows]


def _value(term: Term | None) -> Cell:
    if not isinstance(term, ox.Literal):
        return None if term is None else term.value
    return _number(term.value, term.datatype.value)


def _plain(node: object) -> Cell:
    if node is None:
        return None
    datatype = str(node.datatype or "") if isinstance(node, rdflib.Literal) else ""
    return _number(str(node), datatype)


def _number(text: str, datatype: str) -> Cell:
    if datatype in (XSD + "decimal", XSD + "integer"):
        return round(Decimal(text), 9).normalize()
    return text


# Texts that try to leave a literal.
HOSTILE = (
    '" } DROP ALL #',
    "' } #",
    '\\" } #',
    r"\u0022 } ?s ?p ?o #",
    r"\\u0022 }",
    r"\U00000022 }",
    '"""\n} UNION { ?a ?b ?c',
    "UNDEF",
    "{ UNDEF }",
    "?pledge",
    "<http://example.org/>",
    '"^^<http://example.org/> }',
    '"@en . } #',
    "\x00\x01\x7f",
    "\t tab",
    "\r\n}",
    "\u2028}\u2029",
    "\u202e}",
    "𝟘😀",
    "汽车\\",
    "\\",
    '"',
    "\\u",
    "\\n",
    "\x010022",
)
