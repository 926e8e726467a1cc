"""What an installer's block can learn of the schema it installs into (Database Reference: static data dictionary views;
Database Error Messages)."""

from __future__ import annotations

# view without its prefix -> (the column with the object's name, the kinds of objects it lists; () is said by `object_type`)
_VIEWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "tables": ("table_name", ("table", "materialized view")),
    "objects": ("object_name", ()),
    "views": ("view_name", ("view",)),
    "sequences": ("sequence_name", ("sequence",)),
    "indexes": ("index_name", ("index",)),
    "constraints": ("constraint_name", ("constraint",)),
    "triggers": ("trigger_name", ("trigger",)),
    "synonyms": ("synonym_name", ("synonym",)),
    "types": ("type_name", ("type",)),
    "mviews": ("mview_name", ("materialized view",)),
    "tab_columns": ("column_name", ("column",)),
    "tab_cols": ("column_name", ("column",)),
}
_PREFIXES = ("user_", "all_", "dba_")
# Columns that say whose an object is. All views show what the user has made himself.
OWNERS = frozenset(("owner", "sequence_owner", "table_owner"))
# Schemas and names that every database brings.
_BROUGHT = frozenset(
    """sys system public xdb ctxsys mdsys ordsys wmsys outln dbsnmp lbacsys olapsys exfsys dvsys gsmadmin_internal
    ordplugins ordata anonymous appqossys audsys si_informtn_schema""".split()
)
_BROUGHT_NAMES = (
    "dbms_",
    "utl_",
    "user_",
    "all_",
    "dba_",
    "v$",
    "gv$",
    "v_$",
    "apex",
    "wwv_",
    "owa",
    "sdo_",
    "ctx_",
    "sys",
)
# What the dictionary calls each column that a condition may name: a variable of such a name means the column there.
COLUMNS = frozenset(
    """owner table_name object_name object_type view_name sequence_name index_name constraint_name constraint_type
    trigger_name synonym_name type_name mview_name column_name data_type data_length nullable status tablespace_name
    table_owner sequence_owner uniqueness index_type temporary generated comments""".split()
)
TAKEN = 955  # name is already used by an existing object
NO_DATA = 1403
# DROP of what is not there
NOTHING_TO_DROP = {
    "table": 942,
    "view": 942,
    "sequence": 2289,
    "index": 1418,
    "synonym": 1434,
    "public synonym": 1432,
    "trigger": 4080,
    "procedure": 4043,
    "function": 4043,
    "package": 4043,
    "package body": 4043,
    "type": 4043,
    "type body": 4043,
    "materialized view": 12003,
}
COLUMN_THERE, COLUMN_MISSING = 1430, 904
CONSTRAINT_THERE, CONSTRAINT_MISSING = 2264, 2443
SECOND_PRIMARY_KEY = 2260


def view(name: str) -> tuple[str, tuple[str, ...]] | None:
    """(column of the name, kinds) of a view that lists what there is."""
    prefix = next((p for p in _PREFIXES if name.startswith(p)), None)
    return _VIEWS.get(name[len(prefix) :]) if prefix is not None else None


def is_brought(view_name: str, name: str) -> bool:
    """Whether a view may list something of that name that no script made."""
    return not view_name.startswith("user_") and (
        name in _BROUGHT or name in ("dual", "htp", "htf", "standard") or name.startswith(_BROUGHT_NAMES)
    )
