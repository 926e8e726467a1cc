"""Stored procedures: SPL into the statements procedural code of every source is read into (SQL Stored Procedures and
Embedded SQL). What handlers mean stands in `spl_handlers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sct.frontends.teradata import spl_pieces as p
from sct.frontends.teradata.cursor import Cursor
from sct.frontends.teradata.spl_handlers import Handlers, as_return, guard, leaves, looked_for
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql

_SQL = ("INSERT", "INS", "UPDATE", "UPD", "DELETE", "DEL", "MERGE")
_NOT_FOUND = frozenset(("NOT FOUND", "02000"))
# States that have a name in the model (routines.yml): division by zero, several rows for SELECT INTO, a key twice.
_NAMED = {"22012": "zero_divide", "21000": "too_many_rows", "23505": "dup_val_on_index", "T2801": "dup_val_on_index"}


@dataclass(slots=True)
class Scope:
    """What the surrounding code declared: the state of a condition by its name, cursors with a result for the caller,
    and the ids of blocks that see to NOT FOUND themselves."""

    conditions: dict[str, str] = field(default_factory=dict)
    returned: dict[str, Sql] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)


def body(c: Cursor, scope: Scope) -> s.Block:
    """The body of a procedure: one statement, usually a block."""
    first = c.at
    made = statement(c, scope, whole=True)
    c.take(";")
    c.done()
    if not isinstance(made, s.Block):
        made = s.Block(c.span(first), body=[made])
    if id(made) not in scope.closed:
        made.body = looked_for(made.body, None, scope.closed)
    if made.label:
        as_return(made, made.label)
    return made


def block(c: Cursor, scope: Scope, label: str | None) -> s.Block:
    """BEGIN declarations statements END [label]; BEGIN is behind us."""
    first = c.at - 1
    made = s.Block(c.span(first), label=label)
    handlers = Handlers()
    while c.take("DECLARE"):
        _declaration(c, scope, made, handlers)
        c.expect(";")
    made.body = statements(c, scope, "END")
    c.expect("END")
    if label and c.is_name() and c.tokens[c.at].text.lower() == label:
        c.at += 1
    made.span = c.span(first)
    guard(made, handlers, scope.closed)
    return made


def statements(c: Cursor, scope: Scope, *stops: str) -> list[s.Statement]:
    out: list[s.Statement] = []
    while c.more() and c.peek() not in stops:
        if c.take(";"):
            continue
        if c.take("BEGIN REQUEST") or (c.sees("BEGIN REQUEST")):
            out.extend(statements(c, scope, "END"))
            c.expect("END REQUEST")
            c.expect(";")
            continue
        out.append(statement(c, scope))
        if c.more():
            c.expect(";")
    return out


# --- declarations ----------------------------------------------------------------------------------------------------------


def _declaration(c: Cursor, scope: Scope, made: s.Block, handlers: Handlers) -> None:
    first = c.at
    if c.peek() in ("CONTINUE", "EXIT") and c.peek(1) == "HANDLER":
        _handler(c, scope, handlers)
        return
    names = [c.name("a variable")]
    if c.take("CONDITION"):
        state = ""
        if c.take("FOR"):
            c.expect("SQLSTATE")
            c.take("VALUE")
            state = c.string()
        scope.conditions[names[0]] = state
        if state not in _NAMED and state not in _NOT_FOUND:
            made.declarations.append(s.ExceptionDecl(names[0], c.span(first)))
        return
    c.take("NO SCROLL") or c.take("SCROLL")
    if c.take("CURSOR"):
        _cursor(c, scope, made, names[0], first)
        return
    while c.take(","):
        names.append(c.name("a variable"))
    type_ = p.type_ref(c)
    default = p.expression(c) if c.take("DEFAULT") else None
    for name in names:
        made.declarations.append(s.Variable(name, type_, c.span(first), default))


def _cursor(c: Cursor, scope: Scope, made: s.Block, name: str, first: int) -> None:
    returned = False
    while c.peek() in ("WITH", "WITHOUT"):
        returned = c.take_one("WITH", "WITHOUT") == "WITH"
        c.take("HOLD")
        if c.take("RETURN"):
            c.take("ONLY")
            if c.take("TO"):
                c.name("CALLER or CLIENT")
    c.expect("FOR")
    end = p.statement_end(c)
    if c.peek() not in ("SELECT", "SEL", "LOCKING", "WITH", "("):
        c.fail("a query (a prepared statement has no conversion)")
    while c.peek() not in ("SELECT", "SEL", "WITH", "("):
        c.at += 1
    begin = c.at
    tail = end
    if c.words[end - 2 : end] in (["FOR", "UPDATE"],):
        tail = end - 2
    if c.words[end - 3 : end] == ["FOR", "READ", "ONLY"]:
        tail = end - 3
    c.at = end
    query = c.sql("query", begin, tail)
    if returned:
        scope.returned[name] = query
        return
    made.declarations.append(s.CursorDecl(name, c.span(first), query=query))


def _handler(c: Cursor, scope: Scope, handlers: Handlers) -> None:
    """{CONTINUE | EXIT} HANDLER FOR conditions statement."""
    goes_on = c.take("CONTINUE")
    if not goes_on:
        c.expect("EXIT")
    c.expect("HANDLER FOR")
    at = c.at
    conditions: list[str] = []
    while True:
        if c.take("SQLSTATE"):
            c.take("VALUE")
            conditions.append(c.string())
        elif c.take("NOT FOUND"):
            conditions.append("NOT FOUND")
        elif c.take_one("SQLEXCEPTION", "SQLWARNING"):
            conditions.append(c.words[c.at - 1])
        else:
            name = c.name("a condition")
            conditions.append(scope.conditions.get(name, name) if scope.conditions.get(name) in _NOT_FOUND else name)
        if not c.take(","):
            break
    body = [statement(c, scope)]
    if len(body) == 1 and isinstance(body[0], s.Block) and not body[0].declarations and not body[0].handlers:
        body = body[0].body
    body = looked_for(body, None, scope.closed)
    if any(k in _NOT_FOUND for k in conditions):
        if goes_on:
            handlers.continue_found = body
        else:
            handlers.exit_found = body
    names = tuple(
        name for k in conditions if k not in _NOT_FOUND and k != "SQLWARNING" for name in _caught(c, scope, k, at)
    )
    if names:
        (handlers.continue_errors if goes_on else handlers.exit_errors).append((names, body))
    if "SQLWARNING" in conditions:
        c.said.append(o.Note("TD0503", "handler for SQLWARNING", c.span(at)))


def _caught(c: Cursor, scope: Scope, condition: str, at: int) -> tuple[str, ...]:
    """The model's name of an error a handler is for: all of them, one with a name, a condition of the program's own.
    Fails at token `at` for a state that has no name."""
    if condition == "SQLEXCEPTION":
        return ("others",)
    state = scope.conditions.get(condition, condition)
    if state in _NAMED:
        return (_NAMED[state],)
    if condition in scope.conditions:
        return (condition,)
    own = tuple(name for name, its in scope.conditions.items() if its == state)
    if not own:
        c.at = at
        c.fail("NOT FOUND or SQLEXCEPTION (a handler of one SQLSTATE has no conversion)")
    return own


# --- statements ------------------------------------------------------------------------------------------------------------


def statement(c: Cursor, scope: Scope, *, whole: bool = False) -> s.Statement:
    """One statement, without the `;` behind it; `whole`: it is a procedure's body."""
    label = None
    if c.is_name() and c.peek(1) == ":" and c.peek() not in ("SELECT",):
        label = c.name()
        c.at += 1
    first = c.at
    word = c.peek()
    if c.take("BEGIN"):
        made = block(c, scope, label)
        if label is not None and not whole and leaves(made, label):
            # a block that is left by its label: a loop that is run once
            made.label = None
            return s.Loop(made.span, [made, s.Exit(made.span, label)], label=label)
        return made
    if c.take("SET"):
        return _assign(c, first)
    if c.take("IF"):
        return _if(c, scope, first)
    if c.take("CASE"):
        return _case(c, scope, first)
    if word in ("WHILE", "LOOP", "REPEAT", "FOR"):
        return _loop(c, scope, first, label)
    if c.take("LEAVE"):
        return s.Exit(c.span(first), c.name("a label"))
    if c.take("ITERATE"):
        return s.Continue(c.span(first), c.name("a label"))
    if c.take("RETURN"):
        return s.Return(c.span(first), p.expression(c) if c.more() and c.peek() != ";" else None)
    if c.take("CALL"):
        return _call(c, first)
    if word in ("OPEN", "FETCH", "CLOSE"):
        return _cursor_statement(c, scope, first)
    if word in ("SELECT", "SEL", "LOCKING", "WITH"):
        return _select(c, first)
    if word in _SQL:
        end = p.statement_end(c)
        otherwise = p.word_at(c, end, "ELSE")
        if otherwise is not None:
            return _upsert(c, scope, first, otherwise, end)
        c.at = end
        verb = {"INS": "insert", "UPD": "update", "DEL": "delete"}.get(word, word.lower())
        return s.SqlStatement(c.span(first), verb, p.counted(c.sql("statement", first)))
    if word in ("EXECUTE", "PREPARE"):
        return _dynamic(c, first)
    if c.take_one("COMMIT", "ET") or c.take("END TRANSACTION"):
        c.take("WORK")
        return s.Transaction(c.span(first), "commit")
    if c.take_one("ROLLBACK", "ABORT"):
        c.take("WORK")
        if c.more() and c.peek() not in (";", ")"):
            c.fail("the end (ROLLBACK with a text or a condition has no conversion)")
        return s.Transaction(c.span(first), "rollback")
    if word in ("SIGNAL", "RESIGNAL"):
        return _signal(c, scope, first)
    if word == "GET":
        return _diagnostics(c, first)
    if word == "BT" or c.sees("BEGIN TRANSACTION"):
        c.at = p.statement_end(c)
        return s.Null(c.span(first))
    c.fail("a statement")
    raise AssertionError


