"""What a release holds, judged from outside: tables, catalogue, VoID, documents."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyld
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.compare import to_canonical_graph
from rdflib.namespace import SH

from govgraph import context
from govgraph.namespaces import VOID
from govgraph.publication import parquet, tables
from govgraph.publication.document import context_iri
from govgraph.publication.view import Views
from govgraph.release import Release
from govgraph.sparql import embedded
from tests.conftest import ROOT

JUDGES = ROOT.parent / "shared" / "judges" / "dcat-ap-3.0.1"
ONTOLOGY_VERSION = "1.0.0"


@pytest.fixture(scope="module")
def views(shipped: Release) -> Views:
    mapping = context.load(shipped.folder / "context.jsonld", shipped.manifest["base"] + "id/")
    return Views(embedded.open_store(shipped.store), mapping, ONTOLOGY_VERSION)


@pytest.fixture(scope="module")
def dump(shipped: Release) -> set[ox.Triple]:
    body = gzip.decompress((shipped.folder / "govgraph.nt.gz").read_bytes())
    return {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}


# Tables


def test_the_tables_are_accepted_by_frictionless(shipped: Release) -> None:
    """Types, keys and references of every table hold, by an outside validator."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(shipped.folder / "tables" / "datapackage.json"))

    assert [e.message for task in report.tasks for e in task.errors] == []
    assert len(report.tasks) == 16


def test_the_tables_are_accepted_by_csvw(shipped: Release) -> None:
    """The metadata of all tables, and of each alone, is CSV on the Web, strictly."""
    csvw = pytest.importorskip("csvw")
    for path in sorted((shipped.folder / "tables").glob("*csv-metadata.json")):
        found = csvw.CSVW(str(path), validate=True)

        assert found.is_valid, (path.name, [str(w.message) for w in found.warnings])


def test_csvw_gives_the_links_of_the_dump(shipped: Release, dump: set[ox.Triple]) -> None:
    """What the metadata makes of the cells is what the dump says."""
    csvw = pytest.importorskip("csvw")
    read = csvw.CSVW(str(shipped.folder / "tables" / "targets.csv-metadata.json")).to_json()
    said = {(t.subject.value, t.predicate.value, t.object.value) for t in dump}  # type: ignore[union-attr]
    rows = [row["describes"][0] for row in read["tables"][0]["row"]]
    indicator = "https://w3id.org/govgraph/ns#indicator"

    assert len(rows) >= 52
    assert {(row["@id"], indicator, row[indicator]) for row in rows} <= said


