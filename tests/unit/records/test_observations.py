"""A figure is read from CSV as strictly as a record that a person writes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph import bundled, context
from govgraph.config import Limits
from govgraph.errors import RecordError, RecordProblems
from govgraph.records import corpus, reader
from govgraph.records.observations import Unit, in_base_unit
from govgraph.records.record import Record
from tests.unit.records.test_reader import Everything

CONTEXT = context.load(bundled.ontology() / "context.jsonld", "https://example.org/id/")
UNITS = {
    "uom:yi-yuan": Unit(Decimal(10) ** 8, "http://qudt.org/vocab/unit/CCY_CNY"),
    "uom:percent": Unit(Decimal(1), "http://qudt.org/vocab/unit/PERCENT"),
}
HEADER = "id,area,indicator,period,value,unit,vintage,publisher,source,comparator,note.zh-hans"
ROW = "observation/1,area/1,ind:fai-level,period/2023,811.69,uom:yi-yuan,vin:final,body/1,source/1 source/2,,"


def read(folder: Path, *lines: str | bytes) -> list[Record | RecordError]:
    joined = b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines)
    (folder / "a.csv").write_bytes(joined)
    return list(reader.read(folder / "a.csv", folder, Limits(), UNITS.get))


def faults(folder: Path, *lines: str | bytes) -> list[tuple[str, int, int]]:
    """Every fault that reading and checking finds: code, line, column."""
    joined = b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines)
    (folder / "a.csv").write_bytes(joined)
    with pytest.raises(RecordProblems) as caught:
        spool = folder.parent / f"{folder.name}-spool"
        spool.mkdir(exist_ok=True)
        corpus.load(folder, [folder], CONTEXT, Limits(), Everything(), spool, units=UNITS.get)
    found = [e for e in caught.value.exceptions if isinstance(e, RecordError)]
    return [(e.code, e.location.line, e.location.column) for e in found]


def test_a_row_becomes_an_observation_stated_and_in_the_base_unit(tmp_path: Path) -> None:
    (record,) = read(tmp_path, HEADER, ROW)

    assert isinstance(record, Record)
    assert record.tree == {
        "type": "Observation",
        "id": "observation/1",
        "area": "area/1",
        "indicator": "ind:fai-level",
        "period": "period/2023",
        "statedValue": "811.69",
        "statedUnit": "uom:yi-yuan",
        "vintage": "vin:final",
        "publisher": "body/1",
        "hadPrimarySource": ["source/1", "source/2"],
        "unit": "http://qudt.org/vocab/unit/CCY_CNY",
        "value": "81169000000",
    }


def test_a_bom_crlf_quotes_and_a_line_end_in_a_field_are_read(tmp_path: Path) -> None:
    note = '"说明，""一""\r\n第二行"'
    records = read(
        tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"\r", ROW + note + "\r", "\r", ROW
    )

    assert [r.location.line for r in records if isinstance(r, Record)] == [2, 5]
    assert isinstance(records[0], Record)
    assert records[0].tree["note"] == {"zh-hans": '说明，"一"\r\n第二行'}


def test_a_fragment_becomes_evidence_by_offsets_and_hash(tmp_path: Path) -> None:
    digest = "0" * 64
    (record,) = read(tmp_path, HEADER + ",fragment", f"{ROW},snapshot/1-1 10-22 {digest}")

    assert isinstance(record, Record)
    assert record.tree["evidence"] == [
        {
            "type": "Evidence",
            "id": "observation/1#e1",
            "snapshot": "snapshot/1-1",
            "fragmentSha256": digest,
            "selector": [
                {"type": "TextPosition", "id": "observation/1#e1-position", "start": 10, "end": 22}
            ],
        }
    ]


def test_all_faults_come_at_once_with_line_and_column(tmp_path: Path) -> None:
    row = ROW.split(",")
    bad_value = ",".join([*row[:4], "811.690", *row[5:]]).replace("observation/1", "observation/2")
    bad_unit = ROW.replace("uom:yi-yuan", "uom:yi").replace("observation/1", "observation/3")
    no_source = ROW.replace("source/1 source/2", "").replace("observation/1", "observation/4")
    short = "observation/5,area/1"

    found = faults(tmp_path, HEADER, bad_value, bad_unit, no_source, short)

    dangling = [f for f in found if f[0] == "I24" and f != ("I24", 3, 55)]
    assert [f for f in found if f not in dangling] == [
        ("BAD_NUMBER", 2, 48),
        ("I24", 3, 55),
        ("RECORD", 4, 1),
        ("I1", 5, 1),
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ((), ("I22", 1, 1)),
        ((HEADER.replace("value", "vlaue"), ROW), ("UNKNOWN_TERM", 1, 26)),
        ((HEADER + ",id", ROW), ("I3", 1, len(HEADER) + 2)),
        ((HEADER.replace(",unit", ""), ROW), ("SYNTAX", 1, 1)),
        ((HEADER, ROW + '"open'), ("I1", 2, len(ROW) + 1)),
        ((HEADER, ROW + 'a"b"c'), ("SYNTAX", 2, len(ROW) + 1)),
        ((HEADER, ROW.encode() + "万".encode("gbk")), ("I9", 2, len(ROW) + 1)),
        ((HEADER, ROW + "\x07"), ("I10", 2, len(ROW) + 1)),
        ((HEADER, ROW.replace("811.69", "８11.69")), ("I13", 2, 48)),
        ((HEADER, ROW + "\u202e"), ("I11", 2, len(ROW) + 1)),
    ],
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, lines: tuple[str | bytes, ...], fault: tuple[str, int, int]
) -> None:
    assert fault in faults(tmp_path, *lines)


def test_an_id_given_twice_is_found_across_files(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(f"{HEADER}\n{ROW}\n")

    assert "DUPLICATE_IRI" in {code for code, *_ in faults(tmp_path, HEADER, ROW)}


@given(st.decimals(-(10**30), 10**30, places=4), st.integers(-4, 14))
def test_conversion_is_exact_and_canonical(value: Decimal, power: int) -> None:
    text = format(value, "f")
    stated = (text.rstrip("0").rstrip(".") or "0") if value else "0"

    converted = in_base_unit(stated, Unit(Decimal(10) ** power, ""))

    assert converted is not None
    assert Fraction(converted) == Fraction(stated) * Fraction(10) ** power
    assert converted == "0" or not converted.startswith("00")
    assert "." not in converted or not converted.endswith("0")
