"""The things that parameters may name: found by id, code, name or pinyin in the data itself."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph import iris
from govgraph.errors import BadParameter, visible
from govgraph.namespaces import GG, HOME, SKOS, TYPE, VOC
from govgraph.sparql.engine import QueryEngine
from govgraph.sparql.parameters import Parameter, ParameterType

SHOWN_CHOICES = 12
_FILLER = re.compile(r"[\s\-_·•'’.,()（）]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a form offers: the term, and its labels by language where it has any."""

    term: ox.NamedNode
    label: Mapping[str, str]


class Things:
    """Looks things up in a query engine, and remembers what it found.

    `base` is the IRI that relative ids stand for, such as ``https://w3id.org/govgraph/id/``. Where
    the same data is at hand as a `store`, one look there tells what an id is, without a query.
    """

    def __init__(self, engine: QueryEngine, base: str = HOME + "id/") -> None:
        self.engine = engine
        self.base = base
        self.store: ox.Store | None = None
        self._choices: dict[str, tuple[Choice, ...]] = {}
        self._names: dict[str, dict[str, set[ox.NamedNode]]] = {}

    def resolve(self, parameter: Parameter, value: str) -> ox.NamedNode:
        """Return the thing that a value names: an IRI, id, code, label, pinyin, or a part of one.

        Raises:
            BadParameter: nothing or several things are named so.
        """
        value = value.strip()
        node = self._by_id(parameter, value)
        if node is not None and self._is(node, parameter):
            return node
        found = self._by_name(parameter, fold(value))
        if len(found) == 1:
            return found.pop()
        problem = "names several" if found else f"no such {_noun(parameter)}"
        hint = self._hint(parameter, value, found)
        raise BadParameter(
            f"{parameter.option} ({parameter.type.value}): {problem} ({visible(value)}); {hint}"
        )

    def _is(self, node: ox.NamedNode, parameter: Parameter) -> bool:
        if self.store is None:
            return self.engine.ask(f"ASK {{ {node} {_belongs(parameter)} }}")
        predicate, kind = _membership(parameter)
        found = self.store.quads_for_pattern(node, predicate, kind, ox.DefaultGraph())
        return next(found, None) is not None

    def choices(self, parameter: Parameter) -> tuple[Choice, ...]:
        """Return what a form offers for a parameter, in the order of the IRIs."""
        where = _in_use(parameter)
        if where not in self._choices:
            self._choices[where] = tuple(self._labelled(where))
        return self._choices[where]

    def label(self, choice: Choice) -> str:
        """Return how a message names a choice."""
        return choice.label.get("zh") or choice.label.get("en") or self.short(choice.term)

    def short(self, node: ox.NamedNode) -> str:
        """Return an IRI as its id where it lies below the base."""
        return iris.relative(iris.relative(node.value, VOC), self.base)

    def _by_id(self, parameter: Parameter, value: str) -> ox.NamedNode | None:
        iri = value
        if parameter.type is ParameterType.CONCEPT and re.fullmatch(r"[a-z0-9-]+", value):
            iri = f"{VOC}{parameter.kind}/{value}"
        elif not iris.relative_id_fault(value):
            iri = self.base + value
        if iris.absolute_iri_fault(iri):
            return None
        try:
            return ox.NamedNode(iri)
        except ValueError:
            return None

    def _by_name(self, parameter: Parameter, key: str) -> set[ox.NamedNode]:
        """Return the things with that name; else those whose name starts so, else holds it."""
        names = self._index(parameter)
        if not key or key in names:
            return set(names.get(key, ()))
        for matches in (str.startswith, str.__contains__):
            found = {node for name, nodes in names.items() if matches(name, key) for node in nodes}
            if found:
                return found
        return set()

    def _index(self, parameter: Parameter) -> dict[str, set[ox.NamedNode]]:
        belongs = _belongs(parameter)
        if belongs not in self._names:
            names: dict[str, set[ox.NamedNode]] = defaultdict(set)
            rows = self.engine.select(
                f"SELECT ?thing ?name {{ ?thing {belongs} . OPTIONAL {{ ?thing <{SKOS}prefLabel>"
                f"|<{SKOS}altLabel>|<{SKOS}notation>|<{GG}divisionCode> ?name }} }}"
            )
            for thing, name in rows.rows:
                if isinstance(thing, ox.NamedNode):
                    names[fold(thing.value.rpartition("/")[2])].add(thing)
                    if name is not None:
                        names[fold(name.value)].add(thing)
            self._names[belongs] = dict(names)
        return self._names[belongs]

    def _labelled(self, where: str) -> Iterable[Choice]:
        rows = self.engine.select(
            f"SELECT ?value ?label {{ {where} OPTIONAL {{ ?value <{SKOS}prefLabel> ?label }} }} "
            "ORDER BY ?value ?label"
        )
        labels: dict[ox.NamedNode, dict[str, str]] = {}
        for value, label in rows.rows:
            if isinstance(value, ox.NamedNode):
                known = labels.setdefault(value, {})
                if isinstance(label, ox.Literal):
                    language = (label.language or "").lower()
                    if language in ("en", "zh-hans"):
                        known[language[:2]] = label.value
        return [Choice(value, known) for value, known in labels.items()]

    def _hint(self, parameter: Parameter, value: str, found: set[ox.NamedNode]) -> str:
        offered = self.choices(parameter)
        if found:
            shown = [c for c in self._all(parameter) if c.term in found]
            return f"say which: {self._listed(shown)}"
        names: dict[str, str] = {}
        for choice in self._all(parameter):
            slug = choice.term.value.rpartition("/")[2]
            names |= {fold(slug): slug}
            names |= {fold(text): self.label(choice) for text in choice.label.values()}
        close = difflib.get_close_matches(fold(value), names, n=1, cutoff=0.4)
        guess = f"did you mean {names[close[0]]}? " if close else ""
        return f"{guess}choices are {self._listed(offered)}" if offered else f"{guess}there is none"

    def _all(self, parameter: Parameter) -> tuple[Choice, ...]:
        where = f"?value {_belongs(parameter)} ."
        if where not in self._choices:
            self._choices[where] = tuple(self._labelled(where))
        return self._choices[where]

    def _listed(self, choices: Iterable[Choice]) -> str:
        shown = [f"{self.label(c)} {self.short(c.term).rpartition('/')[2]}" for c in choices]
        rest = len(shown) - SHOWN_CHOICES
        more = f" … and {rest} more" if rest > 0 else ""
        return ", ".join(shown[:SHOWN_CHOICES]) + more


