"""Records in pieces, checked apart: what is wrong between them is found and named all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govgraph import bundled, context
from govgraph.config import Limits
from govgraph.errors import RecordError, RecordProblems
from govgraph.records import corpus, pieces, reader
from govgraph.records.corpus import Corpus

CONTEXT = context.load(bundled.ontology() / "context.jsonld", "https://example.org/id/")
SMALL = Limits(batch_triples=1)  # every line is a piece of its own


def area(number: int, within: int | None = None, **more: object) -> dict[str, object]:
    """Return an area, which may lie within another."""
    link = {} if within is None else {"directlyWithin": f"area/{within}"}
    return {
        "type": "AdministrativeUnit",
        "id": f"area/{number}",
        "label": {"en": "A"},
        **link,
        **more,
    }


def load(folder: Path, *records: object) -> Corpus:
    data, spool = folder / "data", folder / "spool"
    for made in (data, spool):
        made.mkdir(exist_ok=True)
    (data / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    return corpus.load(data, [data], CONTEXT, SMALL, frozenset(), spool)


def faults(folder: Path, *records: object) -> list[tuple[str, int]]:
    with pytest.raises(RecordProblems) as caught:
        load(folder, *records)
    found = [e for e in caught.value.exceptions if isinstance(e, RecordError)]
    return [(e.code, e.location.line) for e in found]


def test_links_between_pieces_lead_on(tmp_path: Path) -> None:
    found = load(tmp_path, area(1, 2), area(2), area(3, 2))

    assert (found.count, len(found.pieces), found.triples) == (3, 3, 8)
    assert found.places["area/3"].line == 3


def test_an_id_given_twice_and_a_link_to_nothing_are_named(tmp_path: Path) -> None:
    assert faults(tmp_path, area(1, 7), area(2), area(2)) == [("I24", 1), ("DUPLICATE_IRI", 3)]


def test_a_circle_through_several_pieces_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, area(1, 2), area(2, 3), area(3, 1)) == [("I25", 1)]


def test_a_circle_inside_a_record_is_named(tmp_path: Path) -> None:
    def target(number: int, other: int) -> dict[str, object]:
        return {
            "type": "QuantitativeTarget",
            "id": f"target/{number}",
            "partOfTarget": f"target/{other}",
        }

    pledge = {"type": "Pledge", "id": "pledge/1", "hasTarget": [target(1, 2), target(2, 1)]}
    statement = {"type": "Statement", "id": "statement/1", "expresses": [pledge]}

    assert faults(tmp_path, area(1), statement) == [("I25", 2)]


@pytest.mark.parametrize("size", [1, 7, 40, 10_000])
def test_pieces_hold_every_line_once_with_its_number(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps(area(n)) + ("\r\n" if n % 3 else "\n") for n in range(30)]
    lines[5] = "\n"
    path.write_bytes(b"\xef\xbb\xbf" + "".join(lines).rstrip().encode())

    found = [r for p in pieces.cut(path, "a.jsonl", size) for r in reader.trees(p)]
    checked = [r for p in pieces.cut(path, "a.jsonl", size) for r in reader.read_piece(p, SMALL)]

    assert [r.location.line for r in found] == [n + 1 for n in range(30) if n != 5]
    assert found == checked
