"""Voices: the official, or for a document the body, that a candidate is attributed to."""

from __future__ import annotations

from collections.abc import Mapping

from govgraph.errors import SourceError
from govgraph.extraction.candidates import Candidate
from govgraph.extraction.desk import Desk
from govgraph.extraction.draft import Draft


def voice_of(candidate: Candidate) -> str:
    return candidate.speaker or candidate.place or "(no speaker and no place)"


def resolve(desk: Desk, candidate: Candidate, chosen: Mapping[str, str]) -> str | None:
    """Return the official, or for a document the body, that a candidate is attributed to."""
    for name in (candidate.speaker, candidate.place, ""):
        if name is not None and name in chosen:
            return chosen[name]
    if candidate.speaker:
        named = [r.iri for r in desk.of_type("Official") if candidate.speaker in labels(r.tree)]
        return named[0] if len(named) == 1 else None
    for record in desk.of_type("PublicBody"):
        area = desk.records.get(str(record.tree.get("jurisdiction", "")))
        is_government = record.tree.get("classification") == "bt:government"
        if candidate.place and is_government and area and candidate.place in labels(area.tree):
            return record.iri
    return None


def settle(draft: Draft, voice: str) -> str:
    """Set area and body of a voice, and return the post of an official ('' for a body)."""
    desk, body, post = draft.desk, voice, ""
    if voice.startswith("official/"):
        tenures = [r for r in desk.of_type("Tenure") if r.tree.get("member") == voice]
        if not tenures:
            raise SourceError(f"{voice}: SPEAKER: no tenure; add one in data/records/tenure")
        post = str(tenures[-1].tree["post"])
        body = str(desk.records[post].tree["postIn"])
    area = desk.records[body].tree.get("jurisdiction") if body in desk.records else None
    if not area:
        raise SourceError(f"{body}: SPEAKER: no such body, or it has no jurisdiction")
    draft.area, draft.body = str(area).rsplit("/", 1)[-1], body
    return post


def labels(tree: Mapping[str, object]) -> set[str]:
    found: set[str] = set()
    for key in ("label", "altLabel"):
        value = tree.get(key)
        if isinstance(value, dict):
            for words in value.values():
                found.update(words if isinstance(words, list) else [str(words)])
    return found
