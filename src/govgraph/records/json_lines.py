"""JSON Lines: one record a line, read strictly and fast."""

from __future__ import annotations

import json
from typing import NoReturn

import orjson

from govgraph.errors import Location, RecordSyntaxError
from govgraph.records.record import Json, Node

MAX_DEPTH = 64


def load(line: bytes, path: str, number: int) -> Node:
    """Return the object that one line holds.

    Raises:
        RecordSyntaxError: malformed JSON, a key twice, a float, no object, nested too deeply.
    """
    place = Location(path, number, 1)
    try:
        tree = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RecordSyntaxError(
            Location(path, number, error.colno), f"malformed JSON ({error.msg})", code="I1"
        ) from error
    if not isinstance(tree, dict):
        raise RecordSyntaxError(place, "a record is an object", code="I22")
    _check_depth(tree, place)  # first: what follows recurses
    # A line as a machine writes it comes back equal: no key stands twice, nothing was rounded.
    if orjson.dumps(tree) != line.strip():
        _check_slowly(line, place)
    return tree


def _check_slowly(line: bytes, place: Location) -> None:
    def pairs(items: list[tuple[str, Json]]) -> Node:
        node: Node = {}
        for key, value in items:
            if key in node:
                raise RecordSyntaxError(
                    place,
                    "the key stands twice in one object",
                    value=key,
                    hint="keep one",
                    code="I3",
                )
            node[key] = value
        return node

    def refuse(text: str) -> NoReturn:
        raise RecordSyntaxError(
            place, "a JSON float or non-number", value=text, hint=f'write "{text}"', code="I15"
        )

    def integer(text: str) -> int:
        if len(text.lstrip("-")) > 18:
            raise RecordSyntaxError(place, "a number out of range", value=text, code="I14")
        return int(text)

    json.loads(
        line,
        object_pairs_hook=pairs,
        parse_float=refuse,
        parse_constant=refuse,
        parse_int=integer,
    )


def _check_depth(tree: Json, place: Location) -> None:
    level: list[Json] = [tree]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise RecordSyntaxError(place, f"nested deeper than {MAX_DEPTH}", code="I31")
