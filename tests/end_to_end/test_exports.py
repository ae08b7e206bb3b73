"""The exports hold what the other projects' own rules ask of them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from govgraph import config, pipeline
from govgraph.errors import ConfigError
from govgraph.publication import exports
from tests.conftest import ROOT
from tests.end_to_end.cube import CONSTRAINTS, PREFIXES

QUERIES = Path(__file__).parent / "exports"
CUBE_STRUCTURE = ROOT / "src/govgraph/publication/exports/data_cube.ttl"
CUBE = "https://w3id.org/govgraph/cube#"
# What the schemas of the Popolo specification (draft 3 of JSON Schema) allow: a string, a list of
# objects with these string fields, or a date. Fields that we never write are left out.
STRING, DATE = None, re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
LINKS, IDENTIFIERS = {"url", "note"}, {"identifier", "scheme"}
NAMES = {"name", "family_name", "given_name", "start_date", "end_date", "note"}
POPOLO: dict[str, dict[str, Any]] = {
    "persons": {"id": STRING, "name": STRING, "other_names": NAMES, "identifiers": IDENTIFIERS, "links": LINKS},
    "organizations": {
        "id": STRING, "name": STRING, "other_names": NAMES, "identifiers": IDENTIFIERS, "classification": STRING,
        "area_id": STRING, "parent_id": STRING, "links": LINKS,
    },
    "posts": {"id": STRING, "label": STRING, "role": STRING, "organization_id": STRING, "area_id": STRING, "links": LINKS},
    "memberships": {
        "id": STRING, "label": STRING, "role": STRING, "person_id": STRING, "organization_id": STRING,
        "post_id": STRING, "start_date": DATE, "end_date": DATE, "links": LINKS,
    },
    "areas": {"id": STRING, "name": STRING, "identifier": STRING, "classification": STRING, "parent_id": STRING},
    "events": {"id": STRING, "name": STRING, "start_date": DATE, "end_date": DATE, "identifiers": IDENTIFIERS},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of the shipped data."""
    root = tmp_path_factory.mktemp("exports")
    for name in ("data", "govgraph.toml"):
        (root / name).symlink_to(ROOT / name)
    return pipeline.build(config.load(root / "govgraph.toml")).folder


@pytest.fixture(scope="module")
def cube(folder: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=folder / "exports/data-cube.ttl", format=ox.RdfFormat.TURTLE)
    return store


def ask(store: ox.Store, query: str) -> bool:
    return bool(store.query(query))


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_cube_is_well_formed(cube: ox.Store, constraint: str) -> None:
    assert ask(cube, PREFIXES + CONSTRAINTS[constraint]) is False


@pytest.mark.parametrize(
    ("constraint", "fault"),
    [
        ("IC-1", "?o a qb:Observation"),
        ("IC-4", "?o a qb:DimensionProperty"),
        ("IC-11", f"?o qb:dataSet <{CUBE}figures>"),
        ("IC-14", f"?o qb:dataSet <{CUBE}figures>"),
        ("IC-19a", f"?o qb:dataSet <{CUBE}figures> ; <{CUBE}indicator> <urn:other>"),
    ],
)
def test_a_broken_cube_is_found_out(cube: ox.Store, constraint: str, fault: str) -> None:
    broken = ox.Store()
    broken.extend(list(cube))
    broken.update(PREFIXES + f"INSERT DATA {{ {fault.replace('?o', '<urn:o>')} }}")

    assert ask(broken, PREFIXES + CONSTRAINTS[constraint]) is True


def test_the_cube_holds_every_figure_and_every_dated_target(cube: ox.Store, folder: Path) -> None:
    held = "SELECT (COUNT(?o) AS ?n) { ?o <http://purl.org/linked-data/cube#dataSet> <%s> }"
    counts = [next(iter(cube.query(held % (CUBE + n))))["n"].value for n in ("figures", "targets")]  # type: ignore[arg-type]  # fmt: skip

    store = ox.Store.read_only(str(folder / "store"))
    figures, targets = (
        next(iter(store.query(f"PREFIX gg: <https://w3id.org/govgraph/ns#> SELECT (COUNT(*) AS ?n) {{ {pattern} }}")))["n"].value  # type: ignore[arg-type]
        for pattern in (
            "?o a gg:Observation",
            "?t a gg:QuantitativeTarget ; gg:testPeriod ?p FILTER NOT EXISTS { ?t gg:readingOf ?m }",
        )
    )  # fmt: skip
    assert counts == [figures, targets]


