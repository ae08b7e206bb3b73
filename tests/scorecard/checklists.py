"""The lines of FOOPS! and of the W3C best practices, and where each is shown to hold.

Evidence is a file of the checkout, or a test in one (``file::function``). A line without
evidence says why in `open`; one that no test can settle is argued in `argued` and not counted.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist: its id, what it asks, and the evidence that it is met."""

    id: str
    asks: str
    evidence: tuple[str, ...] = ()
    argued: str = ""
    open: str = ""


_FOOPS = "tests/ontology/test_foops.py::test_module_passes"
_TERMS = "tests/ontology/test_foops.py::test_every_term_has_label_and_description"
_NS = "tests/server/test_negotiation_matrix.py::test_the_ontology_is_negotiated_in_place"
_CATALOGUE = "tests/end_to_end/test_release_contents.py::test_the_catalogue_is_dcat_ap"
_CONTENTS = "tests/end_to_end/test_release_contents.py"
_CHANGES = "tests/end_to_end/test_changes.py"
_FAULTS = "tests/end_to_end/test_release_faults.py"

FOOPS = (
    Line("PURL1", "the IRI is persistent (w3id.org)", (_FOOPS,)),
    Line("URI1", "the IRI resolves", (_NS,)),
    Line("URI2", "the IRI is the id of the ontology inside", (_FOOPS,)),
    Line("VER1", "a version IRI, other than the IRI", (_FOOPS,)),
    Line("VER2", "the version IRI resolves", ("src/govgraph/server/pages.py", _NS)),
    Line("OM1", "title, description, licence, version IRI, creator, namespace", (_FOOPS,)),
    Line("FIND1", "the preferred prefix is stated", (_FOOPS,)),
    Line("FIND2", "the prefix is registered", open="needs an entry at prefix.cc or LOV"),
    Line("FIND3", "a catalogue lists it, or it says which one does", (_FOOPS,)),
    Line("FIND_3_BIS", "its metadata outlives it in that catalogue", (_FOOPS,)),
    Line("CN1", "HTML and RDF by negotiation", (_NS,)),
    Line("HTTP1", "an open protocol", (_FOOPS,)),
    Line("RDF1", "an RDF serialisation", (_NS, "ontology/core.ttl")),
    Line("DOC1", "an HTML page", (_NS,)),
    Line("VOC1", "metadata in established vocabularies", (_FOOPS,)),
    Line(
        "VOC2",
        "another vocabulary is extended",
        ("tests/ontology/test_foops.py::test_another_vocabulary_is_extended",),
    ),
    Line("OM2", "prefix, version, creation date, citation", (_FOOPS,)),
    Line("OM3", "DOI, publisher, logo, status, source, issued", open="all but a DOI, which is registered at the first publication"),
    Line("VOC3", "every term has a label", (_TERMS,)),
    Line("VOC4", "every term has a description", (_TERMS,)),
    Line("OM4.1", "a licence", (_FOOPS,)),
    Line("OM4.2", "the licence resolves", open="true on the network (CC BY 4.0), which no test may ask"),
    Line("OM5.1", "creator and creation date", (_FOOPS,)),
    Line("OM5.2", "issue date and publisher", (_FOOPS,)),
)  # fmt: skip

