"""The query worker: a caged process that evaluates one query at a time.

Run as a program of its own, by path, with an empty environment: it imports nothing of ours. It
reads frames from stdin and writes one frame for each to stdout: four bytes of length (big
endian), then the content. A request is JSON (query, base, default_graphs, named_graphs, select,
graph: names of formats or null, rows, bytes); an answer is one byte of kind, then the body:

    R  ready: which cage is on (the first frame, unasked)
    S  a SELECT or ASK answer      G  a graph
    L  too large: what was exceeded
    X  syntax error                N  no format for this form of query
    E  any other error             M  out of memory

It is killed from outside when it is late: nothing in it can stop a running query.
"""

from __future__ import annotations

import ctypes
import gc
import io
import json
import os
import re
import resource
import sys
import threading
import time
from itertools import islice
from typing import Any, BinaryIO

if __name__ == "__main__":
    os.nice(int(sys.argv[3]))  # before anything costs time: a new worker never slows the pages

import pyoxigraph as ox

STACK_BYTES = 64 << 20
PARENT_SECONDS = 1.0
LONGEST_MARK = 256
# The line of names counts as a row of CSV and TSV; the mark of JSON stands between rows.
_ROWS_MORE = {"csv": 1, "tsv": 1, "json": -1}
# What stands between two rows of JSON, what opens a row of XML; never anything of a graph.
_ROW_MARKS = {
    "json": re.compile(rb'\},\{"\w+":\{'),
    "xml": re.compile(rb"<result>"),
    "graph": re.compile(rb"(?!)"),
}
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SELECT = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


class TooLarge(Exception):
    """The answer is above the cap on rows or bytes."""


class Writer(io.BytesIO):
    """Collects an answer and raises as soon as it has more rows or bytes than allowed."""

    def __init__(self, rows: int, size: int, name: str) -> None:
        super().__init__()
        self.body = bytearray()
        self._left = rows + _ROWS_MORE.get(name, 0)
        self._size, self._limit, self._name = size, rows, name
        self._counted, self._quoted = 0, False

    def writable(self) -> bool:
        """Return True: this is what the engine asks first."""
        return True

    def write(self, chunk: Any) -> int:
        """Take one chunk."""
        data = bytes(chunk)
        if len(self.body) + len(data) > self._size:
            raise TooLarge(f"{self._size} bytes")
        self.body += data
        self._left -= self._rows(data)
        if self._left < 0:
            raise TooLarge(f"{self._limit} rows")
        return len(data)

    def _rows(self, data: bytes) -> int:
        """Count the rows that begin in a chunk; what a literal holds never counts.

        `<` is escaped in XML and a line end in TSV; in CSV a line end counts outside of quotes;
        in JSON a quote is escaped, so that no string holds a mark, or ends like one.
        """
        if self._name == "csv":
            parts = data.split(b'"')
            first = int(self._quoted)
            self._quoted ^= (len(parts) - 1) % 2 == 1
            return sum(part.count(b"\n") for part in parts[first::2])
        if self._name == "tsv":
            return data.count(b"\n")
        found = 0
        for mark in _ROW_MARKS[self._name].finditer(self.body, self._counted):
            found += 1
            self._counted = mark.end()
        self._counted = max(self._counted, len(self.body) - LONGEST_MARK)
        return found


def cage() -> str:
    """Leave the network for an empty namespace; return 'namespace', or '' where forbidden."""
    libc = ctypes.CDLL(None, use_errno=True)
    return "namespace" if libc.unshare(_NEW_USER | _NEW_NET) == 0 else ""


def limit(budget: int, cage_on: str) -> str:
    """Cap memory at what is mapped now and the budget; forbid descriptors if nothing else cages."""
    gc.collect()
    pages = int(open("/proc/self/statm", "rb").read().split()[0])  # noqa: PTH123, SIM115
    mapped = pages * resource.getpagesize() + budget
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (mapped, mapped))
    if not cage_on:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return cage_on or "descriptors"


def answer(store: ox.Store, request: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the kind of the answer and its body."""
    try:
        found = store.query(request["query"], base_iri=request["base"] or None, **dataset(request))
        if isinstance(found, ox.QueryTriples):
            return _graph(found, request)
        return _rows(found, request)
    except SyntaxError as error:
        return b"X", str(error).encode("utf-8", "replace")
    except TooLarge as error:
        return b"L", str(error).encode()
    except MemoryError:
        return b"M", b""
    except (ValueError, OSError, RuntimeError) as error:
        return b"E", str(error).encode("utf-8", "replace")


def dataset(request: dict[str, Any]) -> dict[str, Any]:
    """Return the dataset that the protocol chose; where it names one part, the other is empty."""
    if not (request["default_graphs"] or request["named_graphs"]):
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in request["default_graphs"]],
        "named_graphs": [ox.NamedNode(iri) for iri in request["named_graphs"]],
    }


def _rows(found: Any, request: dict[str, Any]) -> tuple[bytes, bytes]:
    name = request["select"]
    if name is None:
        return b"N", b"rows"
    writer = Writer(request["rows"], request["bytes"], name)
    found.serialize(writer, format=_SELECT[name])
    return b"S", bytes(writer.body)


def _graph(found: Any, request: dict[str, Any]) -> tuple[bytes, bytes]:
    name = request["graph"]
    if name is None:
        return b"N", b"graph"
    triples = list(islice(found, request["rows"] + 1))
    if len(triples) > request["rows"]:
        return b"L", f"{request['rows']} triples".encode()
    writer = Writer(sys.maxsize, request["bytes"], "graph")
    ordered = sorted(dict.fromkeys(triples), key=str)
    ox.serialize(ordered, writer, format=_GRAPH[name], prefixes=request.get("prefixes"))
    return b"G", bytes(writer.body)


def send(stream: BinaryIO, kind: bytes, body: bytes) -> None:
    """Write one frame."""
    stream.write((len(body) + 1).to_bytes(4, "big") + kind + body)
    stream.flush()


def serve(store: ox.Store, source: BinaryIO, target: BinaryIO) -> None:
    """Answer frames until the parent closes the pipe."""
    while len(head := source.read(4)) == 4:
        request = json.loads(source.read(int.from_bytes(head, "big")))
        kind, body = answer(store, request)
        send(target, kind, body)
        del body
        if kind != b"S" and kind != b"G":
            gc.collect()


def follow(parent: int) -> None:
    """End this process when its parent is gone, whatever it is at."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def main() -> None:
    """Enter the cage, open the store, then answer on a thread with a big stack."""
    folder, budget = sys.argv[1], int(sys.argv[2])
    caged = cage()  # before any thread: a process of several cannot enter a namespace
    threading.Thread(target=follow, args=(os.getppid(),), daemon=True).start()
    store = ox.Store.read_only(folder)
    store.query("ASK { ?s ?p ?o }")
    threading.stack_size(STACK_BYTES)
    caged = limit(budget, caged)
    target = sys.stdout.buffer
    send(target, b"R", caged.encode())
    thread = threading.Thread(target=serve, args=(store, sys.stdin.buffer, target))
    thread.start()
    thread.join()
    os._exit(0)


if __name__ == "__main__":
    main()
