"""The RDF formats that govgraph writes and answers with: one table."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, media type, file suffix, IRI and whether it keeps graphs."""

    name: str
    media_type: str
    suffix: str
    iri: str
    keeps_graphs: bool
    rdf: ox.RdfFormat


_W3C = "http://www.w3.org/ns/formats/"

TURTLE = Format("Turtle", "text/turtle", "ttl", _W3C + "Turtle", False, ox.RdfFormat.TURTLE)
TRIG = Format("TriG", "application/trig", "trig", _W3C + "TriG", True, ox.RdfFormat.TRIG)
N_TRIPLES = Format(
    "N-Triples", "application/n-triples", "nt", _W3C + "N-Triples", False, ox.RdfFormat.N_TRIPLES
)
N_QUADS = Format(
    "N-Quads", "application/n-quads", "nq", _W3C + "N-Quads", True, ox.RdfFormat.N_QUADS
)
JSON_LD = Format(
    "JSON-LD", "application/ld+json", "jsonld", _W3C + "JSON-LD", True, ox.RdfFormat.JSON_LD
)
RDF_XML = Format(
    "RDF/XML", "application/rdf+xml", "rdf", _W3C + "RDF_XML", False, ox.RdfFormat.RDF_XML
)

FORMATS = (TURTLE, JSON_LD, N_TRIPLES, N_QUADS, TRIG, RDF_XML)
BY_SUFFIX = {f.suffix: f for f in FORMATS}
BY_MEDIA_TYPE = {f.media_type: f for f in FORMATS}
