"""YAML 1.2 core schema, read strictly: one mapping a file, every value with its place.

Stricter than the core schema by one point: a plain float is refused, since it would lose its
form on the way to ``xsd:decimal``. Built on PyYAML's event stream alone, because its
constructors are YAML 1.1 (``no`` is a string here, ``0440`` no octal), and breached limits
must stop the reading before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from govgraph.errors import Location, RecordSyntaxError
from govgraph.records.record import Json, Node, Path

MAX_DEPTH = 64
MAX_NODES = 10_000

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
    re.ASCII,
)
MAX_INTEGER_DIGITS = 18


def load(text: str, path: str) -> tuple[Node, dict[Path, Location]]:
    """Return the mapping that the file holds, and the place of each of its values.

    Raises:
        RecordSyntaxError: with line, column and the mend.
    """
    reader = _Reader(text, path)
    try:
        tree = reader.document()
    except yaml.YAMLError as error:
        raise _syntax_error(error, path) from error
    if not isinstance(tree, dict):
        raise RecordSyntaxError(
            Location(path, 1, 1),
            "a record is a mapping",
            hint="start with type: and id:",
            code="I22",
        )
    return tree, reader.places


class _Reader:
    """One pass over the events of one document."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        self.places: dict[Path, Location] = {}
        self.anchors: dict[str, tuple[Json, int]] = {}
        self.open_anchors: set[str] = set()
        self.nodes = 0

    def document(self) -> Json:
        next(self.events)  # StreamStart
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise self.error(Location(self.path, 1, 1), "the file is empty", code="I22")
        value = self.value(next(self.events), ())
        next(self.events)  # DocumentEnd
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise self.error(
                self.at(event), "a second document", hint="one record a file", code="I22"
            )
        return value

    def value(self, event: yaml.Event, path: Path) -> Json:
        self.places[path] = self.at(event)
        if len(path) > MAX_DEPTH:
            raise self.error(self.at(event), f"nested deeper than {MAX_DEPTH}", code="I7")
        self.count(event, 1)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.tag and event.tag != "!":
            raise self.error(self.at(event), "tags are not allowed", value=event.tag, code="I22")
        if event.anchor:
            self.open_anchors.add(event.anchor)
        before = self.nodes
        result = self.content(event, path)
        if event.anchor:
            self.open_anchors.discard(event.anchor)
            self.anchors[event.anchor] = (result, self.nodes - before + 1)
        return result

    def content(self, event: yaml.Event, path: Path) -> Json:
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.mapping(path)

    def sequence(self, path: Path) -> Json:
        items: list[Json] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> Json:
        node: Node = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = self.at(event)
            key = self.key(event)
            if key in node:
                raise self.error(
                    place,
                    f"the key stands twice, first in line {lines[key]}",
                    value=key,
                    hint="keep one",
                    code="I3",
                )
            lines[key] = place.line
            node[key] = self.value(next(self.events), (*path, key))
            self.places[(*path, key)] = place
        return node

    def key(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.tag is None:
            if event.value == "<<" and event.implicit[0]:
                raise self.error(self.at(event), "merge keys are not YAML 1.2", code="I5")
            value = self.scalar(event)
            if isinstance(value, str):
                return value
        raise self.error(self.at(event), "a key must be a plain string", code="I22")

    def scalar(self, event: yaml.ScalarEvent) -> Json:
        text: str = event.value
        if not event.implicit[0]:  # quoted or block text is always a string
            return text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _INTEGER.fullmatch(text):
            return self.integer(text, event)
        if _FLOAT.fullmatch(text):
            raise self.error(
                self.at(event),
                "an unquoted decimal",
                value=text,
                hint=f'write "{text}"',
                code="I15" if "n" in text.lower() else "UNQUOTED_NUMBER",
            )
        return text

    def integer(self, text: str, event: yaml.ScalarEvent) -> Json:
        digits = text.lstrip("+-")
        if len(digits) > MAX_INTEGER_DIGITS:
            raise self.error(self.at(event), "a number out of range", value=text, code="I14")
        if (len(digits) > 1 and digits[0] == "0") or text[0] == "+":
            return text  # a code such as 0755: the term's own check asks for quotes
        return int(text)

    def alias(self, event: yaml.AliasEvent) -> Json:
        if event.anchor in self.open_anchors:
            raise self.error(
                self.at(event), "an alias inside its own anchor", value=event.anchor, code="I6"
            )
        if event.anchor not in self.anchors:
            raise self.error(self.at(event), "no such anchor", value=event.anchor)
        value, size = self.anchors[event.anchor]
        self.count(event, size)
        return value

    def count(self, event: yaml.Event, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self.error(
                self.at(event), f"more than {MAX_NODES} values", hint="use JSON Lines", code="I4"
            )

    def at(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        assert mark is not None
        return Location(self.path, mark.line + 1, mark.column + 1)

    def error(
        self, place: Location, text: str, *, value: object = None, hint: str = "", code: str = ""
    ) -> RecordSyntaxError:
        return RecordSyntaxError(place, text, value=value, hint=hint, code=code)


def _syntax_error(error: yaml.YAMLError, path: str) -> RecordSyntaxError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path, 1, 1)
    problem = str(getattr(error, "problem", None) or "malformed YAML")
    context = str(getattr(error, "context", None) or "")
    if "'\\t'" in problem:
        return RecordSyntaxError(place, "a tab indents the line", hint="use spaces", code="I2")
    if "quoted scalar" in context:
        opened = getattr(error, "context_mark", None)
        place = Location(path, opened.line + 1, opened.column + 1) if opened else place
        return RecordSyntaxError(place, "a quote is not closed", hint="close it", code="I1")
    if "mapping values are not allowed" in problem:
        return RecordSyntaxError(
            place, "a second colon in the line", hint="quote the text", code="I1"
        )
    return RecordSyntaxError(place, " ".join(problem.split()), hint="see YAML 1.2", code="I1")
