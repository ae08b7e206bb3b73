"""Two other SHACL engines, asked for their results in one common form."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.namespaces import SH
from govgraph.validation.report import ValidationReport
from govgraph.validation.shapes import Shapes

# (focus node, path where it is one predicate, component, severity, shape)
Key = tuple[str, str | None, str, str, str]
Answer = dict[str, Counter[Key]]
Cases = Mapping[str, Iterable[ox.Quad]]

PYRUDOF = "pyrudof 0.3.35"
RDF_VALIDATE_SHACL = "rdf-validate-shacl 0.6.5"

_SCRIPT = Path(__file__).with_name("rdf-validate-shacl.mjs")
_NODE_PACKAGE = "rdf-validate-shacl@0.6.5"

# What only the others report: engine -> local name of the component -> whose difference, and why.
_EXPONENT = (
    "pySHACL's",
    "it takes 6.5E0 for an xsd:decimal; the pattern beside it reports the value all the same",
)
EXPLAINED = {
    PYRUDOF: {
        "DatatypeConstraintComponent": _EXPONENT,
        "MaxLengthConstraintComponent": (
            "pyrudof's",
            "it counts the bytes of UTF-8 where SHACL counts characters: 12 Chinese ones are 36",
        ),
    },
    RDF_VALIDATE_SHACL: {"DatatypeConstraintComponent": _EXPONENT},
}


def unexplained(engine: str, answer: Answer, ours: Answer) -> dict[str, object]:
    """Return, by case, what the engine and we see differently, less what is explained."""
    found: dict[str, object] = {}
    for name, theirs in answer.items():
        extra = theirs - ours[name]
        odd = [key for key in extra if key[2].removeprefix(SH) not in EXPLAINED[engine]]
        missing = list(ours[name] - theirs)
        if odd or missing:
            found[name] = {"theirs": odd, "ours": missing}
    return found


def explained(answer: Answer, ours: Answer) -> set[str]:
    """Return the components of what only the engine reports."""
    return {key[2].removeprefix(SH) for name in answer for key in answer[name] - ours[name]}


def results(report: ValidationReport, *, queries: bool = True) -> Counter[Key]:
    """Return our own results in the common form, with or without those of queries."""
    sparql = SH + "SPARQLConstraintComponent"
    return Counter(
        (r.focus_node, _simple(r.path), r.component, r.severity.value, r.shape)
        for r in report.results
        if queries or r.component != sparql
    )


def pyrudof(shapes: Shapes, cases: Cases) -> Answer:
    """Return what pyrudof finds in each case; skip the test where it is not installed."""
    module = pytest.importorskip("pyrudof", reason="pyrudof is not installed")
    session = module.Rudof(module.RudofConfig())
    turtle = _serialized(shapes.quads, ox.RdfFormat.TURTLE)
    answer: Answer = {}
    for name, quads in cases.items():
        data = _serialized(quads, ox.RdfFormat.N_TRIPLES)
        session.read_data(data, module.RDFFormat.NTriples, merge=False)
        session.reset_shacl_validation()  # forgets the shapes too
        session.read_shacl(turtle, module.ShaclFormat.Turtle)
        answer[name] = Counter(
            (e.focus_node, _simple(e.path), e.constraint_component, e.severity, e.source_shape)
            for e in session.validate_shacl()
        )
    return answer


def rdf_validate_shacl(shapes: Shapes, cases: Cases) -> Answer:
    """Return what npm's rdf-validate-shacl finds; skip the test where there is no Node.js.

    It knows no SHACL-SPARQL and stops where it meets some, so it gets the other shapes.
    """
    folder = _node_folder()
    document = {
        "shapes": _triples(shapes.select(queries=False).quads),
        "cases": {name: _triples(quads) for name, quads in cases.items()},
    }
    run = subprocess.run(
        ["node", str(_SCRIPT)],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {
        name: Counter((r[0], _simple(r[1]), r[2], r[3].removeprefix(SH), r[4]) for r in found)
        for name, found in json.loads(run.stdout).items()
    }


def _simple(path: str | None) -> str | None:
    """Return a path that is one predicate, None for another: engines write those differently."""
    return path if path and path.startswith("http") and "<" not in path else None


def _serialized(quads: Iterable[ox.Quad], form: ox.RdfFormat) -> str:
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    text = ox.serialize(triples, format=form)
    assert text is not None
    return text.decode()


def _node_folder() -> Path:
    """Return a folder with the package, installed once and kept between runs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js is not at hand")
    cache = os.environ.get("GOVGRAPH_NODE_CACHE", f"{tempfile.gettempdir()}/govgraph-node")
    folder = Path(cache) / _NODE_PACKAGE
    if not (folder / "node_modules" / "rdf-validate-shacl").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        command = ["npm", "install", "--no-audit", "--no-fund", _NODE_PACKAGE]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install {_NODE_PACKAGE}")
    return folder


def _triples(quads: Iterable[ox.Quad]) -> list[list[dict[str, str | None]]]:
    return [[_term(q.subject), _term(q.predicate), _term(q.object)] for q in set(quads)]


def _term(term: object) -> dict[str, str | None]:
    if isinstance(term, ox.NamedNode):
        return {"termType": "NamedNode", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"termType": "BlankNode", "value": term.value}
    assert isinstance(term, ox.Literal)
    return {
        "termType": "Literal",
        "value": term.value,
        "language": term.language,
        "datatype": term.datatype.value,
    }
