"""The kinds of things, each by its most telling class."""

from __future__ import annotations

from govgraph.namespaces import DCT, FOAF, GG, ORG, SCHEMA, SKOS

# The name of the most telling class of a thing, the first that it has.
KINDS = (
    ("pledge", GG + "Pledge"),
    ("target", GG + "Target"),
    ("assessment", GG + "Assessment"),
    ("observation", GG + "Observation"),
    ("progress-report", GG + "ProgressReport"),
    ("statement", GG + "Statement"),
    ("official", GG + "Official"),
    ("area", GG + "AdministrativeUnit"),
    ("body", GG + "PublicBody"),
    ("post", ORG + "Post"),
    ("tenure", ORG + "Membership"),
    ("event", GG + "PledgeEvent"),
    ("platform", GG + "Platform"),
    ("cluster", GG + "IndustryCluster"),
    ("programme", GG + "Programme"),
    ("project", GG + "Project"),
    ("source", GG + "SourceDocument"),
    ("snapshot", GG + "TextSnapshot"),
    ("method", GG + "AssessmentMethod"),
    ("change", GG + "ChangeEntry"),
    ("indicator", GG + "Indicator"),
    ("unit", GG + "Unit"),
    ("concept", SKOS + "Concept"),
    ("scheme", SKOS + "ConceptScheme"),
    ("period", DCT + "PeriodOfTime"),
    ("place", SCHEMA + "Place"),
    ("agent", FOAF + "Organization"),
)
CLASS_OF = dict(KINDS)


def most_telling(types: frozenset[str]) -> str:
    """Return the kind of a thing by its classes, the first that it has; '' where none is known."""
    return next((kind for kind, class_iri in KINDS if class_iri in types), "")
