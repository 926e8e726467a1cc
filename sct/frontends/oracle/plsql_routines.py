"""Procedures, functions, packages and type bodies (PL/SQL Language Reference, Procedure/Function Declaration and
Definition, CREATE PACKAGE [BODY], CREATE TYPE BODY), and the entry to all of PL/SQL: `parse_unit`."""

from __future__ import annotations

from sct.frontends.oracle import lob_locators
from sct.frontends.oracle import plsql_declarations as declarations
from sct.frontends.oracle import plsql_statements as statements
from sct.frontends.oracle import plsql_triggers as triggers
from sct.frontends.oracle.cursor import Cursor
from sct.frontends.oracle.plsql_pieces import comments, dotted, find, parameters, refuse, semicolon, type_ref
from sct.ir import statements as s
from sct.ir.objects import QName

Code = s.Routine | s.Package | s.Trigger | s.TypeBody | s.Block

_LANGUAGES = ("JAVA", "C", "JAVASCRIPT")
_METHOD_WORDS = ("MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER")


def parse_unit(c: Cursor, kind: str, name: QName) -> Code:
    """The unit whose name has just been read (a block: from its first token). Raises Unexpected."""
    if c.sees("WRAPPED"):
        refuse(c, "source text (a wrapped unit has none)")
    if kind in ("procedure", "function"):
        made: Code = _standalone(c, kind, name)
    elif kind in ("package", "package_body"):
        made = _package(c, name, kind == "package_body")
    elif kind == "type_body":
        made = _type_body(c, name)
    elif kind == "trigger":
        made = triggers.trigger(c, name)
    elif kind == "block":
        block = statements.statement(c)
        if not isinstance(block, s.Block):
            c.at = 0
            refuse(c, "a block" if not isinstance(block, s.OpaqueStatement) else block.reason)
        made = block
    else:
        refuse(c, "a procedural unit")
    while c.take(";"):
        pass
    if c.more():
        refuse(c, "the end of the unit")
    if "DBMS_LOB" in c.words:
        lob_locators.written_through(made)
    return made


def _standalone(c: Cursor, kind: str, name: QName) -> s.Routine:
    made = s.Routine("procedure" if kind == "procedure" else "function", name, c.source.whole, comments=comments(c, 0))
    _rest(c, made)
    return made


def routine(c: Cursor) -> s.Routine:
    """A declared, nested, packaged or method routine, from PROCEDURE or FUNCTION on, its `;` included."""
    first = c.at
    word = c.take_one("PROCEDURE", "FUNCTION")
    name = QName(None, c.name(f"a {word.lower()} name"))
    made = s.Routine(
        "procedure" if word == "PROCEDURE" else "function", name, c.span(first), comments=comments(c, first)
    )
    _rest(c, made)
    made.span = c.span(first)
    semicolon(c)
    return made


def _rest(c: Cursor, made: s.Routine) -> None:
    made.parameters = parameters(c)
    if c.take("RETURN"):
        made.returns = type_ref(c)
        if c.take("AS RESULT"):
            made.options["self as result"] = ""
    options(c, made.options)
    if not c.more() or c.sees(";"):
        return
    if "aggregate" in made.options or c.sees("EXTERNAL"):
        _call_spec(c, made)
        return
    if not (c.take("IS") or c.take("AS")):
        refuse(c, "IS, AS or ';'")
    if (
        (c.sees("LANGUAGE") and c.peek(1) not in (".", "%") and not c.sees("LANGUAGE", "VARCHAR2"))
        or c.peek() == "EXTERNAL"
        or c.sees("MLE", "MODULE")
    ):
        _call_spec(c, made)
        return
    made.declarations = declarations.declarations(c)
    made.body = statements.body(c)


def _call_spec(c: Cursor, made: s.Routine) -> None:
    first = c.at
    c.at = find(c, ())
    made.call_spec = c.text(first)


