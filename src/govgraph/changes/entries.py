"""Changes as data: one `gg:ChangeEntry` for each changed thing, in the graph about the graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph.changes.change import Change
from govgraph.graph import nquads
from govgraph.namespaces import DCAT, DCT, GG, HOME, PROV, RDF, XSD, concept


@dataclass(frozen=True, slots=True)
class Edition:
    """The release that is being made: what its entries say of it.

    `base` is the IRI that ids are relative to, `issued` a date, `meta` the id of the graph.
    """

    base: str
    version: str
    issued: str
    meta: str

    @property
    def dataset(self) -> str:
        """Return the IRI of this version of the dataset."""
        return f"{self.base}dataset/{self.version}"

    def entry(self, change: Change) -> str:
        """Return the IRI of the entry about a changed thing."""
        for start in (self.base, HOME):
            if change.iri.startswith(start):
                return f"{self.base}change/{self.version}/{change.iri[len(start) :]}"
        return f"{self.base}change/{self.version}/{change.iri.partition('://')[2]}"


def lines(changes: Iterable[Change], edition: Edition, former_version: str) -> list[str]:
    """Return a release, what it revises ('' : nothing), and its entries, as lines of N-Quads."""
    graph = ox.NamedNode(edition.base + edition.meta)
    release = ox.NamedNode(edition.dataset)
    day = ox.Literal(edition.issued, datatype=ox.NamedNode(XSD + "date"))
    quads = [
        ox.Quad(release, ox.NamedNode(RDF + "type"), ox.NamedNode(DCAT + "Dataset"), graph),
        ox.Quad(release, ox.NamedNode(DCT + "issued"), day, graph),
    ]
    if former_version:
        revised = ox.NamedNode(f"{edition.base}dataset/{former_version}")
        quads.append(ox.Quad(release, ox.NamedNode(PROV + "wasRevisionOf"), revised, graph))
    for change in changes:
        entry = ox.NamedNode(edition.entry(change))
        facts = (
            (RDF + "type", ox.NamedNode(GG + "ChangeEntry")),
            (GG + "changedResource", ox.NamedNode(change.iri)),
            (GG + "changeType", concept("change-type", change.kind.value)),
            (GG + "inRelease", release),
            (DCT + "issued", day),
        )
        quads += [ox.Quad(entry, ox.NamedNode(key), value, graph) for key, value in facts]
    return nquads.lines(quads)


def carried(former: Iterable[str], edition: Edition) -> Iterator[str]:
    """Yield the entries that a former release holds already, for the graph of this one."""
    starts = (f"<{edition.base}change/", f"<{edition.base}dataset/")
    meta = f" <{edition.base}graph/meta/"
    graph = f"<{edition.base}{edition.meta}>"
    for line in former:
        if line.startswith(starts) and meta in line[line.rindex(" <") - 1 :]:
            subject, predicate, value, _ = nquads.split(line)
            yield nquads.join((subject, predicate, value), graph)
