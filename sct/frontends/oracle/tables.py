"""CREATE TABLE and ALTER TABLE (Oracle SQL Language Reference) into the neutral model."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle.cursor import Cursor
from sct.frontends.oracle.types import TYPE_WORDS, make_type
from sct.ir import objects as o
from sct.ir.types import UNKNOWN, Type
from sct.sqlexpr.tokens import TokenType

_DEFAULT_ENDS = (
    "NOT", "NULL", "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "ENABLE", "DISABLE", "VISIBLE", "INVISIBLE",
    "GENERATED", "COLLATE", "ENCRYPT",
)  # fmt: skip
_CONSTRAINT_STARTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


def data_type(c: Cursor) -> Type:
    """A column's type. A name of two parts, REF and collection types are `named`."""
    first = c.at
    if c.take("REF"):
        return Type("named", name=str(c.qname("a type")), raw=c.text(first))
    words = [c.name("a data type")]
    if c.tokens[first].token_type is not TokenType.IDENTIFIER:
        if words[0] in ("double", "national", "long", "character", "char", "nchar"):
            while c.peek().lower() in ("precision", "character", "char", "varying", "raw") and c.more():
                words.append(c.name())
        elif c.take("."):
            words = [words[0] + "." + c.name("a type")]
    if words == ["interval"]:
        start = c.at
        while c.peek() in ("YEAR", "DAY", "TO", "MONTH", "SECOND", "("):
            c.skip_parens() if c.sees("(") else c.name()
        return make_type("interval", (), c.text(start).lower(), c.text(first))
    name = " ".join(words)
    args: tuple[str, ...] = ()
    if c.sees("(") and (name.split()[0] in TYPE_WORDS or name in ("vector", "urowid", "rowid")):
        start = c.at
        c.skip_parens()
        inside = c.text(start + 1, c.at - 1)
        args = tuple(a.strip() for a in inside.split(",")) if inside.strip() else ()
    suffix = ""
    if name == "timestamp":
        start = c.at
        if c.take("WITH"):
            c.take("LOCAL")
            c.expect("TIME", "ZONE")
        suffix = c.text(start).lower()
    try:
        return make_type(name, args, suffix, c.text(first))
    except ValueError:
        c.at = first
        c.fail("a data type with whole numbers for its size")
        raise


def identity_options(c: Cursor, identity: o.Identity) -> None:
    while c.more():
        if c.take("START WITH"):
            if c.take("LIMIT VALUE"):
                continue
            identity.start = c.number()
        elif c.take("INCREMENT BY"):
            identity.increment = c.number()
        elif c.take("MAXVALUE"):
            identity.maximum = c.number()
        elif c.take("MINVALUE"):
            identity.minimum = c.number()
        elif c.take("CACHE"):
            identity.cache = c.number()
        elif c.take("CYCLE"):
            identity.cycle = True
        elif not c.take_one(
            "NOMAXVALUE",
            "NOMINVALUE",
            "NOCACHE",
            "NOCYCLE",
            "ORDER",
            "NOORDER",
            "KEEP",
            "NOKEEP",
            "SCALE",
            "NOSCALE",
            "EXTEND",
            "NOEXTEND",
        ):
            return


def column(c: Cursor, table: o.Table) -> o.Column:
    """One column definition with its inline constraints (added to the table)."""
    first = c.at
    name = c.name("a column name")
    typed = c.more() and c.peek() not in (
        ",",
        ")",
        "DEFAULT",
        "CONSTRAINT",
        "NOT",
        "NULL",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "REFERENCES",
        "GENERATED",
        "AS",
        "INVISIBLE",
    )
    type_ = data_type(c) if typed else UNKNOWN
    made = o.Column(name, type_, c.span(first))
    column_rest(c, made, table, first)
    made.span = c.span(first)
    return made


