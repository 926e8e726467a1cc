"""PARTITION BY and the partitions, with real sub-partitions, or the reason why the table is written whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres.names import ident, partition_name, qualified
from sct.ir import objects as o
from sct.ir.sql import Sql

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]


def why_whole(e: PostgresEmitter, table: o.Table, by: o.Partitioning) -> str:
    """Why PostgreSQL cannot have these partitions; "" when it can."""
    names = {c.name: c for c in table.columns}
    if by.method not in ("range", "list", "hash", "automatic list"):
        return "no equivalent"
    if not by.columns or not set(by.columns) <= set(names):
        return "no equivalent"
    if "list" in by.method and len(by.columns) != 1:
        return "a list over several columns has no equivalent"
    if any(names[c].generated is not None for c in by.columns):
        return "a generated column cannot be a partition key"
    if not by.partitions and not by.hash_count:
        return "no partitions are named"
    keys = [c.columns for c in table.constraints if c.kind in ("primary", "unique") and c.enabled]
    keys += e.unique_indexes(table)
    if any(not set(by.columns) <= set(key) for key in keys):
        return "a key without the partition column cannot be kept on partitions"
    return ""


def sub_of(e: PostgresEmitter, table: o.Table, by: o.Partitioning) -> o.Partitioning | None:
    """The second level, where PostgreSQL can have it."""
    sub = by.sub
    if sub is None:
        return None
    shown = o.Partitioning(sub.method, sub.columns, sub.span, sub.partitions or by.partitions, sub.hash_count)
    return sub if not why_whole(e, table, shown) else None


def write(e: PostgresEmitter, table: o.Table, path: Path, id_: str) -> tuple[str, str] | None:
    """PARTITION BY … and the partitions; None when the table is written whole, which the report says."""
    by = table.partitioning
    if by is None:
        return None
    bag = e.bag(id_)
    why = why_whole(e, table, by)
    if why:
        bag.add("SC1104", f"PARTITION BY {by.method}: {why}", by.span)
        return None
    sub = sub_of(e, table, by)
    if by.sub is not None and sub is None:
        bag.add("SC1110", f"SUBPARTITION BY {by.sub.method}", by.sub.span)
    out: list[str] = []
    bounds = Bounds(e, table, by, id_)
    for number in range(len(by.partitions) or by.hash_count or 0):
        part = by.partitions[number] if by.partitions else None
        name = part.name if part is not None and part.name else f"p{number + 1}"
        out.append(
            create(e, table, path, path, partition_name(path[-1], name), bounds.next(part, number), sub, part, id_)
        )
    if (by.interval is not None or by.method == "automatic list") and not bounds.default:
        name = partition_name(path[-1], "default")
        out.append(create(e, table, path, path, name, "DEFAULT", sub, None, id_))
        what = "INTERVAL" if by.interval is not None else "AUTOMATIC"
        bag.add("SC1111", f"{what}: rows beyond the named partitions go to one default partition", by.span)
    return partition_by(by), "".join(out)


def partition_by(by: o.Partitioning) -> str:
    method = "LIST" if "list" in by.method else by.method.upper()
    return f" PARTITION BY {method} ({', '.join(ident(c) for c in by.columns)})"


class Bounds:
    """FOR VALUES … of one partition after the other."""

    def __init__(self, e: PostgresEmitter, table: o.Table, by: o.Partitioning, id_: str, total: int = 0) -> None:
        self.e, self.table, self.by, self.id = e, table, by, id_
        self.total = total or len(by.partitions) or by.hash_count or 1
        self.low = ", ".join("MINVALUE" for _ in by.columns)
        self.default = False

    def next(self, part: o.Partition | None, number: int) -> str:
        if self.by.method == "hash":
            return f"FOR VALUES WITH (MODULUS {self.total}, REMAINDER {number})"
        if part is None:
            self.default = True
            return "DEFAULT"
        if self.by.method == "range":
            high = self.high(part)
            if high is None:
                self.default = True
                return "DEFAULT"
            bound = f"FOR VALUES FROM ({self.low}) TO ({high})"
            self.low = high
            return bound
        return self.listed(part)

    def high(self, part: o.Partition) -> str | None:
        """The upper bound; None for MAXVALUE, which takes NULL too and is the default partition."""
        limits = part.less_than
        if not limits or limits[0] is None:
            return None
        return ", ".join(
            "MAXVALUE" if limit is None else self._text(limit, column)
            for limit, column in zip(limits, self.by.columns, strict=False)
        )

    def listed(self, part: o.Partition) -> str:
        if part.is_default or not part.values:
            self.default = True
            return "DEFAULT"
        return f"FOR VALUES IN ({', '.join(self._text(v, self.by.columns[0]) for v in part.values)})"

    def _text(self, sql: Sql, column: str) -> str:
        found = next(c for c in self.table.columns if c.name == column)
        return self.e.translator.expression(sql, self.e.bag(self.id), None, found.type)


def create(
    e: PostgresEmitter,
    table: o.Table,
    top: Path,
    of: Path,
    name: str,
    bound: str,
    sub: o.Partitioning | None,
    part: o.Partition | None,
    id_: str,
) -> str:
    """CREATE TABLE … PARTITION OF, with its own partitions."""
    path = (*top[:-1], name)
    head = f"\nCREATE TABLE {qualified(path)} PARTITION OF {qualified(of)} {bound}"
    if sub is None:
        return head + ";"
    out = [head + partition_by(sub) + ";"]
    own = part.subpartitions if part is not None else ()
    parts = own or sub.partitions
    count = len(parts) or sub.hash_count or 1
    bounds = Bounds(e, table, sub, id_, count)
    for number in range(count):
        one = parts[number] if parts else None
        label = one.name if one is not None and one.name else f"sp{number + 1}"
        # a template's names are put behind the partition's, a subpartition's own name stands alone
        inner = partition_name(top[-1], label) if own and one is not None and one.name else partition_name(name, label)
        out.append(create(e, table, top, path, inner, bounds.next(one, number), None, None, id_))
    return "".join(out)


def target_of(e: PostgresEmitter, key: Path, table: o.Table, name: str) -> Path | None:
    """The table that holds a partition or subpartition; None when the table is written whole."""
    by = table.partitioning
    if by is None or why_whole(e, table, by):
        return None
    path = e.shortened(key)
    sub = sub_of(e, table, by)
    for number, part in enumerate(by.partitions):
        label = part.name or f"p{number + 1}"
        if label == name:
            return (*path[:-1], partition_name(path[-1], label))
        if sub is None:
            continue
        for one in part.subpartitions:
            if one.name == name:
                return (*path[:-1], partition_name(path[-1], name))
        for one in sub.partitions if not part.subpartitions else ():
            if one.name and f"{label}_{one.name}" == name:
                return (*path[:-1], partition_name(partition_name(path[-1], label), one.name))
    return None
