"""Macros, procedures, functions, triggers, and the calls of them."""

from __future__ import annotations

from typing import Any

from sct.frontends.teradata import spl, spl_pieces
from sct.frontends.teradata.cursor import Cursor, Unexpected
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import parts
from sct.text.span import Span

_OPTIONS = (
    "CONTAINS SQL", "MODIFIES SQL DATA", "READS SQL DATA", "NO SQL", "LANGUAGE SQL", "NOT DETERMINISTIC", "DETERMINISTIC",
    "CALLED ON NULL INPUT", "RETURNS NULL ON NULL INPUT", "COLLATION INVOKER", "INLINE TYPE 1", "SQL SECURITY OWNER",
    "SQL SECURITY CREATOR", "SQL SECURITY DEFINER", "SQL SECURITY INVOKER", "PARAMETER STYLE SQL",
)  # fmt: skip


_LAST = 32767  # the place of a trigger without ORDER (SQL Data Definition Language, CREATE TRIGGER)


def _unit(c: Cursor, kind: str, name: o.QName, read: Any) -> list[Any]:
    """A unit with its code, or with what stood in the way of reading it."""
    made = o.Unit(kind, name, c.source.whole, c.text(0, len(c.tokens)))
    try:
        made.code = read()
    except Unexpected as error:
        made.problem = (str(error), c.source.span(error.at, error.at + 1))
    return [made]


# --- procedures ----------------------------------------------------------------------------------------------------------


def procedure(c: Cursor, replaces: bool) -> list[Any]:
    c.expect("PROCEDURE")
    name = c.qname("a procedure name")
    made = _unit(c, "procedure", name, lambda: _procedure(c, name))
    sqlcode = next((i for i, word in enumerate(c.words) if word == "SQLCODE"), None)
    if sqlcode is not None:
        c.said.append(o.Note("TD0504", "SQLCODE", c.source.span(sqlcode, sqlcode + 1)))
    for unit in made:
        if isinstance(unit.code, s.Routine) and unit.code.body is not None and _changes(unit.code.body) > 1:
            text = f"{name}: each of its data statements commits by itself in Teradata session mode"
            c.said.append(o.Note("TD0502", text, unit.origin))
            unit.code.options["commits"] = "each statement"
    return made


def _changes(node: Any) -> int:
    """How many data statements a body has, loops counted twice; none between BT and ET is told apart."""
    own = isinstance(node, s.SqlStatement)
    inside = sum(_changes(one) for one in parts(node))
    return own + inside * (2 if isinstance(node, (s.Loop, s.While, s.ForQuery)) else 1)


def _procedure(c: Cursor, name: o.QName) -> s.Routine:
    made = s.Routine("procedure", name, c.source.whole)
    c.expect("(")
    while not c.take(")"):
        made.parameters.append(_parameter(c))
        if not c.take(","):
            c.expect(")")
            break
    _routine_options(c, made)
    if "external" in made.options:
        return made
    scope = spl.Scope()
    made.body = spl.body(c, scope)
    for cursor in scope.returned:
        # a result set goes to the caller through a cursor
        ref = s.TypeRef("refcursor", c.source.whole, ("refcursor",))
        made.parameters.append(s.Parameter(cursor, ref, c.source.whole, "inout", _named_after(cursor, c.source.whole)))
    return made


def _named_after(cursor: str, span: Span) -> Sql:
    """What a caller gives that names no cursor, as the source's callers do: the parameter's own name."""
    return Sql("expression", f"'{cursor}'", span, "teradata")


def _parameter(c: Cursor) -> s.Parameter:
    first = c.at
    mode: Any = (c.take_one("IN", "OUT", "INOUT") or "IN").lower()
    name = c.name("a parameter")
    type_ = spl_pieces.type_ref(c)
    default = None
    if c.take("DEFAULT"):
        default = c.until()
    return s.Parameter(name, type_, c.span(first), mode, default)


