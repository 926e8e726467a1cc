"""What code asks of values that are objects, collections, records or references: each answer is in the file of its construct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sct.backends.postgres import subtypes
from sct.backends.postgres.plpgsql import (
    collection_sql,
    collections,
    object_types,
    references,
)
from sct.backends.postgres.plpgsql.types import Types
from sct.catalog.catalog import CatalogResolver
from sct.catalog.program import Program
from sct.ir.types import UNKNOWN, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.parse import tree_of
from sct.sqlexpr.places import argument_name
from sct.sqlexpr.scope import Shape

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver


class ValueResolver(CatalogResolver):
    """Between the catalog and the resolver of a body."""

    program: Program
    types: Types

    @property
    def whole(self) -> CodeResolver:
        """The resolver this is a part of."""
        return cast("CodeResolver", self)

    def members(self, type_: Type) -> tuple[tuple[str, Type], ...]:
        if type_.members:
            return type_.members
        return super().type_of_text(type_.name).members if type_.kind == "named" else ()

    def _field(self, base: Any, name: str, type_: Type) -> Any:
        path = build.path_of(base)
        # PL/pgSQL reads a.b.c as label.variable.field, never as a field of a field
        if path and (len(path) == 1 or not build.is_marked(base, "field")):
            return build.marked(build.name(*path, name, type_=type_), "field")
        return build.field(base, name, type_)

    def subscript(self, base: Any, args: list[Any], lifter: Any) -> Any:
        type_ = type_of_value(base)
        if type_.kind != "collection" or len(args) != 1:
            raise Refused("SC1510", "this value takes no arguments", None)
        return collections.element(self.whole, base, type_, args[0], lifter)

    def method(self, base: Any, type_: Type, name: str, args: list[Any], lifter: Any = None) -> Any:
        """A method of a collection or an object; None when there is none of that name."""
        if type_.kind == "collection" and base is not None:
            return collections.method(self.whole, base, type_, name, args, lifter)
        return object_types.method(self.whole, base, type_, name, args, lifter) if type_.kind == "named" else None

    def compared(self, operator: str, left: Any, right: Any) -> Any:
        """A comparison of objects."""
        return object_types.compared(self.whole, operator, left, right)

    def mapped(self, value: Any, type_: Type) -> Any:
        """What objects are sorted by."""
        return object_types.mapped(self.whole, value, type_)

    def order_of(self, type_: Type) -> str:
        """How objects of a type are compared: map, order, or "" by their attributes."""
        return object_types.order_of(self.whole, type_)

    def null_test(self, value: Any) -> Any:
        return object_types.null_test(self.whole, value)

    def widened(self, value: Any, has: Type, wanted: Type) -> Any:
        """An object where a supertype of its type is wanted."""
        return object_types.widened(self.whole, value, has, wanted)

    def object_function(self, name: str, value: Any, types: str, lifter: Any) -> Any:
        return object_types.function(self.whole, name, value, types, lifter)

    def highest(self, types: list[Type]) -> Type | None:
        """The one of several object types that all the others are under."""
        distance = self.program.hierarchies.distance
        return next((t for t in types if all(distance(o.name, t.name) is not None for o in types)), None)

    def is_exactly(self, value: Any, type_: Type) -> bool:
        """Whether a value is of that object type and of none under it."""
        if type_of_value(value).name != type_.name:
            return False
        return build.is_marked(value, "constructed") or not self.program.hierarchies.is_open(type_.name)

    def row_object(self, alias: str, type_: Type, tells: bool) -> Any:
        """A row of an object table or a collection as the object it is: VALUE(alias)."""
        later = self.catalog.later(type_.name)
        fields = [
            build.null(t) if name in later else build.name(alias, name, type_=t) for name, t in self.members(type_)
        ]
        hidden = subtypes.hidden(self.program, type_)
        fields.extend(build.name(alias, name) if tells else build.null() for name in hidden)
        return build.row(fields, self.types.text(type_), type_)

    def reference(self, alias: str, shape: Shape) -> Any:
        return references.reference(self.whole, alias, shape)

    def object_id(self, alias: str, shape: Shape) -> Any:
        return references.object_id(self.whole, alias, shape)

    def made_reference(self, name: str, keys: list[Any], lifter: Any) -> Any:
        return references.made(self.whole, name, keys, lifter)

    def dereferenced(self, value: Any) -> Any:
        """The object a reference leads to; None when it is no reference."""
        return references.dereferenced(self.whole, value)

    def on_object(self, name: str, args: list[Any], lifter: Any) -> Any:
        return references.on_object(self.whole, name, args, lifter)

    def dangling(self, value: Any, negated: bool) -> Any:
        return references.dangling(self.whole, value, negated)

    def rows(self, value: Any, type_: Type, whole: bool = False) -> tuple[Any, Any] | None:
        """A collection standing in FROM; `whole`: its elements are asked for as the objects they are."""
        return collection_sql.rows(self.whole, value, type_, whole)

    def gathered(self, kind: str, args: list[Any], target: Type, lifter: Any) -> Any:
        return collection_sql.gathered(self.whole, kind, args, target, lifter)

    def multiset(self, name: str, operands: list[Any], distinct: bool, lifter: Any) -> Any:
        return collection_sql.multiset(self.whole, name, operands, distinct, lifter)

    def constructed(self, type_: Type, args: list[Any], lifter: Any) -> Any:
        if type_.kind == "collection":
            return collections.constructor(self.whole, type_, args, lifter)
        made = object_types.constructed(self.whole, type_, args, lifter)
        if made is not None:
            return build.marked(made, "constructed")
        later = self.catalog.later(type_.name) if type_.kind == "named" else frozenset()
        if later and len(args) == len(type_.members) - len(later):  # the constructor of the type as it was then
            given_ = iter(args)
            args = [build.null(m) if n in later else next(given_) for n, m in type_.members]
        if type_.members:
            if len(args) != len(type_.members) or any(argument_name(a) for a in args):
                given = self._by_name(type_, args, lifter)
            else:
                given = [lifter.coerce(a, m) for a, (_, m) in zip(args, type_.members, strict=False)]
            given = [collections.fitted(v, m) for v, (_, m) in zip(given, type_.members, strict=True)]
            given.extend(build.null() for _ in subtypes.hidden(self.program, type_))
            return build.marked(build.row(given, self.types.text(type_), type_), "constructed")
        raise Refused("SC1510", f"{type_.raw or type_.name} is no type with a constructor", None)

    def _by_name(self, type_: Type, args: list[Any], lifter: Any) -> list[Any]:
        """A record's constructor with named or missing fields (qualified expressions): those have their defaults."""
        given = _named_fields(type_, args)
        item = self.program.record_item(type_)
        for decl in item.decl.fields if item is not None else ():
            if decl.default is not None and decl.name not in given:
                given[decl.name] = lifter.expression(tree_of(decl.default).copy())
        return [lifter.coerce(given[m], t) if m in given else build.null(t) for m, t in type_.members]


def _named_fields(type_: Type, args: list[Any]) -> dict[str, Any]:
    """The fields a record's constructor is given, by name or by place."""
    names = [m for m, _ in type_.members]
    given: dict[str, Any] = {}
    for position, arg in enumerate(args):
        named = argument_name(arg)
        if named is not None and named[0] == "others" and position == len(args) - 1 and "others" not in names:
            given.update({name: named[1].copy() for name in names if name not in given})
            continue
        name = named[0] if named else names[position] if position < len(names) else ""
        if name not in names or name in given:
            raise Refused("SC1510", f"{type_.raw or type_.name} has no field for argument {position + 1}", None)
        given[name] = named[1] if named else arg
    return given


def type_of_value(node: Any) -> Type:
    found: Type = node._meta.get("t", UNKNOWN) if node is not None and node._meta else UNKNOWN
    return found
