"""Records to triples without a parser: functions generated from the context, one for each term.

The context stays the only mapping. What the functions give is, triple by triple, what pyoxigraph's
JSON-LD parser gives of the same record; tests hold them equal. A form of a context that the
generator does not know is refused by name at the start. A record with a value that is not plain
(an odd IRI or language tag, a form that no check lets through) is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyoxigraph as ox

from govgraph.context import Context, Kind
from govgraph.errors import OntologyError
from govgraph.iris import RELATIVE_ID
from govgraph.namespaces import RDF, XSD
from govgraph.ntriples import Triple
from govgraph.records.record import Json, Node

KEPT = 200_000  # names that are kept with their IRIs, at most

_TYPE = f"<{RDF}type>"
_PLAIN = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_ABSOLUTE = re.compile(
    rf"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/{_PLAIN})?(?:\?{_PLAIN})?(?:#{_PLAIN})?", re.ASCII
)
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", re.ASCII)
# Language, script, region and one variant.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]{5,8})?", re.ASCII
)
_END = {
    Kind.TEXT: '"',
    Kind.DECIMAL: f'"^^<{XSD}decimal>',
    Kind.DATE: f'"^^<{XSD}date>',
    Kind.INTEGER: f'"^^<{XSD}integer>',
    Kind.BOOLEAN: f'"^^<{XSD}boolean>',
}
_LARGEST = 10**18
_KEYWORDS = ("@version", "@base")
_PARTS = ("@id", "@type", "@container")
_CONTAINERS = (None, "@set", "@language")

# Appends what a value of one term says of a subject.
Emit = Callable[[str, Json, list[Triple]], None]


class Odd(Exception):
    """A value that the parser must read."""


class Emitter:
    """The functions of one context."""

    def __init__(self, context: Context) -> None:
        """Generate them.

        Raises:
            OntologyError: the context holds a form that is not supported; it says which.
        """
        _check(context)
        self.context = context
        self.names = _Names(context)
        makers = {Kind.LINK: self._link, Kind.LANGUAGE: _language}
        self._emits: dict[str, Emit] = {}
        for name in sorted(context.keys):
            term = context.terms[name]
            make = makers.get(term.kind) or _MAKERS[term.kind]
            self._emits[name] = make(f"<{term.iri}>", term.kind)
        self._emits |= {"id": _nothing, "type": _type(context)}

    def iri(self, name: str) -> str | None:
        """Return the IRI that a plain name stands for in N-Triples syntax, or None."""
        try:
            return self.names[name]
        except Odd:
            return None

    def emit(self, tree: Node, out: list[Triple]) -> bool:
        """Append the triples of a record, in the order of its keys; False is for the parser."""
        before = len(out)
        if len(self.names) > KEPT:
            self.names.clear()
        try:
            self._node(tree, out)
        except (KeyError, Odd):  # a key, class, prefix or value that is not plain
            del out[before:]
            return False
        return True

    def _node(self, tree: Node, out: list[Triple]) -> None:
        subject, emits = self.names[tree["id"]], self._emits  # type: ignore[index]
        for key, value in tree.items():
            emits[key](subject, value, out)

    def _link(self, predicate: str, kind: Kind) -> Emit:
        names, node = self.names, self._node

        def emit(subject: str, value: Json, out: list[Triple]) -> None:
            if value.__class__ is str:
                out.append((subject, predicate, names[value]))
            elif isinstance(value, list):
                for inner in value:
                    emit(subject, inner, out)
            elif isinstance(value, dict):
                out.append((subject, predicate, names[value["id"]]))  # type: ignore[index]
                node(value, out)
            else:
                raise Odd

        return emit


class _Names(dict[str, str]):
    """IRIs in N-Triples syntax by what stands for them in a record: plain ones only."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def __missing__(self, name: str) -> str:
        if name.__class__ is not str:
            raise Odd
        if RELATIVE_ID.fullmatch(name):
            found = f"<{self.context.base}{name}>"
        else:
            prefix, colon, local = name.partition(":")
            if colon and prefix in self.context.prefixes and _LOCAL.fullmatch(local):
                found = f"<{self.context.prefixes[prefix]}{local}>"
            elif _ABSOLUTE.fullmatch(name):
                found = f"<{name}>"
            else:
                raise Odd
        self[name] = found
        return found


