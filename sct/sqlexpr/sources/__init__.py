"""How each source engine's SQL is read: a module an engine, found by its name, so that a new source is a new file here.

Everything else in `sqlexpr` knows sources only through what their modules say:

DIALECT             the sqlglot dialect whose tokenizer and parser read the engine
plain(tokens)       the tree of an expression that needs no more than its tokens, None for any other
prepare(tokens)     an island's tokens made ready for that parser
rewritten(tokens)   a data statement's tokens in the forms `statement_reader` knows
tree(tree)          what the parser understood otherwise than the engine does, put right
constructs()        what reshapes a whole SELECT before its expressions are lifted, in order
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol


class SourceSql(Protocol):
    """What a module here has."""

    DIALECT: type

    def plain(self, tokens: list[Any]) -> Any: ...

    def prepare(self, tokens: list[Any]) -> list[Any]: ...

    def rewritten(self, tokens: list[Any]) -> list[Any]: ...

    def tree(self, tree: Any) -> Any: ...

    def constructs(self) -> tuple[Any, ...]: ...

    def missing(self, path: tuple[str, ...]) -> str: ...  # the code of a relation that is not among the input


@cache
def names() -> frozenset[str]:
    """The engines there is a module for."""
    return frozenset(
        path.stem if path.is_file() else path.name
        for path in Path(__file__).parent.iterdir()
        if not path.name.startswith("_")
    )


@cache
def source(engine: str) -> SourceSql:
    """The module of an engine. Raises KeyError when there is none."""
    if engine not in names():
        raise KeyError(engine)
    found: SourceSql = import_module(f"{__name__}.{engine}")
    return found
