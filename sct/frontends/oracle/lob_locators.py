"""A LOB variable that names the LOB of a row (SecureFiles and Large Objects Developer's Guide, Introduction to LOB Locators).

What SELECT … FOR UPDATE, a cursor FOR UPDATE (lob_cursors.py), INSERT … RETURNING or UPDATE … RETURNING puts into a LOB
variable is the row's own LOB: DBMS_LOB changes the row through it, in a routine of the unit that it is handed to as well. On
the target a LOB is a value, so the row's address is kept beside the variable, and each change is stored in the row at once.
An assignment, or a temporary LOB, ends that. DBMS_LOB fires no trigger and leaves SQL%ROWCOUNT alone; the UPDATE that stands
for it does not, where there is one to notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sct.catalog.pieces import chains, folded, tokens_of
from sct.frontends.oracle import lob_cursors
from sct.frontends.oracle.lob_words import (
    ALL,
    dotted,
    expression,
    items,
    items_of,
    lists,
    locked_table,
    outer,
    table_at,
    variable_of,
    with_item,
)
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import outline
from sct.sqlexpr.tokens import Token

_CHANGES = frozenset(("append", "write", "writeappend", "trim", "copy", "erase", "converttoclob", "converttoblob"))
_ENDS = frozenset(("createtemporary", "freetemporary"))
_TARGETS = frozenset(("dest_lob", "lob_loc"))


@dataclass(slots=True)
class _Held:
    """A column of a table whose LOB a variable may name, and the variables of the row's address and of its new value."""

    variable: str
    table: str
    column: str
    row: str
    value: str


Helpers = dict[str, set[tuple[int, str]]]  # a routine of the unit -> the parameters it changes by DBMS_LOB


def written_through(unit: Any) -> None:
    """Adds to a unit's routines and blocks what stores changes of a row's LOB in the row; most stay as they are."""
    routines = [one for one in outline(unit) if isinstance(one, s.Routine) and one.body is not None]
    helpers: Helpers = {}
    for one in routines:
        several_lists = lists(one.body)
        changed = {variable for several in several_lists for each in several for variable in _changed(each, {})[1]}
        if not changed:
            continue
        given = {
            folded(tokens[0])
            for several in several_lists
            for each in several
            if isinstance(each, s.Assign) and len(tokens := tokens_of(each.target)) == 1
        }
        for position, parameter in enumerate(one.parameters):
            if parameter.mode == "inout" and parameter.name in changed - given:
                helpers.setdefault(one.name.name, set()).add((position, parameter.name))
    for one in routines:
        if one.body is not None:
            _routine(one.declarations, one.body, helpers)
    if isinstance(unit, s.Block):
        _routine(unit.declarations, unit, helpers)


def _routine(declarations: list[s.Declaration], body: s.Block, helpers: Helpers) -> None:
    statements = [one for several in lists(body) for one in several]
    changes = {id(one): targets for one in statements if (targets := _changed(one, helpers)[1])}
    changed = {target for targets in changes.values() for target in targets}
    if not changed:
        return
    if any("." in target for target in changed):
        lob_cursors.stored_fields(declarations, body, changes)
    held: list[_Held] = []

    def holder(variable: str, table: str, column: str) -> _Held:
        same = [h for h in held if (h.variable, h.table, h.column) == (variable, table, column)]
        if not same:
            number, name = len(held) + 1, variable.replace(".", "_")
            held.append(_Held(variable, table, column, f"{name}_row{number}", f"{name}_value{number}"))
        return (same or held[-1:])[0]

    found = [(one, got) for one in statements if (got := _sources(one, changed))]
    for one, got in found:
        for source in got:
            _with_address(one, holder(*source))
    for address in lob_cursors.fetched_variables(declarations, body, changed):
        lob_cursors.with_address(address, holder(address.variable, address.table, address.column).row)
        found += [(one, [(address.variable, address.table, address.column)]) for one in address.fetches]
    if not held:
        return
    for several in lists(body):
        several[:] = [new for one in several for new in _with_rows(one, held, _given(found, one), helpers)]
    span = body.span
    for each in held:
        declarations.append(s.Variable(each.row, s.TypeRef("ROWID", span, ("rowid",)), span))
        same_type = s.TypeRef(f"{each.variable}%TYPE", span, tuple(each.variable.split(".")), "type")
        declarations.append(s.Variable(each.value, same_type, span))


def _given(found: list[tuple[Any, Any]], one: Any) -> set[str]:
    """The variables a statement gives the LOB of a row."""
    return {variable for other, got in found if other is one for variable, _, _ in got}


