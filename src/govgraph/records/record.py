"""A record: one JSON-LD tree, and where it stands in its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from govgraph.errors import Location

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
Path = tuple[str | int, ...]
Node = dict[str, Json]

# Nothing leans on these: they are read in batches once the reference data is known.
STATEMENT_CLASSES = frozenset({"Statement"})
OUTCOME_CLASSES = frozenset({"Observation", "ProgressReport"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record: a Statement with all it says, or one thing of reference.

    `tree` is the node as written; `places` maps the path of a key or list item to its place.
    """

    location: Location
    type: str
    iri: str
    tree: Node
    places: Mapping[Path, Location] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_reference(self) -> bool:
        """Return whether other records may lean on this one."""
        return self.type not in STATEMENT_CLASSES | OUTCOME_CLASSES

    def place(self, path: Path = ()) -> Location:
        """Return the place of a value, or of the nearest thing around it that has one."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return self.location

    def nodes(self) -> Iterator[tuple[Path, Node]]:
        """Yield the record's node and every node nested in it, with their paths."""
        stack: list[tuple[Path, Node | list[Json]]] = [((), self.tree)]
        while stack:
            path, value = stack.pop()
            if isinstance(value, dict):
                if "id" in value or not path:
                    yield path, value
                items: Iterable[tuple[str | int, Json]] = value.items()
            else:
                items = enumerate(value)
            for key, inner in items:
                if isinstance(inner, (dict, list)):
                    stack.append(((*path, key), inner))
