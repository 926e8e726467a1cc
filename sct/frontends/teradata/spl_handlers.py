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
    """The handlers a block declares."""

    continue_found: list[s.Statement] | None = None
    exit_found: list[s.Statement] | None = None
    continue_error: list[s.Statement] | None = None
    exit_error: list[s.Statement] | None = None
    exit_named: list[tuple[tuple[str, ...], list[s.Statement]]] = field(default_factory=list)


def guard(made: s.Block, handlers: Handlers) -> None:
    """The block with what its handlers mean."""
    found = handlers.continue_found
    made.body = _looked_for(made.body, found, handlers.exit_found)
    if handlers.continue_error is not None:
        made.body = [_guarded(one, handlers.continue_error) for one in made.body]
    if handlers.exit_found is not None:
        made.handlers.append(s.Handler((("no_data_found",),), handlers.exit_found, made.span))
    for names, body in handlers.exit_named:
        made.handlers.append(s.Handler(tuple((name,) for name in names), body, made.span))
    if handlers.exit_error is not None:
        made.handlers.append(s.Handler((("others",),), handlers.exit_error, made.span))


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


def _looked_for(
    body: list[s.Statement], found: list[s.Statement] | None, leaves: list[s.Statement] | None
) -> list[s.Statement]:
    """Statements that may find no row, with what is then done; a SELECT INTO without a row changes nothing."""
    out: list[s.Statement] = []
    for one in body:
        if isinstance(one, s.Block) and one.handlers:
            out.append(one)
            continue
        if isinstance(one, s.SelectInto) and leaves is None:
            then: list[s.Statement] = copy.deepcopy(found) if found is not None else [s.Null(one.span)]
            handler = s.Handler((("no_data_found",),), then, one.span)
            out.append(s.Block(one.span, body=[one], handlers=[handler], label=one.label))
            continue
        _inside(one, lambda inner: _looked_for(inner, found, leaves))
        out.append(one)
        if found is not None and isinstance(one, s.Fetch):
            test = Sql("expression", f"{one.cursor.text}%NOTFOUND", one.span, "teradata")
            out.append(s.If(one.span, [(test, copy.deepcopy(found))]))
        elif found is not None and isinstance(one, s.SqlStatement) and not _one_row(one):
            test = Sql("expression", "SQL%ROWCOUNT = 0", one.span, "teradata")
            out.append(s.If(one.span, [(test, copy.deepcopy(found))]))
    return out


def _one_row(one: s.SqlStatement) -> bool:
    """INSERT of given values: it always has its row."""
    words = one.sql.text.upper().split()
    return one.verb == "insert" and "SELECT" not in words and "SEL" not in words


def _guarded(one: s.Statement, handler: list[s.Statement]) -> s.Statement:
    """A statement behind whose error the block goes on; inside compound ones, each of theirs."""
    if isinstance(one, (s.Exit, s.Continue, s.Null, s.Return)):
        return one
    if isinstance(one, (s.If, s.While, s.Loop, s.Case, s.ForQuery)) or (isinstance(one, s.Block) and not one.handlers):
        _inside(one, lambda inner: [_guarded(x, handler) for x in inner])
        return one
    made = s.Handler((("others",),), copy.deepcopy(handler), one.span)
    return s.Block(one.span, body=[one], handlers=[made], label=one.label)


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
                for handler in getattr(x, "handlers", ()):
                    handler.body = change(handler.body)
                out.append(x)
        return out

    assert isinstance(one, s.Block)
    one.body = change(one.body)
    for handler in one.handlers:
        handler.body = change(handler.body)
