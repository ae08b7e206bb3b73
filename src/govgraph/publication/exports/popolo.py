"""People, bodies, posts, tenures, areas and occasions as Popolo JSON; it knows no pledges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from govgraph.namespaces import DCAT, GG, ORG, SKOS

Object = dict[str, Any]

_PREFIXES = f"PREFIX gg: <{GG}> PREFIX org: <{ORG}> PREFIX dcat: <{DCAT}> PREFIX skos: <{SKOS}>\n"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One collection: its name, the query for its members, and which columns go where."""

    name: str
    query: str
    fields: dict[str, str]  # column of the query → field of Popolo


_KINDS = (
    _Kind("persons", "?id a gg:Official", {}),
    _Kind(
        "organizations",
        "?id a gg:PublicBody OPTIONAL { ?id org:classification/skos:notation ?type }"
        " OPTIONAL { ?id gg:jurisdiction ?area }",
        {"type": "classification", "area": "area_id"},
    ),
    _Kind("posts", "?id a org:Post ; org:postIn ?body", {"body": "organization_id"}),
    _Kind(
        "memberships",
        "?id a org:Membership ; org:member ?person ; gg:post ?post . ?post org:postIn ?body"
        " OPTIONAL { ?id org:memberDuring ?time OPTIONAL { ?time dcat:startDate ?start }"
        " OPTIONAL { ?time dcat:endDate ?end } }",
        {
            "person": "person_id",
            "post": "post_id",
            "body": "organization_id",
            "start": "start_date",
            "end": "end_date",
        },
    ),
    _Kind(
        "areas",
        "?id a gg:AdministrativeUnit OPTIONAL { ?id gg:divisionCode ?code }"
        " OPTIONAL { ?id gg:adminLevel/skos:notation ?level } OPTIONAL { ?id gg:directlyWithin ?up }",
        {"code": "identifier", "level": "classification", "up": "parent_id"},
    ),
    _Kind("events", "?id a gg:PledgeEvent", {}),
)


def collections(store: ox.Store, base: str) -> dict[str, list[Object]]:
    """Return the collections of Popolo, each sorted by id; ids are relative to `base`."""
    return {kind.name: list(_objects(store, kind, base)) for kind in _KINDS}


def _objects(store: ox.Store, kind: _Kind, base: str) -> Iterator[Object]:
    columns = " ".join(f"?{column}" for column in ("id", *kind.fields))
    query = f"{_PREFIXES}SELECT DISTINCT {columns} WHERE {{ {kind.query} }} ORDER BY ?id"
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    seen: set[str] = set()
    for row in rows:
        iri = row["id"].value
        if iri in seen:  # a second value of an optional column: Popolo takes one
            continue
        seen.add(iri)
        labels = _labels(store, row["id"])
        item = {"id": iri.removeprefix(base)} | _NAMES[kind.name](labels)
        for column, field in kind.fields.items():
            if row[column] is not None:
                item[field] = row[column].value.removeprefix(base)
        if kind.name in ("persons", "organizations", "events"):
            item["identifiers"] = [{"scheme": "IRI", "identifier": iri}]
        if kind.name not in ("areas", "events"):
            item["links"] = [{"url": iri, "note": "linked data"}]
        yield item


def _labels(store: ox.Store, thing: ox.NamedNode) -> dict[str, str]:
    found = store.quads_for_pattern(
        thing, ox.NamedNode(SKOS + "prefLabel"), None, ox.DefaultGraph()
    )
    literals = [quad.object for quad in found if isinstance(quad.object, ox.Literal)]
    return {literal.language or "": literal.value for literal in literals}


def _first(labels: dict[str, str]) -> str:
    return labels.get("zh-hans") or labels.get("en") or next(iter(labels.values()), "")


def _named(labels: dict[str, str]) -> Object:
    others = [{"name": text, "note": tag} for tag, text in _others(labels)]
    return {"name": _first(labels)} | ({"other_names": others} if others else {})


def _labelled(labels: dict[str, str]) -> Object:
    return {"label": _first(labels), "role": _first(labels)}


def _others(labels: dict[str, str]) -> Iterable[tuple[str, str]]:
    return ((tag, text) for tag, text in sorted(labels.items()) if text != _first(labels))


_NAMES: dict[str, Callable[[dict[str, str]], Object]] = {
    "persons": _named,
    "organizations": _named,
    "posts": _labelled,
    "memberships": lambda labels: {"label": _first(labels)},
    "areas": lambda labels: {"name": _first(labels)},
    "events": lambda labels: {"name": _first(labels)},
}
