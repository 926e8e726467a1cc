"""Whether evaluating a piece of SQL can change anything, told without knowing the rest of the program."""

from __future__ import annotations

from sct.ir.sql import Sql
from sct.sqlexpr.names import relation_names
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.sources import source

_FUNCTIONS = frozenset(
    "abs coalesce count decode greatest instr least length lower lpad ltrim max min mod nvl nvl2 regexp_like replace rpad "
    "rtrim sign substr sum sys_context to_char to_number translate trim trunc upper userenv".split()
)
_GIVEN = frozenset("user_role_privs user_sys_privs user_tab_privs user_users user_tablespaces".split())
_WORDS = frozenset("sqlcode sqlerrm sysdate systimestamp user".split())


def is_quiet(sql: Sql, own: frozenset[str]) -> bool:
    """It calls functions without effects only, and names nothing but `own` variables and what its own FROM has."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return False
    known = own | {table.alias_or_name for table in tree.find_all(exp.Table)}
    queried = tree.find(exp.Select) is not None
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            called = node.this if isinstance(node.this, str) else node.this.name
            if called.lower() not in _FUNCTIONS and called.lower() not in own:
                return False
        elif isinstance(node, exp.Column):
            first = node.parts[0].name
            plain = len(node.parts) == 1
            if first not in known and not (plain and (queried or first in _WORDS)):
                return False
    return True


def asks_the_dictionary(query: Sql) -> bool:
    """A query of nothing but the source's data dictionary."""
    relations = relation_names(query)
    return bool(relations) and all(
        path[-1] == "dual" or source(query.dialect).missing(path) == "SC1020" for path in relations
    )


def asks_for_own_objects(query: Sql) -> bool:
    """A query of views that list what the user has made: USER_TABLES, USER_OBJECTS …"""
    names = [path[-1] for path in relation_names(query)]
    return asks_the_dictionary(query) and all(name.startswith("user_") and name not in _GIVEN for name in names)