def _changed(one: s.Statement, helpers: Helpers) -> tuple[str, set[str]]:
    """What a call does with LOBs of variables, `change` or `end`, and the variables; "" for other statements."""
    if not isinstance(one, s.Call):
        return "", set()
    path = next(chains(one.call), ())
    if len(path) == 2 and path[0] == "dbms_lob" and path[1] in _CHANGES | _ENDS:
        word = "change" if path[1] in _CHANGES else "end"
        return word, _variables(one.call, {(0, name) for name in _TARGETS})
    if path and path[-1] in helpers:
        return "change", _variables(one.call, helpers[path[-1]])
    return "", set()


def _variables(call: Sql, wanted: set[tuple[int, str]]) -> set[str]:
    """The arguments of a call for such parameters (position, name) that are variables, or fields of them."""
    tokens = tokens_of(call)
    start = next((at for at, token in enumerate(tokens) if token.text == "("), len(tokens))
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[start + 1 : -1]:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0:
            arguments.append([])
        else:
            arguments[-1].append(token)
    found: set[str] = set()
    for position, argument in enumerate(arguments):
        named = len(argument) > 2 and argument[1].text == "=>"
        name = dotted(argument[2:] if named else argument)
        if name and any(folded(argument[0]) == one if named else position == at for at, one in wanted):
            found.add(name)
    return found


def _sources(one: s.Statement, changed: set[str]) -> list[tuple[str, str, str]]:
    """(variable, table, column) of the LOBs of a row that a statement gives to variables that are changed."""
    if isinstance(one, s.SelectInto) and not one.bulk:
        table = locked_table(one.query)
        names = items_of(one.query) if table else []
    elif isinstance(one, s.SqlStatement) and one.verb in ("insert", "update") and one.into and not one.bulk:
        tokens = tokens_of(one.sql)
        words = [t.text.upper() for t in tokens]
        start = outer(words, "RETURNING") or outer(words, "RETURN")
        if start is None:
            return []
        names, table = items(tokens[start + 1 :]), table_at(tokens, 2 if one.verb == "insert" else 1)[0]
    else:
        return []
    if not table or len(names) != len(one.into):
        return []
    out = []
    for item, into in zip(names, one.into, strict=True):
        given = variable_of(into)
        if item and item != ALL and given in changed:
            out.append((given, table, item))
    return out


def _with_address(one: s.Statement, held: _Held) -> None:
    """Asks for the row's address as well, once for each LOB that the statement gives."""
    span = one.span
    if isinstance(one, s.SelectInto):
        query = one.query
        one.query = with_item(query, "ROWID")
        one.into = (expression(held.row, span, query.dialect), *one.into)
    elif isinstance(one, s.SqlStatement):
        sql = one.sql
        one.sql = Sql("statement", sql.text.rstrip() + ", ROWID", sql.span, sql.dialect)
        one.into = (*one.into, expression(held.row, span, sql.dialect))


def _with_rows(one: s.Statement, held: list[_Held], given: set[str], helpers: Helpers) -> list[s.Statement]:
    """A statement, and behind it what keeps the rows and their addresses in step with it."""
    word, variables = _changed(one, helpers)
    if word == "change":
        return [one, *(_stored(one, each) for each in held if each.variable in variables)]
    ended = variables
    if isinstance(one, s.Assign):
        ended = {variable_of(one.target)}
    elif isinstance(one, (s.SelectInto, s.Fetch, s.SqlStatement)):
        ended = {variable_of(into) for into in one.into} - given
    return [one, *(_forgotten(one, each) for each in held if each.variable in ended)]


def _stored(one: s.Statement, held: _Held) -> s.Statement:
    span, dialect = one.span, one.call.dialect if isinstance(one, s.Call) else "oracle"
    row, value = (expression(name, span, dialect) for name in (held.row, held.value))
    text = f"UPDATE {held.table} SET {held.column} = {value.text} WHERE ROWID = {row.text}"
    # a column may be called like the variable, and means the column in a statement
    copied = s.Assign(span, value, expression(held.variable, span, dialect))
    update = s.SqlStatement(span, "update", Sql("statement", text, span, dialect))
    return s.If(span, [(Sql("expression", f"{row.text} IS NOT NULL", span, dialect), [copied, update])])


def _forgotten(one: s.Statement, held: _Held) -> s.Statement:
    dialect = "oracle"
    return s.Assign(one.span, expression(held.row, one.span, dialect), Sql("expression", "NULL", one.span, dialect))
