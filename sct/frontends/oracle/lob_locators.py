"""A LOB variable that names the LOB of a row (SecureFiles and Large Objects Developer's Guide, Introduction to LOB Locators).

What SELECT … FOR UPDATE, INSERT … RETURNING or UPDATE … RETURNING puts into a LOB variable is the row's own LOB: DBMS_LOB
changes the row through it, in a routine of the unit that it is handed to as well. On the target a LOB is a value, so the row's address is kept beside the variable, and each
change is stored in the row at once. An assignment, or a temporary LOB, ends that. DBMS_LOB fires no trigger and leaves
SQL%ROWCOUNT alone; the UPDATE that stands for it does not, where there is one to notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sct.catalog.pieces import chains, folded, tokens_of
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import CLOSED, outline, values
from sct.sqlexpr.tokens import Token, TokenType
from sct.text.span import Span

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
        lists = _lists(one.body)
        changed = {variable for several in lists for each in several for variable in _changed(each, {})[1]}
        if not changed:
            continue
        given = {
            folded(tokens[0])
            for several in lists
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
    lists = _lists(body)
    changed = {target for several in lists for one in several for target in _changed(one, helpers)[1]}
    if not changed:
        return
    held: list[_Held] = []
    found = [(one, got) for several in lists for one in several if (got := _sources(one, changed))]
    for one, got in found:
        for variable, table, column in got:
            same = [h for h in held if (h.variable, h.table, h.column) == (variable, table, column)]
            if not same:
                number = len(held) + 1
                held.append(_Held(variable, table, column, f"{variable}_row{number}", f"{variable}_value{number}"))
            _with_address(one, (same or held[-1:])[0])
    if not held:
        return
    for several in lists:
        several[:] = [new for one in several for new in _with_rows(one, held, _given(found, one), helpers)]
    span = body.span
    for each in held:
        declarations.append(s.Variable(each.row, s.TypeRef("ROWID", span, ("rowid",)), span))
        same_type = s.TypeRef(f"{each.variable}%TYPE", span, (each.variable,), "type")
        declarations.append(s.Variable(each.value, same_type, span))


def _given(found: list[tuple[Any, Any]], one: Any) -> set[str]:
    """The variables a statement gives the LOB of a row."""
    return {variable for other, got in found if other is one for variable, _, _ in got}


def _lists(node: Any) -> list[list[s.Statement]]:
    """All lists of statements inside, those of nested routines left out: they are routines of their own."""
    out: list[list[s.Statement]] = []
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, (s.Routine, Sql)):
            continue
        if isinstance(one, list) and one and isinstance(one[0], s.Statement):
            out.append(one)
        if isinstance(one, (list, tuple)):
            todo += one
        elif isinstance(one, (s.Statement, s.Handler)) and type(one) not in CLOSED:
            todo += values(one)
    return out


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
    """The arguments of a call for such parameters (position, name) that are plain variables."""
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
        named = len(argument) == 3 and argument[1].text == "=>"
        value = argument[2:] if named else argument
        if len(value) != 1 or not _is_name(value[0]):
            continue
        if any(folded(argument[0]) == name if named else position == at for at, name in wanted):
            found.add(folded(value[0]))
    return found


def _is_name(token: Token) -> bool:
    return token.token_type is TokenType.IDENTIFIER or token.text[:1].isalpha()


def _sources(one: s.Statement, changed: set[str]) -> list[tuple[str, str, str]]:
    """(variable, table, column) of the LOBs of a row that a statement gives to variables that are changed."""
    if isinstance(one, s.SelectInto) and not one.bulk:
        tokens = tokens_of(one.query)
        words = [t.text.upper() for t in tokens]
        end = _outer(words, "FROM")
        if end is None or words[:1] != ["SELECT"] or not _locks(words):
            return []
        items, table, behind = _items(tokens[1:end]), *_table(tokens, end + 1)
        if behind < len(words) and words[behind] in (",", "JOIN", "LEFT", "INNER", "CROSS", "NATURAL", "RIGHT", "FULL"):
            return []
    elif isinstance(one, s.SqlStatement) and one.verb in ("insert", "update") and one.into and not one.bulk:
        tokens = tokens_of(one.sql)
        words = [t.text.upper() for t in tokens]
        start = _outer(words, "RETURNING") or _outer(words, "RETURN")
        if start is None:
            return []
        items, table = _items(tokens[start + 1 :]), _table(tokens, 2 if one.verb == "insert" else 1)[0]
    else:
        return []
    if not table or len(items) != len(one.into):
        return []
    out = []
    for item, into in zip(items, one.into, strict=True):
        given = tokens_of(into)
        if item and len(given) == 1 and folded(given[0]) in changed:
            out.append((folded(given[0]), table, item))
    return out


def _locks(words: list[str]) -> bool:
    return any(words[at : at + 2] == ["FOR", "UPDATE"] for at in range(len(words)))


def _outer(words: list[str], word: str) -> int | None:
    """Where a word stands outside all parentheses."""
    depth = 0
    for at, text in enumerate(words):
        depth += (text == "(") - (text == ")")
        if depth == 0 and text == word:
            return at
    return None


def _items(tokens: list[Token]) -> list[str]:
    """The items of a list: the column's name where one is a column, else ""."""
    items: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0:
            items.append([])
        else:
            items[-1].append(token)
    return [_quoted(one[-1]) if _is_column(one) else "" for one in items]


