"""CREATE TABLE: kinds, options, columns or a query, indexes, partitioning."""

from __future__ import annotations

from sct.frontends.teradata import ddl_columns
from sct.frontends.teradata.cursor import Cursor
from sct.ir import objects as o
from sct.ir.sql import Sql

_KINDS = ("SET", "MULTISET", "VOLATILE", "GLOBAL", "TEMPORARY", "TRACE", "FOREIGN")


def create_table(c: Cursor, *, short: bool = False) -> list[o.Table | o.Index]:
    """`CREATE` is behind us: SET | MULTISET, VOLATILE | GLOBAL TEMPORARY [TRACE], TABLE …"""
    first = 0
    made = o.Table(o.QName(None, ""), c.source.whole)
    # a table that says neither is SET in Teradata session mode, MULTISET in ANSI mode
    made.duplicates = "removed"
    kinds: set[str] = set()
    while word := c.take_one(*_KINDS):
        kinds.add(word)
    if not short:
        c.expect("TABLE")
    c.take("IF NOT EXISTS")
    if "MULTISET" in kinds:
        made.duplicates = ""
    elif "SET" not in kinds:
        made.notes.append(o.Note("TD0100", "neither SET nor MULTISET: SET, as in Teradata session mode", c.span(first)))
    if "VOLATILE" in kinds:
        made.private_temporary, made.temporary, made.definition_kept = True, "transaction", True
    elif "TEMPORARY" in kinds:
        made.temporary = "transaction"
    made.external = "FOREIGN" in kinds
    made.name = c.qname("a table name")
    _options(c, made)
    if c.peek() == "(" and not _is_query(c):
        parts = ddl_columns.items(c)
        made.columns, made.constraints = parts.columns, parts.constraints
        made.notes.extend(parts.notes)
        _options(c, made)
    if c.take("AS"):
        _by_query(c, made)
    extra = _physical(c, made)
    c.done()
    if made.query is not None or not made.columns:
        made.duplicates = made.duplicates if "SET" in kinds else ""
    if made.external:
        made.notes.append(o.Note("TD0101", f"foreign table {made.name}", made.origin))
    return [made, *extra]


def _is_query(c: Cursor) -> bool:
    return c.peek(1) in ("SELECT", "SEL", "WITH", "LOCKING")


def _options(c: Cursor, made: o.Table) -> None:
    """`, NO FALLBACK, CHECKSUM = DEFAULT, …`: where and how rows are stored."""
    first = c.at
    while c.take(","):
        if c.take("QUEUE"):
            made.notes.append(c.note("TD0102", c.at - 1))
            continue
        if c.take("EXTERNAL SECURITY"):
            c.skip_to(",", "(", "USING", "NO", "AS")
            continue
        if not c.is_name():
            c.fail("a table option")
        depth = 0
        while c.more():
            word = c.peek()
            inside = word == "(" and c.peek(-1) in ("=", "WITH", "BLOCKCOMPRESSION", "AUTOTEMP")
            if depth == 0 and not inside and word in (",", "(", "AS", "PRIMARY", "UNIQUE", "PARTITION"):
                break
            depth += (word == "(") - (word == ")")
            c.at += 1
    if c.at > first:
        made.notes.append(c.note("TD0103", first))
    if c.peek() == "USING":
        began = c.at
        c.at += 1
        c.skip_parens()
        made.notes.append(c.note("TD0103", began))


def _by_query(c: Cursor, made: o.Table) -> None:
    """AS (query) | table WITH [NO] DATA [AND [NO] STATISTICS]."""
    first = c.at
    copied = None
    if c.peek() == "(":
        c.skip_parens()
        query = c.sql("query", first + 1, c.at - 1)
    else:
        copied = name = c.qname("a table or a query")
        text = f"SELECT * FROM {name}"
        query = Sql("query", text, c.span(first), "teradata")
    c.expect("WITH")
    empty = c.take("NO")
    c.expect("DATA")
    if c.take("AND"):
        c.take("NO")
        began = c.at
        c.take_one("STATISTICS", "STATS", "STAT")
        made.notes.append(c.note("TD0104", began))
    if empty:
        made.like = copied if not made.columns else None
        inner = query.text
        query = Sql("query", f"SELECT * FROM ({inner}) q_source WHERE 1 = 0", query.span, "teradata")
    made.query = query


