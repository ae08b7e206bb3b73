"""The vocabularies are sound SKOS, and hold what the rules, the extractor and the records need."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

GG = Namespace("https://w3id.org/govgraph/ns#")
VOC = "https://w3id.org/govgraph/voc/"
UOM = Namespace(VOC + "unit/")
SCHEMES = {
    "admin-level", "assessability", "body-type", "bound-side", "change-type", "commitment",
    "comparator", "confidence", "direction", "document-type", "event-basis", "growth-basis",
    "indicator", "kind", "measure", "money-stage", "official-status", "outcome", "pace",
    "period-basis", "period-type", "plan-character", "project-stage", "reading", "reporting-mode",
    "sector", "target-level", "unit", "vintage", "zone-tier",
}  # fmt: skip
RANKED = {"admin-level", "commitment", "confidence", "vintage", "zone-tier"}
INDICATOR_NEEDS = (GG.measure, GG.direction, GG.baseUnit, GG.periodType, GG.aggregable)


def concepts(graph: Graph) -> list[Node]:
    """Return all concepts, sorted."""
    return sorted(graph.subjects(RDF.type, SKOS.Concept), key=str)


def incomplete(graph: Graph) -> list[str]:
    """Name the concepts that lack a label, definition, notation or scheme."""
    found = []
    for concept in concepts(graph):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            tags = {v.language for v in graph.objects(concept, predicate) if isinstance(v, Literal)}
            wanted = {"zh-hans", "en"}
            if predicate == SKOS.prefLabel and (concept, RDF.type, GG.Indicator) in graph:
                wanted |= {"zh-latn-pinyin"}
            if tags != wanted:
                found.append(f"{concept} {predicate} {sorted(map(str, tags))}")
        for predicate in (SKOS.notation, SKOS.inScheme):
            if len(list(graph.objects(concept, predicate))) != 1:
                found.append(f"{concept} {predicate}")
    return found


def ambiguous(graph: Graph) -> list[str]:
    """S13, S14: one prefLabel a language; no literal is two kinds of label of one concept."""
    found = []
    for concept in concepts(graph):
        labels = [
            set(graph.objects(concept, p))
            for p in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        ]
        tags = Counter(v.language for v in labels[0] if isinstance(v, Literal))
        if max(tags.values(), default=0) > 1 or sum(map(len, labels)) > len(set.union(*labels)):
            found.append(str(concept))
    return found


def shared_notations(graph: Graph) -> list[str]:
    """Name the notations that two concepts of a scheme share."""
    notations = [(c, n) for c in concepts(graph) for n in graph.objects(c, SKOS.notation)]
    pairs = Counter((graph.value(c, SKOS.inScheme), n) for c, n in notations)
    return [str(pair) for pair, count in pairs.items() if count > 1]


def dangling(graph: Graph) -> list[str]:
    """Name the links to a concept or scheme of ours that does not exist."""
    known = set(graph.subjects(RDF.type, SKOS.Concept)) | set(
        graph.subjects(RDF.type, SKOS.ConceptScheme)
    )
    return sorted(
        f"{s} {p} {o}" for s, p, o in graph if str(o).startswith(VOC) and o not in known
        if isinstance(o, URIRef)
    )  # fmt: skip


def loose(graph: Graph) -> list[str]:
    """Name top concepts not said to be so, both ways, and concepts in another scheme's place."""
    found = []
    for concept in concepts(graph):
        scheme = graph.value(concept, SKOS.inScheme)
        top = (concept, SKOS.broader, None) not in graph
        if top != ((concept, SKOS.topConceptOf, scheme) in graph):
            found.append(f"{concept} topConceptOf")
        if top != ((scheme, SKOS.hasTopConcept, concept) in graph):
            found.append(f"{concept} hasTopConcept")
        if str(concept).rpartition("/")[0] != str(scheme):
            found.append(f"{concept} is in {scheme}")
    return found


def circles(graph: Graph) -> list[str]:
    """S27: a concept above itself, or related to one above it."""
    found = []
    for concept in concepts(graph):
        above = {
            a
            for b in graph.objects(concept, SKOS.broader)
            for a in graph.transitive_objects(b, SKOS.broader)
        }
        if concept in above or above & set(graph.objects(concept, SKOS.related)):
            found.append(str(concept))
    return found


def test_every_scheme_of_the_model_is_there(vocabularies: Graph) -> None:
    names = {str(s).removeprefix(VOC) for s in vocabularies.subjects(RDF.type, SKOS.ConceptScheme)}

    assert names == SCHEMES


def test_schemes_describe_themselves(vocabularies: Graph) -> None:
    needs = (DCTERMS.title, SKOS.definition, DCTERMS.license, OWL.versionInfo, SKOS.hasTopConcept)
    schemes = set(vocabularies.subjects(RDF.type, SKOS.ConceptScheme))

    assert [(s, p) for s in schemes for p in needs if (s, p, None) not in vocabularies] == []


def test_concepts_are_complete(vocabularies: Graph) -> None:
    assert incomplete(vocabularies) == []


def test_labels_are_unambiguous(vocabularies: Graph) -> None:
    assert ambiguous(vocabularies) == []


def test_notations_are_unique_in_their_scheme(vocabularies: Graph) -> None:
    assert shared_notations(vocabularies) == []


