"""The address of a trigger's row, :NEW.ROWID and :OLD.ROWID: the row's ctid, where it has one.

A row that a BEFORE trigger sees is nowhere yet, and rows of views are nowhere at all; what a nested routine is handed of a
row has its columns only.
"""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.plpgsql.resolver import SYMBOLS, CodeResolver
from sct.ir import statements as s
from sct.ir.types import Type
from sct.sqlexpr import build


def _address(resolver: CodeResolver, path: tuple[str, ...]) -> Any:
    if len(path) != 2 or path[1] != "rowid":
        return None
    found = resolver.names.find((path[0],))
    item = found.item if found is not None else None
    if item is None or item.kind != "row" or found is None or found.rest or id(item.decl) in resolver.renamed:
        return None
    if not isinstance(item.decl, tuple):  # the row of a loop
        return None
    trigger, target = item.decl
    shown = {name for name, _ in item.type.members}
    if not isinstance(trigger, s.Trigger) or "rowid" in shown or not _has_address(resolver, trigger, target):
        return None
    if resolver.writer is not None:
        resolver.writer.bag.add("SC1720", f"{'.'.join(path)}: the row's address", resolver.writer.at)
    return build.name(target, "ctid", type_=Type("rowid"))


def _has_address(resolver: CodeResolver, trigger: s.Trigger, target: str) -> bool:
    catalog = resolver.catalog
    key = catalog._resolve(trigger.on, catalog.relations) if trigger.on is not None else None
    if key is None or not catalog.shape_of(key).table:  # of a view, or in one of several partitions
        return False
    return trigger.timing == "after" or (trigger.timing == "before" and target == "old")


SYMBOLS.append(_address)
