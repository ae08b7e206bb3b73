"""Files become records; what cannot be read becomes an error and nothing else is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from govgraph import bundled, context
from govgraph.config import Limits
from govgraph.errors import RecordError, RecordProblems
from govgraph.records import corpus, reader
from govgraph.records.record import Record

CONTEXT = context.load(bundled.ontology() / "context.jsonld", "https://example.org/id/")
AREA = "type: AdministrativeUnit\nid: area/{0}\nlabel: {{en: A}}\n"


class Everything(frozenset[str]):
    """Knows every concept."""

    def __contains__(self, _: object) -> bool:
        return True


def codes(folder: Path, **limits: int) -> list[tuple[str, str, int]]:
    with pytest.raises(RecordProblems) as caught:
        spool = folder.parent / f"{folder.name}-spool"
        spool.mkdir(exist_ok=True)
        corpus.load(folder, [folder], CONTEXT, Limits(**limits), Everything(), spool)
    found = [e for e in caught.value.exceptions if isinstance(e, RecordError)]
    return [(e.code, e.location.path, e.location.line) for e in found]


def test_one_bad_file_of_fifty_leaves_the_others_checked(tmp_path: Path) -> None:
    for number in range(49):
        (tmp_path / f"{number:02}.yaml").write_text(AREA.format(number))
    (tmp_path / "bad.yaml").write_text("type: 'x\n")
    (tmp_path / "07.yaml").write_text(AREA.format("7") + "labl: {en: x}\n")

    assert codes(tmp_path) == [("UNKNOWN_TERM", "07.yaml", 4), ("I1", "bad.yaml", 1)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("标签: 甲".encode("gbk"), "I9"),
        ("标签: 甲".encode("utf-16"), "I9"),
        (b"type: A\x00", "I10"),
        (b"type: \x1b[2J", "I10"),
        ("type: a\x85b".encode(), "I10"),
    ],
)
def test_bytes_that_are_no_clean_utf8_are_named(tmp_path: Path, raw: bytes, code: str) -> None:
    (tmp_path / "a.yaml").write_bytes(raw)

    assert [found[0] for found in codes(tmp_path)] == [code]


def test_a_bom_at_the_start_is_no_part_of_the_record(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + AREA.format(1).encode())

    record = next(iter(reader.read(tmp_path / "a.yaml", tmp_path, Limits())))

    assert isinstance(record, Record)
    assert record.iri == "area/1"


def test_json_lines_name_file_and_line_and_lose_nothing_else(tmp_path: Path) -> None:
    good = '{"type":"AdministrativeUnit","id":"area/%d","label":{"en":"A"}}\n'
    bad = [
        '{"type":"AdministrativeUnit","id":"area/5","id":"area/6"}\n',
        '{"type": "AdministrativeUnit", "id": "area/7", "value": 6.5}\n',
        '{"type":"AdministrativeUnit"\n',
        '{"type":"AdministrativeUnit","id":"area/8","value":NaN}\n',
        "[]\n",
        '{"a":' * 100 + "1" + "}" * 100 + "\n",
        '{"type":"x","id":"' + "x" * 300 + '"}\n',
    ]
    (tmp_path / "a.jsonl").write_text(good % 1 + "".join(bad) + good % 2)

    found = list(reader.read(tmp_path / "a.jsonl", tmp_path, Limits(line_bytes=1000)))

    assert [r.iri for r in found if isinstance(r, Record)][:1] == ["area/1"]
    assert isinstance(found[-1], Record)
    errors = {e.location.line: e.code for e in found if isinstance(e, RecordError)}
    assert errors == {2: "I3", 3: "I15", 4: "I1", 5: "I1", 6: "I22", 7: "I31"}


def test_a_line_longer_than_allowed_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"id":"' + "x" * 5000 + '"}\n{"type":"Place","id":"place/1"}\n'
    )

    first, second = reader.read(tmp_path / "a.jsonl", tmp_path, Limits(line_bytes=100))

    assert isinstance(first, RecordError)
    assert (first.code, first.location.line) == ("I32", 1)
    assert isinstance(second, Record)


def test_links_out_of_the_folder_and_pipes_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "secret.yaml").write_text(AREA.format(1))
    (data / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    os.mkfifo(data / "pipe.yaml")

    assert [found[0] for found in codes(data)] == ["I33", "I33"]


def test_an_id_is_taken_once_and_links_lead_somewhere(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(AREA.format(1) + "directlyWithin: area/2\n")
    (tmp_path / "b.yaml").write_text(AREA.format(1))

    assert codes(tmp_path) == [("I24", "a.yaml", 4), ("DUPLICATE_IRI", "b.yaml", 2)]


@pytest.mark.parametrize("length", [1, 2, 1000])
def test_a_circle_is_printed(tmp_path: Path, length: int) -> None:
    for number in range(length):
        text = AREA.format(number) + f"directlyWithin: area/{(number + 1) % length}\n"
        (tmp_path / f"{number:04}.yaml").write_text(text)

    assert [found[0] for found in codes(tmp_path)] == ["I25"]
