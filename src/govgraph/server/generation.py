"""A generation: one release opened for serving, and the change to the next under load."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from govgraph import bundled, context
from govgraph.context import Context
from govgraph.errors import DamagedStore, GovgraphError, QueryError
from govgraph.namespaces import HOME, OWL, TYPE
from govgraph.publication.page import PUBLICATION, Publication
from govgraph.publication.render import Renderer
from govgraph.server.answers import Answers
from govgraph.server.results import Results
from govgraph.server.settings import Sealed, ServerSettings
from govgraph.sparql import canned, embedded
from govgraph.sparql.canned import asking
from govgraph.sparql.local import LocalEngine, Pool
from govgraph.sparql.precomputed import Precomputed
from govgraph.sparql.question import Answer
from govgraph.sparql.things import Things

LOOK_SECONDS = 1.0
DRAIN_SECONDS = 30.0
_ONTOLOGY = ox.NamedNode(OWL + "Ontology")
_VERSION = ox.NamedNode(OWL + "versionIRI")
log = logging.getLogger("govgraph.server")


class Generation:
    """What is served of one release.

    The store and the pools are None or empty when the store is missing or damaged: pages are
    served from disk all the same.
    """

    def __init__(self, release: Sealed, settings: ServerSettings) -> None:
        self.release = release
        self.settings = settings
        self.base = str(release.manifest.get("base", ""))
        self.context: Context = _context(release, self.base)
        self.answers = Answers(settings.limits.cache)
        self.results = Results(settings.limits.cache)
        self.gone: Mapping[str, str] = withdrawn(release.folder / "registry.csv")
        self.ontologies = ontologies(release.folder / "ontology.ttl")
        self.catalogue = _catalogue(release.folder)
        self.shapes = ontologies(release.folder / "shapes.ttl")
        self.precomputed: Precomputed | None = None
        self.store: ox.Store | None = None
        self.renderer: Renderer | None = None
        self.public = Pool(release.store, settings.limits.public)
        self.canned = Pool(release.store, settings.limits.canned)
        self.queries = canned.load(settings.queries) if settings.queries else {}
        self.things = Things(LocalEngine(self.canned), self.base + "id/")
        self.fault = ""
        self.active = 0

    @classmethod
    def open(cls, settings: ServerSettings) -> Generation:
        """Open the current release and start its workers.

        Raises:
            ConfigError, DamagedStore: there is no release at all. A damaged store is only noted.
        """
        generation = cls(settings.open(settings.current), settings)
        try:
            generation.check()
            generation.precomputed = Precomputed(generation.release.store)
            generation.store = embedded.open_store(generation.release.store)
            generation.things.store = generation.store
            generation.renderer = _renderer(generation.release.folder, generation.store)
            generation.public.start()
            generation.canned.start()
        except GovgraphError as error:
            generation.fault = "the store cannot be opened"
            log.warning("store unavailable: %s", error)
        return generation

    def check(self) -> None:
        """Hold the store against its seal, before anything reads it.

        Raises:
            DamagedStore: it is not what was sealed.
        """
        found = self.settings.store_faults(self.release.folder)
        for line in found:
            log.warning("%s", line)
        if found:
            raise DamagedStore(f"{self.release.name}: the store is not as it was sealed")

    @property
    def site(self) -> Path:
        """Return the folder of the static site; it need not exist."""
        return self.release.folder / "site"

    @property
    def healthy(self) -> bool:
        """Tell whether queries can be answered."""
        alive = self.public.alive and self.canned.alive
        return bool(not self.fault and alive and self.release.store.is_dir())

    def iri_of(self, path: str) -> str:
        """Return the IRI that a path stands for: vocabularies keep theirs on every base."""
        return (HOME if path.startswith(("voc/", "ns")) else self.base) + path

    def stores(self) -> list[ox.Store]:
        """Return where things are described: the data, and the catalogue about it."""
        return [self.store, self.catalogue] if self.store is not None else [self.catalogue]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the generation open while a request is answered."""
        self.active += 1
        try:
            yield
        finally:
            self.active -= 1

    def answered(self, text: str) -> Answer | None:
        """Return the answer to a bound query that was made before: since the start, or at build.

        Raises:
            ResultTooLarge: the build found it so.
        """
        found = self.results.get(text)
        if found is None and self.precomputed is not None:
            found = self.precomputed.get(text)
            if found is not None:
                self.results.put(text, found)
        return found

    def warm(self) -> None:
        """Run the queries that say so in their header, before anybody asks; from a thread."""
        for query in () if self.fault else self.queries.values():
            if query.precompute:
                with contextlib.suppress(QueryError):
                    if self.answered(query.text) is None:
                        self.results.put(query.text, self.canned.ask(asking(query, query.text)))

    def inspect(self) -> None:
        """Note what is not as it was sealed; from a thread, for no page waits for that."""
        for line in self.settings.faults(self.release.folder):
            log.warning("%s", line)

    def close(self) -> None:
        """End the workers and let go of the store."""
        self.public.close(1.0)
        self.canned.close(1.0)
        if self.precomputed is not None:
            self.precomputed.close()
        self.store = self.things.store = self.renderer = None


