"""Columns: the same as looking up node by node."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from govgraph.ntriples import language, read, text_of
from govgraph.validation.columns import Column
from govgraph.validation.steps import Choice, Closure, Forward, Inverse, Same, Steps, Walk
from govgraph.validation.triples import SUBCLASS, TYPE, Triples

P, Q = Forward("<p>"), Forward("<q>")


def drawn(seed: int, base: Triples | None = None) -> Triples:
    """Return triples of a few nodes and two predicates."""
    rng = random.Random(seed)
    nodes = [f"<n{number}>" for number in range(8)]
    return Triples(
        [(rng.choice(nodes), rng.choice(["<p>", "<q>"]), rng.choice(nodes)) for _ in range(14)],
        base,
    )


@pytest.mark.parametrize(
    "walk",
    [
        Same(),
        P,
        Inverse("<p>"),
        Steps((P, Q)),
        Steps((Inverse("<q>"), Choice((Same(), P)), Q)),
        Choice((Inverse("<p>"), Q)),
        Closure(P),
    ],
    ids=str,
)
@pytest.mark.parametrize("with_base", [False, True])
def test_a_path_of_many_nodes_is_that_of_each(walk: Walk, with_base: bool) -> None:
    for seed in range(40):
        data = drawn(seed, drawn(seed + 1000) if with_base else None)
        for nodes in ({"<n1>"}, {f"<n{number}>" for number in range(8)}):
            column = walk.column(data, nodes)
            found = {node: column.values(node) for node in nodes}
            assert found == {node: walk.values(data, node) for node in nodes}


def turned(pairs: set[tuple[str, str]]) -> dict[str, set[str]]:
    """Return pairs by their second."""
    found: dict[str, set[str]] = {}
    for left, right in pairs:
        found.setdefault(right, set()).add(left)
    return found


def test_a_column_knows_its_values_and_subjects() -> None:
    for seed in range(40):
        rng = random.Random(seed)
        pairs = {(rng.choice("abcd"), rng.choice("uvwx")) for _ in range(rng.randint(0, 9))}
        column = Column()
        column.take(pairs)
        back = turned(pairs)

        assert column.distinct() == back.keys()
        assert {v: column.inverse().values(v) for v in column.distinct()} == back
        assert column.leading_to({"u", "v"}) == {s for s, v in pairs if v in "uv"}


def test_what_batch_and_base_say_comes_together() -> None:
    base = Triples([("<a>", "<p>", "<x>"), ("<c>", SUBCLASS, "<d>"), ("<x>", TYPE, "<c>")])
    data = Triples([("<a>", "<p>", "<y>"), ("<y>", TYPE, "<d>")], base)

    assert data.values("<a>", "<p>") == {"<x>", "<y>"}
    assert data.subjects("<p>", "<x>") == {"<a>"}
    assert data.own_subjects("<p>", "<x>") == set()
    assert data.subclasses("<d>") == {"<c>", "<d>"}
    assert data.strangers({"<x>", "<y>", "<z>"}, "<d>") == {"<z>"}
    assert data.predicates() == {"<p>", SUBCLASS, TYPE}
    assert set(data) == {("<a>", "<p>", "<y>"), ("<y>", TYPE, "<d>")}


@pytest.mark.parametrize(
    ("of", "term", "found"),
    [
        (text_of, r'"a\"@b"', 'a"@b'),
        (text_of, '"1"^^<urn:t>', "1"),
        (language, '"a@b"', ""),
        (language, '"a"@zh-Hans', "zh-hans"),
        (language, "_:b", ""),
    ],
)
def test_literals_are_read(of: Callable[[str], str], term: str, found: str) -> None:
    assert of(term) == found


def test_lines_are_read_with_all_that_a_literal_holds() -> None:
    lines = ['<a> <p> "x . y" .\n', '<a> <p> "\\n"@en .\n']

    assert list(read(lines)) == [("<a>", "<p>", '"x . y"'), ("<a>", "<p>", '"\\n"@en')]
