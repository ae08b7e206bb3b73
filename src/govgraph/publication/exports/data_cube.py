"""Figures and dated targets as observations of two RDF data cubes; `data_cube.ttl` has the structure.

Statistical tools read cubes. A qb:Observation has exactly one dataset, so ours are exported under
names of their own (#cube) and no class of ours is one. A target's own IRI is a dimension, because
two statements may set two targets for one area, indicator and period; bounds are attributes, because
not every target has both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from govgraph.namespaces import DCT, GG, QB, RDF, SKOS, XSD
from govgraph.ntriples import text_of
from govgraph.publication.exports.known import Known
from govgraph.publication.subjects import Subject

CUBE = "https://w3id.org/govgraph/cube#"
_TYPE = f"<{RDF}type>"
_FIGURE = {
    "area": GG + "area",
    "period": GG + "period",
    "indicator": GG + "indicator",
    "value": GG + "value",
    "unit": GG + "unit",
    "vintage": GG + "vintage",
    "publisher": DCT + "publisher",
}
_TARGET = {
    "area": GG + "area",
    "indicator": GG + "indicator",
    "unit": GG + "unit",
    "comparator": GG + "comparator",
}
_BOUNDS = {"lower": GG + "lowerBound", "upper": GG + "upperBound"}


def structure() -> bytes:
    """Return the lines of N-Triples that both cubes are described with."""
    path = Path(__file__).with_suffix(".ttl")
    triples = (quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def lines(thing: Mapping[str, Subject], known: Known) -> Iterator[bytes]:
    """Yield the lines of N-Triples that a figure, a target or a code gives."""
    for subject in thing.values():
        yield from _observed(subject, known)


def _observed(subject: Subject, known: Known) -> Iterator[bytes]:
    values, types = subject.values, subject.types
    if GG + "Observation" in types and values.keys() >= set(_FIGURE.values()):
        yield from _figure(subject)
    if GG + "QuantitativeTarget" in types and values.keys() >= set(_TARGET.values()):
        yield from _targets(subject, known)
    if f"<{subject.iri}>" in known.codes and SKOS + "inScheme" in values:
        yield from _lines(f"<{subject.iri}>", [(_TYPE, f"<{SKOS}Concept>")])
        for predicate in (SKOS + "inScheme", SKOS + "prefLabel"):
            yield from _lines(
                f"<{subject.iri}>", [(f"<{predicate}>", v) for v in values.get(predicate, ())]
            )


def _figure(subject: Subject) -> Iterator[bytes]:
    node = f"<{subject.iri}#cube>"
    yield from _lines(node, _member("figures"))
    yield from _lines(node, _mapped(subject, {**_FIGURE, "comparator": GG + "comparator"}))


def _targets(subject: Subject, known: Known) -> Iterator[bytes]:
    """Yield a target as an observation of each period that it is tested for."""
    if GG + "readingOf" in subject.values:  # one figure read in two ways: the main reading counts
        return
    promised = list(_promised(subject, known))
    for period in subject.values.get(GG + "testPeriod", ()) if promised else ():
        node = f"<{subject.iri}#cube-{period[1:-1].partition('/period/')[2]}>"
        yield from _lines(node, _member("targets"))
        yield from _lines(node, _mapped(subject, {**_TARGET, **_BOUNDS}))
        yield from _lines(
            node, [(_cube("period"), period), (_cube("target"), f"<{subject.iri}>"), *promised]
        )


def _promised(subject: Subject, known: Known) -> Iterator[tuple[str, str]]:
    """Yield the promised value in the base unit."""
    for unit in subject.values.get(GG + "statedUnit", ()):
        for stated in subject.values.get(GG + "statedValue", ()):
            if unit in known.factors:
                value = Decimal(text_of(stated)) * known.factors[unit]
                yield _cube("value"), f'"{plain(value)}"^^<{XSD}decimal>'


def plain(value: Decimal) -> str:
    """Return the canonical form of a decimal.

    >>> plain(Decimal("6.50") * Decimal("1E+4")), plain(Decimal("-0.10"))
    ('65000', '-0.1')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _member(name: str) -> list[tuple[str, str]]:
    return [(_TYPE, f"<{QB}Observation>"), (f"<{QB}dataSet>", f"<{CUBE}{name}>")]


def _mapped(subject: Subject, properties: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (_cube(name), value)
        for name, predicate in properties.items()
        for value in subject.values.get(predicate, ())
    ]


def _cube(name: str) -> str:
    return f"<{CUBE}{name}>"


def _lines(node: str, said: list[tuple[str, str]]) -> Iterator[bytes]:
    return (f"{node} {predicate} {value} .\n".encode() for predicate, value in said)
