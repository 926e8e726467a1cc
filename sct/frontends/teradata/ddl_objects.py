"""Views, indexes, types, comments, privileges, DROP and RENAME (SQL Data Definition Language)."""

from __future__ import annotations

from typing import Any

from sct.frontends.teradata import ddl_columns, ddl_tables, queries
from sct.frontends.teradata.cursor import Cursor, Unexpected
from sct.ir import objects as o
from sct.ir.sql import Sql

_DROPPED = {
    "TABLE": "table",
    "VIEW": "view",
    "MACRO": "procedure",
    "PROCEDURE": "procedure",
    "FUNCTION": "function",
    "SPECIFIC": "function",
    "TRIGGER": "trigger",
    "TYPE": "type",
    "ROLE": "role",
}
_OBJECTS = frozenset("TABLE VIEW MACRO PROCEDURE FUNCTION TRIGGER COLUMN DATABASE USER TYPE".split())


def view(c: Cursor, replaces: bool, *, short: bool = False) -> list[Any]:
    """[RECURSIVE] VIEW name [(columns)] AS [LOCKING …] query [WITH CHECK OPTION]."""
    recursive = c.take("RECURSIVE")
    if not short:
        c.expect("VIEW")
    name = c.qname("a view name")
    columns: tuple[str, ...] = ()
    if c.peek() == "(":
        c.at += 1
        found: list[str] = []
        while True:
            found.append(c.name("a column"))
            if c.peek() == "(":
                c.skip_parens()  # a FORMAT or TITLE phrase
            if not c.take(","):
                break
        c.expect(")")
        columns = tuple(found)
    c.expect("AS")
    notes = queries.skip_locking(c)
    first, end = c.at, c.end
    check = False
    words = c.words[:end]
    for ending in (["WITH", "CHECK", "OPTION"],):
        if words[-3:] == ending:
            check, end = True, end - 3
    if c.peek() == "(" and _closes_at(c, end):
        first, end = first + 1, end - 1
        notes += _locking_inside(c, first)
        first = c.at
    c.at = c.end
    query = c.sql("query", first, end)
    if recursive:
        listed = f" ({', '.join(columns)})" if columns else ""
        text = f"WITH RECURSIVE {name.name}{listed} AS ({query.text}) SELECT * FROM {name.name}"
        query = Sql("query", text, query.span, "teradata")
    return [o.View(name, c.source.whole, query, columns, check_option=check, notes=notes)]


def _closes_at(c: Cursor, end: int) -> bool:
    """Whether the parenthesis here is closed by the last token."""
    depth = 0
    for at in range(c.at, end):
        depth += (c.words[at] == "(") - (c.words[at] == ")")
        if not depth:
            return at == end - 1
    return False


def _locking_inside(c: Cursor, first: int) -> list[o.Note]:
    c.at = first
    return queries.skip_locking(c)


def index(c: Cursor, replaces: bool) -> list[Any]:
    """[UNIQUE] INDEX [name] (columns) ON table."""
    made = ddl_tables.secondary(c, o.QName(None, "?"))
    several = [made]
    while c.take(","):
        several.append(ddl_tables.secondary(c, o.QName(None, "?")))
    c.expect("ON")
    c.take("TEMPORARY")
    table = c.qname("a table name")
    c.done()
    for one in several:
        one.table = table
        one.origin = c.source.whole
        if one.name.name.startswith("?_"):
            one.name = o.QName(table.schema, table.name + one.name.name[1:])
    return list(several)


def join_index(c: Cursor, replaces: bool) -> list[Any]:
    """JOIN INDEX: rows kept ready for the optimizer, which queries never name."""
    c.expect("JOIN INDEX")
    name = c.qname("an index name")
    c.at = c.end
    return [o.Accounted("join index", str(name), "TD0120", c.source.whole, f"join index {name}")]


