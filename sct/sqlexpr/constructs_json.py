"""JSON functions, read back from the plain calls prepare_json makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.constructs_choice import conversions
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.json_paths import document
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, call_name, exp, literal_text, set_type, type_of
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.table_functions import table_function

Node: TypeAlias = exp.Expression


def _text(node: Any) -> str:
    """A clause's words; "" where the clause was not written."""
    found = literal_text(node) or ""
    return "" if found == "-" else found


_METHODS = frozenset(["size", "type", "double", "floor", "ceiling", "abs"])


def _readable(path: Node, ctx: Context, node: Node) -> Node:
    """A path whose methods PostgreSQL has; others (length, upper, number …) are refused."""
    text = _text(path)
    for part in text.split(".")[1:]:
        name, opened, _ = part.partition("(")
        if opened and name.isidentifier() and name not in _METHODS:
            raise ctx.refuse("SC1010", f"JSON path {text}: the method {name}()", node)
    return path


def _typed(value: Node, words: str, error: tuple[str, Node | None], ctx: Context, node: Node) -> Node:
    """A scalar found in a document as the type asked for; what does not fit is an error of the function."""
    on_error, given = error
    fallback = given.copy() if on_error == "default" and given is not None else exp.Null()
    type_ = ctx.resolver.type_of_text(words.replace(" (", "(").replace("( ", "(").replace(" )", ")"))
    lenient = on_error != "error"
    if type_.kind in ("varchar", "char") and type_.length and words != "varchar2":
        if not lenient:
            made: Node = exp.Cast(this=value, to=named_type("text"))
            made.args["to"].meta["t"] = type_
            return set_type(made, type_)
        if on_error == "default":
            size = exp.Literal.number(type_.length)
            fallback = conversions(ctx).coerce(fallback, "text")
            return call("JSON_FIT_OR", value, size, fallback, at="lifted", type_=t.VARCHAR)
        return call("JSON_FIT", value, exp.Literal.number(type_.length), at="lifted", type_=t.VARCHAR)
    if type_.kind in ("varchar", "text", "json", "char"):
        return set_type(value, t.TEXT if type_.kind == "text" else t.VARCHAR)
    if type_.is_number:
        name = "NUMBER_OR" if lenient else "TEXT_TO_NUMBER"
        if on_error == "default":
            fallback = conversions(ctx).coerce(fallback, "number")
        made = call(name, value, *([fallback] if lenient else []), at="lifted", type_=t.NUMBER)
        if type_.precision is not None:
            made = exp.Cast(this=made, to=named_type("numeric"))
            made.args["to"].meta["t"] = type_
            made.meta["s"] = "lifted"
            set_type(made, type_)
        return made
    if type_.kind == "boolean":
        return set_type(exp.EQ(this=value, expression=exp.Literal.string("true")), t.BOOLEAN)
    if type_.is_moment and on_error == "default":
        raise ctx.refuse("SC1010", f"RETURNING {words} DEFAULT … ON ERROR", node)
    if type_.is_moment:
        made = call("JSON_MOMENT", value, at="lifted", type_=t.TIMESTAMP)
        return conversions(ctx).coerce(made, type_)
    raise ctx.refuse("SC1010", f"RETURNING {words}", node)


# What PostgreSQL's paths have no method for is done with the scalar that the path before it finds.
_AFTER: dict[str, Callable[[Node], Node]] = {
    "upper": lambda value: call("UPPER", value, at="lifted", type_=t.VARCHAR),
    "lower": lambda value: call("LOWER", value, at="lifted", type_=t.VARCHAR),
    "length": lambda value: call(
        "NUMBER_TO_TEXT", call("LENGTH", value, at="lifted", type_=t.NUMBER), at="lifted", type_=t.VARCHAR
    ),
    "string": lambda value: value,
}
_METHOD_AT_END = re.compile(rf"(\$[^(]*)\.({'|'.join(_AFTER)})\(\)")


def _operands(node: Node, found: dict[str, Any], number: int, ctx: Context) -> list[Node]:
    """What the function's own grammar was read into; a call of that name without a path is another function's."""
    given: list[Node] = found["*xs"]
    if len(given) != number:
        raise ctx.refuse("SC1009", f"{ctx.words(node)} is no function we know and none of the input", node)
    return given


