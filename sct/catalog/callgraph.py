"""What a routine needs there when it runs: the routines it calls and the packages whose state it uses, however far.

Found by names in the pieces of its code, all overloads of a name together: rather too much than too little.
"""

from __future__ import annotations

from collections.abc import Iterable

from sct.catalog.constants import has_moment, is_fixed, kept
from sct.catalog.effects import chains
from sct.catalog.program import Program
from sct.catalog.scopes import Item, Names, PackageItem, RoutineItem
from sct.ir.sql import Sql
from sct.ir.walking import everything

# A routine; what a package declares besides routines; a package's initialisation, which the first use of it runs.
Node = RoutineItem | Item | PackageItem


class CallGraph:
    def __init__(self, program: Program) -> None:
        self.program = program
        self._uses: dict[int, list[Node]] = {}

    def reached(self, first: Iterable[Node]) -> list[Node]:
        """`first` and all they lead to, in the order they are met."""
        found: dict[int, Node] = {}
        todo = list(first)
        while todo:
            one = todo.pop()
            if id(one) not in found:
                found[id(one)] = one
                todo.extend(self.uses(one))
        return list(found.values())

    def uses(self, one: Node) -> list[Node]:
        known = self._uses.get(id(one))
        if known is None:
            known = self._uses[id(one)] = self._find(one)
        return known

    def _find(self, one: Node) -> list[Node]:
        program = self.program
        if isinstance(one, RoutineItem):
            found = self.of_code([one.code], one.names or one.outer)
            package = one.package
            starts = package is not None and one.public and (package.init is not None or has_moment(package, program))
            return _and(found, package) if starts else found
        if isinstance(one, Item):
            found = self.of_code([one.decl], one.home)
            return _and(found, one.package) if is_kept(one, program) else found
        code = [item.decl for item in kept(one, program)]
        return self.of_code([*code, *([one.init] if one.init is not None else [])], one.names)

    def of_code(self, code: Iterable[object], names: Names) -> list[Node]:
        """What pieces of code lead to directly."""
        found: dict[int, Node] = {}
        for start in code:
            for piece in everything(start):
                if isinstance(piece, Sql):
                    for path in chains(piece):
                        for node in self._meant(path, names):
                            found[id(node)] = node
        return list(found.values())

    def _meant(self, path: tuple[str, ...], names: Names) -> list[Node]:
        found = self.program.find(path, names)
        if found is None:
            return []
        item = found.item
        if item.kind == "routines":
            return list(item.routines)
        return [item] if item.package is not None else []


def is_kept(item: Item, program: Program) -> bool:
    """Whether a package's session keeps it, so that who uses it runs the initialisation first."""
    return item.kind == "variable" or (item.kind == "constant" and not is_fixed(item, program))


def _and(found: list[Node], package: PackageItem | None) -> list[Node]:
    """A package is met at its first use."""
    return found if package is None or package in found else [*found, package]
