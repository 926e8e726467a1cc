"""Blocks in steps: work done before a failure stays.

Each step, a run of statements with at most one that does work at its end, stands in a block of its own that notes the
error and leaves to the handlers behind; those stand outside any subtransaction. COMMIT and ROLLBACK stand between steps.
Statements with work inside that can fail afterwards (loops, branches) are opened: their parts are steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sct.backends.postgres.names import string
from sct.backends.postgres.plpgsql import dynamic_blocks, errors, exceptions, flow, stepped_loops
from sct.backends.postgres.plpgsql.declarations import First, begin
from sct.backends.postgres.plpgsql.errors import Here
from sct.backends.postgres.plpgsql.transactions import Undo, Undoable, state, undoable
from sct.backends.postgres.plpgsql.writer import _WRITERS, Writer, writes
from sct.catalog.effects import Effect, chains, is_safe, safe_tokens, tokens_of
from sct.catalog.handled import evaluated, late_calls
from sct.catalog.scopes import Item, Names
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER
from sct.ir.walking import everything
from sct.records import dataclass
from sct.rulebook.translate import Refused
from sct.sqlexpr.inner_calls import InnerCall, calls_in, choice, find_calls

_OPENED = (s.If, s.Case, s.Block, s.Loop, s.While, s.ForRange, s.ForQuery, s.ForCursor, s.ForAll)


@dataclass(slots=True)
class Steps:
    """Where the steps of a block leave to: its label, and the variables that take the error."""

    label: str
    state: str
    message: str
    context: str = ""
    asked: int = 0  # how many handlers around keep their errors for others

    def note(self, w: Writer, here: Here) -> None:
        """Keeps an error and leaves to the handlers."""
        if here.plain:
            context = f", {self.context} = PG_EXCEPTION_CONTEXT" if self.context else ""
            w.line(f"GET STACKED DIAGNOSTICS {self.state} = RETURNED_SQLSTATE, {self.message} = MESSAGE_TEXT{context};")
        else:
            w.line(f"{self.state} := {here.state};")
            w.line(f"{self.message} := {here.message};")
            if self.context:
                w.line(f"{self.context} := {here.context or 'NULL'};")
        if len(w.facts.get("asked") or ()) > self.asked:
            exceptions.forget(w, self.asked)  # handlers in these steps are left
        w.line(f"EXIT {self.label};")


@dataclass(slots=True)
class Made(s.Statement):
    """A statement of our own among the source's."""

    text: Callable[[Writer], str] | None = None


@writes(Made)
def made(w: Writer, one: Made) -> None:
    assert one.text is not None
    w.line(one.text(w))


@dataclass(slots=True)
class Kept(s.Statement):
    """A statement that calls `functions`: by the forms that give their error back, so that what they did stays."""

    inner: s.Statement | None = None
    functions: frozenset[str] = frozenset()
    steps: Steps | None = None


@writes(Kept)
def kept(w: Writer, one: Kept) -> None:
    assert one.inner is not None
    with w.noting("gives_back", one):
        w.statement(one.inner)


def _kept(w: Writer, one: s.Statement) -> s.Statement:
    """The statement, or the one that keeps what the functions did that it calls; otherwise it is said."""
    effects = w.program.effects
    find = effects.finder(w.names)
    late = [(sql, codes) for sql in evaluated(one) if (codes := late_calls(sql, find, effects))]
    if isinstance(one, s.Call) and not late:
        if effects.piece(one.call, find).late and not _tried(w, one, find):
            w.bag.add("SC1521", f"{_words(w, one)}: what it did before it failed is undone", one.span)
        return one
    if len(late) == 1 and isinstance(one, (s.Assign, s.Call, s.Return, s.Exit, s.Continue, s.If, s.Case)):
        sql, codes = late[0]
        if sql is evaluated(one)[0] and _give_back(w, sql, codes):
            return Kept(one.span, one, frozenset(code.name.name for code in codes), w.facts["steps"])
    w.bag.add("SC1521", f"{_words(w, one)}: what it did before it failed is undone", one.span)
    return one


def _give_back(w: Writer, sql: Sql, codes: list[s.Routine]) -> bool:
    from sct.backends.postgres.plpgsql import handled

    items = [w.program.by_code.get(id(code)) for code in codes]
    if not all(item is not None and handled.gives_value(w.program, item) for item in items):
        return False
    tree, found = find_calls(sql, frozenset(code.name.name for code in codes))
    return tree is not None and bool(found) and _one_by_one(tree, found)


def _one_by_one(tree: Any, found: list[InnerCall]) -> bool:
    """Whether every call is made whenever the expression is evaluated, or stands in a part of AND, OR, NOT of which that is
    true."""
    if all(one.certain for one in found):
        return True
    parts = choice(tree)
    if parts is None or parts.kind not in ("and", "or", "not"):
        return False
    names = frozenset(one.parts[-1].name for one in found)
    return all(_one_by_one(*calls_in(part, names)) for part in parts.parts)


