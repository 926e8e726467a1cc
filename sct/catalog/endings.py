"""Which functions may end a transaction, with the arguments of calls looked at: `IF p_commit THEN COMMIT; END IF` in a
procedure that is handed FALSE ends nothing.

`effects.py` asks of a routine whether anything in it may; here its calls are followed with the constants they hand over.
"""

from __future__ import annotations

from typing import Any

from sct.catalog.effects import NOTHING, Effects, Find, is_autonomous
from sct.catalog.pieces import chains
from sct.catalog.program import Program
from sct.catalog.scopes import Names, RoutineItem
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import outline, parts
from sct.sqlexpr import known_values as k
from sct.sqlexpr.places import Part, argument_name, calls_in

_DEEP = 60  # calls inside each other; behind them everything may end a transaction
Given = dict[str, Any]


def settle(program: Program, effects: Effects) -> None:
    """Takes it back of functions that end none, and notes those that do only where an argument asks for it."""
    ending = [one for one in effects.collected if effects.routines.get(id(one[0]), NOTHING).ends]
    functions = [one for one in ending if one[0].kind == "function"]
    if not functions:
        return
    endings = _Endings(program, effects, {id(code): (names, local) for code, names, local in ending})
    sure: list[int] = []
    for code, _, _ in functions:
        if not endings.may_end(code, {}):
            sure.append(id(code))
        elif not endings.may_end(code, _usual(code, program, effects.finder(program.names))):
            effects.by_argument.add(id(code))
            sure.append(id(code))
    for one in sure:
        effects.routines[one] = effects.routines[one]._replace(ends=False)


def _usual(code: s.Routine, program: Program, find: Find) -> Given:
    """What parameters are when nobody asks for anything: their defaults, and FALSE."""
    scope = _Scope({}, program, program.names)
    out: Given = {}
    for p in code.parameters:
        if p.default is not None:
            out[p.name] = k.evaluated(p.default, scope)
        elif p.type.text.strip().upper() == "BOOLEAN":
            out[p.name] = False
    return _known(out)


class _Endings:
    def __init__(self, program: Program, effects: Effects, ending: dict[int, Any]) -> None:
        self.program = program
        self.effects = effects
        self.ending = ending
        self._ends: set[tuple[Any, ...]] = set()  # what surely may
        self._open: list[tuple[Any, ...]] = []

    def may_end(self, code: s.Routine, given: Given) -> bool:
        """A routine that calls itself ends what its other statements end."""
        known = self.ending.get(id(code))
        if known is None or code.body is None or is_autonomous(code):
            return False
        key = (id(code), *sorted((name, repr(value)) for name, value in given.items()))
        if key in self._ends or len(self._open) > _DEEP:
            return True
        if key in self._open:
            return False
        names, local = known
        hidden = {d.name for d in outline(code) if isinstance(d, s.Variable)}
        scope = _Scope({n: v for n, v in given.items() if n not in hidden}, self.program, names)
        self._open.append(key)
        try:
            find = self.effects.remembered(code, names, local)
            found = self._any([*code.declarations, code.body], scope, find)
        finally:
            self._open.pop()
        if found:
            self._ends.add(key)
        return found

    def _any(self, several: list[Any], scope: _Scope, find: Find) -> bool:
        return any(self._one(one, scope, find) for one in several)

    def _one(self, one: Any, scope: _Scope, find: Find) -> bool:
        if isinstance(one, s.Transaction):
            return one.ends
        if isinstance(one, s.Routine):
            return False  # where it is called
        if isinstance(one, Sql):
            return self._called(one, scope, find)
        if isinstance(one, s.If):
            return self._branches(one, scope, find)
        inside = [part for part in parts(one) if not isinstance(part, (str, int))]
        return self._any(inside, scope, find)

    def _branches(self, one: s.If, scope: _Scope, find: Find) -> bool:
        for test, body in one.branches:
            if self._called(test, scope, find):
                return True
            holds = k.evaluated(test, scope)
            if holds is not k.UNKNOWN and holds is not True:
                continue
            if self._any(body, scope, find):
                return True
            if holds is True:
                return False
        return self._any(one.otherwise or [], scope, find)

    def _called(self, sql: Sql, scope: _Scope, find: Find) -> bool:
        if self.effects.names.isdisjoint(word for path in chains(sql) for word in path):
            return False
        return any(self._calls(links, scope, find) for links in calls_in(sql))

    def _calls(self, links: list[Part], scope: _Scope, find: Find) -> bool:
        for length in range(1, len(links) + 1):
            for code in find(tuple(link.name for link in links[:length])):
                if id(code) in self.ending and self.may_end(code, _handed(code, links[length - 1].args or [], scope)):
                    return True
        return False


def _handed(code: s.Routine, args: list[Any], scope: _Scope) -> Given:
    """The constants a call hands to IN parameters, and the defaults of those it leaves out."""
    out: Given = {}
    told: set[str] = set()
    for position, arg in enumerate(args):
        named = argument_name(arg)
        name = named[0] if named else code.parameters[position].name if position < len(code.parameters) else ""
        told.add(name)
        out[name] = k.value_of(named[1] if named else arg, scope)
    for p in code.parameters:
        if p.mode != "in":
            out.pop(p.name, None)
        elif p.name not in told and p.default is not None:
            out[p.name] = k.evaluated(p.default, scope)
    return _known(out)


def _known(values: Given) -> Given:
    plain = (str, int, bool, type(None))
    return {name: value for name, value in values.items() if value is not k.UNKNOWN and isinstance(value, plain)}


class _Scope:
    """Parameters whose values are known, and constants of packages."""

    def __init__(self, given: Given, program: Program, names: Names) -> None:
        self.given, self.program, self.names = given, program, names

    def variable(self, name: str) -> Any:
        if name in self.given:
            return self.given[name]
        found = self.names.find((name,))
        if found is None:
            raise KeyError(name)
        return self._constant(found.item)

    def called(self, names: tuple[str, ...], args: list[Any]) -> Any:
        found = self.program.find(names, self.names) if not args else None
        return self._constant(found.item) if found is not None and not found.rest else k.UNKNOWN

    def _constant(self, item: Any) -> Any:
        default = getattr(item.decl, "default", None)
        if item.kind != "constant" or item.package is None or default is None:
            return k.UNKNOWN
        return k.evaluated(default, _Scope({}, self.program, item.home))


def by_argument(effects: Effects, item: RoutineItem | None) -> bool:
    """Whether a function ends transactions only where an argument asks for it."""
    return item is not None and id(item.code) in effects.by_argument
