"""Where a table's rows live: distribution style and key, sort key, each with its reason.

Sources of the choice, the surest first: row counts given by the user (`--stats`), what a parallel source says of the
table, how the input's keys and joins use its columns. Without any of them Redshift chooses by itself (AUTO).
Database Developer Guide, "Working with data distribution styles", "Working with sort keys".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sct.backends.redshift.names import ident
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

Path = tuple[str, ...]
SMALL = 100_000  # rows: a copy on every node costs little, and every join is local
SORTABLE = 400  # columns a compound sort key takes
_NO_KEY = ("super", "varbyte", "geometry", "geography", "hllsketch")  # types no key takes


class Placement(NamedTuple):
    """`text`: the table attributes; `reason`: for the report; `sorted_by`: columns of the sort key."""

    text: str
    reason: str
    sorted_by: tuple[str, ...] = ()


def choose(e: RedshiftEmitter, table: o.Table, key: Path, types: dict[str, str]) -> Placement:
    """`types`: the columns' types on the target."""
    usable = [name for name, text in types.items() if text.split("(")[0].split(" ")[0] not in _NO_KEY]
    style, why = _distribution(e, table, key, usable)
    columns = _sort(table, usable)
    sort = f"COMPOUND SORTKEY ({', '.join(map(ident, columns))})" if columns else ""
    why_sort = f"SORTKEY {', '.join(columns)}: the source's partitions are by it" if columns else ""
    parts = [p for p in (style, sort) if p]
    reasons = [r for r in (why, why_sort) if r]
    return Placement("\n".join(parts), "; ".join(reasons), columns)


def _distribution(e: RedshiftEmitter, table: o.Table, key: Path, usable: list[str]) -> tuple[str, str]:
    rows = e.stats.rows(key)
    if rows is not None and rows <= SMALL:
        return "DISTSTYLE ALL", f"DISTSTYLE ALL: {rows:,} rows"
    spread = table.distribution
    uses = e.joined(key)
    if spread is not None and spread.method == "none":
        return "DISTSTYLE EVEN", "DISTSTYLE EVEN: no primary index"
    if spread is not None and spread.columns:
        options = [c for c in spread.columns if c in usable]
        if not options:
            return "DISTSTYLE EVEN", "DISTSTYLE EVEN: the primary index has no column a key can have"
        if len(options) == 1:
            return _by(options[0]), f"DISTKEY {options[0]}: the primary index"
        best = max(options, key=lambda c: (e.stats.distinct(key, c) or 0, uses.get(c, 0), -options.index(c)))
        why = f"DISTKEY {best}: of the primary index ({', '.join(spread.columns)}), as only one column can be"
        return _by(best), why + (f", used by {uses[best]} joins and keys" if uses.get(best) else "")
    if rows is not None and uses:
        options = [c for c in usable if uses.get(c)]
        if options:
            best = max(options, key=lambda c: (uses[c], e.stats.distinct(key, c) or 0))
            return _by(best), f"DISTKEY {best}: {rows:,} rows, used by {uses[best]} joins and keys"
    if rows is not None:
        return "DISTSTYLE EVEN", f"DISTSTYLE EVEN: {rows:,} rows, no join or key in the input uses one column more"
    return "", ""


def _by(column: str) -> str:
    return f"DISTSTYLE KEY\nDISTKEY ({ident(column)})"


def _sort(table: o.Table, usable: list[str]) -> tuple[str, ...]:
    by = table.partitioning
    wanted = table.sort or (by.columns if by is not None and by.method in ("range", "list") else ())
    return tuple(c for c in dict.fromkeys(wanted) if c in usable)[:SORTABLE]
