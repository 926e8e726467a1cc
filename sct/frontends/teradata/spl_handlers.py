"""What the handlers of a block mean for its statements, and LEAVE for blocks.

A CONTINUE handler for NOT FOUND stands behind every statement that can raise it; one for errors around every
statement it guards. An EXIT handler is the handler of its block.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from sct.ir import statements as s
from sct.ir import walking
from sct.ir.sql import Sql


@dataclass(slots=True)
class Handlers:
    """The handlers a block declares; those for errors by the names of what they catch."""

    continue_found: list[s.Statement] | None = None
    exit_found: list[s.Statement] | None = None
    continue_errors: list[tuple[tuple[str, ...], list[s.Statement]]] = field(default_factory=list)
    exit_errors: list[tuple[tuple[str, ...], list[s.Statement]]] = field(default_factory=list)

    @property
    def not_found(self) -> bool:
        """Whether a row that is not found is this block's business, and so no outer one's."""
        return self.continue_found is not None or self.exit_found is not None


def guard(made: s.Block, handlers: Handlers, closed: set[int]) -> None:
    """The block with what its handlers mean. `closed`: ids of blocks that see to NOT FOUND themselves."""
    if handlers.continue_found is not None:
        made.body = looked_for(made.body, handlers.continue_found, closed)
    elif handlers.exit_found is not None:
        # The block is left as a loop is, not by an error: what it did before stays done.
        label = f"left_{made.span.start}"
        made.body = looked_for(made.body, [*handlers.exit_found, s.Exit(made.span, label)], closed)
        made.body = [s.Loop(made.span, [*made.body, s.Exit(made.span, label)], label=label)]
    if handlers.continue_errors:
        made.body = [_guarded(one, handlers.continue_errors) for one in made.body]
    for names, body in _others_last(handlers.exit_errors):
        made.handlers.append(s.Handler(tuple((name,) for name in names), body, made.span))
    if handlers.not_found:
        closed.add(id(made))


def _others_last(
    several: list[tuple[tuple[str, ...], list[s.Statement]]],
) -> list[tuple[tuple[str, ...], list[s.Statement]]]:
    """A handler for one state goes before the one for all errors, wherever it is declared."""
    return sorted(several, key=lambda one: "others" in one[0])


def _inside(one: s.Statement, change: object) -> None:
    """Applies `change(list) -> list` to the bodies of a compound statement."""
    assert callable(change)
    for name in ("body", "otherwise"):
        inner = getattr(one, name, None)
        if isinstance(inner, list):
            setattr(one, name, change(inner))
    branches = getattr(one, "branches", None)
    if branches:
        one.branches = [(condition, change(inner)) for condition, inner in branches]  # type: ignore[attr-defined]
    for handler in getattr(one, "handlers", ()):
        handler.body = change(handler.body)


def looked_for(body: list[s.Statement], found: list[s.Statement] | None, closed: set[int]) -> list[s.Statement]:
    """Statements that may find no row, with what is then done; a SELECT INTO without a row changes nothing. Without
    `found` no handler is there to do anything."""
    out: list[s.Statement] = []
    for one in body:
        if isinstance(one, s.Block) and (id(one) in closed or _asks_for_a_row(one)):
            out.append(one)
            continue
        if isinstance(one, s.SelectInto):
            then: list[s.Statement] = copy.deepcopy(found) if found is not None else [s.Null(one.span)]
            handler = s.Handler((("no_data_found",),), then, one.span)
            out.append(s.Block(one.span, body=[one], handlers=[handler], label=one.label))
            continue
        _inside(one, lambda inner: looked_for(inner, found, closed))
        out.append(one)
        if found is not None and isinstance(one, s.Fetch):
            test = Sql("expression", f"{one.cursor.text}%NOTFOUND", one.span, "teradata")
            out.append(s.If(one.span, [(test, copy.deepcopy(found))]))
        elif found is not None and isinstance(one, s.SqlStatement) and not _one_row(one):
            test = Sql("expression", "SQL%ROWCOUNT = 0", one.span, "teradata")
            out.append(s.If(one.span, [(test, copy.deepcopy(found))]))
    return out


def _asks_for_a_row(one: s.Block) -> bool:
    """A SELECT INTO whose missing row was already looked after."""
    return any(("no_data_found",) in handler.names for handler in one.handlers)


def _one_row(one: s.SqlStatement) -> bool:
    """INSERT of given values: it always has its row."""
    words = one.sql.text.upper().split()
    return one.verb == "insert" and "SELECT" not in words and "SEL" not in words


def _guarded(one: s.Statement, handlers: list[tuple[tuple[str, ...], list[s.Statement]]]) -> s.Statement:
    """A statement behind whose error the block goes on; inside compound ones, each of theirs."""
    if isinstance(one, (s.Exit, s.Continue, s.Null, s.Return)):
        return one
    if isinstance(one, (s.If, s.While, s.Loop, s.Case, s.ForQuery)) or (isinstance(one, s.Block) and not one.handlers):
        _inside(one, lambda inner: [_guarded(x, handlers) for x in inner])
        return one
    made = [
        s.Handler(tuple((name,) for name in names), copy.deepcopy(body), one.span)
        for names, body in _others_last(handlers)
    ]
    return s.Block(one.span, body=[one], handlers=made, label=one.label)


def leaves(one: s.Block, label: str) -> bool:
    """Whether LEAVE goes out of the block of this label somewhere inside."""
    return any(isinstance(x, s.Exit) and x.target == label for x in walking.statements(one))


def as_return(one: object, label: str) -> None:
    """LEAVE of the whole body's label as RETURN."""

    def change(inner: list[s.Statement]) -> list[s.Statement]:
        out: list[s.Statement] = []
        for x in inner:
            if isinstance(x, s.Exit) and x.target == label:
                out.append(s.Return(x.span))
            else:
                _inside(x, change)
                out.append(x)
        return out

    assert isinstance(one, s.Block)
    one.body = change(one.body)
    for handler in one.handlers:
        handler.body = change(handler.body)