def column_rest(c: Cursor, made: o.Column, table: o.Table, first: int) -> None:
    while c.more() and c.peek() not in (",", ")"):
        if c.take("DEFAULT"):
            if c.take("ON NULL"):
                made.default_on_null = True
                made.nullable = False
                c.take("FOR INSERT ONLY") or c.take("FOR INSERT AND UPDATE")
            made.default = c.until(*_DEFAULT_ENDS)
        elif c.take("GENERATED") or c.sees("AS", "("):
            always = c.take("ALWAYS")
            default = not always and c.take("BY DEFAULT")
            on_null = c.take("ON NULL")
            c.expect("AS")
            if c.take("IDENTITY"):
                made.identity = o.Identity(not default, on_null)
                made.nullable = False
                if c.take("("):
                    identity_options(c, made.identity)
                    c.expect(")")
                else:
                    identity_options(c, made.identity)
            else:
                made.generated = c.parens_sql()
                made.generated_stored = bool(c.take_one("VIRTUAL", "STORED", "MATERIALIZED") == "STORED")
        elif c.take("INVISIBLE"):
            made.invisible = True
        elif c.take("VISIBLE") or c.take("SORT"):
            pass
        elif c.take("COLLATE"):
            made.collation = c.name()
        elif c.take("ENCRYPT"):
            while c.more() and c.peek() not in (
                ",",
                ")",
                "NOT",
                "NULL",
                "CONSTRAINT",
                "PRIMARY",
                "UNIQUE",
                "CHECK",
                "DEFAULT",
            ):
                c.at += 1
            table.notes.append(o.Note("OR0101", f"{made.name}: ENCRYPT", c.span(first)))
        else:
            inline_constraint(c, made, table)


def inline_constraint(c: Cursor, made: o.Column, table: o.Table) -> None:
    first = c.at
    name = c.name("a constraint name") if c.take("CONSTRAINT") else None
    if c.take("NOT NULL"):
        made.nullable = False
        state = constraint_state(c, o.Constraint("not_null", name, (made.name,), c.span(first), inline=True), table)
        if not state.enabled or state.deferrable:
            made.nullable = True
            table.constraints.append(state)
        return
    if c.take("NULL"):
        made.nullable = True
        return
    constraint = _constraint_body(c, name, first, made.name)
    constraint.inline = True
    table.constraints.append(constraint_state(c, constraint, table))


def _constraint_body(c: Cursor, name: str | None, first: int, column_name: str | None) -> o.Constraint:
    mine: tuple[str, ...] = (column_name,) if column_name else ()
    if c.take("PRIMARY KEY"):
        return o.Constraint("primary", name, mine or c.names(), c.span(first))
    if c.take("UNIQUE"):
        return o.Constraint("unique", name, mine or c.names(), c.span(first))
    if c.take("CHECK"):
        return o.Constraint("check", name, mine, c.span(first), check=c.parens_sql())
    columns = mine
    if not column_name:
        c.expect("FOREIGN", "KEY")
        columns = c.names()
    c.expect("REFERENCES")
    target = c.qname("a table")
    refs = c.names() if c.sees("(") else ()
    made = o.Constraint("foreign", name, columns, c.span(first), references=target, ref_columns=refs)
    if c.take("ON DELETE"):
        made.on_delete = "cascade" if c.take("CASCADE") else "set null"
        if made.on_delete == "set null":
            c.expect("SET", "NULL")
    return made


def constraint_state(c: Cursor, made: o.Constraint, table: o.Table) -> o.Constraint:
    first = c.at
    while c.more():
        if c.take("NOT DEFERRABLE"):
            made.deferrable = False
        elif c.take("DEFERRABLE"):
            made.deferrable = True
        elif c.take("INITIALLY"):
            made.initially_deferred = c.take("DEFERRED")
            if made.initially_deferred:
                made.deferrable = True
            else:
                c.expect("IMMEDIATE")
        elif c.take("ENABLE"):
            made.enabled = True
        elif c.take("DISABLE"):
            made.enabled = False
        elif c.take("NOVALIDATE"):
            made.validated = False
        elif c.take("VALIDATE"):
            made.validated = True
        elif c.take("RELY") or c.take("NORELY"):
            made.rely = True
        elif c.take("USING INDEX"):
            start = c.at
            if c.sees("("):
                c.skip_parens()
            else:
                physical(
                    c,
                    (
                        "ENABLE",
                        "DISABLE",
                        "VALIDATE",
                        "NOVALIDATE",
                        "DEFERRABLE",
                        "NOT",
                        "INITIALLY",
                        "RELY",
                        "CONSTRAINT",
                        "ADD",
                        "MODIFY",
                        "DROP",
                    ),
                )
            if c.at > start:
                table.notes.append(o.Note("OR0102", f"USING INDEX {c.text(start)}", c.span(start)))
        elif c.take("EXCEPTIONS INTO"):
            c.qname()
        else:
            break
    made.span = made.span if c.at == first else c.span((c.tokens and first) or first)
    return made


def out_of_line(c: Cursor, table: o.Table) -> o.Constraint:
    first = c.at
    name = c.name("a constraint name") if c.take("CONSTRAINT") else None
    made = _constraint_body(c, name, first, None)
    span = c.span(first)
    constraint_state(c, made, table)
    made.span = span
    return made