DWBP = (
    Line("1", "provide metadata", (_CATALOGUE,)),
    Line("2", "descriptive metadata", (_CATALOGUE,)),
    Line("3", "structural metadata", ("ontology/core.ttl", "shapes/pledge.ttl", f"{_CONTENTS}::test_void_counts_every_partition_as_sparql_does", f"{_CONTENTS}::test_the_tables_are_accepted_by_csvw")),
    Line("4", "licence information", (f"{_CONTENTS}::test_the_catalogue_agrees_with_the_manifest",)),
    Line("5", "provenance", ("src/govgraph/graph/provenance.py", "queries/evidence-of.rq")),
    Line("6", "data quality information", ("tests/shapes/test_shipped_data.py", "src/govgraph/validation/report_graph.py")),
    Line("7", "a version indicator", ("src/govgraph/publication/catalog.py", _CATALOGUE)),
    Line("8", "version history", (f"{_CHANGES}::test_every_change_is_an_entry", f"{_CHANGES}::test_diff_says_it_in_plain_words")),
    Line("9", "persistent IRIs of datasets", ("src/govgraph/publication/about.py", _CATALOGUE)),
    Line("10", "persistent IRIs within datasets", ("data/registry.csv", "tests/unit/records/test_registry.py")),
    Line("11", "IRIs of versions and series", (_CATALOGUE,)),
    Line("12", "machine-readable standard formats", ("tests/end_to_end/test_formats.py", f"{_CONTENTS}::test_the_tables_are_accepted_by_frictionless")),
    Line("13", "locale-neutral values", ("shapes/target.ttl", f"{_FAULTS}::test_B07_same_bytes")),
    Line("14", "several formats", ("tests/end_to_end/test_formats.py", f"{_CONTENTS}::test_the_documents_together_are_the_dump")),
    Line("15", "reuse of vocabularies", ("ontology/alignments.ttl", "tests/ontology/test_foops.py::test_another_vocabulary_is_extended")),
    Line("16", "the right level of formality", ("ontology/core.ttl", "ontology/rl.ttl", "tests/ontology/test_profile.py")),
    Line("17", "bulk download", ("tests/end_to_end/test_formats.py", _CATALOGUE)),
    Line("18", "subsets of large datasets", (f"{_CONTENTS}::test_the_lines_of_all_classes_together_are_the_dump", "queries/pledges-by-district.rq")),
    Line("19", "content negotiation", ("tests/server/test_negotiation_matrix.py::test_a_thing_leads_to_the_document_asked_for",)),
    Line("20", "real-time access", argued="pledges change by the year: sealed releases with a change feed serve better than a stream"),
    Line("21", "data up to date", (f"{_CHANGES}::test_the_feeds_tell_of_every_change", "src/govgraph/publication/catalog.py")),
    Line("22", "an explanation of unavailable data", (f"{_CHANGES}::test_the_registry_travels_with_the_release", "src/govgraph/server/resources.py", "data/READING.md")),
    Line("23", "an API", ("src/govgraph/server/canned.py", "tests/server/test_protocol.py")),
    Line("24", "web standards for the API", ("tests/server/test_w3c_manifest.py", "src/govgraph/server/openapi.py")),
    Line("25", "complete documentation of the API", ("src/govgraph/server/openapi.py", "tests/queries/test_expected_rows.py")),
    Line("26", "no breaking changes of the API", (f"{_CONTENTS}::test_a_line_of_a_class_means_the_same_under_the_context_by_name",)),
    Line("27", "identifiers are preserved", (f"{_CHANGES}::test_a_withdrawn_id_stays_known", "tests/unit/records/test_registry.py")),
    Line("28", "coverage is assessed", ("queries/evidence-gaps.rq", "queries/sources-overview.rq", "queries/undated-targets.rq", _CATALOGUE)),
    Line("29", "feedback is gathered", ("docs/feedback.md", _CATALOGUE)),
    Line("30", "feedback is made available", ("docs/feedback.md", f"{_CHANGES}::test_the_feeds_tell_of_every_change")),
    Line("31", "data is enriched", ("ontology/rules", "tests/end_to_end/test_outcomes.py")),
    Line("32", "complementary presentations", ("src/govgraph/publication/charts.py", f"{_CONTENTS}::test_the_spreadsheet_variant_opens_right_and_runs_nothing")),
    Line("33", "feedback to the original publisher", argued="sources are newspapers and yearbooks; every statement names its source, which is where a reader would write"),
    Line("34", "the terms of the source are followed", ("queries/quote-budget.rq", "shapes/evidence.ttl")),
    Line("35", "the original is cited", (f"{_CONTENTS}::test_the_release_says_how_to_cite_it", "queries/quotes.rq")),
)  # fmt: skip
