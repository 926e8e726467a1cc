"""ALTER TABLE and its relatives."""

from __future__ import annotations

from typing import Any

from sct.frontends.teradata import ddl_columns
from sct.frontends.teradata.cursor import Cursor
from sct.ir import objects as o
from sct.ir.types import UNKNOWN

_PHYSICAL = ("MODIFY", "FROM", "RESET", "REVALIDATE", "SET", "MAP", "NO", "FALLBACK", "BEFORE", "AFTER", "WITH", "CHECKSUM",
             "FREESPACE", "MERGEBLOCKRATIO", "DATABLOCKSIZE", "BLOCKCOMPRESSION", "LOG", "JOURNAL", "DUAL", "UPDATE")  # fmt: skip


def alter(c: Cursor) -> list[Any]:
    c.expect("ALTER")
    c.take("FOREIGN")
    c.expect("TABLE")
    name = c.qname("a table name")
    made = o.Alter("table", name, [], c.source.whole)
    if c.take("TO CURRENT"):
        c.at = c.end
        made.notes.append(c.note("TD0105", 0))
        return [made]
    while c.more():
        first = c.at
        if c.take(","):
            continue
        if c.take("ADD"):
            _add(c, made)
        elif c.take("DROP"):
            _drop(c, made, first)
        elif c.take("RENAME"):
            c.take("COLUMN")
            old = c.name("a column")
            if not c.take("TO"):
                c.expect("AS")
            made.actions.append(("rename_column", (old, c.name("a column"))))
        elif c.peek() in _PHYSICAL or c.peek() == "EXTERNAL":
            _skip(c)
            made.notes.append(c.note("TD0103", first))
        else:
            c.fail("a change")
    return [made]


def _skip(c: Cursor) -> None:
    """Over one option, up to the next comma outside parentheses or the next change."""
    c.at += 1
    depth = 0
    while c.more():
        word = c.peek()
        if depth == 0 and (word == "," or word in ("ADD", "DROP", "RENAME")):
            return
        depth += (word == "(") - (word == ")")
        c.at += 1


def _add(c: Cursor, made: o.Alter) -> None:
    parts = ddl_columns.Parts()
    if c.peek() == "(":
        parts = ddl_columns.items(c)
    else:
        ddl_columns.item(c, parts)
    for column in parts.columns:
        if column.type is UNKNOWN:
            column.nullable = None if column.nullable else False  # type: ignore[assignment]
            made.actions.append(("modify_column", column))
        else:
            # a column that is there already gets the new attributes: the fold knows
            made.actions.append(("add_column", column))
    for one in parts.constraints:
        made.actions.append(("add_constraint", one))
    made.notes.extend(parts.notes)


def _drop(c: Cursor, made: o.Alter, first: int) -> None:
    if c.take("CONSTRAINT"):
        made.actions.append(("drop_constraint", c.name()))
    elif c.take("PRIMARY KEY"):
        made.actions.append(("drop_primary_key", None))
    elif c.take("CHECK") or c.take("FOREIGN KEY") or c.take("UNIQUE"):
        _skip(c)
        made.notes.append(c.note("TD0115", first))
    elif c.take("RANGE") or c.take("INDEX"):
        _skip(c)
        made.notes.append(c.note("TD0105", first))
    else:
        c.take("COLUMN")
        made.actions.append(("drop_column", c.name("a column")))
        c.take("IDENTITY")