def options(c: Cursor, out: dict[str, str]) -> None:
    """The clauses between a routine's or package's head and its IS: name -> the rest as written."""
    while c.more():
        first = c.at
        if c.take("AUTHID"):
            out["authid"] = c.name().lower()
        elif c.take("DETERMINISTIC"):
            out["deterministic"] = ""
        elif c.take("PIPELINED"):
            start = c.at
            c.take_one("ROW", "TABLE")
            c.take("POLYMORPHIC")
            if c.take("USING"):
                dotted(c)
            out["pipelined"] = c.text(start).lower()
        elif c.take("RESULT_CACHE"):
            start = c.at
            if c.take("RELIES_ON"):
                c.skip_parens()
            out["result_cache"] = c.text(start)
        elif c.take("PARALLEL_ENABLE"):
            start = c.at
            if c.sees("("):
                c.skip_parens()
            out["parallel_enable"] = c.text(start)
        elif c.take_one("ORDER", "CLUSTER"):
            start = c.at
            dotted(c, "a parameter")
            c.expect("BY")
            c.skip_parens()
            out["streaming"] = c.text(start - 1)
        elif c.take("ACCESSIBLE BY"):
            start = c.at
            c.skip_parens()
            out["accessible by"] = c.text(start)
        elif c.take("DEFAULT COLLATION"):
            out["default collation"] = c.name()
        elif c.take("SQL_MACRO"):
            start = c.at
            if c.sees("("):
                c.skip_parens()
            out["sql_macro"] = c.text(start)
        elif c.take("AGGREGATE USING"):
            out["aggregate"] = ".".join(dotted(c))
        elif c.take("SHARING"):
            c.expect("=")
            out["sharing"] = c.name()
        elif word := c.take_one("SHARD_ENABLE", "SUPPRESSES_WARNING_6009", "SERIALLY_REUSABLE"):
            out[word.lower()] = ""
        if c.at == first:
            return


def _package(c: Cursor, name: QName, is_body: bool) -> s.Package:
    made = s.Package(name, c.source.whole, is_body, comments=comments(c, 0))
    options(c, made.options)
    if not (c.take("IS") or c.take("AS")):
        refuse(c, "IS or AS")
    made.declarations = declarations.declarations(c)
    if is_body and c.sees("BEGIN"):
        made.init = statements.body(c)
        return made
    c.expect("END")
    if c.more() and not c.sees(";"):
        c.qname()
    return made


def _type_body(c: Cursor, name: QName) -> s.TypeBody:
    made = s.TypeBody(name, c.source.whole)
    if not (c.take("IS") or c.take("AS")):
        refuse(c, "IS or AS")
    while not c.take("END"):
        if not c.more():
            refuse(c, "END")
        if c.take("PRAGMA"):
            c.at = find(c, ())
            semicolon(c)
            continue
        made.methods.append(method(c))
    if c.more() and not c.sees(";"):
        c.qname()
    return made


def method(c: Cursor) -> s.Routine:
    """A method from its first word on: of a type's body, its `;` included, or of its specification, to its end."""
    first = c.at
    overriding = final = abstract = False
    kind = ""
    while c.peek() not in ("PROCEDURE", "FUNCTION"):
        if c.take("OVERRIDING"):
            overriding = True
        elif c.take("FINAL"):
            final = True
        elif c.take("NOT"):
            abstract = c.take_one("OVERRIDING", "FINAL", "INSTANTIABLE") == "INSTANTIABLE" or abstract
        elif c.take("INSTANTIABLE"):
            pass
        elif word := c.take_one(*_METHOD_WORDS):
            if not (word == "MEMBER" and kind):
                kind = word.lower()
        else:
            refuse(c, "a method")
    one = routine(c)
    one.method, one.overriding, one.final = kind, overriding, final
    if abstract:
        one.options["not instantiable"] = ""
    one.comments = comments(c, first)
    return one