def test_nothing_dangles(vocabularies: Graph, alignments: Graph) -> None:
    assert dangling(vocabularies + alignments) == []


def test_top_concepts_and_schemes_agree(vocabularies: Graph) -> None:
    assert loose(vocabularies) == []


def test_no_concept_stands_above_itself(vocabularies: Graph) -> None:
    assert circles(vocabularies) == []


def test_indicators_have_what_the_rules_need(vocabularies: Graph) -> None:
    indicators = list(vocabularies.subjects(RDF.type, GG.Indicator))
    one = {
        (i, p): len(list(vocabularies.objects(i, p))) for i in indicators for p in INDICATOR_NEEDS
    }

    assert len(indicators) >= 80
    states = set(vocabularies.subjects(GG.measure, URIRef(VOC + "measure/state")))
    assert [key for key, n in one.items() if n != 1] == [(s, GG.baseUnit) for s in states]


def test_confusion_is_mutual(vocabularies: Graph) -> None:
    pairs = set(vocabularies.subject_objects(GG.confusableWith))

    assert pairs
    assert [(a, b) for a, b in pairs if (b, a) not in pairs or a == b] == []


def test_percentages_are_never_aggregable(vocabularies: Graph) -> None:
    percent = URIRef("http://qudt.org/vocab/unit/PERCENT")
    found = set(vocabularies.subjects(GG.baseUnit, percent))
    summed = set(vocabularies.subjects(GG.aggregable, Literal(True)))

    assert found & summed == set()


def test_units_convert_exactly(vocabularies: Graph) -> None:
    units = list(vocabularies.subjects(RDF.type, GG.Unit))
    broken = [u for u in units if vocabularies.value(u, GG.factor) is None]
    own_base = {b for b in vocabularies.objects(None, GG.baseUnit) if str(b).startswith(VOC)}
    factors = {b: str(vocabularies.value(b, GG.factor)) for b in own_base}

    assert broken == []
    assert set(factors.values()) == {"1"}
    assert str(vocabularies.value(UOM["yi-yuan"], GG.factor)) == "100000000"
    assert str(vocabularies.value(UOM["square-kilometre"], GG.factor)) == "1500"


def test_every_base_unit_of_an_indicator_is_reached_by_a_unit(vocabularies: Graph) -> None:
    of_units = {
        vocabularies.value(u, GG.baseUnit) for u in vocabularies.subjects(RDF.type, GG.Unit)
    }
    of_indicators = {
        vocabularies.value(i, GG.baseUnit) for i in vocabularies.subjects(RDF.type, GG.Indicator)
    }

    assert of_indicators - of_units - {None} == set()


def test_comparators_say_which_side_they_bind(vocabularies: Graph) -> None:
    scheme = URIRef(VOC + "comparator")
    needs = (GG.boundSide, GG.boundInclusive)
    found = list(vocabularies.subjects(SKOS.inScheme, scheme))

    assert len(found) == 12
    assert [c for c in found for p in needs if len(list(vocabularies.objects(c, p))) != 1] == []


def test_ordered_schemes_are_ranked(vocabularies: Graph) -> None:
    ranked = {
        str(vocabularies.value(c, SKOS.inScheme)).removeprefix(VOC)
        for c in vocabularies.subjects(GG.rank)
    }

    assert ranked == RANKED
    for name in RANKED:
        members = vocabularies.subjects(SKOS.inScheme, URIRef(VOC + name))
        assert all((m, GG.rank, None) in vocabularies for m in members)


def test_decimals_are_canonical(ontology_dir: Path) -> None:
    canonical = re.compile(r"-?(0|[1-9][0-9]*)([.][0-9]*[1-9])?")
    files = [*ontology_dir.glob("vocabularies/*.ttl"), *ontology_dir.glob("examples/*.ttl")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    written = [n for text in texts for n in re.findall(r'"([^"]*)"\^\^xsd:decimal', text)]

    assert written
    assert [number for number in written if not canonical.fullmatch(number)] == []


def test_files_are_sorted_one_block_a_concept(ontology_dir: Path) -> None:
    for path in sorted((ontology_dir / "vocabularies").glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        heads = re.findall(r"(?m)^(\w+:[a-z0-9-]+) a ", text)

        assert heads == sorted(heads), path.name
        assert len(heads) == len(set(heads)) == len(list(Graph().parse(path)[: SKOS.inScheme]))
        assert f"<{VOC}{path.stem}> a skos:ConceptScheme" in text


def test_a_broken_copy_is_found_out(vocabularies: Graph) -> None:
    broken = vocabularies + Graph()
    met, missed = URIRef(VOC + "outcome/met"), URIRef(VOC + "outcome/missed")
    broken.remove((met, SKOS.definition, None))
    broken.add((met, SKOS.prefLabel, Literal("reached", lang="en")))
    broken.add((missed, SKOS.notation, Literal("met")))
    broken.add((met, SKOS.broader, missed))
    broken.add((missed, SKOS.broader, met))
    broken.add((met, SKOS.related, URIRef(VOC + "outcome/mett")))

    assert any(str(met) in fault for fault in incomplete(broken))
    assert ambiguous(broken) == [str(met)]
    assert len(shared_notations(broken)) == 1
    assert len(dangling(broken)) == 1
    assert len(loose(broken)) == 4
    assert circles(broken) == [str(met), str(missed)]
