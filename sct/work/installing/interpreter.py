"""Blocks of installers, run before anything runs: a block whose every decision is known is the statements it executes.

The target is empty when the script begins, so what the script has made so far (`there.py`) is what a block finds when it
asks the data dictionary, when it creates what may be there, or drops what may not. Everything that is not surely known
ends the attempt (`NotKnown`), and the block is left as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sct.catalog.pieces import chains
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.sqlexpr import known_values as k
from sct.sqlexpr.dictionary import constant_rows
from sct.sqlexpr.places import Part, parts_of
from sct.sqlexpr.quiet import is_quiet
from sct.work.guards import comes_to_nothing, prints
from sct.work.installing.calling import Calling
from sct.work.installing.effects import Failed, Simulated
from sct.work.installing.remaining import Remaining, asks
from sct.work.installing.routines import Routines
from sct.work.installing.scopes import Empty, Left, NotKnown, Run, Scope, fitting, type_text, with_value
from sct.work.installing.there import There

_ITEMS = 300  # statements to write instead of one block
_STEPS = 5_000  # statements of one block: a loop of more is none of an installer's


class Interpreter(Calling, Remaining):
    """Of one block. `read`: a statement's text -> its items, None when it cannot be read."""

    def __init__(
        self,
        there: There,
        routines: Routines,
        errors: dict[str, int],
        simulated: Simulated,
        read: Callable[[Sql, str], list[Any] | None],
        unit: o.Unit,
        dialect: str,
    ) -> None:
        self.there = there
        self.routines = routines
        self.errors = errors  # predefined exceptions by name
        self.simulated = simulated
        self.read = read
        self.unit = unit
        self.dialect = dialect
        self.run = Run()
        self.scope = Scope(None)
        self.handled: list[Failed] = []
        self.guarded = 0  # blocks around that may catch an error
        self.steps = 0
        self.depth = 0
        self.outermost: s.Block | None = None
        self.top = unit.origin  # of the block's own statement that is at work

    def of(self, block: s.Block) -> Run:
        """Raises NotKnown."""
        self.outermost = block
        try:
            self._block(block)
        except Failed as error:
            raise NotKnown(f"ends with an error: {error.number}") from None
        except Left as left:
            if left.how != "return":
                raise NotKnown(left.how) from None
        except RecursionError:
            raise NotKnown("recursion") from None
        return self.run

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _block(self, block: s.Block, scope: Scope | None = None) -> None:
        before = self.scope
        self.scope = scope or Scope(before)
        inside = False
        try:
            self._declare(block.declarations)  # an error of a declaration goes past the handlers
            inside = not _pass_on(block.handlers)
            self.guarded += inside
            try:
                if block is self.outermost and not self.guarded:
                    self._each(block.body)
                else:
                    self._all(block.body)
            except Failed as error:
                handler = next((h for h in block.handlers if self._catches(h, error)), None)
                if handler is None:
                    raise
                self.guarded -= inside
                inside = False
                self.run.asked = True
                self.handled.append(error)
                try:
                    self._all(handler.body)
                finally:
                    self.handled.pop()
        finally:
            self.guarded -= inside
            self.scope = before

    def _declare(self, declarations: list[Any]) -> None:
        scope = self.scope
        for one in declarations:
            if isinstance(one, s.Variable):
                scope.declared[one.name] = one
                value = self._value(one.default) if one.default is not None else self._first(one)
                scope.values[one.name] = fitting(value, one.type.text)
            elif isinstance(one, s.ExceptionDecl):
                scope.errors[one.name] = one.code
            elif isinstance(one, s.Routine):
                scope.routines.setdefault(one.name.name, []).append(one)
            elif isinstance(one, (s.CollectionType, s.RecordType, s.Subtype)):
                scope.types.add(one.name)
                if isinstance(one, s.CollectionType) and one.form == "associative":
                    scope.types.add(f"{one.name} by key")
            elif isinstance(one, s.CursorDecl):
                scope.cursors[one.name] = one
            elif not (isinstance(one, s.Pragma) and one.name == "exception_init"):
                raise NotKnown(type(one).__name__)

    def _first(self, one: s.Variable) -> Any:
        name = one.type.name[0] if len(one.type.name) == 1 else ""
        if one.type.anchor == "rowtype" or any(name in scope.types for scope in self.scope.chain()):
            return k.Table() if any(f"{name} by key" in sc.types for sc in self.scope.chain()) else Empty()
        return None

    def _catches(self, handler: s.Handler, error: Failed) -> bool:
        for path in handler.names:
            if path == ("others",):
                return True
            if len(path) != 1:
                raise NotKnown("exception of a package")
            number = self._number(path[0])
            if number == error.number if number is not None else path[0] == error.name:
                return True
        return False

    def _number(self, name: str) -> int | None:
        """Of an exception; None of one that has none."""
        for scope in self.scope.chain():
            if name in scope.errors:
                return scope.errors[name]
        if name not in self.errors:
            raise NotKnown(name)
        return self.errors[name]

    # --- statements --------------------------------------------------------------------------------------------------

    def _all(self, body: list[s.Statement]) -> None:
        for one in body:
            self.steps += 1
            if self.steps > _STEPS:
                raise NotKnown("too long")
            if not self.depth:
                self.top = one.span
            handler = _STATEMENTS.get(type(one))
            if handler is None:
                raise NotKnown(type(one).__name__)
            handler(self, one)

    def _assign(self, one: s.Assign) -> None:
        links = parts_of(one.target)
        value = self._value(one.value)
        if links is None:
            raise NotKnown("target")
        self._store(links, value)

    def _store(self, links: list[Part], value: Any) -> None:
        name = links[0].name
        holder = self.scope.holder(name)
        if holder is None or name in holder.fixed:
            raise NotKnown(f"{name} is not the block's own")
        if len(links) == 1 and links[0].args is None:
            decl = holder.declared.get(name)
            holder.values[name] = fitting(copy.deepcopy(value) if isinstance(value, dict) else value, type_text(decl))
            return
        at = holder.values[name]
        if isinstance(at, Empty) or at is None:
            at = holder.values[name] = k.Record() if links[0].args is None else k.Table()
        steps: list[Any] = []
        for number, link in enumerate(links):
            if number:
                steps.append(link.name) if link.name else None
            if link.args is not None:
                key = k.value_of(link.args[0], self) if len(link.args) == 1 else k.UNKNOWN
                if key is k.UNKNOWN or key is None:
                    raise NotKnown("subscript")
                steps.append(key)
        for number, step in enumerate(steps[:-1]):
            if not isinstance(at, dict):
                raise NotKnown("target")
            inner = at.get(step)
            if not isinstance(inner, dict):
                inner = at[step] = k.Record() if isinstance(steps[number + 1], str) else k.Table()
            at = inner
        if not isinstance(at, dict):
            raise NotKnown("target")
        at[steps[-1]] = copy.deepcopy(value) if isinstance(value, dict) else value

    def _if(self, one: s.If) -> None:
        for test, body in one.branches:
            if self._holds(test):
                return self._all(body)
        return self._all(one.otherwise or [])

    def _case(self, one: s.Case) -> None:
        given = self._value(one.selector) if one.selector is not None else None
        for test, body in one.branches:
            value = self._value(test)
            if one.selector is not None:
                value = k.compare(given, value, lambda order: order == 0)
            if value is k.UNKNOWN:
                raise NotKnown(test.text)
            if value is True:
                return self._all(body)
        if one.otherwise is None:
            raise Failed(-6592)
        return self._all(one.otherwise)

    def _loop(self, one: s.Loop) -> None:
        self._repeat(one, one.body, lambda: True)

    def _while(self, one: s.While) -> None:
        self._repeat(one, one.body, lambda: self._holds(one.condition))

    def _repeat(self, one: s.Statement, body: list[s.Statement], goes_on: Callable[[], bool]) -> None:
        while goes_on():
            self.steps += 1
            if self.steps > _STEPS:
                raise NotKnown("too long")
            if not self._turn(one, body):
                return

    def _turn(self, one: s.Statement, body: list[s.Statement]) -> bool:
        """One turn of a loop; whether another one may follow."""
        try:
            self._all(body)
        except Left as left:
            if left.how == "return" or (left.label is not None and left.label != one.label):
                raise
            return left.how == "continue"
        return True

    def _range(self, one: s.ForRange) -> None:
        low, high = self._value(one.low), self._value(one.high)
        if type(low) is not int or type(high) is not int or one.step is not None:
            raise NotKnown("bounds")
        numbers = range(low, high + 1)
        self._over(one, list(reversed(numbers)) if one.reverse else list(numbers), one.index, one.body)

    def _over(self, one: s.Statement, values: list[Any], index: str, body: list[s.Statement]) -> None:
        before = self.scope
        self.scope = Scope(before)
        self.scope.fixed.add(index)
        try:
            for value in values:
                self.scope.values[index] = value
                if not self._turn(one, body):
                    return
        finally:
            self.scope = before

    def _for_query(self, one: s.ForQuery) -> None:
        self._over(one, self._rows(one.query), one.index, one.body)

    def _for_cursor(self, one: s.ForCursor) -> None:
        links = parts_of(one.cursor)
        name = links[0].name if links is not None and len(links) == 1 and not links[0].args else ""
        decl = next((scope.cursors[name] for scope in self.scope.chain() if name in scope.cursors), None)
        if decl is None or decl.query is None or decl.parameters:
            raise NotKnown("cursor")
        self._over(one, self._rows(decl.query), one.index, one.body)

    def _rows(self, query: Sql) -> list[Any]:
        constants = constant_rows(query)
        if constants is not None:
            rows = [k.Record((name.lower(), k.value_of(node, self)) for name, node in row) for row in constants]
            if any(value is k.UNKNOWN for row in rows for value in row.values()):
                raise NotKnown(query.text)
            return list(rows)
        rows = self._asked(query)
        if len(rows) > 1:
            raise NotKnown("the order of rows")
        return list(rows)

    def _asked(self, query: Sql) -> list[k.Record]:
        rows = self.simulated.rows(query, self.there, self)
        if rows is None:
            raise NotKnown(query.text)
        self.run.asked = self.run.questioned = True
        return rows

    def _select(self, one: s.SelectInto) -> None:
        constants = constant_rows(one.query)
        if constants is not None and len(constants) == 1:
            values = [k.value_of(node, self) for _, node in constants[0]]
            if any(value is k.UNKNOWN for value in values):
                raise NotKnown(one.query.text)
        else:
            if one.bulk:
                raise NotKnown("bulk")
            rows = self._asked(one.query)
            if not rows:
                raise Failed(-1403, "no_data_found")
            if len(rows) > 1:
                raise NotKnown("several rows")
            values = list(rows[0].values())
        if len(values) != len(one.into):
            raise NotKnown("targets")
        for target, value in zip(one.into, values, strict=True):
            links = parts_of(target)
            if links is None:
                raise NotKnown("target")
            self._store(links, value)

    def _exit(self, one: s.Exit) -> None:
        if one.condition is None or self._holds(one.condition):
            raise Left("exit", one.target)

    def _continue(self, one: s.Continue) -> None:
        if one.condition is None or self._holds(one.condition):
            raise Left("continue", one.target)

    def _return(self, one: s.Return) -> None:
        raise Left("return", None, self._value(one.value) if one.value is not None else None)

    def _raise(self, one: s.Raise) -> None:
        if not one.name:
            if not self.handled:
                raise NotKnown("raise")
            raise self.handled[-1]
        if len(one.name) != 1:
            raise NotKnown("exception of a package")
        number = self._number(one.name[0])
        raise Failed(number if number is not None else 1, one.name[0])

    def _execute(self, one: s.ExecuteDynamic) -> None:
        if one.into or one.returning:
            raise NotKnown("into")
        text = self._value(one.text)
        if not isinstance(text, str):
            raise NotKnown(one.text.text)
        if one.using:
            self._stays(one)
            return
        self._run_text(one.text, text)

    def _run_text(self, written: Sql, text: str) -> None:
        """A statement in a string, as the script's own: of one that a routine runs, the place is that of the call."""
        if self.depth:
            written = Sql("expression", written.text, self.top, written.dialect)
        items = self.read(written, text)
        if not items:
            raise NotKnown(text)
        for item in items:
            outcome = self.simulated.outcome(item, text, self.there, bool(self.guarded))
            if outcome is None:
                raise NotKnown(text)
            if isinstance(outcome, Failed):
                raise outcome
            self.there.add(item)
            if isinstance(item, o.Unit) and isinstance(item.code, s.Block):
                self.routines.leave(item.code, self.there)
            self.run.asked = self.run.asked or bool(self.guarded)
            self.run.items.append((item, text, self.top if self.depth else written.span))

    def _call(self, one: s.Call) -> None:
        links = parts_of(one.call)
        if links is None:
            raise NotKnown(one.call.text)
        names = tuple(link.name for link in links)
        args = links[-1].args or []
        if prints(one.call):
            self._printed(one)
            return
        if names[-2:] == ("dbms_utility", "exec_ddl_statement") and len(args) == 1:
            text = k.value_of(args[0], self)
            if not isinstance(text, str):
                raise NotKnown(one.call.text)
            self._run_text(one.call, text)
            return
        if names == ("raise_application_error",) and args:
            number = k.value_of(args[0], self)
            if type(number) is not int:
                raise NotKnown("number")
            raise Failed(number)
        if self.scope.holder(names[0]) is not None:
            self._changed(links)
            return
        known = self._routine(names)
        if known is not None and _only_prints(known.code) and is_quiet(one.call, self._own() | set(names)):
            self.run.printed = True
            return
        if known is None or not (known.local or self.routines.runs_text(known)):
            self._stays(one)
            return
        self._invoke(known, args)

    def _printed(self, one: s.Call) -> None:
        if not is_quiet(
            one.call, self._own() | {"dbms_output", "put_line", "put", "new_line", "enable", "sqlerrm", "sqlcode"}
        ):
            raise NotKnown(one.call.text)
        self.run.printed = True

    def _changed(self, links: list[Part]) -> None:
        """EXTEND, DELETE and TRIM of a collection."""
        holder = self.scope.holder(links[0].name)
        value = holder.values[links[0].name] if holder is not None else None
        if isinstance(value, Empty):
            raise NotKnown("a collection that is not initialised")
        if len(links) != 2 or links[0].args is not None or not isinstance(value, k.Table):
            raise NotKnown("call of a variable")
        args = [k.value_of(arg, self) for arg in links[1].args or []]
        if links[1].name == "extend" and (not args or (len(args) == 1 and type(args[0]) is int)):
            for _ in range(args[0] if args else 1):
                value[len(value) + 1] = None
        elif links[1].name == "delete" and not args:
            value.clear()
        else:
            raise NotKnown(links[1].name)

    def _transaction(self, one: s.Transaction) -> None:
        if one.action != "commit":
            raise NotKnown(one.action)
        items = self.read(Sql("statement", "COMMIT", one.span, self.dialect), "COMMIT")
        self.run.items.extend((item, one.text, one.span) for item in items or ())

    def _stays(self, one: s.Statement) -> None:
        """A statement of the block's own, in a block by itself with the variables it reads."""
        if self.guarded:
            raise NotKnown("what may fail under a handler")
        if asks(one):
            raise NotKnown("it asks the dictionary")
        needed: dict[str, s.Variable] = {}
        for piece in everything(one):
            if not isinstance(piece, Sql):
                continue
            for path in chains(piece):
                self._needed(path[0], needed)
        changed = [*getattr(one, "into", ()), *getattr(one, "returning", ())]
        out = [sql for mode, sql in getattr(one, "using", ()) if mode != "in"]
        if changed or out or isinstance(one, s.SelectInto):
            raise NotKnown("it gives values")
        if isinstance(one, s.Call):
            for name in needed:  # it may be handed back changed
                holder = self.scope.holder(name)
                if holder is not None:
                    holder.values[name] = k.UNKNOWN
        block = s.Block(one.span, declarations=list(needed.values()), body=[replace(one, label=None)])
        self.routines.leave(block, self.there)
        if len(self.run.items) > _ITEMS:
            raise NotKnown("too many statements")
        self.run.items.append((replace(self.unit, code=block), "", one.span))

    def _needed(self, name: str, needed: dict[str, s.Variable]) -> None:
        for scope in self.scope.chain():
            if name in scope.values:
                decl = scope.declared.get(name)
                if decl is None:
                    raise NotKnown(name)
                needed.setdefault(name, with_value(decl, scope.values[name], self.dialect))
                return
            if name in scope.routines or name in scope.cursors or name in scope.errors or name in scope.types:
                raise NotKnown(f"{name} is the block's own")
            if scope.unit is not None and scope.unit.package and self.routines.of_package(scope.unit.package, name):
                raise NotKnown(f"{name} is the package's own")

    def _block_statement(self, one: s.Block) -> None:
        self._block(one)

    def _nothing(self, one: s.Statement) -> None:
        pass


