"""Expressions: their text, and what they are worth."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from tests.random_plsql.meaning import Machine, OracleError, shown, stored


class Value(NamedTuple):
    text: str
    of: Callable[[Machine], Any]


@dataclass(frozen=True)
class Scope:
    """What can be named at a place of a program."""

    numbers: tuple[str, ...] = ("n1", "n2", "n3", "st.g1")
    texts: tuple[str, ...] = ("s1", "s2", "st.gs")
    fixed: frozenset[str] = frozenset()  # numbers nothing is assigned to
    functions: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    loops: tuple[str | None, ...] = ()  # labels of the loops around, the innermost last
    handler: bool = False
    function: bool = False  # of a function's body, which changes no rows
    returns: bool = False
    sql: bool = False  # inside a statement of SQL: no functions, and nothing that fails

    @property
    def assigned(self) -> list[str]:
        return [name for name in self.numbers if name not in self.fixed]

    def inside_sql(self) -> Scope:
        return replace(self, functions=(), sql=True)


_SIGNS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def truncated(one: int, other: int) -> int:
    if other == 0:
        raise OracleError(-1476)
    found = abs(one) // abs(other)
    return found if (one < 0) == (other < 0) else -found


def modulo(value: int | None, by: int = 100) -> int | None:
    """MOD, whose sign is the dividend's."""
    return None if value is None else abs(value) % by * (1 if value >= 0 else -1)


def _if_known(function: Callable[..., Any], *values: Value) -> Callable[[Machine], Any]:
    """NULL where any of the values is."""

    def of(m: Machine) -> Any:
        found = [value.of(m) for value in values]
        return None if any(one is None for one in found) else function(*found)

    return of


class Expressions:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def variable(self, names: tuple[str, ...] | list[str]) -> Value:
        name = self.chance.choice(names)
        return Value(name, lambda m: m.get(name))

    def constant(self) -> Value:
        value = self.chance.randint(-3, 9)
        return Value(f"({value})" if value < 0 else str(value), lambda m: value)

    def number(self, scope: Scope, depth: int = 0) -> Value:
        kind = self.chance.random()
        if depth > 2 or kind < 0.25:
            return self.constant()
        if kind < 0.55:
            return self.variable(scope.numbers)
        one = self.number(scope, depth + 1)
        if kind < 0.70:
            sign, other = self.chance.choice("+-*"), self.number(scope, depth + 1)
            return Value(f"({one.text} {sign} {other.text})", _if_known(_SIGNS[sign], one, other))
        if kind < 0.76:
            if scope.sql:
                return one
            by = self.variable(scope.numbers)
            return Value(f"TRUNC({one.text} / {by.text})", _if_known(truncated, one, by))
        if kind < 0.81:
            other = self.number(scope, depth + 1)
            return Value(f"NVL({one.text}, {other.text})", _nvl(one, other))
        if kind < 0.86:
            text = self.variable(scope.texts)
            return Value(f"LENGTH({text.text})", _if_known(len, text))
        if kind < 0.91:
            condition, other = self.condition(scope, depth + 1), self.number(scope, depth + 1)
            return Value(
                f"CASE WHEN {condition.text} THEN {one.text} ELSE {other.text} END",
                lambda m: one.of(m) if condition.of(m) else other.of(m),
            )
        if kind < 0.95:
            name, other = self.chance.choice(("GREATEST", "LEAST")), self.number(scope, depth + 1)
            return Value(f"{name}({one.text}, {other.text})", _if_known(max if name == "GREATEST" else min, one, other))
        return self.variable(scope.numbers)

    def called(self, scope: Scope) -> Value:
        """A function's result by itself: what it changes must not matter for an operand beside it."""
        name, argument = self.chance.choice(scope.functions), self.number(scope)
        return Value(f"{name}({argument.text})", lambda m: m.function(name, argument.of(m)))

    def text(self, scope: Scope, depth: int = 0) -> Value:
        kind = self.chance.random()
        if depth > 2 or kind < 0.3:
            word = self.chance.choice(("a", "xyz", "", "b c", "Q"))
            return Value(f"'{word}'", lambda m: stored(word))
        if kind < 0.55:
            return self.variable(scope.texts)
        if kind < 0.62:
            number = self.number(scope, depth + 1)
            return Value(f"TO_CHAR({number.text})", _if_known(str, number))
        one = self.text(scope, depth + 1)
        if kind < 0.82:
            other = self.text(scope, depth + 1)
            return Value(f"({one.text} || {other.text})", lambda m: stored(shown(one.of(m)) + shown(other.of(m))))
        if kind < 0.88:
            start, count = self.chance.randint(-2, 3), self.chance.randint(1, 3)
            return Value(f"SUBSTR({one.text}, {start}, {count})", _if_known(lambda t: _part(t, start, count), one))
        if kind < 0.93:
            return Value(f"UPPER({one.text})", _if_known(str.upper, one))
        other = self.text(scope, depth + 1)
        return Value(f"NVL({one.text}, {other.text})", _nvl(one, other))

    def condition(self, scope: Scope, depth: int = 0) -> Value:
        """True, False, or None where it is not known."""
        kind = self.chance.random()
        if depth > 2 or kind < 0.45:
            if self.chance.random() < 0.25:
                sign, one, other = "=", self.text(scope, depth + 1), self.variable(scope.texts)
            else:
                sign, one = self.chance.choice(list(_TESTS)), self.variable(scope.numbers)
                other = self.number(scope, depth + 1)
            return Value(f"{one.text} {sign} {other.text}", _if_known(_TESTS[sign], one, other))
        if kind < 0.6:
            named = self.variable(scope.numbers + scope.texts)
            if self.chance.random() < 0.4:
                return Value(f"{named.text} IS NOT NULL", lambda m: named.of(m) is not None)
            return Value(f"{named.text} IS NULL", lambda m: named.of(m) is None)
        if kind < 0.85:
            one, other = self.condition(scope, depth + 1), self.condition(scope, depth + 1)
            if self.chance.random() < 0.5:
                return Value(f"({one.text} AND {other.text})", lambda m: _both(one.of(m), other, m, False))
            return Value(f"({one.text} OR {other.text})", lambda m: _both(one.of(m), other, m, True))
        if kind < 0.93:
            inner = self.condition(scope, depth + 1)
            return Value(f"NOT ({inner.text})", _if_known(operator.not_, inner))
        named, values = self.variable(scope.numbers), [self.chance.randint(0, 5) for _ in range(3)]
        return Value(f"{named.text} IN ({', '.join(map(str, values))})", _if_known(values.__contains__, named))


def _nvl(one: Value, other: Value) -> Callable[[Machine], Any]:
    """Both are computed, whatever comes of it."""

    def of(m: Machine) -> Any:
        first, second = one.of(m), other.of(m)
        return second if first is None else first

    return of


def _part(text: str, start: int, count: int) -> str | None:
    if start < 0 and len(text) < -start:
        return None
    first = max(start - 1, 0) if start >= 0 else len(text) + start
    return stored(text[first : first + count])


def _both(first: bool | None, other: Value, m: Machine, ends: bool) -> bool | None:
    """AND (`ends` False) and OR (`ends` True): the second one is asked only where the first does not decide."""
    if first is ends:
        return ends
    second = other.of(m)
    if second is ends:
        return ends
    return None if first is None or second is None else not ends
