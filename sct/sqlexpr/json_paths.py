"""`t.doc.a.b`: the members of a JSON column by dots. Their names keep the case the source wrote them in."""

from __future__ import annotations

from typing import TypeAlias

from sct.ir import types as t
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, set_type, type_of
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def document(node: Node, ctx: Context) -> Node:
    """A JSON document as text, whatever holds it."""
    kind = type_of(node).kind
    if kind == "json":
        made = exp.Cast(this=node, to=exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="text"))
        made.meta["s"] = "lifted"
        return set_type(made, t.TEXT, not_null=is_not_null(node))
    if kind == "binary":
        return call("TEXT_OF_RAW", node, at="lifted", type_=t.TEXT)
    return node


def _member_text(name: str) -> str:
    return name if name.replace("_", "a").isalnum() and not name[0].isdigit() else '"' + name.replace('"', '\\"') + '"'


def member(node: Node, names: tuple[str, ...], scope: Scope, ctx: Context) -> Node | None:
    """alias.column.a.b of a column that can hold a document."""
    shape = scope.source(names[0])
    if len(names) < 3 or shape is None or names[1] not in shape.columns:
        return None
    info = shape.columns[names[1]]
    if info.type.kind not in ("json", "text", "varchar"):
        return None
    base = set_type(exp.column(names[1], table=names[0]), info.type, not_null=info.not_null)
    path = "$." + ".".join(_member_text(_written(part, ctx)) for part in node.parts[2:])
    return call("JSON_DOT", document(base, ctx), exp.Literal.string(path), at="lifted", type_=t.VARCHAR)


def deeper(base: Node, right: Node, ctx: Context) -> Node | None:
    """One more member of what dots have already found."""
    if call_name(base) != "json_dot":
        return None
    path = base.expressions[1]
    path.set("this", f"{path.this}.{_member_text(_written(right, ctx))}")
    return base


def element(base: Node, places: list[Node]) -> Node | None:
    """Elements of the array that dots have found: `[0]`, `[0, 2]`, `[*]`."""
    texts = [_place(p) for p in places]
    if call_name(base) != "json_dot" or any(text is None for text in texts):
        return None
    path = base.expressions[1]
    path.set("this", f"{path.this}[{','.join(str(text) for text in texts)}]")
    return base


def _place(place: Node) -> str | None:
    if isinstance(place, exp.Star):
        return "*"
    return str(place.this) if isinstance(place, exp.Literal) and str(place.this).isdigit() else None


def _written(part: Node, ctx: Context) -> str:
    """The name in the source's own letters."""
    meta = part._meta
    if meta and "start" in meta and not part.args.get("quoted"):
        words = ctx.words(part)
        if words.lower() == part.name.lower():
            return words
    return str(part.name)
