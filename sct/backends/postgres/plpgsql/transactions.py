"""COMMIT, ROLLBACK, savepoints, SET TRANSACTION, LOCK TABLE.

A savepoint is a block whose EXCEPTION clause undoes it: where a handler begins with ROLLBACK TO the savepoint set right
in front of its block, PL/pgSQL's own clause does just that; elsewhere ROLLBACK TO leaves a block by an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sct.backends.postgres.names import qualified, string
from sct.backends.postgres.plpgsql import cursor_ends
from sct.backends.postgres.plpgsql.errors import Here, base36, here_of
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.constants import kept
from sct.catalog.effects import chains, tokens_of
from sct.catalog.endings import by_argument
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything, parts
from sct.rulebook.translate import Refused

_MODES = {
    "row share": "ROW SHARE",
    "row exclusive": "ROW EXCLUSIVE",
    "share update": "ROW SHARE",
    "share": "SHARE",
    "share row exclusive": "SHARE ROW EXCLUSIVE",
    "exclusive": "EXCLUSIVE",
}


@dataclass(slots=True)
class Undoable(s.Statement):
    """What stands between SAVEPOINT and ROLLBACK TO; `after`: what follows each ROLLBACK TO, by its number."""

    body: list[s.Statement] = field(default_factory=list)
    after: dict[int, list[s.Statement]] = field(default_factory=dict)


@dataclass(slots=True)
class Undo(s.Statement):
    """ROLLBACK TO inside an Undoable."""

    number: int = 0


@writes(s.Transaction)
def transaction(w: Writer, one: s.Transaction) -> None:
    if one.action in ("commit", "rollback"):
        if by_argument(w.program.effects, w.routine) and not w.facts.get("autonomous"):
            _told_to(w, one)
            return
        _ends(w, one)
        state = _state_held(w, one)
        w.line(f"{one.action.upper()};")
        if state:
            w.line(f"PERFORM sct.state_again({state});")
        rows = w.facts.get("rows")
        if rows:
            w.line(f"{rows} := 0;")
    elif one.action == "set transaction":
        _set(w, one)
    elif one.action == "rollback to":
        raise Refused("SC1530", f"ROLLBACK TO {one.name}: not where its savepoint is set", one.span)


def _told_to(w: Writer, one: s.Transaction) -> None:
    """A function that is asked to end the transaction: an error by name, nothing else can be done there."""
    assert w.routine is not None
    said = f"SC1531: {'.'.join(w.routine.path)} cannot {one.action.upper()}: a function ends no transaction"
    w.line(f"RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(said)};")


def _ends(w: Writer, one: s.Transaction) -> None:
    # an autonomous function's body is a procedure, called by CALL alone over a connection of its own
    function = w.routine is not None and w.routine.kind == "function" and not w.facts.get("autonomous")
    if w.facts.get("trigger") or function or w.facts.get("starts_package"):
        what = "trigger" if w.facts.get("trigger") else "function" if function else "package's initialisation"
        raise Refused("SC1531", f"{one.action.upper()} in a {what}", one.span)
    usage = _opens(w) | cursor_ends.fetched_after(w, one)
    if usage:
        message = f"{one.action.upper()} closes {', '.join(sorted(usage))}, which is fetched from afterwards"
        raise Refused("SC1532", message, one.span)


def _state_held(w: Writer, one: s.Transaction) -> str:
    """ROLLBACK leaves package variables alone: a variable that holds them over it, where there may be any."""
    return _state_noted(w) if one.action == "rollback" else ""


def _state_noted(w: Writer) -> str:
    if not any(kept(package, w.program) for package in w.program.packages.values()):
        return ""
    w.translator.used_runtime.update(("state_all", "state_again"))
    holder = w.temporary("state", "text[]")
    w.line(f"{holder} := sct.state_all();")
    return holder


def _opens(w: Writer) -> set[str]:
    """Cursors that stay open over a COMMIT: opened outside the loop it stands in, fetched inside."""
    from sct.backends.postgres.plpgsql.cursor_attributes import usage

    loops = [one for root in w.facts.get("code", ()) for one in everything(root) if isinstance(one, (s.Loop, s.While))]
    out: set[str] = set()
    for loop in loops:
        inside = list(everything(loop))
        if any(isinstance(x, s.Transaction) and x.ends for x in inside):
            from sct.catalog.usage import last_name

            fetched = {last_name(x.cursor) for x in inside if isinstance(x, s.Fetch)}
            opened = {last_name(x.cursor) for x in inside if isinstance(x, (s.OpenCursor, s.OpenFor))}
            out |= {name for name in fetched - opened if name in usage(w).opens}
    return out


def _set(w: Writer, one: s.Transaction) -> None:
    """A transaction of another kind has to be new: the block or call that this stands in has begun one."""
    words = one.text.lower().split()
    if one.ends:
        _ends(w, one)
        kind = "READ COMMITTED" if words[:3] == ["isolation", "level", "read"] else "REPEATABLE READ"
        if not w.lines or w.lines[-1].strip() not in ("COMMIT;", "ROLLBACK;"):
            transaction(w, s.Transaction(one.span, "commit"))
        w.line(f"SET TRANSACTION ISOLATION LEVEL {kind}{', READ ONLY' if words[0] == 'read' else ''};")
        w.bag.add("SC1533", f"SET TRANSACTION {one.text.strip()}", one.span)
    elif words[:2] not in (["read", "write"], ["use", "rollback"]) and words[:1] != ["name"]:
        raise Refused("SC1500", f"SET TRANSACTION {one.text.strip()}", one.span)


def lock(w: Writer, one: s.SqlStatement) -> None:
    """LOCK TABLE a, b IN … MODE [NOWAIT | WAIT n]."""
    tokens = [t.text for t in tokens_of(one.sql)]
    words = [t.lower() for t in tokens]
    if "in" not in words or "mode" not in words:
        raise Refused("SC1500", one.sql.text.strip(), one.span)
    names = "".join(tokens[2 : words.index("in")]).lower().split(",")
    mode = _MODES.get(" ".join(words[words.index("in") + 1 : words.index("mode")]))
    tables = []
    for name in names:
        known = w.resolver.relation(tuple(name.split(".")))
        if known is None:
            raise Refused("SC1005", f"{name} is not among the input", one.span)
        tables.append(qualified(known[0]))
        w.types.relations.add(".".join(known[0]))
    if mode is None:
        raise Refused("SC1500", one.sql.text.strip(), one.span)
    rest = words[words.index("mode") + 1 :]
    if rest[:1] == ["wait"]:
        w.bag.add("SC1529", f"LOCK TABLE … WAIT {' '.join(rest[1:])}", one.span)
    w.line(f"LOCK TABLE {', '.join(tables)} IN {mode} MODE{' NOWAIT' if rest[:1] == ['nowait'] else ''};")


# --- savepoints ---------------------------------------------------------------------------------------------------------


def shaped(w: Writer, several: list[s.Statement]) -> list[s.Statement]:
    """The statements with their savepoints as blocks."""
    if not any(isinstance(one, s.Transaction) and one.action == "savepoint" for one in several):
        return several
    out: list[s.Statement] = []
    at = 0
    while at < len(several):
        one = several[at]
        if not (isinstance(one, s.Transaction) and one.action == "savepoint"):
            out.append(one)
            at += 1
            continue
        name = one.name or ""
        rest = several[at + 1 :]
        again = next((n for n, x in enumerate(rest) if isinstance(x, s.Transaction) and x.name == name
                      and x.action == "savepoint"), len(rest))  # fmt: skip
        users = [n for n, x in enumerate(rest[:again]) if any(_rolls_back(y, name) for y in everything(x))]
        if not users:
            at += 1
            continue
        last = users[-1]
        block = rest[last]
        if isinstance(block, s.Block):
            block = going_back_first(w, block, name)
        if (
            last == 0
            and isinstance(block, s.Block)
            and block.handlers
            and _in_handlers(block, name)
            and not _keeps_state(w, block)
        ):
            out.append(undone(w, block, name))
        elif last == 0 and isinstance(block, s.Block) and block.declarations and _handlers_alone(block, name):
            # what its handlers do after ROLLBACK TO sees its variables
            inner = replace(block, declarations=[], label="", comments=())
            out.append(replace(block, body=[_undoable(w, one, [inner], users)], handlers=[]))
        else:
            out.append(_undoable(w, one, rest[: last + 1], users))
        at += last + 2
    return out


def own_savepoint(w: Writer, block: s.Block) -> s.Block:
    """A block that sets a savepoint before it works, and whose handlers begin by going back to it."""
    effects = w.program.effects
    find = effects.finder(w.names)
    for at, one in enumerate(block.body):
        if isinstance(one, s.Transaction) and one.action == "savepoint":
            name = one.name or ""
            block = going_back_first(w, block, name)
            firsts = any(h.body and _rolls_back(h.body[0], name) for h in block.handlers) and _in_handlers(block, name)
            if firsts and not _keeps_state(w, block):
                return undone(w, replace(block, body=[*block.body[:at], *block.body[at + 1 :]]), name)
            if _handlers_alone(block, name):
                body = [*block.body[:at], *block.body[at + 1 :]]
                inner = replace(block, declarations=[], body=body, label="", comments=())
                return replace(block, body=[one, inner], handlers=[])
            return block
        if effects.statement(one, find).work:
            return block
    return block


def going_back_first(w: Writer, block: s.Block, name: str) -> s.Block:
    """The block, its handlers beginning with their ROLLBACK TO (`name` "": ROLLBACK) where only variables were set
    before it: no undoing reaches those."""
    handlers = []
    for handler in block.handlers:
        body = handler.body
        at = next((n for n, x in enumerate(body) if (_rolls_back(x, name) if name else _rolls_all_back(x))), 0)
        if at and all(_sets_variables(w, x) for x in body[:at]):
            handler = replace(handler, body=[body[at], *body[:at], *body[at + 1 :]])
        handlers.append(handler)
    moved = any(a is not b for a, b in zip(handlers, block.handlers, strict=True))
    return replace(block, handlers=handlers) if moved else block


def _sets_variables(w: Writer, one: s.Statement) -> bool:
    """An assignment that asks nothing of the database: no query, no routine of the program."""
    if isinstance(one, s.Null):
        return True
    if not isinstance(one, s.Assign):
        return False
    find = w.program.effects.finder(w.names)
    pieces = [p for p in parts(one) if isinstance(p, Sql)]
    return not any(
        path[0] == "select" or any(find(path[:n]) for n in range(1, len(path) + 1))
        for piece in pieces
        for path in chains(piece)
    )


def _rolls_back(one: Any, name: str) -> bool:
    return isinstance(one, s.Transaction) and one.action == "rollback to" and one.name == name


def _keeps_state(w: Writer, block: s.Block) -> bool:
    """Whether the block writes package variables, which an error that undoes it would take back: they are kept over a
    ROLLBACK TO by what makes one of its handlers'."""
    effect = w.program.effects.several(block.body, w.program.effects.finder(w.names))
    return effect.state and not effect.ends


