"""Exceptions: blocks with handlers, RAISE, SQLCODE and SQLERRM.

PostgreSQL undoes a whole block when one of its statements fails, Oracle that statement alone. A block whose work cannot
be followed by a failure keeps PL/pgSQL's own EXCEPTION clause; the others are written in steps (steps.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.postgres.names import string
from sct.backends.postgres.plpgsql import cursor_attributes, errors, hoisting, steps
from sct.backends.postgres.plpgsql.declarations import First, begin
from sct.backends.postgres.plpgsql.errors import Error, Here
from sct.backends.postgres.plpgsql.resolver import SYMBOLS, CodeResolver
from sct.backends.postgres.plpgsql.transactions import last_end, own_savepoint
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog import kept_cursors
from sct.catalog.effects import chains, is_safe, tokens_of
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, VARCHAR, Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import argument_name

if TYPE_CHECKING:
    from sct.sqlexpr.scope import Symbol  # noqa: F401

OTHERS = ("others",)


def protected(w: Writer, block: s.Block, first: First) -> None:
    """BEGIN … END; of a block, with its handlers; `first` = statements that initialise its variables."""
    if w.facts.get("missing"):
        w.facts["missing"] = False
        _null_in_sql(w, block, first)
        return
    if block.handlers:
        block = own_savepoint(w, block)
    if not block.handlers:
        w.line("BEGIN")
        with w.indent():
            begin(w, first)
            w.statements(block.body)
        w.line("END;")
        return
    find = w.program.effects.finder(w.names)
    kept_cursors.mark(block)
    effect = w.program.effects.several(block.body, find)
    at = None
    if id(block) in w.facts.get("undone", ()):
        at = last_end(w, block.body) if effect.ends else None
        effect = effect._replace(late=False, ends=at is not None)
    if effect.late or effect.ends or id(block) in w.facts.get("partly", ()):
        w.line("BEGIN")
        with w.indent():
            begin(w, first)
            steps.block(w, block, effect.work, at)
        w.line("END;")
    elif first:
        # what fails while variables are initialised is not this block's handlers' business
        w.line("BEGIN")
        with w.indent():
            begin(w, first)
            _plain(w, block, effect.work)
        w.line("END;")
    else:
        _plain(w, block, effect.work)


def _null_in_sql(w: Writer, block: s.Block, first: First) -> None:
    """A function that can leave with NO_DATA_FOUND: a SQL statement that calls it is given NULL instead."""
    w.line("BEGIN")
    with w.indent():
        if block.handlers:
            protected(w, block, first)
        else:
            begin(w, first)
            w.statements(block.body)
    w.use_runtime("called_from_sql")
    w.line("EXCEPTION WHEN no_data_found THEN")
    with w.indent():
        w.line("IF sct.called_from_sql() THEN")
        several = w.routine is not None and w.routine.code.options.get("pipelined") is not None
        w.line("  RETURN;" if several else "  RETURN NULL;")
        w.line("END IF;")
        w.line("RAISE;")
    w.line("END;")


def _plain(w: Writer, block: s.Block, works: bool) -> None:
    outer = w.facts.get("steps")
    w.line("BEGIN")
    with w.indent(), steps.around(w, None):
        w.statements(block.body)
    w.line("EXCEPTION")
    here = Here(context=w.temporary("context", "text") if asks_context(w, block, works) else "")
    handlers = [(handler, kinds(w, handler)) for handler in block.handlers]
    with w.indent():
        chain = next((n for n, (_, found) in enumerate(handlers) if any(e.shared for e in found or ())), None)
        for handler, found in handlers[:chain]:
            w.line(f"WHEN {errors.conditions(found) if found is not None else 'OTHERS'} THEN")
            with w.indent():
                _handler(w, handler, here)
        caught_all = any(found is None for _, found in handlers)
        if chain is not None:
            w.line("WHEN OTHERS THEN")
            with w.indent():
                _context(w, here)
                chained(w, handlers[chain:], here, unmatched=lambda: _pass_on(w, here, outer))
        elif outer is not None and not caught_all:
            w.line("WHEN OTHERS THEN")
            with w.indent():
                _pass_on(w, here, outer)
    w.line("END;")


def _pass_on(w: Writer, here: Here, outer: Any) -> None:
    """An error no handler of the block takes."""
    if outer is not None:
        outer.note(w, here)
    elif here.plain:
        w.line("RAISE;")
    else:
        w.line(again(w, here))


def again(w: Writer, here: Here) -> str:
    """RAISE of an error that was noted: its message names Oracle's error where that hangs on the context, which goes."""
    message = here.message
    if here.context:
        w.use_runtime("message_again")
        message = f"sct.message_again({here.state}, {message}, {here.context})"
    return f"RAISE EXCEPTION USING ERRCODE = {here.state}, MESSAGE = {message};"