def physical(c: Cursor, stops: tuple[str, ...]) -> None:
    """Over storage words up to a comma, a closing parenthesis or one of the stops."""
    while c.more() and c.peek() not in (",", ")") and c.peek() not in stops:
        if c.sees("("):
            c.skip_parens()
        else:
            c.at += 1


def create_table(c: Cursor, start: int, temporary: bool, private: bool) -> o.Table:
    c.take("IF NOT EXISTS")
    table = o.Table(c.qname("a table name"), c.source.whole, private_temporary=private)
    if temporary:
        table.temporary = "transaction"
    if c.take("OF"):
        table.of_type = c.qname("a type")
        if c.take("OBJECT") or c.take("NOT"):
            pass
    if c.sees("("):
        c.at += 1
        while True:
            if c.peek() in _CONSTRAINT_STARTS and not _is_column(c):
                table.constraints.append(out_of_line(c, table))
            elif c.take("SUPPLEMENTAL LOG"):
                physical(c, ())
            else:
                table.columns.append(column(c, table))
            if c.take(")"):
                break
            c.expect(",")
    properties(c, table)
    return table


def _is_column(c: Cursor) -> bool:
    """A column that is called like a constraint word: `unique NUMBER`."""
    return c.peek(1).lower() in TYPE_WORDS and c.peek() != "CONSTRAINT"


def properties(c: Cursor, table: o.Table) -> None:
    """What follows the column list: meaning (partitions, ON COMMIT, AS query) and, mostly, storage."""
    while c.more():
        first = c.at
        if c.take("ON COMMIT"):
            word = c.take_one("DELETE", "PRESERVE", "DROP")
            c.take_one("ROWS", "DEFINITION")
            table.temporary = "transaction" if word == "DELETE" else "session"
        elif c.take("AS") or c.sees("SELECT") or c.sees("WITH"):
            table.query = c.sql("query", c.at, c.end)
            c.at = c.end
        elif c.take_one("PARTITION BY"):  # one token, as windows have it
            table.partitioning = _partitioning(c, first)
        elif c.take("ORGANIZATION EXTERNAL"):
            table.external = True
        elif c.take("ORGANIZATION INDEX"):
            table.index_organized = True
        elif c.sees("("):
            c.skip_parens()
        else:
            c.at += 1
            continue
        if not (table.query or table.partitioning):
            continue
    if table.external:
        table.notes.append(o.Note("OR0103", f"external table {table.name}", table.origin))


def _partitioning(c: Cursor, first: int) -> o.Partitioning:
    method = c.name("a partitioning method")
    if method == "consistent":
        c.take("HASH")
    columns: tuple[str, ...] = ()
    if c.sees("("):
        start = c.at
        c.skip_parens()
        columns = tuple(t.text.lower() for t in c.tokens[start + 1 : c.at - 1] if t.text[:1].isalpha())
    made = o.Partitioning(method, columns, c.span(first))
    if c.take("INTERVAL"):
        made.interval = c.parens_sql()
        if c.take("STORE IN"):
            c.skip_parens()
    if c.take("AUTOMATIC"):
        made.method = "automatic list"
    if c.take("SUBPARTITION BY"):
        made.sub = _partitioning_head(c)
    if c.take("PARTITIONS"):
        made.hash_count = c.number()
        if c.take("STORE IN"):
            c.skip_parens()
    if c.sees("(") and c.peek(1) == "PARTITION":
        c.at += 1
        found = []
        while not c.take(")"):
            found.append(_partition(c))
            c.take(",")
        made.partitions = tuple(found)
    return made


def _partitioning_head(c: Cursor) -> o.Partitioning:
    """SUBPARTITION BY …: its method and columns; templates and counts are physical here."""
    first = c.at
    method = c.name()
    columns = c.names() if c.sees("(") else ()
    made = o.Partitioning(method, columns, c.span(first))
    while c.more() and not (c.sees("(") and c.peek(1) == "PARTITION") and not c.take("PARTITIONS"):
        c.skip_parens() if c.sees("(") else setattr(c, "at", c.at + 1)
    if c.words[c.at - 1] == "PARTITIONS":
        c.at -= 1
    return made


def _partition(c: Cursor) -> o.Partition:
    first = c.at
    c.expect("PARTITION")
    name = None if c.peek() in (",", ")", "VALUES", "TABLESPACE") else c.name("a partition name")
    made = o.Partition(name, c.span(first))
    if c.take("VALUES LESS THAN"):
        c.expect("(")
        bounds: list[Any] = []
        while True:
            bounds.append(None if c.take("MAXVALUE") else c.until())
            if c.take(")"):
                break
            c.expect(",")
        made.less_than = tuple(bounds)
    elif c.take("VALUES"):
        c.expect("(")
        if c.take("DEFAULT"):
            made.is_default = True
            c.expect(")")
        else:
            values = [c.until()]
            while c.take(","):
                values.append(c.until())
            c.expect(")")
            made.values = tuple(values)
    made.span = c.span(first)
    physical(c, ())
    return made