def _is_column(item: list[Token]) -> bool:
    return len(item) in (1, 3) and all(_is_name(t) if at % 2 == 0 else t.text == "." for at, t in enumerate(item))


def _table(tokens: list[Token], at: int) -> tuple[str, int]:
    """The table named there, as it is written, and what stands behind it and its alias; "" where there is none."""
    if at >= len(tokens) or not _is_name(tokens[at]):
        return "", at
    text = _quoted(tokens[at])
    while at + 2 < len(tokens) and tokens[at + 1].text == ".":
        at += 2
        text += "." + _quoted(tokens[at])
    at += 1
    if (
        at < len(tokens)
        and _is_name(tokens[at])
        and tokens[at].text.upper() not in ("WHERE", "FOR", "SET", "JOIN", "LEFT")
    ):
        at += 1
    return text, at


def _quoted(token: Token) -> str:
    return f'"{token.text}"' if token.token_type is TokenType.IDENTIFIER else str(token.text)


def _with_address(one: s.Statement, held: _Held) -> None:
    """Asks for the row's address as well, once for each LOB that the statement gives."""
    span = one.span
    if isinstance(one, s.SelectInto):
        query = one.query
        one.query = Sql("query", query.text[:6] + " ROWID," + query.text[6:], query.span, query.dialect)
        one.into = (_name(held.row, span, query.dialect), *one.into)
    elif isinstance(one, s.SqlStatement):
        sql = one.sql
        one.sql = Sql("statement", sql.text.rstrip() + ", ROWID", sql.span, sql.dialect)
        one.into = (*one.into, _name(held.row, span, sql.dialect))


def _name(name: str, span: Span, dialect: str) -> Sql:
    return Sql("expression", name if name == name.lower() else f'"{name}"', span, dialect)


def _with_rows(one: s.Statement, held: list[_Held], given: set[str], helpers: Helpers) -> list[s.Statement]:
    """A statement, and behind it what keeps the rows and their addresses in step with it."""
    word, variables = _changed(one, helpers)
    if word == "change":
        return [one, *(_stored(one, each) for each in held if each.variable in variables)]
    ended = variables
    if isinstance(one, s.Assign):
        target = tokens_of(one.target)
        ended = {folded(target[0])} if len(target) == 1 else set()
    elif isinstance(one, (s.SelectInto, s.Fetch, s.SqlStatement)):
        ended = {folded(t[0]) for into in one.into if len(t := tokens_of(into)) == 1} - given
    return [one, *(_forgotten(one, each) for each in held if each.variable in ended)]


def _stored(one: s.Statement, held: _Held) -> s.Statement:
    span, dialect = one.span, one.call.dialect if isinstance(one, s.Call) else "oracle"
    row, value = (_name(name, span, dialect) for name in (held.row, held.value))
    text = f"UPDATE {held.table} SET {held.column} = {value.text} WHERE ROWID = {row.text}"
    # a column may be called like the variable, and means the column in a statement
    copied = s.Assign(span, value, _name(held.variable, span, dialect))
    update = s.SqlStatement(span, "update", Sql("statement", text, span, dialect))
    return s.If(span, [(Sql("expression", f"{row.text} IS NOT NULL", span, dialect), [copied, update])])


def _forgotten(one: s.Statement, held: _Held) -> s.Statement:
    dialect = "oracle"
    return s.Assign(one.span, _name(held.row, one.span, dialect), Sql("expression", "NULL", one.span, dialect))
