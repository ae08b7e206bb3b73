"""The draft: the work on one source, its snapshot, and what may still be quoted of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from govgraph import evidence
from govgraph.extraction import figure_table
from govgraph.extraction.candidates import Candidate
from govgraph.extraction.desk import Desk, Tree
from govgraph.extraction.stated import is_towards
from govgraph.extraction.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Source:
    """What a curator says about the text: title, publisher and type of document.

    `speakers` names, for a speaker or place as the text has it, the official or the body.
    """

    title: str
    publisher: str
    document_type: str = "dt:web-page"
    speakers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """The work on one source: the desk, the text, and what may still be quoted."""

    desk: Desk
    words: Vocabulary
    held: str
    snapshot: str
    source: str
    quotable: int
    area: str = ""
    body: str = ""


def open_source(desk: Desk, held: str, source: Source, words: Vocabulary) -> Draft:
    """Return the draft of a text: its source and snapshot as recorded, or new ones on the desk."""
    digest = evidence.digest(held)
    visible = evidence.visible_length(held)
    for record in desk.of_type("TextSnapshot"):
        if record.tree.get("sha256") == digest:
            quoted = _quoted(desk, record.iri)
            budget = visible * evidence.QUOTE_BUDGET // 100 - quoted
            return Draft(
                desk, words, held, record.iri, str(record.tree["specializationOf"]), budget
            )
    number = desk.next("source/", 4)
    iri = desk.mint(f"source/{number}", "SourceDocument", source.title)
    snapshot = desk.mint(f"snapshot/{number}-1", "TextSnapshot", "")
    desk.add(
        f"sources/{number}.yaml",
        {
            "type": "SourceDocument", "id": iri,
            "label": {"zh-hans": source.title, "en": f"Source {number}"},
            "title": {"zh-hans": source.title},
            "documentType": source.document_type, "publisher": source.publisher,
        },
    )  # fmt: skip
    desk.add(
        f"sources/{number}-1.yaml",
        {
            "type": "TextSnapshot", "id": snapshot,
            "label": {"zh-hans": f"来源{number}的文本快照（第一版）", "en": f"First text snapshot of source {number}"},
            "specializationOf": iri, "sha256": digest,
            "codePointLength": len(held), "visibleLength": visible,
        },
    )  # fmt: skip
    return Draft(desk, words, held, snapshot, iri, visible * evidence.QUOTE_BUDGET // 100)


def _spans(desk: Desk, snapshot: str) -> Iterator[tuple[Mapping[str, object], int, int, str]]:
    """Yield (evidence, start, end, quote) of every stretch of a snapshot that is recorded."""
    for record in desk.of_type("Statement"):
        for _, node in record.nodes():
            if node.get("type") != "Evidence" or node.get("snapshot") != snapshot:
                continue
            selectors = node.get("selector")
            parts = (
                [s for s in selectors if isinstance(s, dict)] if isinstance(selectors, list) else []
            )
            position = next((s for s in parts if s.get("type") == "TextPosition"), {})
            quote = next((str(s["exact"]) for s in parts if "exact" in s), "")
            yield node, int(str(position.get("start", 0))), int(str(position.get("end", 0))), quote


def _quoted(desk: Desk, snapshot: str) -> int:
    return sum(
        end - start for start, end in {(a, b) for _, a, b, quote in _spans(desk, snapshot) if quote}
    )


def recorded_spans(desk: Desk, held: str) -> set[tuple[int, int]]:
    """Return the stretches of this text that evidence or a figure rests on already."""
    digest = evidence.digest(held)
    snapshots = [r.iri for r in desk.of_type("TextSnapshot") if r.tree.get("sha256") == digest]
    spans = {(start, end) for iri in snapshots for _, start, end, _ in _spans(desk, iri)}
    return spans.union(*(figure_table.spans(desk, iri) for iri in snapshots))


def proof(draft: Draft, owner: str, name: str, candidate: Candidate) -> Tree:
    """Return offsets and hash, with a quote only where D10 and the budget allow one."""
    iri = f"{owner}#{name}"
    exact = draft.held[candidate.start : candidate.end]
    selector: list[Tree] = [
        {
            "type": "TextPosition",
            "id": f"{iri}-position",
            "start": candidate.start,
            "end": candidate.end,
        }
    ]
    assessable = (
        candidate.kind == "baseline" or assessability(candidate, dated=True) == "ab:assessable"
    )
    if assessable and len(exact) <= evidence.QUOTE_LIMIT and len(exact) <= draft.quotable:
        draft.quotable -= len(exact)
        selector.append({"type": "TextQuote", "id": f"{iri}-quote", "exact": exact})
    return {
        "type": "Evidence", "id": iri, "snapshot": draft.snapshot,
        "fragmentSha256": evidence.digest(exact), "selector": selector,
    }  # fmt: skip


def assessability(candidate: Candidate, *, dated: bool) -> str:
    """Return whether a target can be assessed at all, as a concept of the vocabulary."""
    if candidate.comparator == "magnitude":
        return "ab:measure-undefined"
    if is_towards(candidate):
        return "ab:directional-only"
    return "ab:assessable" if dated else "ab:no-period"


def period_record(draft: Draft, iri: str, first: str, last: str) -> None:
    """Put the record of a period of whole years on the desk, unless there is one."""
    if iri in draft.desk.given:
        return
    draft.desk.mint(iri, "Period", "")
    span = first == last
    draft.desk.add(
        f"records/{iri}.yaml",
        {
            "type": "Period", "id": iri,
            "label": {"zh-hans": f"{last}年" if span else f"{first}—{last}年", "en": last if span else f"{first}–{last}"},
            "startDate": f"{first}-01-01", "endDate": f"{last}-12-31",
        },
    )  # fmt: skip
