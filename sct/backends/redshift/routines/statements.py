"""How each kind of statement is written ("Supported PL/pgSQL statements")."""

from __future__ import annotations

from typing import Any

from sct.backends.redshift.names import ident, qualified, string
from sct.backends.redshift.routines.resolver import attribute_variable
from sct.backends.redshift.routines.writer import Writer, writes
from sct.backends.redshift.types import type_text
from sct.catalog.scopes import Item
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.places import argument_name, parts_of

NOT_FOUND = ("no_data_found",)
OTHERS = ("others",)


@writes(s.Null)
def null(w: Writer, one: s.Null) -> None:
    w.line("NULL;")


@writes(s.OpaqueStatement)
def opaque(w: Writer, one: s.OpaqueStatement) -> None:
    raise Refused(one.code, one.reason, one.at or one.span)


@writes(s.Block)
def block(w: Writer, one: s.Block) -> None:
    names = w.resolver.program.inner(one, w.resolver.names)
    first = w.declare(one.declarations, names)
    with w.scope(names):
        if _asks_for_a_row(one):
            _row_or(w, one, first)
            return
        label(w, one)
        w.line("BEGIN")
        with w.indent():
            body(w, one, first)
        w.line("END;")


def body(w: Writer, one: s.Block, first: list[str]) -> None:
    """The statements of a block and its handlers, between BEGIN and END."""
    for text in first:
        w.line(text)
    w.statements(one.body)
    if not one.handlers:
        return
    w.handlers = True
    w.depth -= 1
    w.line("EXCEPTION WHEN OTHERS THEN")
    w.depth += 1
    before, w.resolver.handling = w.resolver.handling, True
    word = "IF"
    for handler in one.handlers:
        if OTHERS in handler.names:
            if word == "IF":
                w.statements(handler.body)
                w.resolver.handling = before
                return
            w.line("ELSE")
        else:
            w.line(f"{word} {_test(w, handler)} THEN")
        with w.indent():
            w.statements(handler.body)
        word = "ELSIF"
    if not any(OTHERS in h.names for h in one.handlers):
        w.line("ELSE")
        w.line("  RAISE EXCEPTION '%', SQLERRM;")
    w.line("END IF;")
    w.resolver.handling = before


def _test(w: Writer, handler: s.Handler) -> str:
    """What a handler for named errors asks of the error."""
    errors = w.translator.book.errors
    states: list[str] = []
    texts: list[str] = []
    for name in handler.names:
        declared = w.resolver.program.find(name, w.resolver.names)
        if declared is not None and declared.item.kind == "exception":
            if ".".join(name) in w.worded:  # every RAISE has the state P0001, its text alone would tell it apart
                raise Refused("RS0165", f"handler for {'.'.join(name)}, raised with a text of its own", handler.span)
            texts.append(".".join(name))
            continue
        known = errors.named.get(".".join(name))
        entry = errors.states.get(known[0]) if known else None
        if known is None or entry is None:
            raise Refused("RS0165", f"handler for {'.'.join(name)}", handler.span)
        states.extend(entry["states"])
        texts.append(known[1])  # what RAISE says of it: every RAISE has the state P0001
    parts = [f"SQLSTATE = {string(state)}" for state in states] + [f"SQLERRM = {string(text)}" for text in texts]
    return " OR ".join(parts)


def _asks_for_a_row(one: s.Block) -> bool:
    """`BEGIN SELECT INTO … EXCEPTION WHEN no_data_found THEN … END`: no error here, FOUND says it."""
    return (
        len(one.body) == 1
        and isinstance(one.body[0], s.SelectInto)
        and len(one.handlers) == 1
        and one.handlers[0].names == (NOT_FOUND,)
    )


def _row_or(w: Writer, one: s.Block, first: list[str]) -> None:
    for text in first:
        w.line(text)
    query = one.body[0]
    assert isinstance(query, s.SelectInto)
    holders = _select(w, query)
    w.line("IF FOUND THEN")
    with w.indent():
        _give(w, query, holders)
    then = [x for x in one.handlers[0].body if not isinstance(x, s.Null)]
    if then:
        w.line("ELSE")
        with w.indent():
            w.statements(then)
    w.line("END IF;")


def label(w: Writer, one: s.Statement) -> None:
    if one.label:
        w.line(f"<<{ident(one.label)}>>")


@writes(s.Assign)
def assign(w: Writer, one: s.Assign) -> None:
    text, type_, _ = w.variable(one.target)
    w.line(f"{text} := {w.expression(one.value, type_)};")


@writes(s.If)
def if_(w: Writer, one: s.If) -> None:
    word = "IF"
    for condition, inner in one.branches:
        w.line(f"{word} {w.expression(condition)} THEN")
        with w.indent():
            w.statements(inner)
        word = "ELSIF"
    if one.otherwise is not None:
        w.line("ELSE")
        with w.indent():
            w.statements(one.otherwise)
    w.line("END IF;")


