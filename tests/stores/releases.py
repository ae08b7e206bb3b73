"""Invented releases: sorted N-Quads in the shape that a build gives, and nothing more."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path

from govgraph.stores.plan import Cargo

BASE = "https://example.org/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"
GG = "https://w3id.org/govgraph/ns#"


def graph(name: str) -> str:
    """Return the IRI of a graph."""
    return f"{BASE}graph/{name}"


def pledges(count: int, source: str, *, value: int = 0) -> list[str]:
    """Return the lines of some invented pledges, ten triples each, in the graph of a source."""
    lines = []
    for number in range(count):
        node = f"<{BASE}pledge/{source}-{number:06d}>"
        lines += [
            f"{node} {rest} <{graph('source/' + source)}> ."
            for rest in (
                f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{GG}Pledge>",
                f'<{GG}year> "{2000 + number % 30}"^^<{XSD}integer>',
                f'<{GG}value> "{number + value}.5"^^<{XSD}decimal>',
                f'<{GG}firm> "{"true" if number % 2 else "false"}"^^<{XSD}boolean>',
                f'<http://purl.org/dc/terms/issued> "2024-01-{1 + number % 28:02d}"^^<{XSD}date>',
                f'<http://www.w3.org/2004/02/skos/core#prefLabel> "承诺 {number}（虚构）"@zh-hans',
                f'<http://www.w3.org/2004/02/skos/core#prefLabel> "pledge {number} (invented)"@en',
                f"<{GG}area> <{BASE}area/{number % 300}>",
                f"<{GG}indicator> <{BASE}indicator/{number % 40}>",
                f'<{GG}quote> "地区生产总值增长 \\"{number % 100}\\"\\n以上"',
            )
        ]
    return lines


def meta(version: str) -> list[str]:
    """Return the graph about the graphs."""
    node = f"<{BASE}activity/build/{version}>"
    return [
        f'{node} <http://purl.org/dc/terms/identifier> "{version}" <{graph("meta/" + version)}> .'
    ]


def release(folder: Path, version: str, lines: Iterable[str]) -> Cargo:
    """Write a release of these lines and return what the loader takes."""
    ordered = sorted({*lines, *meta(version)})
    text = "".join(f"{line}\n" for line in ordered).encode()
    digest = hashlib.sha256(text).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    nquads, ntriples = folder / f"{version}.nq.gz", folder / f"{version}.nt.gz"
    nquads.write_bytes(gzip.compress(text, mtime=0))
    outside = graph("meta/" + version)
    union = sorted({line.rpartition(" <")[0] for line in ordered if f"<{outside}>" not in line})
    ntriples.write_bytes(gzip.compress("".join(f"{t} .\n" for t in union).encode(), mtime=0))
    return Cargo(f"{version}-{digest[:12]}", nquads, digest, BASE, outside)


def first(folder: Path, count: int = 30) -> Cargo:
    """Return a small first release: two sources, and what was inferred from them."""
    lines = pledges(count, "0001") + pledges(count // 2, "0002") + inferred(count, "1.0.0")
    return release(folder, "1.0.0", lines)


def second(folder: Path, count: int = 30) -> Cargo:
    """Return the next release: source 1 is unchanged, source 2 differs, source 3 is new."""
    lines = pledges(count, "0001") + pledges(count, "0002", value=7) + pledges(5, "0003")
    return release(folder, "1.1.0", lines + inferred(count, "1.1.0"))


def inferred(count: int, version: str) -> list[str]:
    """Return what an invented rule infers, in a graph that carries the version."""
    return [
        f"<{BASE}pledge/0001-{number:06d}> <{GG}about> <{BASE}area/{number % 300}> "
        f"<{graph('inferred/' + version)}> ."
        for number in range(count)
    ]
