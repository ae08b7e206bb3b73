"""The part of SPARQL that the shapes use, parsed.

One SELECT with triple patterns, property paths, FILTER, FILTER (NOT) EXISTS, OPTIONAL, BIND and
inner SELECTs with SUM. Anything else is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from govgraph.errors import OntologyError
from govgraph.namespaces import RDF, XSD

# A variable stands as "?name", a term in N-Triples syntax; a call is ("name", argument, ...).
Expression = str | tuple["Expression", ...]
# A predicate, or ("/", part, ...), ("|", part, ...), ("^", part), ("*", part).
Path = str | tuple["Path", ...]

_TOKEN = re.compile(
    r"""\s+|\#[^\n]*|(?P<t><[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"|[?$]\w+|\d+(?:\.\d+)?
    |[A-Za-z][\w-]*:[\w-]*|:[\w-]*|[A-Za-z]\w*|&&|\|\||!=|<=|>=|[-+*/^|!=<>(){},;.])""",
    re.VERBOSE,
)
_CALLS = {"BOUND": 1, "STRLEN": 1, "STRSTARTS": 2, "REPLACE": 3, "COALESCE": None}
_LEVELS = (("||",), ("&&",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/"))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; a predicate may be a path or a variable."""

    subject: str
    path: Path
    object: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on the group it stands in."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class Exists:
    """FILTER EXISTS, or NOT EXISTS with `wanted` false."""

    group: Group
    wanted: bool


@dataclass(frozen=True, slots=True)
class Optional:
    """What may be there."""

    group: Group


@dataclass(frozen=True, slots=True)
class Bind:
    """A computed value."""

    value: Expression
    variable: str


@dataclass(frozen=True, slots=True)
class Select:
    """A query: `sums` gives of a variable what it sums up, for each group of `by`."""

    variables: tuple[str, ...]
    group: Group
    distinct: bool = False
    sums: tuple[tuple[str, str], ...] = ()
    by: tuple[str, ...] = ()


Group = tuple["Pattern | Filter | Exists | Optional | Bind | Select", ...]


def parse(text: str) -> Select:
    """Return a query that begins with its PREFIX declarations.

    Raises:
        OntologyError: it holds what is not supported.
    """
    return _Reader(list(_tokens(text))).query()


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise OntologyError(f"{text[place : place + 10]!r} is not supported")
        place = match.end()
        if match["t"]:
            yield match["t"]


