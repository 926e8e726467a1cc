"""Changes that are made in place: the target's script alters an object where the source's script does."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass, field
from typing import Any

from sct.catalog import partition_steps
from sct.ir import objects as o
from sct.text.span import Span

Path = tuple[str, ...]


@dataclass(slots=True)
class Step:
    """One action on one object. `before` and `after` are the object's two states, None where it is not there.

    `name`: the piece of the target's script that brings it about; `previous`: the piece that made what it changes.
    `views`: what has to be made again around it, in order of creation.
    """

    action: str
    kind: str
    key: Path
    before: Any
    after: Any
    payload: Any
    origin: Span
    name: str
    previous: str
    views: list[Any] = field(default_factory=list)


def clone(table: o.Table) -> o.Table:
    """A copy whose columns and lists are its own; constraints are shared, their state is one."""
    made = copy.copy(table)
    made.columns = [copy.copy(c) for c in table.columns]
    made.constraints = list(table.constraints)
    made.notes = []
    if table.partitioning is not None:
        made.partitioning = copy.copy(table.partitioning)
    return made


def apply(table: o.Table, action: str, payload: Any) -> str:
    """Changes the model of a table; "" or what stands in the way."""
    known = _ACTIONS.get(action) or partition_steps.ACTIONS.get(action)
    if known is None:
        return f"ALTER TABLE {action.replace('_', ' ')} is not converted"
    return known(table, payload) or ""


def column(table: o.Table, name: str) -> o.Column | None:
    return next((c for c in table.columns if c.name == name), None)


def chosen(table: o.Table, action: str, payload: Any) -> list[o.Constraint]:
    """The constraints an action means: by name, the primary key, or the unique one of some columns."""
    if action.endswith("primary_key"):
        return [c for c in table.constraints if c.kind == "primary"]
    if action.endswith("unique"):
        return [c for c in table.constraints if c.kind == "unique" and set(c.columns) == set(payload)]
    return [c for c in table.constraints if c.name == payload]


def _add_column(table: o.Table, payload: o.Column) -> None:
    table.columns.append(payload)


def _add_constraint(table: o.Table, payload: o.Constraint) -> None:
    table.constraints.append(payload)
    if payload.kind == "not_null" and payload.enabled:
        for one in table.columns:
            if one.name in payload.columns:
                one.nullable = False


def _modify_column(table: o.Table, change: o.Column) -> str | None:
    found = column(table, change.name)
    if found is None:
        return f"{table.name} has no column {change.name}"
    if change.type.kind != "unknown":
        found.type = change.type
    if change.default is not None:
        empty = change.default.text.strip().lower() == "null"
        found.default = None if empty else change.default
        found.default_on_null = change.default_on_null
        found.default_on_null_update = change.default_on_null_update
    if change.nullable is not None:
        found.nullable = change.nullable
    if change.identity is not None:
        found.identity = change.identity
    if change.generated is not None:
        found.generated = change.generated
    if change.shown and found.invisible:
        found.invisible = False
        table.columns = [*(c for c in table.columns if c is not found), found]
    found.invisible = found.invisible or change.invisible
    return None


def _drop_column(table: o.Table, name: str) -> None:
    table.columns = [c for c in table.columns if c.name != name]
    table.constraints = [c for c in table.constraints if name not in c.columns]


def _drop_constraint(table: o.Table, found: list[o.Constraint]) -> None:
    for one in found:
        if one.kind == "not_null":
            for mine in table.columns:
                if mine.name in one.columns:
                    mine.nullable = True
    table.constraints = [c for c in table.constraints if not any(c is one for one in found)]


def _rename_column(table: o.Table, names: tuple[str, str]) -> None:
    old, new = names
    for mine in table.columns:
        if mine.name == old:
            mine.name = new
    for at, one in enumerate(table.constraints):
        if old in one.columns:
            table.constraints[at] = copy.copy(one)
            table.constraints[at].columns = tuple(new if n == old else n for n in one.columns)
    spread = table.distribution
    if spread is not None and old in spread.columns:
        table.distribution = dataclasses.replace(spread, columns=tuple(new if n == old else n for n in spread.columns))
    table.sort = tuple(new if n == old else n for n in table.sort)
    by = table.partitioning
    if by is not None and old in by.columns:
        by.columns = tuple(new if n == old else n for n in by.columns)


def _rename(table: o.Table, new: str) -> None:
    table.name = o.QName(table.name.schema, new)


def _drop_identity(table: o.Table, name: str) -> None:
    found = column(table, name)
    if found is not None:
        found.identity = None


_ACTIONS: dict[str, Any] = {
    "add_column": _add_column,
    "add_constraint": _add_constraint,
    "modify_column": _modify_column,
    "drop_column": _drop_column,
    "drop_constraint": _drop_constraint,
    "rename_column": _rename_column,
    "rename": _rename,
    "drop_identity": _drop_identity,
}
