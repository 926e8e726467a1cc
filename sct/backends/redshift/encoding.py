"""How the values of each column are compressed, with the reason (`--encode explicit`).

Without it nothing is said: ENCODE AUTO is Redshift's default, which looks at the rows and changes its mind, and one
column with an encoding of its own takes that away from the whole table.
Database Developer Guide, "Compression encodings", CREATE TABLE (ENCODE).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

FEW = 256  # values: what one byte of a dictionary tells apart
LONG = 256  # bytes: texts from here on repeat more within themselves than from row to row
_PLAIN = ("boolean", "real", "double precision")
_COUNTED = ("smallint", "integer", "bigint", "numeric", "date", "time", "timetz", "timestamp", "timestamptz")
_OPEN = ("super", "varbyte", "geometry", "geography", "hllsketch")  # Redshift's own choice


def choose(
    e: RedshiftEmitter, table: o.Table, key: tuple[str, ...], types: dict[str, str], sorted_by: Collection[str]
) -> tuple[dict[str, str], str]:
    """(column -> encoding, the reasons in words). `types`: the columns' types on the target."""
    found: dict[str, str] = {}
    reasons: dict[str, list[str]] = {}
    hints = {c.name: c.compress for c in table.columns}
    for name, text in types.items():
        chosen, why = _encoding(text, name in sorted_by, hints.get(name, ""), e.stats.distinct(key, name))
        if chosen:
            found[name] = chosen
            reasons.setdefault(f"{chosen.upper()} ({why})", []).append(name)
    return found, "; ".join(f"{what}: {', '.join(names)}" for what, names in reasons.items())


def _encoding(text: str, in_key: bool, hint: str, distinct: int | None) -> tuple[str, str]:
    kind, _, size = text.partition("(")
    if kind in _OPEN:
        return "", ""
    if in_key:
        return "raw", "sort key: blocks are left out by its values"
    if kind in _PLAIN:
        return "raw", "no encoding is made for the type"
    if kind in ("char", "varchar"):
        if distinct is not None and distinct <= FEW:
            return "bytedict", f"at most {FEW} values"
        if distinct is None and hint == "values":
            return "bytedict", "the source compresses a list of its values"
        long = int(size.rstrip(")") or 1) >= LONG
        return ("zstd", "long text") if long else ("lzo", "text")
    return ("az64", "numbers and times") if kind.split(" ")[0] in _COUNTED else ("", "")
