"""PostgreSQL names: when they need quotes, and the 63-byte limit."""

from __future__ import annotations

from sct.backends.common.names import Names

LIMIT = 63

# PostgreSQL 15-18, Appendix C: reserved, and those that cannot be a function or type name (a superset is harmless); and the
# words PL/pgSQL reserves, or takes for its own behind RETURN.
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
        "begin",
        "between",
        "bigint",
        "binary",
        "bit",
        "boolean",
        "both",
        "by",
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
        "declare",
        "default",
        "deferrable",
        "desc",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "execute",
        "exists",
        "extract",
        "false",
        "fetch",
        "float",
        "for",
        "foreach",
        "foreign",
        "freeze",
        "from",
        "full",
        "grant",
        "greatest",
        "group",
        "grouping",
        "having",
        "if",
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
        "lateral",
        "leading",
        "least",
        "left",
        "like",
        "limit",
        "localtime",
        "localtimestamp",
        "loop",
        "merge_action",
        "national",
        "natural",
        "nchar",
        "next",
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
        "query",
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
        "strict",
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
        "use_column",
        "user",
        "using",
        "values",
        "varchar",
        "variable_conflict",
        "variadic",
        "verbose",
        "when",
        "where",
        "while",
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
    ]
)


# PL/pgSQL's own reserved words (pl_reserved_kwlist.h) that SQL does not reserve.
_OF_CODE = frozenset(("begin", "by", "declare", "execute", "foreach", "if", "loop", "strict", "while"))

_NAMES = Names(RESERVED | _OF_CODE, LIMIT)
needs_quotes = _NAMES.needs_quotes
ident = _NAMES.ident
qualified = _NAMES.qualified
shortened = _NAMES.shortened


# Names PL/pgSQL itself gives to every function: a variable of that name would hide them or be hidden.
TAKEN = frozenset({"found", "sqlstate", "sqlerrm", "new", "old", "diagnostics", "stacked"}) | frozenset(
    f"tg_{word}" for word in "name when level op relid table_name table_schema relname argv nargs event tag".split()
)


def untaken(name: str) -> str:
    """The name of a variable or parameter on the target."""
    return f"{name}_" if name in TAKEN else name


def parameter(name: str) -> str:
    return ident(untaken(name))


# Types of pg_catalog, which is searched before everything else: a type of one of these names is found by its schema only.
TYPES = frozenset(
    """aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
    anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr circle
    cstring date datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet int2
    int2vector int4 int4multirange int4range int8 int8multirange int8range internal interval json jsonb jsonpath
    language_handler line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path pg_ddl_command
    pg_lsn pg_node_tree pg_snapshot point polygon record refcursor regclass regcollation regconfig regdictionary
    regnamespace regoper regoperator regproc regprocedure regrole regtype table_am_handler text tid time timestamp
    timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot
    unknown uuid varbit varchar void xid xid8 xml""".split()
)


def type_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """What a type is called that another one of its name would be found before."""
    return (f"{path[0]}_",) if len(path) == 1 and path[0] in TYPES else path


def body_tag(text: str) -> str:
    """What the body of a routine can stand between: `$$`, or a tag that is not in it (in a literal, in a comment)."""
    tag, number = "$$", 0
    while tag in text:
        number += 1
        tag = f"$body{number if number > 1 else ''}$"
    return tag


def string(text: str) -> str:
    """A literal, safe whatever standard_conforming_strings or the text holds."""
    if "\\" in text:
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"


def partition_name(table: str, partition: str) -> str:
    return shortened(f"{table}_{partition}")


def rows_name(table: str) -> str:
    """The table behind a global temporary table, which holds the rows of every session."""
    return shortened(f"{table}_rows")
