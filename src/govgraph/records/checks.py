"""What must hold of one record before it becomes RDF: keys, forms and languages.

The parser behind drops bad IRIs, unknown keys and bad language tags in silence; so nothing
reaches it that was not checked here. The walk also counts the triples that the record promises.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from govgraph.context import Context, Kind, Term
from govgraph.errors import ContextRefused, Location, RecordError, UnknownTerm, nearest
from govgraph.iris import absolute_iri_fault, relative_id_fault
from govgraph.records.decoding import text_fault
from govgraph.records.record import Json, Node, Path, Record

CANONICAL_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", re.ASCII)
MAX_DECIMAL = 60
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.ASCII)
_LOCAL = re.compile(r"[A-Za-z0-9_./-]+", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")


class Check:
    """The check of one record; afterwards `errors` and `triples` tell what was found.

    `triples` counts one for every type, value and link, before equal ones merge.
    """

    def __init__(self, record: Record, context: Context) -> None:
        self.record = record
        self.context = context
        self.errors: list[RecordError] = []
        self.triples = 0
        self.defined: list[tuple[str, Path]] = []
        self.referred: list[tuple[str, Path]] = []
        self._values: dict[Kind, Callable[[Term, Json, Path], None]] = {
            Kind.LINK: self._link,
            Kind.TEXT: self._text,
            Kind.DECIMAL: self._decimal,
            Kind.INTEGER: self._integer,
            Kind.BOOLEAN: self._boolean,
            Kind.DATE: self._date,
        }
        self._node(record.tree, ())

    def _node(self, node: Node, path: Path) -> None:
        iri = node.get("id")
        if not isinstance(iri, str):
            self._fail(path, "NO_ID", "a nested node has no id", hint="give it one, such as #e1")
        else:
            self.defined.append((iri, (*path, "id")))
            if _FULL_WIDTH.search(iri):
                self._fail_full_width(iri, (*path, "id"))
            elif fault := relative_id_fault(iri):
                self._fail((*path, "id"), "BAD_ID", fault, value=iri)
        self._types(node, path)
        for key, value in node.items():
            if key not in ("id", "type"):
                self._property(key, value, (*path, key))

    def _types(self, node: Node, path: Path) -> None:
        types = node.get("type")
        names = types if isinstance(types, list) else [types]
        for name in names:
            self.triples += 1
            if not isinstance(name, str) or name not in self.context.classes:
                hint = nearest(str(name), self.context.classes)
                if name is None:
                    self._fail(path, "NO_TYPE", "a node has no type", hint="start with type:")
                else:
                    self._fail(
                        (*path, "type"), "UNKNOWN_TERM", "no such class", value=name, hint=hint
                    )

    def _property(self, key: str, value: Json, path: Path) -> None:
        if key in ("@context", "@import"):
            self.errors.append(
                ContextRefused(
                    self.record.place(path),
                    "a record brings no context",
                    hint=f"remove {key}",
                    code="I28",
                )
            )
            return
        term = self.context.terms.get(key)
        if term is None or term.kind is Kind.CLASS:
            hint = nearest(key, self.context.keys)
            self.errors.append(
                UnknownTerm(self.record.place(path), "no such term", value=key, hint=hint)
            )
            return
        if term.kind is Kind.LANGUAGE:
            self._language(value, path)
            return
        for inner, where in self._items(value, path):
            self.triples += 1
            self._values[term.kind](term, inner, where)

    def _items(self, value: Json, path: Path) -> Iterator[tuple[Json, Path]]:
        if not isinstance(value, list):
            yield value, path
            return
        if not value:
            self._fail(path, "EMPTY", "an empty list", hint="remove the key")
        for index, inner in enumerate(value):
            yield inner, (*path, index)

    def _language(self, value: Json, path: Path) -> None:
        if not isinstance(value, dict):
            self._fail(
                path, "BAD_FORM", "a text per language is wanted", hint="write {zh-hans: …, en: …}"
            )
            return
        for tag, texts in value.items():
            where = (*path, tag)
            if not LANGUAGE.fullmatch(tag):
                meant = tag.replace("_", "-").lower()
                hint = meant if LANGUAGE.fullmatch(meant) else "zh-hans or en"
                self._fail(where, "I20", "no such language tag", value=tag, hint=f"write {hint}")
            for inner, at in self._items(texts, where):
                self.triples += 1
                self._string(inner, at)

    def _link(self, term: Term, value: Json, path: Path) -> None:
        if isinstance(value, dict):
            self._node(value, path)
            return
        if not isinstance(value, str):
            self._fail(path, "BAD_FORM", f"{term.name} wants an IRI or a node", value=value)
            return
        prefix, colon, local = value.partition(":")
        if colon and not local.startswith("//") and prefix in self.context.prefixes:
            fault = "" if _LOCAL.fullmatch(local) else "a malformed compact IRI"
        elif (
            colon
            and re.fullmatch(r"[a-z-]+", prefix)
            and prefix not in ("http", "https", "urn", "mailto", "tel")
            and "/" not in local
        ):
            fault = (
                absolute_iri_fault(value)
                if prefix in ("javascript", "data", "file")
                else (
                    "no such prefix; "
                    + (nearest(prefix, self.context.prefixes) or "see ontology/context.jsonld")
                )
            )
        else:
            fault = absolute_iri_fault(value) if colon else relative_id_fault(value)
        if fault:
            self._fail(path, "I18" if "scheme" not in fault else "I19", fault, value=value)
            return
        self.referred.append((value, path))

    def _text(self, term: Term, value: Json, path: Path) -> None:
        if isinstance(value, int | float):
            self._fail(
                path,
                "UNQUOTED_NUMBER",
                f"{term.name} is text",
                value=value,
                hint=f'write "{value}"',
            )
            return
        self._string(value, path)

    def _string(self, value: Json, path: Path) -> None:
        if not isinstance(value, str):
            self._fail(path, "BAD_FORM", "text is wanted", value=value)
        elif not value.strip():
            self._fail(path, "EMPTY", "an empty text", hint="remove the key")
        elif fault := text_fault(value):
            self._fail(path, fault[0], fault[1], hint="remove it")

    def _decimal(self, term: Term, value: Json, path: Path) -> None:
        if (
            isinstance(value, str)
            and len(value) <= MAX_DECIMAL
            and CANONICAL_DECIMAL.fullmatch(value)
        ):
            return
        if isinstance(value, str) and _FULL_WIDTH.search(value):
            self._fail_full_width(value, path)
        elif isinstance(value, int) and not isinstance(value, bool):
            self._fail(
                path,
                "UNQUOTED_NUMBER",
                f"{term.name} is a decimal",
                value=value,
                hint=f'write "{value}"',
            )
        elif isinstance(value, str) and len(value) > MAX_DECIMAL:
            self._fail(path, "I14", "a number out of range", value=value)
        else:
            self._fail(
                path,
                "BAD_NUMBER",
                f"{term.name} wants a decimal in canonical form",
                value=value,
                hint='such as "6.5" or "7"',
            )

    def _integer(self, term: Term, value: Json, path: Path) -> None:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return
        if isinstance(value, str) and _FULL_WIDTH.search(value):
            self._fail_full_width(value, path)
        else:
            self._fail(
                path,
                "BAD_NUMBER",
                f"{term.name} wants an integer",
                value=value,
                hint="without quotes",
            )

    def _boolean(self, term: Term, value: Json, path: Path) -> None:
        if not isinstance(value, bool):
            self._fail(path, "I17", f"{term.name} wants true or false", value=value)

    def _date(self, term: Term, value: Json, path: Path) -> None:
        if isinstance(value, str) and _FULL_WIDTH.search(value):
            self._fail_full_width(value, path)
            return
        try:
            if isinstance(value, str) and _DATE.fullmatch(value):
                dt.date.fromisoformat(value)
                return
        except ValueError:
            pass
        self._fail(
            path,
            "I16",
            f"{term.name} wants a date that exists",
            value=value,
            hint="write YYYY-MM-DD",
        )

    def _fail_full_width(self, value: str, path: Path) -> None:
        ascii_form = "".join(chr(ord(c) - 0xFEE0) if _FULL_WIDTH.match(c) else c for c in value)
        self._fail(
            path, "I13", "full-width digits or letters", value=value, hint=f"write {ascii_form}"
        )

    def _fail(
        self, path: Path, code: str, text: str, *, value: object = None, hint: str = ""
    ) -> None:
        place: Location = self.record.place(path)
        self.errors.append(RecordError(place, text, value=value, hint=hint, code=code))