def test_the_spreadsheet_variant_opens_right_and_runs_nothing(shipped: Release) -> None:
    """It starts with a BOM, ends lines as Windows does, and holds the same cells."""
    for plain in sorted((shipped.folder / "tables").glob("*.csv")):
        body = (shipped.folder / "tables" / "excel" / plain.name).read_bytes()
        exact = list(csv.reader(io.StringIO(plain.read_text(encoding="utf-8"))))
        safe = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))

        assert body.startswith(b"\xef\xbb\xbf")
        assert body.count(b"\r\n") >= len(safe)
        assert [[tables.formula_safe(cell) for cell in row] for row in exact] == safe


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_formula_is_kept_exactly_and_made_safe(start: str) -> None:
    """H8: text that a spreadsheet would run gets an apostrophe; numbers stay numbers."""
    assert tables.formula_safe(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert tables.formula_safe("-1.9") == "-1.9"


def test_every_thing_of_a_class_is_a_row(shipped: Release, views: Views) -> None:
    """The tables leave nothing out."""
    for name, iri in (("pledges", "Pledge"), ("targets", "Target"), ("indicators", "Indicator")):
        text = (shipped.folder / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        ids = [row["id"] for row in csv.DictReader(io.StringIO(text))]

        assert ids == sorted(ids, key=lambda iri: f"<{iri}>")  # the order of N-Triples
        assert sorted(ids) == list(views.iris(f"https://w3id.org/govgraph/ns#{iri}"))


def test_parquet_says_what_the_csv_says(shipped: Release, tmp_path: Path) -> None:
    """Numbers are exact decimals, lists are lists, and the bytes do not vary."""
    pq = pytest.importorskip("pyarrow.parquet")
    found = []
    for name in ("a", "b"):
        shutil.copytree(shipped.folder / "tables", tmp_path / name / "tables")
        parquet.write(tmp_path / name)
        found.append((tmp_path / name / "tables/parquet/targets.parquet").read_bytes())
    rows = pq.read_table(tmp_path / "a/tables/parquet/targets.parquet").to_pylist()
    text = (shipped.folder / "tables/targets.csv").read_text(encoding="utf-8")
    exact = list(csv.DictReader(io.StringIO(text)))

    assert found[0] == found[1]
    assert [row["id"] for row in rows] == [row["id"] for row in exact]
    assert rows[0]["evidence"] == exact[0]["evidence"].split(" | ")
    values = [(row["stated_value"], cells["stated_value"]) for row, cells in zip(rows, exact, strict=True)]  # fmt: skip
    assert all(value is None if not cell else f"{value.normalize():f}" == cell for value, cell in values)  # fmt: skip


# Catalogue and VoID


@pytest.mark.parametrize("name", ["dcat-ap-SHACL.ttl", "shapes.ttl", "shapes_recommended.ttl"])
def test_the_catalogue_is_dcat_ap(shipped: Release, name: str) -> None:
    """The official shapes of DCAT-AP 3.0.1 find no violation and no warning."""
    if not JUDGES.is_dir():
        pytest.skip("the official shapes are not at hand")
    shapes = rdflib.Graph().parse(JUDGES / name)
    for shape, part in list(shapes.subject_objects(SH.property)):
        if not list(shapes.objects(part, SH.path)):  # named by the official file, never defined
            shapes.remove((shape, SH.property, part))
    data = rdflib.Graph().parse(shipped.folder / "catalog.ttl")
    _, report, text = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)

    assert list(report.subjects(rdflib.RDF.type, SH.ValidationResult)) == [], text


def test_both_forms_of_the_catalogue_say_the_same(shipped: Release) -> None:
    turtle = ox.parse(path=str(shipped.folder / "catalog.ttl"))
    json_ld = ox.parse(path=str(shipped.folder / "catalog.jsonld"))

    assert {q.triple for q in turtle} == {q.triple for q in json_ld}


def test_the_catalogue_agrees_with_the_manifest(shipped: Release) -> None:
    """Size and checksum of every distribution are those of the sealed file."""
    graph = rdflib.Graph().parse(shipped.folder / "catalog.ttl")
    rows = graph.query(
        """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
        PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?name ?bytes ?sum WHERE { ?d a dcat:Distribution ; dct:title ?name ;
          dcat:byteSize ?bytes ; spdx:checksum/spdx:checksumValue ?sum ;
          dcat:mediaType ?type ; dct:license ?licence ; dcat:downloadURL ?url }"""
    )
    found = {str(name): (int(str(size)), str(total).lower()) for name, size, total in rows}  # type: ignore[misc]
    files = shipped.manifest["files"]
    data = {
        name: (facts["bytes"], facts["sha256"])
        for name, facts in files.items()
        if (name.startswith("tables/") and name.endswith(".csv"))
        or name.endswith(".jsonl")
        or name.startswith(("govgraph.", "exports/"))
    }

    assert found == data


COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
}


def number(store: ox.Store, query: str) -> int:
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(iter(rows))["n"].value)


@pytest.fixture(scope="module")
def void(shipped: Release) -> rdflib.Graph:
    return rdflib.Graph().parse(shipped.folder / "void.ttl")


@pytest.mark.parametrize("name", COUNTS)
def test_void_counts_the_whole_as_sparql_does(
    shipped: Release, void: rdflib.Graph, views: Views, name: str
) -> None:
    dataset = rdflib.URIRef(f"{shipped.manifest['base']}id/dataset/{shipped.manifest['version']}")
    told = void.value(dataset, rdflib.URIRef(VOID + name))

    assert int(str(told)) == number(views.store, COUNTS[name])


