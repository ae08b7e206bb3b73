"""The same batches on many machines: Spark runs them, the driver puts the release together.

Records lie on any Hadoop file system. Executors read them there, cut them into the same pieces as
one machine would, and write what each batch gives to that file system; the driver takes these
parts over as if it had made them. Per-record work alone travels, so nothing is shuffled but the
pieces themselves, for balance. A batch depends on its bytes and the reference data alone: whichever
executor makes it, and however often, it comes out the same.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from govgraph.config import Limits
from govgraph.errors import ConfigError, MissingExtra
from govgraph.graph import written
from govgraph.graph.written import Task
from govgraph.records import examination, packing, pieces
from govgraph.records.corpus import BYTES_A_TRIPLE
from govgraph.records.pieces import Piece
from govgraph.workers import Workers

SUFFIXES = (*written.SUFFIXES, ".done")
Place = tuple[str, int]  # the name of a file, and where a piece of it starts
Bytes = tuple[Piece, bytes]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where Spark is, and where it reads and writes.

    `records` are URLs of files of JSON Lines, or patterns of them; `parts` is the URL of a folder
    for what batches give; `partitions` is how many tasks the work is cut into.
    """

    master: str
    records: tuple[str, ...]
    parts: str
    partitions: int = 0  # 0: three for each core of the cluster


class Cluster(Workers):
    """Workers whose batches are made by Spark; all other calls are made on this machine.

    Raises:
        MissingExtra: pyspark is not installed.
        ConfigError: the cluster or the records cannot be reached.
    """

    def __init__(self, plan: Plan, limits: Limits, jobs: int = 1) -> None:
        super().__init__(jobs)
        try:
            sql: Any = import_module("pyspark.sql")
        except ImportError as error:
            raise MissingExtra("spark") from error
        self.plan = plan
        self.limits = limits
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            session = sql.SparkSession.builder.master(plan.master).appName("govgraph")
            self._context: Any = session.getOrCreate().sparkContext
        except Exception as error:
            raise ConfigError(
                f"{plan.master}: SPARK: {_first_line(error)}; see --master"
            ) from error

    def __exit__(self, *error: Any) -> None:
        """End the session and all processes."""
        self._context.stop()
        super().__exit__(*error)

    def fetch(self, folder: Path) -> tuple[Path, ...]:
        """Copy the records to this machine, which checks what holds between them; return copies.

        Raises:
            ConfigError: there are none.
        """
        found = []
        for url in self.plan.records:
            system, path = self._system(url)
            try:
                states = system.globStatus(path) or ()
            except Exception as error:
                raise ConfigError(f"{url}: SPARK: {_first_line(error)}; see --records") from error
            if not states:
                raise ConfigError(f"{url}: no such file; see --records")
            for state in states:
                target = folder / state.getPath().getName()
                if target.exists():
                    raise ConfigError(f"{url}: two files of one name ({target.name}); rename one")
                system.copyToLocalFile(False, state.getPath(), self._path(str(target)), True)
                found.append(target)
        return tuple(found)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """Yield what a function returns for each item, in their order; batches come from Spark."""
        batches: tuple[object, ...] = (examination.examine, written.make)
        if function not in batches:
            yield from super().map(function, items)
            return
        held = list(items)
        names = {url.rpartition("/")[2] for url in self.plan.records}
        mine = {p: i for i in held if (p := _place(i)) and _matches(p[0], names)}
        made = self._examined if function is examination.examine else self._filled
        found = made(mine) if mine else {}
        for item in held:
            place = _place(item)
            yield found[place] if place in found else function(item)

    def _examined(self, items: dict[Any, Any]) -> dict[Any, Any]:
        """Examine pieces; return what was found by place."""
        words = {path: Path(path).read_bytes() for _, path in items.values()}
        shared = self._context.broadcast((items, words))
        rows = self._pieces().flatMap(lambda found: _examine(found, shared.value)).collect()
        return {place: replace(value, piece=items[place][0]) for place, value in rows}

    def _filled(self, items: dict[Any, Any]) -> dict[Any, Any]:
        """Make batches; their files are left where a batch made here would leave them."""
        ground = {task.ground: Path(task.ground).read_bytes() for task in items.values()}
        shared = self._context.broadcast((items, ground))
        target = f"{self.plan.parts.rstrip('/')}/{self._run_name(items)}"
        system, path = self._system(target)
        if not system.exists(self._path(f"{target}/_SUCCESS")):
            system.delete(path, True)
            rows = self._pieces().flatMap(lambda found: _make(found, shared.value))
            rows.saveAsPickleFile(target, batchSize=1)
        found = {}
        for place, name, files in self._context.pickleFile(target).toLocalIterator():
            stem = Path(items[place].folder, name)
            for suffix, content in zip(SUFFIXES, files, strict=True):
                stem.with_suffix(suffix).write_bytes(content)
            found[place] = written.make(items[place])
        system.delete(path, True)
        return found

    def _run_name(self, items: dict[Any, Any]) -> str:
        names = sorted(task.name for task in items.values())
        return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]

    def _pieces(self) -> Any:
        """Return the pieces of all records with their bytes, spread over the cluster."""
        limits, count = self.limits, self.plan.partitions or 3 * self._context.defaultParallelism
        files = self._context.binaryFiles(",".join(self.plan.records), count)
        return files.flatMap(lambda file: _cut(file, limits)).repartition(count)

    def _system(self, url: str) -> tuple[Any, Any]:
        path = self._path(url)
        return path.getFileSystem(self._context._jsc.hadoopConfiguration()), path

    def _path(self, url: str) -> Any:
        return self._context._jvm.org.apache.hadoop.fs.Path(url)