class Generations:
    """The current generation, replaced whenever ``dist/current`` points elsewhere."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.current = Generation.open(settings)
        self.reloads = 0

    async def watch(self) -> None:
        """Look for a new release every second, for ever."""
        await asyncio.to_thread(self.current.warm)
        await asyncio.to_thread(self.current.inspect)
        draining: set[asyncio.Task[None]] = set()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.current.public.revive()
            self.current.canned.revive()
            if not self._changed():
                continue
            old = self.current
            try:
                following = await asyncio.to_thread(Generation.open, self.settings)
                await asyncio.to_thread(following.warm)
                self.current = following
            except GovgraphError as error:
                log.warning("the new release cannot be served: %s", error)
                continue
            self.reloads += 1
            log.info("now serving %s", self.current.release.name)
            task = asyncio.create_task(self._drain(old))
            draining.add(task)
            task.add_done_callback(draining.discard)
            await asyncio.to_thread(following.inspect)

    def close(self) -> None:
        """End everything."""
        self.current.close()

    def _changed(self) -> bool:
        with contextlib.suppress(OSError):
            folder = self.settings.current.resolve(strict=True)
            return folder != self.current.release.folder
        return False

    async def _drain(self, old: Generation) -> None:
        for _ in range(int(DRAIN_SECONDS * 10)):
            if not old.active:
                break
            await asyncio.sleep(0.1)
        await asyncio.to_thread(old.close)


def _context(release: Sealed, base: str) -> Context:
    path = release.folder / "context.jsonld"
    if not path.is_file():
        path = bundled.ontology() / "context.jsonld"
    return context.load(path, base + "id/")


def _renderer(folder: Path, store: ox.Store) -> Renderer | None:
    """Return what renders the pages of a release; None for one that was built without."""
    file = folder / PUBLICATION
    if not (file.is_file() and (folder / "ontology.ttl").is_file()):
        return None
    return Renderer.of_release(folder, store, Publication.read(file))


def _catalogue(folder: Path) -> ox.Store:
    """Return what is said about the data but not in it, in memory: it is small."""
    store = ox.Store()
    for name in ("catalog.ttl", "void.ttl", "validation.ttl"):
        if (folder / name).is_file():
            store.load(path=str(folder / name), format=ox.RdfFormat.TURTLE)
    return store


def ontologies(file: Path) -> dict[str, str]:
    """Return the IRIs of the ontology, its modules and their versions, with the version or ''."""
    if not file.is_file():
        return {}
    found: dict[str, str] = {}
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
        name = getattr(quad.subject, "value", "")
        if quad.predicate == TYPE and quad.object == _ONTOLOGY:
            found.setdefault(name, "")
        elif quad.predicate == _VERSION and isinstance(quad.object, ox.NamedNode):
            found[quad.object.value] = quad.object.value.rpartition("/")[2]
    return found


def withdrawn(registry: Path) -> dict[str, str]:
    """Return the ids that were withdrawn, with their successors or '', from a registry."""
    if not registry.is_file():
        return {}
    with registry.open(encoding="utf-8", newline="") as stream:
        return {
            row["id"]: row.get("replaced_by") or ""
            for row in csv.DictReader(stream)
            if row.get("status") not in ("active", "", None)
        }