def test_void_counts_every_partition_as_sparql_does(void: rdflib.Graph, views: Views) -> None:
    """Entities of each class, triples of each property in it, and what these lead to."""
    classes = list(void.query(
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?c ?n { ?p void:class ?c ; void:entities ?n }"
    ))  # fmt: skip
    for kind, count in classes:  # type: ignore[misc]
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{kind}> }}"
        assert int(count) == number(views.store, query), kind
    parts = void.query(
        """PREFIX void: <http://rdfs.org/ns/void#> SELECT ?c ?p ?n ?s ?o ?m {
        ?cp void:class ?c ; void:propertyPartition ?pp . ?pp void:property ?p ;
          void:triples ?n ; void:distinctSubjects ?s .
        OPTIONAL { ?pp void:classPartition ?op . ?op void:class ?o ; void:triples ?m } }"""
    )
    checked = 0
    for kind, predicate, triples, subjects, target, leading in parts:  # type: ignore[misc]
        pattern = f"?s a <{kind}> ; <{predicate}> ?o"
        assert int(triples) == number(views.store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        assert int(subjects) == number(
            views.store, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}"
        )
        if target is not None:
            query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} . ?o a <{target}> }}"
            assert int(leading) == number(views.store, query)
        checked += 1

    assert len(classes) >= 30
    assert checked >= 300


def test_void_counts_links_as_sparql_does(void: rdflib.Graph, views: Views) -> None:
    rows = list(void.query(
        """PREFIX void: <http://rdfs.org/ns/void#> SELECT ?p ?u ?n { ?l a void:Linkset ;
        void:linkPredicate ?p ; void:triples ?n ; void:objectsTarget/void:uriSpace ?u }"""
    ))  # fmt: skip
    for predicate, start, count in rows:  # type: ignore[misc]
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o FILTER(STRSTARTS(STR(?o), '{start}')) }}"

        assert int(str(count)) == number(views.store, query)
    assert len(rows) >= 3


def test_the_store_holds_catalogue_and_void_in_a_graph_of_their_own(
    shipped: Release, views: Views
) -> None:
    """Who asks the endpoint finds them, and they count for nothing in the data."""
    version = shipped.manifest["version"]
    graph = f"{shipped.manifest['base']}id/graph/catalog/{version}"
    query = f"ASK {{ GRAPH <{graph}> {{ ?c <{VOID}class> ?k }} }}"

    assert bool(views.store.query(query))


def test_the_dataset_is_described_for_search_engines(shipped: Release) -> None:
    """The schema.org description expands without the network and names every file."""
    document = json.loads((shipped.folder / "dataset.jsonld").read_text(encoding="utf-8"))
    [node] = pyld.jsonld.expand(document, {"documentLoader": refuse})

    assert node["@type"] == ["https://schema.org/Dataset"]
    assert len(node["https://schema.org/distribution"]) >= 40


def test_the_release_says_how_to_cite_it(shipped: Release) -> None:
    yaml = pytest.importorskip("yaml")
    found = yaml.safe_load((shipped.folder / "CITATION.cff").read_text(encoding="utf-8"))

    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    assert found["license"] == "CC-BY-4.0"
    assert {"title", "authors", "version", "date-released", "url", "message"} <= found.keys()


# Documents


def refuse(url: str, options: Any = None) -> Any:
    raise AssertionError(f"the network was asked for {url}")


def things(views: Views) -> Iterator[str]:
    quads = views.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    subjects = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    yield from sorted(iri for iri in subjects if "#" not in iri)


def test_the_documents_together_are_the_dump(views: Views, dump: set[ox.Triple]) -> None:
    """Every document gives triples of the dump alone, and all of them give the whole dump."""
    got: set[ox.Triple] = set()
    for iri in things(views):
        body = json.dumps(views.document(iri)).encode()
        got |= {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD)}

    assert got == dump


def test_three_readers_agree_on_every_kind_of_document(views: Views) -> None:
    """PyLD, rdflib and pyoxigraph expand a document to the same triples, without the network."""
    seen = set()
    for iri in things(views):
        kind = iri.removeprefix(views.context.base).partition("/")[0]
        if kind in seen and not iri.endswith("-0001"):
            continue
        seen.add(kind)
        document = views.document(iri)
        oxigraph = rdflib.Graph()
        for quad in ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD):
            oxigraph.parse(data=f"{quad.triple} .", format="nt")
        lines = pyld.jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": refuse})  # fmt: skip
        by_pyld = rdflib.Graph().parse(data=lines, format="nt")
        by_rdflib = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")

        # A context of its own may lower the case of language tags, nothing else.
        assert set(to_canonical_graph(by_pyld)) == set(to_canonical_graph(oxigraph)), iri
        assert set(to_canonical_graph(by_rdflib)) == set(to_canonical_graph(oxigraph)), iri
    assert len(seen) >= 18