def hash_index(c: Cursor, replaces: bool) -> list[Any]:
    c.expect("HASH INDEX")
    name = c.qname("an index name")
    c.at = c.end
    return [o.Accounted("hash index", str(name), "TD0120", c.source.whole, f"hash index {name}")]


def user_type(c: Cursor, replaces: bool) -> list[Any]:
    """TYPE name AS predefined-type | (attributes) | ARRAY[n] | VARRAY (n) OF type."""
    c.expect("TYPE")
    name = c.qname("a type name")
    c.expect("AS")
    whole = c.source.whole
    if c.peek() == "(":
        attributes: list[o.Column] = []
        c.at += 1
        while True:
            first = c.at
            column = c.name("an attribute")
            attributes.append(o.Column(column, ddl_columns.data_type(c), c.span(first)))
            if c.take("CHARACTER SET"):
                c.name()
            if not c.take(","):
                break
        c.expect(")")
        c.at = c.end
        return [o.UserType(name, whole, "object", attributes)]
    element = None
    if c.take("VARRAY") or c.take("VARYING ARRAY"):
        c.skip_parens()
        c.expect("OF")
        element = ddl_columns.data_type(c)
        form = "varray"
    else:
        element = ddl_columns.data_type(c)
        form = "varray"
        if c.take("ARRAY"):
            c.at = c.end
        else:
            c.at = c.end
            return [o.Accounted("type", str(name), "TD0121", whole, f"distinct type {name}: {element.raw}")]
    c.at = c.end
    return [o.UserType(name, whole, form, element=element)]  # type: ignore[arg-type]


def role(c: Cursor, replaces: bool) -> list[Any]:
    c.expect("ROLE")
    name = c.name("a role name")
    c.at = c.end
    return [o.Role(name, c.source.whole)]


def drop(c: Cursor) -> list[Any]:
    c.expect("DROP")
    kind = c.peek()
    whole = c.source.whole
    if c.take("JOIN INDEX") or c.take("HASH INDEX"):
        name = c.qname()
        return [o.Accounted("join index", str(name), "TD0120", whole, f"join index {name} dropped")]
    if kind == "TEMPORARY":
        c.at += 1
        kind = c.peek()
    if kind == "INDEX" or kind == "UNIQUE":
        return [_drop_index(c)]
    found = _DROPPED.get(kind)
    if found is None:
        c.fail("a kind of object")
    c.at += 1
    c.take("FUNCTION")
    exists = c.take("IF EXISTS")
    name = c.qname()
    if c.peek() == "(":
        c.skip_parens()
    c.take("ALL")
    c.take("/*PRESERVE*/")
    exists = c.take("IF EXISTS") or exists
    c.done()
    return [o.Drop(str(found), name, whole, exists)]


def _drop_index(c: Cursor) -> Any:
    c.take("UNIQUE")
    c.expect("INDEX")
    name = c.name() if c.peek() not in ("(", "ALL") else ""
    columns = c.names() if c.peek() == "(" else ()
    if c.take("ORDER BY"):
        c.skip_parens()
    c.expect("ON")
    table = c.qname("a table name")
    c.done()
    found = name or f"{table.name}_{'_'.join(columns)}_idx"
    return o.Drop("index", o.QName(table.schema, found), c.source.whole)


def rename(c: Cursor) -> list[Any]:
    """RENAME TABLE a TO b (or AS b)."""
    c.expect("RENAME")
    kind = c.take_one("TABLE", "VIEW", "MACRO", "PROCEDURE", "FUNCTION", "TRIGGER", "SPECIFIC")
    if not kind:
        c.fail("a kind of object")
    c.take("FUNCTION")
    name = c.qname()
    if c.peek() == "(":
        c.skip_parens()
    if not c.take("TO"):
        c.expect("AS")
    new = c.qname()
    c.done()
    return [o.Rename(_DROPPED[kind], name, new.name, c.source.whole)]


