"""Each stretch of evidence as a Web Annotation: it identifies the pledge, target or figure on it.

Annotation clients can lay the dataset over a text that they hold. No prefix and no suffix: they
would republish the text around the quote. Offsets are non-negative integers, as that model asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from govgraph.namespaces import GG, OA, PROV, RDF, XSD
from govgraph.publication.exports.known import Known
from govgraph.publication.subjects import Subject

# A predicate and a value, as N-Triples writes them.
Said = tuple[str, str]

_TYPE = f"<{RDF}type>"
_EVIDENCE = GG + "evidence"
_SOURCE, _SELECTOR, _SPECIAL = OA + "hasSource", OA + "hasSelector", PROV + "specializationOf"
_START, _END, _EXACT = OA + "start", OA + "end", OA + "exact"


def lines(thing: Mapping[str, Subject], known: Known) -> Iterator[bytes]:
    """Yield the lines of N-Triples that a thing with its evidence gives."""
    named = [(iri, e) for iri, s in thing.items() for e in s.values.get(_EVIDENCE, ())]
    for iri, evidence in named:
        note = f"<{evidence[1:-1]}-annotation>"
        yield from _lines(note, _annotation(iri, evidence))
    used = {e[1:-1] for _, e in named} | {i for i in thing if f"<{i}>" in known.evidence}
    for iri in sorted(used & thing.keys()):
        yield from _lines(f"<{iri}>", [(_TYPE, f"<{OA}SpecificResource>")])
        yield from _lines(f"<{iri}>", _same(thing[iri], _SOURCE, _SELECTOR))
        for selector in thing[iri].values.get(_SELECTOR, ()):
            if part := thing.get(selector[1:-1]):
                yield from _lines(selector, _selector(part))
    for iri, subject in thing.items():
        if f"<{iri}>" in known.snapshots:
            yield from _lines(f"<{iri}>", _same(subject, _SPECIAL))


def _annotation(body: str, evidence: str) -> Iterator[Said]:
    yield _TYPE, f"<{OA}Annotation>"
    yield f"<{OA}hasBody>", f"<{body}>"
    yield f"<{OA}hasTarget>", evidence
    yield f"<{OA}motivatedBy>", f"<{OA}identifying>"


def _selector(subject: Subject) -> Iterator[Said]:
    values = subject.values
    if _EXACT in values:
        yield _TYPE, f"<{OA}TextQuoteSelector>"
        yield from _same(subject, _EXACT)
    elif _START in values and _END in values:
        yield _TYPE, f"<{OA}TextPositionSelector>"
        for predicate in (_START, _END):
            for value in values[predicate]:
                digits = value[1 : value.rindex('"')]
                yield f"<{predicate}>", f'"{digits}"^^<{XSD}nonNegativeInteger>'


def _lines(node: str, said: Iterable[Said]) -> Iterator[bytes]:
    return (f"{node} {predicate} {value} .\n".encode() for predicate, value in said)


def _same(subject: Subject, *predicates: str) -> Iterator[Said]:
    for predicate in predicates:
        for value in subject.values.get(predicate, ()):
            yield f"<{predicate}>", value
