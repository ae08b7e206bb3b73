"""What Python users work with: a release opened, questions asked, answers as they need them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib

from govgraph import bundled, config, pipeline
from govgraph import release as releases
from govgraph.config import Settings
from govgraph.errors import MissingExtra, QueryError
from govgraph.namespaces import HOME
from govgraph.publication import charts, results
from govgraph.sparql import binding, canned
from govgraph.sparql.binding import Value
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.embedded import EmbeddedEngine
from govgraph.sparql.engine import QueryEngine, Rows
from govgraph.sparql.remote import RemoteEngine
from govgraph.sparql.things import Things

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as SVG; a notebook shows it."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        """Return the SVG."""
        return self.svg


@dataclass(frozen=True, repr=False)
class Answer:
    """The rows that answer a question: iterate over dicts, or take them all in one form.

    Each row is a dict keyed by column: IRIs and texts are str, numbers int or Decimal.
    """

    question: CannedQuery
    sparql: str
    rows: Rows

    def __repr__(self) -> str:
        """Return the name of the question and how many rows answer it."""
        return f"Answer({self.question.name!r}, {len(self)} rows)"

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.rows.columns

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as dicts."""
        return iter(self.to_dicts())

    def __getitem__(self, number: int) -> dict[str, Any]:
        """Return one row."""
        return self.to_dicts()[number]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts."""
        return results.to_dicts(self.rows)

    def to_csv(self) -> str:
        """Return the rows as CSV, every column, values as they are."""
        return results.to_csv(self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame; numbers are floats or ints there.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas as pd  # heavy, and few need it
        except ImportError as error:
            raise MissingExtra("notebook") from error
        frame = pd.DataFrame(self.to_dicts(), columns=list(self.columns))
        for column in self.columns:
            kinds = {type(value).__name__ for value in frame[column] if value is not None}
            if "Decimal" in kinds and kinds <= {"Decimal", "int"}:
                frame[column] = frame[column].astype("float64")
        return frame

    def chart(self, language: str = "zh") -> Chart:
        """Return the chart that suits the question.

        Raises:
            BadParameter: the question has none.
        """
        return Chart(charts.svg(self.question, self.rows, language))


class Asked:
    """What answers questions, here or far away; `Release` and `Endpoint` are the two."""

    @property
    def base(self) -> str:
        """Return the IRI that ids are relative to."""
        raise NotImplementedError

    def query(self, name: str, **parameters: Value | Sequence[Value]) -> Answer:
        """Answer a canned question; a place may be given by code, name or pinyin.

        Raises:
            UnknownQuery, BadParameter: saying what there is instead.
            QueryError: the question is answered with RDF; see `construct`.
        """
        question = canned.read(bundled.queries(), name)
        if question.form is not Form.SELECT:
            raise QueryError(f"{name}: answers with RDF; use construct(release.sparql(…))")
        text = self.sparql(name, **parameters)
        return Answer(question, text, self._engine.select(text))

    def sparql(self, name: str, **parameters: Value | Sequence[Value]) -> str:
        """Return the SPARQL of a canned question with its parameters bound."""
        question = canned.read(bundled.queries(), name)
        return binding.bind(question, binding.read(question, parameters, self._things))

    def select(self, sparql: str) -> Answer:
        """Answer a SELECT query of your own over the union of all graphs."""
        return Answer(canned.adhoc(sparql), sparql, self._engine.select(sparql))

    def construct(self, sparql: str) -> rdflib.Graph:
        """Answer a CONSTRUCT or DESCRIBE query of your own with an rdflib graph."""
        data = ox.serialize(self._engine.construct(sparql), format=ox.RdfFormat.N_TRIPLES)
        return rdflib.Graph().parse(data=data or b"", format="nt")

    def pledges(self, area: str | Sequence[str] = "any") -> Answer:
        """Return the pledges of one district, of several, or of all."""
        return self.query("pledges-by-district", area=area)

    def targets(self, indicator: str | Sequence[str] = "any") -> Answer:
        """Return the targets for one indicator, for several, or for all; the boldest first."""
        return self.query("targets-for-indicator", indicator=indicator)

    @cached_property
    def _engine(self) -> QueryEngine:
        raise NotImplementedError

    @cached_property
    def _things(self) -> Things:
        return Things(self._engine, self.base)


@dataclass(frozen=True)
class Endpoint(Asked):
    """A SPARQL endpoint that holds a copy: ``govgraph.connect("http://127.0.0.1:3030/ds/query")``.

    `timeout` is in seconds, for each answer. What may go wrong: see RemoteEngine.
    """

    url: str
    base: str = HOME + "id/"
    timeout: float = 60

    @cached_property
    def _engine(self) -> RemoteEngine:
        return RemoteEngine(self.url, timeout=self.timeout)


@dataclass(frozen=True)
class Release(Asked):
    """A release, opened for reading: ``govgraph.open("dist/current")``."""

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """Return the name: version and the first 12 digits of the canonical hash."""
        return self.folder.name

    @property
    def base(self) -> str:
        """Return the IRI that ids are relative to."""
        return f"{self.manifest['base']}id/"

    def graph(self) -> rdflib.Graph:
        """Return all data as one rdflib graph: the union of the named graphs but the meta one."""
        data = gzip.decompress((self.folder / "govgraph.nt.gz").read_bytes())
        return rdflib.Graph().parse(data=data, format="nt")

    def dataset(self) -> rdflib.Dataset:
        """Return all data as an rdflib dataset with its named graphs."""
        data = gzip.decompress((self.folder / "govgraph.nq.gz").read_bytes())
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=data, format="nquads")
        return dataset

    def store(self) -> ox.Store:
        """Return the embedded store, read only; its default graph is the union."""
        return self._engine.store

    @cached_property
    def _engine(self) -> EmbeddedEngine:
        return EmbeddedEngine(self.folder / "store")


def open(path: str | PathLike[str] = "dist/current") -> Release:
    """Open a release folder.

    Raises:
        ConfigError: there is none.
        DamagedStore: it cannot be read.
    """
    sealed = releases.open_release(Path(path))
    return Release(sealed.folder, sealed.manifest)


def connect(url: str, *, base: str = HOME + "id/", timeout: float = 60) -> Endpoint:
    """Ask a remote endpoint the same questions; `base` is the IRI that its ids are relative to.

    Raises:
        ConfigError: no http(s) URL.
    """
    return Endpoint(url, base, timeout)


def build(path: str | PathLike[str] = ".") -> Release:
    """Build the publication in a folder (or the one above that has a govgraph.toml); open it.

    Raises:
        RecordProblems, NotConformant: the data is at fault; nothing was published.
    """
    sealed = pipeline.build(settings(path))
    return Release(sealed.folder, sealed.manifest)


def settings(path: str | PathLike[str] = ".") -> Settings:
    """Read the settings of a publication from its govgraph.toml.

    Raises:
        ConfigError: there is none, or it has faults.
    """
    return config.load(config.find(Path(path)))


def queries() -> dict[str, CannedQuery]:
    """Return the canned questions by name.

    >>> queries()["targets-for-indicator"].title["en"]
    'Who promised the most of an indicator?'
    """
    return canned.load(bundled.queries())