def _upsert(c: Cursor, scope: Scope, first: int, otherwise: int, end: int) -> s.Statement:
    """UPDATE … ELSE INSERT …: the row is inserted where no row was there to be changed."""
    update = s.SqlStatement(c.span(first, otherwise), "update", p.counted(c.sql("statement", first, otherwise)))
    c.at = end
    insert = s.SqlStatement(c.span(otherwise + 1), "insert", p.counted(c.sql("statement", otherwise + 1)))
    test = Sql("expression", "SQL%ROWCOUNT = 0", update.span, "teradata")
    return s.Block(c.span(first), body=[update, s.If(insert.span, [(test, [insert])])])


def assignment(c: Cursor) -> s.Statement:
    """One more `variable = value` behind the comma of a SET."""
    return _assign(c, c.at)


def _assign(c: Cursor, first: int) -> s.Statement:
    start = c.at
    c.take(":")
    begin = c.at
    c.name("a variable")
    while c.take("."):
        c.name()
    target = c.sql("expression", begin if begin < c.at else start)
    c.expect("=")
    value = p.expression(c, ",")
    return s.Assign(c.span(first), target, value)


def _if(c: Cursor, scope: Scope, first: int) -> s.Statement:
    branches: list[tuple[Sql, list[s.Statement]]] = []
    otherwise: list[s.Statement] | None = None
    condition = p.expression(c, "THEN")
    c.expect("THEN")
    branches.append((condition, statements(c, scope, "ELSEIF", "ELSE", "END")))
    while c.take("ELSEIF"):
        condition = p.expression(c, "THEN")
        c.expect("THEN")
        branches.append((condition, statements(c, scope, "ELSEIF", "ELSE", "END")))
    if c.take("ELSE"):
        otherwise = statements(c, scope, "END")
    c.expect("END IF")
    return s.If(c.span(first), branches, otherwise)


