"""Triggers: simple, system and compound (PL/SQL Language Reference, CREATE TRIGGER)."""

from __future__ import annotations

from sct.frontends.oracle import plsql_declarations as declarations
from sct.frontends.oracle import plsql_statements as statements
from sct.frontends.oracle import plsql_trigger_events
from sct.frontends.oracle.cursor import Cursor
from sct.frontends.oracle.plsql_pieces import comments, find, refuse, semicolon
from sct.ir import statements as s
from sct.ir.objects import QName

_TIMINGS = ("BEFORE", "AFTER", "INSTEAD")


def trigger(c: Cursor, name: QName) -> s.Trigger:
    made = s.Trigger(name, c.source.whole, "", (), (), None, comments=comments(c, 0))
    if c.take("SHARING"):
        c.expect("=")
        c.name()
    if c.take("DEFAULT COLLATION"):
        c.name()
    if c.take("INSTEAD OF"):
        made.timing = "instead of"
    else:
        made.timing = c.take_one("BEFORE", "AFTER", "FOR").lower()
        if not made.timing:
            refuse(c, "BEFORE, AFTER, INSTEAD OF or FOR")
    _events(c, made)
    _target(c, made)
    _clauses(c, made)
    if c.take("COMPOUND TRIGGER"):
        _compound(c, made)
        plsql_trigger_events.told(made)
    elif c.take("CALL"):
        first = c.at
        c.at = find(c, ())
        made.call = c.sql("expression", first)
    else:
        block = statements.statement(c, swallow=False)
        if not isinstance(block, s.Block):
            refuse(c, "a block, CALL or COMPOUND TRIGGER")
        made.declarations, block.declarations = block.declarations, []
        made.body = block
        plsql_trigger_events.apart(made)
        plsql_trigger_events.told(made)
    return made


def _events(c: Cursor, made: s.Trigger) -> None:
    events: list[str] = []
    columns: list[str] = []
    while True:
        words: list[str] = []
        while c.more() and c.peek() not in ("OR", "ON", "OF"):
            words.append(c.name("an event"))
        if not words:
            refuse(c, "an event")
        events.append(" ".join(words))
        if words == ["update"] and c.take("OF"):
            columns.append(c.name("a column"))
            while c.take(","):
                columns.append(c.name("a column"))
        if not c.take("OR"):
            break
    c.expect("ON")
    made.events = tuple(dict.fromkeys(events))
    made.update_columns = tuple(columns)


def _target(c: Cursor, made: s.Trigger) -> None:
    if c.take("NESTED TABLE"):
        made.on_what = "nested table"
        made.nested_column = c.name("a nested table column")
        c.expect("OF")
        made.on = c.qname("a view")
    elif c.take("DATABASE") or c.take("PLUGGABLE DATABASE"):
        made.on_what = "database"
    elif c.take("SCHEMA"):
        made.on_what = "schema"
    elif c.peek(1) == "." and c.peek(2) == "SCHEMA":
        made.on_what = "schema"
        made.on_schema = c.name("a schema")
        c.at += 2
    else:
        made.on = c.qname("a table or view")


def _clauses(c: Cursor, made: s.Trigger) -> None:
    while c.more():
        if c.take("REFERENCING"):
            while word := c.take_one("OLD", "NEW", "PARENT"):
                c.take("AS")
                setattr(made, f"{word.lower()}_name", c.name("an alias"))
        elif c.take("FOR EACH ROW"):
            made.row = True
        elif c.take("FORWARD CROSSEDITION") or c.take("REVERSE CROSSEDITION"):
            made.crossedition = c.words[c.at - 2].lower()
        elif c.take("CROSSEDITION"):
            made.crossedition = "forward"
        elif c.take("FOLLOWS"):
            made.follows = _names(c)
        elif c.take("PRECEDES"):
            made.precedes = _names(c)
        elif c.take("ENABLE"):
            made.enabled = True
        elif c.take("DISABLE"):
            made.enabled = False
        elif c.take("WHEN"):
            made.when = c.parens_sql()
        else:
            return


def _names(c: Cursor) -> tuple[QName, ...]:
    out = [c.qname("a trigger")]
    while c.take(","):
        out.append(c.qname("a trigger"))
    return tuple(out)


def _compound(c: Cursor, made: s.Trigger) -> None:
    made.compound = True
    made.declarations = declarations.declarations(c, (*_TIMINGS, "END"))
    while not c.take("END"):
        first = c.at
        timing = _part_timing(c)
        if not (c.take("IS") or c.take("AS")):
            refuse(c, "IS or AS")
        inside = declarations.declarations(c)
        block = statements.body(c, named=False)
        block.declarations = inside
        closing = _part_timing(c)
        if closing != timing:
            refuse(c, f"END {timing.upper()}")
        made.parts.append(s.TriggerPart(timing, c.span(first), block))
        semicolon(c)
    if c.more() and not c.sees(";"):
        c.qname()


def _part_timing(c: Cursor) -> str:
    for words in ("BEFORE STATEMENT", "BEFORE EACH ROW", "AFTER STATEMENT", "AFTER EACH ROW", "INSTEAD OF EACH ROW"):
        if c.take(words):
            return words.lower()
    return refuse(c, "a timing point")