def _handlers_alone(block: s.Block, name: str) -> bool:
    """Whether ROLLBACK TO stands in the handlers of a block and nowhere in its body."""
    body = any(_rolls_back(x, name) for one in block.body for x in everything(one))
    return not body and any(_rolls_back(x, name) for x in everything(block))


def _in_handlers(block: s.Block, name: str) -> bool:
    """Whether every ROLLBACK TO of a block is the first thing one of its own handlers does."""
    firsts = {id(h.body[0]) for h in block.handlers if h.body and _rolls_back(h.body[0], name)}
    return all(id(x) in firsts for x in everything(block) if _rolls_back(x, name))


def undone(w: Writer, block: s.Block, name: str) -> s.Block:
    """A block whose handlers undo all it did, as PL/pgSQL's own EXCEPTION clause does."""
    handlers = []
    back: set[int] = set()
    whole = True
    ends = w.program.effects.several(block.body, w.program.effects.finder(w.names)).ends
    for number, handler in enumerate(block.handlers):
        first = handler.body[0] if handler.body else None
        if first is not None and (_rolls_back(first, name) if name else _rolls_all_back(first)):
            handlers.append(replace(handler, body=handler.body[1:] or [s.Null(handler.span)]))
            back.add(number)
        else:
            # what only raises, or undoes even more, does not miss what was done
            more = ends and first is not None and _rolls_all_back(first)
            whole = whole and (more or _only_raises(handler))
            handlers.append(handler)
    made = replace(block, handlers=handlers)
    _state(w, block.body, block)
    if whole and (not ends or last_end(w, block.body) is not None):
        w.facts.setdefault("undone", {})[id(made)] = made
    elif ends:
        raise Refused("SC1530", f"ROLLBACK TO {name} in a block that ends transactions", block.span)
    else:
        w.facts.setdefault("partly", {})[id(made)] = (made, back)
    return made