def _case(c: Cursor, scope: Scope, first: int) -> s.Statement:
    selector = None if c.peek() == "WHEN" else p.expression(c, "WHEN")
    branches: list[tuple[Sql, list[s.Statement]]] = []
    otherwise: list[s.Statement] | None = None
    while c.take("WHEN"):
        condition = p.expression(c, "THEN")
        c.expect("THEN")
        branches.append((condition, statements(c, scope, "WHEN", "ELSE", "END")))
    if c.take("ELSE"):
        otherwise = statements(c, scope, "END")
    c.expect("END CASE")
    return s.Case(c.span(first), selector, branches, otherwise)


def _loop(c: Cursor, scope: Scope, first: int, label: str | None) -> s.Statement:
    made: s.Statement
    if c.take("WHILE"):
        condition = p.expression(c, "DO")
        c.expect("DO")
        inner = statements(c, scope, "END")
        c.expect("END WHILE")
        made = s.While(c.span(first), condition, inner, label=label)
    elif c.take("LOOP"):
        inner = statements(c, scope, "END")
        c.expect("END LOOP")
        made = s.Loop(c.span(first), inner, label=label)
    elif c.take("REPEAT"):
        inner = statements(c, scope, "UNTIL")
        c.expect("UNTIL")
        condition = p.expression(c, "END")
        c.expect("END REPEAT")
        inner.append(s.Exit(condition.span, None, condition))
        made = s.Loop(c.span(first), inner, label=label)
    else:
        made = _for(c, scope, first, label)
    if label and c.is_name() and c.tokens[c.at].text.lower() == label:
        c.at += 1
    return made


