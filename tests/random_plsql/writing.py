"""What every construct is written with: a piece of program, which is its lines and what they do."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from tests.random_plsql.expressions import Expressions, Scope, Value, modulo
from tests.random_plsql.meaning import Leave, Machine


class Piece(NamedTuple):
    lines: list[str]
    run: Callable[[Machine], None]


Construct = Callable[["Writer", Scope, int], Piece]


def indented(lines: Iterable[str], by: int = 1) -> list[str]:
    return ["  " * by + line for line in lines]


class Writer(Expressions):
    """Writes statements of the constructs it is given: (construct, how often, where it may stand)."""

    def __init__(
        self, chance: random.Random, constructs: list[tuple[Construct, float, Callable[[Scope, int], bool]]]
    ) -> None:
        super().__init__(chance)
        self.constructs = constructs
        self._numbers = 0

    def tag(self, letter: str) -> str:
        """A name that no other construct has."""
        self._numbers += 1
        return f"{letter}{self._numbers}"

    def several(self, scope: Scope, count: int, depth: int) -> Piece:
        pieces = [self.statement(scope, depth) for _ in range(count)]

        def run(m: Machine) -> None:
            for piece in pieces:
                piece.run(m)

        return Piece([line for piece in pieces for line in piece.lines], run)

    def some(self, scope: Scope, least: int, most: int, depth: int) -> Piece:
        return self.several(scope, self.chance.randint(least, most), depth)

    def statement(self, scope: Scope, depth: int) -> Piece:
        here = [(construct, weight) for construct, weight, stands in self.constructs if stands(scope, depth)]
        (chosen,) = self.chance.choices([one for one, _ in here], [weight for _, weight in here])
        return chosen(self, scope, depth)

    def small(self, scope: Scope) -> Value:
        """A number of two digits at most."""
        value = self.called(scope) if scope.functions and self.chance.random() < 0.15 else self.number(scope)
        return Value(f"MOD({value.text}, 100)", lambda m: modulo(value.of(m)))

    def rows(self, scope: Scope) -> tuple[str, Callable[[Machine], list[int]]]:
        """A condition on the table's key, and the keys it is true of, in order."""
        sign, value = self.chance.choice(("=", "<", ">", "<>")), self.number(scope.inside_sql())

        def keys(m: Machine) -> list[int]:
            wanted = value.of(m)
            if wanted is None:
                return []
            tests = {"=": wanted.__eq__, "<": wanted.__gt__, ">": wanted.__lt__, "<>": wanted.__ne__}
            return [key for key in sorted(m.rows) if tests[sign](key)]

        return f"id {sign} {value.text}", keys


def looped(scope: Scope, label: str | None, *numbers: str) -> Scope:
    """The scope inside a loop whose index or row gives it more numbers."""
    return replace(
        scope, loops=(*scope.loops, label), numbers=(*scope.numbers, *numbers), fixed=scope.fixed | set(numbers)
    )


def once(body: Piece, m: Machine, label: str | None) -> bool:
    """One turn of a loop; whether it is left."""
    try:
        body.run(m)
    except Leave as leaving:
        if leaving.label is not None and leaving.label != label:
            raise
        return leaving.word == "EXIT"
    return False
