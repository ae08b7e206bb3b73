"""Canned queries as ``sh:SPARQLExecutable`` records, in the form that SPARQL editors read.

The form is that of the SIB collection of SPARQL examples; no blank node is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from govgraph.namespaces import DCT, RDFS, SCHEMA, SH, TYPE, XSD
from govgraph.sparql.canned import CannedQuery, Form

_CLASS = {Form.SELECT: "Select", Form.ASK: "Ask", Form.CONSTRUCT: "Construct"}


def records(queries: Iterable[CannedQuery], base: str, endpoint: str) -> list[ox.Triple]:
    """Return the records of queries, sorted; each is named ``<base>query/<name>``."""
    triples: set[ox.Triple] = set()
    prefixes: dict[str, str] = {}
    collection = ox.NamedNode(f"{base}query/prefixes")
    for query in queries:
        prefixes |= query.prefixes
        triples.update(_record(query, base, endpoint, collection))
    triples.update(_declarations(prefixes, collection))
    return sorted(triples, key=str)


def _record(
    query: CannedQuery, base: str, endpoint: str, collection: ox.NamedNode
) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{base}query/{query.name}")
    form = _CLASS[query.form]
    for name in ("SPARQLExecutable", f"SPARQL{form}Executable"):
        yield ox.Triple(node, TYPE, ox.NamedNode(SH + name))
    for language, tag in (("zh", "zh-hans"), ("en", "en")):
        title = ox.Literal(query.title[language], language=tag)
        yield ox.Triple(node, ox.NamedNode(RDFS + "label"), title)
        comment = ox.Literal(query.title[language], language=tag)
        yield ox.Triple(node, ox.NamedNode(RDFS + "comment"), comment)
        description = ox.Literal(query.description[language], language=tag)
        yield ox.Triple(node, ox.NamedNode(DCT + "description"), description)
    yield ox.Triple(node, ox.NamedNode(SH + "prefixes"), collection)
    yield ox.Triple(node, ox.NamedNode(SH + form.lower()), ox.Literal(query.body))
    for tag in query.tags:
        yield ox.Triple(node, ox.NamedNode(SCHEMA + "keywords"), ox.Literal(tag))
    yield ox.Triple(node, ox.NamedNode(SCHEMA + "target"), ox.NamedNode(endpoint))


def _declarations(prefixes: Mapping[str, str], collection: ox.NamedNode) -> Iterator[ox.Triple]:
    for prefix, namespace in prefixes.items():
        node = ox.NamedNode(f"{collection.value}#{prefix}")
        iri = ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI"))
        yield ox.Triple(collection, ox.NamedNode(SH + "declare"), node)
        yield ox.Triple(node, TYPE, ox.NamedNode(SH + "PrefixDeclaration"))
        yield ox.Triple(node, ox.NamedNode(SH + "prefix"), ox.Literal(prefix))
        yield ox.Triple(node, ox.NamedNode(SH + "namespace"), iri)
