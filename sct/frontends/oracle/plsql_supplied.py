"""Calls of supplied packages that are statements of the language in other words (PL/SQL Packages and Types Reference):
DBMS_SQL.PARSE, DBMS_TRANSACTION, DBMS_UTILITY.EXEC_DDL_STATEMENT."""

from __future__ import annotations

from sct.frontends.oracle.cursor import Cursor, is_string
from sct.frontends.oracle.plsql_pieces import find
from sct.ir import statements as s
from sct.ir.sql import Sql

# The parameters of each; those behind the first `?` may be left out.
_PARAMETERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("DBMS_SQL", "PARSE"): ("c", "statement", "language_flag?"),
    ("DBMS_UTILITY", "EXEC_DDL_STATEMENT"): ("parse_string",),
    ("UTL_REF", "SELECT_OBJECT"): ("reference", "object"),
    ("UTL_REF", "LOCK_OBJECT"): ("reference", "object?"),
    ("UTL_REF", "UPDATE_OBJECT"): ("reference", "object"),
    ("UTL_REF", "DELETE_OBJECT"): ("reference",),
    ("DBMS_TRANSACTION", "COMMIT"): (),
    ("DBMS_TRANSACTION", "ROLLBACK"): (),
    ("DBMS_TRANSACTION", "READ_ONLY"): (),
    ("DBMS_TRANSACTION", "READ_WRITE"): (),
    ("DBMS_TRANSACTION", "SAVEPOINT"): ("savept",),
    ("DBMS_TRANSACTION", "ROLLBACK_SAVEPOINT"): ("savept",),
}
_ACTIONS = {"COMMIT": "commit", "ROLLBACK": "rollback", "SAVEPOINT": "savepoint", "ROLLBACK_SAVEPOINT": "rollback to"}


def statement(c: Cursor, first: int) -> s.Statement | None:
    """What the call from `first` to where the cursor stands is; None: another call, or another form of one of these."""
    start = first + 2 * (c.words[first] == "SYS")
    if start + 2 >= c.at or c.words[start + 1] != ".":
        return None
    key = (c.words[start].upper(), c.words[start + 2].upper())
    if key not in _PARAMETERS:
        return None
    given = _arguments(c, start + 3, _PARAMETERS[key])
    if given is None:
        return None
    span = c.span(first)
    if key[0] == "DBMS_SQL":
        return s.ParseCursor(span, c.sql("expression", *given["c"]), c.sql("expression", *given["statement"]))
    if key[0] == "UTL_REF":
        return _on_object(c, key[1], given, first)
    if key[0] == "DBMS_UTILITY":
        return s.ExecuteDynamic(span, c.sql("expression", *given["parse_string"]))
    if key[1] in ("READ_ONLY", "READ_WRITE"):
        return s.Transaction(span, "set transaction", text=key[1].replace("_", " "))
    name = None
    if "savept" in given:
        at, end = given["savept"]
        if end != at + 1 or not is_string(c.tokens[at]):
            return None  # a name that is only known at run time
        name = c.tokens[at].text.lower()
    return s.Transaction(span, _ACTIONS[key[1]], name)


def _on_object(c: Cursor, name: str, given: dict[str, tuple[int, int]], first: int) -> s.Statement:
    """UTL_REF: the object a reference leads to is read, changed, taken away or locked."""
    span, pieces = c.span(first), [c.sql("expression", *given[key]) for key in ("reference", "object") if key in given]
    reads = name in ("SELECT_OBJECT", "LOCK_OBJECT")
    texts = [one.text for one in (pieces[:1] if reads else pieces)]
    call = Sql("expression", f"utl_ref_{name.lower()}({', '.join(texts)})", span, pieces[0].dialect)
    return s.Assign(span, pieces[1], call) if reads and len(pieces) > 1 else s.Call(span, call)


def assigned(c: Cursor, first: int, at: int) -> s.Statement | None:
    """`context := DBMS_XMLGEN.NEWCONTEXT('a query')`: a cursor with a number is given the query. The cursor stands behind
    the statement, its `:=` is at `at`. What is no written text may be the rows of a cursor, which the call takes as it is.
    """
    start = at + 1 + 2 * (c.words[at + 1] == "SYS")
    if [word.upper() for word in c.words[start : start + 4]] != ["DBMS_XMLGEN", ".", "NEWCONTEXT", "("]:
        return None
    if start + 4 >= c.at or not is_string(c.tokens[start + 4]) or find(c, (")",), start + 4, c.at) != c.at - 1:
        return None
    span = c.span(first)
    target = c.sql("expression", first, at)
    opened = Sql("expression", "DBMS_SQL.OPEN_CURSOR", span, target.dialect)
    parsed = s.ParseCursor(span, target, c.sql("expression", start + 4, c.at - 1))
    return s.Block(span, body=[s.Assign(span, target, opened), parsed])


def _arguments(c: Cursor, at: int, parameters: tuple[str, ...]) -> dict[str, tuple[int, int]] | None:
    """Where each argument of the list at `at` stands, by its parameter; None when they are not these parameters."""
    names = [name.rstrip("?") for name in parameters]
    given: dict[str, tuple[int, int]] = {}
    last = c.at
    if at < last:
        if c.words[at] != "(" or c.words[last - 1] != ")":
            return None
        at += 1
    while at < last - 1:
        end = find(c, (",",), at, last)
        named = at + 1 < end and c.words[at + 1] == "=>"
        name = c.words[at].lower() if named else names[len(given)] if len(given) < len(names) else ""
        if name not in names or name in given:
            return None
        given[name] = (at + 2 * named, end)
        at = end + 1
    return given if all(name in given or name.endswith("?") for name in parameters) else None