def _routine_options(c: Cursor, made: s.Routine) -> None:
    while c.more():
        first = c.at
        if c.take("DYNAMIC RESULT SETS"):
            c.number()
        elif c.take("SPECIFIC"):
            c.qname()
        elif c.take("LANGUAGE C") or c.take("LANGUAGE CPP") or c.take("LANGUAGE JAVA") or c.take("EXTERNAL"):
            made.call_spec = " ".join(c.text(first, c.end).split())
            made.options["external"] = "external"
            c.at = c.end
        else:
            for words in _OPTIONS:
                if c.take(words):
                    if words == "DETERMINISTIC":
                        made.options["deterministic"] = "deterministic"
                    if words == "SQL SECURITY INVOKER":
                        made.options["authid"] = "current_user"
                    break
            else:
                return


# --- functions ---------------------------------------------------------------------------------------------------------------


def function(c: Cursor, replaces: bool) -> list[Any]:
    """FUNCTION name (parameters) RETURNS type … RETURN expression; the external and table forms are code of their own."""
    c.take("SPECIFIC")
    c.expect("FUNCTION")
    name = c.qname("a function name")
    whole = c.source.whole
    words = c.words[: c.end]
    if "RETURN" not in words:
        form = "table function" if "TABLE" in words else "external function"
        return [o.Accounted("function", str(name), "TD0500", whole, f"{form} {name}")]
    return _unit(c, "function", name, lambda: _function(c, name))


def _function(c: Cursor, name: o.QName) -> s.Routine:
    made = s.Routine("function", name, c.source.whole)
    c.expect("(")
    while not c.take(")"):
        made.parameters.append(_parameter(c))
        if not c.take(","):
            c.expect(")")
            break
    c.expect("RETURNS")
    made.returns = spl_pieces.type_ref(c)
    if c.take("CAST FROM"):
        spl_pieces.type_ref(c)
    _routine_options(c, made)
    first = c.at
    c.expect("RETURN")
    value = c.until()
    c.done()
    made.body = s.Block(c.span(first), body=[s.Return(c.span(first), value)])
    return made


# --- macros ------------------------------------------------------------------------------------------------------------------


def macro(c: Cursor, replaces: bool) -> list[Any]:
    """MACRO name [(parameters)] AS ( statement; … ): a procedure of the same statements."""
    c.expect("MACRO")
    name = c.qname("a macro name")
    return _unit(c, "procedure", name, lambda: _macro(c, name))


def _macro(c: Cursor, name: o.QName) -> s.Routine:
    made = s.Routine("procedure", name, c.source.whole)
    if c.take("("):
        while not c.take(")"):
            first = c.at
            parameter = c.name("a parameter")
            type_ = spl_pieces.type_ref(c)
            default = None
            while c.more() and c.peek() not in (",", ")"):
                if c.take("DEFAULT"):
                    default = c.until("NOT")
                elif not c.take("NOT NULL"):
                    c.fail("a parameter attribute")
            made.parameters.append(s.Parameter(parameter, type_, c.span(first), "in", default))
            if not c.take(","):
                c.expect(")")
                break
    c.expect("AS")
    opened = c.at
    c.expect("(")
    body = s.Block(c.span(opened))
    cursors = 0
    while c.peek() != ")":
        if c.take(";"):
            continue
        first = c.at
        if c.peek() in ("SELECT", "SEL", "LOCKING", "WITH"):
            cursors += 1
            body.body.append(_result(c, made, first, cursors))
        elif c.take("EXEC") or c.take("EXECUTE") or c.take("CALL"):
            body.body.append(s.Call(c.span(first), _macro_call(c)))
        else:
            body.body.append(spl.statement(c, spl.Scope()))
        if c.peek() != ")":
            c.expect(";")
    c.expect(")")
    c.done()
    made.body = body
    return made


def _result(c: Cursor, made: s.Routine, first: int, number: int) -> s.Statement:
    """A query of a macro gives its rows to the caller: through a cursor."""
    while c.peek() not in ("SELECT", "SEL", "WITH"):
        c.at += 1
    begin = c.at
    depth = 0
    while c.more():
        word = c.peek()
        if depth == 0 and word in (";", ")"):
            break
        depth += (word == "(") - (word == ")")
        c.at += 1
    name = f"result_{number}"
    span = c.span(first)
    ref = s.TypeRef("refcursor", span, ("refcursor",))
    made.parameters.append(s.Parameter(name, ref, span, "inout", _named_after(name, span)))
    return s.OpenFor(span, Sql("expression", name, span, "teradata"), c.sql("query", begin), None)


