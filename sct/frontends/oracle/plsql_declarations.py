"""The declarative part of a block, routine or package (PL/SQL Language Reference, Block, Collection Variable
Declaration, Cursor Variable Declaration, Record Variable Declaration, Exception Declaration, Pragmas)."""

from __future__ import annotations

from sct.frontends.oracle import plsql_routines as routines
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.frontends.oracle.plsql_pieces import (
    comments,
    expression,
    find,
    parameters,
    place,
    refuse,
    semicolon,
    texts,
    type_ref,
)
from sct.frontends.oracle.unset_variables import unread
from sct.ir import statements as s

_ROUTINES = ("PROCEDURE", "FUNCTION")


def declarations(c: Cursor, ends: tuple[str, ...] = ("BEGIN", "END")) -> list[s.Declaration]:
    """Up to one of the words that end them. One that cannot be read is an OpaqueDeclaration; a routine whose head
    or whose end cannot be found raises Unexpected."""
    out: list[s.Declaration] = []
    exceptions: dict[str, s.ExceptionDecl] = {}
    while c.more() and c.peek() not in ends:
        first = c.at
        if c.peek() in _ROUTINES and c.peek(1) not in (":=", "."):
            out.append(routines.routine(c))
            continue
        try:
            made = _declaration(c)
        except Unexpected as error:
            c.at = first
            made = _opaque(c, error)
        if isinstance(made, s.ExceptionDecl):
            exceptions[made.name] = made
        elif isinstance(made, s.Pragma) and made.name == "exception_init" and len(made.args) == 2:
            _bind_code(exceptions, made)
        out.append(made)
    return out


def _opaque(c: Cursor, error: Unexpected) -> s.OpaqueDeclaration:
    first = c.at
    c.at = max(find(c, ()), first + 1)
    while c.more() and not c.sees(";"):
        c.at += 1
    text = c.text(first)
    span = c.span(first)
    semicolon(c)
    return s.OpaqueDeclaration(text, *unread(c.tokens, error.at, str(error)), span, c.span(error.at, error.at + 1))


def _bind_code(exceptions: dict[str, s.ExceptionDecl], pragma: s.Pragma) -> None:
    name, code = pragma.args[0].lower(), pragma.args[1].replace(" ", "")
    if name in exceptions and code.lstrip("+-").isdigit():
        exceptions[name].code = int(code)


def _declaration(c: Cursor) -> s.Declaration:
    first = c.at
    word = c.peek()
    if word == "PRAGMA":
        c.at += 1
        made = s.Pragma(c.name("a pragma"), texts(c) if c.sees("(") else (), c.span(first))
        made.span = c.span(first)
        semicolon(c)
        return made
    if word == "TYPE" and c.peek(2) == "IS":
        return _type(c)
    if word == "SUBTYPE" and c.peek(2) == "IS":
        return _subtype(c)
    if word == "CURSOR":
        return _cursor(c)
    name = c.name("a declaration")
    if c.take("EXCEPTION"):
        semicolon(c)
        return s.ExceptionDecl(name, place(c, first))
    constant = c.take("CONSTANT")
    variable = variable_rest(c, name, first)
    variable.constant = constant
    variable.comments = comments(c, first)
    semicolon(c)
    return variable


def variable_rest(c: Cursor, name: str, first: int, *ends: str) -> s.Variable:
    """Type, NOT NULL and default of a variable or record field whose name has been read."""
    made = s.Variable(name, type_ref(c), c.span(first))
    if c.take("NOT NULL"):
        made.not_null = made.type.not_null = True
    elif c.take("NULL"):
        pass
    if c.take_one(":=", "DEFAULT"):
        made.default = expression(c, *ends)
    made.span = c.span(first)
    return made


def _type(c: Cursor) -> s.Declaration:
    first = c.at
    c.at += 1
    name = c.name("a type name")
    c.expect("IS")
    made: s.Declaration
    if c.take("RECORD"):
        made = s.RecordType(name, c.span(first))
        c.expect("(")
        while True:
            start = c.at
            made.fields.append(variable_rest(c, c.name("a field"), start, ",", ")"))
            if c.take(")"):
                break
            c.expect(",")
    elif c.take("REF CURSOR"):
        made = s.RefCursorType(name, c.span(first), type_ref(c) if c.take("RETURN") else None)
    elif c.take("TABLE OF"):
        made = s.CollectionType(name, c.span(first), "nested_table", _element(c))
        if c.take("INDEX BY"):
            made.form = "associative"
            made.key = type_ref(c)
    elif c.take("VARRAY") or c.take("VARYING ARRAY") or c.take("ARRAY"):
        limit = c.parens_sql()
        c.expect("OF")
        made = s.CollectionType(name, c.span(first), "varray", _element(c), limit=limit)
    else:
        refuse(c, "RECORD, TABLE OF, VARRAY or REF CURSOR")
    made.span = c.span(first)
    semicolon(c)
    return made


def _element(c: Cursor) -> s.TypeRef:
    made = type_ref(c)
    made.not_null = c.take("NOT NULL")
    return made


def _subtype(c: Cursor) -> s.Subtype:
    first = c.at
    c.at += 1
    name = c.name("a subtype name")
    c.expect("IS")
    made = s.Subtype(name, c.span(first), type_ref(c))
    if c.take("RANGE"):
        made.range_low = expression(c, "..")
        c.at += 1
        made.range_high = expression(c, ";", "NOT")
    made.base.not_null = c.take("NOT NULL")
    made.span = c.span(first)
    semicolon(c)
    return made


def _cursor(c: Cursor) -> s.CursorDecl:
    first = c.at
    c.at += 1
    made = s.CursorDecl(c.name("a cursor name"), c.span(first), comments=comments(c, first))
    made.parameters = parameters(c)
    if c.take("RETURN"):
        made.returns = type_ref(c)
    if c.take("IS"):
        start = c.at
        c.at = find(c, ())
        made.query = c.sql("query", start)
    made.span = c.span(first)
    semicolon(c)
    return made
