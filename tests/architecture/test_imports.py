"""The import table of docs/architecture.md, held against the code, type-only imports too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "govgraph"
FLOORS = (
    ("errors", "formats", "namespaces"),
    ("bundled", "config", "context", "evidence", "iris", "ntriples", "quantities", "workers"),
    ("records", "sources", "sparql", "stores", "template", "validation"),
    ("extraction", "graph", "publication"),
    ("release",),
    ("changes", "server"),
    ("cluster", "pipeline"),
    ("api",),
    ("cli",),
)
FLOOR = {package: number for number, packages in enumerate(FLOORS) for package in packages}
FORBIDDEN = {("publication", "records"), ("graph", "extraction"), ("server", "pipeline")}
HEAVY: dict[str, str | tuple[str, ...]] = {
    "pyshacl": "validation/shacl.py",
    "owlrl": "graph/closure.py",
    "SPARQLWrapper": "sparql/remote.py",
    "pyspark": "cluster.py",
    "starlette": ("server/", "extraction/review"),
    "uvicorn": ("server/", "extraction/review", "cli/"),
    "jinja2": "publication/render.py",
    "typer": "cli/",
    "rich": "cli/",
}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package(name: str) -> str:
    return name.split(".")[1] if name.startswith("govgraph.") else ""


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_lower_floors_or_its_own_package(path: Path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    others = {p for name in imported(path) if (p := package(name)) in FLOOR and p != own}

    assert own in FLOOR, f"{own} stands on no floor of the table"
    assert [p for p in others if FLOOR[p] >= FLOOR[own]] == []
    assert [p for p in others if (own, p) in FORBIDDEN] == []


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_heavy_library_has_one_place(path: Path) -> None:
    here = path.relative_to(SOURCE).as_posix()
    for name in imported(path):
        allowed = HEAVY.get(name.split(".")[0])
        assert allowed is None or here.startswith(allowed), f"{here} imports {name}"
