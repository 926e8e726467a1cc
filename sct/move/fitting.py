"""What can be said of both ends together before a row is moved: long values, space, zones, types the target has not."""

from __future__ import annotations

from sct.move.endpoints.protocol import Bending, Bounded, Measured, Source, Target
from sct.move.model import ColumnPlan, Plan, PlanFinding, TablePlan
from sct.move.wire import TEXT_KINDS

MEASURED_BYTES = 2 << 30  # larger tables are not read just to find their longest value
LONG_ROW = 64 << 20  # bytes of a row's long values that are worth a word
ROW_COPIES = 7  # docs/move.md, "What it costs": drivers and servers' protocols hold a row whole, and several times over
_LONG = ("text", "binary", "json", "xml")


def checks(plan: Plan, source: Source, target: Target, closed: frozenset[str]) -> list[PlanFinding]:
    """`closed`: tables that cannot be read."""
    return [
        *_long_values(plan, source, target, closed),
        *_space(plan, target),
        *_zones(plan),
        *_texts(plan),
        *_values_of_json(plan),
        *_bent(plan, target),
    ]


def _long_values(plan: Plan, source: Source, target: Target, closed: frozenset[str]) -> list[PlanFinding]:
    """Values longer than the target takes."""
    most = target.longest_value() if isinstance(target, Bounded) else None
    if most is None:
        return []
    found: list[PlanFinding] = []
    for table in plan.tables:
        long = tuple(c.source for c in table.columns if (c.read_as or c.type).kind in _LONG and c.limit is None)
        if not long or table.id in closed:
            continue
        if not isinstance(source, Measured) or (table.bytes or 0) > MEASURED_BYTES:
            message = f"{', '.join(long)}: not measured; a value of more than {most:,} bytes would be refused"
            found.append(PlanFinding("MV0083", table.id, message))
            continue
        sizes = source.longest(table, long)
        row = sum(sizes.values())
        if row > LONG_ROW:
            held = (
                f"each of {plan.options.workers} workers may hold {ROW_COPIES} times that, and so does the comparison"
            )
            found.append(PlanFinding("MV0088", table.id, f"rows of up to {_size(row)}: {held}"))
        for column, size in sizes.items():
            if size > most:
                message = f"{column} holds a value of {size:,} bytes; the target takes {most:,}"
                found.append(PlanFinding("MV0082", table.id, message))
    return found


def _space(plan: Plan, target: Target) -> list[PlanFinding]:
    """Room for the rows, by the source's estimate; indexes come on top."""
    wanted = sum(t.bytes or 0 for t in plan.tables)
    if not wanted:
        return []
    free = target.free_bytes() if isinstance(target, Bounded) else None
    if free is None:
        return [
            PlanFinding("MV0079", "", f"about {_size(wanted)} will be written; the target does not say what is free")
        ]
    if wanted > free:
        return [
            PlanFinding("MV0078", "", f"about {_size(wanted)} will be written; {_size(free)} are free on the target")
        ]
    return []


def _zones(plan: Plan) -> list[PlanFinding]:
    """Moments with a zone on one side only."""
    return [PlanFinding("MV0084", t.id, words) for t in plan.tables for words in _zoned(t)]


def _zoned(table: TablePlan) -> list[str]:
    out = []
    for c in table.columns:
        if c.read_as is None or c.read_as.kind != "timestamp" or c.type.kind != "timestamp":
            continue
        if (c.read_as.zone == "none") != (c.type.zone == "none"):
            side = "source" if c.read_as.zone == "none" else "target"
            out.append(f"{c.source}: no zone on the {side}; UTC is meant there")
    return out


def _texts(plan: Plan) -> list[PlanFinding]:
    """Columns whose type the target has not, or not wide enough: texts there."""
    found = []
    for table in plan.tables:
        names = [f"{c.source} {c.source_type}" for c in table.columns if _becomes_text(c)]
        if names:
            found.append(PlanFinding("MV0101", table.id, f"text on the target, as the source spells it: {_few(names)}"))
    return found


def _becomes_text(column: ColumnPlan) -> bool:
    have = column.read_as
    if have is None or column.type.kind not in TEXT_KINDS or column.source_type == column.target_type:
        return False
    # MV0062 speaks of those that have a name.
    return have.kind not in TEXT_KINDS or (have.kind in ("json", "xml") and column.type.kind not in ("json", "xml"))


def _values_of_json(plan: Plan) -> list[PlanFinding]:
    """Texts of JSON that become values: jsonb, SUPER."""
    found = []
    for table in plan.tables:
        names = [c.source for c in table.columns if c.type.name == "jsonb" and (c.read_as or c.type).name != "jsonb"]
        if names:
            words = "values are kept, not their text; of keys that are there twice the last"
            found.append(PlanFinding("MV0102", table.id, f"{_few(names)}: {words}"))
    return found


PADS = "a CHAR does not keep blanks at the end"


def _bent(plan: Plan, target: Target) -> list[PlanFinding]:
    """Values that the target takes as equal ones."""
    found = []
    for table in plan.tables:
        by_words: dict[str, list[str]] = {}
        for column in table.columns:
            have = column.read_as
            words = target.bends(column.type) if isinstance(target, Bending) else ""
            if column.type.kind == "char" and have is not None and have.kind != "char":
                words = PADS
            elif have is None or have.kind != column.type.kind:
                words = ""
            if words:
                by_words.setdefault(words, []).append(column.source)
        found += [PlanFinding("MV0103", table.id, f"{_few(names)}: {words}") for words, names in by_words.items()]
    return found


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return ", ".join(names[:20]) + more


def _size(count: int) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 10_000:
            return f"{count:,} {unit}"
        count >>= 10
    return f"{count:,} TiB"