@writes(s.Case)
def case(w: Writer, one: s.Case) -> None:
    """Without ELSE and no match both engines raise."""
    selector = f" {w.expression(one.selector)}" if one.selector is not None else ""
    w.line(f"CASE{selector}")
    with w.indent():
        for value, inner in one.branches:
            w.line(f"WHEN {w.expression(value)} THEN")
            with w.indent():
                w.statements(inner)
        if one.otherwise is not None:
            w.line("ELSE")
            with w.indent():
                w.statements(one.otherwise)
    w.line("END CASE;")


def _loop(w: Writer, head: str, one: Any, names: Any = None) -> None:
    label(w, one)
    w.line(head)
    with w.scope(names or w.resolver.program.inner(one, w.resolver.names)), w.indent():
        w.statements(one.body)
    w.line("END LOOP;")


@writes(s.Loop)
def loop(w: Writer, one: s.Loop) -> None:
    _loop(w, "LOOP", one)


@writes(s.While)
def while_(w: Writer, one: s.While) -> None:
    _loop(w, f"WHILE {w.expression(one.condition)} LOOP", one)


@writes(s.ForRange)
def for_range(w: Writer, one: s.ForRange) -> None:
    if one.step is not None:
        raise Refused("RS0163", "a loop with a step", one.span)
    low, high = w.expression(one.low, INTEGER), w.expression(one.high, INTEGER)
    names = w.resolver.program.inner(one, w.resolver.names)
    item = names.add(Item("loop", one.index, names, one, INTEGER))
    bounds = f"REVERSE {high}..{low}" if one.reverse else f"{low}..{high}"
    _loop(w, f"FOR {ident(w.resolver.target(item))} IN {bounds} LOOP", one, names)


@writes(s.ForQuery)
def for_query(w: Writer, one: s.ForQuery) -> None:
    _rows(w, one, *w.query(one.query))


@writes(s.ForCursor)
def for_cursor(w: Writer, one: s.ForCursor) -> None:
    """A loop over a declared cursor is a loop over its query."""
    parts = parts_of(one.cursor)
    found = w.resolver.program.find(tuple(p.name for p in parts), w.resolver.names) if parts else None
    if found is None or found.item.kind != "cursor" or found.item.decl.query is None or found.item.decl.parameters:
        raise Refused("RS0163", "a loop over a cursor with parameters", one.span)
    with w.scope(found.item.home):
        text, shape = w.query(found.item.decl.query)
    _rows(w, one, text, shape)


def _rows(w: Writer, one: Any, text: str, shape: Any) -> None:
    members = () if shape.open else tuple((n, i.type) for n, i in shape.columns.items())
    names = w.resolver.program.inner(one, w.resolver.names)
    item = names.add(Item("row", one.index, names, one, Type("record", members=members)))
    name = ident(w.resolver.target(item))
    w.keep(name, "RECORD")
    label(w, one)
    w.line(f"FOR {name} IN")
    with w.indent():
        w.line(text)
    w.line("LOOP")
    with w.scope(names), w.indent():
        w.statements(one.body)
    w.line("END LOOP;")


@writes(s.Exit)
def exit_(w: Writer, one: s.Exit) -> None:
    _jump(w, "EXIT", one)


@writes(s.Continue)
def continue_(w: Writer, one: s.Continue) -> None:
    _jump(w, "CONTINUE", one)


def _jump(w: Writer, word: str, one: Any) -> None:
    target = f" {ident(one.target)}" if one.target else ""
    when = f" WHEN {w.expression(one.condition)}" if one.condition is not None else ""
    w.line(f"{word}{target}{when};")


@writes(s.Return)
def return_(w: Writer, one: s.Return) -> None:
    if one.value is not None:
        raise Refused("RS0166", "a function of several statements", one.span)
    w.line("RETURN;")


@writes(s.Raise)
def raise_(w: Writer, one: s.Raise) -> None:
    if one.message is not None:
        w.worded.add(".".join(one.name))
        w.line(f"RAISE EXCEPTION '%', {w.expression(one.message, VARCHAR)};")
    elif one.name:
        known = w.translator.book.errors.named.get(".".join(one.name))
        text = known[1] if known else ".".join(one.name)
        w.line(f"RAISE EXCEPTION '{text.replace(chr(39), chr(39) * 2).replace('%', '%%')}';")
    elif w.resolver.handling:
        w.line("RAISE EXCEPTION '%', SQLERRM;")
    else:
        raise Refused("SC1525", "RAISE without a name outside a handler", one.span)


# --- SQL ----------------------------------------------------------------------------------------------------------------


