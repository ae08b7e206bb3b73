"""A plain page for a thing: what a browser gets where the site has no page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import pyoxigraph as ox

from govgraph.context import Context
from govgraph.iris import absolute_iri_fault
from govgraph.namespaces import RDFS, SKOS
from govgraph.publication.compaction import Compactor
from govgraph.publication.description import triples

_LABELS = (SKOS + "prefLabel", RDFS + "label")


def render(
    title: str,
    body: str,
    *,
    language: str,
    alternates: Sequence[tuple[str, str]] = (),
    root: str = "",
) -> str:
    """Return a whole page; `body` is HTML, `alternates` are media types and their URLs.

    `root` is the root path of the site, whose style sheet is used.
    """
    links = "".join(
        f'<link rel="alternate" type="{escape(kind)}" href="{escape(url)}">'
        for kind, url in alternates
    )
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">'
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title>{links}"
        f'<link rel="stylesheet" href="{escape(root)}/static/site.css"></head>'
        f'<body><main class="wrap">'
        f"<h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )


def description(
    iri: str,
    quads: Sequence[ox.Quad],
    context: Context,
    *,
    language: str,
    alternates: Sequence[tuple[str, str]],
    root: str = "",
) -> bytes:
    """Return the page of one thing: its labels, then every property with its values."""
    compactor = Compactor(context)
    sections = []
    for subject, run in groupby(triples(quads), key=lambda t: t.subject):
        rows = "".join(
            f"<dt>{escape(compactor.iri(predicate.value))}</dt>"
            + "".join(f"<dd>{_value(t.object, compactor)}</dd>" for t in group)
            for predicate, group in groupby(run, key=lambda t: t.predicate)
        )
        name = getattr(subject, "value", "")
        heading = f"<h2>{escape(compactor.iri(name))}</h2>" if name != iri else ""
        sections.append(f"{heading}<dl>{rows}</dl>")
    formats = " · ".join(f'<a href="{escape(url)}">{escape(kind)}</a>' for kind, url in alternates)
    body = f"<p><code>{escape(iri)}</code></p>{''.join(sections)}<p>{formats}</p>"
    title = label(iri, quads, language) or compactor.iri(iri)
    return render(title, body, language=language, alternates=alternates, root=root).encode()


def label(iri: str, quads: Sequence[ox.Quad], language: str) -> str:
    """Return the label of a thing: in the language asked for, else Chinese, else any."""
    found = {
        quad.object.language or "": quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.Literal)
        and quad.predicate.value in _LABELS
        and getattr(quad.subject, "value", "") == iri
    }
    for wanted in (language, "zh", "en"):
        for tag, text in sorted(found.items()):
            if tag.partition("-")[0] == wanted:
                return text
    return next(iter(found.values()), "")


def _value(value: object, compactor: Compactor) -> str:
    if isinstance(value, ox.NamedNode):
        name = escape(compactor.iri(value.value))
        if absolute_iri_fault(value.value) or not value.value.startswith("http"):
            return f"<code>{name}</code>"
        rel = "noopener noreferrer nofollow"
        return f'<a href="{escape(value.value)}" rel="{rel}">{name}</a>'
    if isinstance(value, ox.Literal):
        tag = f' lang="{escape(value.language)}"' if value.language else ""
        return f"<span{tag}>{escape(value.value)}</span>"
    return ""
