"""Types of the data dictionary's columns, for `all_tables.owner%TYPE` (Database Reference, from 12.2 on)."""

from __future__ import annotations

from sct.ir.types import UNKNOWN, Type

_NAME = Type("varchar", length=128)
_NUMBER = Type("decimal")
_COLUMNS: dict[str, Type] = {
    **dict.fromkeys(("owner", "username", "grantee", "grantor", "data_type", "osuser", "edition_name"), _NAME),
    **dict.fromkeys(("line", "position", "sequence", "sid", "serial#", "audsid", "inst_id", "num_rows"), _NUMBER),
    **dict.fromkeys(("data_length", "data_precision", "data_scale", "char_length", "bytes", "blocks"), _NUMBER),
    **dict.fromkeys(("created", "last_ddl_time", "last_analyzed", "logon_time"), Type("datetime")),
    **dict.fromkeys(("text", "comments"), Type("varchar", length=4000)),
    "object_type": Type("varchar", length=23),
    "constraint_type": Type("varchar", length=1),
    "nullable": Type("varchar", length=1),
    "machine": Type("varchar", length=64),
    "program": Type("varchar", length=48),
    "module": Type("varchar", length=64),
    "action": Type("varchar", length=64),
    "sql_id": Type("varchar", length=13),
    "search_condition": Type("text"),
    "trigger_body": Type("text"),
}
# What a column of a common name is in one view; the key is without USER_, ALL_, DBA_.
_OF_VIEW: dict[tuple[str, str], Type] = {
    **dict.fromkeys(((view, "name") for view in ("source", "errors", "dependencies", "identifiers")), _NAME),
    **dict.fromkeys((("context", column) for column in ("namespace", "schema", "package")), _NAME),
    **dict.fromkeys((("source", "type"), ("errors", "type")), Type("varchar", length=12)),
    ("objects", "status"): Type("varchar", length=7),
    ("arguments", "in_out"): Type("varchar", length=9),
    ("sequences", "last_number"): _NUMBER,
    ("constraints", "last_change"): Type("datetime"),
}
_VIEWS = ("user_", "all_", "dba_", "cdb_", "v$", "gv$")
_LONG = frozenset(("all_views", "user_views", "dba_views", "cdb_views"))  # their TEXT is a LONG


def type_of(anchor: str) -> Type:
    """`view.column%type` in lower case, with or without SYS in front; unknown when nothing here says it."""
    path = anchor.removesuffix("%type").removeprefix("sys.").split(".")
    if len(path) != 2 or not path[0].startswith(_VIEWS):
        return UNKNOWN
    view, column = path
    if column == "text" and view in _LONG:
        return Type("text")
    if column in _COLUMNS:
        return _COLUMNS[column]
    of_view = _OF_VIEW.get((view.partition("_")[2], column))
    if of_view is not None:
        return of_view
    return _NAME if column.endswith(("_name", "_owner")) else _NUMBER if column.endswith("_id") else UNKNOWN