def counted(w: Writer) -> None:
    """What is asked later of the statement just written."""
    usage = w.usage
    if "rowcount" in usage:
        name = attribute_variable(("sql",), "rowcount")
        w.keep(name, "integer")
        w.line(f"GET DIAGNOSTICS {name} := ROW_COUNT;")
    if usage & {"found", "notfound"}:
        name = attribute_variable(("sql",), "found")
        w.keep(name, "boolean")
        w.line(f"{name} := FOUND;")


@writes(s.SqlStatement)
def sql(w: Writer, one: s.SqlStatement) -> None:
    if one.verb not in ("insert", "update", "delete", "merge"):
        raise Refused("RS0163", one.verb.upper(), one.span)
    if one.into or one.bulk:
        raise Refused("RS0167", "RETURNING", one.span)
    if one.current_of is not None:
        raise Refused("RS0168", "WHERE CURRENT OF", one.span)
    w.line(w.statement_text(one.sql) + ";")
    counted(w)


def _select(w: Writer, one: s.SelectInto) -> list[str]:
    """The query into variables of our own: one that finds no row would clear the targets."""
    if one.bulk:
        raise Refused("RS0164", "BULK COLLECT", one.span)
    targets = [w.variable(target) for target in one.into]
    if any(type_.kind == "record" for _, type_, _ in targets):
        raise Refused("RS0164", "SELECT INTO a record", one.span)
    types = [type_ for _, type_, _ in targets]
    text = w.placed(lambda: w.translator.select_into(one.query, w.bag, types), one.span)
    holders = [w.temporary("value", type_text(type_)) for type_ in types]
    w.line(f"{text}")
    w.line(f"  INTO {', '.join(holders)};")
    return holders


def _give(w: Writer, one: s.SelectInto, holders: list[str]) -> None:
    for target, holder in zip(one.into, holders, strict=True):
        w.line(f"{w.variable(target)[0]} := {holder};")


@writes(s.SelectInto)
def select_into(w: Writer, one: s.SelectInto) -> None:
    holders = _select(w, one)
    known = w.translator.book.errors.named.get("no_data_found")
    w.line("IF NOT FOUND THEN")
    w.line(f"  RAISE EXCEPTION '{known[1] if known else 'no rows found'}';")
    w.line("END IF;")
    w.bag.add("RS0169", f"{' '.join(one.query.text.split())[:60]}", one.span)
    _give(w, one, holders)
    counted(w)


@writes(s.Call)
def call(w: Writer, one: s.Call) -> None:
    parts = parts_of(one.call)
    program = w.resolver.program
    found = program.find(tuple(p.name for p in parts), w.resolver.names) if parts else None
    if parts and ".".join(p.name for p in parts) in w.translator.book.errors.raises:
        _raise_own(w, one, parts[-1].args or [])
        return
    if parts is None or found is None or found.item.kind != "routines" or found.rest:
        if _built_in(w, one):
            return
        raise Refused("RS0170", f"{one.call.text.strip()[:60]}", one.span)
    args = parts[-1].args or []
    chosen = program.choose(found.item.routines, [_argument(a) for a in args], "procedure")
    if chosen is None:
        raise Refused("SC1511", f"no procedure {parts[-1].name} takes these arguments", one.span)
    w.resolver.calls.append(chosen)
    given: dict[str, Any] = {}
    for position, arg in enumerate(args):
        named = argument_name(arg)
        given[named[0] if named else chosen.params[position].name] = named[1] if named else arg
    texts: list[str] = []
    after: list[str] = []
    for p in chosen.params:
        if p.name in given:
            text = w.argument(one.call, given[p.name], p.type)
            if p.mode == "in" and p.type.kind == "integer" and w.translator.declared_arguments and not text.isdigit():
                text = f"CAST({text} AS {type_text(p.type)})"  # a call finds its procedure by the types it is given
            if p.mode != "in":
                holder = w.temporary("out", type_text(p.type))
                if p.mode == "inout":
                    w.line(f"{holder} := {text};")
                after.append(f"{text} := {holder};")
                text = holder
            texts.append(text)
        elif p.decl.default is not None:
            with w.scope(chosen.names):
                texts.append(w.expression(p.decl.default, p.type))
        else:
            raise Refused("SC1511", f"no value for {p.name}", one.span)
    w.line(f"CALL {qualified(chosen.path)}({', '.join(texts)});")
    for text in after:
        w.line(text)


def _built_in(w: Writer, one: s.Call) -> bool:
    """Procedures of the source's own that have a statement here: a line of output, and those that do nothing."""
    from sct.sqlexpr.nodes import call_name
    from sct.sqlexpr.parse import tree_of

    tree, ctx = w.placed(lambda: w.translator.lifted(one.call, tree_of(one.call), w.bag, None), one.span)
    name = call_name(tree)
    if name == "output_line":
        w.line(f"RAISE INFO '%', {w.translator.text(tree.expressions[0], ctx)};")
    elif name == "nothing_done":
        w.line("NULL;")
    else:
        return False
    return True


