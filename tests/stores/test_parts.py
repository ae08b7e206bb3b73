"""A release cut into its graphs: every line in its file, counted, sampled, and nothing else."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from govgraph.errors import DamagedStore
from govgraph.stores import parts
from govgraph.stores.parts import Part
from tests.stores import releases

NASTY = '"a <b> \\" <https://example.org/id/graph/source/0002> .\\n > <x:p> "@zh-hans'


def cut(folder: Path, lines: list[str]) -> tuple[Part, ...]:
    """Return the graphs of an invented release of these lines."""
    cargo = releases.release(folder / "release", "1.0.0", lines)
    (folder / "spool").mkdir()
    return parts.split(cargo.nquads, folder / "spool", cargo.digest)


@pytest.mark.parametrize("held", [1, 1000, parts.HELD_BYTES])
def test_every_line_is_in_the_file_of_its_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(parts, "HELD_BYTES", held)
    monkeypatch.setattr(parts, "BLOCK", 1000)
    nasty = f"<{releases.BASE}thing/1> <{releases.GG}quote> {NASTY} <{releases.graph('x')}> ."
    lines = releases.pledges(40, "0001") + releases.inferred(40, "1.0.0") + [nasty]
    found = {part.graph: part for part in cut(tmp_path, lines)}

    expected: dict[str, list[str]] = {}
    for line in sorted({*lines, *releases.meta("1.0.0")}):
        triple, _, graph = line.removesuffix("> .").rpartition(" <")
        expected.setdefault(graph, []).append(f"{triple} .\n")
    assert found.keys() == expected.keys()
    for graph, part in found.items():
        text = "".join(expected[graph]).encode()
        assert part.path.read_bytes() == text
        assert (part.triples, part.size) == (len(expected[graph]), len(text))
        assert part.digest == hashlib.sha256(text).hexdigest()
        predicates = Counter(line.split(" ")[1][1:-1] for line in expected[graph])
        assert part.predicates == predicates


def test_a_small_graph_is_sampled_whole_and_a_big_one_all_over(tmp_path: Path) -> None:
    found = cut(tmp_path, releases.pledges(3000, "0001") + releases.pledges(50, "0002"))
    big, small = (part for part in found if "/source/" in part.graph)
    lines = big.path.read_bytes().splitlines(keepends=True)
    tenths = {lines.index(sample) * 10 // len(lines) for sample in big.samples}

    assert list(small.samples) == small.path.read_bytes().splitlines(keepends=True)
    assert len(big.samples) == len(set(big.samples)) == parts.SAMPLES
    assert tenths == set(range(10))
    assert {sample.split(b" ")[1][1:-1].decode() for sample in big.samples} == {*big.predicates}


def test_a_line_without_a_graph_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedStore, match="a line without a graph"):
        cut(tmp_path, ['<x:s> <x:p> "o" .'])
