"""Objects as keys: sorted, grouped, made distinct, looked for in lists.

Where a type has a MAP method, its value stands for the object, so that 1/2 and 2/4 are one (Object-Relational Developer's
Guide, Member Methods for Comparing Objects). The target would compare attribute by attribute, so what is not written with
MAP, or for a type that has ORDER alone, is refused by name. Objects without either are only equal attribute by attribute.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr import build
from sct.sqlexpr.nodes import exp, set_type, type_of
from sct.sqlexpr.ownership import AGGREGATES
from sct.sqlexpr.scope import Scope, Shape

Node: TypeAlias = exp.Expression
CODE = "SC1641"


def order_of(type_: t.Type, lifter: Any) -> str:
    """How objects of a type are compared: map, order, or "" attribute by attribute (or no objects at all)."""
    ask = getattr(lifter.ctx.resolver, "order_of", None) if type_.kind == "named" else None
    return ask(type_) if ask is not None else ""


def key(value: Node, lifter: Any) -> Node:
    """What stands for a value where it is a key. Raises Refused."""
    how = order_of(type_of(value), lifter)
    if not how:
        return value
    if how != "map":
        raise lifter.ctx.refuse(CODE, f"{lifter.ctx.words(value)}: objects with an ORDER method as keys", value)
    made: Node = lifter.ctx.resolver.mapped(value, type_of(value))
    return made


# --- conditions and calls -------------------------------------------------------------------------------------------


def settled(node: Node, lifter: Any) -> Node | None:
    """IN, BETWEEN and CASE of objects, children lifted; None where the node stays what it is (its operands may not)."""
    if isinstance(node, exp.Ordered):
        node.set("this", key(node.this, lifter))
        return None
    if not isinstance(node, (exp.In, exp.Between, exp.Case)) or node.this is None:
        return None
    if not order_of(type_of(node.this), lifter):
        return None
    compared = lifter.ctx.resolver.compared
    if isinstance(node, exp.Between):
        low = compared(">=", node.this, node.args["low"])
        return set_type(build.both(low, compared("<=", node.this.copy(), node.args["high"])), t.BOOLEAN)
    if isinstance(node, exp.Case):
        for one in node.args["ifs"]:
            one.set("this", compared("=", node.this.copy(), one.this))
        node.set("this", None)
        return None
    query = node.args.get("query")
    if query is not None:
        item = build.only_item(query)
        if item is None:
            raise lifter.ctx.refuse(CODE, "objects looked for among the rows of this query", node)
        build.with_only_item(query, key(item, lifter))
        node.set("this", key(node.this, lifter))
        return None
    made: Node | None = None
    for one in node.expressions:
        same = compared("=", node.this.copy(), one)
        made = same if made is None else build.either(made, same)
    return set_type(exp.Paren(this=made), t.BOOLEAN) if made is not None else None


def called(name: str, args: list[Node], lifter: Any) -> None:
    """Functions that compare their arguments. Raises Refused."""
    if name == "decode":
        if args and order_of(type_of(args[0]), lifter):
            searched = [0, *range(1, len(args) - 1, 2)]
            for at in searched:
                value = args[at]
                new = value if isinstance(value, exp.Null) else key(value, lifter)
                if new is not value:
                    args[at] = value.replace(new) if value.parent is not None else new
        return
    for one in args:
        if isinstance(one, exp.Distinct):
            if any(order_of(type_of(v), lifter) for v in one.expressions) and name != "count":
                raise lifter.ctx.refuse(CODE, f"{name} of different objects", one)
            one.set("expressions", [key(v, lifter) for v in one.expressions])
        elif name in ("min", "max", "nullif") and order_of(type_of(one), lifter):
            raise lifter.ctx.refuse(CODE, f"{name} of objects", one)


def windows(node: Node, lifter: Any) -> Node:
    """PARTITION BY objects."""
    for one in node.find_all(exp.Window):
        parts = one.args.get("partition_by") or []
        if any(order_of(type_of(part), lifter) for part in parts):
            one.set("partition_by", [key(part, lifter) for part in parts])
    return node


# --- queries --------------------------------------------------------------------------------------------------------


def grouped(tree: Node, lifter: Any) -> list[Node]:
    """GROUP BY lifted: objects are grouped by their keys. Gives back the objects."""
    group = tree.args.get("group")
    if group is None:
        return []
    found: list[Node] = []
    for part, value in group.args.items():
        inner = value if isinstance(value, list) else [value]
        objects = [one for one in inner if isinstance(one, exp.Expression) and order_of(type_of(one), lifter)]
        if objects and part != "expressions":
            raise lifter.ctx.refuse(CODE, "objects in sets of groups", tree)
        found.extend(objects)
    if found:
        group.set("expressions", [key(one.copy(), lifter) for one in group.expressions])
    return found


def one_of_group(tree: Node, objects: list[Node]) -> None:
    """Outside aggregates an object that is grouped by is one of its group."""
    for part in [*tree.expressions, tree.args.get("having"), tree.args.get("order")] if objects else ():
        for node in list(part.walk()) if part is not None else ():
            if not any(node == one for one in objects) or _aggregated(node, part):
                continue
            array = exp.Paren(this=build.function(("array_agg",), node.copy()))
            node.replace(build.element(array, build.number(1), type_of(node)))


def _aggregated(node: Node, top: Node) -> bool:
    while node is not top and node.parent is not None:
        node = node.parent
        if isinstance(node, exp.Anonymous) and (node.name.lower() in AGGREGATES or node.name == "array_agg"):
            return True
    return False


def distinct(tree: Node, scope: Scope, lifter: Any) -> None:
    """SELECT DISTINCT of objects: one of those that are equal."""
    if tree.args.get("distinct") is None:
        return
    items = [item.unalias() for item in tree.expressions]
    starred = any(item.is_star for item in tree.expressions)
    types = [type_of(item) for item in items]
    if starred:
        types.extend(info.type for shape in scope.sources.values() for info in shape.visible.values())
    if not any(order_of(type_, lifter) for type_ in types):
        return
    if starred or tree.args["distinct"].args.get("on") or tree.args.get("order") or tree.args.get("group"):
        raise lifter.ctx.refuse(CODE, "SELECT DISTINCT of objects, sorted, grouped or by *", tree)
    on = exp.Tuple(expressions=[key(item.copy(), lifter) for item in items])
    tree.set("distinct", exp.Distinct(on=on))


def united(tree: Node, shape: Shape, lifter: Any) -> None:
    """UNION, INTERSECT and MINUS compare rows."""
    if isinstance(tree, exp.Union) and not tree.args.get("distinct"):
        return
    for name, info in shape.columns.items():
        if order_of(info.type, lifter):
            raise lifter.ctx.refuse(CODE, f"{name}: objects in a set operation", tree)


def sorted_by_name(type_: t.Type, node: Node, lifter: Any) -> None:
    """ORDER BY an alias or a number of the select list, where only the column's own form could be sorted by."""
    if order_of(type_, lifter):
        raise lifter.ctx.refuse(CODE, "objects sorted by the name or number of their column", node)
