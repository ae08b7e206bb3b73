"""Drafts: accepted candidates become records with pledges, figures and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from govgraph.errors import Location, SourceError
from govgraph.extraction import desk as desks
from govgraph.extraction import vocabulary as vocabularies
from govgraph.extraction.candidates import Candidate
from govgraph.extraction.desk import Desk, Tree
from govgraph.extraction.draft import Draft, Source, open_source, recorded_spans
from govgraph.extraction.figures import Figures
from govgraph.extraction.pledges import grouped, pledge
from govgraph.extraction.stated import unfit
from govgraph.extraction.vocabulary import Vocabulary
from govgraph.extraction.voices import resolve, settle, voice_of
from govgraph.records.record import Record

_NOWHERE = Path()
_PLACEHOLDER = Record(
    Location(""), "AdministrativeUnit", "area/draft", {"label": {"zh-hans": "", "en": ""}}
)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the accepted candidates: new pledges and figures, and those left aside.

    `known` counts the candidates that were recorded before; `left` names a reason for each.
    """

    pledges: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    known: int = 0
    left: tuple[tuple[Candidate, str], ...] = ()


def compose(
    desk: Desk, held: str, accepted: Sequence[Candidate], source: Source,
    words: Vocabulary | None = None,
) -> Written:  # fmt: skip
    """Put records for the accepted candidates on the desk; `desk.write` makes them files.

    Targets become pledges, outcomes rows of figures. A candidate whose stretch is recorded already
    is not written again.

    Raises:
        SourceError: a speaker or place leads to no official or body of the publication.
    """
    concepts = words or vocabularies.load()
    left = [(c, reason) for c in accepted if (reason := unfit(c, concepts))]
    fit = [c for c in accepted if not unfit(c, concepts)]
    recorded = recorded_spans(desk, held)
    fresh = [c for c in fit if (c.start, c.end) not in recorded]
    if not fresh:
        return Written(known=len(fit), left=tuple(left))
    voices = _voices(desk, fresh, source)
    draft = open_source(desk, held, source, concepts)
    pledges: list[str] = []
    figures = Figures()
    for voice in dict.fromkeys(voices.values()):
        own = [c for c in fresh if voices.get(voice_of(c)) == voice]
        pledges += _statement(draft, voice, own)
        figures.add(draft, [c for c in own if c.kind == "outcome"])
    if not pledges and not figures.written:
        desk.discard()
    return Written(
        tuple(pledges), tuple(figures.written), len(fit) - len(fresh), (*left, *figures.left)
    )


def _voices(desk: Desk, fresh: Sequence[Candidate], source: Source) -> dict[str, str]:
    """Return the official or body of every voice; all that lead nowhere are named at once."""
    found = {voice_of(c): resolve(desk, c, source.speakers) for c in fresh}
    faults = sorted(name for name, voice in found.items() if voice is None)
    if faults:
        raise SourceError(
            "; ".join(f"{name}: SPEAKER: no official or body of that name" for name in faults)
            + "; add the record, or choose one on the review page"
        )
    return {name: voice for name, voice in found.items() if voice is not None}


def _statement(draft: Draft, voice: str, own: Sequence[Candidate]) -> list[str]:
    post = settle(draft, voice)
    groups = list(grouped([c for c in own if c.kind == "target"]))
    baselines = [c for c in own if c.kind == "baseline"]
    trees = [pledge(draft, group, baselines) for group in groups]
    if not trees:
        return []
    held = _held_statement(draft, voice)
    if held is not None:
        path, tree = held
        tree = {**tree, "expresses": [*tree["expresses"], *trees]}
    else:
        number = draft.source.rsplit("/", 1)[-1]
        running = draft.desk.next(f"statement/{number}-", 1)
        iri = draft.desk.mint(f"statement/{number}-{running}", "Statement", voice)
        path, tree = f"records/statement/{number}-{running}.yaml", _head(draft, iri, voice, post)
        tree["expresses"] = trees
    draft.desk.add(path, tree)
    return [str(tree["id"]) for tree in trees]


def _head(draft: Draft, iri: str, voice: str, post: str) -> Tree:
    names = draft.desk.records[voice].tree.get("label")
    zh, en = (
        (names.get("zh-hans", ""), names.get("en", "")) if isinstance(names, dict) else ("", "")
    )
    tree: Tree = {
        "type": "Statement", "id": iri,
        "label": {"zh-hans": f"{zh}的表态", "en": f"Statement by {en}"},
    }  # fmt: skip
    tree |= {"statedBy": voice, "inCapacityOf": post} if post else {"attributedTo": voice}
    mode = "rm:reported-speech" if post else "rm:document-text"
    return tree | {"reportedIn": [draft.source], "reportingMode": mode}


def _held_statement(draft: Draft, voice: str) -> tuple[str, Tree] | None:
    for record in draft.desk.of_type("Statement"):
        same = voice in (record.tree.get("statedBy"), record.tree.get("attributedTo"))
        sources = record.tree.get("reportedIn")
        if same and draft.source in (sources if isinstance(sources, list) else [sources]):
            return record.location.path, dict(record.tree)
    return None


def preview(held: str, found: Sequence[Candidate], words: Vocabulary | None = None) -> str:
    """Return targets as YAML-LD to look at: ids are placeholders, nothing is minted.

    Whom a pledge is attributed to is settled in review, so it is left out here.
    """
    concepts = words or vocabularies.load()
    draft = Draft(
        Desk(data=_NOWHERE),
        concepts,
        held,
        "snapshot/draft-1",
        "source/draft",
        len(held) * 16 // 100,
        "draft",
        "body/draft",
    )
    draft.desk.records["area/draft"] = _PLACEHOLDER
    ready = [c for c in found if c.kind in ("target", "baseline") and not unfit(c, concepts)]
    baselines = [c for c in ready if c.kind == "baseline"]
    groups = grouped([c for c in ready if c.kind == "target"])
    pledges = [{**pledge(draft, group, baselines), **_named(group)} for group in groups]
    statement = {
        "type": "Statement", "id": "statement/draft-1",
        "reportedIn": ["source/draft"], "expresses": pledges,
    }  # fmt: skip
    return desks.dump(statement)


def _named(group: Sequence[Candidate]) -> Tree:
    """Return what is named beside a pledge, new proposals too; for people to look at."""
    trees = [m.tree() for m in dict.fromkeys(m for c in group for m in c.mentions)]
    return {"mentions": trees} if trees else {}
