"""The generated statements as a table, and the RML mapping that makes the same triples of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from govgraph.context import Context, Kind
from govgraph.records.record import Record

_PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
# Each node of a statement: the column of its id, its class, and the keys that are mapped.
NODES: dict[str, tuple[str, tuple[str, ...]]] = {
    "statement": (
        "Statement",
        ("statedBy", "inCapacityOf", "reportedIn", "reportingMode", "expresses"),
    ),
    "pledge": (
        "Pledge",
        ("label zh-hans", "label en", "pledgeKind", "commitmentStrength", "concernsPlatform", "evidence", "hasTarget"),
    ),
    "evidence": ("Evidence", ("snapshot", "fragmentSha256", "selector position", "selector quote")),
    "position": ("TextPosition", ("start", "end")),
    "quote": ("TextQuote", ("exact",)),
    "target": (
        "QuantitativeTarget",
        (
            "indicator", "comparator", "statedValue", "statedUnit", "targetLevel", "period",
            "periodBasis", "assessability",
        ),
    ),
}  # fmt: skip


def table(path: Path, records: Iterable[Record], context: Context) -> None:
    """Write one row a pledge: an absolute IRI or a value in every column that NODES asks for."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(list(NODES) + [c for c, _, _ in _columns()])
        for record in records:
            for nodes in _nodes(record):
                ids = [context.expand(str(node["id"])) for node in nodes.values()]
                writer.writerow(ids + [_value(nodes[n], key, context) for _, n, key in _columns()])


def mapping(path: Path, source: Path, context: Context) -> None:
    """Write the mapping of that table."""
    text = _PREFIXES
    for node, (kind, keys) in NODES.items():
        text += (
            f'<#{node}> a rr:TriplesMap ; rml:logicalSource [ rml:source "{source}" ; '
            f'rml:referenceFormulation ql:CSV ] ;\n  rr:subjectMap [ rml:reference "{node}" ; '
            f"rr:termType rr:IRI ; rr:class <{context.terms[kind].iri}> ]"
        )
        for key in keys:
            term = context.terms[key.split()[0]]
            text += (
                f' ;\n  rr:predicateObjectMap [ rr:predicate <{term.iri}> ; rr:objectMap [ rml:reference "{_column(node, key)}" ; '
                f"{_form(key, term.kind)} ] ]"
            )
        text += " .\n"
    path.write_text(text, encoding="utf-8")


def _form(key: str, kind: Kind) -> str:
    if kind is Kind.LINK:
        return "rr:termType rr:IRI"
    if kind is Kind.LANGUAGE:
        return f'rr:language "{key.split()[1]}"'
    if kind in (Kind.DECIMAL, Kind.INTEGER):
        return f"rr:datatype <http://www.w3.org/2001/XMLSchema#{kind.value}>"
    return "rr:termType rr:Literal"


def _column(node: str, key: str) -> str:
    return f"{node}_{key.replace(' ', '_').replace('-', '_')}"


def _columns() -> list[tuple[str, str, str]]:
    return [(_column(node, key), node, key) for node, (_, keys) in NODES.items() for key in keys]


def _nodes(record: Record) -> Iterator[dict[str, Any]]:
    statement: dict[str, Any] = record.tree  # of the shape that the generator gives it
    for pledge in statement["expresses"]:
        evidence, target = pledge["evidence"][0], pledge["hasTarget"][0]
        position, quote = evidence["selector"]
        yield {
            "statement": {**statement, "expresses": pledge},
            "pledge": {**pledge, "evidence": evidence, "hasTarget": target},
            "evidence": {**evidence, "position": position, "quote": quote},
            "position": position,
            "quote": quote,
            "target": target,
        }


def _value(node: dict[str, Any], key: str, context: Context) -> str:
    name, _, part = key.partition(" ")
    kind = context.terms[name].kind
    value = node[part] if part in ("position", "quote") else node[name]
    if kind is Kind.LANGUAGE:
        return str(value[part])
    value = value[0] if isinstance(value, list) else value
    value = value["id"] if isinstance(value, dict) else value
    return context.expand(str(value)) if kind is Kind.LINK else str(value)
