"""Every file of a release says the same, to every reader."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld

from govgraph.release import Release

FORMATS = {
    "govgraph.nq.gz": ox.RdfFormat.N_QUADS,
    "govgraph.trig": ox.RdfFormat.TRIG,
    "govgraph.jsonld": ox.RdfFormat.JSON_LD,
    "govgraph.ttl": ox.RdfFormat.TURTLE,
    "govgraph.nt.gz": ox.RdfFormat.N_TRIPLES,
}


def text(release: Release, name: str) -> bytes:
    raw = (release.folder / name).read_bytes()
    return gzip.decompress(raw) if name.endswith(".gz") else raw


def lines(quads: Iterable[ox.Quad]) -> set[str]:
    found = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert found is not None
    return set(found.decode().splitlines())


def read(release: Release, name: str) -> set[str]:
    return lines(ox.parse(text(release, name), format=FORMATS[name]))


def canonical(raw: bytes) -> set[str]:
    """Return what another tool wrote as N-Quads, in our own spelling."""
    return lines(ox.parse(raw, format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="session")
def quads(shipped: Release) -> set[str]:
    return read(shipped, "govgraph.nq.gz")


@pytest.fixture(scope="session")
def union(shipped: Release, quads: set[str]) -> set[str]:
    return {line[: line.rindex(" <")] + " ." for line in quads if "/graph/meta/" not in line}


def test_trig_and_json_ld_are_the_dataset(shipped: Release, quads: set[str]) -> None:
    assert read(shipped, "govgraph.trig") == quads
    assert read(shipped, "govgraph.jsonld") == quads


def test_turtle_and_n_triples_are_the_union_less_the_meta_graph(
    shipped: Release, union: set[str]
) -> None:
    assert read(shipped, "govgraph.ttl") == union
    assert read(shipped, "govgraph.nt.gz") == union


def test_the_canonical_hash_is_that_of_rdfc(shipped: Release, quads: set[str]) -> None:
    dataset = ox.Dataset(ox.parse(text(shipped, "govgraph.nq.gz"), format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    assert lines(dataset) == quads
    assert not any("_:" in line.split('"')[0] for line in quads)


def test_a_store_changes_no_literal(quads: set[str]) -> None:
    store = ox.Store()
    store.bulk_load("\n".join(quads).encode(), format=ox.RdfFormat.N_QUADS)

    assert lines(store) == quads


@pytest.mark.parametrize("name", ["govgraph.ttl", "govgraph.nt.gz"])
def test_rdflib_reads_the_union(shipped: Release, union: set[str], name: str) -> None:
    format_ = "turtle" if name.endswith("ttl") else "nt"
    graph = rdflib.Graph().parse(data=text(shipped, name), format=format_)

    assert canonical(graph.serialize(format="nt", encoding="utf-8")) == union


@pytest.mark.parametrize(
    ("name", "format_"),
    [("govgraph.nq.gz", "nquads"), ("govgraph.trig", "trig"), ("govgraph.jsonld", "json-ld")],
)
def test_rdflib_reads_the_dataset(
    shipped: Release, quads: set[str], name: str, format_: str
) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=text(shipped, name), format=format_)

    assert canonical(dataset.serialize(format="nquads", encoding="utf-8")) == quads


def test_pyld_reads_the_dataset_without_a_network(shipped: Release, quads: set[str]) -> None:
    def refuse(url: str, options: object) -> None:
        raise AssertionError(f"asked for {url}")

    found = jsonld.to_rdf(
        json.loads(text(shipped, "govgraph.jsonld")),
        {"format": "application/n-quads", "documentLoader": refuse},
    )

    assert canonical(found.encode()) == quads


@pytest.mark.parametrize(
    ("name", "format_"), [("govgraph.ttl", "turtle"), ("govgraph.nt.gz", "ntriples")]
)
def test_rapper_reads_the_union(shipped: Release, union: set[str], name: str, format_: str) -> None:
    if not shutil.which("rapper"):
        pytest.skip("rapper is not here (Debian: raptor2-utils)")
    command = ["rapper", "-q", "-i", format_, "-o", "ntriples", "-", "http://x/"]
    done = subprocess.run(command, input=text(shipped, name), capture_output=True, check=True)

    assert canonical(done.stdout) == union


N3 = """
const {Parser, Writer} = require('n3'); const fs = require('fs');
const quads = new Parser({format: process.argv[1]}).parse(fs.readFileSync(0, 'utf8'));
const writer = new Writer({format: 'N-Quads'}); writer.addQuads(quads);
writer.end((error, text) => process.stdout.write(text));
"""
JSONLD = """
const jsonld = require('jsonld'); const fs = require('fs');
const documentLoader = url => { throw new Error('asked for ' + url) };
jsonld.toRDF(JSON.parse(fs.readFileSync(0, 'utf8')), {format: 'application/n-quads', documentLoader})
  .then(text => process.stdout.write(text));
"""


@pytest.mark.node
@pytest.mark.parametrize(
    ("script", "name", "argument"),
    [
        (N3, "govgraph.ttl", "Turtle"),
        (N3, "govgraph.trig", "TriG"),
        (N3, "govgraph.nq.gz", "N-Quads"),
        (JSONLD, "govgraph.jsonld", ""),
    ],
)
def test_node_reads_the_same(
    shipped: Release,
    node_modules: Path,
    quads: set[str],
    union: set[str],
    script: str,
    name: str,
    argument: str,
) -> None:
    command = ["node", "-e", script, "--", argument]
    done = subprocess.run(
        command, input=text(shipped, name), cwd=node_modules, capture_output=True, check=True
    )

    assert canonical(done.stdout) == (union if name.endswith(".ttl") else quads)