@contextmanager
def around(w: Writer, steps: Steps | None) -> Iterator[None]:
    with w.noting("steps", steps):
        yield


def block(w: Writer, one: s.Block, works: bool, whole: int | None = None) -> None:
    """The body and the handlers of a block, in steps. `whole`: so many statements are one step, undone when it fails."""
    label = w.unique("steps")
    steps = Steps(
        label, w.temporary("state", "text"), w.temporary("message", "text"), asked=len(w.facts.get("asked") or ())
    )
    outer = w.facts.get("steps")
    asked = exceptions.asks_context(w, one, works) or (works and exceptions.passes_on(one))
    if asked or (outer is not None and outer.context):
        steps.context = w.temporary("context", "text")  # what no handler here takes is asked by those around
    if w.depth > 1 or outer is not None:
        w.line(f"{steps.state} := NULL;")
    here = Here(steps.state, steps.message, steps.context, plain=False)
    handlers = [(handler, exceptions.kinds(w, handler)) for handler in one.handlers]
    _, back = w.facts.get("partly", {}).get(id(one), (None, set()))
    if back:
        w.line("BEGIN")
        w.depth += 1
    w.line(f"<<{label}>>")
    w.line("BEGIN")
    with w.indent(), around(w, steps):
        if whole:
            flush(w, list(one.body[:whole]))
        w.statements(one.body[whole or 0 :])
    w.line(f"END {label};")
    if back:
        _back(w, handlers, back, here)
    w.line(f"IF {steps.state} IS NOT NULL THEN")
    with w.indent():
        exceptions.chained(w, handlers, here, lambda: exceptions._pass_on(w, here, outer))
    w.line("END IF;")


def _back(w: Writer, handlers: list[Any], back: set[int], here: Here) -> None:
    """Some handlers begin with ROLLBACK TO the savepoint in front of the block: for their errors all of it is undone."""
    leave = f"RAISE EXCEPTION USING ERRCODE = {string(state(1))}, MESSAGE = 'back to the savepoint';"
    word = "IF"
    w.line(f"IF {here.state} IS NOT NULL THEN")
    with w.indent():
        for number, (_, found) in enumerate(handlers):
            w.line(
                f"{word} {errors.test(w, found, here)} THEN"
                if found is not None
                else "ELSE"
                if number
                else "IF true THEN"
            )
            w.line(f"  {leave if number in back else 'NULL;'}")
            word = "ELSIF"
        w.line("END IF;")
    w.line("END IF;")
    w.depth -= 1
    w.line(f"EXCEPTION WHEN SQLSTATE {string(state(1))} THEN")
    w.line("  NULL;")
    w.line("END;")


def whole(w: Writer, one: s.Block, first: First, steps: Steps) -> None:
    """A body whose errors leave in its parameters (handled.py). What comes first and can fail is a step of its own: the
    handlers of the body do not take its errors."""
    at = next((n for n, text in enumerate(first) if not isinstance(text, str)), len(first))
    w.line("BEGIN")
    with w.indent():
        for name in (steps.state, steps.message, steps.context):
            w.line(f"{name} := NULL;")
        begin(w, first[:at])
        w.line(f"<<{steps.label}>>")
        if one.handlers:
            w.line("BEGIN")
            with w.indent(), around(w, steps):
                begin(w, first[at:])
                exceptions.protected(w, one, [])
            w.line(f"END {steps.label};")
        else:
            w.line("BEGIN")
            with w.indent(), around(w, steps):
                begin(w, first[at:])
                w.statements(one.body)
            w.line(f"END {steps.label};")
    w.line("END;")


def write(w: Writer, several: list[s.Statement]) -> None:
    """Statements, the errors of each left to the handlers of the block around."""
    effects = w.program.effects
    find = effects.finder(w.names)
    group: list[s.Statement] = []
    for one in several:
        effect: Effect = effects.statement(one, find)
        if isinstance(one, Undoable) and effects.several(one.body, find).late:
            flush(w, group)
            _undoable(w, one)
        elif isinstance(one, Undoable):
            group.append(one)
            flush(w, group)
        elif isinstance(one, Undo):
            flush(w, group)
            _plainly(w, one)
        elif isinstance(one, s.Raise):
            flush(w, group)
            _raise(w, one)
        elif _bare(one, effect) or (
            isinstance(one, s.ExecuteDynamic) and effect.late and dynamic_blocks.is_known(w, one)
        ):
            flush(w, group)
            _plainly(w, one)
        elif isinstance(one, _OPENED) and (effect.late or effect.ends or _goes_back(one)):
            _opened(w, one, group)
        elif isinstance(one, s.Call) and (effect.late or effect.ends) and _tried(w, one, find):
            flush(w, group)
            _try(w, one, effect)
        elif effect.ends:
            flush(w, group)
            _plainly(w, one)
            w.bag.add("SC1526", f"{_words(w, one)}: ends the transaction, its errors are not handled here", one.span)
        elif not effect.fails and not group:
            _plainly(w, one)
        else:
            group.append(_kept(w, one) if effect.late else one)
            if effect.work:
                flush(w, group)
    flush(w, group)