def _matches(name: str, patterns: set[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _place(item: Any) -> Place | None:
    """Return which piece an examination or a batch is about, None for other batches."""
    piece = item.piece if isinstance(item, Task) else item[0]
    return None if piece is None else (piece.name, piece.start)


def _cut(file: tuple[str, bytes], limits: Limits) -> Iterator[Bytes]:
    """Cut a file as this machine would, whichever way it is packed."""
    name = file[0].rpartition("/")[2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "packed")
        path.write_bytes(file[1])
        plain = packing.unpack(path, name, Path(folder, "plain"), limits)
        with plain.open("rb") as stream:
            for piece in pieces.cut(plain, name, limits.batch_triples * BYTES_A_TRIPLE):
                stream.seek(piece.start)
                yield piece, stream.read(piece.end - piece.start)


def _examine(found: Bytes, shared: Any) -> Iterator[tuple[Place, Any]]:
    items, words = shared
    piece, content = found
    item = items.get((piece.name, piece.start))
    if item is not None:
        with tempfile.TemporaryDirectory() as folder:
            here = _laid(piece, content, folder)
            yield (
                (piece.name, piece.start),
                examination.examine((here, _kept(words[item[1]]))),
            )


def _make(found: Bytes, shared: Any) -> Iterator[tuple[Place, str, Sequence[bytes]]]:
    items, ground = shared
    piece, content = found
    task = items.get((piece.name, piece.start))
    if task is not None:
        with tempfile.TemporaryDirectory() as folder:
            here = replace(
                task,
                ground=_kept(ground[task.ground]),
                folder=folder,
                piece=_laid(piece, content, folder),
            )
            written.make(here)
            stem = Path(folder, here.name)
            files = [stem.with_suffix(suffix).read_bytes() for suffix in SUFFIXES]
            yield (piece.name, piece.start), here.name, files


def _laid(piece: Piece, content: bytes, folder: str) -> Piece:
    path = Path(folder, "piece")
    path.write_bytes(content)
    return replace(piece, path=str(path), start=0, end=len(content))


def _kept(content: bytes) -> str:
    """Return a file of this executor with some content, so that it is unpacked once."""
    name = hashlib.sha256(content).hexdigest()
    files: Any = import_module("pyspark").SparkFiles
    path = Path(files.getRootDirectory(), f"govgraph-{os.getpid()}-{name}")
    if not path.exists():
        path.write_bytes(content)
    return str(path)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
