"""What the names of a piece of SQL mean inside code: variables, package items, routines, collections, attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from sct.backends.postgres.names import TAKEN, untaken
from sct.backends.postgres.plpgsql import (
    nested,
    nested_defaults,
    object_types,
    overloads,
    overriding,
)
from sct.backends.postgres.plpgsql.resolver_values import ValueResolver, type_of_value
from sct.backends.postgres.plpgsql.types import Types
from sct.catalog.program import Program
from sct.catalog.scopes import Found, Item, Names, RoutineItem
from sct.ir import statements as s
from sct.ir.types import UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import Part, argument_name
from sct.sqlexpr.scope import RoutineInfo, Shape, Symbol

# Cursor attributes: (cursor item or None for SQL%, attribute, resolver) -> node; registered by cursors.py.
ATTRIBUTES: list[Callable[[CodeResolver, Item | None, str], Any]] = []
# Names that mean something of the language's own: (resolver, path) -> node; registered by exceptions.py.
SYMBOLS: list[Callable[[CodeResolver, tuple[str, ...]], Any]] = []

# What is not handed to a query as a text, or held for it.
_NEVER_HANDED = ("unknown", "record", "named", "collection", "cursor")


class CodeResolver(ValueResolver):
    """The catalog, and around it the program and the scope a piece stands in."""

    def __init__(self, program: Program, types: Types, names: Names) -> None:
        super().__init__(program.catalog, program.resolver._type_of_text)
        self.program = program
        self.types = types
        self.names = names
        self.writer: Any = None  # the Writer of the routine, when there is one
        self.form: tuple[str, ...] = ()  # the path of the form of the routine that is written, where it is another one
        self.renamed: dict[int, str] = {}  # id of a declaration -> its name here (nested.py)
        self.early = False  # in the DECLARE part of a routine, where '' given for text has not become NULL yet
        self.predicate: Callable[[str, list[Any] | None], Any] | None = None  # INSERTING, UPDATING('C') … of a trigger
        self.transition: dict[tuple[str, ...], Shape] = {}  # tables of a trigger's changed rows
        self.calls: list[RoutineItem] = []  # routines called, for dependencies and analysis
        self.state: list[Item] = []  # package variables and constants read
        self.held: list[tuple[str, Any]] | None = None
        self.handed: list[Any] | None = None  # the values of code a query that is opened from its text is run with

    def notes(self) -> list[Any]:
        types = self.types
        return [*super().notes(), self.calls, self.state, types.used, types.relations, types.runtime]

    def type_of_text(self, text: str) -> Type:
        found = self.program.find(tuple(text.lower().split(".")), self.names)
        if found is not None and found.item.kind == "type" and not found.rest:
            return self.program.type_of_item(found.item)
        return super().type_of_text(text)

    def relation(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], Shape] | None:
        shape = self.transition.get(path)
        if shape is not None:
            return path, shape
        own = self._of_own_schema(path) if len(path) == 1 else None
        return (own, self.catalog.shape_of(own)) if own is not None else super().relation(path)

    def _of_own_schema(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        """A name without an owner is first looked for beside the routine it stands in."""
        for scope in self.names.chain():
            schema = getattr(scope.owner, "path", ())[:-1][:1]
            if schema and (*schema, *path) in self.catalog.relations:
                return (*schema, *path)
        return None

    # --- names without arguments ------------------------------------------------------------------------------------

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        for give in SYMBOLS:
            made = give(self, path)
            if made is not None:
                return Symbol(type_of_value(made), build=partial(_itself, made))
        if path[-1].startswith("%"):
            node = self.attribute(path[:-1], path[-1][1:])
            return Symbol(type_of_value(node), build=lambda: node) if node is not None else None
        if len(path) == 1 and self.predicate is not None:
            known = self.predicate(path[0], None)
            if known is not None:
                return Symbol(type_of_value(known), True, build=lambda: known, kind="predicate")
        found = self.program.find(path, self.names)
        if found is None and len(path) > 1 and self._object_type(path) is not None:
            static = self._type_chain([Part(p) for p in path], None)  # a static function needs no parentheses
            return Symbol(type_of_value(static), build=lambda: static) if static is not None else None
        if found is None or not (found.item.is_value or found.item.kind == "routines"):
            return None
        if found.item.kind == "routines" and not found.rest and len(path) == 1:
            return None  # `routine` answers, with its conversions
        named = found.qualified and self.qualifier(found.item)
        if found.item.is_value and not found.rest and not named and self.plain(found.item):
            return Symbol(self.types.value(found.item, self.program.type_of_item(found.item)))
        node = self.chain([Part(p) for p in path], None, None)
        return Symbol(type_of_value(node), build=lambda: node) if node is not None else None

    def outside(self, path: tuple[str, ...]) -> str:
        """What keeps a name of a package of the input from being seen here; "" when it names no such package."""
        package = self.program.packages.get(self.catalog.key(path[:-1])) if len(path) > 1 else None
        if package is None:
            return ""
        if path[-1] in package.names.items:
            return f"{'.'.join(path)}: {path[-1]} is not in the specification of package {package.path[-1]}"
        return f"{'.'.join(path)}: package {package.path[-1]} has no {path[-1]}"

    def plain(self, item: Item) -> bool:
        """Whether a value is written under its own name."""
        if item.home.kind == "object" or _is_loop_row(item):
            return False
        if self.renamed.get(id(item.decl), item.name) != item.name:
            return False
        if self.early and item.kind == "parameter" and self.program.type_of_item(item).kind in ("varchar", "char"):
            return False
        if self.handed is not None:
            return False
        return item.package is None and not item.target and item.name not in TAKEN and "value" not in _facts(item)

    def qualifier(self, item: Item) -> str:
        """What a local name written `label.x` is qualified by here; the label is noted, so that it gets written."""
        scope = item.home
        if item.package is not None or not scope.label or scope.kind not in ("block", "routine"):
            return ""
        routine = self.names.routine()
        if id(item.decl) in self.renamed and routine is not None:
            return str((self.form or routine.path)[-1])  # it came as a parameter of this routine
        if item.kind == "parameter" and isinstance(scope.owner, RoutineItem) and scope.kind == "routine":
            # PL/pgSQL knows a function's parameters by the function's name
            return (self.form if self.form and scope.owner is routine else scope.owner.path)[-1]
        if scope.kind == "routine" and self.writer is not None:
            self.writer.facts.setdefault("labels", set()).add(scope.label)
        return scope.label

    def value(self, item: Item, qualified: bool = False) -> Any:
        """The node that reads a value of code."""
        type_ = self.types.value(item, self.program.type_of_item(item))
        if item.home.kind == "object":
            routine = self.names.routine()
            if routine is None or routine.owner_type != item.home.owner:
                raise Refused("SC1571", f"attribute {item.name} is used in a routine inside a method", None)
            return build.marked(build.name("self", item.name, type_=type_), "field")
        package = item.package
        if package is not None:
            if type_.kind == "unknown" and item.kind in ("variable", "constant"):
                raise Refused("SC1514", f"{item.name}: type {item.decl.type.text} is not among the input", None)
            self.state.append(item)
            return build.function(package.inside(item.target or item.name), type_=type_, own=True)
        label = self.qualifier(item) if qualified else ""
        made = build.name(*((label,) if label else ()), self.target(item), type_=type_)
        if _is_loop_row(item):
            return build.marked(made, "loop row")
        if self.early and item.kind == "parameter" and type_.kind in ("varchar", "char") and item.decl.mode != "out":
            return build.function(("nullif",), made, build.string(""), type_=type_)
        return made

    def is_integer(self, name: str) -> bool:
        """Whether a simple name is a variable that holds an integer on the target too (most parameters are numeric)."""
        found = self.names.find((name,))
        if found is None or found.item.package is not None:
            return False
        if found.item.kind == "parameter" and not self.types.declared_arguments:
            return False
        return self.program.type_of_item(found.item).kind == "integer"

    def target(self, item: Item) -> str:
        """The name of a local value on the target."""
        known = self.renamed.get(id(item.decl))
        if known is not None:
            return known
        return item.target or untaken(item.name)

    def attribute(self, path: tuple[str, ...], name: str) -> Any:
        """`c%FOUND`, `SQL%ROWCOUNT`."""
        item = None
        if path != ("sql",):
            found = self.program.find(path, self.names)
            if found is None or found.rest:
                return None
            item = found.item
        for give in ATTRIBUTES:
            node = give(self, item, name)
            if node is not None:
                return node
        return None

    # --- chains -------------------------------------------------------------------------------------------------------

    def knows(self, path: tuple[str, ...]) -> bool:
        """Whether a chain of these names begins at something of the program."""
        if path[0] == "sql" and len(path) > 1 and path[1].startswith("%bulk_"):
            return True
        if path[0] in object_types.FUNCTIONS:
            return True
        return self.lookup(path) is not None or self._object_type(path) is not None

    def lookup(self, path: tuple[str, ...]) -> Found | None:
        return self.program.find(tuple([p for p in path if p]), self.names)

    def _object_type(self, path: tuple[str, ...]) -> Type | None:
        """A schema-level type a chain begins with: its constructor, or a static method of it."""
        for length in (2, 1):
            if len(path) >= length:
                key = self.catalog._resolve(path[:length], self.catalog.types)
                if key is not None:
                    return self.type_of_text(".".join(key))
                known = self.type_of_text(".".join(path[:length]))
                if known.kind == "collection":  # one the source's database brings with it
                    return known
        return None

    def chain(self, parts: list[Part], lifter: Any, node: Any) -> Any:
        """The node of `a.b(i).c`; None when it is nothing of the program."""
        if parts[0].name == "sql" and len(parts) > 1:
            from sct.backends.postgres.plpgsql import forall

            return forall.attribute(self.writer, parts, lifter)
        if self.predicate is not None and len(parts) == 1 and parts[0].args:
            known = self.predicate(parts[0].name, parts[0].args)  # UPDATING('C'), beside a variable UPDATING
            if known is not None:
                return known
        if parts[0].name in object_types.FUNCTIONS and len(parts[0].args or ()) == 2:
            value, types = parts[0].args or (None, None)
            base = object_types.function(self, parts[0].name, value, build.literal_text(types) or "", lifter)
            return self.walk(base, parts[1:], lifter)
        names: list[str] = []
        for part in parts:
            names.append(part.name)
            if part.args is not None:
                break
        found = self.lookup(tuple(names))
        if found is None or not (found.item.is_value or found.item.kind in ("routines", "type", "cursor")):
            return self._type_chain(parts, lifter)
        item = found.item
        at = len(names) - len(found.rest)  # parts used up for the item's own name
        args = parts[at - 1].args
        rest = parts[at:]
        if names[-1].startswith("%"):
            return self.attribute(tuple(names[:-1]), names[-1][1:])
        if item.kind == "routines":
            return self.walk(self.called(item, args or [], lifter), rest, lifter)
        if item.kind == "type":
            return self.walk(self.constructed(self.program.type_of_item(item), args or [], lifter), rest, lifter)
        if item.kind == "cursor":
            return None
        base = self.value(item, found.qualified)
        if args is not None:
            base = self.subscript(base, args, lifter)
        made = self.walk(base, rest, lifter)
        if item.package is not None and (item.kind != "variable" or type_of_value(made).kind in _NEVER_HANDED):
            return made
        if self.handed is not None:
            return self._handed(made)
        return made if item.package is None or self.held is None else self._held(made)

    @contextmanager
    def held_values(self) -> Iterator[list[tuple[str, Any]]]:
        """While a query is lifted whose rows are fetched one by one: variables of our own for the package variables it
        names, which it sees as they are when it is opened, and their values."""
        before, self.held = self.held, []
        try:
            yield self.held
        finally:
            self.held = before

    def _held(self, value: Any) -> Any:
        assert self.held is not None and self.writer is not None
        name = self.writer.unique("held")
        self.held.append((name, value))
        return build.name(name, type_=type_of_value(value))

    @contextmanager
    def query_values(self) -> Iterator[list[Any]]:
        """While a query is lifted that is opened from its text: the values of code it names, in the order of the
        array it is run with."""
        before, self.handed = self.handed, []
        try:
            yield self.handed
        finally:
            self.handed = before

    def handed_on(self, value: Any) -> Any:
        """A value for a query opened from its text, where that stands inside another one."""
        return value if self.handed is None else self._handed(value)

    def _handed(self, value: Any) -> Any:
        """The element of that array in the place of a value."""
        assert self.handed is not None
        type_ = type_of_value(value)
        if type_.kind in _NEVER_HANDED:
            raise Refused("SC1579", f"a {type_.name or type_.kind} inside CURSOR(…)", None)
        self.handed.append(value)
        given = build.element(build.parameter(1, VARCHAR), build.number(len(self.handed)), VARCHAR)
        return build.cast(given, self.types.text(type_), type_)

    def _type_chain(self, parts: list[Part], lifter: Any) -> Any:
        type_ = self._object_type(tuple(p.name for p in parts))
        if type_ is None:
            return None
        label = (type_.name or type_.raw.lower()).split(".")
        length = len(label)
        for at in (length - 1, 0):
            if at < len(parts) and parts[at].args is not None and parts[at].name == label[-1]:
                return self.walk(self.constructed(type_, parts[at].args or [], lifter), parts[at + 1 :], lifter)
        for at in (length, 1):
            if at < len(parts) and parts[at - 1].name == label[-1]:
                made = self.method(None, type_, parts[at].name, parts[at].args or [], lifter)
                return self.walk(made, parts[at + 1 :], lifter)
        return None

    def walk(self, base: Any, parts: list[Part], lifter: Any) -> Any:
        """Fields, subscripts and methods behind a value."""
        for part in parts:
            if base is None:
                return None
            base = self.dereferenced(base) or base
            type_ = type_of_value(base)
            if part.name == "":
                base = self.subscript(base, part.args or [], lifter)
                continue
            member = dict(self.members(type_)).get(part.name)
            if member is not None:
                base = self._field(base, part.name, member)
                if part.args is not None:
                    base = self.subscript(base, part.args, lifter)
                continue
            base = self.method(base, type_, part.name, part.args or [], lifter)
        return base

    # --- calls --------------------------------------------------------------------------------------------------------

    def routine(self, path: tuple[str, ...], args: list[Any]) -> RoutineInfo | None:
        symbol = self.symbol(path) if not args and len(path) > 1 else None
        if symbol is not None and symbol.build is not None:
            made = symbol.build
            return RoutineInfo("function", path, symbol.type, build=lambda given: made())
        if len(path) == 1 and self.predicate is not None:
            known = self.predicate(path[0], args)
            if known is not None:
                return RoutineInfo("function", path, type_of_value(known), build=lambda given: known)
        found = self.program.find(path, self.names)
        if found is None or found.item.kind != "routines" or found.rest:
            return super().routine(path, args)
        if found.item.home.kind == "object":
            return RoutineInfo("function", path, UNKNOWN, build=lambda given: self.called(found.item, given, None))
        chosen = self.choose(found.item, args)
        clash = overloads.ambiguous(found.item, chosen, len(args), self.types)
        if nested.gives_several(chosen):
            name = found.item.name
            raise Refused("SC1512", f"{name} gives back several values and is called inside an expression", None)
        return RoutineInfo(
            chosen.kind,
            chosen.path,
            self.types.result(chosen.returns or UNKNOWN),
            build=lambda given: self._call(chosen, given, None, clash),
        )

    @property
    def in_code(self) -> bool:
        return self.names.kind != "program"

    def has_routine(self, name: str) -> bool:
        return self.program.stands_alone(name)

    def declares(self, name: str) -> bool:
        found = self.names.find((name,))
        return found is not None and found.item.kind == "routines" and found.item.home.kind != "program"

    def choose(self, item: Item, args: list[Any], kind: str = "function") -> RoutineItem:
        types = _argument_types(args)
        chosen = self.program.choose(item.routines, types, kind) or self.program.choose(item.routines, types)
        if chosen is None:
            raise Refused("SC1511", f"no {item.name} takes these arguments", None)
        return chosen

    def called(self, item: Item, args: list[Any], lifter: Any) -> Any:
        """A function call inside an expression."""
        of_self = [one for one in item.routines if one.code.method != "static"]
        if item.home.kind == "object" and of_self:
            # a method called by its name alone is one of SELF, where there is one; else a static one is meant
            routine = self.names.routine()
            this = build.name("self", type_=super().type_of_text(str(item.home.owner)))
            types = _argument_types([this, *args])
            statics = [one for one in item.routines if one.code.method == "static"]
            inside = routine is not None and routine.code.method != "static"
            if statics and not (inside and self.program.choose(of_self, types) is not None):
                item = replace(item, routines=statics)
            else:
                item, args = replace(item, routines=of_self), [this, *args]
        chosen = self.choose(item, args)
        if chosen.kind == "procedure":
            raise Refused("SC1511", f"{item.name} is a procedure and gives no value", None)
        if nested.gives_several(chosen):
            raise Refused("SC1512", f"{item.name} gives back several values and is called inside an expression", None)
        return self._call(chosen, args, lifter, overloads.ambiguous(item, chosen, len(args), self.types))

    def _call(
        self, chosen: RoutineItem, args: list[Any], lifter: Any, by_name_only: bool = False, own: bool = False
    ) -> Any:
        """`own`: of a method that subtypes override, the one of its own type."""
        self.calls.append(chosen)
        by_name = {p.name: p for p in chosen.params}
        given = nested.given(self, chosen)
        for position, arg in enumerate(args):
            named = argument_name(arg)
            if named is not None:
                made = named[1]
                if lifter is not None:
                    made = self.passed(made, by_name[named[0]].type, lifter)
                given.append(build.named_argument(named[0], made))
            else:
                wanted = chosen.params[position].type
                made = self.passed(arg, wanted, lifter) if lifter is not None else self.object_as(arg, wanted)
                given.append(build.named_argument(chosen.params[position].name, made) if by_name_only else made)
        for param in nested_defaults.left_out(self, chosen, args):
            if self.writer is None:
                raise Refused("SC1571", f"a default of {chosen.code.name.name} is made of what stands around it", None)
            translator = self.writer.translator
            given.append(build.named_argument(param.name, translator.lifted_piece(param.decl.default, param.type)))
        path = overriding.own_path(chosen) if own else chosen.path
        made = build.function(path, *given, type_=self.types.result(chosen.returns or UNKNOWN), own=True)
        made = build.marked(made, "routine")
        return build.marked(made, "rows") if chosen.code.options.get("pipelined") is not None else made

    def object_as(self, arg: Any, wanted: Type) -> Any:
        """An object as the parameter's type, which its own is under."""
        has = type_of_value(arg)
        if has.kind != "named" or wanted.kind != "named" or has.name == wanted.name:
            return arg
        return self.widened(arg, has, wanted) or arg

    def row_as(self, node: Any, has: Type, wanted: Type) -> Any:
        """A record of another type, or a loop's row, which has no type of its own, as the type wanted, field by field."""
        path = build.path_of(node)
        same = has.name == wanted.name and not build.is_marked(node, "loop row")
        if same or path is None or len(has.members) != len(wanted.members):
            return node
        fields = [
            _fitting(build.name(*path, name, type_=type_), type_, field)
            for (name, type_), (_, field) in zip(has.members, wanted.members, strict=True)
        ]
        return build.row(fields, self.types.text(wanted), wanted)

    def passed(self, arg: Any, wanted: Type, lifter: Any) -> Any:
        """An argument as the parameter takes it."""
        return lifter.coerce(arg, wanted)


def _fitting(node: Any, has: Type, wanted: Type) -> Any:
    """A field for a record that is cast: a cast would cut what is too long."""
    if (
        wanted.kind not in ("varchar", "char")
        or not wanted.length
        or (has.is_text and 0 < (has.length or 0) <= wanted.length)
    ):
        return node
    name = "fit_bytes" if wanted.unit == "byte" else "fit_text"
    return build.runtime(name, node, build.number(wanted.length), type_=wanted)


def _is_loop_row(item: Item) -> bool:
    return item.kind == "row" and isinstance(item.decl, (s.ForQuery, s.ForCursor))


def _itself(node: Any) -> Any:
    return node


def _argument_types(args: list[Any]) -> list[tuple[str, Type]]:
    found = [(argument_name(arg), arg) for arg in args]
    return [(named[0], type_of_value(named[1])) if named else ("", type_of_value(arg)) for named, arg in found]


def _facts(item: Item) -> set[str]:
    return item.uses
