"""Columns and constraints of CREATE TABLE and ALTER TABLE (SQL Data Definition Language, CREATE TABLE)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sct.frontends.teradata.cursor import Cursor
from sct.frontends.teradata.types import make_type
from sct.ir import objects as o
from sct.ir.types import UNKNOWN, Type

_TWO_WORDS = ("DOUBLE PRECISION", "LONG VARCHAR", "CHAR VARYING", "CHARACTER VARYING", "BYTE VARYING", "GRAPHIC VARYING",
              "BINARY LARGE OBJECT", "CHARACTER LARGE OBJECT", "CHAR LARGE OBJECT")  # fmt: skip
_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
_ENDS = ("NOT", "NULL", "DEFAULT", "CHECK", "UNIQUE", "PRIMARY", "REFERENCES", "CONSTRAINT", "COMPRESS", "FORMAT",
         "TITLE", "NAMED", "CASESPECIFIC", "CS", "UPPERCASE", "UC", "CHARACTER", "GENERATED", "WITH", "AS")  # fmt: skip


@dataclass(slots=True)
class Parts:
    """What a column list gives."""

    columns: list[o.Column] = field(default_factory=list)
    constraints: list[o.Constraint] = field(default_factory=list)
    notes: list[o.Note] = field(default_factory=list)


def data_type(c: Cursor) -> Type:
    """The type that begins here."""
    first = c.at
    words = ""
    for known in _TWO_WORDS:
        if c.take(known):
            words = known.lower()
            break
    if not words and c.take("INTERVAL"):
        words = "interval"
        while c.take_one(*_FIELDS, "TO"):
            words += " " + c.words[c.at - 1].lower()
            if c.peek() == "(":
                c.skip_parens()
        return make_type(words, (), "", c.text(first))
    if not words:
        name = c.qname("a data type")
        words = str(name)
        if name.schema in ("sysudtlib", "td_sysxml"):
            words = name.name
    args: tuple[str, ...] = ()
    if c.peek() == "(":
        opened = c.at
        c.skip_parens()
        inside = c.text(opened + 1, c.at - 1)
        args = (inside,) if words == "period" else tuple(a.strip() for a in inside.split(","))
    suffix = "with time zone" if c.take("WITH TIME ZONE") else ""
    if words in ("json", "xml", "xmltype", "clob") and c.take("INLINE LENGTH"):
        c.number()
    if c.take("STORAGE FORMAT"):
        words += " " + c.name("a storage format")
        words = words.split()[0]
    if words == "xml" and args:
        args = ()
    try:
        return make_type(words, args, suffix, c.text(first))
    except ValueError:
        c.at = first
        c.fail("a data type")
        raise


def items(c: Cursor) -> Parts:
    """`( column, column, constraint … )`."""
    parts = Parts()
    c.expect("(")
    while True:
        item(c, parts)
        if not c.take(","):
            break
    c.expect(")")
    return parts


def item(c: Cursor, parts: Parts) -> None:
    """One column, constraint or derived period."""
    first = c.at
    if c.take("PERIOD FOR"):
        name = c.name()
        c.names()
        while c.take_one("AS", "VALIDTIME", "TRANSACTIONTIME"):
            pass
        parts.notes.append(c.note("TD0110", first, f"{name}: "))
        return
    if c.peek() in ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK") and _is_constraint(c):
        table_constraint(c, parts)
        return
    made = column(c, parts)
    if made.type.name.startswith("period("):
        # two columns stand for a period: its beginning and its end, which is no longer part of it
        ends = make_type_of(made.type.name[7:-1])
        parts.notes.append(o.Note("TD0116", f"{made.name} -> {made.name}_begin, {made.name}_end", made.span))
        for end in ("begin", "end"):
            parts.columns.append(replace(made, name=f"{made.name}_{end}", type=ends, default=None))
        return
    parts.columns.append(made)


def make_type_of(text: str) -> Type:
    """The type of a period's ends: `date`, `timestamp(0)`."""
    from sct.frontends.teradata.types import type_of_text

    return type_of_text(text)


def _is_constraint(c: Cursor) -> bool:
    word, following = c.peek(), c.peek(1)
    if word == "CONSTRAINT":
        return c.peek(2) in ("CHECK", "PRIMARY", "UNIQUE", "FOREIGN", "REFERENCES")
    return (word, following) in (("PRIMARY", "KEY"), ("FOREIGN", "KEY"), ("UNIQUE", "("), ("CHECK", "("))


def table_constraint(c: Cursor, parts: Parts) -> None:
    first = c.at
    name = c.name() if c.take("CONSTRAINT") else None
    if c.take("CHECK"):
        check = c.parens_sql()
        parts.constraints.append(o.Constraint("check", name, (), c.span(first), check=check))
        return
    if c.take("FOREIGN KEY"):
        columns = c.names()
        made = _references(c, name, columns, first, parts)
        parts.constraints.append(made)
        return
    kind = "primary" if c.take("PRIMARY KEY") else "unique"
    if kind == "unique":
        c.expect("UNIQUE")
    columns = c.names()
    parts.constraints.append(o.Constraint(kind, name, columns, c.span(first)))  # type: ignore[arg-type]


