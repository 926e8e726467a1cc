"""Procedural units, recognised, named and read by the PL/SQL readers."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle import plsql_conditional, plsql_routines
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.frontends.oracle.plsql_conditional import Conditions
from sct.ir import objects as o
from sct.text.chunk import Chunk


def unit(c: Cursor, chunk: Chunk | None, conditions: Conditions | None = None) -> Any:
    """A Unit with its code, or with what stood in the way of reading it; JAVA is accounted for."""
    whole = c.source.whole
    text = c.text(0, len(c.tokens))
    if c.peek() in ("DECLARE", "BEGIN", "<<"):
        return _parsed(o.Unit("block", o.QName(None, "anonymous block"), whole, text), c, conditions)
    c.take("CREATE")
    c.take("OR REPLACE")
    # of Java: AND RESOLVE | COMPILE [NOFORCE]
    while c.take_one("EDITIONABLE", "NONEDITIONABLE", "FORCE", "AND", "RESOLVE", "COMPILE", "NOFORCE"):
        pass
    kind = c.peek().lower()
    c.at += 1
    c.take("IF NOT EXISTS")
    if kind == "java":
        return o.Accounted("java", c.text(c.at, min(c.at + 3, c.end)), "OR0137", whole)
    if kind in ("package", "type") and c.take("BODY"):
        kind += "_body"
    name = c.qname(f"a {kind.replace('_', ' ')} name")
    if kind not in ("procedure", "function", "package", "package_body", "trigger", "type_body", "library"):
        c.fail("a procedural unit")
    made = o.Unit(kind, name, whole, text)
    return made if kind == "library" else _parsed(made, c, conditions)


def _parsed(made: o.Unit, c: Cursor, conditions: Conditions | None) -> o.Unit:
    """With its code, or with what stood in the way of reading it."""
    reading = c
    try:
        reading, made.choices = plsql_conditional.resolve(c, conditions or Conditions.of({}, "", {}))
        made.code = plsql_routines.parse_unit(reading, made.kind, made.name)
    except Unexpected as error:
        made.problem = (str(error), reading.span(error.at, error.at + 1))
    except RecursionError:
        made.problem = ("nested too deeply to be read", made.origin)
    return made