def alter_table(c: Cursor, start: int) -> o.Alter:
    name = c.qname("a table name")
    scratch = o.Table(name, c.source.whole)
    made = o.Alter("table", name, [], c.source.whole)
    act = made.actions.append
    while c.more():
        first = c.at
        if c.take("ADD"):
            several = c.take("(")
            while True:
                if c.peek() in _CONSTRAINT_STARTS and not _is_column(c):
                    act(("add_constraint", out_of_line(c, scratch)))
                elif c.take("SUPPLEMENTAL") or c.take("PARTITION"):
                    physical(c, ())
                    made.notes.append(o.Note("OR0105", c.text(first), c.span(first)))
                else:
                    act(("add_column", column(c, scratch)))
                    for constraint in scratch.constraints:
                        act(("add_constraint", constraint))
                    scratch.constraints = []
                if several and c.take(","):
                    continue
                if several:
                    c.expect(")")
                break
        elif c.take("MODIFY"):
            _modify(c, act, scratch, made, first)
        elif c.take("DROP"):
            _drop(c, act, made, first)
        elif c.take("RENAME COLUMN"):
            old = c.name()
            c.expect("TO")
            act(("rename_column", (old, c.name())))
        elif c.take("RENAME CONSTRAINT"):
            old = c.name()
            c.expect("TO")
            act(("rename_constraint", (old, c.name())))
        elif c.take("RENAME TO"):
            act(("rename", c.name()))
        elif c.peek() in ("ENABLE", "DISABLE"):
            word = c.take_one("ENABLE", "DISABLE")
            c.take_one("VALIDATE", "NOVALIDATE")
            if c.take("CONSTRAINT"):
                act((f"{word.lower()}_constraint", c.name()))
                c.take("CASCADE")
            elif c.take("PRIMARY KEY"):
                act((f"{word.lower()}_primary_key", None))
                c.take("CASCADE")
            else:
                physical(c, ())
                made.notes.append(o.Note("OR0105", c.text(first), c.span(first)))
        elif c.take(","):
            continue
        else:
            c.at = c.end
            made.notes.append(o.Note("OR0105", c.text(first), c.span(first)))
    made.notes.extend(scratch.notes)
    return made


def _modify(c: Cursor, act: Any, scratch: o.Table, made: o.Alter, first: int) -> None:
    if c.take("CONSTRAINT"):
        name = c.name()
        state = constraint_state(c, o.Constraint("check", name, (), c.span(first)), scratch)
        act(("enable_constraint" if state.enabled else "disable_constraint", name))
        return
    if c.peek() in ("PARTITION", "SUBPARTITION", "DEFAULT", "LOB", "NESTED", "VARRAY"):
        c.at = c.end
        made.notes.append(o.Note("OR0105", c.text(first), c.span(first)))
        return
    several = c.take("(")
    while True:
        start = c.at
        name = c.name("a column name")
        change = o.Column(name, UNKNOWN, c.span(start), nullable=None)  # type: ignore[arg-type]
        if c.peek() not in (
            ",",
            ")",
            "DEFAULT",
            "NOT",
            "NULL",
            "CONSTRAINT",
            "PRIMARY",
            "UNIQUE",
            "CHECK",
            "INVISIBLE",
            "VISIBLE",
            "GENERATED",
            "",
        ):
            change.type = data_type(c)
        column_rest(c, change, scratch, start)
        act(("modify_column", change))
        for constraint in scratch.constraints:
            act(("add_constraint", constraint))
        scratch.constraints = []
        if several and c.take(","):
            continue
        if several:
            c.expect(")")
        return


def _drop(c: Cursor, act: Any, made: o.Alter, first: int) -> None:
    if c.take("CONSTRAINT"):
        act(("drop_constraint", c.name()))
    elif c.take("PRIMARY KEY"):
        act(("drop_primary_key", None))
    elif c.take("COLUMN"):
        act(("drop_column", c.name()))
    elif c.sees("("):
        for name in c.names():
            act(("drop_column", name))
    else:
        c.at = c.end
        made.notes.append(o.Note("OR0105", c.text(first), c.span(first)))
        return
    while (
        c.take("CASCADE") or c.take("CONSTRAINTS") or c.take("KEEP INDEX") or c.take("DROP INDEX") or c.take("ONLINE")
    ):
        pass