@hook("json_value")
def json_value(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    doc, path, returning, on_error, error_value, on_empty, empty_value = _operands(node, found, 7, ctx)
    method = _METHOD_AT_END.fullmatch(_text(path))
    if method is not None and _text(on_error) in ("", "null") and _text(on_empty) in ("", "null"):
        at = exp.Literal.string(method[1])
        value = set_type(call("JSON_SCALAR_AT", document(doc, ctx), at, at="lifted"), t.VARCHAR)
        return _typed(_AFTER[method[2]](value), _text(returning), ("null", None), ctx, node)
    return _scalar(
        document(doc, ctx),
        path,
        _text(returning),
        (_text(on_error) or "null", error_value),
        (_text(on_empty), empty_value),
        ctx,
        node,
    )


def _scalar(
    doc: Node, path: Node, words: str, error: tuple[str, Node], empty: tuple[str, Node], ctx: Context, node: Node
) -> Node:
    _readable(path, ctx, node)
    if error[0] == "null" and empty[0] in ("", "null"):
        return _typed(call("JSON_SCALAR_AT", doc, path, at="lifted"), words, ("null", None), ctx, node)
    to_text = conversions(ctx)
    given = [to_text.coerce(v, "text") for v in (error[1], empty[1])]
    value = call(
        "JSON_SCALAR_OR",
        doc,
        path,
        exp.Literal.string(error[0]),
        given[0],
        exp.Literal.string(empty[0] or error[0]),
        given[1] if empty[0] else given[0].copy(),
        at="lifted",
    )
    return _typed(value, words, error, ctx, node)


@hook("json_query")
def json_query(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    doc, path, wrapper, on_error, on_empty = _operands(node, found, 5, ctx)
    return _part(document(doc, ctx), path, _text(wrapper), _text(on_error), _text(on_empty), ctx, node)


def _part(doc: Node, path: Node, wrapper: str, on_error: str, on_empty: str, ctx: Context, node: Node) -> Node:
    words = "" if wrapper == "none" else wrapper
    _readable(path, ctx, node)
    made: Node = call("JSON_PART", doc, path, exp.Literal.string(words), at="lifted")
    known = ("null", "", "empty", "empty array", "empty object")
    if on_error in ("null", "") and on_empty in known[2:]:
        nothing = exp.Literal.string("{}" if on_empty == "empty object" else "[]")
        missing = exp.Not(this=call("JSON_HAS", doc.copy(), path.copy(), at="lifted", type_=t.BOOLEAN))
        is_one = call("IS_JSON_TEXT", doc.copy(), at="lifted", type_=t.BOOLEAN)
        made = exp.Case(ifs=[exp.If(this=exp.And(this=is_one, expression=missing), true=nothing)], default=made)
        made.meta["json"] = True
        return set_type(made, t.VARCHAR)
    if on_error != on_empty or on_error not in known:
        raise ctx.refuse("SC1010", f"JSON_QUERY … {on_error.upper()} ON ERROR {on_empty.upper()} ON EMPTY", node)
    if on_error.startswith("empty"):
        nothing = exp.Literal.string("{}" if on_error == "empty object" else "[]")
        made = exp.Case(
            ifs=[
                exp.If(
                    this=exp.Not(this=exp.Is(this=doc.copy(), expression=exp.Null())),
                    true=call("coalesce", made, nothing, at="lifted"),
                )
            ]
        )
    made.meta["json"] = True
    return set_type(made, t.VARCHAR)


@hook("json_exists")
def json_exists(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    doc, path, on_error = _operands(node, found, 3, ctx)
    if _text(on_error) not in ("false", ""):
        raise ctx.refuse("SC1010", f"JSON_EXISTS … {_text(on_error).upper()} ON ERROR", node)
    return call("JSON_HAS", document(doc, ctx), path, at="lifted", type_=t.BOOLEAN)


@hook("is_json")
def is_json(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    words = _text(found["b"].expressions[0]) if isinstance(found["b"], exp.Anonymous) else ""
    unique = "unique" in words and "without" not in words
    if any(w in words.split() for w in ("object", "array", "scalar", "value", "validate")):
        raise ctx.refuse("SC1010", f"IS JSON {words.upper()}", node)
    if "strict" not in words:
        ctx.report("SC1899", "IS JSON without STRICT", node)
    made: Node = call("IS_JSON_TEXT", document(found["a"], ctx), at="lifted", type_=t.BOOLEAN)
    if unique:
        once = call("JSON_DISTINCT", made.expressions[0].copy(), at="lifted", type_=t.BOOLEAN)
        made = exp.Paren(this=exp.And(this=made, expression=once))
    return set_type(exp.Not(this=made), t.BOOLEAN) if isinstance(node, exp.NEQ) else made


# --- making documents ----------------------------------------------------------------------------------------------


def _fragment(value: Node, as_json: bool, ctx: Context) -> Node:
    """A value as JSON text; NULL stays NULL."""
    if isinstance(value, exp.Order):
        value.set("this", _fragment(value.this, as_json, ctx))
        return value
    if as_json or (value._meta and value._meta.get("json")):
        return value
    kind = type_of(value)
    if kind.kind == "json":
        return document(value, ctx)
    if isinstance(value, exp.Null):
        return value
    if kind.is_text:
        value = conversions(ctx).coerce(value, "text")
        if isinstance(value, exp.Literal):
            value = exp.Cast(this=value, to=named_type("text"))
    elif kind.is_number:
        value = conversions(ctx).coerce(value, "decimal")
    elif not kind.is_moment and kind.kind != "boolean":
        raise ctx.refuse("SC1010", f"{ctx.words(value)} in a JSON document: its type is not known", value)
    return call("JSON_FRAGMENT", value, at="lifted", type_=t.VARCHAR)


def _made(node: Node) -> Node:
    node.meta["json"] = True
    return set_type(node, t.VARCHAR, not_null=True)


def _flag(nulls: Node) -> Node:
    return exp.Boolean(this=_text(nulls) == "absent")


@hook("json_object_of")
def json_object_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    nulls, *rest = found["*xs"]
    args: list[Node] = []
    for key, value, shape in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        args += [conversions(ctx).coerce(key, "text"), _fragment(value, _text(shape) == "json", ctx)]
    return _made(call("JSON_OBJECT_TEXT", _flag(nulls), *args, at="lifted"))


@hook("json_array_of")
def json_array_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    nulls, *rest = found["*xs"]
    args = [_fragment(v, _text(f) == "json", ctx) for v, f in zip(rest[::2], rest[1::2], strict=True)]
    return _made(call("JSON_ARRAY_TEXT", _flag(nulls), *args, at="lifted"))


@hook("json_arrayagg_of")
def json_arrayagg_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    shape, nulls, value = found["a"], found["b"], found["c"]
    item = _fragment(value, _text(shape) == "json", ctx)
    if _text(nulls) == "null":
        inner = item.this if isinstance(item, exp.Order) else item
        shown = call("coalesce", inner.copy(), exp.Literal.string("null"), at="lifted")
        if isinstance(item, exp.Order):
            item.set("this", shown)
        else:
            item = shown
    return _made(_in_brackets("[", item, "]"))


@hook("json_objectagg_of")
def json_objectagg_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    key, value, shape, nulls = found["*xs"]
    name = _fragment(conversions(ctx).coerce(key, "text"), False, ctx)
    item = _fragment(value, _text(shape) == "json", ctx)
    if _text(nulls) != "absent":
        item = call("coalesce", item, exp.Literal.string("null"), at="lifted")
    pair = exp.DPipe(this=exp.DPipe(this=name, expression=exp.Literal.string(":")), expression=item)
    return _made(_in_brackets("{", pair, "}"))


def _in_brackets(opening: str, item: Node, closing: str) -> Node:
    """The fragments of a group, in brackets; nothing for a group without rows."""
    comma = exp.Literal.string(",")
    if isinstance(item, exp.Order):
        inner, item = item, item.this
        inner.set("this", comma)
        args = [item, inner]
    else:
        args = [item, comma]
    listed = call("coalesce", call("string_agg", *args, at="lifted"), exp.Literal.string(""), at="lifted")
    text = exp.DPipe(
        this=exp.DPipe(this=exp.Literal.string(opening), expression=listed), expression=exp.Literal.string(closing)
    )
    some = exp.GT(this=call("count", exp.Star(), at="lifted"), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=some, true=text)])


# --- JSON_TABLE -----------------------------------------------------------------------------------------------------


@table_function("json_table")
def json_table(item: Node, source: Node, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """JSON_TABLE as a lateral query over the elements the row path finds."""
    ctx: Context = lifter.ctx
    doc, path, on_error, *columns = source.expressions
    if _text(on_error) not in ("null", "", "error"):
        raise ctx.refuse("SC1013", f"JSON_TABLE … {_text(on_error).upper()} ON ERROR", item)
    source_text = document(lifter.visit(doc, scope), ctx)
    if _text(on_error) == "error":
        source_text = exp.Cast(this=call("JSON_CHECKED", source_text, at="lifted"), to=named_type("text"))
        source_text.meta["s"] = "lifted"
        columns = [_raising(column) for column in columns]
    select = exp.Select(expressions=[])
    shape = Shape()
    select.set("from_", exp.From(this=_rows(source_text, path, "r1")))
    _add_columns(select, columns, 1, shape, lifter, item)
    return exp.Subquery(this=select), shape


def _raising(column: Node) -> Node:
    """A column that raises what goes wrong in it, unless it says something else itself."""
    if call_name(column) == "json_nested":
        column.set("expressions", [column.expressions[0], *(_raising(one) for one in column.expressions[1:])])
    elif len(column.expressions) > 4 and _text(column.expressions[4]) == "":
        column.expressions[4].replace(exp.Literal.string("error"))
    return column


def _rows(doc: Node, path: Node, alias: str) -> Node:
    return exp.Table(
        this=call("JSON_ROWS", doc, path, at="lifted"), alias=exp.TableAlias(this=exp.to_identifier(alias))
    )


def _add_columns(select: Node, columns: list[Node], depth: int, shape: Shape, lifter: Any, item: Node) -> None:
    ctx: Context = lifter.ctx
    nested = [c for c in columns if call_name(c) == "json_nested"]
    if len(nested) > 1:
        raise ctx.refuse("SC1013", "JSON_TABLE with several NESTED paths side by side", item)
    for column in columns:
        if call_name(column) == "json_nested":
            path, *inner = column.expressions
            rows = _rows(_of(depth), path, f"r{depth + 1}")
            join = exp.Join(this=exp.Lateral(this=rows.this, alias=rows.args["alias"]), side="LEFT", on=exp.true())
            select.append("joins", join)
            _add_columns(select, inner, depth + 1, shape, lifter, item)
            continue
        name = _text(column.expressions[0])
        value = _column(column, depth, lifter, item)
        select.append("expressions", exp.alias_(value, name, quoted=False))
        shape.columns[name] = ColumnInfo(type_of(value))


def _of(depth: int) -> Node:
    return set_type(exp.column("item", table=f"r{depth}"), Type("json", name="jsonb"))


def _exists(doc: Node, path: Node, as_number: bool) -> Node:
    """true or false (1 or 0) for a row there is; NULL where a nested path found none."""
    test = call("JSON_HAS", doc, path, at="lifted", type_=t.BOOLEAN)
    there = exp.Not(this=exp.Is(this=doc.copy(), expression=exp.Null()))
    words: list[Node] = [exp.Literal.string(w) for w in ("true", "false")]
    if as_number:
        words = [exp.Literal.number(n) for n in (1, 0)]
    made = exp.Case(ifs=[exp.If(this=test, true=words[0]), exp.If(this=there, true=words[1])])
    return set_type(made, t.INTEGER if as_number else t.VARCHAR)


def _column(column: Node, depth: int, lifter: Any, item: Node) -> Node:
    ctx: Context = lifter.ctx
    kind = _text(column.expressions[1])
    if kind == "ordinality":
        return set_type(exp.column("pos", table=f"r{depth}"), Type("integer", bits=64), not_null=True)
    words, path, on_error, error_value, on_empty, empty_value, wrapper = column.expressions[2:]
    doc = _of(depth)
    if kind == "exists":
        return _exists(doc, path, ctx.resolver.type_of_text(_text(words)).is_number)
    if kind == "query":
        return _part(doc, path, _text(wrapper), "null", "null", ctx, item)
    values = [lifter.visit(v, Scope()) for v in (error_value, empty_value)]
    return _scalar(
        doc, path, _text(words), (_text(on_error) or "null", values[0]), (_text(on_empty), values[1]), ctx, item
    )