def fold(text: str) -> str:
    """Return a name as it is compared: without width, case, tone marks, spaces and hyphens.

    >>> fold("Lìwān Qū"), fold("荔湾 区"), fold("gdp-growth")
    ('liwanqu', '荔湾区', 'gdpgrowth')
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _FILLER.sub("", plain)


def values_in_use(engine: QueryEngine, parameter: Parameter) -> list[ox.NamedNode]:
    """Return every thing that a parameter may name and the data does, in the order of the IRIs."""
    rows = engine.select(f"SELECT ?value {{ {_in_use(parameter)} }} ORDER BY ?value").rows
    return [row[0] for row in rows if isinstance(row[0], ox.NamedNode)]


def _in_use(parameter: Parameter) -> str:
    """Return what a choice must be; one thing that names it is enough, so none are gathered."""
    where = f"?value {_belongs(parameter)} ."
    if not parameter.choices_of:
        return where
    return f"{where} FILTER EXISTS {{ ?any <{parameter.choices_of}> ?value }}"


def _belongs(parameter: Parameter) -> str:
    return " ".join(map(str, _membership(parameter)))


def _membership(parameter: Parameter) -> tuple[ox.NamedNode, ox.NamedNode]:
    if parameter.type is ParameterType.CONCEPT:
        return ox.NamedNode(f"{SKOS}inScheme"), ox.NamedNode(f"{VOC}{parameter.kind}")
    return TYPE, ox.NamedNode(parameter.kind)


def _noun(parameter: Parameter) -> str:
    return parameter.title.get("en") or parameter.name
