"""Statements of an installer's block that only run time can decide: they stay in a block by themselves, as many as follow
each other, and what is known goes on behind them."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from sct.catalog.pieces import chains
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.sqlexpr import known_values as k
from sct.sqlexpr.places import parts_of
from sct.sqlexpr.quiet import asks_the_dictionary
from sct.work.installing.routines import Routines
from sct.work.installing.scopes import NotKnown, Run, Scope, with_value
from sct.work.installing.there import There, is_harmless

_LEAVING = (s.Return, s.Raise, s.Goto, s.Exit, s.Continue, s.Transaction, s.OpenCursor, s.Fetch, s.CloseCursor)


class Remaining:
    """Mixed into the interpreter."""

    scope: Scope
    run: Run
    there: There
    routines: Routines
    unit: o.Unit
    dialect: str

    def _all(self, body: list[s.Statement]) -> None:
        raise NotImplementedError

    def _each(self, body: list[s.Statement]) -> None:
        """The statements of the outermost block, none of whose errors is caught."""
        group: list[s.Statement] = []
        held: dict[str, Any] = {}  # what the variables hold where the group begins
        for one in body:
            before, mark, values = len(self.run.items), self.there.mark(), copy.deepcopy(self.scope.values)
            flags = replace(self.run)
            try:
                self._all([one])
            except NotKnown:
                del self.run.items[before:]
                self.there.back(mark)
                self.run.asked, self.run.questioned, self.run.printed = flags.asked, flags.questioned, flags.printed
                self.scope.values.clear()
                self.scope.values.update(values)
                if not group:
                    held = values
                self._leave_it(one)
                group.append(one)
                continue
            if group:
                self.run.items.insert(before, (self._together(group, held), "", group[0].span))
                group = []
        if group:
            self.run.items.append((self._together(group, held), "", group[0].span))

    def _leave_it(self, one: s.Statement) -> None:
        """What it may set is not known behind it. Raises NotKnown where it may do more than that."""
        if asks(one):
            raise NotKnown("it asks the dictionary")
        for part in everything(one):
            if isinstance(part, _LEAVING) or (isinstance(part, s.ExecuteDynamic) and not is_harmless(part.text)):
                raise NotKnown(type(part).__name__)
            if isinstance(part, s.Call) and part.call.text.lower().lstrip().startswith("raise_application_error"):
                raise NotKnown("it may end the block")
        self.routines.leave(s.Block(one.span, body=[one]), self.there)
        if self.there.unknown:
            raise NotKnown("it may create something")
        for name in _named(one):
            if name in self.scope.values:
                self.scope.values[name] = k.UNKNOWN
            elif (
                name in self.scope.routines
                or name in self.scope.cursors
                or name in self.scope.errors
                or name in self.scope.types
            ):
                raise NotKnown(f"{name} is the block's own")

    def _together(self, group: list[s.Statement], held: dict[str, Any]) -> o.Unit:
        """A block of statements, with the variables they name."""
        needed: list[s.Variable] = []
        for name in dict.fromkeys(name for one in group for name in _named(one)):
            decl = self.scope.declared.get(name)
            if name not in held:
                continue
            if decl is None:
                raise NotKnown(name)
            if held[name] is not k.UNKNOWN:
                needed.append(with_value(decl, held[name], self.dialect))
            elif _is_set_first(group, name):
                needed.append(replace(decl, default=None, constant=False, not_null=False))
            else:
                raise NotKnown(name)
        body = [replace(one, label=None) for one in group]
        return replace(self.unit, code=s.Block(group[0].span, declarations=list(needed), body=body))


def asks(code: Any) -> bool:
    """Whether a piece of code asks the data dictionary: what it is told hangs on what stands in front of it."""
    pieces = (piece for piece in everything(code) if isinstance(piece, Sql) and piece.kind != "expression")
    return any("_" in piece.text and asks_the_dictionary(piece) for piece in pieces)


def _named(one: s.Statement) -> list[str]:
    return [path[0] for piece in everything(one) if isinstance(piece, Sql) for path in chains(piece)]


def _is_set_first(group: list[s.Statement], name: str) -> bool:
    """Whether the first of the statements that names a variable gives it a value, without reading it."""
    first = next(one for one in group if name in _named(one))
    if isinstance(first, s.SelectInto):
        targets, read = list(first.into), [first.query]
    elif isinstance(first, s.Assign):
        targets, read = [first.target], [first.value]
    else:
        return False
    plain = any((links := parts_of(t)) is not None and len(links) == 1 and links[0].name == name for t in targets)
    return plain and not any(path[0] == name for sql in read for path in chains(sql))
