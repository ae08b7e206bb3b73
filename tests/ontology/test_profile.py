"""The reasoning module keeps to OWL 2 RL, and within it to what the streamed inference supports."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

GG = Namespace("https://w3id.org/govgraph/ns#")
HEADER = {"https://w3id.org/govgraph/ns/rl", "https://w3id.org/govgraph/id/agent/govgraph"}
PREDICATES = {
    RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf,
    OWL.propertyChainAxiom, OWL.onProperty, OWL.someValuesFrom, OWL.members, RDF.first, RDF.rest,
}  # fmt: skip
TYPES = {
    OWL.TransitiveProperty, OWL.FunctionalProperty, OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty, OWL.AllDisjointClasses, OWL.Restriction,
}  # fmt: skip
SIMPLE_ONLY = (OWL.FunctionalProperty, OWL.AsymmetricProperty, OWL.IrreflexiveProperty)
RL_DATATYPES = {XSD.decimal, XSD.integer, XSD.boolean, XSD.string}


def unsupported(rl: Graph) -> list[str]:
    """Name the axioms that use a construct outside the supported list."""
    found = []
    for subject, predicate, value in rl:
        if str(subject) in HEADER:
            continue
        if predicate not in PREDICATES:
            found.append(f"{subject} {predicate}")
        if predicate == RDF.type and value not in TYPES:
            found.append(f"{subject} a {value}")
    return sorted(found)


def misplaced_restrictions(rl: Graph) -> list[str]:
    """Name the restrictions that are not ``some named class``, on the left of a subclass axiom."""
    found = []
    for node in rl.subjects(RDF.type, OWL.Restriction):
        filler = rl.value(node, OWL.someValuesFrom)
        left = isinstance(rl.value(node, RDFS.subClassOf), URIRef)
        if not (
            isinstance(filler, URIRef) and left and rl.value(predicate=None, object=node) is None
        ):
            found.append(str(node))
    return found


def chains(rl: Graph) -> dict[Node, list[list[Node]]]:
    """Return the chains of every chained property."""
    found: dict[Node, list[list[Node]]] = {}
    for prop, head in rl.subject_objects(OWL.propertyChainAxiom):
        found.setdefault(prop, []).append(list(Collection(rl, head)))
    return found


def faulty_chains(rl: Graph, core: Graph) -> list[str]:
    """Name the chains that are too short, use undeclared properties, or run in a circle."""
    table, found = chains(rl), []
    for prop, lists in table.items():
        for steps in lists:
            if len(set(steps)) < 2:
                found.append(f"{prop}: a chain of one property")  # OOPS! P33
            found += [
                f"{prop}: {s}" for s in steps if (s, RDF.type, OWL.ObjectProperty) not in core
            ]
        if prop in set(_reached(prop, table)):
            found.append(f"{prop}: a circle")
    return found


def _reached(prop: Node, table: dict[Node, list[list[Node]]]) -> Iterator[Node]:
    seen, ahead = set(), [step for steps in table.get(prop, []) for step in steps]
    while ahead:
        step = ahead.pop()
        if step not in seen:
            seen.add(step)
            yield step
            ahead += [s for steps in table.get(step, []) for s in steps]


def not_simple(rl: Graph, core: Graph) -> set[Node]:
    """Return the transitive and chained properties, their inverses, and all their parents."""
    found = set(rl.subjects(RDF.type, OWL.TransitiveProperty)) | set(chains(rl))
    both = core + rl
    for _ in range(4):
        found |= {o for s in list(found) for o in rl.objects(s, OWL.inverseOf)}
        found |= {s for o in list(found) for s in rl.subjects(OWL.inverseOf, o)}
        found |= {o for s in list(found) for o in both.objects(s, RDFS.subPropertyOf)}
    return found


def overburdened(rl: Graph, core: Graph) -> list[str]:
    """Name the non-simple properties that bear an axiom OWL 2 DL allows on simple ones only."""
    burdened = {s for kind in SIMPLE_ONLY for s in rl.subjects(RDF.type, kind)}
    return sorted(map(str, burdened & not_simple(rl, core)))


def outside_datatype_map(rl: Graph, core: Graph) -> list[str]:
    """Name the data properties whose range no OWL 2 RL engine knows."""
    return [
        f"{prop} {value}"
        for prop in core.subjects(RDF.type, OWL.DatatypeProperty)
        for value in rl.objects(prop, RDFS.range)
        if value not in RL_DATATYPES
    ]


def test_only_supported_constructs_are_used(rl: Graph) -> None:
    assert unsupported(rl) == []


def test_core_declares_and_nothing_more(core: Graph) -> None:
    axioms = {RDFS.domain, RDFS.range, OWL.inverseOf, OWL.propertyChainAxiom, OWL.members}

    assert set(core.predicates()) & axioms == set()
    assert [node for node in core.all_nodes() if isinstance(node, BNode)] == []


def test_no_module_imports(modules: dict[str, Graph]) -> None:
    assert [name for name, g in modules.items() if (None, OWL.imports, None) in g] == []


def test_restrictions_stand_on_the_left_alone(rl: Graph) -> None:
    assert misplaced_restrictions(rl) == []


def test_blank_nodes_are_lists_restrictions_and_disjointness_alone(rl: Graph) -> None:
    allowed = {
        s for kind in (OWL.Restriction, OWL.AllDisjointClasses) for s in rl[: RDF.type : kind]
    }
    blank = {node for node in rl.all_nodes() if isinstance(node, BNode)}

    assert [n for n in blank - allowed if (n, RDF.first, None) not in rl] == []


def test_chains_are_sound(rl: Graph, core: Graph) -> None:
    assert len(chains(rl)) == 7
    assert faulty_chains(rl, core) == []
    assert GG.concernsArea not in chains(rl)


def test_only_simple_properties_are_constrained(rl: Graph, core: Graph) -> None:
    assert overburdened(rl, core) == []


def test_ranges_lie_in_the_datatype_map(rl: Graph, core: Graph) -> None:
    assert outside_datatype_map(rl, core) == []


def test_a_broken_copy_is_found_out(rl: Graph, core: Graph) -> None:
    broken = rl + Graph()
    key, restriction, chain, short = BNode(), BNode(), BNode(), BNode()
    Collection(broken, key, [GG.divisionCode])
    broken.add((GG.AdministrativeUnit, OWL.hasKey, key))
    broken.add((GG.Pledge, RDFS.subClassOf, restriction))
    broken.add((restriction, RDF.type, OWL.Restriction))
    broken.add((restriction, OWL.maxCardinality, Literal(1)))
    Collection(broken, chain, [GG.rollsUpTo, GG.within])
    broken.add((GG.within, OWL.propertyChainAxiom, chain))
    Collection(broken, short, [GG.hasTarget, GG.hasTarget])
    broken.add((GG.partOfTarget, OWL.propertyChainAxiom, short))
    broken.add((GG.contains, RDF.type, OWL.FunctionalProperty))
    broken.add((GG.statedOn, RDFS.range, XSD.date))

    assert len(unsupported(broken)) == 2
    assert misplaced_restrictions(broken) == [str(restriction)]
    assert any("a circle" in fault for fault in faulty_chains(broken, core))
    assert any("one property" in fault for fault in faulty_chains(broken, core))
    assert str(GG.contains) in overburdened(broken, core)
    assert outside_datatype_map(broken, core) == [f"{GG.statedOn} {XSD.date}"]
