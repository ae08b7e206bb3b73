"""An invented release in small, made without the pipeline: nothing in it is true."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled, release
from govgraph.release import Release
from govgraph.sparql import embedded, precomputed

BASE = "https://w3id.org/govgraph/"
ID = f"{BASE}id/"
GRAPH = f"{ID}graph/source/0001"
META = f"{ID}graph/meta/1"
KASEI = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
EVIL = "</script><img src=x onerror=alert(1)>"

_PREFIXES = f"""
@prefix id: <{ID}> . @prefix gg: <{BASE}ns#> . @prefix voc: <{BASE}voc/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix oa: <http://www.w3.org/ns/oa#> .
"""
_DATA = f"""{_PREFIXES}
<{GRAPH}> {{
  <{ID}area/999900> a gg:AdministrativeUnit ;
    skos:prefLabel "虚构市"@zh-hans , "Invented City"@en ; gg:divisionCode "999900" .
  <{ID}area/浦东> a gg:AdministrativeUnit ; skos:prefLabel "虚构浦东"@zh-hans .
  <{ID}pledge/999900-0001> a gg:Pledge ; gg:concernsArea <{ID}area/999900> ;
    skos:prefLabel "虚构的增长承诺"@zh-hans , "An invented promise"@en ;
    gg:evidence <{ID}pledge/999900-0001#e1> .
  <{ID}pledge/999900-0001#e1> a oa:SpecificResource ;
    oa:hasSelector <{ID}pledge/999900-0001#e1-position> .
  <{ID}pledge/999900-0001#e1-position> a oa:TextPositionSelector ; oa:start 10 ; oa:end 20 .
  <{ID}pledge/999900-0002> a gg:Pledge ; gg:concernsArea <{ID}area/999900> ;
    skos:prefLabel "{EVIL}"@zh-hans , "=1+1"@en ; schema:url <javascript:alert(1)> .
  <{BASE}voc/comparator> a skos:ConceptScheme ; skos:prefLabel "比较符"@zh-hans , "comparator"@en .
  <{BASE}voc/comparator/at-least> a skos:Concept ; skos:inScheme <{BASE}voc/comparator> ;
    skos:prefLabel "不低于"@zh-hans , "at least"@en .
}}
<{META}> {{ <{META}> rdfs:label "the invented graph about graphs"@en . }}
"""
_ONTOLOGY = f"""{_PREFIXES}
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<{BASE}ns> a owl:Ontology ; owl:versionIRI <{BASE}ns/1.0.0> ; rdfs:label "an invented ontology"@en .
gg:Pledge a owl:Class ; rdfs:label "承诺"@zh-hans , "pledge"@en .
"""


def quads(numbers: int = 0) -> list[ox.Quad]:
    """Return the invented data, with so many numbered things to ask about."""
    found = list(ox.parse(_DATA, format=ox.RdfFormat.TRIG))
    graph, value = ox.NamedNode(GRAPH), ox.NamedNode(f"{BASE}ns#statedValue")
    number = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    for n in range(numbers):
        thing = ox.NamedNode(f"{ID}target/999900-{n:05d}")
        found.append(ox.Quad(thing, value, ox.Literal(str(n), datatype=number), graph))
        following = ox.NamedNode(f"{ID}target/999900-{(n + 1) % numbers:05d}")
        found.append(ox.Quad(thing, ox.NamedNode(f"{BASE}ns#next"), following, graph))
    return found


def make(
    output: Path,
    name: str = "1.0.0-000000000001",
    *,
    numbers: int = 0,
    more: Mapping[str, str] | None = None,
    extra: str = "",
    answers: Mapping[str, precomputed.Row] | None = None,
) -> Release:
    """Make a sealed release of the invented data and make it the current one.

    `more` are further files by name, `extra` is TriG that joins the data, `answers` those that
    the build kept, by the texts of their queries.
    """
    folder = output / ".staging"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    held = [*quads(numbers), *ox.parse(extra or "", format=ox.RdfFormat.TRIG)]
    own = [q for q in held if q.graph_name.value.startswith(ID)]
    nquads, ntriples = folder / ".data.nq", folder / ".union.nt"
    nquads.write_text("".join(f"{quad} .\n" for quad in held), encoding="utf-8")
    union = sorted({str(q.triple) for q in own if q.graph_name.value != META})
    ntriples.write_text("".join(f"{triple} .\n" for triple in union), encoding="utf-8")
    (folder / "govgraph.nt.gz").write_bytes(gzip.compress(ntriples.read_bytes(), mtime=0))
    embedded.build(folder / "store", nquads=nquads, ntriples=ntriples)
    nquads.unlink()
    ntriples.unlink()
    if answers is not None:
        precomputed.save(folder / "store", answers)
    (folder / "ontology.ttl").write_text(_ONTOLOGY, encoding="utf-8")
    shutil.copyfile(bundled.ontology() / "context.jsonld", folder / "context.jsonld")
    for path, text in (more or {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    facts = {"base": BASE, "version": "1.0.0", "triples": {"govgraph.nt.gz": len(union)}}
    return release.seal(folder, output, name, facts)


def protocol_graphs() -> str:
    """Return the data of the protocol tests, as TriG."""
    kind = "a <http://xmlns.com/foaf/0.1/Document>"
    return "".join(f"<{KASEI.format(n)}> {{ <{KASEI.format(n)}> {kind} }}\n" for n in (1, 2, 3))


QUERY = """# title-zh: 哪些东西叫这个名字？
# title-en: What is called so?
# description-zh: 虚构的查询。
# description-en: An invented query.
# tags: test
# param: name text "名称" "name" example=x

SELECT ?thing ?label ?name
WHERE {
  VALUES ?name { "Invented City" }
  ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?label .
  FILTER(STR(?label) = ?name)
}
ORDER BY ?thing ?label
"""
NUMBERS = """# title-zh: 有哪些数？
# title-en: Which numbers are there?
# description-zh: 虚构的查询。
# description-en: An invented query.
# tags: test
# param: least integer "至少" "at least" min=0 example=5

SELECT ?thing ?value
WHERE {
  VALUES ?least { 0 }
  ?thing <https://w3id.org/govgraph/ns#statedValue> ?value .
  FILTER(?value >= ?least)
}
ORDER BY ?value
"""
SLOW = """# title-zh: 要算多久？
# title-en: How long does it take?
# description-zh: 虚构的查询，算不完。
# description-en: An invented query without an end.
# tags: test

SELECT (COUNT(*) AS ?count)
WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }
"""
GRAPH_QUERY = """# title-zh: 这个地区有什么说法？
# title-en: What is said of the area?
# description-zh: 虚构的查询。
# description-en: An invented query.
# tags: test

PREFIX gg: <https://w3id.org/govgraph/ns#>
CONSTRUCT { ?area ?p ?o } WHERE { ?area a gg:AdministrativeUnit ; ?p ?o }
"""
ECHO = """# title-zh: 原样返回
# title-en: What was said?
# description-zh: 虚构的查询。
# description-en: An invented query.
# tags: test
# param: said text "话" "words" example=x

SELECT ?said
WHERE {
  VALUES ?said { "nothing" }
}
"""


def queries(folder: Path) -> Path:
    """Write a few canned queries."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"named": QUERY, "numbers": NUMBERS, "slow": SLOW, "area-graph": GRAPH_QUERY}
    for name, text in {**texts, "echo": ECHO}.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return folder
