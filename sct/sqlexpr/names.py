"""Names a piece of SQL mentions, without lifting it."""

from __future__ import annotations

import re

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.parse import SqlError, tree_of


def relation_names(sql: Sql) -> list[tuple[str, ...]]:
    """Paths of the tables and views a query or data statement names, in order, once each."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return []
    found: dict[tuple[str, ...], None] = {}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier):
            found[tuple([p.name for p in table.parts])] = None
    return list(found)


def left_to_defaults(sql: Sql) -> tuple[tuple[str, ...], set[str] | None] | None:
    """The table a data statement changes, and the columns it surely gives values of its own; None instead of these where
    DEFAULT may stand for any of them. None for statements that use no defaults."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    default = "DEFAULT" in sql.text.upper()
    if isinstance(tree, exp.Insert):
        schema = tree.this
        table = schema.this if isinstance(schema, exp.Schema) else schema
        named = {one.name for one in schema.expressions} if isinstance(schema, exp.Schema) else None
        if named is None and not default:
            return None  # every column has a value
        given: set[str] | None = None if default else named
    elif isinstance(tree, exp.Merge) or (isinstance(tree, exp.Update) and default):
        table, given = tree.this, None
    else:
        return None
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier):
        return None
    return tuple([p.name for p in table.parts]), given


def assigned_columns(sql: Sql) -> tuple[tuple[str, ...], set[str]] | None:
    """The table an UPDATE or MERGE changes, and the columns it gives new values; None for other statements."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    if not isinstance(tree, (exp.Update, exp.Merge)) or not isinstance(tree.this, exp.Table):
        return None
    updates = [tree] if isinstance(tree, exp.Update) else list(tree.find_all(exp.Update))
    columns: set[str] = set()
    for update in updates:
        for item in update.expressions:
            if isinstance(item, exp.EQ):
                columns.update(c.name for c in item.this.find_all(exp.Column, exp.Identifier))
    return tuple(p.name for p in tree.this.parts), columns


def blank_ended(sql: Sql) -> tuple[tuple[str, ...], set[str | int]] | None:
    """The table a statement stores texts in that are written with blanks at their end, and their columns: by name, or by
    position where INSERT names none. None where there are none."""
    if not _MAY_END_BLANK.search(sql.text):
        return None
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    if not isinstance(tree, (exp.Insert, exp.Update, exp.Merge)) or not isinstance(table, exp.Table):
        return None
    found: set[str | int] = set()
    for insert in tree.find_all(exp.Insert):
        named = insert.this.expressions if isinstance(insert.this, (exp.Schema, exp.Tuple)) else []
        values = insert.expression
        rows = (
            values.expressions if isinstance(values, exp.Values) else [values] if isinstance(values, exp.Tuple) else []
        )
        for row in rows:
            for at, value in enumerate(row.expressions):
                if _ends_blank(value):
                    found.add(named[at].name if at < len(named) else at)
    for update in tree.find_all(exp.Update):
        for item in update.expressions:
            if isinstance(item, exp.EQ) and _ends_blank(item.expression):
                found.update(c.name for c in item.this.find_all(exp.Column, exp.Identifier))
    return (tuple(p.name for p in table.parts), found) if found else None


_MAY_END_BLANK = re.compile(r" '\s*(?:[,)]|\w|$)")  # only spares reading what holds no such text


def _ends_blank(value: exp.Expression) -> bool:
    return isinstance(value, exp.Literal) and value.is_string and str(value.this).endswith(" ")


def plain_columns(sql: Sql) -> list[tuple[tuple[str, ...] | None, str]] | None:
    """What a simple query selects, in order: (relation, column) of a column taken as it is, (relation, "*") of all of
    a relation's columns, (None-like empty path, "") of anything else. None when the query is no simple SELECT.

    Columns of the optional side of an outer join count as anything else.
    """
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    if not isinstance(tree, exp.Select) or tree.args.get("connect"):
        return None
    sources: dict[str, tuple[str, ...]] = {}
    start = tree.args.get("from_")
    joins = tree.args.get("joins") or []
    for holder in ([start] if start is not None else []) + joins:
        item = holder.this
        if not isinstance(item, exp.Table) or not isinstance(item.this, exp.Identifier) or holder.args.get("side"):
            return None
        sources[item.alias or item.name] = tuple(p.name for p in item.parts)
    if any(column.args.get("join_mark") for column in tree.find_all(exp.Column)):
        return None
    out: list[tuple[tuple[str, ...] | None, str]] = []
    for item in tree.expressions:
        node = item.this if isinstance(item, exp.Alias) else item
        if isinstance(node, exp.Star):
            out.extend((path, "*") for path in sources.values())
        elif isinstance(node, exp.Column):
            table = node.table
            if (table and table not in sources) or (not table and len(sources) != 1) or node.args.get("join_mark"):
                out.append(((), ""))
            else:
                path = sources[table] if table else next(iter(sources.values()))
                out.append((path, "*" if isinstance(node.this, exp.Star) else node.name))
        else:
            out.append(((), ""))
    return out


def qualifiers(sql: Sql) -> set[str]:
    """First names of the dotted names in a piece: `new` in `new.id > 1`."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return set()
    return {c.parts[0].name for c in tree.find_all(exp.Column) if len(c.parts) > 1}


def columns_behind(sql: Sql, qualifier: str) -> set[str]:
    """The names a piece takes from one qualifier: `id` in `new.id > 1`."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return set()
    return {c.parts[1].name for c in tree.find_all(exp.Column) if len(c.parts) > 1 and c.parts[0].name == qualifier}


def is_constant(sql: Sql) -> bool:
    """A literal or NULL."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return False
    if isinstance(tree, exp.Neg):
        tree = tree.this
    return isinstance(tree, (exp.Literal, exp.Null))


def gives_aggregates(sql: Sql) -> bool:
    """Whether a data statement's RETURNING holds aggregates of the rows changed."""
    from sct.sqlexpr.data_statements import returned_aggregates

    try:
        return returned_aggregates(tree_of(sql))
    except SqlError:
        return False


def inserts_several(sql: Sql) -> bool:
    """Whether a statement is INSERT ALL or INSERT FIRST."""
    try:
        return isinstance(tree_of(sql), exp.MultitableInserts)
    except SqlError:
        return False


def locks_rows(sql: Sql) -> bool:
    """Whether a query ends in FOR UPDATE."""
    try:
        return bool(tree_of(sql).args.get("locks"))
    except SqlError:
        return False


def has_long_literal(sql: Sql) -> bool:
    """Whether a literal of the piece goes over the end of a line."""
    if "\n" not in sql.text:
        return False
    try:
        return any("\n" in str(n.this) for n in tree_of(sql).find_all(exp.Literal))
    except SqlError:
        return True


def string_literal(sql: Sql) -> str | None:
    """The text a piece is, when it is one string literal."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    return str(tree.this) if isinstance(tree, exp.Literal) and tree.is_string else None


def as_name(path: tuple[str, ...]) -> str:
    """A path as text in which the target finds the name again: quoted where it would be folded."""
    return ".".join(p if p == p.lower() and p.replace("$", "_").isidentifier() else f'"{p}"' for p in path)
