"""Does a graph in a store hold what the release says? Counts by predicate, and samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from govgraph.errors import Unverified, visible
from govgraph.stores import store as stores
from govgraph.stores.dialects import Dialect
from govgraph.stores.parts import Part
from govgraph.stores.store import DEFAULT, Store, Term

# Triples asked for in one query; Virtuoso refuses long texts.
BATCH = 50
MOST_SAMPLES = 1000
FEWEST_SAMPLES = 20


def counted(store: Store, graph: str, part: Part) -> bool:
    """Return whether a graph holds as many triples of every predicate as a part."""
    return stores.predicates(store, graph) == part.predicates


def verify(store: Store, graph: str, part: Part, *, samples: int = MOST_SAMPLES) -> set[str]:
    """Hold a graph against a part; return the names of the rewrites that were met.

    Raises:
        Unverified: a count differs or a sampled triple is not there.
    """
    faults, met = differences(store, graph, part, samples=samples)
    if faults:
        rest = f" … and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise Unverified(f"{store.endpoint}: {faults[0]}{rest}; the graph is not what was sent")
    return met


def differences(
    store: Store, graph: str, part: Part, *, samples: int = MOST_SAMPLES
) -> tuple[list[str], set[str]]:
    """Return what differs, one line each, and the names of the rewrites that were met."""
    shown = graph if graph != DEFAULT else "the default graph"
    found = stores.predicates(store, graph)
    faults = [
        f"{shown}: {found.get(name, 0)} instead of {part.predicates.get(name, 0)} triples of <{name}>"
        for name in sorted({*found, *part.predicates})
        if found.get(name, 0) != part.predicates.get(name, 0)
    ]
    if faults:
        return faults, set()
    met: set[str] = set()
    for batch in _batches(part, samples):
        present = _present(store, graph, batch)
        for triple in batch:
            rewrite = _rewrite(triple, present, store.dialect)
            if rewrite is None:
                faults.append(f"{shown}: changed or lost ({visible(triple)})")
            elif rewrite:
                met.add(rewrite)
    return faults, met


def _batches(part: Part, samples: int) -> Iterator[list[ox.Triple]]:
    triples = part.triples_sampled()
    step = max(1, len(triples) // max(samples, FEWEST_SAMPLES))
    chosen = triples[::step]
    yield from (chosen[start : start + BATCH] for start in range(0, len(chosen), BATCH))


def _present(
    store: Store, graph: str, triples: Iterable[ox.Triple]
) -> Mapping[tuple[Term, Term], set[Term]]:
    """Return the objects that the store has for the subjects and predicates of some triples."""
    pairs = {(triple.subject, triple.predicate): None for triple in triples}
    values = " ".join(f"({subject} {predicate})" for subject, predicate in pairs)
    pattern = f"VALUES (?s ?p) {{ {values} }} ?s ?p ?o"
    where = pattern if graph == DEFAULT else f"GRAPH <{graph}> {{ {pattern} }}"
    found: dict[tuple[Term, Term], set[Term]] = {}
    for row in store.select(f"SELECT ?s ?p ?o WHERE {{ {where} }}"):
        found.setdefault((row["s"], row["p"]), set()).add(row["o"])
    return found


def _rewrite(
    triple: ox.Triple, present: Mapping[tuple[Term, Term], set[Term]], dialect: Dialect
) -> str | None:
    """Return '' for a triple that is there, the rewrite that it went through, or None."""
    objects = present.get((triple.subject, triple.predicate), set())
    if triple.object in objects:
        return ""
    if not isinstance(triple.object, ox.Literal):
        return None
    literal, names = triple.object, []
    for rewrite in dialect.rewrites:
        changed = rewrite(literal)
        if changed is not None and changed != literal:
            literal = changed
            names.append(rewrite.__name__)
            if literal in objects:
                return ", ".join(names)
    return None
