"""The examples: what they are, and how their results are written down."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from govgraph.validation import shacl, shapes
from govgraph.validation.report import ValidationReport, ValidationResult, short
from govgraph.validation.shapes import Shapes

FOLDER = Path(__file__).parent
REFERENCE = FOLDER / "reference.ttl"


@dataclass(frozen=True, slots=True)
class Example:
    """One Turtle file; `constraint` is the number that it breaks, None for a valid one."""

    path: Path
    constraint: int | None

    @property
    def name(self) -> str:
        """Return the folder and the name, as tests are named."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def expected(self) -> Path:
        """Return the file of the approved report."""
        return self.path.with_suffix(".txt")


def examples() -> list[Example]:
    """Return all examples, sorted by path."""
    return [_example(path) for path in sorted(FOLDER.glob("*/*.ttl"))]


def valid() -> list[Example]:
    """Return the valid examples."""
    return [example for example in examples() if example.constraint is None]


def invalid() -> list[Example]:
    """Return the examples with one fault each."""
    return [example for example in examples() if example.constraint is not None]


def quads(example: Example) -> list[ox.Quad]:
    """Return the triples of an example with the reference data around it."""
    return read(REFERENCE) + read(example.path)


@functools.cache
def report(example: Example) -> ValidationReport:
    """Return what all shapes find in an example."""
    return shacl.validate(quads(example), _shapes())


@functools.cache
def _shapes() -> Shapes:
    return shapes.load()


def read(path: Path) -> list[ox.Quad]:
    """Return the triples of a file."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> list[ox.Quad]:
    """Return the triples of Turtle."""
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE))


def text(report: ValidationReport) -> str:
    """Return a report as it is approved: one line a result."""
    return "".join(_line(result) + "\n" for result in report.results)


def _line(result: ValidationResult) -> str:
    fields = (
        f"C{result.constraint}",
        result.severity.value,
        short(result.focus_node),
        short(result.path) if result.path else "-",
        short(result.value) if result.value else "-",
        short(result.component),
        result.message,
    )
    return " | ".join(fields)


def _example(path: Path) -> Example:
    match = re.fullmatch(r"invalid-([0-9]{2})-[a-z-]+|valid", path.stem, re.ASCII)
    assert match, f"{path}: name it valid.ttl or invalid-NN-<slug>.ttl"
    return Example(path, int(match[1]) if match[1] else None)
