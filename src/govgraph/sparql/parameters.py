"""The parameters of a canned query, as its header declares them.

What a parameter stands for when nobody gives it is written in the query itself, in its ``VALUES``
line; the header never repeats it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import pyoxigraph as ox

from govgraph.sparql.engine import Term
from govgraph.sparql.header import Header, values_lines, words


class ParameterType(Enum):
    """What values a parameter takes."""

    IRI = "iri"
    CONCEPT = "concept"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    LANGUAGE = "language"
    CHOICE = "choice"


# Which options a type takes, and which of them it cannot do without.
_TAKES: Mapping[ParameterType, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ParameterType.IRI: (("class", "choices", "example"), ("class",)),
    ParameterType.CONCEPT: (("scheme", "choices", "example"), ("scheme",)),
    ParameterType.TEXT: (("example",), ()),
    ParameterType.INTEGER: (("min", "max", "example"), ()),
    ParameterType.DECIMAL: (("min", "max", "example"), ()),
    ParameterType.DATE: (("min", "max", "example"), ()),
    ParameterType.LANGUAGE: (("choices", "example"), ("choices",)),
    ParameterType.CHOICE: (("choices", "example"), ("choices",)),
}
_FLAGS = ("required", "many")
_TYPES = tuple(t.value for t in ParameterType)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a query can be asked about.

    `default` is what the file itself says; empty means any. `kind` is the class IRI (of an
    ``iri``) or the scheme (of a ``concept``) that a value belongs to; `choices_of` the IRI of the
    property whose objects a form offers; `choices` the words of a ``choice`` or ``language``.
    `required` parameters must be given; `many` ones take several values, read as “one of these”.
    """

    name: str
    type: ParameterType
    title: Mapping[str, str]
    default: tuple[Term, ...] = ()
    kind: str = ""
    choices_of: str = ""
    choices: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    example: str = ""
    required: bool = False
    many: bool = False

    @property
    def option(self) -> str:
        """Return the name on the command line: ``minCny`` is ``min-cny``."""
        return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", self.name).lower()


def plain(name: str) -> str:
    """Return a name as it is compared: ``minCny``, ``min-cny`` and ``min_cny`` are one.

    >>> plain("minCny"), plain("min-cny")
    ('mincny', 'mincny')
    """
    return name.replace("-", "").replace("_", "").lower()


def read(header: Header) -> tuple[Parameter, ...]:
    """Return the parameters that a header declares; faults go into the header."""
    found = [p for line, value in header.all("param") if (p := _parameter(header, line, value))]
    names = [p.name for p in found]
    for match in values_lines(header.text):
        if match.group(1) not in names:
            line = header.text.count("\n", 0, match.start(1)) + 1
            header.fault(line, "UNDECLARED", f"no “# param:” declares {match.group(1)}")
    for name in sorted({n for n in names if names.count(n) > 1}):
        header.fault(0, "BAD_PARAM", f"{name} is declared twice")
    return tuple(found)


def _parameter(header: Header, line: int, value: str) -> Parameter | None:
    quoted, bare = words(value)
    if len(bare) < 2 or len(quoted) != 2:
        header.fault(
            line, "BAD_PARAM", 'a parameter reads “name type "中文" "English" option=value …”'
        )
        return None
    name, kind, *rest = bare
    if kind not in _TYPES:
        header.unknown(line, "BAD_PARAM", "parameter type", kind, _TYPES)
        return None
    type_ = ParameterType(kind)
    options = _options(header, line, type_, rest)
    fixed = type_ in (ParameterType.CHOICE, ParameterType.LANGUAGE)
    choices, scope = options.get("choices", ""), options.get("class", "")
    return Parameter(
        name=name,
        type=type_,
        title={"zh": quoted[0], "en": quoted[1]},
        default=_default(header, line, name),
        kind=header.expand(line, scope) if scope else options.get("scheme", ""),
        choices_of=header.expand(line, choices) if choices and not fixed else "",
        choices=tuple(choices.split(",")) if fixed else (),
        minimum=options.get("min", ""),
        maximum=options.get("max", ""),
        example=options.get("example", ""),
        required="required" in rest,
        many="many" in rest,
    )


def _options(header: Header, line: int, type_: ParameterType, rest: list[str]) -> dict[str, str]:
    takes, needs = _TAKES[type_]
    options = {}
    for word in rest:
        key, equals, value = word.partition("=")
        if not equals and key in _FLAGS:
            continue
        if not equals or key not in takes:
            noun = f"option of a parameter of type {type_.value}"
            header.unknown(line, "BAD_PARAM", noun, key, (*_FLAGS, *takes))
            continue
        options[key] = value
    for key in needs:
        if key not in options:
            header.fault(line, "BAD_PARAM", f"a parameter of type {type_.value} needs {key}=")
    return options


def _default(header: Header, line: int, name: str) -> tuple[Term, ...]:
    """Return the terms in the ``VALUES`` lines of a parameter; UNDEF gives none."""
    found = [m for m in values_lines(header.text) if m.group(1) == name]
    if not found:
        header.fault(line, "NO_VALUES", f"{name} needs a line “VALUES ?{name} {{ … }}” of its own")
        return ()
    if len({match.group(2).strip() for match in found}) > 1:
        header.fault(line, "NO_VALUES", f"{name} has several VALUES lines; give all the same data")
        return ()
    prologue = "\n".join(f"PREFIX {p}: <{iri}>" for p, iri in header.prefixes.items())
    try:
        rows = ox.Store().query(f"{prologue}\nSELECT ?{name} {{ {found[0].group(0).strip()} }}")
    except SyntaxError:
        return ()  # then the query as a whole is malformed, and says so
    assert isinstance(rows, ox.QuerySolutions)
    terms = [row[name] for row in rows]
    return tuple(t for t in terms if isinstance(t, ox.NamedNode | ox.Literal))
