"""What a source says of its tables that the target has no word for, said once a table.

A target lists in its legality file, under `has`, which of these it keeps: case_insensitive_text, row_sets, distribution,
trailing_blanks (they count in comparisons, where the source says so: `counts_blanks`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sct.catalog import checks
from sct.catalog.catalog import Catalog
from sct.diagnostics.finding import Finding
from sct.ir import objects as o


def lacking(items: list[tuple[int, Any]], has: Collection[str], catalog: Catalog, counts_blanks: bool) -> list[Finding]:
    """Findings for the tables that are written; `items` with the place of their statement."""
    found: list[Finding] = []
    for place, item in items:
        catalog.stand(place)
        if not isinstance(item, o.Table):
            continue
        owner = ".".join(catalog.key(item.name))
        free = [c.name for c in item.columns if c.type.is_text and c.type.case_insensitive]
        if free and "case_insensitive_text" not in has:
            words = ", ".join(free[:6]) + (" …" if len(free) > 6 else "")
            found.append(Finding("SC2000", f"{item.name}: {words}", item.origin, owner))
        if counts_blanks and "trailing_blanks" not in has and any(c.type.kind == "varchar" for c in item.columns):
            words = f"{item.name}: text without its trailing blanks"
            found.append(Finding("SC2035", words, item.origin, owner, checks.ends_in_blanks(item)))
        if not counts_blanks and "trailing_blanks" in has and any(c.type.kind == "varchar" for c in item.columns):
            words = f"{item.name}: text with its trailing blanks"
            found.append(Finding("SC2041", words, item.origin, owner, checks.ends_in_blanks(item)))
        keyed = any(c.kind in ("primary", "unique") and c.enabled for c in item.constraints)
        if item.duplicates == "removed" and not keyed and "row_sets" not in has:
            found.append(Finding("SC2001", f"{item.name} is a SET table", item.origin, owner))
        if item.distribution is not None and "distribution" not in has:
            words = f"rows spread by {', '.join(item.distribution.columns) or 'nothing'}"
            found.append(Finding("SC2002", f"{item.name}: {words}", item.distribution.span, owner))
    catalog.stand(-1)
    return found