def test_popolo_conforms_to_its_schemas(folder: Path) -> None:
    document = json.loads((folder / "exports/popolo.json").read_text(encoding="utf-8"))

    assert set(document) == set(POPOLO)
    for name, items in document.items():
        assert items
        for item in items:
            assert set(item) <= set(POPOLO[name]), item
            for key, value in item.items():
                check(POPOLO[name][key], value)


def check(wanted: Any, value: Any) -> None:
    if isinstance(wanted, set):
        assert isinstance(value, list)
        assert all(set(inner) <= wanted for inner in value)
        assert all(isinstance(text, str) for inner in value for text in inner.values())
        return
    assert isinstance(value, str)
    assert wanted is None or wanted.fullmatch(value)


def test_popolo_links_lead_to_members_of_the_document(folder: Path) -> None:
    document = json.loads((folder / "exports/popolo.json").read_text(encoding="utf-8"))
    ids = {item["id"] for items in document.values() for item in items}

    linked = {
        value
        for items in document.values()
        for item in items
        for key, value in item.items()
        if key.endswith("_id")
    }
    assert linked <= ids


def test_schema_org_calls_governments_alone_government_organizations(folder: Path) -> None:
    graph = json.loads((folder / "exports/schema-org.jsonld").read_bytes())["@graph"]
    nodes = {node["@id"].removeprefix("https://w3id.org/govgraph/id/"): node for node in graph}

    assert nodes["body/440113-government"]["@type"] == "GovernmentOrganization"
    assert nodes["body/440113-cpc"]["@type"] == "Organization"
    assert nodes["pledge/440113-0001"]["@type"] == "Claim"
    assert nodes["pledge/440113-0001"]["author"] == {
        "@id": "https://w3id.org/govgraph/id/official/huang-biao"
    }
    assert not any("ClaimReview" in str(node.get("@type")) for node in graph)
    assert all("@type" in node for node in graph)


def test_an_annotation_has_body_target_and_no_context_of_the_quote(folder: Path) -> None:
    store = ox.Store()
    store.load(path=folder / "exports/web-annotation.ttl", format=ox.RdfFormat.TURTLE)
    oa = "PREFIX oa: <http://www.w3.org/ns/oa#> "

    assert ask(store, oa + "ASK { ?a a oa:Annotation }")
    for fault in (
        "?a a oa:Annotation FILTER NOT EXISTS { ?a oa:hasBody ?b ; oa:hasTarget/oa:hasSource ?s }",
        "?s oa:prefix|oa:suffix ?words",
    ):
        assert ask(store, f"{oa}ASK {{ {fault} }}") is False
    parsed = ox.parse(path=folder / "exports/web-annotation.ttl", format=ox.RdfFormat.TURTLE)
    offsets = {q.object.datatype.value for q in parsed if q.predicate.value.endswith("#start")}
    assert offsets == {"http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}


def test_an_unknown_format_is_named_with_the_nearest(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such format \(popol\); did you mean popolo"):
        exports.write(folder, "popol", io.BytesIO())


def test_a_format_is_what_its_file_holds(folder: Path) -> None:
    for export in exports.FORMATS:
        stream = io.BytesIO()
        exports.write(folder, export.name, stream)
        assert stream.getvalue() == (folder / "exports" / export.file).read_bytes()


def undated(term: Any) -> Any:
    dated = isinstance(term, ox.Literal) and term.datatype.value.endswith("#date")
    return ox.Literal(term.value) if dated else term


def test_passes_over_the_triples_give_what_queries_construct(folder: Path) -> None:
    """Hold the exports against the mappings as CONSTRUCT queries, which say what they mean."""
    data = ox.Store.read_only(str(folder / "store"))
    for query, file, format in (
        ("schema_org", "schema-org.jsonld", ox.RdfFormat.JSON_LD),
        ("web_annotation", "web-annotation.ttl", ox.RdfFormat.TURTLE),
        ("data_cube", "data-cube.ttl", ox.RdfFormat.TURTLE),
    ):
        constructed = data.query((QUERIES / f"{query}.rq").read_text(encoding="utf-8"))
        assert isinstance(constructed, ox.QueryTriples)
        wanted, found = ox.Store(), ox.Store()  # stores write numbers in one way
        plain = query == "schema_org"  # its dates are texts
        wanted.extend(ox.Quad(s, p, undated(o) if plain else o) for s, p, o in constructed)
        if query == "data_cube":
            wanted.load(path=CUBE_STRUCTURE, format=ox.RdfFormat.TURTLE)
        found.load(path=folder / "exports" / file, format=format)

        assert len(wanted) > 500
        assert set(found) == set(wanted), query
