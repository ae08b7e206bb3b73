"""Lines of canonical N-Quads: the working form of a dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from govgraph.ntriples import Triple

# (subject, predicate, object, graph) in N-Triples syntax; the graph may be ''.
Statement = tuple[str, str, str, str]


def lines(quads: Iterable[ox.Quad]) -> list[str]:
    """Return quads as lines, without the line end."""
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return text.decode("utf-8").split("\n")[:-1]  # a literal may hold what else ends a line


def split(line: str) -> Statement:
    """Split a line of a quad that lies in a named graph.

    >>> split('<s> <p> "a b" <g> .')
    ('<s>', '<p>', '"a b"', '<g>')
    """
    subject, predicate, rest = line.split(" ", 2)
    value, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, value, graph


def join(triple: Triple, graph: str) -> str:
    """Return the line of a triple in a graph."""
    return f"{triple[0]} {triple[1]} {triple[2]} {graph} ."


def joined(graphs: Mapping[str, Iterable[Triple]]) -> Iterator[str]:
    """Yield the lines of the triples of each graph."""
    for graph, triples in graphs.items():
        end = f" {graph} ."
        for subject, predicate, value in triples:
            yield f"{subject} {predicate} {value}{end}"


def sorted_text(graphs: Mapping[str, Iterable[Triple]]) -> str:
    """Return the distinct lines of the triples of each graph, sorted, each with its end.

    What is said of one subject is sorted by itself: no line of it can stand among those of others,
    and a comparison need not go through the equal beginnings of all lines.

    >>> sorted_text({"<g>": [("<b>", "<p>", "<o>"), ("<a>", "<q>", "<o>"), ("<a>", "<p>", "<o>")]})
    '<a> <p> <o> <g> .\\n<a> <q> <o> <g> .\\n<b> <p> <o> <g> .\\n'
    """
    about: dict[str, list[str]] = defaultdict(list)
    for graph, triples in graphs.items():
        end = f" {graph} .\n"
        for subject, predicate, value in triples:
            about[subject].append(f"{predicate} {value}{end}")
    text: list[str] = []
    for subject in sorted(about):
        start = subject + " "
        text.append(start + start.join(sorted(set(about[subject]))))
    return "".join(text)


def parse(quad_lines: Iterable[str]) -> Iterator[ox.Quad]:
    """Return the quads of lines of ours, which were checked when they were made."""
    text = ("\n".join(quad_lines) + "\n").encode()
    return ox.parse(text, format=ox.RdfFormat.N_QUADS, lenient=True)


def iri(value: str) -> str:
    """Return an IRI in N-Triples syntax."""
    return f"<{value}>"
