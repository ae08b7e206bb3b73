"""The JSON-LD context and the ontology say the same, both ways, in a form every parser reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Namespace, URIRef

GG = Namespace("https://w3id.org/govgraph/ns#")
SCHEMA = Namespace("https://schema.org/")
VOC = "https://w3id.org/govgraph/voc/"
KEYWORD_ALIASES = {"id", "type", "graph"}
REFUSED = {"@reverse", "@context", "@propagate", "@import", "@nest", "@vocab", "@index"}
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def prefixes(context: dict[str, Any]) -> dict[str, str]:
    """Return prefix and namespace of every prefix of the context."""
    return {
        name: value
        for name, value in context.items()
        if isinstance(value, str) and value.startswith("http") and not name.startswith("@")
    }


def terms(context: dict[str, Any]) -> dict[str, URIRef]:
    """Return the full IRI of every term of the context."""
    spaces = prefixes(context)
    found = {}
    for name, value in context.items():
        if name in spaces or name in KEYWORD_ALIASES or name.startswith("@"):
            continue
        compact = value if isinstance(value, str) else value["@id"]
        prefix, local = compact.split(":", 1)
        found[name] = URIRef(spaces[prefix] + local)
    return found


def declared(graph: Graph) -> set[URIRef]:
    """Return every class and property that the graph declares."""
    return {s for k in KINDS for s in graph.subjects(RDF.type, k) if isinstance(s, URIRef)}


def missing(context: dict[str, Any], core: Graph) -> tuple[set[URIRef], set[URIRef]]:
    """Return terms of the context that core lacks, and our terms of core that the context lacks."""
    in_context, in_core = set(terms(context).values()), declared(core)
    builtin = {RDFS.seeAlso}
    return in_context - in_core - builtin, {t for t in in_core if str(t) in GG} - in_context


def miscoerced(context: dict[str, Any], core: Graph) -> list[str]:
    """Name the terms whose type coercion is not what the ontology says of their values."""
    spaces, found = prefixes(context), []
    for name, iri in terms(context).items():
        value = context[name]
        kind = set(core.objects(iri, RDF.type))
        if isinstance(value, str):
            if OWL.Class not in kind:
                found.append(f"{name}: a property without a definition")
            continue
        coercion = value.get("@type")
        if OWL.ObjectProperty in kind and coercion != "@id":
            found.append(f"{name}: {coercion} on an object property")
        for hint in core.objects(iri, SCHEMA.rangeIncludes):
            wanted = _coercion(hint)
            actual = _expand(coercion, spaces) or value.get("@container")
            if wanted != actual:
                found.append(f"{name}: {actual}, not {wanted}")
    return found


def _coercion(hint: object) -> str | None:
    if hint == XSD.string:
        return None
    if hint == RDF.langString:
        return "@language"
    return str(hint) if str(hint).startswith(str(XSD)) else "@id"


def _expand(coercion: str | None, spaces: dict[str, str]) -> str | None:
    if coercion is None or coercion.startswith("@"):
        return coercion
    prefix, local = coercion.split(":", 1)
    return spaces[prefix] + local


def unusable(context: dict[str, Any]) -> list[str]:
    """Name what some parser refuses, and whatever is not flat."""
    found = []
    for name, value in context.items():
        if not isinstance(value, dict):
            continue
        found += [f"{name}: {key}" for key in REFUSED & set(value)]
        if value.get("@container") not in (None, "@set", "@language"):
            found.append(f"{name}: {value['@container']}")
        if any(isinstance(part, dict | list) for part in value.values()):
            found.append(f"{name}: not flat")
    return found


def test_context_and_core_hold_the_same_terms(context: dict[str, Any], core: Graph) -> None:
    assert missing(context, core) == (set(), set())


def test_coercion_follows_the_ontology(context: dict[str, Any], core: Graph) -> None:
    assert miscoerced(context, core) == []


def test_context_is_flat_and_plain(context: dict[str, Any]) -> None:
    assert unusable(context) == []


def test_no_two_terms_share_an_iri_and_no_two_prefixes_a_namespace(context: dict[str, Any]) -> None:
    iris, spaces = list(terms(context).values()), list(prefixes(context).values())

    assert len(iris) == len(set(iris))
    assert len(spaces) == len(set(spaces))


def test_a_prefix_is_never_a_term(context: dict[str, Any]) -> None:
    assert set(prefixes(context)) & set(terms(context)) == set()


def test_keys_are_written_once_and_properties_sorted(ontology_dir: Path) -> None:
    text = (ontology_dir / "context.jsonld").read_text(encoding="utf-8")
    inner = json.loads(text, object_pairs_hook=list)[0][1]
    names = [key for key, _ in inner]
    properties = [key for key, value in inner if isinstance(value, list)]

    assert len(names) == len(set(names))
    assert properties == sorted(properties, key=str.lower)


def test_every_scheme_has_a_prefix_and_every_prefix_a_scheme(
    context: dict[str, Any], vocabularies: Graph
) -> None:
    named = {ns.rstrip("/") for ns in prefixes(context).values() if ns.startswith(VOC)}
    schemes = {str(s) for s in vocabularies.subjects(RDF.type, SKOS.ConceptScheme)}

    assert named == schemes


def test_a_broken_copy_is_found_out(context: dict[str, Any], core: Graph) -> None:
    broken = context | {
        "promisedBy": {"@id": "gg:promisedBy", "@type": "@id"},
        "value": {"@id": "gg:value", "@type": "xsd:string"},
        "expressedIn": {"@reverse": "gg:expresses", "@id": "gg:expresses"},
    }
    del broken["vintage"]

    assert missing(broken, core) == ({GG.promisedBy}, {GG.vintage})
    assert "value: http://www.w3.org/2001/XMLSchema#string" in miscoerced(broken, core)[0]
    assert unusable(broken) == ["expressedIn: @reverse"]
