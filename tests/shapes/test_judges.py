"""Two other engines judge the same examples, result by result.

Compared are focus node, path (where it is one predicate), component, severity and shape.
`EXPLAINED` lists every difference and whose it is; an entry that no longer holds fails the test.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.namespaces import SH
from govgraph.validation import shapes
from govgraph.validation.report import ValidationReport
from govgraph.validation.shapes import Shapes
from tests.shapes import examples
from tests.shapes.examples import Example

# (focus node, path, component, severity, shape)
Key = tuple[str, str | None, str, str, str]

SCRIPT = Path(__file__).with_name("rdf-validate-shacl.mjs")
NODE_PACKAGE = "rdf-validate-shacl@0.6.5"

# What only the others report: engine -> local name of the component -> whose difference, and why.
_EXPONENT = (
    "pySHACL's",
    "it takes 6.5E0 for an xsd:decimal; the pattern beside it reports the value all the same",
)
EXPLAINED = {
    "pyrudof 0.3.35": {
        "DatatypeConstraintComponent": _EXPONENT,
        "MaxLengthConstraintComponent": (
            "pyrudof's",
            "it counts the bytes of UTF-8 where SHACL counts characters: 12 Chinese ones are 36",
        ),
    },
    "rdf-validate-shacl 0.6.5": {"DatatypeConstraintComponent": _EXPONENT},
}


def test_pyrudof_agrees_on_every_example() -> None:
    pyrudof = pytest.importorskip("pyrudof", reason="pyrudof is not installed")
    session = pyrudof.Rudof(pyrudof.RudofConfig())
    turtle = _serialized(shapes.load().quads, ox.RdfFormat.TURTLE)
    answer = {}
    for example in examples.examples():
        data = _serialized(examples.quads(example), ox.RdfFormat.N_TRIPLES)
        session.read_data(data, pyrudof.RDFFormat.NTriples, merge=False)
        session.reset_shacl_validation()
        session.read_shacl(turtle, pyrudof.ShaclFormat.Turtle)
        answer[example.name] = Counter(
            (e.focus_node, _simple(e.path), e.constraint_component, e.severity, e.source_shape)
            for e in session.validate_shacl()
        )

    ours = {example.name: _ours(examples.report(example)) for example in examples.examples()}
    assert _difference("pyrudof 0.3.35", answer, ours) == {}


@pytest.mark.node
def test_rdf_validate_shacl_agrees_on_every_example() -> None:
    chosen = shapes.load().select(queries=False)  # it knows no SHACL-SPARQL and stops at it
    answer = _node(chosen, {e.name: examples.quads(e) for e in examples.examples()})

    ours = {example.name: _core(example) for example in examples.examples()}
    assert _difference("rdf-validate-shacl 0.6.5", answer, ours) == {}
    assert sum(ours.values(), Counter()).total() > len(examples.invalid()) / 2


def _difference(
    engine: str, answer: dict[str, Counter[Key]], ours: dict[str, Counter[Key]]
) -> dict[str, object]:
    """Return the differences that nothing explains, and the explanations that explain nothing."""
    explained: set[str] = set()
    found: dict[str, object] = {}
    for name, theirs in answer.items():
        extra = theirs - ours[name]
        explained |= {key[2].removeprefix(SH) for key in extra} & set(EXPLAINED[engine])
        odd = [key for key in extra if key[2].removeprefix(SH) not in EXPLAINED[engine]]
        missing = list(ours[name] - theirs)
        if odd or missing:
            found[name] = {"theirs": odd, "ours": missing}
    stale = set(EXPLAINED[engine]) - explained
    return {**found, **({"explains nothing": stale} if stale else {})}


def _core(example: Example) -> Counter[Key]:
    ours = _ours(examples.report(example))
    sparql = SH + "SPARQLConstraintComponent"
    return Counter({key: count for key, count in ours.items() if key[2] != sparql})


def _ours(report: ValidationReport) -> Counter[Key]:
    return Counter(
        (r.focus_node, _simple(r.path), r.component, r.severity.value, r.shape)
        for r in report.results
    )


def _simple(path: str | None) -> str | None:
    """Return a path that is one predicate, None for another: engines write those differently."""
    return path if path and path.startswith("http") and "<" not in path else None


def _serialized(quads: Iterable[ox.Quad], form: ox.RdfFormat) -> str:
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    text = ox.serialize(triples, format=form)
    assert text is not None
    return text.decode()


def _node(chosen: Shapes, cases: dict[str, list[ox.Quad]]) -> dict[str, Counter[Key]]:
    folder = _node_folder()
    document = {
        "shapes": _triples(chosen.quads),
        "cases": {name: _triples(quads) for name, quads in cases.items()},
    }
    run = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {
        name: Counter((r[0], _simple(r[1]), r[2], r[3].removeprefix(SH), r[4]) for r in results)
        for name, results in json.loads(run.stdout).items()
    }


def _node_folder() -> Path:
    """Return a folder with the package, installed once and kept between runs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js is not at hand")
    cache = os.environ.get("GOVGRAPH_NODE_CACHE", f"{tempfile.gettempdir()}/govgraph-node")
    folder = Path(cache) / NODE_PACKAGE
    if not (folder / "node_modules" / "rdf-validate-shacl").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        command = ["npm", "install", "--no-audit", "--no-fund", NODE_PACKAGE]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install {NODE_PACKAGE}")
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