def last_end(w: Writer, body: list[s.Statement]) -> int | None:
    """Where the COMMIT or ROLLBACK stands, behind which nothing can fail that would ask for a savepoint that is gone;
    None: there is no such place."""
    effects = w.program.effects
    find = effects.finder(w.names)
    at = next((n for n, x in enumerate(body) if effects.statement(x, find).ends), len(body))
    behind = [x for x in body[at:] if not (isinstance(x, s.Transaction) and x.ends)]
    plain = at < len(body) and isinstance(body[at], s.Transaction)
    return at if plain and not effects.several(behind, find).fails and not effects.several(behind, find).ends else None


def _state(w: Writer, body: list[s.Statement], where: s.Statement) -> None:
    if w.program.effects.several(body, w.program.effects.finder(w.names)).state:
        w.bag.add("SC1538", "package variables written after the savepoint go back with it", where.span)


def _only_raises(handler: s.Handler) -> bool:
    return bool(handler.body) and isinstance(handler.body[-1], s.Raise) and not handler.body[-1].name


def _rolls_all_back(one: Any) -> bool:
    return isinstance(one, s.Transaction) and one.action == "rollback"


def _undoable(w: Writer, savepoint: s.Transaction, body: list[s.Statement], users: list[int]) -> Undoable:
    name = savepoint.name or ""
    if len(users) > 1:
        raise Refused("SC1530", f"ROLLBACK TO {name} in several places", savepoint.span)
    if any(isinstance(x, s.Transaction) and x.ends for one in body for x in everything(one)):
        raise Refused("SC1530", f"ROLLBACK TO {name} beside what ends the transaction", savepoint.span)
    made = Undoable(savepoint.span, comments=savepoint.comments)
    made.body = [*body[:-1], *_replaced([body[-1]], name, [], made.after, savepoint)]
    return made


