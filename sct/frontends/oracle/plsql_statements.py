"""Statements of PL/SQL: blocks, branches, jumps, assignments and calls; what cannot be read is set aside and the rest
goes on (PL/SQL Language Reference, PL/SQL Language Elements)."""

from __future__ import annotations

from collections.abc import Callable

from sct.frontends.oracle import plsql_declarations as declarations
from sct.frontends.oracle import plsql_loops as loops
from sct.frontends.oracle import plsql_sql_statements as sql
from sct.frontends.oracle import plsql_supplied
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.frontends.oracle.plsql_pieces import comments, dotted, expression, find, place, refuse, semicolon, texts
from sct.frontends.oracle.unset_variables import unread
from sct.ir import statements as s

_ENDS = frozenset(("END", "ELSE", "ELSIF", "WHEN"))


def body(c: Cursor, named: bool = True) -> s.Block:
    """BEGIN … [EXCEPTION …] END [name], its `;` left. `named` False: what follows END is the caller's."""
    first = c.at
    c.expect("BEGIN")
    made = s.Block(c.span(first), comments=comments(c, first))
    made.body = statements(c)
    if c.take("EXCEPTION"):
        while c.sees("WHEN"):
            made.handlers.append(_handler(c))
    c.expect("END")
    if named and c.more() and not c.sees(";"):
        c.qname("';'")
    made.span = c.span(first)
    return made


def _handler(c: Cursor) -> s.Handler:
    first = c.at
    c.at += 1
    names = [dotted(c, "an exception")]
    while c.take("OR"):
        names.append(dotted(c, "an exception"))
    c.expect("THEN")
    inside = statements(c)
    return s.Handler(tuple(names), inside, c.span(first))


def statements(c: Cursor) -> list[s.Statement]:
    """Up to END, ELSE, ELSIF, WHEN or EXCEPTION WHEN."""
    out: list[s.Statement] = []
    while c.more():
        word = c.peek()
        if word in _ENDS or (word == "EXCEPTION" and c.peek(1) == "WHEN"):
            break
        out.append(statement(c))
    return out


def statement(c: Cursor, swallow: bool = True) -> s.Statement:
    """One statement and its `;`. Not understood: an OpaqueStatement, or Unexpected where `swallow` is off."""
    first = c.at
    try:
        label = None
        if c.take("<<"):
            label = c.name("a label")
            c.expect(">>")
            if c.sees("<<"):
                refuse(c, "one label to a statement")
        if not c.more():
            refuse(c, "a statement")
        start = c.at
        made = _READERS.get(c.peek(), _other)(c)
        if c.at == start:
            refuse(c, "a statement")
        if c.more():
            if not c.sees(";"):
                refuse(c, "';'")
            c.at += 1
    except Unexpected as error:
        if not swallow:
            raise
        return _opaque(c, first, error)
    made.span = place(c, first)
    made.label = label
    made.comments = comments(c, first) + (comments(c, c.at - 1) if c.words[c.at - 1] == ";" else ())
    return made


def _opaque(c: Cursor, first: int, error: Unexpected) -> s.OpaqueStatement:
    c.at = _resync(c, first)
    if c.at == first:
        raise error
    text, span = c.text(first), c.span(first)
    semicolon(c)
    return s.OpaqueStatement(span, text, *unread(c.tokens, error.at, str(error)), c.span(error.at, error.at + 1))


def _resync(c: Cursor, at: int) -> int:
    """Index of the `;` that ends the statement at `at`, over the blocks inside it; of its surroundings' END."""
    opened: list[str] = []
    words = c.words
    while at < c.end:
        word = words[at]
        if word == ";" and not opened:
            return at
        if word in ("IF", "LOOP", "CASE", "DECLARE"):
            opened.append(word)
        elif word == "BEGIN":
            if opened and opened[-1] == "DECLARE":
                opened.pop()
            opened.append(word)
        elif word == "END":
            if not opened:
                return at
            top = opened.pop()
            if at + 1 < c.end and words[at + 1] == top != "BEGIN":
                at += 1
        at += 1
    return at


# --- blocks, branches -----------------------------------------------------------------------------------------------


def _block(c: Cursor) -> s.Statement:
    inside: list[s.Declaration] = []
    if c.take("DECLARE"):
        inside = declarations.declarations(c)
    made = body(c)
    made.declarations = inside
    return made


