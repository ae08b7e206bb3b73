"""Verifiable linked data on what officials pledge, and what became of it.

>>> import govgraph
>>> govgraph.queries()["quantified-share"].title["en"]
'What share of pledges has a number, district by district?'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govgraph.api import Answer as Answer
    from govgraph.api import Chart as Chart
    from govgraph.api import Endpoint as Endpoint
    from govgraph.api import Release as Release
    from govgraph.api import build as build
    from govgraph.api import connect as connect
    from govgraph.api import open as open
    from govgraph.api import queries as queries
    from govgraph.api import settings as settings
    from govgraph.config import Settings as Settings
    from govgraph.errors import BadParameter as BadParameter
    from govgraph.errors import ConfigError as ConfigError
    from govgraph.errors import GovgraphError as GovgraphError
    from govgraph.errors import QueryError as QueryError
    from govgraph.errors import UnknownQuery as UnknownQuery
    from govgraph.sparql.canned import CannedQuery as CannedQuery
    from govgraph.sparql.parameters import Parameter as Parameter

__version__ = "0.1.0"

# Where each name lives. They are loaded when first used: the command line, which needs few of
# them, starts faster, and the modules below may import this one for its version.
_HOMES = {
    "Answer": "govgraph.api",
    "BadParameter": "govgraph.errors",
    "CannedQuery": "govgraph.sparql.canned",
    "Chart": "govgraph.api",
    "ConfigError": "govgraph.errors",
    "Endpoint": "govgraph.api",
    "GovgraphError": "govgraph.errors",
    "Parameter": "govgraph.sparql.parameters",
    "QueryError": "govgraph.errors",
    "Release": "govgraph.api",
    "Settings": "govgraph.config",
    "UnknownQuery": "govgraph.errors",
    "build": "govgraph.api",
    "connect": "govgraph.api",
    "open": "govgraph.api",
    "queries": "govgraph.api",
    "settings": "govgraph.api",
}

__all__ = [
    "Answer",
    "BadParameter",
    "CannedQuery",
    "Chart",
    "ConfigError",
    "Endpoint",
    "GovgraphError",
    "Parameter",
    "QueryError",
    "Release",
    "Settings",
    "UnknownQuery",
    "__version__",
    "build",
    "connect",
    "open",
    "queries",
    "settings",
]


def __getattr__(name: str) -> Any:
    """Load a name of the API when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'govgraph' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
