"""Values, and routines of the program, while an installer's block is run before anything runs."""

from __future__ import annotations

from typing import Any

from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr import known_values as k
from sct.sqlexpr.places import Part, argument_name, parts_in
from sct.sqlexpr.quiet import is_quiet
from sct.work.installing.effects import Failed
from sct.work.installing.routines import Known, Routines
from sct.work.installing.scopes import Empty, Left, NotKnown, Scope, sized


class Calling:
    """Mixed into the interpreter: what `known_values` asks of a scope, and calls of routines."""

    scope: Scope
    routines: Routines
    handled: list[Failed]
    depth: int

    def _block(self, block: s.Block, scope: Scope | None = None) -> None:
        raise NotImplementedError

    def _declare(self, declarations: list[Any]) -> None:
        raise NotImplementedError

    def _store(self, links: list[Part], value: Any) -> None:
        raise NotImplementedError

    # --- routines ----------------------------------------------------------------------------------------------------

    def _routine(self, names: tuple[str, ...]) -> Known | None:
        for scope in self.scope.chain():
            if len(names) == 1 and names[0] in scope.routines:
                found = [one for one in scope.routines[names[0]] if one.body is not None]
                if len(found) != 1:
                    raise NotKnown("overloads")
                return Known(found[0], "", scope, True)
            if scope.unit is not None and scope.unit.package and len(names) == 1:
                inside = self.routines.find((scope.unit.package, names[0]))
                if inside is not None:
                    return inside
        return self.routines.find(names)

    def _invoke(self, known: Known, args: list[Any]) -> Any:
        code, body = known.code, known.code.body
        if body is None or self.depth > 20:
            raise NotKnown(f"{code.name} cannot be followed")
        if (
            any(isinstance(d, s.Pragma) for d in (*code.declarations, *body.declarations))
            or "pipelined" in code.options
        ):
            raise NotKnown("pragma")
        given: dict[str, Any] = {}
        back: dict[str, list[Part]] = {}  # OUT parameters: what they are handed
        for position, arg in enumerate(args):
            told = argument_name(arg)
            at = position if told is None else next((n for n, p in enumerate(code.parameters) if p.name == told[0]), -1)
            if not 0 <= at < len(code.parameters):
                raise NotKnown("arguments")
            p, value = code.parameters[at], told[1] if told else arg
            if p.mode != "in":
                links = parts_in(value)
                if links is None or len(links) != 1 or links[0].args is not None:
                    raise NotKnown("what an OUT parameter is handed")
                back[p.name] = links
            given[p.name] = k.value_of(value, self) if p.mode != "out" else None
        scope = Scope(known.scope if known.local else self._package_scope(known.package))
        scope.unit = known
        before, self.scope = self.scope, scope
        self.depth += 1
        try:
            for p in code.parameters:
                if p.name not in given and p.default is None:
                    raise NotKnown("arguments")
                value = given[p.name] if p.name in given else self._value(p.default)  # type: ignore[arg-type]
                scope.values[p.name] = value
                if p.mode == "in":
                    scope.fixed.add(p.name)
                scope.declared[p.name] = s.Variable(p.name, sized(p.type), p.span)
            self._declare(code.declarations)
            result: Any = k.UNKNOWN
            try:
                self._block(body, scope)
            except Left as left:
                if left.how != "return":
                    raise NotKnown(left.how) from None
                result = left.value
        finally:
            self.scope = before
            self.depth -= 1
        for name, links in back.items():
            self._store(links, scope.values[name])
        return result

    def _package_scope(self, package: str) -> Scope:
        """The constants of a package; what its variables hold is not known."""
        scope = Scope(None)
        before, self.scope = self.scope, scope
        for one in self.routines.variables(package):
            constant = one.constant and one.default is not None
            scope.values[one.name] = k.evaluated(one.default, self) if constant and one.default else k.UNKNOWN
            scope.fixed.add(one.name)
        self.scope = before
        return scope

    def _own(self) -> frozenset[str]:
        return frozenset(name for scope in self.scope.chain() for name in scope.values)

    # --- values ------------------------------------------------------------------------------------------------------

    def _value(self, sql: Sql) -> Any:
        value = k.evaluated(sql, self)
        if value is k.UNKNOWN and not is_quiet(sql, self._own()):
            raise NotKnown(sql.text)
        return value

    def _holds(self, sql: Sql) -> bool:
        found = k.truth(k.evaluated(sql, self))
        if found is None:
            raise NotKnown(sql.text)
        return found

    # what `known_values` asks of a scope

    def variable(self, name: str) -> Any:
        holder = self.scope.holder(name)
        if holder is not None:
            value = holder.values[name]
            return k.UNKNOWN if isinstance(value, Empty) else value
        if name == "sqlcode":
            return 0 if not self.handled else self.handled[-1].sqlcode
        raise KeyError(name)

    def called(self, names: tuple[str, ...], args: list[Any]) -> Any:
        if len(names) == 1 and any(names[0] in scope.types for scope in self.scope.chain()):
            values = [k.value_of(arg, self) for arg in args]
            if any(argument_name(arg) is not None for arg in args):
                return k.UNKNOWN
            return k.Table(enumerate(values, 1))
        if len(names) == 2 and not args and self.routines.is_constant(*names):
            return self._package_scope(names[0]).values[names[1]]
        known = self._routine(names)
        if known is None or known.code.kind != "function":
            return k.UNKNOWN
        return self._invoke(known, args)
