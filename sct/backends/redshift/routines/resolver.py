"""What the names of a piece of SQL mean inside code: variables, parameters, fields of rows, cursors' attributes."""

from __future__ import annotations

from typing import Any

from sct.backends.redshift.names import ident
from sct.catalog.catalog import CatalogResolver
from sct.catalog.program import Program
from sct.catalog.scopes import Item, Names, RoutineItem
from sct.ir.types import BOOLEAN, INTEGER, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.scope import RoutineInfo, Symbol

# Words PL/pgSQL itself gives a meaning.
TAKEN = frozenset({"found", "sqlstate", "sqlerrm", "new", "old"})


class CodeResolver(CatalogResolver):
    """The catalog, and around it the program and the scope a piece stands in.

    `columns`: names of columns in the input; a variable of such a name is renamed, because a variable hides a column.
    `numbers`: parameters of an SQL function, which it knows by number alone.
    """

    def __init__(self, program: Program, names: Names, columns: frozenset[str]) -> None:
        super().__init__(program.catalog, program.resolver._type_of_text)
        self.program = program
        self.names = names
        self.columns = columns
        self.numbers: dict[str, int] = {}
        self.calls: list[RoutineItem] = []
        self.handling = False  # inside a handler: SQLSTATE and SQLERRM are there
        self.asked: set[str] = set()  # attributes of cursors the routine keeps in variables

    def notes(self) -> list[Any]:
        return [*super().notes(), self.calls]

    def target(self, item: Item) -> str:
        """A local value's name on the target."""
        if item.kind == "cursor" or (item.name not in self.columns and item.name not in TAKEN):
            return item.name
        return f"{'p' if item.kind == 'parameter' else 'v'}_{item.name}"

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        if path[-1].startswith("%"):
            node = self._attribute(path[:-1], path[-1][1:])
            return Symbol(node.meta["t"], build=lambda: node)
        found = self.program.find(path, self.names)
        if found is None:
            return self._of_the_error(path)
        item = found.item
        if not item.is_value:
            return None
        if item.package is not None:
            raise Refused("RS0160", f"{'.'.join(path)}: a variable of a package", None)
        if item.name in self.numbers and item.kind == "parameter":
            made = build.parameter(self.numbers[item.name], self.program.type_of_item(item))
            return Symbol(self.program.type_of_item(item), build=made.copy)
        type_ = self.program.type_of_item(item)
        names = [self.target(item)]
        for name in found.rest:
            type_ = dict(type_.members).get(name, Type("unknown"))
            names.append(name)
        node = build.name(*names, type_=type_)
        return Symbol(type_, build=node.copy)

    def _of_the_error(self, path: tuple[str, ...]) -> Symbol | None:
        if path in (("sqlstate",), ("sqlerrm",)) and self.handling:
            node = build.name(path[0], type_=VARCHAR)
            return Symbol(VARCHAR, build=node.copy)
        if path in (("sqlstate",), ("sqlcode",), ("sqlerrm",)):
            raise Refused("RS0161", f"{path[0].upper()}", None)
        return None

    def _attribute(self, path: tuple[str, ...], name: str) -> Any:
        """`SQL%ROWCOUNT`, `c%NOTFOUND`: what was kept after the last statement of that cursor."""
        kept = attribute_variable(path, name)
        self.asked.add(kept)
        if name == "rowcount":
            return build.name(kept, type_=INTEGER)
        if name not in ("found", "notfound"):
            raise Refused("RS0162", f"{'.'.join(path)}%{name.upper()}", None)
        node = build.name(kept, type_=BOOLEAN)
        if name == "notfound":
            node = build.negate(node)
        return build.typed(node, BOOLEAN)

    def routine(self, path: tuple[str, ...], args: list[Any]) -> RoutineInfo | None:
        found = self.program.find(path, self.names)
        if found is None or found.item.kind != "routines" or found.rest:
            return super().routine(path, args)
        chosen = self.program.choose(found.item.routines, [("", Type("unknown"))] * len(args))
        if chosen is None:
            raise Refused("SC1511", f"no {'.'.join(path)} takes these arguments", None)
        self.calls.append(chosen)
        return RoutineInfo(
            chosen.kind,
            chosen.path,
            chosen.returns or Type("unknown"),
            tuple((p.name, p.mode, p.type, p.optional) for p in chosen.params),
        )


def attribute_variable(path: tuple[str, ...], name: str) -> str:
    """The variable that keeps an attribute: `sct_sql_rows`, `sct_c_found`."""
    return f"sct_{path[-1]}_{'rows' if name == 'rowcount' else 'found'}"


__all__ = ["CodeResolver", "attribute_variable", "ident"]
