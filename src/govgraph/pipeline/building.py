"""How records become a release."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

from govgraph import bundled, release
from govgraph.config import FILE_NAME, Settings
from govgraph.errors import NotConformant
from govgraph.pipeline.assembly import Batches, account_of, assembled, load_words, read, validated
from govgraph.pipeline.files import Files
from govgraph.pipeline.progress import Progress, quiet, timed
from govgraph.pipeline.work import Work
from govgraph.release import Digest, Release
from govgraph.workers import Workers

# The folder of finished batches below the cache, and the inputs that the program is not made of.
BATCHES = "batches"
_DATA = ("data", "records")
# Their releases may change what a build writes.
_TOOLS = ("pyoxigraph", "rdflib", "pyshacl", "owlrl")


def build(settings: Settings, progress: Progress = quiet, work: Work | None = None) -> Release:
    """Build the publication and swap it in as the current release.

    Where nothing changed since the latest build, its release stands as it is.

    Raises:
        RecordProblems, NotConformant, Inconsistent: the data is at fault; nothing was published.
        MachineError, Locked: see there; the former release stays.
    """
    work = work or Work()
    inputs = _inputs(settings, work)
    with release.lock(settings.output):
        sealed = release.digests(inputs)
        key = _key(settings, sealed)
        if found := release.ledger.find(settings.output, key):
            progress("unchanged", 1, 1)
            return found
        made = _build(settings, inputs, sealed, progress, work)
        release.ledger.note(settings.output, key, made)
        return made


def _build(
    settings: Settings,
    inputs: dict[str, Path],
    sealed: dict[str, Digest],
    progress: Progress,
    work: Work,
) -> Release:
    cache = settings.output / ".cache" / BATCHES
    if not work.resume:
        shutil.rmtree(cache, ignore_errors=True)
    with release.staging(settings.output) as folder:
        words, mapping = load_words(settings)
        records = read(settings, mapping, words, progress, folder / ".read", work)
        program = _key(settings, {k: v for k, v in sealed.items() if not k.startswith(_DATA)})
        batches = Batches(cache, program, work.workers)
        with assembled(settings, words, mapping, records, folder, progress, batches) as dataset:
            with timed(progress, "validate"):
                report = validated(dataset, settings, mapping, records)
            if not report.conforms:
                raise NotConformant(report)
            account = account_of(dataset, settings, mapping)
            dataset.add(account.lines)
            shutil.rmtree(folder / ".read")
            # What is small is written before a process has started.
            workers = Workers() if dataset.validator is None else work.workers
            files = Files(folder, settings, mapping, words, progress, workers)
            name, manifest = files.write(dataset, report, account)
        release.unchanged(inputs, sealed)
        made = release.seal(folder, settings.output, name, {**manifest, "inputs": sealed})
    shutil.rmtree(cache, ignore_errors=True)
    return made


def _inputs(settings: Settings, work: Work) -> dict[str, Path]:
    """Return everything that a release is made from, by name."""
    found = {"govgraph.toml": settings.root / FILE_NAME, "data": settings.data}
    found |= {name: bundled.root() / name for name in ("ontology", "shapes", "queries")}
    if settings.vocabularies:
        found["vocabularies"] = settings.vocabularies
    for number, path in enumerate(work.records, 1):
        found["records" if number == 1 else f"records-{number}"] = path
    return found


def _key(settings: Settings, sealed: dict[str, Digest]) -> str:
    """Return the hash of everything that decides what a build gives."""
    tools = {name: metadata.version(name) for name in _TOOLS}
    program = release.digests({"program": bundled.PROGRAM})
    return release.ledger.key({**sealed, **program, **tools, **settings.choices})
