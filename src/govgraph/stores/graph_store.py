"""The SPARQL 1.1 Graph Store Protocol: one HTTP request a graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from urllib.parse import urlencode

import pyoxigraph as ox

from govgraph.errors import StoreRefused, Unverified
from govgraph.stores.backoff import Backoff
from govgraph.stores.connection import JSON_RESULTS, Connection, place
from govgraph.stores.dialects import Dialect
from govgraph.stores.parts import Body, Part
from govgraph.stores.store import DEFAULT, Row, Sent, nothing, turtle

# A store that takes more than this many seconds for so many triples is taken for dead.
SLOWEST = 1000
_NOT_FOUND = 404


class GraphStore:
    """A store that speaks the Graph Store Protocol beside SPARQL."""

    def __init__(
        self, endpoint: str, dialect: Dialect, connection: Connection, backoff: Backoff
    ) -> None:
        self.endpoint = endpoint
        self.dialect = dialect
        self.connection = connection
        self.backoff = backoff
        private = bool(connection.credentials.password)
        self.query_url, self.update_url, self.graph_url = dialect.urls(endpoint, private=private)

    def contact(self) -> None:
        """Ask something trivial, once.

        Raises:
            StoreUnreachable: nothing answers.
        """
        self._results("ASK {}")

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        answer = self.backoff.again(lambda: self._results(query))
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        # Virtuoso answers yes with one row of a column of this name, and no with no row.
        if [variable.value for variable in answer.variables] == ["__ASK_RETVAL"]:
            return any(True for _ in answer)
        raise Unverified(f"{place(self.query_url)}: rows instead of yes or no")

    def select(self, query: str) -> list[Row]:
        """Answer a SELECT query."""
        answer = self.backoff.again(lambda: self._results(query))
        if not isinstance(answer, ox.QuerySolutions):
            raise Unverified(f"{place(self.query_url)}: yes or no instead of rows")
        names = [variable.value for variable in answer.variables]
        try:
            return [
                {name: term for name in names if (term := solution[name]) is not None}
                for solution in answer
            ]
        except (SyntaxError, ValueError) as error:
            raise self._cut(error) from error

    def replace(self, graph: str, part: Part, sent: Sent = nothing, *, bulk: bool = False) -> None:
        """Put a part in place of a graph, streamed."""
        compressed = self.dialect.gzip
        # Oxigraph leaves the end of a compressed body unread and takes it for the next request.
        headers = {"Connection": "close"}
        if compressed:
            headers["Content-Encoding"] = "gzip"
        if not compressed and not self.dialect.chunked:
            headers["Content-Length"] = str(part.size)
        method, extra = ("POST", {self.dialect.bulk: ""}) if bulk else ("PUT", {})
        body = Body(part, compressed=compressed, sent=sent)
        idle = self.connection.timeouts.idle + part.triples / SLOWEST
        self._graph(method, graph, body, headers, extra, idle)

    def write(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Put a small graph; an empty one is removed."""
        if triples:
            self.backoff.again(lambda: self._graph("PUT", graph, turtle(triples)))
        else:
            self.remove(graph)

    def remove(self, graph: str) -> None:
        """Delete a graph."""
        try:
            self.backoff.again(lambda: self._graph("DELETE", graph))
        except StoreRefused as error:
            if error.status != _NOT_FOUND:
                raise

    def move(self, source: str, target: str) -> None:
        """Move a graph, by SPARQL Update: the Graph Store Protocol has no word for it."""
        self.update(f"MOVE SILENT GRAPH <{source}> TO {_target(target)}", wait=True)

    def update(self, text: str, *, wait: bool = False) -> None:
        """Carry out a SPARQL Update; `wait` allows it to take long."""
        timeouts = self.connection.timeouts
        self.connection.send(
            "POST",
            self.update_url,
            headers={"Content-Type": "application/sparql-update"},
            content=text.encode(),
            idle=timeouts.total if wait else None,
        )

    def _graph(
        self,
        method: str,
        graph: str,
        content: bytes | Iterable[bytes] | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, str] | None = None,
        idle: float | None = None,
    ) -> None:
        name = {"default": ""} if graph == DEFAULT else {self.dialect.graph_parameter: graph}
        kind = {} if content is None else {"Content-Type": self.dialect.media_type}
        self.connection.send(
            method,
            self.graph_url,
            parameters=name | (extra or {}),
            headers=kind | (headers or {}),
            content=content,
            idle=idle,
        )

    def _results(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean:
        answer = self.connection.send(
            "POST",
            self.query_url,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=_form(query),
            accept=JSON_RESULTS,
        )
        try:
            found = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._cut(error) from error
        assert not isinstance(found, ox.QueryTriples)
        return found

    def _cut(self, error: Exception) -> Unverified:
        words = " ".join(str(error).split())
        return Unverified(f"{place(self.query_url)}: the answer is cut or broken ({words})")


class UpdateStore(GraphStore):
    """A store with SPARQL Update alone: graphs go in as batches of INSERT DATA."""

    # Virtuoso refuses more than 10 000 lines, others big texts.
    most_lines = 1000
    most_bytes = 500_000

    def replace(self, graph: str, part: Part, sent: Sent = nothing, *, bulk: bool = False) -> None:
        """Drop a graph, then insert a part batch by batch."""
        self.remove(graph)
        done = 0
        for batch in part.batches(self.most_lines, self.most_bytes):
            self.backoff.again(partial(self._insert, graph, batch))
            done += batch.count(b"\n")
            sent(done)

    def write(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Drop a small graph and insert it anew."""
        self.remove(graph)
        if triples:
            self.backoff.again(lambda: self._insert(graph, turtle(triples)))

    def remove(self, graph: str) -> None:
        """Drop a graph."""
        self.backoff.again(lambda: self.update(f"DROP SILENT {_target(graph)}", wait=True))

    def _insert(self, graph: str, lines: bytes) -> None:
        text = lines.decode()
        where = text if graph == DEFAULT else f"GRAPH <{graph}> {{\n{text}}}"
        self.update(f"INSERT DATA {{\n{where}\n}}")


def _target(graph: str) -> str:
    return "DEFAULT" if graph == DEFAULT else f"GRAPH <{graph}>"


def _form(query: str) -> bytes:
    return urlencode({"query": query}).encode()
