"""Property paths: read from shapes, written in reports."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from govgraph.errors import OntologyError
from govgraph.validation import paths
from govgraph.validation.shapes import Shapes

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> ."""


def read(path: str) -> str | None:
    """Return the path of a shape that is written in Turtle."""
    quads = ox.parse(f"{PREFIXES} ex:shape sh:path {path} .", format=ox.RdfFormat.TURTLE)
    return Shapes(tuple(quads)).path("https://example.org/shape")


@pytest.mark.parametrize(
    ("turtle", "sparql"),
    [
        ("ex:p", "https://example.org/p"),
        ("( ex:p ex:q )", "<https://example.org/p>/<https://example.org/q>"),
        ("[ sh:inversePath ex:p ]", "^<https://example.org/p>"),
        ("[ sh:zeroOrOnePath ex:p ]", "<https://example.org/p>?"),
        (
            "[ sh:alternativePath ( [ sh:inversePath ex:p ] ex:q ) ]",
            "^<https://example.org/p>|<https://example.org/q>",
        ),
        (
            "( ex:p [ sh:alternativePath ( ex:q ex:r ) ] )",
            "<https://example.org/p>/(<https://example.org/q>|<https://example.org/r>)",
        ),
    ],
)
def test_paths_are_read_as_sparql(turtle: str, sparql: str) -> None:
    assert read(turtle) == sparql


@pytest.mark.parametrize(
    "turtle",
    ["ex:p", "( ex:p ex:q )", "[ sh:inversePath ex:p ]", "[ sh:alternativePath ( ex:p ex:q ) ]"],
)
def test_a_path_written_is_the_path_read(turtle: str) -> None:
    path = read(turtle)

    assert path is not None
    assert read(paths.turtle(path)) == path


def test_a_node_that_is_no_path_is_an_error() -> None:
    with pytest.raises(OntologyError, match="a path is an IRI"):
        read("[ ex:p ex:q ]")


def test_a_result_with_a_nested_path_is_refused() -> None:
    nested = read("( ex:p [ sh:alternativePath ( ex:q ex:r ) ] )")

    assert nested is not None
    with pytest.raises(OntologyError, match="one sequence or one choice"):
        paths.turtle(nested)