def _raise_own(w: Writer, one: s.Call, args: list[Any]) -> None:
    """An error of the caller's own number and text: the number stands in front of the text."""
    given: dict[str, Any] = {}
    for name, arg in zip(("num", "msg", "keeperrorstack"), args, strict=False):
        named = argument_name(arg)
        given[named[0] if named else name] = named[1] if named else arg
    if "num" not in given or "msg" not in given:
        raise Refused("SC1511", f"{one.call.text.strip()[:60]}: not its arguments", one.span)
    number = w.argument(one.call, given["num"], INTEGER).strip("()").replace(" ", "")
    message = w.argument(one.call, given["msg"], VARCHAR)
    w.line(f"RAISE EXCEPTION 'ORA%: %', {number}, {message};")


def _argument(arg: Any) -> tuple[str, Type]:
    named = argument_name(arg)
    return (named[0], Type("unknown")) if named else ("", Type("unknown"))


# --- cursors ------------------------------------------------------------------------------------------------------------


@writes(s.OpenCursor)
def open_(w: Writer, one: s.OpenCursor) -> None:
    text, _, item = w.variable(one.cursor)
    args = ""
    if one.args is not None:
        parts = parts_of(one.args)
        types = list(w.resolver.program.cursor_names(item).items.values())
        given = parts[-1].args or [] if parts else []
        values = [
            w.translator.node(one.args, a, w.bag, w.resolver.program.type_of_item(t))
            for a, t in zip(given, types, strict=False)
        ]
        args = f"({', '.join(values)})" if values else ""
    w.line(f"OPEN {text}{args};")


@writes(s.OpenFor)
def open_for(w: Writer, one: s.OpenFor) -> None:
    text, _, _ = w.variable(one.cursor)
    if one.query is None:
        raise Refused("RS0171", "OPEN FOR a text", one.span)
    query, _ = w.query(one.query)
    w.line(f"OPEN {text} FOR\n{query};")


@writes(s.Fetch)
def fetch(w: Writer, one: s.Fetch) -> None:
    if one.bulk:
        raise Refused("RS0164", "BULK COLLECT", one.span)
    text, _, item = w.variable(one.cursor)
    targets = [w.variable(target) for target in one.into]
    if any(type_.kind == "record" for _, type_, _ in targets):
        w.line(f"FETCH {text} INTO {', '.join(t for t, _, _ in targets)};")
        _fetched(w, item)
        return
    holders = [w.temporary("value", type_text(type_)) for _, type_, _ in targets]
    w.line(f"FETCH {text} INTO {', '.join(holders)};")
    _fetched(w, item)
    w.line("IF FOUND THEN")
    with w.indent():
        for (target, _, _), holder in zip(targets, holders, strict=True):
            w.line(f"{target} := {holder};")
    w.line("END IF;")


def _fetched(w: Writer, item: Item) -> None:
    name = attribute_variable((item.name,), "found")
    w.keep(name, "boolean")
    w.line(f"{name} := FOUND;")


@writes(s.CloseCursor)
def close(w: Writer, one: s.CloseCursor) -> None:
    w.line(f"CLOSE {w.variable(one.cursor)[0]};")


# --- dynamic statements, transactions -----------------------------------------------------------------------------------


@writes(s.ExecuteDynamic)
def execute(w: Writer, one: s.ExecuteDynamic) -> None:
    """A text that is known is converted now; one that is put together at run time stays what it is."""
    if one.into or one.using or one.returning:
        raise Refused("RS0171", "EXECUTE with INTO or USING", one.span)
    text = _literal(one.text)
    convert = w.translator.script
    if text is None or convert is None:
        raise Refused("RS0171", f"{' '.join(one.text.text.split())[:60]}", one.span)
    if text.split()[:1] and text.split()[0].lower() in _DATA:  # a constant data statement stands as it is
        piece = Sql("statement", text, one.text.span, one.text.dialect)
        w.line(f"{w.statement_text(piece)};")
        counted(w)
        return
    made = w.placed(lambda: convert(text), one.span).strip()
    for part in made.rstrip(";").split(";\n"):
        w.line(f"EXECUTE '{part.strip().replace(chr(92), chr(92) * 2).replace(chr(39), chr(39) * 2)}';")


_DATA = ("insert", "ins", "update", "upd", "delete", "del", "merge")


def _literal(piece: Sql) -> str | None:
    from sct.sqlexpr.names import string_literal

    return string_literal(piece)


@writes(s.Transaction)
def transaction(w: Writer, one: s.Transaction) -> None:
    if one.action not in ("commit", "rollback"):
        raise Refused("RS0172", one.action.upper(), one.span)
    w.line(f"{one.action.upper()};")