def passes_on(block: s.Block) -> bool:
    """Whether an error of the block may be raised again."""
    bare = any(isinstance(one, s.Raise) and not one.name for handler in block.handlers for one in everything(handler))
    return bare or not any(OTHERS in handler.names for handler in block.handlers)


def _context(w: Writer, here: Here) -> None:
    if here.context and here.plain:
        w.line(f"GET STACKED DIAGNOSTICS {here.context} = PG_EXCEPTION_CONTEXT;")


def _handler(w: Writer, handler: s.Handler, here: Here) -> None:
    _context(w, here)
    _body(w, handler, here)


def _body(w: Writer, handler: s.Handler, here: Here) -> None:
    cursor_attributes.caught(w, handler, here.state)
    answered(w, handler.body, here)
    if not handler.body:
        w.line("NULL;")


def answered(w: Writer, body: list[s.Statement], here: Here) -> None:
    """Statements that handle an error: they, and the routines they call, may ask for it."""
    asks = w.program.effects.several(body, w.program.effects.finder(w.names)).asks
    around = w.facts.get("asked") or ()
    with w.noting("error", here), w.noting("asked", (*around, _keep(w, here)) if asks else around):
        w.statements(body)
        if asks and not isinstance(body[-1], (s.Return, s.Raise, s.Exit, s.Continue, s.Goto)):
            forget(w)


def _keep(w: Writer, here: Here) -> str:
    """The handler calls routines that ask for the error (SQLERRM outside a handler): it is kept for them."""
    w.use_runtime("handled_error")
    before = w.temporary("error_before", "text[]")
    w.line(f"{before} := sct.handled_error(ARRAY[{here.state}, {here.message}, {here.context or 'NULL'}]);")
    return before


def forget(w: Writer, at: int = -1) -> None:
    """The error before that of the innermost handler, or of the one that stands at `at` from outside, comes back."""
    w.line(f"PERFORM sct.handled_error({w.facts['asked'][at]});")


def leaving(w: Writer, one: s.Statement) -> s.Statement:
    """A statement that leaves a handler which keeps its error for others: the one before comes back first."""
    if not w.facts.get("asked") or getattr(one, "condition", None) is not None:
        return one
    at = 0 if isinstance(one, s.Return) else -1  # RETURN leaves the handlers around too
    if isinstance(one, s.Return) and one.value is not None and w.facts.get("return") is None and w.returns is not None:
        effects = w.program.effects
        if effects.piece(one.value, effects.finder(w.names)).asks or not is_safe(one.value):
            holder = w.temporary("returned", w.types.argument(w.returns))
            w.line(f"{holder} := {hoisting.returned(w, one.value)};")
            forget(w, at)
            return steps.Made(one.span, text=lambda _: f"RETURN {holder};")
    if isinstance(one, (s.Return, s.Exit, s.Continue, s.Goto)):
        forget(w, at)
    return one


def chained(w: Writer, handlers: list[tuple[s.Handler, list[Error] | None]], here: Here, unmatched: Any) -> None:
    """Handlers as branches of one IF, for errors whose state alone does not tell them apart."""
    word = "IF"
    caught_all = False
    for handler, found in handlers:
        if found is None:
            caught_all = True
            if word == "IF":
                _body(w, handler, here)
                return
            w.line("ELSE")
        else:
            w.line(f"{word} {errors.test(w, found, here)} THEN")
        with w.indent():
            _body(w, handler, here)
        word = "ELSIF"
    if not caught_all:
        w.line("ELSE")
        with w.indent():
            unmatched()
    w.line("END IF;")


def kinds(w: Writer, handler: s.Handler) -> list[Error] | None:
    """The errors a handler takes; None: all."""
    if OTHERS in handler.names:
        return None
    found = [errors.exception(w, name, handler.span) for name in handler.names]
    for error in found:
        rare = w.translator.book.errors.states.get(error.number or 0, {}).get("rare")
        if rare:
            w.bag.add(rare, error.message, handler.span)
    return found


