"""The changes of a release as feeds: Atom for readers, an LDES fragment for machines.

LDES is a draft: the fragment is experimental. Neither knows a clock: every date is that of the
release.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from govgraph.changes.change import Change
from govgraph.changes.entries import Edition
from govgraph.changes.words import Speaker
from govgraph.context import Context
from govgraph.namespaces import DCT, GG, XSD
from govgraph.publication.about import About
from govgraph.publication.metadata import Description

LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
ATOM, FRAGMENT = "changes.atom", "changes.ttl"


def write_atom(
    path: Path, changes: Iterable[Change], edition: Edition, about: About, speaker: Speaker
) -> None:
    """Write an Atom feed (RFC 4287): the release itself, then one entry a changed thing."""
    updated = f"{edition.issued}T00:00:00Z"
    title = f"{about.title.get('zh-hans', '')} · {about.text(about.title)}".strip(" ·")
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
        stream.write('<feed xmlns="http://www.w3.org/2005/Atom">\n')
        stream.write(f"<id>{escape(about.series)}</id>\n<title>{escape(title)}</title>\n")
        stream.write(f"<updated>{updated}</updated>\n")
        stream.write(f"<author><name>{escape(about.publisher)}</name></author>\n")
        stream.write(f'<link rel="self" href={quoteattr(about.download(ATOM))}/>\n')
        release = f"版本 · release {edition.version}"
        stream.write(_entry(edition.dataset, release, release, updated, edition.dataset))
        for change in changes:
            said = speaker.sentence(change)
            stream.write(
                _entry(
                    edition.entry(change), f"{said.zh} · {said.en}", said.en, updated, change.iri
                )
            )
        stream.write("</feed>\n")


def _entry(iri: str, title: str, summary: str, updated: str, link: str) -> str:
    return (
        f"<entry><id>{escape(iri)}</id><title>{escape(title)}</title><updated>{updated}</updated>"
        f'<link rel="alternate" href={quoteattr(link)}/>'
        f"<summary>{escape(summary)}</summary></entry>\n"
    )


def write_fragment(
    path: Path,
    changes: Iterable[Change],
    edition: Edition,
    about: About,
    context: Context,
    former_version: str,
) -> None:
    """Write the fragment of the event stream that holds the changes of one release."""
    out = Description()
    stream, node = f"{about.series}#changes", about.download(FRAGMENT)
    out.type(stream, LDES + "EventStream")
    out.link(stream, LDES + "timestampPath", DCT + "issued")
    out.link(stream, LDES + "versionOfPath", GG + "changedResource")
    out.link(stream, TREE + "view", node)
    out.type(node, TREE + "Node")
    for change in changes:
        entry = edition.entry(change)
        out.link(stream, TREE + "member", entry)
        out.type(entry, GG + "ChangeEntry")
        out.link(entry, GG + "changedResource", change.iri)
        kind = context.expand(f"ct:{change.kind.value}")
        out.link(entry, GG + "changeType", kind)
        out.link(entry, GG + "inRelease", edition.dataset)
        out.value(entry, DCT + "issued", edition.issued, "date")
    if former_version:
        older = f"{node}#older"
        out.link(node, TREE + "relation", older)
        out.type(older, TREE + "LessThanOrEqualToRelation")
        out.link(older, TREE + "path", DCT + "issued")
        out.value(older, TREE + "value", edition.issued, XSD + "date")
        former = node.replace(f"/{about.version}/", f"/{former_version}/")
        out.link(older, TREE + "node", former)
    out.write_turtle(path, context, {"ldes": LDES, "tree": TREE})
