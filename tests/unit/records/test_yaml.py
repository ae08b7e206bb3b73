"""YAML is read as the 1.2 core schema, with places, and refused with the mend."""

from __future__ import annotations

import pytest

from govgraph.errors import Location, RecordSyntaxError
from govgraph.records import yaml


def load(text: str) -> object:
    return yaml.load(text, "a.yaml")[0]


def test_core_schema_keeps_what_yaml_1_1_would_change() -> None:
    text = (
        "a: no\nb: 12:30:45\nc: 0755\nd: 2024-02-30\ne: true\nf: 7\ng: '7'\nh: ~\ni: 1_000\nj: NO\n"
    )

    assert load(text) == {
        "a": "no", "b": "12:30:45", "c": "0755", "d": "2024-02-30", "e": True, "f": 7, "g": "7",
        "h": None, "i": "1_000", "j": "NO",
    }  # fmt: skip


def test_every_value_has_its_place() -> None:
    _, places = yaml.load("type: Pledge\nhasTarget:\n  - id: t/1\n    note: {en: x}\n", "a.yaml")

    assert places["hasTarget", 0, "id"] == Location("a.yaml", 3, 5)
    assert places["hasTarget", 0, "note", "en"] == Location("a.yaml", 4, 12)


def test_aliases_are_expanded() -> None:
    assert load("a: &x {en: one}\nb: *x\n") == {"a": {"en": "one"}, "b": {"en": "one"}}


@pytest.mark.parametrize(
    ("text", "code", "line", "word"),
    [
        ("a: 'open\n", "I1", 1, "quote"),
        ("承诺: 完成: 是\n", "I1", 1, "quote the text"),
        ("a:\n\tb: 1\n", "I2", 2, "tab"),
        ("a: 1\nb: 2\na: 3\n", "I3", 3, "first in line 1"),
        ("a: &x [1]\nb: {<<: *x}\n", "I5", 2, "merge"),
        ("a: &a [*a]\n", "I6", 1, "anchor"),
        ("[" * 30_000, "I7", 1, "deeper"),
        ("- " * 30_000, "I7", 1, "deeper"),
        ("a: 6.5\n", "UNQUOTED_NUMBER", 1, 'write "6.5"'),
        ("a: .nan\n", "I15", 1, ".nan"),
        ("a: " + "9" * 5000, "I14", 1, "range"),
        ("a: !!python/object:os.system x\n", "I22", 1, "tags"),
        ("a: 1\n---\nb: 2\n", "I22", 2, "second document"),
        ("", "I22", 1, "empty"),
        ("- a\n", "I22", 1, "mapping"),
        ("? [a]\n: 1\n", "I22", 1, "key"),
        ("~: 1\n", "I22", 1, "key"),
        ("a: *nowhere\n", "SYNTAX", 1, "anchor"),
    ],
)
def test_bad_yaml_names_line_and_mend(text: str, code: str, line: int, word: str) -> None:
    with pytest.raises(RecordSyntaxError) as caught:
        load(text)

    assert (caught.value.code, caught.value.location.line) == (code, line)
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_alias_bomb_is_refused_before_it_grows() -> None:
    rows = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    rows += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(RecordSyntaxError) as caught:
        load("\n".join(rows))

    assert caught.value.code == "I4"