def asks_context(w: Writer, block: s.Block, works: bool) -> bool:
    """Whether a handler needs to know where the error came from: for its backtrace, also where a routine it calls asks
    for that, or because the same state is another error inside a SQL statement."""
    effects = w.program.effects
    works = works or _casts(block)
    for handler in block.handlers:
        if (works or w.program.traced) and effects.several(handler.body, effects.finder(w.names)).asks:
            return True
        found = kinds(w, handler)
        if works and found is not None and any(e.shared for e in found):
            return True
        for one in everything(handler):
            if isinstance(one, Sql):
                for path in chains(one):
                    kind = w.translator.book.errors.asks.get(".".join(path))
                    if kind in ("backtrace", "part of backtrace") or (kind is not None and works):
                        return True
    return False


def _casts(block: s.Block) -> bool:
    """Whether a query of the block has a CAST: a value too long for its type is another error there than in code."""
    queries = (one for statement in block.body for one in everything(statement) if isinstance(one, Sql))
    return any(one.kind != "expression" and any(t.text.lower() == "cast" for t in tokens_of(one)) for one in queries)


# --- raising ------------------------------------------------------------------------------------------------------------


@writes(s.Raise)
def raise_(w: Writer, one: s.Raise) -> None:
    if one.name:
        said = w.expression(one.message, VARCHAR) if one.message is not None else ""
        w.line(errors.raised(w, errors.exception(w, one.name, one.span), said))
        return
    here = errors.here_of(w)
    if here is None:
        raise Refused("SC1525", "RAISE without a name outside a handler", one.span)
    if here.plain:
        w.line("RAISE;")
    else:
        w.line(again(w, here))


def raise_application(w: Writer, one: s.Call, args: list[Any]) -> None:
    """An error of the caller's own number: RAISE where the number is a constant, else by the runtime library."""
    names = ("num", "msg", "keeperrorstack")
    given: dict[str, Any] = {}
    for position, arg in enumerate(args):
        named = argument_name(arg)
        given[named[0] if named else names[position] if position < len(names) else "?"] = named[1] if named else arg
    if "num" not in given or "msg" not in given or set(given) - set(names):
        raise Refused("SC1511", f"{one.call.text.strip()}: not its arguments", one.span)
    message = w.node(one.call, given["msg"], VARCHAR)
    keep = given.get("keeperrorstack")
    here = errors.here_of(w)
    stack = ""
    if keep is not None and here is not None and w.node(one.call, keep).upper() != "FALSE":
        w.use_runtime("ora_errm")
        stack = f", E'\\n' || sct.ora_errm({here._args()})"
    code = w.node(one.call, given["num"], Type("decimal"))
    digits = code.strip("()").replace("-", "").strip()
    if digits.isdigit() and 20000 <= int(digits) <= 20999 and code.strip("( ").startswith("-"):
        state = errors.state_of(-int(digits))
        w.line(
            f"RAISE EXCEPTION USING ERRCODE = {string(state)}, MESSAGE = concat('ORA-{digits}: ', {message}{stack});"
        )
        return
    w.use_runtime("raise_application_error")
    if stack:
        message = f"concat({message}{stack})"
    w.line(f"CALL sct.raise_application_error({code}, {message});")


# --- asking -------------------------------------------------------------------------------------------------------------


def _asked(resolver: CodeResolver, path: tuple[str, ...]) -> Any:
    """SQLCODE, SQLERRM and their like: of the error being handled; nothing happened outside a handler."""
    w = resolver.writer
    if w is None:
        return None
    kind = w.translator.book.errors.asks.get(".".join(path))
    if kind is None or kind.startswith("part of") or resolver.program.find(path, resolver.names) is not None:
        return None
    here = errors.here_of(w)
    if here is None:
        if w.routine is None:
            if kind == "number":
                return build.number(0)
            return build.string("ORA-0000: normal, successful completion") if kind == "text" else build.null(VARCHAR)
        w.bag.add("SC1523", f"{'.'.join(path).upper()} outside a handler", w.piece.span if w.piece else None)
        name = {"number": "error_number", "backtrace": "error_backtrace"}.get(kind, "error_text")
        return build.runtime(name, type_=INTEGER if kind == "number" else VARCHAR)
    state, message = build.name(here.state.lower()), build.name(here.message.lower())
    context = [build.name(here.context)] if here.context else []
    if kind == "number":
        return build.runtime("ora_code", state, message, *context, type_=INTEGER)
    if kind == "backtrace":
        return build.runtime("dbms_utility_format_error_backtrace", *context, type_=VARCHAR)
    return build.runtime("ora_errm", state, message, *context, type_=VARCHAR)


SYMBOLS.append(_asked)
