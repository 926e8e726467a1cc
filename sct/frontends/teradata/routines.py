"""Macros, procedures, functions and triggers."""

from __future__ import annotations

from typing import Any

from sct.frontends.teradata.cursor import Cursor
from sct.ir import objects as o


def _unit(c: Cursor, kind: str) -> list[Any]:
    name = c.qname()
    made = o.Unit(kind, name, c.source.whole, c.text(0, len(c.tokens)))
    made.problem = ("not read yet", c.source.whole)
    return [made]


def macro(c: Cursor, replaces: bool) -> list[Any]:
    c.expect("MACRO")
    return _unit(c, "procedure")


def procedure(c: Cursor, replaces: bool) -> list[Any]:
    c.expect("PROCEDURE")
    return _unit(c, "procedure")


def function(c: Cursor, replaces: bool) -> list[Any]:
    c.take("SPECIFIC")
    c.expect("FUNCTION")
    return _unit(c, "function")


def trigger(c: Cursor, replaces: bool) -> list[Any]:
    c.expect("TRIGGER")
    return _unit(c, "trigger")


def call(c: Cursor) -> list[Any]:
    c.at = c.end
    return [o.Dml("call", c.sql("statement", 0), c.source.whole)]
