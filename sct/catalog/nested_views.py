"""Views of the rows of a nested table that is a column of a view.

A trigger ON NESTED TABLE c OF v takes the place of what is done to rows of `TABLE(SELECT c FROM v WHERE …)`. What has
triggers on the target is a relation, so there is one: `v$c`, a row for each element of each row of `v`, with the row's own
columns in front (`parent$…`). The trigger stands on it, and statements on the nested table become statements on it.
"""

from __future__ import annotations

from typing import Any

from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.sqlexpr.scope import ELEMENT, of_parent, rows_of


def unnested(view: o.View, column: str, columns: list[str], type_: Type, unit: o.Unit, resolved: Any) -> o.View | None:
    """The view of the elements; None when the column is no collection. `columns`: the view's."""
    if type_.kind != "collection" or type_.element is None or column not in columns:
        return None
    element = resolved(type_.element)
    members = [name for name, _ in element.members] if element.kind == "named" else [ELEMENT]
    items = [f"v.{_quoted(one)} AS {_quoted(of_parent(one))}" for one in columns]
    items.extend(f"e.{_quoted(one)}" if members != [ELEMENT] else "e.column_value" for one in members)
    path = ".".join(_quoted(part) for part in (view.name.schema, view.name.name) if part)
    text = f"SELECT {', '.join(items)} FROM {path} v, TABLE(v.{_quoted(column)}) e"
    names = (*(of_parent(one) for one in columns), *members)
    return o.View(
        o.QName(view.name.schema, rows_of(view.name.name, column)),
        unit.origin,
        Sql("query", text, unit.origin, view.query.dialect),
        names,
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