def _goes_back(one: s.Statement) -> bool:
    """Whether a ROLLBACK TO stands inside: no step may take the exception it leaves by."""
    return any(isinstance(inner, Undo) for inner in everything(one))


def _undoable(w: Writer, one: Undoable) -> None:
    """What stands behind a savepoint, in steps of its own: an error that nobody in it handles undoes nothing."""
    outer: Steps = w.facts["steps"]
    undoable(w, one, Steps(w.unique("steps"), outer.state, outer.message, outer.context, outer.asked))
    w.line(f"IF {outer.state} IS NOT NULL THEN")
    with w.indent():
        if len(w.facts.get("asked") or ()) > outer.asked:
            exceptions.forget(w, outer.asked)
        w.line(f"EXIT {outer.label};")
    w.line("END IF;")


def flush(w: Writer, group: list[s.Statement]) -> None:
    """One step."""
    steps = w.facts["steps"]
    if not group:
        return
    w.line("BEGIN")
    with w.indent(), around(w, None), w.noting("step", w.depth):
        w.statements(group)
    group.clear()
    w.line("EXCEPTION WHEN OTHERS THEN")
    with w.indent():
        steps.note(w, Here())
    w.line("END;")


def cut(w: Writer) -> None:
    """What a function did that gave its error back stays even if what its value is used for fails: that is another step."""
    if w.facts.get("gives_back") is None or w.facts.get("step") != w.depth:
        return
    steps: Steps = w.facts["gives_back"].steps
    w.depth -= 1
    w.line("EXCEPTION WHEN OTHERS THEN")
    with w.indent():
        steps.note(w, Here())
    w.line("END;")
    w.line("BEGIN")
    w.depth += 1


def _plainly(w: Writer, one: s.Statement) -> None:
    """By its own writer; statements inside it are steps again."""
    w.statement(one)


def _tried(w: Writer, one: s.Call, find: Any) -> bool:
    """Whether the procedure called has a form that gives its error back."""
    path = next(chains(one.call), ())
    return any(id(code) in w.program.handled for n in range(1, len(path) + 1) for code in find(path[:n]))


def _try(w: Writer, one: s.Call, effect: Effect) -> None:
    """The call gives back its error; only its arguments' own errors need a step, where no COMMIT forbids it."""
    steps = w.facts["steps"]
    made = _kept(w, one)
    if effect.ends or _safe_arguments(one):
        with w.noting("tried", steps), w.noting("step", None):
            _plainly(w, made)
    else:
        w.line("BEGIN")
        with w.indent(), around(w, None), w.noting("tried", steps), w.noting("step", w.depth):
            _plainly(w, made)
        w.line("EXCEPTION WHEN OTHERS THEN")
        with w.indent():
            steps.note(w, Here())
        w.line("END;")


def _raise(w: Writer, one: s.Raise) -> None:
    """RAISE where the handlers are those of the steps: the error is noted, nothing has to be undone."""
    steps = w.facts["steps"]
    here = errors.here_of(w)
    for text in one.comments:
        w.comment(text)
    if not one.name:
        if here is None:
            raise Refused("SC1525", "RAISE without a name outside a handler", one.span)
        steps.note(w, Here(here.state, here.message, here.context, plain=False))
        return
    error = errors.exception(w, one.name, one.span)
    steps.note(w, Here(string(error.states[0]), errors.message(w, error), plain=False))


def _safe_arguments(one: s.Call) -> bool:
    tokens = tokens_of(one.call)
    opening = next((n for n, t in enumerate(tokens) if t.text == "("), len(tokens))
    return safe_tokens(tokens[opening + 1 : -1])


def _bare(one: s.Statement, effect: Effect) -> bool:
    return isinstance(one, s.Transaction) and effect.ends


def _words(w: Writer, one: s.Statement) -> str:
    sql = next(
        (p for p in (getattr(one, n, None) for n in ("call", "value", "sql", "query", "text")) if isinstance(p, Sql)),
        next(iter(evaluated(one)), None),
    )
    text = " ".join(sql.text.split()) if sql is not None else type(one).__name__.lower()
    return text if len(text) <= 60 else text[:59] + "…"


# --- opened statements --------------------------------------------------------------------------------------------------