def comment(c: Cursor) -> list[Any]:
    """COMMENT [ON] kind name [AS | IS] 'text'."""
    c.expect("COMMENT")
    c.take("ON")
    kind = c.take_one(*_OBJECTS) or "TABLE"
    parts = [c.name()]
    while c.take("."):
        parts.append(c.name())
    if not c.take("IS"):
        c.take("AS")
    whole = c.source.whole
    if not c.more():
        return [o.Accounted("comment", ".".join(parts), "TD0300", whole, "the comment is asked for")]
    text = c.string()
    c.done()
    if kind == "COLUMN":
        name = o.QName(parts[-3] if len(parts) > 2 else None, parts[-2] if len(parts) > 1 else "")
        return [o.Comment("column", name, parts[-1], text, whole)]
    name = o.QName(parts[0] if len(parts) > 1 else None, parts[-1])
    on: Any = {"TABLE": "table", "VIEW": "view"}.get(kind, "other")
    return [o.Comment(on, name, None, text, whole)]


_SHORT = {
    "SELECT": "select",
    "INSERT": "insert",
    "UPDATE": "update",
    "DELETE": "delete",
    "REFERENCES": "references",
    "EXECUTE": "execute",
    "TRIGGER": "trigger",
    "ALL": "all",
    "ALL PRIVILEGES": "all",
    "EXECUTE PROCEDURE": "execute",
    "EXECUTE FUNCTION": "execute",
}


def grant(c: Cursor) -> list[Any]:
    """GRANT privileges ON object TO names [WITH GRANT OPTION], REVOKE, roles; rights only Teradata has are accounted."""
    whole = c.source.whole
    revoke = c.take("REVOKE")
    if not revoke:
        c.expect("GRANT")
    option = c.take("GRANT OPTION FOR") or c.take("ADMIN OPTION FOR")
    text = " ".join(c.text(0, c.end).split())[:100]
    try:
        made = _plain_grant(c, revoke)
    except Unexpected:
        c.at = c.end
        made = None
    if made is None:
        return [o.Accounted("privilege", "", "TD0122", whole, text)]
    made.grant_option = made.grant_option or option
    return [made]


def _plain_grant(c: Cursor, revoke: bool) -> o.Grant | None:
    whole = c.source.whole
    privileges: list[tuple[str, tuple[str, ...]]] = []
    known = True
    while True:
        first = c.at
        while c.more() and c.peek() not in (",", "(", "ON", "TO", "FROM"):
            c.at += 1
        words = c.text(first).upper()
        columns = c.names() if c.peek() == "(" else ()
        known = known and (words in _SHORT or bool(words))
        privileges.append((_SHORT.get(words, words.lower()), columns))
        if not c.take(","):
            break
    on, kind = None, ""
    if c.take("ON"):
        kind = c.take_one("PROCEDURE", "FUNCTION", "MACRO", "TYPE", "SPECIFIC", "ZONE").lower()
        on = c.qname("an object")
        if c.peek() == "(":
            c.skip_parens()
        if any(p not in _SHORT.values() for p, _ in privileges) or (on.schema is None and kind == ""):
            # rights on a whole database, or rights that only Teradata has
            return None if on.schema is None and not _maybe_object(c, on) else _of(privileges, on, c, revoke, whole)
    elif any(p in _SHORT.values() for p, _ in privileges):
        return None
    return _of(privileges, on, c, revoke, whole)


def _maybe_object(c: Cursor, on: o.QName) -> bool:
    return True


def _of(
    privileges: list[tuple[str, tuple[str, ...]]], on: o.QName | None, c: Cursor, revoke: bool, whole: Any
) -> o.Grant | None:
    if any(p not in _SHORT.values() for p, _ in privileges) and on is not None:
        return None
    if not c.take("TO"):
        c.expect("FROM")
    grantees: list[str] = []
    while True:
        c.take("ALL")
        grantees.append(c.name("a user or role"))
        if not c.take(","):
            break
    option = c.take("WITH GRANT OPTION") or c.take("WITH ADMIN OPTION")
    c.done()
    return o.Grant(privileges, on, "", grantees, whole, revoke, option)
