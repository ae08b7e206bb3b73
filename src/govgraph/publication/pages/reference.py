"""Leads of what pledges lean on: officials, areas, indicators, sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govgraph.namespaces import DCAT, DCT, GG, OA, ORG, PROV
from govgraph.publication.page import Page
from govgraph.publication.pages import rows
from govgraph.publication.pages.leads import SOURCE, evidence

TARGETS = 300


def person(page: Page, iri: str) -> dict[str, Any]:
    """Return the lead of an official: tenures, and what became of the targets."""
    facts = page.facts
    tenures = [
        {
            "post": facts.one(t, GG + "post"),
            "body": facts.one(t, ORG + "organization"),
            "start": facts.one(t, DCAT + "startDate"),
            "end": facts.one(t, DCAT + "endDate"),
        }
        for t in facts.pointing(iri, ORG + "member")
    ]
    pledges = facts.pointing(iri, GG + "pledgedBy", TARGETS)
    own = rows.targets(facts, [t for p in pledges for t in facts.many(p, GG + "hasTarget")])
    return {"tenures": tenures, "tally": rows.tally(own), "targets": own}


def place(page: Page, iri: str) -> dict[str, Any]:
    """Return the lead of an area: its targets, figures and score card."""
    facts = page.facts
    found = facts.pointing(iri, GG + "area", 2 * TARGETS)
    own = rows.targets(
        facts,
        [t for t in found if facts.one(t, GG + "comparator") and facts.one(t, GG + "targetOf")],
    )
    figures = rows.figures(facts, [t for t in found if facts.one(t, GG + "value")])
    path = page.path_of(iri).removeprefix("id/area/")
    return {
        "targets": own,
        "tally": rows.tally(own),
        "figures": figures,
        "scorecard": f"scorecard/{path}" if own else "",
    }


def indicator(page: Page, iri: str) -> dict[str, Any]:
    """Return the lead of an indicator: its targets, figures and comparison."""
    facts = page.facts
    found = facts.pointing(iri, GG + "indicator", 2 * TARGETS)
    own = rows.targets(facts, [t for t in found if facts.one(t, GG + "targetOf")], "bound")
    figures = rows.figures(facts, [t for t in found if facts.one(t, GG + "value")])
    slug = iri.rpartition("/")[2]
    return {
        "targets": own,
        "figures": figures,
        "comparison": f"compare/{slug}" if own else "",
    }


def source(page: Page, iri: str) -> dict[str, Any]:
    """Return the lead of a source: what it is, what it holds, and how much of it is quoted."""
    facts = page.facts
    url = facts.one(iri, "https://schema.org/url")
    place = page.target(url) if url else None
    figures = facts.pointing(iri, SOURCE)
    return {
        "title": page.text(iri, DCT + "title"),
        "publisher": facts.one(iri, DCT + "publisher"),
        "issued": facts.one(iri, DCT + "issued"),
        "url": place.href if place and place.outside else "",
        "bare_url": url,
        "retrieved": facts.one(iri, GG + "retrievedOn"),
        "statements": facts.pointing(iri, GG + "reportedIn"),
        "figures": rows.figures(facts, [f for f in figures if facts.one(f, GG + "value")])[
            : rows.SHOWN
        ],
        "budget": _budget(page, iri),
    }


def _budget(page: Page, iri: str) -> dict[str, Any] | None:
    """Return how many characters of a source are quoted, each once."""
    facts = page.facts
    visible, spans = 0, set()
    for snapshot in facts.pointing(iri, PROV + "specializationOf"):
        visible += int(facts.one(snapshot, GG + "visibleLength") or 0)
        for piece in facts.pointing(snapshot, OA + "hasSource", 5000):
            span = evidence(page, piece)
            if span.exact:
                spans.add((snapshot, span.start, span.end, len(span.exact)))
    if not visible:
        return None
    quoted = sum(length for *_, length in spans)
    share = (Decimal(quoted) * 100 / visible).quantize(Decimal("0.1"))
    return {"quoted": quoted, "visible": visible, "share": share}
