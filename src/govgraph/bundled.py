"""What travels with the package: ontology, shapes, queries and the shipped data."""

from __future__ import annotations

from pathlib import Path

from govgraph.errors import MachineError

PROGRAM = Path(__file__).parent


def root() -> Path:
    """Return the folder that holds ``ontology/``, ``shapes/``, ``queries/`` and ``data/``.

    In an installed wheel that is inside the package, in a checkout the checkout itself.

    Raises:
        MachineError: neither is there.
    """
    for folder in (PROGRAM / "bundled", PROGRAM.parents[1]):
        if (folder / "ontology" / "context.jsonld").is_file():
            return folder
    raise MachineError(f"{PROGRAM}: the ontology is missing; install govgraph again")


def ontology() -> Path:
    """Return the folder of the ontology."""
    return root() / "ontology"


def shapes() -> Path:
    """Return the folder of the shapes."""
    return root() / "shapes"


def queries() -> Path:
    """Return the folder of the canned queries."""
    return root() / "queries"


def starter() -> Path:
    """Return the folder that a new publication starts from."""
    return PROGRAM / "starter"
