"""What ALTER TABLE does to the model of a table's partitions. A range partition begins where the one before it ends."""

from __future__ import annotations

import copy
from typing import Any

from sct.ir import objects as o
from sct.ir.sql import Sql


def _by(table: o.Table) -> o.Partitioning:
    if table.partitioning is None:
        raise LookupError(f"{table.name} has no partitions")
    return table.partitioning


def _at(by: o.Partitioning, name: str) -> int:
    for number, part in enumerate(by.partitions):
        if (part.name or f"p{number + 1}") == name:
            return number
    raise LookupError(f"there is no partition {name}")


def _told(change: Any) -> Any:
    """What is missing is said, not raised."""

    def tell(table: o.Table, payload: Any) -> str | None:
        try:
            found: str | None = change(table, payload)
        except LookupError as error:
            return f"ALTER TABLE {table.name}: {error.args[0]}"
        return found

    return tell


def _add(table: o.Table, part: o.Partition) -> str | None:
    by = _by(table)
    if by.method == "hash":
        if by.partitions:
            by.partitions = (*by.partitions, part)
        else:
            by.hash_count = (by.hash_count or 0) + 1
        return None
    by.partitions = (*by.partitions, part)
    return None


def _drop(table: o.Table, name: str) -> None:
    by = _by(table)
    at = _at(by, name)
    by.partitions = by.partitions[:at] + by.partitions[at + 1 :]


def _truncate(table: o.Table, name: str) -> None:
    """Nothing but rows goes."""


def _split(table: o.Table, change: o.PartitionChange) -> str | None:
    by = _by(table)
    at = _at(by, change.names[0])
    old = by.partitions[at]
    parts = [copy.copy(p) for p in change.parts]
    if by.method == "range":
        if change.at is not None:
            if len(parts) != 2:
                return "SPLIT PARTITION … AT makes two partitions"
            parts[0].less_than = change.at
        if not parts[-1].less_than:
            parts[-1].less_than = old.less_than
    elif "list" in by.method:
        if change.at is not None and len(parts) == 2:
            parts[0].values = tuple(v for v in change.at if v is not None)
        taken = {_plain(v) for p in parts[:-1] for v in p.values or ()}
        if old.is_default:
            parts[-1].is_default = True
        elif parts[-1].values is None:
            parts[-1].values = tuple(v for v in old.values or () if _plain(v) not in taken)
    else:
        return "hash partitions cannot be split"
    by.partitions = (*by.partitions[:at], *parts, *by.partitions[at + 1 :])
    return None


def _merge(table: o.Table, change: o.PartitionChange) -> str | None:
    by = _by(table)
    numbers = sorted(_at(by, n) for n in merged(by, change))
    old = [by.partitions[n] for n in numbers]
    made = copy.copy(change.parts[0]) if change.parts else o.Partition(None, old[0].span)
    if made.name is None:
        made.name = old[-1].name
    if by.method == "range":
        made.less_than = old[-1].less_than
    else:
        made.is_default = any(p.is_default for p in old)
        made.values = None if made.is_default else tuple(v for p in old for v in p.values or ())
    last = numbers[-1]
    by.partitions = tuple(
        made if n == last else p for n, p in enumerate(by.partitions) if n == last or n not in numbers
    )
    return None


def merged(by: o.Partitioning, change: o.PartitionChange) -> list[str]:
    """The names of the partitions that are merged; `a TO c` takes those in between too."""
    if change.to is None:
        return list(change.names)
    first, last = _at(by, change.names[0]), _at(by, change.to)
    return [p.name or "" for p in by.partitions[first : last + 1]]


def _exchange(table: o.Table, change: o.PartitionChange) -> None:
    _at(_by(table), change.names[0])


def _rename(table: o.Table, names: tuple[str, str]) -> None:
    by = _by(table)
    at = _at(by, names[0])
    made = copy.copy(by.partitions[at])
    made.name = names[1]
    by.partitions = (*by.partitions[:at], made, *by.partitions[at + 1 :])


def _add_values(table: o.Table, payload: tuple[str, tuple[Sql, ...]]) -> None:
    by = _by(table)
    at = _at(by, payload[0])
    made = copy.copy(by.partitions[at])
    made.values = (*(made.values or ()), *payload[1])
    by.partitions = (*by.partitions[:at], made, *by.partitions[at + 1 :])


def _drop_values(table: o.Table, payload: tuple[str, tuple[Sql, ...]]) -> None:
    by = _by(table)
    at = _at(by, payload[0])
    made = copy.copy(by.partitions[at])
    gone = {_plain(v) for v in payload[1]}
    made.values = tuple(v for v in made.values or () if _plain(v) not in gone)
    by.partitions = (*by.partitions[:at], made, *by.partitions[at + 1 :])


def _set_interval(table: o.Table, interval: Sql | None) -> None:
    _by(table).interval = interval


def _plain(sql: Sql) -> str:
    return "".join(sql.text.split())


ACTIONS: dict[str, Any] = {
    name: _told(change)
    for name, change in (
        ("add_partition", _add),
        ("drop_partition", _drop),
        ("truncate_partition", _truncate),
        ("split_partition", _split),
        ("merge_partitions", _merge),
        ("exchange_partition", _exchange),
        ("rename_partition", _rename),
        ("add_values", _add_values),
        ("drop_values", _drop_values),
        ("set_interval", _set_interval),
    )
}