def _for(c: Cursor, scope: Scope, first: int, label: str | None) -> s.Statement:
    """FOR row AS [cursor [NO SCROLL | SCROLL] CURSOR FOR] query DO … END FOR."""
    c.expect("FOR")
    row = c.name("a loop variable")
    c.expect("AS")
    if c.peek() not in ("SELECT", "SEL", "LOCKING", "WITH", "("):
        c.name("a cursor")
        if not c.take("NO SCROLL"):
            c.take("SCROLL")
        c.expect("CURSOR FOR")
    while c.peek() not in ("SELECT", "SEL", "WITH", "("):
        if not c.more():
            c.fail("a query")
        c.at += 1
    query = c.until("DO", kind="query")
    # a comma at depth 0 belongs to the query
    while c.more() and c.peek() != "DO":
        c.at += 1
    begin = next(i for i in range(c.at, -1, -1) if c.tokens[i] is query.tokens[0]) if query.tokens else c.at
    query = c.sql("query", begin)
    c.expect("DO")
    inner = statements(c, scope, "END")
    c.expect("END FOR")
    return s.ForQuery(c.span(first), row, query, inner, label=label)


def _call(c: Cursor, first: int) -> s.Statement:
    begin = c.at
    name = c.qname("a procedure")
    if name.schema == "dbc" and name.name in ("sysexecsql",):
        c.expect("(")
        c.take(":")
        text = c.until()
        # the parts of a text to be run may be parted by commas
        c.expect(")")
        return s.ExecuteDynamic(c.span(first), text)
    if c.peek() == "(":
        c.skip_parens()
    return s.Call(c.span(first), c.sql("expression", begin))