def _physical(c: Cursor, made: o.Table) -> list[o.Index]:
    """Indexes, partitioning and ON COMMIT behind the columns, in any order."""
    extra: list[o.Index] = []
    while c.more():
        first = c.at
        if c.take(","):
            continue
        if c.take("NO PRIMARY INDEX"):
            made.distribution = o.Distribution("none", (), c.span(first))
        elif c.take("UNIQUE PRIMARY INDEX") or c.take("UNIQUE PRIMARY AMP INDEX"):
            _primary(c, made, True, first)
        elif c.take("PRIMARY AMP INDEX") or c.take("PRIMARY AMP") or c.take("PRIMARY INDEX"):
            _primary(c, made, False, first)
        elif c.take("PARTITION BY"):
            _partitioning(c, made, first)
        elif c.take("ON COMMIT"):
            made.temporary = "session" if c.take("PRESERVE") else "transaction"
            c.take("DELETE")
            c.expect("ROWS")
        elif c.sees("UNIQUE INDEX") or c.sees("INDEX") or c.sees("UNIQUE"):
            extra.append(secondary(c, made.name))
        elif c.take("WITH DATA") or c.take("WITH NO DATA"):
            pass
        else:
            c.fail("a table clause")
    return extra


def _primary(c: Cursor, made: o.Table, unique: bool, first: int) -> None:
    name = None
    if c.peek() != "(":
        name = c.name("an index name")
    if c.peek(1) == ")":
        c.skip_parens()
        made.distribution = o.Distribution("none", (), c.span(first))
        return
    columns = c.names()
    made.distribution = o.Distribution("hash", columns, c.span(first), unique, name)
    same = any(k.kind in ("primary", "unique") and set(k.columns) == set(columns) for k in made.constraints)
    if unique and not same and made.query is None:
        made.constraints.append(o.Constraint("unique", name, columns, c.span(first)))


def secondary(c: Cursor, table: o.QName) -> o.Index:
    """[UNIQUE] INDEX [name] [ALL] (columns) [ORDER BY VALUES | HASH (column)] [WITH LOAD IDENTITY]."""
    first = c.at
    unique = c.take("UNIQUE")
    c.expect("INDEX")
    name = c.name() if c.peek() not in ("(", "ALL") else None
    c.take("ALL")
    columns = c.names()
    made = o.Index(
        o.QName(table.schema, name or f"{table.name}_{'_'.join(columns)}_idx"),
        table,
        [o.IndexKey(None, column) for column in columns],
        c.span(first),
        unique,
    )
    if c.take("ORDER BY"):
        began = c.at - 1
        c.take_one("VALUES", "HASH")
        if c.peek() == "(":
            c.skip_parens()
        made.notes.append(c.note("TD0103", began))
    if c.take("WITH LOAD IDENTITY") or c.take("WITH NO LOAD IDENTITY"):
        pass
    return made


def _partitioning(c: Cursor, made: o.Table, first: int) -> None:
    """The columns rows are kept apart by; which partition a row is in changes no answer."""
    if c.peek() == "(":
        c.skip_parens()
    elif c.take("COLUMN"):
        if c.peek() == "(":
            c.skip_parens()
        _column_options(c)
    elif c.take_one("RANGE_N", "CASE_N"):
        c.skip_parens()
    else:
        c.until("INDEX", "UNIQUE", "PRIMARY", "ON")
    columns = {column.name for column in made.columns}
    found: list[str] = []
    for token, word in zip(c.tokens[first : c.at], c.words[first : c.at], strict=True):
        name = token.text.lower()
        if name in columns and name not in found and (word or token.token_type.name == "IDENTIFIER"):
            found.append(name)
    text = c.text(first).upper()
    if "RANGE_N" in text or "CASE_N" in text:
        made.sort = tuple(found)
    code = "TD0106" if "RANGE_N" in text and "NO RANGE" not in text else "TD0105"
    if "CASE_N" in text and "NO CASE" not in text:
        code = "TD0106"
    made.notes.append(c.note(code, first))


def _column_options(c: Cursor) -> None:
    while c.take("ALL BUT") or c.take("NO AUTO COMPRESS") or c.take("AUTO COMPRESS") or c.take("ADD"):
        if c.peek() == "(":
            c.skip_parens()
        elif c.is_number():
            c.at += 1
