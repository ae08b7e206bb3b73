"""The account that a release gives of its changes against the former one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from govgraph.changes import difference, entries, feed, history, patch
from govgraph.changes.change import Change, changes
from govgraph.changes.entries import Edition
from govgraph.changes.former import Former
from govgraph.changes.words import Names, Speaker
from govgraph.context import Context
from govgraph.publication.about import About
from govgraph.publication.serialization import gzipped

PATCH = "changes.rdfp.gz"


@dataclass(frozen=True, slots=True)
class Account:
    """The changes since the former release; without one there are none.

    `lines` are the quads that tell of them, `notes` what was changed in place.
    """

    edition: Edition
    former: Former | None
    changes: tuple[Change, ...]
    lines: tuple[str, ...]
    notes: tuple[str, ...]


def give(former: Former | None, now: Iterable[str], edition: Edition) -> Account:
    """Compare the sorted lines of what is being published with the former release."""
    if former is None:
        return Account(edition, None, (), tuple(entries.lines((), edition, "")), ())
    found = tuple(changes(difference.lines(former.path), now, edition.base))
    told = entries.lines(found, edition, former.version)
    kept = entries.carried(difference.lines(former.path), edition)
    notes = tuple(str(note) for note in history.notes(found, edition.base))
    return Account(edition, former, found, (*kept, *told), notes)


def write(
    account: Account, nquads: Path, folder: Path, about: About, context: Context, names: Names
) -> None:
    """Write the feeds, and the patch that turns the former release into this one.

    `nquads` holds the sorted quads of this release as a plain file; `names` knows properties,
    classes and things.
    """
    speaker = Speaker(context, names)
    former = account.former
    feed.write_atom(folder / feed.ATOM, account.changes, account.edition, about, speaker)
    feed.write_fragment(
        folder / feed.FRAGMENT,
        account.changes,
        account.edition,
        about,
        context,
        former.version if former else "",
    )
    if former is None:
        return
    after = difference.canonical_hash(difference.lines(nquads))
    lines = patch.write(
        difference.lines(former.path),
        difference.lines(nquads),
        before=former.canonical_hash,
        after=after,
    )
    with gzipped(folder / PATCH) as stream:
        stream.writelines(f"{line}\n".encode() for line in lines)