@pytest.mark.node
def test_jsonld_js_agrees_on_every_document(views: Views, dump: set[ox.Triple], tmp_path: Path) -> None:  # fmt: skip
    """jsonld.js, with a loader that refuses, gives the triples of the dump."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not at hand")
    install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(tmp_path), "jsonld@9.0.0"]  # fmt: skip
    if subprocess.run(install, capture_output=True, check=False).returncode != 0:
        pytest.skip("jsonld.js cannot be installed")
    lines = "\n".join(json.dumps(views.document(iri)) for iri in things(views))
    (tmp_path / "documents.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "run.cjs").write_text(
        """const jsonld = require('jsonld'), fs = require('fs');
        const documentLoader = url => { throw new Error('the network was asked for ' + url) };
        (async () => { for (const line of fs.readFileSync('documents.jsonl', 'utf8').split('\\n'))
          process.stdout.write(await jsonld.toRDF(JSON.parse(line),
            {format: 'application/n-quads', documentLoader})) })()""",
        encoding="utf-8",
    )
    done = subprocess.run(["node", "run.cjs"], cwd=tmp_path, capture_output=True, check=True)
    found = {q.triple for q in ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES)}

    assert found == dump


def test_a_line_of_a_class_means_the_same_under_the_context_by_name(
    shipped: Release, dump: set[ox.Triple]
) -> None:
    """JSON Lines name the context by its versioned IRI; the release holds what lies there."""
    inner = json.loads((shipped.folder / "context.jsonld").read_text(encoding="utf-8"))

    def loader(url: str, options: Any = None) -> Any:
        assert url == context_iri(ONTOLOGY_VERSION)
        return {"contextUrl": None, "documentUrl": url, "document": inner}

    got: set[ox.Triple] = set()
    for path in sorted((shipped.folder / "things").glob("*.jsonl")):
        first, *_ = path.read_text(encoding="utf-8").splitlines()
        options = {"format": "application/n-quads", "documentLoader": loader}
        lines = pyld.jsonld.to_rdf(json.loads(first), options)
        got |= {q.triple for q in ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES)}

    assert got
    assert got <= dump


def test_the_lines_of_all_classes_together_are_the_dump(
    shipped: Release, dump: set[ox.Triple]
) -> None:
    inner = json.loads((shipped.folder / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    got: set[ox.Triple] = set()
    for path in sorted((shipped.folder / "things").glob("*.jsonl")):
        nodes = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for node in nodes:
            del node["@context"]
        body = json.dumps({"@context": inner, "graph": nodes}).encode()
        got |= {q.triple for q in ox.parse(body, format=ox.RdfFormat.JSON_LD)}

    assert got == dump


def test_a_document_has_the_shape_that_an_author_writes(views: Views) -> None:
    """A pledge holds its evidence and targets; a target names the evidence of its pledge."""
    pledge = views.document(views.context.base + "pledge/440113-0001")

    assert pledge["id"] == "pledge/440113-0001"
    assert pledge["type"][0] == "Pledge"
    assert pledge["hasTarget"][0]["statedValue"] == "6.5"
    assert pledge["hasTarget"][0]["evidence"] == ["pledge/440113-0001#e1"]
    assert pledge["evidence"][0]["selector"][0]["start"] == 1542
    assert len(json.dumps(pledge["@context"])) < 5000


def test_a_view_counts_what_points_to_it(views: Views) -> None:
    view = views.view(views.context.base + "area/440113", subjects=2)
    jurisdiction = next(i for i in view.incoming if i.predicate.endswith("#jurisdiction"))

    assert view.labels["zh-hans"] == "番禺区"
    assert jurisdiction.count == 2
    assert all(len(incoming.subjects) <= 2 for incoming in view.incoming)
    with pytest.raises(KeyError):
        views.view(views.context.base + "area/nowhere")


def test_every_document_fits_the_schema_of_its_class(shipped: Release) -> None:
    """What is published has the shape that is asked of an author."""
    jsonschema = pytest.importorskip("jsonschema")
    judges = {
        path.stem: jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
        for path in (shipped.folder / "schemas").glob("*.json")
    }
    wrong, checked = [], 0
    for path in sorted((shipped.folder / "things").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            kinds = document.get("type", [])
            for kind in [kinds] if isinstance(kinds, str) else kinds:
                if kind in judges:
                    checked += 1
                    wrong += [
                        (document["id"], e.message) for e in judges[kind].iter_errors(document)
                    ]

    assert wrong == []
    assert checked > 300
