"""What a release holds beside its dumps: tables, things, the catalogue and what describes it.

All of it is made from the sorted triples and from the files already written, in a fixed order,
so that the same data gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from govgraph.context import Context
from govgraph.namespaces import DCAT, GG
from govgraph.publication import (
    catalog,
    citation,
    distributions,
    parquet,
    search,
    statistics,
    table_metadata,
    tables,
    things,
    void,
)
from govgraph.publication.about import About
from govgraph.publication.catalog import Coverage
from govgraph.publication.document import Documents
from govgraph.publication.entries import entries
from govgraph.publication.metadata import Description
from govgraph.publication.statistics import Statistics
from govgraph.publication.tables import Labels

_EXAMPLES = ("Official", "Pledge", "QuantitativeTarget", "Observation", "AdministrativeUnit")
_DAY = re.compile(rf"> <{re.escape(DCAT)}(?:start|end)Date> \"([0-9-]+)\"".encode(), re.ASCII)


def calls(
    ntriples: Path, folder: Path, documents: Documents, names: Labels
) -> list[Callable[[], object]]:
    """Return what writes tables, things and search and counts, each alone, from the sorted union.

    `names` is what the things of reference are called; the last call returns the statistics.
    """
    return [
        partial(_index, ntriples, folder / search.FILE, documents.context.base),
        partial(things.write, ntriples, folder, documents),
        partial(tables.write, ntriples, folder, names),
        partial(statistics.count, ntriples, void.TARGETS),
    ]


def write(
    ntriples: Path,
    folder: Path,
    about: About,
    documents: Documents,
    names: Labels,
    counts: Statistics,
    *,
    with_parquet: bool,
) -> list[ox.Triple]:
    """Write what describes the files below `folder`; return the catalogue and VoID as triples.

    `ntriples` is the sorted union of the data as a plain file; `names` is what the things of
    reference are called. What the catalogue is to list must lie in `folder` already.

    Raises:
        MissingExtra: Parquet is wanted and pyarrow is not installed.
    """
    table_metadata.write(folder, about)
    if with_parquet:
        parquet.write(folder)
    coverage = _coverage(ntriples, about, names)
    files = distributions.find(folder)
    described = catalog.describe(about, coverage, files)
    described.write_turtle(folder / "catalog.ttl", documents.context, catalog.PREFIXES)
    described.write_json_ld(folder / "catalog.jsonld", documents)
    counted = _void(counts, about, documents.context)
    counted.write_turtle(folder / "void.ttl", documents.context, catalog.PREFIXES)
    citation.write_cff(folder / "CITATION.cff", about, coverage)
    dataset = json.dumps(citation.schema_org(about, coverage, files), ensure_ascii=False, indent=1)
    (folder / "dataset.jsonld").write_text(dataset + "\n", encoding="utf-8", newline="\n")
    return described.sorted() + counted.sorted()


def _index(ntriples: Path, path: Path, base: str) -> int:
    return search.write(path, entries(ntriples, base))


def _void(counts: Statistics, about: About, context: Context) -> Description:
    place = void.Place(
        dataset=about.dataset,
        document=f"{about.id_base}void/{about.version}",
        endpoint=about.endpoint,
        dumps=tuple(about.download(name) for name in ("govgraph.ttl", "govgraph.nt.gz")),
        examples=tuple(counts.first[GG + n] for n in _EXAMPLES if GG + n in counts.first),
        licence=about.licence,
    )
    return void.describe(counts, place, context)


def _coverage(ntriples: Path, about: About, names: Labels) -> Coverage:
    days = set()
    with ntriples.open("rb") as stream:
        for line in stream:
            if b"Date> " in line and (found := _DAY.search(line)):
                days.add(found.group(1).decode())
    publisher = names.get(about.publisher, ("", ""))
    zh, en = names.get(about.spatial, ("", ""))
    return Coverage(
        publisher=publisher[1] or publisher[0] or about.publisher,
        place={tag: text for tag, text in (("zh-hans", zh), ("en", en)) if text},
        first=min(days, default=""),
        last=max(days, default=""),
    )
