"""PostgreSQL names: when they need quotes, and the 63-byte limit."""

from __future__ import annotations

import hashlib
from functools import cache

LIMIT = 63

# PostgreSQL 15-18, Appendix C: reserved, and those that cannot be a function or type name (a superset is harmless).
RESERVED = frozenset(
    [
        "all",
        "analyse",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "asymmetric",
        "authorization",
        "between",
        "bigint",
        "binary",
        "bit",
        "boolean",
        "both",
        "case",
        "cast",
        "char",
        "character",
        "check",
        "coalesce",
        "collate",
        "collation",
        "column",
        "concurrently",
        "constraint",
        "create",
        "cross",
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "dec",
        "decimal",
        "default",
        "deferrable",
        "desc",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "exists",
        "extract",
        "false",
        "fetch",
        "float",
        "for",
        "foreign",
        "freeze",
        "from",
        "full",
        "grant",
        "greatest",
        "group",
        "grouping",
        "having",
        "ilike",
        "in",
        "initially",
        "inner",
        "inout",
        "int",
        "integer",
        "intersect",
        "interval",
        "into",
        "is",
        "isnull",
        "join",
        "lateral",
        "leading",
        "least",
        "left",
        "like",
        "limit",
        "localtime",
        "localtimestamp",
        "national",
        "natural",
        "nchar",
        "none",
        "normalize",
        "not",
        "notnull",
        "null",
        "nullif",
        "numeric",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "out",
        "outer",
        "overlaps",
        "overlay",
        "placing",
        "position",
        "precision",
        "primary",
        "real",
        "references",
        "returning",
        "right",
        "row",
        "select",
        "session_user",
        "setof",
        "similar",
        "smallint",
        "some",
        "substring",
        "symmetric",
        "system_user",
        "table",
        "tablesample",
        "then",
        "time",
        "timestamp",
        "to",
        "trailing",
        "treat",
        "trim",
        "true",
        "union",
        "unique",
        "user",
        "using",
        "values",
        "varchar",
        "variadic",
        "verbose",
        "when",
        "where",
        "window",
        "with",
        "xmlattributes",
        "xmlconcat",
        "xmlelement",
        "xmlexists",
        "xmlforest",
        "xmlnamespaces",
        "xmlparse",
        "xmlpi",
        "xmlroot",
        "xmlserialize",
        "xmltable",
        "json",
        "json_array",
        "json_arrayagg",
        "json_exists",
        "json_object",
        "json_objectagg",
        "json_query",
        "json_scalar",
        "json_serialize",
        "json_table",
        "json_value",
        "merge_action",
    ]
)


@cache
def needs_quotes(name: str) -> bool:
    """Whether an identifier must be quoted to mean exactly this name."""
    if not name or name in RESERVED:
        return True
    if not (name[0].isalpha() or name[0] == "_") or not name.isascii() or name != name.lower():
        return True
    return not name.replace("_", "a").replace("$", "a").isalnum()


@cache
def ident(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if needs_quotes(name) else name


def qualified(path: tuple[str | None, ...]) -> str:
    return ".".join(ident(p) for p in path if p)


def string(text: str) -> str:
    """A literal, safe whatever standard_conforming_strings or the text holds."""
    if "\\" in text:
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"


def shortened(name: str) -> str:
    """A name of at most 63 bytes: as it is, or cut with a hash of the whole that keeps it apart from its neighbours."""
    if len(name.encode()) <= LIMIT:
        return name
    tail = "_" + hashlib.sha256(name.encode()).hexdigest()[:8]
    head = name.encode()[: LIMIT - len(tail)].decode(errors="ignore")
    return head + tail