def _references(c: Cursor, name: str | None, columns: tuple[str, ...], first: int, parts: Parts) -> o.Constraint:
    c.expect("REFERENCES")
    began = c.at
    soft = c.take("WITH NO CHECK OPTION")
    batch = not soft and c.take("WITH CHECK OPTION")
    if soft or batch:
        parts.notes.append(c.note("TD0111", began, f"{name or ', '.join(columns)}: "))
    target = c.qname("a table")
    refs = c.names() if c.peek() == "(" else ()
    made = o.Constraint("foreign", name, columns, c.span(first), references=target, ref_columns=refs)
    # a soft reference is never checked: the target is told not to check it either
    made.validated = not soft
    made.enabled = not soft
    made.rely = soft
    return made


def column(c: Cursor, parts: Parts) -> o.Column:
    """A column with its attributes, in any order."""
    first = c.at
    made = o.Column(c.name("a column name"), UNKNOWN, c.span(first))
    typed = c.peek() not in _ENDS or (c.peek() == "CHARACTER" and c.peek(1) != "SET")
    if c.more() and c.peek() not in (",", ")") and typed:
        made.type = data_type(c)
    made.span = c.span(first)
    pending: str | None = None
    while c.more() and c.peek() not in (",", ")"):
        began = c.at
        if c.take("NOT NULL"):
            made.nullable = False
        elif c.take("NOT CASESPECIFIC") or c.take("NOT CS"):
            made.type = replace(made.type, case_insensitive=True)
            made.case_said = True
        elif c.take_one("CASESPECIFIC", "CS"):
            made.type = replace(made.type, case_insensitive=False)
            made.case_said = True
        elif c.take_one("UPPERCASE", "UC"):
            parts.notes.append(c.note("TD0112", began, f"{made.name}: "))
        elif c.take("CHARACTER SET") or c.take("CHAR SET"):
            made.character_set = c.name("a character set")
        elif c.take("FORMAT"):
            made.type = replace(made.type, format=c.string())
        elif c.take("TITLE"):
            c.string()
            parts.notes.append(c.note("TD0113", began, f"{made.name}: "))
        elif c.take("NAMED"):
            c.name()
        elif c.take("COMPRESS"):
            made.compress = "auto"
            if c.peek() == "(":
                c.skip_parens()
                made.compress = "values"
            elif c.is_string() or c.is_number() or c.peek() == "-":
                c.take("-")
                c.at += 1
                made.compress = "values"
            elif c.take("USING"):
                c.qname()
                c.expect("DECOMPRESS USING")
                c.qname()
            elif c.peek() in ("DATE", "TIMESTAMP", "TIME") and c.at + 1 < c.end:
                c.at += 2
                made.compress = "values"
        elif c.take("DECOMPRESS USING") or c.take("NO COMPRESS") or c.take("NO AUTO COMPRESS"):
            if c.is_name() and c.peek(-1) == "USING":
                c.qname()
        elif c.take("AUTO COMPRESS"):
            made.compress = "auto"
        elif c.take("DEFAULT"):
            made.default = c.until(*_ENDS)
        elif c.take("WITH DEFAULT"):
            made.default = None
            parts.notes.append(c.note("TD0114", began, f"{made.name}: "))
        elif c.take("NULL"):
            pass
        elif c.take("CONSTRAINT"):
            pending = c.name()
        elif c.take("CHECK"):
            found = o.Constraint("check", pending, (made.name,), c.span(began), check=c.parens_sql(), inline=True)
            parts.constraints.append(found)
            pending = None
        elif c.take("PRIMARY KEY"):
            parts.constraints.append(o.Constraint("primary", pending, (made.name,), c.span(began), inline=True))
            pending = None
        elif c.take("UNIQUE"):
            parts.constraints.append(o.Constraint("unique", pending, (made.name,), c.span(began), inline=True))
            pending = None
        elif c.peek() == "REFERENCES":
            one = _references(c, pending, (made.name,), began, parts)
            one.inline = True
            parts.constraints.append(one)
            pending = None
        elif c.take("GENERATED"):
            _generated(c, made, parts)
        elif c.take("AS"):
            made.generated = c.parens_sql()
        elif c.take("WITHOUT OVERLAPS"):
            pass
        elif c.take_one("VALIDTIME", "TRANSACTIONTIME"):
            parts.notes.append(c.note("TD0110", began, f"{made.name}: "))
        else:
            c.fail("a column attribute")
    return made


def _generated(c: Cursor, made: o.Column, parts: Parts) -> None:
    """GENERATED ALWAYS | BY DEFAULT AS IDENTITY (…), GENERATED ALWAYS AS ROW START."""
    first = c.at - 1
    always = c.take("ALWAYS")
    if not always:
        c.expect("BY DEFAULT")
    c.expect("AS")
    if c.take("ROW"):
        c.name("START or END")
        parts.notes.append(c.note("TD0110", first, f"{made.name}: "))
        return
    c.expect("IDENTITY")
    made.identity = o.Identity(always)
    made.nullable = False
    if c.take("("):
        while not c.take(")"):
            if c.take("START WITH"):
                made.identity.start = c.number()
            elif c.take("INCREMENT BY"):
                made.identity.increment = c.number()
            elif c.take("MINVALUE"):
                made.identity.minimum = c.number()
            elif c.take("MAXVALUE"):
                made.identity.maximum = c.number()
            elif c.take("NO CYCLE"):
                made.identity.cycle = False
            elif c.take("CYCLE"):
                made.identity.cycle = True
            elif not (c.take("NO MINVALUE") or c.take("NO MAXVALUE") or c.take(",")):
                c.fail("an identity option")
