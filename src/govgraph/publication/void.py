"""VoID: what classes, properties and links a dataset has, and how many of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govgraph.context import Context
from govgraph.namespaces import DCT, FOAF, RDFS, SH, VOID
from govgraph.publication.compaction import Compactor
from govgraph.publication.metadata import Description
from govgraph.publication.statistics import PropertyCount, Statistics

VOID_EXT = "http://ldf.fi/void-ext#"
# Datasets elsewhere that ours links to: the start of their IRIs, name, and home page.
LINKED = (
    ("http://www.wikidata.org/entity/", "Wikidata", "https://www.wikidata.org/"),
    ("http://qudt.org/vocab/unit/", "QUDT units", "https://qudt.org/"),
    ("http://www.w3.org/ns/odrl/2/", "ODRL", "https://www.w3.org/ns/odrl/2/"),
    (
        "http://publications.europa.eu/resource/authority/",
        "EU authority tables",
        "https://op.europa.eu/en/web/eu-vocabularies",
    ),
)
TARGETS = tuple(start for start, _, _ in LINKED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the described dataset is found: its IRI, endpoint, dumps, examples, licence."""

    dataset: str
    document: str
    endpoint: str
    dumps: tuple[str, ...]
    examples: tuple[str, ...]
    licence: str


def describe(statistics: Statistics, place: Place, context: Context) -> Description:
    """Return the VoID description of a dataset."""
    return _Writer(context, place).write(statistics)


class _Writer:
    def __init__(self, context: Context, place: Place) -> None:
        self.context = context
        self.compactor = Compactor(context)
        self.place = place
        self.out = Description()

    def write(self, statistics: Statistics) -> Description:
        self._whole(statistics)
        self._prefixes()
        for kind, entities in sorted(statistics.entities.items()):
            self._class(kind, entities, statistics)
        for predicate, count in sorted(statistics.properties.items()):
            self._property(self.place.dataset, "all", predicate, count)
        for (predicate, target), triples in sorted(statistics.links.items()):
            self._linkset(predicate, target, triples)
        return self.out

    def _whole(self, statistics: Statistics) -> None:
        out, place = self.out, self.place
        out.type(place.document, VOID + "DatasetDescription")
        out.link(place.document, FOAF + "primaryTopic", place.dataset)
        out.type(place.dataset, VOID + "Dataset")
        out.link(place.dataset, DCT + "license", place.licence)
        out.link(place.dataset, VOID + "sparqlEndpoint", place.endpoint)
        out.link(place.dataset, VOID + "dataDump", *place.dumps)
        out.link(place.dataset, VOID + "exampleResource", *place.examples)
        out.value(place.dataset, VOID + "uriSpace", self.context.base)
        out.value(place.dataset, VOID + "triples", statistics.triples)
        out.value(place.dataset, VOID + "entities", statistics.subjects)
        out.value(place.dataset, VOID + "distinctSubjects", statistics.subjects)
        if statistics.objects is not None:
            out.value(place.dataset, VOID + "distinctObjects", statistics.objects)
        out.value(place.dataset, VOID + "classes", len(statistics.entities))
        out.value(place.dataset, VOID + "properties", len(statistics.properties))
        used = {*statistics.entities, *statistics.properties}
        for namespace in sorted({re.sub(r"[^#/]*$", "", iri) for iri in used}):
            out.link(place.dataset, VOID + "vocabulary", namespace)

    def _prefixes(self) -> None:
        """Declare the prefixes, which editors read from here."""
        for prefix, namespace in self.context.prefixes.items():
            node = f"{self.place.document}#prefix-{prefix}"
            self.out.link(self.place.dataset, SH + "declare", node)
            self.out.type(node, SH + "PrefixDeclaration")
            self.out.value(node, SH + "prefix", prefix)
            self.out.value(node, SH + "namespace", namespace, "anyURI")

    def _class(self, kind: str, entities: int, statistics: Statistics) -> None:
        node = f"{self.place.document}#{self._slug(kind)}"
        self.out.link(self.place.dataset, VOID + "classPartition", node)
        self.out.type(node, VOID + "Dataset")
        self.out.link(node, VOID + "class", kind)
        self.out.value(node, VOID + "entities", entities)
        counts = statistics.by_class[kind]
        self.out.value(node, VOID + "triples", sum(c.triples for c in counts.values()))
        self.out.value(node, VOID + "properties", len(counts))
        for predicate, count in sorted(counts.items()):
            self._property(node, self._slug(kind), predicate, count)

    def _property(self, parent: str, slug: str, predicate: str, count: PropertyCount) -> None:
        node = f"{self.place.document}#{slug}-{self._slug(predicate)}"
        self.out.link(parent, VOID + "propertyPartition", node)
        self.out.type(node, VOID + "Dataset")
        self.out.link(node, VOID + "property", predicate)
        self.out.value(node, VOID + "triples", count.triples)
        self.out.value(node, VOID + "distinctSubjects", count.subjects)
        for kind, triples in sorted(count.classes.items()):
            if kind in self.compactor.classes:
                part = f"{node}-{self._slug(kind)}"
                self.out.link(node, VOID + "classPartition", part)
                self.out.link(part, VOID + "class", kind)
                self.out.value(part, VOID + "triples", triples)
        for datatype, triples in sorted(count.datatypes.items()):
            part = f"{node}-{self._slug(datatype)}"
            self.out.link(node, VOID_EXT + "datatypePartition", part)
            self.out.link(part, VOID_EXT + "datatype", datatype)
            self.out.value(part, VOID + "triples", triples)

    def _linkset(self, predicate: str, start: str, triples: int) -> None:
        name, home = next((n, h) for s, n, h in LINKED if s == start)
        target = f"{self.place.document}#{re.sub('[^a-z]+', '-', name.lower())}"
        node = f"{target}-{self._slug(predicate)}"
        self.out.type(target, VOID + "Dataset")
        self.out.text(target, RDFS + "label", {"en": name})
        self.out.value(target, VOID + "uriSpace", start)
        self.out.link(target, FOAF + "homepage", home)
        self.out.type(node, VOID + "Linkset")
        self.out.link(node, VOID + "subset", self.place.dataset)
        self.out.link(node, VOID + "linkPredicate", predicate)
        self.out.link(node, VOID + "subjectsTarget", self.place.dataset)
        self.out.link(node, VOID + "objectsTarget", target)
        self.out.value(node, VOID + "triples", triples)

    def _slug(self, iri: str) -> str:
        """Return a name for an IRI that is fit for a fragment and different for each."""
        return re.sub(r"[^A-Za-z0-9._-]", ".", self.compactor.iri(iri))
