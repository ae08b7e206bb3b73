"""JSON Schema of each record class, from context, ontology and shapes: for editors as one types.

What a schema can say is a part of what the shapes say: keys, forms, how many, and which concepts.
`govgraph check` stays the judge. A published document of a thing fits the same schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph.context import Context, Kind, Term
from govgraph.namespaces import HOME, OWL, RDF, RDFS, SCHEMA, SH, SKOS
from govgraph.publication.compaction import Compactor

FOLDER = "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
# What an author may nest, instead of naming it: the classes by the key that holds them.
NESTED = {
    "expresses": ("Pledge",),
    "hasTarget": ("QuantitativeTarget", "StateTarget"),
    "statesFigure": ("Observation",),
    "baseline": ("Observation",),
    "evidence": ("Evidence",),
    "wordingEvidence": ("Evidence",),
    "selector": ("TextPosition", "TextQuote"),
}
# Superclasses and what only rules write: nobody has a record of these.
_NO_RECORDS = ("Target", "QuantifiedPledge", "Concept", "ConceptScheme", "Indicator", "Unit", "ChangeEntry")  # fmt: skip
_NOT_FOR_RECORDS = ("inferred.ttl", "recommended.ttl")
_TYPE = RDF + "type"
_ID = r"^[a-z][a-z-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)+(#[A-Za-z0-9][A-Za-z0-9._-]*)?$"
_IRI = r"^([a-z]+:[^\s]+|[a-z][a-z-]*/[^\s]+)$"
_FORMS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string", "minLength": 1},
    Kind.DECIMAL: {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$"},
    Kind.INTEGER: {"type": "integer"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Kind.LINK: {"type": "string", "pattern": _IRI},
}
_TEXTS = {
    "type": "object",
    "propertyNames": {"pattern": "^[a-z]{2,3}(-[a-z0-9]{1,8})*$"},
    "additionalProperties": {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    },
}

Nodes = Mapping[object, Mapping[str, Sequence[Any]]]


@dataclass
class Limits:
    """What the shapes say of one property of a class."""

    least: int = 0
    most: int | None = None
    patterns: list[str] = field(default_factory=list)
    scheme: str = ""
    kind: str = ""  # the class of what is linked


class Schemas:
    """Makes the schemas of one ontology, its vocabularies and shapes."""

    def __init__(
        self,
        context: Context,
        axioms: Iterable[ox.Triple],
        vocabularies: Iterable[ox.Triple],
        shapes: Path,
        version: str,
    ) -> None:
        self.context = context
        self.compactor = Compactor(context)
        self.version = version
        self.ontology = _nodes(axioms)
        self.concepts = _concepts(vocabularies, self.compactor)
        files = sorted(p for p in shapes.glob("*.ttl") if p.name not in _NOT_FOR_RECORDS)
        self.shapes = _nodes(quad.triple for path in files for quad in ox.parse(path=str(path)))
        self.classes = {
            name: term.iri
            for name, term in context.terms.items()
            if term.kind is Kind.CLASS and name not in _NO_RECORDS
        }

    def all(self) -> dict[str, dict[str, Any]]:
        """Return the schema of every record class, by its name in the context."""
        return {name: self.schema(name) for name in sorted(self.classes)}

    def schema(self, name: str) -> dict[str, Any]:
        """Return the schema of one class, whole: what may be nested in it is defined inside."""
        nested = self._reach(name)
        used: set[str] = set()
        definitions: dict[str, Any] = {n: self._node(n, used) for n in nested}
        body = self._node(name, used)
        definitions |= {s: {"enum": self.concepts[s]} for s in sorted(used)}
        labels = self._texts(self.classes[name], RDFS + "label")
        return {
            "$schema": DRAFT,
            "$id": f"{HOME}schemas/{self.version}/{name}.json",
            "title": " · ".join(filter(None, labels)) or name,
            **body,
            "$defs": definitions,
        }

    def _reach(self, name: str) -> list[str]:
        """Return the classes that may stand inside a record of a class, at any depth."""
        found: list[str] = []
        queue = [name]
        while queue:
            for key in self._keys(queue.pop()):
                for inner in NESTED.get(key, ()):
                    if inner not in found:
                        found.append(inner)
                        queue.append(inner)
        return sorted(found)

    def _node(self, name: str, used: set[str]) -> dict[str, Any]:
        limits = self._limits(name)
        properties: dict[str, Any] = {
            "type": {
                "anyOf": [{"const": name}, {"type": "array", "contains": {"const": name}}],
                "default": name,
            },
            "id": {"type": "string", "pattern": _ID},
            "@context": True,
        }
        required = ["type", "id"]
        for key in self._keys(name):
            term = self.context.terms[key]
            limit = limits.get(term.iri, Limits())
            properties[key] = self._property(term, limit, used)
            if limit.least:
                required.append(key)
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "patternProperties": {"^[a-z]+:": True},
            "additionalProperties": False,
        }

    def _property(self, term: Term, limit: Limits, used: set[str]) -> dict[str, Any]:
        zh, en = self._texts(term.iri, SKOS + "definition")
        found: dict[str, Any] = {}
        if zh or en:
            found["description"] = "\n".join(filter(None, (zh, en)))
        if term.kind is Kind.LANGUAGE:
            return found | _TEXTS
        one = self._value(term, limit, used)
        if not term.many and limit.most == 1:
            return found | one
        many: dict[str, Any] = {"type": "array", "items": one, "minItems": 1}
        if limit.most is not None:
            many["maxItems"] = limit.most
        return found | {"anyOf": [one, many]}

    def _value(self, term: Term, limit: Limits, used: set[str]) -> dict[str, Any]:
        form = dict(_FORMS[term.kind])
        if term.kind is not Kind.LINK:
            if limit.patterns and term.kind is Kind.TEXT:
                form["pattern"] = limit.patterns[0]
            return form
        scheme = limit.scheme or limit.kind
        if scheme in self.concepts:
            used.add(scheme)
            return {"$ref": f"#/$defs/{scheme}"}
        inner = NESTED.get(term.name)
        if not inner:
            return form
        return {
            "if": {"type": "object"},
            "then": {
                "required": ["type"],
                "oneOf": [{"$ref": f"#/$defs/{name}"} for name in inner],
            },
            "else": form,
        }

    def _keys(self, name: str) -> list[str]:
        """Return the keys that belong to a class: those of its terms, and those of none."""
        own = self._superclasses(self.classes[name])
        keys = []
        for key, term in self.context.terms.items():
            if term.kind is Kind.CLASS:
                continue
            domains = {_iri(v) for v in self.ontology.get(ox.NamedNode(term.iri), {}).get(SCHEMA + "domainIncludes", ())}  # fmt: skip
            if not domains or domains & {*own, RDFS + "Resource", OWL + "Thing"}:
                keys.append(key)
        return keys

    def _superclasses(self, iri: str) -> set[str]:
        found, queue = {iri}, [iri]
        while queue:
            node = self.ontology.get(ox.NamedNode(queue.pop()), {})
            for parent in map(_iri, node.get(RDFS + "subClassOf", ())):
                if parent and parent not in found:
                    found.add(parent)
                    queue.append(parent)
        return found

    def _limits(self, name: str) -> dict[str, Limits]:
        """Return what the shapes of a class, and those of single terms, say by property."""
        found: dict[str, Limits] = {}
        kinds = self._superclasses(self.classes[name])
        for shape, facts in self.shapes.items():
            if kinds & {_iri(v) for v in facts.get(SH + "targetClass", ())}:
                for part in (shape, *facts.get(SH + "property", ())):
                    self._limit(found, self.shapes.get(part, {}), counts=True)
            for path in facts.get(SH + "targetSubjectsOf", ()):
                if path in facts.get(SH + "path", ()):
                    # It binds where the property is used, so it asks for none.
                    self._limit(found, facts, counts=False)
        return found

    def _limit(
        self, found: dict[str, Limits], facts: Mapping[str, Sequence[Any]], *, counts: bool
    ) -> None:
        path = next(map(_iri, facts.get(SH + "path", ())), "")
        if not path:
            return
        limit = found.setdefault(path, Limits())
        if counts:
            limit.least = max([limit.least, *map(_number, facts.get(SH + "minCount", ()))])
        for most in map(_number, facts.get(SH + "maxCount", ())):
            limit.most = most if limit.most is None else min(limit.most, most)
        limit.patterns += [v.value for v in facts.get(SH + "pattern", ())]
        for node in facts.get(SH + "node", ()):
            limit.scheme = self._scheme(node) or limit.scheme
        for kind in map(_iri, facts.get(SH + "class", ())):
            limit.kind = kind.rpartition("#")[2] or limit.kind

    def _scheme(self, node: object) -> str:
        """Return the scheme that a shape asks a concept to be in, or ''."""
        for part in self.shapes.get(node, {}).get(SH + "property", ()):
            facts = self.shapes.get(part, {})
            if SKOS + "inScheme" in map(_iri, facts.get(SH + "path", ())):
                return next(
                    (_iri(v).rpartition("/")[2] for v in facts.get(SH + "hasValue", ())), ""
                )
        return ""

    def _texts(self, iri: str, predicate: str) -> tuple[str, str]:
        values = self.ontology.get(ox.NamedNode(iri), {}).get(predicate, ())
        by_tag = {v.language: v.value for v in values if isinstance(v, ox.Literal)}
        return by_tag.get("zh-hans", ""), by_tag.get("en", "")


def write(schemas: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Write ``<class>.json`` for each schema."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")


def _nodes(triples: Iterable[ox.Triple]) -> Nodes:
    found: dict[object, dict[str, list[Any]]] = {}
    for triple in triples:
        facts = found.setdefault(triple.subject, {})
        facts.setdefault(triple.predicate.value, []).append(triple.object)
    return found


def _concepts(triples: Iterable[ox.Triple], compactor: Compactor) -> dict[str, list[str]]:
    """Return the concepts as records write them, by scheme and by class; deprecated ones not."""
    found: dict[str, set[str]] = {}
    nodes = _nodes(triples)
    for node, facts in nodes.items():
        if SKOS + "inScheme" not in facts or OWL + "deprecated" in facts:
            continue
        short = compactor.iri(_iri(node))
        schemes = [_iri(v).rpartition("/")[2] for v in facts[SKOS + "inScheme"]]
        kinds = [_iri(v).rpartition("#")[2] for v in facts.get(_TYPE, ())]
        for name in (*schemes, *kinds):
            if name != "Concept":
                found.setdefault(name, set()).add(short)
    return {name: sorted(shorts) for name, shorts in found.items()}


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""


def _number(value: object) -> int:
    return int(value.value) if isinstance(value, ox.Literal) else 0