class _Tags(dict[str, str]):
    """What ends a literal in N-Triples syntax by its language tag: well-formed ones only."""

    def __missing__(self, tag: str) -> str:
        if not _LANGUAGE.fullmatch(tag):
            raise Odd
        self[tag] = found = f'"@{tag}'
        return found


def _check(context: Context) -> None:
    """Refuse what the functions could not do as the parser does."""
    if not (context.base.endswith("/") and _ABSOLUTE.fullmatch(context.base)):
        raise OntologyError(f"context: @base {context.base}: it must be plain and end with /")
    for name, value in context.document.items():
        if name.startswith("@") and name not in _KEYWORDS:
            raise OntologyError(f"context: {name} is not supported")
        if isinstance(value, dict):
            odd = [part for part in value if part not in _PARTS]
            if odd or value.get("@container") not in _CONTAINERS:
                part = odd[0] if odd else f"@container {value['@container']}"
                raise OntologyError(f"context: {name}: {part} is not supported")
    for name in ("id", "type"):
        if context.document.get(name) != f"@{name}":
            raise OntologyError(f"context: {name} must stand for @{name}")


def literal(text: str) -> str:
    """Return a text as it stands in canonical N-Triples, without the closing quote.

    >>> literal('a "b"')
    '"a \\\\"b\\\\"'
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return '"' + text
    return str(ox.Literal(text))[:-1]


def _nothing(subject: str, value: Json, out: list[Triple]) -> None:
    pass


def _type(context: Context) -> Emit:
    classes: dict[Json, str] = {n: f"<{context.terms[n].iri}>" for n in sorted(context.classes)}

    def emit(subject: str, value: Json, out: list[Triple]) -> None:
        for name in value if isinstance(value, list) else (value,):
            if name.__class__ is not str:
                raise Odd
            out.append((subject, _TYPE, classes[name]))

    return emit


def _language(predicate: str, kind: Kind) -> Emit:
    tags = _Tags()

    def emit(subject: str, value: Json, out: list[Triple]) -> None:
        if not isinstance(value, dict):
            raise Odd
        for tag, texts in value.items():
            end = tags[tag]
            for text in texts if isinstance(texts, list) else (texts,):
                if text.__class__ is not str:
                    raise Odd
                out.append((subject, predicate, literal(text) + end))

    return emit


def _text(predicate: str, kind: Kind) -> Emit:
    end = _END[kind]

    def emit(subject: str, value: Json, out: list[Triple]) -> None:
        for text in value if isinstance(value, list) else (value,):
            if text.__class__ is not str:
                raise Odd
            out.append((subject, predicate, literal(text) + end))

    return emit


def _integer(predicate: str, kind: Kind) -> Emit:
    end = _END[kind]

    def emit(subject: str, value: Json, out: list[Triple]) -> None:
        for number in value if isinstance(value, list) else (value,):
            if number.__class__ is not int or not -_LARGEST < number < _LARGEST:
                raise Odd
            out.append((subject, predicate, f'"{number}{end}'))

    return emit


def _boolean(predicate: str, kind: Kind) -> Emit:
    end = _END[kind]

    def emit(subject: str, value: Json, out: list[Triple]) -> None:
        for truth in value if isinstance(value, list) else (value,):
            if truth.__class__ is not bool:
                raise Odd
            out.append((subject, predicate, ('"true' if truth else '"false') + end))

    return emit


_MAKERS: dict[Kind, Callable[[str, Kind], Emit]] = {
    Kind.TEXT: _text,
    Kind.DECIMAL: _text,
    Kind.DATE: _text,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
}