def _pass_on(handlers: list[s.Handler]) -> bool:
    """Whether they print and undo at most, and end with the error, or one in its place."""
    for one in handlers:
        *before, last = one.body
        raises = isinstance(last, s.Raise) or (
            isinstance(last, s.Call) and last.call.text.lower().startswith("raise_application_error")
        )
        quiet = all(
            (isinstance(b, s.Transaction) and b.action == "rollback") or (isinstance(b, s.Call) and prints(b.call))
            for b in before
        )
        if not raises or not quiet:
            return False
    return True


def _only_prints(code: s.Routine) -> bool:
    body = code.body
    inside = {p.name for p in code.parameters} | {d.name for d in code.declarations if isinstance(d, s.Variable)}
    return (
        body is not None
        and all(p.mode == "in" for p in code.parameters)
        and all(isinstance(d, s.Variable) and d.default is None for d in code.declarations)
        and comes_to_nothing(body, frozenset(inside))
    )


_STATEMENTS: dict[type, Callable[[Interpreter, Any], Any]] = {
    s.Null: Interpreter._nothing,
    s.Assign: Interpreter._assign,
    s.If: Interpreter._if,
    s.Case: Interpreter._case,
    s.Loop: Interpreter._loop,
    s.While: Interpreter._while,
    s.ForRange: Interpreter._range,
    s.ForQuery: Interpreter._for_query,
    s.ForCursor: Interpreter._for_cursor,
    s.Exit: Interpreter._exit,
    s.Continue: Interpreter._continue,
    s.Return: Interpreter._return,
    s.Raise: Interpreter._raise,
    s.Call: Interpreter._call,
    s.SqlStatement: Interpreter._stays,
    s.SelectInto: Interpreter._select,
    s.ExecuteDynamic: Interpreter._execute,
    s.Transaction: Interpreter._transaction,
    s.Block: Interpreter._block_statement,
}