def _macro_call(c: Cursor) -> Sql:
    begin = c.at
    c.qname("a macro")
    if c.peek() == "(":
        c.skip_parens()
    return c.sql("expression", begin)


# --- triggers ----------------------------------------------------------------------------------------------------------------


def trigger(c: Cursor, replaces: bool) -> list[Any]:
    """TRIGGER name [ENABLED] {BEFORE | AFTER} event ON table [REFERENCING …] [FOR EACH ROW] [WHEN (…)] ( statements )."""
    c.expect("TRIGGER")
    name = c.qname("a trigger name")
    return _unit(c, "trigger", name, lambda: _trigger(c, name))


def _trigger(c: Cursor, name: o.QName) -> s.Trigger:
    enabled = not c.take("DISABLED")
    c.take("ENABLED")
    timing = c.take_one("BEFORE", "AFTER")
    if not timing:
        c.fail("BEFORE or AFTER")
    event = c.take_one("INSERT", "UPDATE", "DELETE")
    if not event:
        c.fail("INSERT, UPDATE or DELETE")
    columns: tuple[str, ...] = ()
    if c.take("OF"):
        columns = c.names() if c.peek() == "(" else (c.name("a column"),)
    c.expect("ON")
    on = c.qname("a table")
    made = s.Trigger(name, c.source.whole, timing.lower(), (event.lower(),), columns, on, enabled=enabled)
    made.colon, made.sees_table, made.old_name, made.new_name = False, True, "", ""
    made.order = int(c.number()) if c.take("ORDER") else _LAST
    _referencing(c, made)
    made.row = c.take("FOR EACH ROW")
    if not made.row:
        c.take("FOR EACH STATEMENT")
        if made.old_name or made.new_name:
            c.fail("FOR EACH ROW (a trigger for each statement has no single rows)")
    if c.take("WHEN"):
        made.when = c.parens_sql()
    made.body = _triggered(c, made)
    c.done()
    return made


def _referencing(c: Cursor, made: s.Trigger) -> None:
    """REFERENCING {OLD | NEW} [ROW | TABLE] [AS] name …"""
    while c.take("REFERENCING") or c.peek() in ("OLD", "NEW", "OLD_TABLE", "NEW_TABLE"):
        while c.peek() in ("OLD", "NEW", "OLD_TABLE", "NEW_TABLE"):
            which = c.take_one("OLD", "NEW", "OLD_TABLE", "NEW_TABLE")
            table = which.endswith("_TABLE") or c.take("TABLE")
            if not table:
                c.take("ROW")
            c.take("AS")
            setattr(made, f"{which[:3].lower()}_{'table' if table else 'name'}", c.name())


def _triggered(c: Cursor, made: s.Trigger) -> s.Block:
    """[BEGIN ATOMIC] ( statement; … ) [END], or one statement; BEFORE triggers SET new values."""
    body = s.Block(c.span(c.at))
    scope = spl.Scope()
    atomic = c.take("BEGIN ATOMIC")
    grouped = c.take("(")
    closing = ")" if grouped else "END" if atomic else ""
    while c.more() and c.peek() != closing:
        if c.take(";"):
            continue
        if c.peek() == "SET" and not (made.row and made.timing == "before"):
            c.fail("a data statement (only a BEFORE trigger for each row sets new values)")
        body.body.append(spl.statement(c, scope))
        while isinstance(body.body[-1], s.Assign) and c.take(","):
            body.body.append(spl.assignment(c))
        if c.more() and c.peek() != closing:
            c.expect(";")
    if grouped:
        c.expect(")")
        c.take(";")
    if atomic:
        c.expect("END")
    return body


# --- calls -------------------------------------------------------------------------------------------------------------------


def call(c: Cursor) -> list[Any]:
    """CALL p (…), EXEC m (…): a call of the script."""
    c.take_one("CALL", "EXEC", "EXECUTE")
    first = c.at
    c.qname("a procedure or macro")
    if c.peek() == "(":
        c.skip_parens()
        text = c.text(first)
    else:
        text = c.text(first) + "()"
    c.done()
    whole = c.source.whole
    made = o.Unit("block", o.QName(None, "anonymous block"), whole, c.text(0, len(c.tokens)))
    made.code = s.Block(whole, body=[s.Call(whole, Sql("expression", text, c.span(first), "teradata"))])
    return [made]
