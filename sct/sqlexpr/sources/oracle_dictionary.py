"""Views of Oracle's data dictionary that the target's catalog answers (Database Reference, static data dictionary views).

Of each the columns that have one answer there and here; a query that asks for others is refused by their names.
"""

from __future__ import annotations

from sct.ir.types import NUMBER, VARCHAR, Type
from sct.sqlexpr.scope import ColumnInfo, Shape

_VIEWS: dict[str, tuple[str, str]] = {
    "tables": ("DICTIONARY_TABLES", "table_name temporary partitioned status"),
    "tab_columns": ("DICTIONARY_COLUMNS", "table_name column_name data_type nullable column_id"),
    "views": ("DICTIONARY_VIEWS", "view_name"),
    "sequences": ("DICTIONARY_SEQUENCES", "sequence_name min_value max_value increment_by cycle_flag"),
    "indexes": ("DICTIONARY_INDEXES", "index_name table_name uniqueness status"),
    "triggers": ("DICTIONARY_TRIGGERS", "trigger_name table_name status"),
    "constraints": ("DICTIONARY_CONSTRAINTS", "constraint_name constraint_type table_name r_constraint_name status"),
    "objects": ("DICTIONARY_OBJECTS", "object_name object_type status"),
}
_SAME = {"user_tab_cols": "tab_columns", "tabs": "tables", "cols": "tab_columns", "ind": "indexes", "seq": "sequences"}
_NUMBERS = ("column_id", "min_value", "max_value", "increment_by")


def view(path: tuple[str, ...]) -> tuple[str, Shape] | None:
    """The neutral function that gives a view's rows, and its columns."""
    name = path[-1]
    if len(path) > 2 or (len(path) == 2 and path[0] != "sys"):
        return None
    known = _VIEWS.get(_SAME.get(name) or (name.removeprefix("user_") if name.startswith("user_") else ""))
    if known is None:
        return None
    function, columns = known
    return function, Shape({column: ColumnInfo(_type(column)) for column in columns.split()})


def _type(column: str) -> Type:
    return NUMBER if column in _NUMBERS else VARCHAR
