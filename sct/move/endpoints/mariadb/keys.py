"""Rows asked for by their keys, as a condition of MariaDB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sct.move.endpoints.mariadb.connect import quoted
from sct.move.endpoints.protocol import ReadColumn, key_text


class MariaKeys:
    def key_filter(self, columns: tuple[ReadColumn, ...], keys: Sequence[tuple[Any, ...]]) -> str:
        """SQL that is true for the rows of these keys (recheck.Keyed), and may be for others that its collations call equal."""
        names = ", ".join(quoted(c.name) for c in columns)
        rows = ", ".join(f"({', '.join(_literal(v, c) for v, c in zip(key, columns, strict=True))})" for key in keys)
        return f"({names}) IN ({rows})"


def _literal(value: Any, column: ReadColumn) -> str:
    text = key_text(value)
    if column.type.kind in ("integer", "decimal"):
        return text  # digits, as the type says
    return f"_utf8mb4 X'{text.encode().hex()}'"
