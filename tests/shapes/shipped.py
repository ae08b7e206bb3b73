"""The shipped data as a release holds it: asserted, inferred and derived."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled, config, context, pipeline
from govgraph.graph import nquads, ontology
from govgraph.validation import shacl, shapes
from govgraph.validation.report import ValidationReport


@functools.cache
def built() -> tuple[ox.Quad, ...]:
    """Return the quads of the checkout's own publication, all graphs but the one about graphs."""
    settings = config.load(bundled.root() / config.FILE_NAME)
    words = ontology.load(bundled.ontology(), settings.vocabularies)
    mapping = context.load(bundled.ontology() / "context.jsonld", settings.id_base)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = pipeline.read(settings, mapping, words, pipeline.quiet, folder / ".read")
        with pipeline.assembled(
            settings, words, mapping, records, folder, pipeline.quiet
        ) as dataset:
            return tuple(nquads.parse(dataset))


@functools.cache
def report() -> ValidationReport:
    """Return what all shapes find in it."""
    return shacl.validate(built(), shapes.load())
