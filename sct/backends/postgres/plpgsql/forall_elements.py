"""FORALL's subscripts: where a collection lacks the element of a turn, Oracle raises ORA-22160."""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.plpgsql import collections
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.effects import tokens_of
from sct.catalog.scopes import Item
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER
from sct.ir.walking import everything
from sct.sqlexpr import build

Path = tuple[str, ...]


def checks(w: Writer, one: s.ForAll, index: Item) -> list[str]:
    """The lines that check, in every turn, what the statement takes by the index."""
    if one.values_of is None and one.indices_of is None and one.low is not None and one.high is not None:
        full = _whole_of(one.low, one.high)
    else:
        full = _path(one.indices_of) if one.indices_of is not None else ()
    out: list[str] = []
    for path, sql in subscripted(one.body, one.index).items():
        found = w.resolver.lookup(path)
        if found is None or not found.item.is_value or found.rest:
            continue
        type_ = w.program.type_of_item(found.item)
        form = w.types.form(type_) if type_.kind == "collection" else "map"
        dense = form in ("array", "boxed")
        if form == "map" or (path == full and (dense or one.indices_of is not None)):
            continue
        out.append(_check(w, sql, found.item, type_, index))
    return out


def subscripted(body: s.Statement, index: str) -> dict[Path, Sql]:
    """The dotted names that are followed by `(index)`, each with a piece it stands in."""
    out: dict[Path, Sql] = {}
    for piece in everything(body):
        if not isinstance(piece, Sql):
            continue
        words = [t.text.lower() for t in tokens_of(piece)]
        for at in range(1, len(words) - 2):
            if words[at : at + 3] == ["(", index, ")"]:
                start = at - 1
                while start > 1 and words[start - 1] == ".":
                    start -= 2
                out.setdefault(tuple(words[start:at:2]), piece)
    return out


def _check(w: Writer, sql: Sql, item: Item, type_: Any, index: Item) -> str:
    at = build.name(w.resolver.target(index), type_=INTEGER)
    there = collections.method(w.resolver, w.resolver.value(item), type_, "exists", [at], None)
    text = w.translator.text(there, w.context(sql))
    w.use_runtime("bulk_element")
    return f"PERFORM sct.bulk_element({text}, {w.resolver.target(index)});"


def _path(sql: Sql) -> Path:
    return tuple(t.text.lower() for t in tokens_of(sql) if t.text != ".")


def _whole_of(low: Sql, high: Sql) -> Path:
    """The collection the bounds span: `1 .. c.COUNT`, `c.FIRST .. c.LAST`; nothing when they are others."""
    first, last = _path(low), _path(high)
    if first == ("1",) and last[-1:] == ("count",):
        return last[:-1]
    if first[-1:] == ("first",) and last[-1:] in (("last",), ("count",)) and first[:-1] == last[:-1]:
        return last[:-1]
    return ()