def _cursor_statement(c: Cursor, scope: Scope, first: int) -> s.Statement:
    word = c.take_one("OPEN", "FETCH", "CLOSE")
    if word == "FETCH":
        if c.peek() == "FIRST":
            c.fail("NEXT (FETCH FIRST, which goes back to the first row, has no conversion)")
        if c.take("NEXT"):
            c.expect("FROM")
        else:
            c.take("FROM")
    begin = c.at
    name = c.name("a cursor")
    cursor = c.sql("expression", begin)
    if word == "OPEN":
        if c.peek() == "USING":
            c.fail("';' (OPEN … USING has no conversion)")
        if name in scope.returned:
            return s.OpenFor(c.span(first), cursor, scope.returned[name], None)
        return s.OpenCursor(c.span(first), cursor)
    if word == "CLOSE":
        return s.CloseCursor(c.span(first), cursor)
    c.expect("INTO")
    return s.Fetch(c.span(first), cursor, _targets(c))


def _signal(c: Cursor, scope: Scope, first: int) -> s.Statement:
    """{SIGNAL | RESIGNAL} [condition | SQLSTATE [VALUE] state] [SET MESSAGE_TEXT = value]."""
    again = c.take_one("SIGNAL", "RESIGNAL") == "RESIGNAL"
    at = c.at
    name = ""
    if c.take("SQLSTATE"):
        c.take("VALUE")
        state = c.string()
        name = _NAMED.get(state) or next((n for n, its in scope.conditions.items() if its == state), "")
        if not name:
            c.at = at
            c.fail("a condition that is declared (a SQLSTATE without a name has no conversion)")
    elif c.more() and c.peek() not in (";", "SET"):
        condition = c.name("a condition")
        name = _NAMED.get(scope.conditions.get(condition, condition), condition)
    elif not again:
        c.fail("a condition")
    message = None
    if c.take("SET"):
        if not name:
            c.fail("the end (RESIGNAL of the same error with another text has no conversion)")
        c.expect("MESSAGE_TEXT")
        c.expect("=")
        message = p.expression(c, ",")
        if c.peek() == ",":
            c.fail("the end (of the items of SIGNAL, only MESSAGE_TEXT has a conversion)")
    return s.Raise(c.span(first), (name,) if name else (), message)


def _diagnostics(c: Cursor, first: int) -> s.Statement:
    """GET DIAGNOSTICS variable = ROW_COUNT; the items of an exception have no conversion."""
    c.expect("GET DIAGNOSTICS")
    if c.peek() == "EXCEPTION":
        c.fail("a variable (the items of an exception have no conversion)")
    (target,) = _targets(c)
    c.expect("=")
    count = c.at
    c.expect("ROW_COUNT")
    return s.Assign(c.span(first), target, Sql("expression", "SQL%ROWCOUNT", c.span(count), "teradata"))


def _targets(c: Cursor, *stops: str) -> tuple[Sql, ...]:
    out: list[Sql] = []
    while True:
        c.take(":")
        begin = c.at
        c.name("a variable")
        while c.take("."):
            c.name()
        out.append(c.sql("expression", begin))
        if not c.take(","):
            return tuple(out)


def _select(c: Cursor, first: int) -> s.Statement:
    """SELECT … INTO … FROM …; a SELECT without INTO gives its rows to nobody."""
    while c.peek() not in ("SELECT", "SEL", "WITH"):
        c.at += 1
    begin = c.at
    end = p.statement_end(c)
    depth = 0
    for at in range(begin, end):
        depth += (c.words[at] == "(") - (c.words[at] == ")")
        if depth == 0 and c.words[at] == "INTO":
            c.at = at + 1
            into = _targets(c)
            gap = (at, c.at)
            c.at = end
            query = p.counted(p.without(c, "query", begin, end, gap))
            return s.SelectInto(c.span(first), query, into)
    c.at = begin
    c.fail("SELECT … INTO (a query whose rows nobody takes)")
    raise AssertionError


def _dynamic(c: Cursor, first: int) -> s.Statement:
    if c.take("EXECUTE IMMEDIATE"):
        c.take(":")
        return s.ExecuteDynamic(c.span(first), p.expression(c))
    c.fail("EXECUTE IMMEDIATE (prepared statements have no conversion)")
    raise AssertionError