def _opened(w: Writer, one: Any, group: list[s.Statement]) -> None:
    """A statement whose parts are steps: what it evaluates itself is a step before it."""
    for own in _own(one):
        if w.program.effects.piece(own, w.program.effects.finder(w.names)).late:
            words = " ".join(own.text.split())[:60]
            w.bag.add("SC1521", f"{words}: what it did before it failed is undone", own.span)
    if isinstance(one, (s.If, s.Case)):
        heads = [c for c, _ in one.branches]
        if isinstance(one, s.Case) and one.selector is not None:
            heads.append(one.selector)
        if all(_cannot_fail(w, h) for h in heads) and not (isinstance(one, s.Case) and one.otherwise is None):
            flush(w, group)
            _plainly(w, one)
        else:
            _branches(w, one, group)
    elif isinstance(one, s.While) and not _cannot_fail(w, one.condition):
        flush(w, group)
        test = s.If(one.span, [(one.condition, [s.Null(one.span)])], [s.Exit(one.span)])
        _plainly(w, s.Loop(one.span, [test, *one.body], label=one.label, comments=one.comments))
    elif isinstance(one, s.ForRange) and not (_cannot_fail(w, one.low) and _cannot_fail(w, one.high)):
        _range(w, one, group)
    elif isinstance(one, s.ForAll):
        flush(w, group)
        for text in one.comments:
            w.comment(text)
        _every(w, one)
    else:
        flush(w, group)
        if isinstance(one, (s.ForQuery, s.ForCursor)):
            if stepped_loops.applies(w, one):
                with w.noting(stepped_loops.FACT, one):
                    _plainly(w, one)
                return
            what = one.query if isinstance(one, s.ForQuery) else one.cursor
            w.bag.add("SC1522", f"{' '.join(what.text.split())[:60]}: an error of this query is not handled", what.span)
        _plainly(w, one)


def _own(one: Any) -> list[Sql]:
    """What such a statement evaluates itself."""
    return [one.low, one.high] if isinstance(one, s.ForRange) else []


def _every(w: Writer, one: s.ForAll) -> None:
    """FORALL: what prepares it, every statement and what follows are steps."""
    from sct.backends.postgres.plpgsql import forall

    def step(lines: Callable[[], None]) -> None:
        before = len(w.lines)
        steps = w.facts["steps"]
        w.line("BEGIN")
        with w.indent(), around(w, None):
            lines()
        if len(w.lines) == before + 1:
            w.lines.pop()
            return
        w.line("EXCEPTION WHEN OTHERS THEN")
        with w.indent():
            steps.note(w, Here())
        w.line("END;")

    forall.write(w, one, step)


def _cannot_fail(w: Writer, sql: Sql) -> bool:
    effects = w.program.effects
    return is_safe(sql) and not effects.piece(sql, effects.finder(w.names)).fails


def _branches(w: Writer, one: Any, group: list[s.Statement]) -> None:
    """The branch is chosen in a step, then taken outside of it."""
    branch = w.temporary("branch", "integer")

    def choose(number: int) -> list[s.Statement]:
        return [Made(one.span, lambda _: f"{branch} := {number};")]

    chosen = [(condition, choose(number)) for number, (condition, _) in enumerate(one.branches, 1)]
    otherwise = choose(0) if isinstance(one, s.If) or one.otherwise is not None else None
    made: s.Statement
    if isinstance(one, s.If):
        made = s.If(one.span, chosen, otherwise, comments=one.comments)
    else:
        made = s.Case(one.span, one.selector, chosen, otherwise, comments=one.comments)
    find = w.program.effects.finder(w.names)
    group.append(_kept(w, made) if any(w.program.effects.piece(h, find).late for h in evaluated(made)) else made)
    flush(w, group)
    word = "IF"
    for number, (_, body) in enumerate(one.branches, 1):
        w.line(f"{word} {branch} = {number} THEN")
        with w.indent():
            w.statements(body)
        word = "ELSIF"
    if one.otherwise is not None:
        w.line("ELSE")
        with w.indent():
            w.statements(one.otherwise)
    w.line("END IF;")


def _range(w: Writer, one: s.ForRange, group: list[s.Statement]) -> None:
    low, high = w.temporary("low", "integer"), w.temporary("high", "integer")
    group.append(Made(one.span, lambda v: f"{low} := {v.expression(one.low, INTEGER)};"))
    group.append(Made(one.span, lambda v: f"{high} := {v.expression(one.high, INTEGER)};"))
    flush(w, group)
    bounds = f"REVERSE {high}..{low}" if one.reverse else f"{low}..{high}"
    names = Names("block", w.names, one.label or "", w.names.owner)
    index = w.resolver.target(names.add(Item("loop", one.index, names, one, INTEGER)))
    flow.loop_body(w, f"FOR {flow.index_name(index)} IN {bounds} LOOP", one, names)


__all__ = ["_WRITERS", "Steps", "around", "block", "write"]