def _if(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    branches = []
    while True:
        condition = expression(c, "THEN")
        c.at += 1
        branches.append((condition, statements(c)))
        if not c.take("ELSIF"):
            break
    otherwise = statements(c) if c.take("ELSE") else None
    c.expect("END", "IF")
    return s.If(c.span(first), branches, otherwise)


def _case(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    selector = None if c.sees("WHEN") else expression(c, "WHEN")
    branches = []
    while c.take("WHEN"):
        value = expression(c, "THEN")
        c.at += 1
        branches.append((value, statements(c)))
    if not branches:
        refuse(c, "WHEN")
    otherwise = statements(c) if c.take("ELSE") else None
    c.expect("END")
    c.take("CASE")  # Oracle's own grammar asks for the word; scripts of other tools leave it out
    if c.more() and not c.sees(";"):
        c.name("a label")
    return s.Case(c.span(first), selector, branches, otherwise)


# --- jumps --------------------------------------------------------------------------------------------------------------


def _jump(c: Cursor) -> s.Statement:
    if _is_name(c):
        return _other(c)
    first = c.at
    word = c.take_one("EXIT", "CONTINUE")
    target = c.name("a label") if c.more() and c.peek() not in (";", "WHEN") else None
    condition = expression(c) if c.take("WHEN") else None
    if word == "EXIT":
        return s.Exit(c.span(first), target, condition)
    return s.Continue(c.span(first), target, condition)


def _goto(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    target = c.name("a label")
    return s.Goto(c.span(first), target)


def _return(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    value = expression(c) if c.more() and not c.sees(";") else None
    return s.Return(c.span(first), value)


def _raise(c: Cursor) -> s.Statement:
    if _is_name(c):
        return _other(c)
    first = c.at
    c.at += 1
    name = dotted(c, "an exception") if c.more() and not c.sees(";") else ()
    return s.Raise(c.span(first), name)


def _null(c: Cursor) -> s.Statement:
    c.at += 1
    return s.Null(c.span(c.at - 1))


def _pragma(c: Cursor) -> s.Statement:
    """PRAGMA INLINE in front of a statement."""
    first = c.at
    c.at += 1
    name = c.name("a pragma")
    args = texts(c) if c.sees("(") else ()
    return s.PragmaStatement(c.span(first), s.Pragma(name, args, c.span(first)))


# --- assignments, calls ---------------------------------------------------------------------------------------------------


def _is_name(c: Cursor) -> bool:
    """A word that starts a statement elsewhere is a name here."""
    return c.peek(1) in (":=", ".", "(", "%")


def _other(c: Cursor) -> s.Statement:
    """target := value, or a call."""
    first = c.at
    token = c.tokens[first]
    if c.words[first] and not token.text[:1].isalpha() and c.words[first] not in (":", "?") and not _seen_as(c):
        refuse(c, "a statement")
    at = find(c, (":=",))
    if at < c.end and c.words[at] == ":=":
        target = c.sql("expression", first, at)
        _reads_as_place(c, at)
        c.at = at + 1
        value = expression(c)
        return plsql_supplied.assigned(c, first, at) or s.Assign(c.span(first), target, value)
    _reads_as_place(c, at)
    supplied = plsql_supplied.statement(c, first)
    return supplied if supplied is not None else s.Call(c.span(first), c.sql("expression", first, c.at))


def _seen_as(c: Cursor) -> bool:
    """`(SELF AS supertype)` in front of a method."""
    return c.sees("(") and c.peek(2) == "AS"


def _reads_as_place(c: Cursor, end: int) -> None:
    """Over [:]name{.name | (…) | @link}, which has to reach to `end`."""
    if not c.peek()[:1].isalpha():
        c.take(":")
    if _seen_as(c):
        c.skip_parens()  # (SELF AS supertype).method(…)
    elif c.peek().isdigit():
        c.at += 1  # a numbered bind
    else:
        c.name("a statement")
    while c.at < end:
        if c.take("."):
            c.name("a name")
        elif c.sees("("):
            c.skip_parens()
        elif c.take("@"):
            dotted(c)
        else:
            refuse(c, "':=', '(', '.' or ';'")


_READERS: dict[str, Callable[[Cursor], s.Statement]] = {
    "BEGIN": _block,
    "DECLARE": _block,
    "IF": _if,
    "CASE": _case,
    "LOOP": loops.loop,
    "WHILE": loops.while_,
    "FOR": loops.for_,
    "FORALL": loops.forall,
    "EXIT": _jump,
    "CONTINUE": _jump,
    "GOTO": _goto,
    "RETURN": _return,
    "RAISE": _raise,
    "NULL": _null,
    "PRAGMA": _pragma,
    "SELECT": sql.select,
    "WITH": sql.select,
    "INSERT": sql.dml,
    "UPDATE": sql.dml,
    "DELETE": sql.dml,
}


def _unless_name(reader: Callable[[Cursor], s.Statement]) -> Callable[[Cursor], s.Statement]:
    return lambda c: _other(c) if _is_name(c) else reader(c)


# Words that are not reserved: `open := 1`, `close(x)` and `lock` as a call are none of these statements.
for _word, _reader in {
    "MERGE": sql.dml,
    "LOCK": sql.lock,
    "SET": sql.set_,
    "COMMIT": sql.transaction,
    "ROLLBACK": sql.transaction,
    "SAVEPOINT": sql.transaction,
    "OPEN": sql.open_,
    "FETCH": sql.fetch,
    "CLOSE": sql.close,
    "EXECUTE": sql.execute,
    "PIPE": sql.pipe,
}.items():
    _READERS[_word] = _unless_name(_reader)
