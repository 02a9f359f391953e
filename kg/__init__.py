"""What is known: records, their triples, the store that keeps them and the walks through it.

`from kg import Graph` is where to begin in Python; see `kg.api`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import Graph

__all__ = ["Graph"]


def __getattr__(name: str) -> object:
    # Imported when it is asked for: the command line can't wait for rdflib.
    if name == "Graph":
        from kg.api import Graph

        return Graph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
