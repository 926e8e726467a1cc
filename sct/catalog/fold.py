"""The script's statements folded into the state they leave behind.

`place` gives every object and constraint the number of the statement that last gave it its form: emission keeps that
order, so a constraint enabled after the rows were inserted comes after them again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.catalog.catalog import Catalog
from sct.diagnostics.finding import Finding
from sct.ir import objects as o

Path = tuple[str, ...]


@dataclass(slots=True)
class Folded:
    """`items`: what is emitted, with its place. `findings`: what could not be folded."""

    items: list[tuple[int, Any]] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)  # id(constraint) -> place
    findings: list[Finding] = field(default_factory=list)
    comments: list[tuple[int, o.Comment]] = field(default_factory=list)


def fold(statements: list[Any], catalog: Catalog) -> Folded:
    out = Folded()
    alive: dict[tuple[str, Path], int] = {}
    rows_written = False
    ran = 0  # how many items were there when the script last ran something
    for place, item in enumerate(statements):
        rows_written = rows_written or isinstance(item, o.Dml)
        if isinstance(item, o.Dml) or (isinstance(item, o.Unit) and item.kind == "block"):
            ran = len(out.items)
        if isinstance(item, (o.Table, o.View, o.MaterializedView)):
            key = catalog.key(item.name)
            _replace(out, alive, "relation", key, place, item)
            catalog.relations[key] = item
        elif isinstance(item, o.Sequence):
            key = catalog.key(item.name)
            _replace(out, alive, "sequence", key, place, item)
            catalog.sequences[key] = item
        elif isinstance(item, o.UserType):
            key = catalog.key(item.name)
            _replace(out, alive, "type", key, place, item)
            catalog.types[key] = item
        elif isinstance(item, o.Index):
            _replace(out, alive, "index", catalog.key(item.name), place, item)
        elif isinstance(item, o.Synonym):
            key = catalog.key(item.name)
            catalog.synonyms[key] = item
            _replace(out, alive, "synonym", key, place, item)
        elif isinstance(item, o.Comment):
            if not _comment(item, catalog):
                out.comments.append((place, item))
                out.items.append((place, item))
        elif isinstance(item, o.Alter):
            _alter(item, place, catalog, out)
            shape = ("add_column", "modify_column", "drop_column", "rename_column")
            if rows_written and any(action in shape for action, _ in item.actions):
                owner = ".".join(catalog.key(item.name))
                out.findings.append(
                    Finding("OR0115", f"ALTER of {item.name} after rows were written", item.origin, owner)
                )
        elif isinstance(item, o.Drop):
            kind = {"table": "relation", "view": "relation", "materialized view": "relation"}.get(item.kind, item.kind)
            key = catalog.key(item.name)
            index = alive.pop((kind, key), None)
            if index is not None:
                out.items[index] = (place, None)
                catalog.relations.pop(key, None) if kind == "relation" else None
                catalog.sequences.pop(key, None) if kind == "sequence" else None
                if kind == "relation":
                    _drop_triggers(out, alive, catalog, key)
            elif item.kind in _UNITS:
                _drop_unit(out, alive, catalog, place, item, ran)
        elif isinstance(item, o.Unit) and item.kind in _UNITS:
            _unit(out, alive, catalog, place, item, ran)
        elif isinstance(item, o.Rename):
            _rename(item, catalog)
        else:
            if isinstance(item, o.Unit) and getattr(item.code, "timing", "") == "instead of" and item.code.on:
                catalog.instead_of.add(catalog.key(item.code.on))
            out.items.append((place, item))
    out.items = [pair for pair in out.items if pair[1] is not None]
    return out


_UNITS = frozenset({"trigger", "procedure", "function", "package", "package_body", "package body"})


def _unit(
    out: Folded, alive: dict[tuple[str, Path], int], catalog: Catalog, place: int, item: o.Unit, ran: int
) -> None:
    """CREATE OR REPLACE of code: the last one stays. Of a trigger that rows may have fired both stay, where they are."""
    kind = _unit_kind(item.kind)
    key = catalog.key(item.name)
    old = alive.get((kind, key))
    if old is not None and not (kind == "trigger" and old < ran):
        out.items[old] = (out.items[old][0], None)
    alive[(kind, key)] = len(out.items)
    out.items.append((place, item))


def _drop_unit(
    out: Folded, alive: dict[tuple[str, Path], int], catalog: Catalog, place: int, item: o.Drop, ran: int
) -> None:
    """DROP of code: it is gone; what ran before may have used it, then it goes where the script drops it."""
    key = catalog.key(item.name)
    kinds = [_unit_kind(item.kind)] + (["package body"] if item.kind == "package" else [])
    for kind in kinds:
        index = alive.pop((kind, key), None)
        if index is None:
            continue
        if index < ran:
            out.items.append((place, item))
        else:
            out.items[index] = (out.items[index][0], None)


def _drop_triggers(out: Folded, alive: dict[tuple[str, Path], int], catalog: Catalog, table: Path) -> None:
    """The triggers of a table that is dropped go with it."""
    for (kind, key), index in list(alive.items()):
        if kind == "trigger":
            on = getattr(out.items[index][1].code, "on", None)
            if on is not None and catalog.key(on) == table:
                del alive[(kind, key)]
                out.items[index] = (out.items[index][0], None)


def _unit_kind(kind: str) -> str:
    """Procedures and functions share their names."""
    return "routine" if kind in ("procedure", "function") else kind.replace("_", " ")


def _replace(out: Folded, alive: dict[tuple[str, Path], int], kind: str, key: Path, place: int, item: Any) -> None:
    old = alive.get((kind, key))
    if old is not None:
        out.items[old] = (out.items[old][0], None)
    alive[(kind, key)] = len(out.items)
    out.items.append((place, item))


def _comment(item: o.Comment, catalog: Catalog) -> bool:
    found = catalog.relations.get(catalog.key(item.name))
    if found is None:
        return False
    if item.column is None:
        found.comment = item.text
    elif isinstance(found, o.Table):
        for column in found.columns:
            if column.name == item.column:
                column.comment = item.text
                return True
        return False
    else:
        found.column_comments[item.column] = item.text
    return True


def _rename(item: o.Rename, catalog: Catalog) -> None:
    key = catalog.key(item.name)
    new = (*key[:-1], item.new_name)
    for where in (catalog.relations, catalog.sequences):
        if key in where:
            found = where.pop(key)
            found.name = o.QName(found.name.schema, item.new_name)
            where[new] = found
            return


def _alter(item: o.Alter, place: int, catalog: Catalog, out: Folded) -> None:
    if item.kind == "trigger" or any(action in ("enable_triggers", "disable_triggers") for action, _ in item.actions):
        out.items.append((place, item))
    found = catalog.relations.get(catalog.key(item.name)) if item.kind in ("table", "view") else None
    if item.kind == "sequence":
        sequence = catalog.sequences.get(catalog.key(item.name))
        if sequence is not None:
            for action, payload in item.actions:
                if hasattr(sequence, action):
                    setattr(sequence, action, payload)
            return
    if not isinstance(found, o.Table):
        for note in item.notes:
            out.findings.append(Finding(note.code, note.text, note.span))
        if item.kind == "table":
            out.findings.append(Finding("OR0005", f"{item.name} is altered and not among the input", item.origin))
        return
    for action, payload in item.actions:
        _table_action(found, action, payload, place, out, item)
    found.notes.extend(item.notes)


def _table_action(table: o.Table, action: str, payload: Any, place: int, out: Folded, item: o.Alter) -> None:
    if action == "add_column":
        table.columns.append(payload)
    elif action == "add_constraint":
        table.constraints.append(payload)
        out.places[id(payload)] = place
    elif action == "modify_column":
        _modify(table, payload)
    elif action == "drop_column":
        table.columns = [c for c in table.columns if c.name != payload]
        table.constraints = [c for c in table.constraints if payload not in c.columns]
    elif action in ("drop_constraint", "drop_primary_key"):
        table.constraints = [
            c
            for c in table.constraints
            if not (c.kind == "primary" if action != "drop_constraint" else c.name == payload)
        ]
    elif action == "rename_column":
        old, new = payload
        for column in table.columns:
            if column.name == old:
                column.name = new
        for constraint in table.constraints:
            constraint.columns = tuple(new if n == old else n for n in constraint.columns)
    elif action in ("enable_constraint", "disable_constraint"):
        for constraint in table.constraints:
            if constraint.name == payload:
                constraint.enabled = action == "enable_constraint"
                out.places[id(constraint)] = place
    elif action not in ("note", "enable_triggers", "disable_triggers"):
        out.findings.append(Finding("OR0014", f"ALTER TABLE {action.replace('_', ' ')} is not folded", item.origin))


def _modify(table: o.Table, change: o.Column) -> None:
    for column in table.columns:
        if column.name == change.name:
            if change.type.kind != "unknown":
                column.type = change.type
            if change.default is not None:
                column.default = change.default
            if change.nullable is not None:
                column.nullable = change.nullable
