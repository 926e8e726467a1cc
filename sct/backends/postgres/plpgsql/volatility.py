"""Which functions may be called IMMUTABLE: those the source promises to be deterministic and that read nothing, and
those an index or generated column needs. All others stay VOLATILE, which is always right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sct.catalog.callgraph import CallGraph, is_kept
from sct.catalog.constants import kept
from sct.catalog.program import Program
from sct.catalog.scopes import Item, PackageItem, RoutineItem
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.sqlexpr.names import relation_names

_READS = (
    s.SelectInto,
    s.SqlStatement,
    s.ForQuery,
    s.ForCursor,
    s.OpenCursor,
    s.OpenFor,
    s.Fetch,
    s.ExecuteDynamic,
    s.ParseCursor,
)


def indexed(items: Iterable[Any], graph: CallGraph, program: Program) -> set[int]:
    """id of every routine that an index or a generated column calls."""
    pieces: list[Sql] = []
    for item in items:
        if isinstance(item, o.Index):
            pieces.extend(k.expression for k in item.keys if k.expression is not None)
        elif isinstance(item, o.Table):
            pieces.extend(c.generated for c in item.columns if c.generated is not None)
    return {id(one) for one in graph.of_code(pieces, program.names) if isinstance(one, RoutineItem)}


def options(item: RoutineItem, needed: set[int], graph: CallGraph, calls: bool) -> tuple[str, bool]:
    """The words for CREATE FUNCTION, and whether they rest on the source's promise alone. PostgreSQL lets only VOLATILE
    functions CALL procedures, which `calls` says this one does."""
    if item.kind != "function" or item.outs or item.code.body is None:
        return "", False
    promised = "deterministic" in _promises(item)
    quiet = promised and not calls and _reads_nothing(item, graph)
    if id(item) in needed:
        return "IMMUTABLE ", not quiet
    return ("IMMUTABLE ", False) if quiet else ("", False)


def _promises(item: RoutineItem) -> set[str]:
    declared = item.declared.options if item.declared is not None else {}
    return {*item.code.options, *declared}


def _reads_nothing(item: RoutineItem, graph: CallGraph) -> bool:
    for one in graph.reached([item]):
        if isinstance(one, Item):
            if is_kept(one, graph.program):
                return False  # state of a package
        elif isinstance(one, PackageItem):
            if kept(one, graph.program):
                return False  # it begins with a state
        elif any(isinstance(x, _READS) or (isinstance(x, Sql) and relation_names(x)) for x in everything(one.code)):
            return False
    return True