@dataclass(slots=True)
class _Reader:
    """Recursive descent over the tokens."""

    tokens: list[str]
    place: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)
    hidden: int = 0

    def query(self) -> Select:
        while self._took("PREFIX"):
            prefix = self._next()
            self.prefixes[prefix] = self._next()[1:-1]
        found = self._select()
        if self.place < len(self.tokens):
            raise OntologyError(f"{self._peek()} after the query is not supported")
        return found

    def _peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self.place += 1
        return token

    def _took(self, *words: str) -> bool:
        for ahead, word in enumerate(words):
            at = self.place + ahead
            if at >= len(self.tokens) or self.tokens[at].upper() != word:
                return False
        self.place += len(words)
        return True

    def _need(self, word: str) -> None:
        if not self._took(word):
            raise OntologyError(f"{self._peek() or 'the end'} in place of {word} is not supported")

    def _select(self) -> Select:
        self._need("SELECT")
        distinct = self._took("DISTINCT")
        names: list[str] = []
        sums: list[tuple[str, str]] = []
        while not self._took("WHERE"):
            if self._took("(", "SUM", "("):
                summed = self._variable()
                self._need(")")
                self._need("AS")
                sums.append((self._variable(), summed))
                self._need(")")
                names.append(sums[-1][0])
            else:
                names.append(self._variable())
        group, by = self._group(), []
        if self._took("GROUP", "BY"):
            while self._peek()[:1] in ("?", "$"):
                by.append(self._variable())
        return Select(tuple(names), group, distinct, tuple(sums), tuple(by))

    def _variable(self) -> str:
        token = self._next()
        if token[:1] not in ("?", "$"):
            raise OntologyError(f"{token or 'the end'} in place of a variable is not supported")
        return "?" + token[1:]

    def _group(self) -> Group:
        self._need("{")
        found: list[Pattern | Filter | Exists | Optional | Bind | Select] = []
        while not self._took("}"):
            if self._took("FILTER", "NOT", "EXISTS"):
                found.append(Exists(self._group(), wanted=False))
            elif self._took("FILTER", "EXISTS"):
                found.append(Exists(self._group(), wanted=True))
            elif self._took("FILTER"):
                found.append(Filter(self._primary()))
            elif self._took("OPTIONAL"):
                found.append(Optional(self._group()))
            elif self._took("BIND", "("):
                value = self._expression()
                self._need("AS")
                found.append(Bind(value, self._variable()))
                self._need(")")
            elif self._took("{"):
                if self._peek().upper() != "SELECT":
                    raise OntologyError("a group in a group (UNION) is not supported")
                found.append(self._select())
                self._need("}")
            else:
                found += self._patterns()
            self._took(".")
        return tuple(found)

    def _patterns(self) -> Iterator[Pattern]:
        subject = self._term()
        while True:
            path = self._variable() if self._peek()[:1] in ("?", "$") else self._path()
            yield from self._plain(subject, path, self._term())
            while self._took(","):
                yield from self._plain(subject, path, self._term())
            if not self._took(";"):
                return

    def _plain(self, subject: str, path: Path, value: str) -> Iterator[Pattern]:
        """Yield a pattern, that of a sequence as one for each step."""
        if isinstance(path, tuple) and path[0] == "/":
            for step in path[1:-1]:
                self.hidden += 1
                yield from self._plain(subject, step, f"?{self.hidden}")
                subject = f"?{self.hidden}"
            yield from self._plain(subject, path[-1], value)
        elif isinstance(path, tuple) and path[0] == "^":
            yield Pattern(value, path[1], subject)
        else:
            yield Pattern(subject, path, value)

    def _path(self) -> Path:
        options = [self._sequence()]
        while self._took("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else ("|", *options)

    def _sequence(self) -> Path:
        steps = [self._step()]
        while self._took("/"):
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else ("/", *steps)

    def _step(self) -> Path:
        if self._took("^"):
            return ("^", self._step())
        if self._took("("):
            step = self._path()
            self._need(")")
        else:
            step = self._term()
        return ("*", step) if self._took("*") else step

    def _term(self) -> str:
        """Read a variable or a term."""
        token = self._peek()
        if token[:1] in ("?", "$"):
            return self._variable()
        self._next()
        if token[:1] in ("<", '"') and len(token) > 1:
            return token
        if token == "a":
            return f"<{RDF}type>"
        if token in ("true", "false"):
            return f'"{token}"^^<{XSD}boolean>'
        if token[:1].isdigit():
            return f'"{token}"^^<{XSD}{"decimal" if "." in token else "integer"}>'
        prefix, colon, name = token.partition(":")
        if not colon or prefix + ":" not in self.prefixes:
            raise OntologyError(f"{token or 'the end'} is not supported here")
        return f"<{self.prefixes[prefix + ':']}{name}>"

    def _expression(self, level: int = 0) -> Expression:
        if level == len(_LEVELS):
            return self._primary()
        found = self._expression(level + 1)
        while True:
            if self._peek() in _LEVELS[level]:
                found = (self._next(), found, self._expression(level + 1))
            elif level == 2 and self._took("IN"):
                found = ("IN", found, *self._arguments())
            else:
                return found

    def _primary(self) -> Expression:
        if self._took("!"):
            return ("!", self._primary())
        if self._took("("):
            found = self._expression()
            self._need(")")
            return found
        name = self._peek().upper()
        if name not in _CALLS:
            return self._term()
        self._next()
        found = self._arguments()
        if _CALLS[name] not in (None, len(found)):
            raise OntologyError(f"{name} with {len(found)} arguments is not supported")
        return (name, *found)

    def _arguments(self) -> tuple[Expression, ...]:
        self._need("(")
        found = [self._expression()]
        while self._took(","):
            found.append(self._expression())
        self._need(")")
        return tuple(found)
