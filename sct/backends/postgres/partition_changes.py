"""Partitions added, dropped, split, merged, exchanged and emptied where rows may stand in them.

The partitions before and after are laid side by side: those that change are detached, new ones are made, and the rows
of what is gone are put in again where they still belong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres import partitions
from sct.backends.postgres.names import ident, partition_name, qualified, shortened
from sct.backends.postgres.partitions import Bounds
from sct.catalog.steps import Step
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]
ACTIONS = frozenset(
    """add_partition drop_partition truncate_partition split_partition merge_partitions exchange_partition
    rename_partition add_values drop_values set_interval""".split()
)


def write(e: PostgresEmitter, step: Step, id_: str) -> str:
    """The statements. Raises Refused."""
    before: o.Table = step.before
    by = before.partitioning
    if by is None or step.action not in ACTIONS:
        raise Refused("SC1612", f"ALTER TABLE {step.action.replace('_', ' ')} is not converted", step.origin)
    path = e.shortened(step.key)
    if partitions.why_whole(e, before, by):
        return _whole(e, step, by, path, id_)
    if step.action == "rename_partition":
        old, new = (partition_name(path[-1], n) for n in step.payload)
        return f"ALTER TABLE {qualified((*path[:-1], old))} RENAME TO {ident(new)};"
    if step.action == "truncate_partition":
        target = partitions.target_of(e, step.key, before, step.payload)
        if target is None:
            raise Refused("SC1612", f"there is no partition {step.payload}", step.origin)
        return f"TRUNCATE TABLE {qualified(target)};"
    if step.action == "exchange_partition":
        return _exchange(e, step, path)
    if step.action == "set_interval":
        return _interval(e, step, path, id_)
    if by.method == "hash":
        return f"-- {qualified(path)}: the rows stay spread over the partitions there are"
    return _laid_side_by_side(e, step, path, id_)


def _texts(e: PostgresEmitter, table: o.Table, id_: str) -> dict[str, tuple[str, o.Partition]]:
    """The bound of each partition, by name."""
    assert table.partitioning is not None
    bounds = Bounds(e, table, table.partitioning, id_)
    return {
        part.name or f"p{number + 1}": (bounds.next(part, number), part)
        for number, part in enumerate(table.partitioning.partitions)
    }


def _laid_side_by_side(e: PostgresEmitter, step: Step, path: Path, id_: str) -> str:
    before, after = _texts(e, step.before, id_), _texts(e, step.after, id_)
    if step.action in ("split_partition", "merge_partitions"):
        by = step.before.partitioning
        replaced = set(_gone(step, by))
    else:
        replaced = {step.payload} if step.action == "drop_partition" else set()
    out: list[str] = []
    put_in: list[str] = []
    attach: list[str] = []
    for name, (bound, _) in before.items():
        mine = qualified((*path[:-1], partition_name(path[-1], name)))
        if name in replaced:
            out.append(f"ALTER TABLE {qualified(path)} DETACH PARTITION {mine};")
            old = shortened(f"{partition_name(path[-1], name)}_old")
            if name in after:
                out.append(f"ALTER TABLE {mine} RENAME TO {ident(old)};")
                mine = qualified((*path[:-1], old))
            if step.action != "drop_partition":
                put_in.append(_copy(step.before, mine, qualified(path)))
            put_in.append(f"DROP TABLE {mine};")
        elif after[name][0] != bound:
            out.append(f"ALTER TABLE {qualified(path)} DETACH PARTITION {mine};")
            attach.append(f"ALTER TABLE {qualified(path)} ATTACH PARTITION {mine} {after[name][0]};")
    sub = partitions.sub_of(e, step.after, step.after.partitioning)
    for name, (bound, part) in after.items():
        if name not in before or name in replaced:
            label = partition_name(path[-1], name)
            out.append(partitions.create(e, step.after, path, path, label, bound, sub, part, id_).lstrip("\n"))
    return "\n".join([*out, *attach, *put_in])


def _gone(step: Step, by: o.Partitioning) -> list[str]:
    from sct.catalog.partition_steps import merged

    return merged(by, step.payload) if step.action == "merge_partitions" else list(step.payload.names)


def _columns(table: o.Table) -> str:
    return ", ".join(ident(c.name) for c in table.columns if c.generated is None)


def _copy(table: o.Table, source: str, target: str) -> str:
    columns = _columns(table)
    always = any(c.identity is not None and c.identity.always for c in table.columns)
    overriding = " OVERRIDING SYSTEM VALUE" if always else ""
    return f"INSERT INTO {target} ({columns}){overriding} SELECT {columns} FROM {source};"


def _exchange(e: PostgresEmitter, step: Step, path: Path) -> str:
    """The rows of a partition and of a table change places."""
    change: o.PartitionChange = step.payload
    target = partitions.target_of(e, step.key, step.before, change.names[0])
    other = e.catalog._resolve(change.table, e.catalog.relations) if change.table is not None else None
    table = e.catalog.relations.get(other) if other is not None else None
    if target is None or not isinstance(table, o.Table) or other is None:
        raise Refused("SC1612", f"EXCHANGE PARTITION {change.names[0]} with {change.table}", step.origin)
    mine, theirs = qualified(target), qualified(e.shortened(other))
    aside = ident(shortened(f"{target[-1]}_aside"))
    columns = _columns(step.before)
    return "\n".join(
        [
            f"CREATE TEMPORARY TABLE {aside} AS SELECT {columns} FROM {mine};",
            f"DELETE FROM {mine};",
            _copy(step.before, theirs, mine),
            f"DELETE FROM {theirs};",
            _copy(step.before, aside, theirs),
            f"DROP TABLE {aside};",
        ]
    )


def _interval(e: PostgresEmitter, step: Step, path: Path, id_: str) -> str:
    name = qualified((*path[:-1], partition_name(path[-1], "default")))
    had = step.before.partitioning.interval is not None
    if step.payload is None or had:
        return f"-- {qualified(path)}: rows beyond the named partitions stay in {name}"
    e.bag(id_).add("SC1111", "SET INTERVAL: rows beyond the named partitions go to one default partition", step.origin)
    return f"CREATE TABLE {name} PARTITION OF {qualified(path)} DEFAULT;"


# --- tables that are written whole ----------------------------------------------------------------------------------


def _whole(e: PostgresEmitter, step: Step, by: o.Partitioning, path: Path, id_: str) -> str:
    """Partitions are rows that meet a condition."""
    if step.action in ("drop_partition", "truncate_partition"):
        condition = _condition(e, step.before, by, step.payload, id_)
        if condition is None:
            raise Refused(
                "SC1612", f"partition {step.payload} of {step.before.name}, which is written whole", step.origin
            )
        return f"DELETE FROM {qualified(path)} WHERE {condition};"
    if step.action == "exchange_partition":
        raise Refused("SC1612", f"EXCHANGE PARTITION of {step.before.name}, which is written whole", step.origin)
    return f"-- {qualified(path)} is written whole: no row moves"


def _condition(e: PostgresEmitter, table: o.Table, by: o.Partitioning, name: str, id_: str) -> str | None:
    if len(by.columns) != 1 or by.method not in ("range", "list"):
        return None
    names = [p.name for p in by.partitions]
    if name not in names:
        return None
    column = ident(by.columns[0])
    bounds = Bounds(e, table, by, id_)
    at = names.index(name)
    part = by.partitions[at]
    if by.method == "range":
        low = bounds.high(by.partitions[at - 1]) if at else None
        high = bounds.high(part)
        lower = f"{column} >= {low}" if low else ""
        if high is None:
            return f"({lower} OR {column} IS NULL)" if lower else "true"
        return " AND ".join(x for x in (lower, f"{column} < {high}") if x)
    listed = [_listed(bounds, p, column) for p in by.partitions if not p.is_default]
    return f"NOT coalesce({' OR '.join(listed)}, false)" if part.is_default else _listed(bounds, part, column)


def _listed(bounds: Bounds, part: o.Partition, column: str) -> str:
    values = [bounds._text(v, bounds.by.columns[0]) for v in part.values or ()]
    plain = [v for v in values if v != "NULL"]
    found = [f"{column} IN ({', '.join(plain)})"] if plain else []
    if len(plain) < len(values):
        found.append(f"{column} IS NULL")
    return f"({' OR '.join(found)})" if len(found) > 1 else found[0]
