"""The SPARQL constraints of the shapes, asked once for all focus nodes instead of one by one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph.errors import OntologyError
from govgraph.iris import terms
from govgraph.namespaces import SH, XSD
from govgraph.ntriples import Triple
from govgraph.validation.shapes import Shapes
from govgraph.validation.triples import comparable

# Constraints that look at one record and the reference data. Any other is asked of all records.
LOCAL = frozenset(
    f"#{name}-query"
    for name in (
        "AdministrativeUnit-code-unique",
        "AdministrativeUnit-code-stem",
        "Assessment-figure-fits",
        "Assessment-not-early",
        "Evidence-within-text",
        "StatedValue",
        "StatedUpperValue",
        "Target-beyond-baseline",
        "Pledge-area",
        "Statement-within-tenure",
        "Statement-tenure",
        "Tenure-overlap",
        "Target-unit-fits",
        "Stretch-same",
        "Stretch-beyond",
        "Part-within-whole",
    )
)

# From a focus node to the values of its results; None where the query gives none.
Answers = Mapping[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class SetQuery:
    """One constraint of SHACL-SPARQL: `predicates` are all that its answer depends on."""

    name: str
    text: str
    predicate: str | None
    predicates: frozenset[str]

    @property
    def is_local(self) -> bool:
        """Return whether a record and the reference data are all that the answer depends on."""
        return "#" + self.name.rpartition("#")[2].rstrip(">") in LOCAL

    def ask(self, store: ox.Store) -> Answers:
        """Return the results over a store that holds at least the `predicates`.

        The store writes numbers its own way, so equal numbers are given back as the data has them.
        """
        found: dict[str, list[str | None]] = defaultdict(list)
        try:
            rows = store.query(self.text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise OntologyError(f"shapes: {self.name}: {error}") from error
        assert isinstance(rows, ox.QuerySolutions)
        named = {variable.value for variable in rows.variables}
        for row in rows:
            value = row["value"] if "value" in named else None
            found[str(row["this"])].append(None if value is None else str(value))
        return found


def compiled(shapes: Shapes, shape: ox.NamedNode, query: object) -> SetQuery:
    """Return a query of a shape with its prefixes and path filled in.

    Raises:
        OntologyError: it selects something else than ``$this`` and ``?value``.
    """
    at = shapes.nodes[query]
    selected = at.get(SH + "select", [])
    name = str(query)
    if len(selected) != 1 or set(at) - {_TYPE, SH + "prefixes", SH + "select"}:
        raise OntologyError(f"shapes: {name}: one sh:select with sh:prefixes is supported")
    select = selected[0].value  # type: ignore[union-attr]
    if not re.match(r"SELECT (DISTINCT )?\$this( \?value)? WHERE", select):
        raise OntologyError(f"shapes: {name}: it selects other than $this ?value")
    path = shapes.path(shape.value)
    if "$PATH" in select and path is None:
        raise OntologyError(f"shapes: {name}: $PATH stands on a shape without a path")
    head = "".join(_prefixes(shapes, at.get(SH + "prefixes", [])))
    step = "" if path is None else path if "<" in path else f"<{path}>"
    text = head + select.replace("$PATH", step)
    named = {f"<{iri}>" for iri in terms(text)} | {f"<{_TYPE}>"}
    if path is not None and "$PATH" in select:
        named |= set(re.findall(r"<[^<>]+>", step))
    simple = step if path is not None and "<" not in path else None
    return SetQuery(name, text, simple, frozenset(named))


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def _prefixes(shapes: Shapes, owners: Iterable[object]) -> Iterator[str]:
    for owner in owners:
        for declared in shapes.nodes[owner].get(SH + "declare", []):
            at = shapes.nodes[declared]
            (prefix,), (space,) = at[SH + "prefix"], at[SH + "namespace"]
            yield f"PREFIX {prefix.value}: <{space.value}>\n"  # type: ignore[union-attr]


def store(triples: Iterable[Triple], predicates: frozenset[str]) -> ox.Store:
    """Return a store in memory of the triples with some predicates."""
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples if p in predicates)
    made = ox.Store()
    made.bulk_load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    return made


def as_written(value: str | None, candidates: Iterable[str]) -> str | None:
    """Return the one of the candidates that equals a number which a store gave back."""
    if value is None or value[0] != '"' or XSD not in value:
        return value
    meant = comparable(value)
    return next((c for c in candidates if c == value), None) or next(
        (c for c in candidates if meant is not None and comparable(c) == meant), value
    )