def _replaced(
    body: list[s.Statement], name: str, rest: list[s.Statement], after: dict[int, list[s.Statement]], where: Any
) -> Iterator[s.Statement]:
    """Statements with every ROLLBACK TO as the exception it leaves by; what would follow it goes to its handler."""
    for at, one in enumerate(body):
        follow = [*body[at + 1 :], *rest]
        if _rolls_back(one, name):
            number = len(after) + 1
            after[number] = follow
            yield Undo(one.span, number=number, comments=one.comments)
            return
        if not any(_rolls_back(x, name) for x in everything(one)):
            yield one
        elif isinstance(one, (s.If, s.Case)):
            branches = [(c, list(_replaced(b, name, follow, after, where))) for c, b in one.branches]
            otherwise = None if one.otherwise is None else list(_replaced(one.otherwise, name, follow, after, where))
            yield replace(one, branches=branches, otherwise=otherwise)
        elif isinstance(one, s.Block) and not one.handlers and not one.declarations:
            yield replace(one, body=list(_replaced(one.body, name, follow, after, where)))
        elif isinstance(one, s.Block) and not one.declarations and _handlers_alone(one, name):
            bodies = [list(_replaced(h.body, name, follow, after, where)) for h in one.handlers]
            yield replace(one, handlers=[replace(h, body=b) for h, b in zip(one.handlers, bodies, strict=True)])
        else:
            raise Refused("SC1530", f"ROLLBACK TO {name} inside a loop or a block of its own", one.span)


def state(number: int) -> str:
    """The state by which the number-th ROLLBACK TO of a block leaves it."""
    return "OS" + base36(number, 3)


@writes(Undo)
def undo(w: Writer, one: Undo) -> None:
    holder = _state_noted(w)
    if holder:
        w.facts["state held"][one.number] = holder
    error = here_of(w)
    if error is not None:
        w.facts["errors held"][one.number] = _lasting(w, error)
    w.line(f"RAISE EXCEPTION USING ERRCODE = {string(state(one.number))}, MESSAGE = 'back to the savepoint';")


def _lasting(w: Writer, error: Here) -> Here:
    """The error of a handler where what follows ROLLBACK TO can ask for it: outside of the handler."""
    if not error.plain:
        return error
    kept = Here(w.temporary("state", "text"), w.temporary("message", "text"), error.context, plain=False)
    w.line(f"{kept.state} := {error.state};")
    w.line(f"{kept.message} := {error.message};")
    return kept


@writes(Undoable)
def _undoable_whole(w: Writer, one: Undoable) -> None:
    undoable(w, one)


def undoable(w: Writer, one: Undoable, steps: Any = None) -> None:
    """`steps`: where the body's errors are noted, so that what it did stays; else it is undone as a whole."""
    from sct.backends.postgres.plpgsql.exceptions import answered

    held: dict[int, str] = {}  # the variables that hold package state, by the number of their ROLLBACK TO
    errors: dict[int, Here] = {}  # the errors that handlers with a ROLLBACK TO were handling
    w.line("BEGIN")
    if steps is not None:
        w.line(f"  <<{steps.label}>>")
        w.line("  BEGIN")
        w.depth += 1
    with w.indent(), w.noting("steps", steps), w.noting("state held", held), w.noting("errors held", errors):
        w.statements(one.body)
    if steps is not None:
        w.depth -= 1
        w.line(f"  END {steps.label};")
    w.line("EXCEPTION")
    with w.indent():
        for number, body in one.after.items():
            w.line(f"WHEN SQLSTATE {string(state(number))} THEN")
            with w.indent():
                holder = held.get(number)
                if holder:
                    w.line(f"PERFORM sct.state_again({holder});")
                rest = body or ([] if holder else [s.Null(one.span)])
                if number in errors:
                    answered(w, rest, errors[number])
                else:
                    w.statements(rest)
    w.line("END;")


__all__ = ["Sql", "Undoable", "lock", "shaped", "undone"]
