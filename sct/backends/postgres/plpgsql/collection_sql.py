"""Collections in SQL: as rows, gathered from rows, and the operations of sets with duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.postgres import subtypes
from sct.backends.postgres.plpgsql import object_types
from sct.backends.postgres.plpgsql.object_types import order_of
from sct.ir.types import BOOLEAN, INTEGER, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.constructs_objects import WHOLE
from sct.sqlexpr.places import is_null
from sct.sqlexpr.scope import ColumnInfo, Shape

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver

COLUMN = "column_value"


def resolved(resolver: CodeResolver, type_: Type) -> Type:
    return resolver.type_of_text(type_.name) if type_.kind == "named" and not type_.members else type_


def rows(resolver: CodeResolver, value: Any, type_: Type, whole: bool = False) -> tuple[Any, Shape] | None:
    """A collection as a relation, and its columns: its elements' attributes, or COLUMN_VALUE. `whole`: objects are a
    column too, since an element that is NULL is no row of NULLs."""
    type_ = resolved(resolver, type_)
    if type_.kind != "collection" or type_.element is None:
        return None
    if is_null(value):
        value = build.cast(build.null(), resolver.types.text(type_), type_)  # CAST(NULL AS t)
    element = resolved(resolver, type_.element)
    members = resolver.members(element) if element.kind in ("record", "named") else ()
    columns = members or ((COLUMN, element),)
    shape = Shape({name: ColumnInfo(t) for name, t in columns})
    hidden: tuple[str, ...] = ()
    if element.kind == "named" and members:
        shape.object, shape.tells = element, True
        hidden = subtypes.hidden(resolver.program, element)
    form = resolver.types.form(type_)
    if build.is_marked(value, "rows"):
        return build.relation(value, "" if members else COLUMN), shape
    if form == "map":
        raise Refused("SC1510", "TABLE of an array indexed by text", None)
    names = [*(name for name, _ in columns), *hidden]
    fields: list[tuple[str, tuple[str, ...]]] = [(name, ("v", name) if members else ("v",)) for name in names]
    if whole and shape.object is not None:
        shape.whole = True
        fields.append((WHOLE, ("v",)))
        if form == "array":
            return build.select_fields(build.one_column(build.function(("unnest",), value), "v"), fields), shape
    if form == "array":
        return build.relation(build.function(("unnest",), value), "" if members else COLUMN), shape
    if form == "sparse":
        value = build.function(("array_remove",), value, build.null())
    return build.select_fields(build.function(("unnest",), value), fields), shape


def gathered(resolver: CodeResolver, kind: str, args: list[Any], target: Type, lifter: Any) -> Any:
    """CAST(MULTISET(query) AS t) and CAST(COLLECT(value) AS t)."""
    target = resolved(resolver, target)
    form = resolver.types.form(target)
    text = resolver.types.text(target)
    if form != "array":
        raise Refused("SC1575", "MULTISET or COLLECT into a collection of collections", None)
    if kind == "collect":
        wanted = target.element or Type("unknown")
        made = build.function(("array_agg",), *(lifter.coerce(a, wanted) for a in args[:1]), *args[1:])
        return build.cast(build.function(("coalesce",), made, build.string("{}")), text, target)
    element = resolved(resolver, target.element or Type("unknown"))
    query = args[0]
    only = build.only_item(query)
    if only is not None and element.kind == "named" and _type(only).kind == "named":
        query = build.with_only_item(query, lifter.coerce(only, element))
    elif resolver.members(element):
        more = len(subtypes.hidden(resolver.program, element)) if element.kind == "named" else 0
        query = build.row_query(query, resolver.types.text(element), more)
    return build.cast(build.array_of(query), text, target)


def multiset(resolver: CodeResolver, name: str, operands: list[Any], distinct: bool, lifter: Any) -> Any:
    """The operation between collections of that name; None when they are none."""
    types = [resolved(resolver, _type(o)) for o in operands]
    known = next((t for t in reversed(types) if t.kind == "collection"), None)
    if known is None:
        return None
    if known.key is not None:
        raise Refused("SC1510", "associative arrays have no operations of sets", None)
    if name == "member":
        types[0] = known.element or Type("unknown")
    form = resolver.types.form(known)
    text = resolver.types.text(known)
    if form == "array" and order_of(resolver, known.element or Type("unknown")) == "map":
        if name in _COMPARED:
            return _compared_by_map(resolver, name, operands, known, lifter)
        if name in ("set", "is_set", "intersect", "except") or (name == "union" and distinct):
            return _made_by_map(resolver, name, operands, known, distinct)
    values = []
    for position, node in enumerate(operands):
        if name == "member" and position == 0:
            node = lifter.coerce(node, known.element or Type("unknown"))
            values.append(node if form == "array" else build.row([node], resolver.types.box(known)))
            continue
        if form == "sparse":
            node = build.function(("array_remove",), node, build.null())
        if len(operands) > 1 and name != "member":
            node = build.cast(node, _plain(text))
        values.append(node)
    if name in ("union", "intersect", "except"):
        return build.runtime(f"multiset_{name}", *values, build.boolean(distinct), type_=known)
    if name == "member":
        composite = bool(resolver.members(types[0])) and types[0].kind == "named"
        return build.any_of(values[0], build.cast(values[1], text) if composite else values[1])
    if name == "submultiset":
        return build.runtime("multiset_in", *values, type_=BOOLEAN)
    if name in ("equal", "unequal"):
        made = build.runtime("multiset_equal", *values, type_=BOOLEAN)
        return made if name == "equal" else build.negate(made)
    if name == "empty":
        return build.compare(build.function(("cardinality",), values[0], type_=INTEGER), "=", build.number(0))
    if name == "is_set":
        return build.runtime("multiset_is_set", values[0], type_=BOOLEAN)
    if name == "cardinality":
        return build.function(("cardinality",), values[0], type_=INTEGER)
    return build.runtime("multiset_set", values[0], type_=known)


_COMPARED = {"member": "", "submultiset": "multiset_in", "equal": "multiset_equal", "unequal": "multiset_equal"}


def _compared_by_map(resolver: CodeResolver, name: str, operands: list[Any], known: Type, lifter: Any) -> Any:
    """Two objects are one where their MAP method gives the same: the collections of what it gives are compared."""
    element = resolved(resolver, known.element or Type("unknown"))
    second = _keys(resolver, operands[1], known)
    if name == "member":
        value = lifter.coerce(operands[0], element)
        return build.any_of(object_types.mapped(resolver, value, element), second)
    made = build.runtime(_COMPARED[name], _keys(resolver, operands[0], known), second, type_=BOOLEAN)
    return build.negate(made) if name == "unequal" else made


def _made_by_map(resolver: CodeResolver, name: str, operands: list[Any], known: Type, distinct: bool) -> Any:
    """The set, or what two collections have together, by what the elements' MAP method gives."""
    text = resolver.types.text(known)
    values = [build.cast(node, _plain(text), known) for node in operands]
    if name == "is_set":
        return build.runtime("multiset_is_set", _keys(resolver, operands[0], known), type_=BOOLEAN)
    if name in ("set", "union"):
        whole = (
            values[0] if name == "set" else build.runtime("multiset_union", *values, build.boolean(False), type_=known)
        )
        return build.runtime("multiset_set", whole, _keys(resolver, whole.copy(), known), type_=known)
    keys = [_keys(resolver, node, known) for node in operands]
    return build.runtime(f"multiset_{name}", *values, build.boolean(distinct), *keys, type_=known)


def _keys(resolver: CodeResolver, node: Any, known: Type) -> Any:
    """What the MAP method gives for each element of a collection."""
    element = resolved(resolver, known.element or Type("unknown"))
    of = build.cast(node.copy(), resolver.types.text(known), known)
    unnested = build.one_column(build.function(("unnest",), of), "v")
    query = build.select_fields(unnested, [("v", ("v",))])
    found = build.only_item(query)
    assert found is not None
    item = build.typed(found.copy(), element)
    mapped = build.array_of(build.with_only_item(query, object_types.mapped(resolver, item, element)))
    return build.where_given(of.copy(), mapped)


def _plain(text: str) -> str:
    """An array type without its element's length, so that both operands have the same type."""
    return f"{text.partition('(')[0]}[]" if "(" in text else text


def _type(node: Any) -> Type:
    found: Type = node._meta.get("t", Type("unknown")) if node is not None and node._meta else Type("unknown")
    return found
