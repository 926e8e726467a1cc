"""JSON_MERGEPATCH, JSON_EQUAL, JSON_SERIALIZE, JSON_TRANSFORM and JSON_OBJECT(*), read back from what prepare_json_changes makes."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.constructs_json import _fragment, _text
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.json_paths import document
from sct.sqlexpr.nodes import call, exp, set_type
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression
_STEPS = re.compile(r"\$(\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\])*")


@hook("json_mergepatch_of")
def json_mergepatch_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    doc, patch = found["*xs"]
    return _json(call("JSON_MERGED", document(doc, ctx), document(patch, ctx), at="lifted"))


@hook("json_equal_of")
def json_equal_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    one, other = found["*xs"]
    return call("JSON_SAME", document(one, ctx), document(other, ctx), at="lifted", type_=t.BOOLEAN)


@hook("json_serialize_of")
def json_serialize_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    doc, error = found["*xs"]
    return set_type(
        call("JSON_PLAIN", document(doc, ctx), exp.Boolean(this=_text(error) == "error"), at="lifted"), t.VARCHAR
    )


@hook("json_transform_of")
def json_transform_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    doc, *rest = found["*xs"]
    made, kept = document(doc, ctx), []
    for action, path, value, shape in zip(rest[::4], rest[1::4], rest[2::4], rest[3::4], strict=True):
        where, what = _text(path), _text(action)
        if not _STEPS.fullmatch(where) or (what == "keep" and not re.fullmatch(r"\$\.\w+", where)):
            raise ctx.refuse(
                "SC1010", f"JSON_TRANSFORM … {what.upper()} {where}: a path of more than names and subscripts", node
            )
        if what == "keep":
            kept.append(where)
            continue
        given = value if what == "rename" else _fragment(value, _text(shape) == "json", ctx)
        made = call("JSON_CHANGED", made, exp.Literal.string(what), path, given, at="lifted")
    if kept:
        made = call("JSON_KEPT", made, exp.Literal.string("{" + ",".join(kept) + "}"), at="lifted")
    return _json(made)


def _json(node: Node) -> Node:
    node.meta["json"] = True
    return set_type(node, t.VARCHAR)


def with_columns(node: Node, scope: Scope, ctx: Context) -> None:
    """JSON_OBJECT(*) and JSON_OBJECT(t.*) with the columns that are meant; a member is called like its column."""
    args: list[Node] = []
    given = iter(node.expressions)
    for arg in given:
        if not isinstance(arg, exp.Star) and not (isinstance(arg, exp.Column) and isinstance(arg.this, exp.Star)):
            args.append(arg)
            continue
        next(given), next(given)  # a star has neither name nor format
        named = arg.table.lower() if isinstance(arg, exp.Column) else ""
        shapes = {named: scope.source(named)} if named else scope.sources
        for name, shape in shapes.items():
            if shape is None or shape.open or not shape.columns:
                raise ctx.refuse("SC1010", "JSON_OBJECT(*): the columns are not known", node)
            for column, info in shape.columns.items():
                if not info.hidden:
                    key = column.upper() if column == column.lower() else column
                    args += [exp.Literal.string(key), exp.column(column, table=name or None), exp.Literal.string("-")]
    node.set("expressions", args)
