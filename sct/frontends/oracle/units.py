"""Procedural units, recognised and named; object and collection types without methods are read whole."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle import plsql_conditional, plsql_routines, tables
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.ir import objects as o
from sct.text.chunk import Chunk


def unit(c: Cursor, chunk: Chunk | None) -> Any:
    """A Unit, or a UserType for CREATE TYPE … AS OBJECT / VARRAY / TABLE."""
    whole = c.source.whole
    text = c.text(0, len(c.tokens))
    if c.peek() in ("DECLARE", "BEGIN", "<<"):
        return _parsed(o.Unit("block", o.QName(None, "anonymous block"), whole, text), c)
    c.take("CREATE")
    c.take("OR REPLACE")
    while c.take_one("EDITIONABLE", "NONEDITIONABLE", "FORCE"):
        pass
    kind = c.peek().lower()
    c.at += 1
    c.take("IF NOT EXISTS")
    if kind == "java":
        return o.Accounted("java", c.text(c.at, min(c.at + 3, c.end)), "OR0137", whole)
    if kind in ("package", "type") and c.take("BODY"):
        kind += "_body"
    name = c.qname(f"a {kind.replace('_', ' ')} name")
    if kind == "type":
        return user_type(c, name)
    if kind not in ("procedure", "function", "package", "package_body", "trigger", "type_body", "library"):
        c.fail("a procedural unit")
    made = o.Unit(kind, name, whole, text)
    return made if kind == "library" else _parsed(made, c)


def _parsed(made: o.Unit, c: Cursor) -> o.Unit:
    """With its code, or with what stood in the way of reading it."""
    reading = c
    try:
        reading, made.choices = plsql_conditional.resolve(c, {}, {})
        made.code = plsql_routines.parse_unit(reading, made.kind, made.name)
    except Unexpected as error:
        made.problem = (str(error), reading.span(error.at, error.at + 1))
    except RecursionError:
        made.problem = ("nested too deeply to be read", made.origin)
    return made


def user_type(c: Cursor, name: o.QName) -> o.UserType:
    whole = c.source.whole
    c.take("FORCE")
    if not c.more():
        return o.UserType(name, whole, "incomplete")
    if c.take("OID"):
        c.string()
    if c.take("AUTHID"):
        c.name()
    supertype = c.qname() if c.take("UNDER") else None
    if supertype is None and not (c.take("AS") or c.take("IS")):
        c.fail("AS or IS")
    if c.take("OBJECT") or supertype is not None:
        made = o.UserType(name, whole, "object", supertype=supertype)
        c.expect("(")
        scratch = o.Table(name, whole)
        while not c.take(")"):
            if c.peek() in (
                "MEMBER",
                "STATIC",
                "CONSTRUCTOR",
                "MAP",
                "ORDER",
                "OVERRIDING",
                "FINAL",
                "INSTANTIABLE",
                "NOT",
                "PRAGMA",
            ):
                first = c.at
                depth = 0
                while c.more():
                    if c.sees("("):
                        depth += 1
                    elif c.sees(")"):
                        if not depth:
                            break
                        depth -= 1
                    elif c.sees(",") and not depth:
                        break
                    c.at += 1
                made.methods.append(c.text(first))
            else:
                made.attributes.append(tables.column(c, scratch))
            c.take(",")
        made.final = not c.take("NOT FINAL")
        return made
    if c.take("TABLE OF"):
        return o.UserType(name, whole, "nested_table", element=tables.data_type(c))
    if c.take("VARRAY") or c.take("VARYING ARRAY"):
        c.expect("(")
        limit = c.number()
        c.expect(")")
        c.expect("OF")
        return o.UserType(name, whole, "varray", element=tables.data_type(c), limit=limit)
    c.fail("OBJECT, TABLE OF or VARRAY")
    raise AssertionError("unreachable")
