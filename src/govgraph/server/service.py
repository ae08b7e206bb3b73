"""What the endpoint says of itself: its service description, and the VoID of the data."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from govgraph.formats import BY_SUFFIX
from govgraph.namespaces import DCT, HOME, RDFS, SH, TYPE, VOID, XSD
from govgraph.publication import description
from govgraph.server.generation import Generation
from govgraph.server.negotiation import Variant

SD = "http://www.w3.org/ns/sparql-service-description#"
SCHEMA = "https://schema.org/"
# Stands for the address that the description is read from; see `describe`.
_HERE = "urn:x-govgraph:here"
_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
_RELATIVE = {
    "ttl": (f"<{_HERE}>", "<>"),
    "jsonld": (f'"@id":"{_HERE}"', '"@id":""'),
    "rdf": (f'rdf:resource="{_HERE}"', 'rdf:resource=""'),
}


def describe(generation: Generation, variant: Variant) -> bytes:
    """Return the service description.

    The endpoint is a relative reference to the document itself where the format has such: then
    it is right on every host, and no Host header is believed.
    """
    quads = [*_service(generation), *void(generation)]
    if variant.suffix not in _RELATIVE:
        return _with_endpoint(quads, variant, generation, f"{generation.base}sparql")
    found, relative = _RELATIVE[variant.suffix]
    body = _with_endpoint(quads, variant, generation, _HERE)
    return body.replace(found.encode(), relative.encode())


def _with_endpoint(
    quads: list[ox.Quad], variant: Variant, generation: Generation, endpoint: str
) -> bytes:
    here, there = ox.NamedNode(_HERE), ox.NamedNode(endpoint)
    moved = [ox.Quad(q.subject, q.predicate, there) if q.object == here else q for q in quads]
    kind = BY_SUFFIX[variant.suffix]
    return description.serialize(moved, kind, generation.context)


def _service(generation: Generation) -> Iterator[ox.Quad]:
    service = f"{generation.base}sparql#service"
    dataset = f"{generation.base}sparql#dataset"
    yield _quad(service, TYPE.value, SD + "Service")
    yield _quad(service, SD + "endpoint", _HERE)
    yield _quad(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    for name in _FORMATS:
        yield _quad(service, SD + "resultFormat", f"http://www.w3.org/ns/formats/{name}")
    yield _quad(service, SD + "defaultDataset", dataset)
    yield _quad(service, RDFS + "seeAlso", f"{generation.base}.well-known/void")
    yield _quad(dataset, TYPE.value, SD + "Dataset")
    yield _quad(dataset, SD + "defaultGraph", f"{generation.base}sparql#default-graph")
    yield _quad(f"{generation.base}sparql#default-graph", TYPE.value, SD + "Graph")
    for number, name in enumerate(named_graphs(generation), 1):
        node = f"{generation.base}sparql#named-graph-{number}"
        yield _quad(dataset, SD + "namedGraph", node)
        yield _quad(node, TYPE.value, SD + "NamedGraph")
        yield _quad(node, SD + "name", name)
    yield from _examples(generation)


def named_graphs(generation: Generation) -> list[str]:
    """Return the names of the named graphs, sorted."""
    if generation.store is None:
        return []
    graphs = generation.store.named_graphs()
    return sorted(g.value for g in graphs if isinstance(g, ox.NamedNode))


def _examples(generation: Generation) -> Iterator[ox.Quad]:
    for name, query in generation.queries.items():
        node = f"{generation.base}query/{name}"
        kind = {"select": "Select", "ask": "Ask", "construct": "Construct"}[query.form.value]
        yield _quad(node, TYPE.value, SH + "SPARQLExecutable")
        yield _quad(node, TYPE.value, f"{SH}SPARQL{kind}Executable")
        yield _text(node, SH + query.form.value, query.body)
        for language, title in query.title.items():
            yield _text(node, RDFS + "comment", title, language)
        for tag in query.tags:
            yield _text(node, SCHEMA + "keywords", tag)
        yield _quad(node, SCHEMA + "target", _HERE)


def void(generation: Generation) -> list[ox.Quad]:
    """Return the VoID of the release: the file of the build, or its least where there is none."""
    path = generation.release.folder / "void.ttl"
    if path.is_file():
        return list(ox.parse(path=str(path)))
    return list(_least_void(generation))


def _least_void(generation: Generation) -> Iterator[ox.Quad]:
    base, manifest = generation.base, generation.release.manifest
    dataset = f"{base}dataset#dataset"
    yield _quad(dataset, TYPE.value, VOID + "Dataset")
    for tag, title in generation.settings.profile.title.items():
        yield _text(dataset, DCT + "title", title, tag)
    yield _quad(dataset, VOID + "sparqlEndpoint", f"{base}sparql")
    yield _text(dataset, VOID + "uriSpace", f"{base}id/")
    yield _quad(dataset, VOID + "vocabulary", f"{HOME}ns#")
    if generation.settings.profile.licence:
        yield _quad(dataset, DCT + "license", generation.settings.profile.licence)
    triples = manifest.get("triples", {}).get("govgraph.nt.gz")
    if triples is not None:
        count = ox.Literal(str(triples), datatype=ox.NamedNode(XSD + "integer"))
        yield ox.Quad(ox.NamedNode(dataset), ox.NamedNode(VOID + "triples"), count)
    for name in sorted(manifest.get("triples", {})):
        yield _quad(dataset, VOID + "dataDump", f"{base}dataset/{name}")


def _quad(subject: str, predicate: str, value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))


def _text(subject: str, predicate: str, value: str, language: str = "") -> ox.Quad:
    literal = ox.Literal(value, language=language.lower()) if language else ox.Literal(value)
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), literal)
