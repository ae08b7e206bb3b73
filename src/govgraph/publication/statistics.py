"""How much of what a release holds: the counts behind VoID, from one look at each triple.

Equal to what SPARQL counts over the union of the data (a test holds the two together). Counts
that need every name at once (distinct objects, the classes of what is linked) are made up to
`MANY` subjects and left out beyond, where they would not fit in memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from govgraph.namespaces import RDF, XSD
from govgraph.publication.subjects import Subject, saying, subjects

MANY = 500_000
_TYPE = RDF + "type"


@dataclass
class PropertyCount:
    """How often a property is used: triples, subjects, and triples by what they lead to.

    While things are counted, `datatypes` goes by what stands behind the closing quote.
    """

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    datatypes: Counter[str] = field(default_factory=Counter)


def _counts() -> dict[str, PropertyCount]:
    return defaultdict(PropertyCount)


@dataclass
class Statistics:
    """The counts of one dataset.

    `objects` is None where there are too many to tell apart; `first` is the first thing of each
    class; `links` counts by property and by the dataset elsewhere that is linked to.
    """

    triples: int = 0
    subjects: int = 0
    objects: int | None = 0
    entities: Counter[str] = field(default_factory=Counter)
    properties: dict[str, PropertyCount] = field(default_factory=_counts)
    by_class: dict[str, dict[str, PropertyCount]] = field(
        default_factory=partial(defaultdict, _counts)
    )
    first: dict[str, str] = field(default_factory=dict)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)


def count(ntriples: Path, targets: tuple[str, ...], many: int = MANY) -> Statistics:
    """Count the sorted triples of a file.

    `targets` are the starts of the IRIs of datasets elsewhere, to which links are counted.
    """
    found = Statistics()
    types = _types(ntriples, many)
    objects: set[str] | None = set() if types is not None else None
    # Things of the same classes are counted together: of many things there are few sets.
    kept: dict[frozenset[str], dict[str, PropertyCount]] = {}
    for subject in subjects(ntriples):
        kinds = subject.types
        if kinds not in kept:
            kept[kinds] = defaultdict(PropertyCount)
            for kind in kinds:
                found.first.setdefault(kind, subject.iri)
        _count_subject(kept[kinds], subject, types)
        _count_links(found, subject, targets)
        found.subjects += 1
        found.entities.update(kinds)
        if objects is not None:
            objects.update(*subject.values.values())
    for kinds, counts in kept.items():
        _spread(found, kinds, counts)
    found.objects = len(objects) if objects is not None else None
    return found


def _spread(found: Statistics, kinds: frozenset[str], counts: Mapping[str, PropertyCount]) -> None:
    """Add the counts of the things of a set of classes to each of these, and to the whole."""
    for predicate, count in counts.items():
        found.triples += count.triples
        holders = [found.properties[predicate]]
        holders += [found.by_class[kind][predicate] for kind in kinds]
        for holder in holders:
            holder.triples += count.triples
            holder.subjects += count.subjects
            holder.classes.update(count.classes)
            for mark, number in count.datatypes.items():
                holder.datatypes[_datatype(mark)] += number


def _datatype(mark: str) -> str:
    """Return the datatype that stands behind the closing quote of a literal."""
    if mark.startswith("@"):
        return RDF + "langString"
    return mark[3:-1] if mark else XSD + "string"


def _types(ntriples: Path, many: int) -> dict[str, frozenset[str]] | None:
    """Return the classes of subjects (terms), or None where more than `many` have some."""
    shared: dict[frozenset[str], frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    for subject in subjects(ntriples, saying(_TYPE)):
        if len(found) == many:
            return None
        found[f"<{subject.iri}>"] = shared.setdefault(subject.types, subject.types)
    return found


def _count_subject(
    counts: dict[str, PropertyCount],
    subject: Subject,
    types: dict[str, frozenset[str]] | None,
) -> None:
    for predicate, values in subject.values.items():
        count = counts[predicate]
        count.triples += len(values)
        count.subjects += 1
        for value in values:
            if value[0] == '"':
                count.datatypes[value[value.rindex('"') + 1 :]] += 1
            elif types is not None and predicate != _TYPE:
                for kind in types.get(value, ()):
                    count.classes[kind] += 1


def _count_links(found: Statistics, subject: Subject, targets: tuple[str, ...]) -> None:
    for predicate, values in subject.values.items():
        if predicate == _TYPE:
            continue
        for value in values:
            if value.startswith(targets, 1) and value[0] == "<":
                target = next(t for t in targets if value.startswith(t, 1))
                found.links[predicate, target] += 1
