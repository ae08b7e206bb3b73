"""Two other engines judge the examples and the shipped data, result by result."""

from __future__ import annotations

import pytest

from govgraph.validation import shapes
from tests.shapes import engines, examples
from tests.shapes.engines import EXPLAINED, PYRUDOF, RDF_VALIDATE_SHACL
from tests.shapes.shipped import built, report


@pytest.mark.slow
def test_pyrudof_agrees_on_every_example() -> None:
    answer = engines.pyrudof(
        shapes.load(), {e.name: examples.quads(e) for e in examples.examples()}
    )

    ours = {e.name: engines.results(examples.report(e)) for e in examples.examples()}
    assert engines.unexplained(PYRUDOF, answer, ours) == {}
    assert engines.explained(answer, ours) == set(EXPLAINED[PYRUDOF])


@pytest.mark.node
def test_rdf_validate_shacl_agrees_on_every_example() -> None:
    answer = engines.rdf_validate_shacl(
        shapes.load(), {e.name: examples.quads(e) for e in examples.examples()}
    )

    ours = {e.name: engines.results(examples.report(e), queries=False) for e in examples.examples()}
    assert engines.unexplained(RDF_VALIDATE_SHACL, answer, ours) == {}
    assert engines.explained(answer, ours) == set(EXPLAINED[RDF_VALIDATE_SHACL])
    assert sum(len(found) for found in ours.values()) > len(examples.invalid()) / 2


@pytest.mark.slow
def test_pyrudof_agrees_on_the_shipped_data() -> None:
    answer = engines.pyrudof(shapes.load(), {"shipped": built()})

    assert engines.unexplained(PYRUDOF, answer, {"shipped": engines.results(report())}) == {}


@pytest.mark.node
@pytest.mark.slow
def test_rdf_validate_shacl_agrees_on_the_shipped_data() -> None:
    answer = engines.rdf_validate_shacl(shapes.load(), {"shipped": built()})

    ours = {"shipped": engines.results(report(), queries=False)}
    assert engines.unexplained(RDF_VALIDATE_SHACL, answer, ours) == {}
